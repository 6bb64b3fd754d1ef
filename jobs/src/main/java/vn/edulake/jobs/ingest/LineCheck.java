package vn.edulake.jobs.ingest;

import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
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
import vn.edulake.models.contract.SourceContract;

/** Gives a line the values that its file does not have, and says whether it keeps the contract. */
final class LineCheck {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Set<String> TRUTHS = Set.of("true", "false");

  private final SourceContract contract;
  private final Map<String, String> ofFile;
  private final List<Check> checks = new ArrayList<>();

  private record Check(
      ContractColumn column, boolean isKey, Predicate<String> isOfType, String shownName) {}

  /**
   * @param ofFile the values that hold for the whole file
   */
  LineCheck(SourceContract contract, Map<String, String> ofFile) {
    this.contract = contract;
    this.ofFile = Map.copyOf(ofFile);
    for (ContractColumn column : contract.columns()) {
      checks.add(
          new Check(
              column,
              contract.key().contains(column.name()),
              ofType(column),
              column.headers().isEmpty() ? column.name() : column.headers().get(0)));
    }
  }

  /** All values of a line, column to text. */
  Map<String, String> values(Line line) {
    Map<String, String> values = new HashMap<>(ofFile);
    values.putAll(line.values());
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
    return values;
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
    if (text == null || text.isBlank()) {
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
      return of(check, Rule.TYPE, column.format().map(f -> type + " " + f).orElse(type));
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

  private static Predicate<String> ofType(ContractColumn column) {
    if (column.onInvalid() == OnInvalid.KEEP) {
      return text -> true;
    }
    return switch (column.type()) {
      case TEXT, CODE -> text -> true;
      case INTEGER -> INTEGER.asMatchPredicate();
      case DECIMAL -> DECIMAL.asMatchPredicate();
      case BOOLEAN -> text -> TRUTHS.contains(text.toLowerCase(Locale.ROOT));
      case DATE, TIMESTAMP -> {
        DateTimeFormatter formatter =
            column.format().map(LineCheck::strict).orElse(DateTimeFormatter.ISO_DATE_TIME);
        yield text -> parses(formatter, text);
      }
    };
  }

  /** Year of era ({@code y}) would want an era beside it. */
  private static DateTimeFormatter strict(String format) {
    return DateTimeFormatter.ofPattern(format.replace('y', 'u'), Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  private static boolean parses(DateTimeFormatter formatter, String text) {
    try {
      return formatter.parse(text) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
