package vn.edulake.models.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The texts of a key in one writing each: {@code 01} and {@code 1} are one number, {@code
 * 31/12/2025} and {@code 2025-12-31} one day. Two records are of one key when these are equal, in
 * the line check as in what a raw table says.
 *
 * <p>Texts are compared as staging cleans them: in composed form, trimmed, with single spaces.
 * Where somebody wrote the staging model, texts are compared as they are.
 */
public final class KeyText {
  private static final Pattern SPACE = Pattern.compile("[\\s\\u00a0]+");

  private final SourceContract contract;
  private final Layout layout;
  private final List<ContractColumn> columns;

  /** The key of records read by a layout. */
  public KeyText(SourceContract contract, Layout layout) {
    this.contract = contract;
    this.layout = layout;
    this.columns = contract.key().stream().map(contract::column).toList();
  }

  /** The values with those of the key in one writing; the same map where they are already. */
  public Map<String, String> of(Map<String, String> values) {
    Map<String, String> result = values;
    for (ContractColumn column : columns) {
      String text = values.get(column.name());
      if (text == null) {
        continue;
      }
      String one = of(column, text);
      if (!one.equals(text)) {
        if (result == values) {
          result = new HashMap<>(values);
        }
        result.put(column.name(), one);
      }
    }
    return result;
  }

  /** The text of one column in one writing. */
  public String of(ContractColumn column, String text) {
    if (isText(column)) {
      return contract.staging().isPresent() ? cleaned(text) : text;
    }
    Notation notation = layout.notation(column);
    String trimmed = text.strip();
    Optional<String> typed =
        switch (column.type()) {
          case TEXT, CODE -> Optional.empty();
          case INTEGER -> number(notation, trimmed, 0);
          case DECIMAL -> number(notation, trimmed, column.decimals());
          case BOOLEAN -> truth(trimmed);
          case DATE ->
              notation.formats().stream()
                  .flatMap(format -> DateText.date(format, trimmed).stream())
                  .findFirst()
                  .map(LocalDate::toString);
          case TIMESTAMP ->
              (notation.formats().isEmpty() ? List.of("") : notation.formats())
                  .stream()
                      .flatMap(format -> DateText.instant(format, trimmed).stream())
                      .findFirst()
                      .map(instant -> instant.truncatedTo(ChronoUnit.MICROS).toString());
        };
    return typed.orElse(text);
  }

  private static boolean isText(ContractColumn column) {
    return column.type() == ContractColumn.Type.TEXT || column.type() == ContractColumn.Type.CODE;
  }

  private static String cleaned(String text) {
    return SPACE.matcher(Normalizer.normalize(text, Normalizer.Form.NFC)).replaceAll(" ").strip();
  }

  private static Optional<String> number(Notation notation, String text, int decimals) {
    return notation
        .numbers()
        .plain(text)
        .map(BigDecimal::new)
        .map(number -> number.setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros())
        .map(number -> number.signum() == 0 ? "0" : number.toPlainString());
  }

  private static Optional<String> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "1" -> Optional.of("true");
      case "false", "no", "0" -> Optional.of("false");
      default -> Optional.empty();
    };
  }

  /**
   * A Spark expression that is equal for equal values of a column of the raw table.
   *
   * @return the column's name where its texts are compared as they are
   */
  public static String sql(SourceContract contract, String column) {
    ContractColumn known = contract.column(column);
    boolean isDerived = contract.staging().isPresent();
    if (isText(known)) {
      return isDerived ? "nfc(" + column + ")" : column;
    }
    String value = TypedText.sql(contract, known, "trim(" + column + ")", RawColumn.LAYOUT);
    return "coalesce(CAST(" + value + " AS STRING), " + column + ")";
  }
}
