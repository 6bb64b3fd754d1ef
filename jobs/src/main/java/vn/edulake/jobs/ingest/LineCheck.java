package vn.edulake.jobs.ingest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.ContractColumn.Derive;
import vn.edulake.models.contract.ContractColumn.OnInvalid;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.Notation;
import vn.edulake.models.contract.NumberForm;
import vn.edulake.models.contract.SourceContract;

/** Gives a line the values that its file does not have, and says whether it keeps the contract. */
final class LineCheck {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
  private static final Set<String> TRUTHS = Set.of("true", "false", "yes", "no", "1", "0");

  private final SourceContract contract;
  private final Map<String, String> ofFile;
  private final Map<String, String> joins;
  private final List<Check> checks = new ArrayList<>();

  private record Check(
      ContractColumn column,
      boolean isKey,
      Notation notation,
      Predicate<String> isOfType,
      String shownName) {}

  /**
   * @param layout by which the file is read
   * @param ofFile the values that hold for the whole file
   */
  LineCheck(SourceContract contract, Layout layout, Map<String, String> ofFile) {
    this.contract = contract;
    this.ofFile = Map.copyOf(ofFile);
    this.joins = layout.joins();
    for (ContractColumn column : contract.columns()) {
      Notation notation = layout.notation(column);
      checks.add(
          new Check(
              column,
              contract.key().contains(column.name()),
              notation,
              ofType(contract, column, notation),
              layout.namesInFiles(column).stream().findFirst().orElse(column.name())));
    }
  }

  /** All values of a line, column to text. */
  Map<String, String> values(Line line) {
    Map<String, String> values = new HashMap<>(ofFile);
    values.putAll(line.values());
    joins.forEach(
        (column, join) ->
            Layout.joined(join, values).ifPresent(joined -> values.put(column, joined)));
    for (ContractColumn column : contract.columns()) {
      Optional<Derive> derive = column.derive();
      if (derive.isPresent()) {
        String from = values.get(derive.get().from());
        if (from != null) {
          Matcher matcher = derive.get().pattern().matcher(from);
          if (matcher.matches() && matcher.group(1) != null) {
            values.put(column.name(), matcher.group(1));
          }
        }
      }
    }
    for (ContractColumn column : contract.columns()) {
      String text = values.get(column.name());
      if (!column.parts().isEmpty() && (text == null || text.isBlank())) {
        column.joined(values).ifPresent(joined -> values.put(column.name(), joined));
      }
    }
    return values;
  }

  /** Checks of the columns' texts as they stand in a file, in the order of the contract. */
  SureCheck[] sureChecks() {
    return checks.stream()
        .map(
            check ->
                new SureCheck(
                    check.column(),
                    check.notation(),
                    mayBeEmpty(check),
                    text -> violation(check, text).isEmpty()))
        .toArray(SureCheck[]::new);
  }

  /** Whether a record may lack each of the columns. */
  boolean[] mayBeEmpty() {
    boolean[] result = new boolean[checks.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = mayBeEmpty(checks.get(i));
    }
    return result;
  }

  private static boolean mayBeEmpty(Check check) {
    return !check.isKey() && !check.column().required();
  }

  /** The first violation, with the messages of all; empty when the line keeps the contract. */
  Optional<Violation> violation(Line line, Map<String, String> values) {
    if (line.fault() != null) {
      return Optional.of(Violation.ofLine(line.fault()));
    }
    Violation first = null;
    for (Check check : checks) {
      Optional<Violation> found = violation(check, values.get(check.column().name()));
      if (found.isPresent()) {
        first =
            first == null
                ? found.get()
                : new Violation(
                    first.column(), first.rule(), first.message() + "; " + found.get().message());
      }
    }
    return Optional.ofNullable(first);
  }

  private static Optional<Violation> violation(Check check, String text) {
    ContractColumn column = check.column();
    if (text == null || check.notation().isNothing(text)) {
      if (check.isKey()) {
        return of(check, Rule.KEY_MISSING, "");
      }
      return column.required() ? of(check, Rule.REQUIRED, "") : Optional.empty();
    }
    if (column.pattern().isPresent() && !column.pattern().get().matcher(text).matches()) {
      return of(check, Rule.PATTERN, column.pattern().get().pattern());
    }
    if (!check.isOfType().test(text)) {
      String type = column.type().name().toLowerCase(Locale.ROOT);
      List<String> formats = check.notation().formats();
      return of(
          check, Rule.TYPE, formats.isEmpty() ? type : type + " " + String.join(" / ", formats));
    }
    if (!column.codes().isEmpty()
        && column.onInvalid() == OnInvalid.REJECT
        && !column.codes().containsKey(text)) {
      return of(check, Rule.CODE, String.join(", ", column.codes().keySet()));
    }
    return Optional.empty();
  }

  private static Optional<Violation> of(Check check, Rule rule, String detail) {
    return Optional.of(
        new Violation(check.column().name(), rule, rule.message(check.shownName(), detail)));
  }

  private static Predicate<String> ofType(
      SourceContract contract, ContractColumn column, Notation notation) {
    if (column.onInvalid() == OnInvalid.KEEP) {
      return text -> true;
    }
    NumberForm numbers = notation.numbers();
    // What is stored as a number has to fit into it; what a model reads as it likes need not.
    boolean isBounded = contract.staging().isPresent();
    return switch (column.type()) {
      case TEXT, CODE -> text -> true;
      case INTEGER ->
          text -> numbers.plain(text).filter(number -> isWhole(number, isBounded)).isPresent();
      case DECIMAL ->
          text ->
              numbers
                  .plain(text)
                  .filter(number -> !isBounded || fits(number, column.decimals()))
                  .isPresent();
      case BOOLEAN -> text -> TRUTHS.contains(text.toLowerCase(Locale.ROOT));
      case DATE -> notation::isDate;
      case TIMESTAMP -> notation::isInstant;
    };
  }

  private static boolean isWhole(String number, boolean isBounded) {
    return INTEGER.matcher(number).matches()
        && (!isBounded || new BigInteger(number).bitLength() < Long.SIZE);
  }

  private static boolean fits(String number, int decimals) {
    BigDecimal value = new BigDecimal(number);
    return value.signum() == 0
        || (long) value.precision() - value.scale() <= ContractColumn.DIGITS - decimals;
  }
}
