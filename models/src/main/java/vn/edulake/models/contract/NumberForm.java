package vn.edulake.models.contract;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How numbers are written: {@code 1234.5}, or with marks of the sender's own, {@code 1.234,5}.
 *
 * @param thousands what parts the thousands, when something does
 * @param decimalMark what stands before the fraction
 * @param pattern which texts are numbers
 * @param times by what a number is multiplied: 1000 where the unit is thousands
 */
public record NumberForm(
    Optional<String> thousands, String decimalMark, Pattern pattern, BigDecimal times) {
  /** Numbers as machines write them. */
  static final NumberForm PLAIN =
      new NumberForm(
          Optional.empty(),
          ".",
          Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?"),
          BigDecimal.ONE);

  /** Numbers with these marks, of one character each. */
  public static NumberForm of(Optional<String> thousands, String decimalMark) {
    if (thousands.isEmpty() && decimalMark.equals(".")) {
      return PLAIN;
    }
    String whole = thousands.map(part -> "(\\d+|\\d{1,3}([" + part + "]\\d{3})+)").orElse("\\d+");
    // A workbook's numbers come with a point, whatever its author types.
    String marks = thousands.equals(Optional.of(".")) ? decimalMark : decimalMark + ".";
    return new NumberForm(
        thousands,
        decimalMark,
        Pattern.compile("[+-]?" + whole + "([" + marks + "]\\d+)?"),
        BigDecimal.ONE);
  }

  /** The same in another unit. */
  NumberForm times(BigDecimal factor) {
    return new NumberForm(thousands, decimalMark, pattern, factor);
  }

  /** Whether numbers are written as machines write them. */
  public boolean isPlain() {
    return equals(PLAIN);
  }

  /** The number in the notation of machines; nothing when the text is none in this form. */
  public Optional<String> plain(String text) {
    String spaced = text.replace('\u00a0', ' ');
    if (!pattern.matcher(spaced).matches()) {
      return Optional.empty();
    }
    String joined = thousands.map(part -> spaced.replace(part, "")).orElse(spaced);
    String plain = joined.replace(decimalMark, ".");
    if (isInItsUnit()) {
      return Optional.of(plain);
    }
    BigDecimal number = new BigDecimal(plain).multiply(times).stripTrailingZeros();
    return Optional.of(number.signum() == 0 ? "0" : number.toPlainString());
  }

  private boolean isInItsUnit() {
    return times.compareTo(BigDecimal.ONE) == 0;
  }

  /** The same as a Spark expression over an expression that gives a text. */
  String sql(String text) {
    String plain = plainSql(text);
    return isInItsUnit()
        ? plain
        : "TRY_CAST(" + plain + " AS DECIMAL(28, 8)) * " + times.toPlainString() + "BD";
  }

  private String plainSql(String text) {
    if (pattern.equals(PLAIN.pattern)) {
      return text;
    }
    String spaced = "replace(" + text + ", '\\u00a0', ' ')";
    String joined =
        thousands
            .map(part -> "replace(" + spaced + ", " + SqlText.literal(part) + ", '')")
            .orElse(spaced);
    return "CASE WHEN "
        + spaced
        + " RLIKE "
        + SqlText.literal("^(?:" + pattern.pattern() + ")$")
        + " THEN replace("
        + joined
        + ", "
        + SqlText.literal(decimalMark)
        + ", '.') END";
  }
}
