package vn.edulake.quality;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.SqlText;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * The rows that fail an expectation, as Spark SQL, by the semantics of Great Expectations: a map
 * expectation says nothing of a null, and a row condition leaves rows out.
 */
final class FailingRows {
  private static final Pattern PLAIN =
      Pattern.compile("SELECT \\* FROM \\{batch\\} WHERE (.*)", Pattern.DOTALL);

  private FailingRows() {}

  static Optional<String> condition(SuiteCheck check) {
    if (check.type().equals("unexpected_rows_expectation")) {
      Matcher plain = PLAIN.matcher(text(check, "unexpected_rows_query"));
      return plain.matches() ? Optional.of("(" + plain.group(1) + ")") : Optional.empty();
    }
    String failing =
        switch (check.type()) {
          case "expect_column_values_to_be_in_set" -> {
            String column = text(check, "column");
            yield column + " NOT IN (" + literals(check, column) + ")";
          }
          case "expect_column_values_to_match_regex" ->
              "NOT " + text(check, "column") + " RLIKE " + regex(text(check, "regex"));
          case "expect_column_values_to_be_between" -> between(check);
          case "expect_column_values_to_be_null" -> text(check, "column") + " IS NOT NULL";
          case "expect_column_values_to_not_be_null" -> text(check, "column") + " IS NULL";
          case "expect_column_pair_values_a_to_be_greater_than_b" ->
              text(check, "column_A")
                  + (Boolean.TRUE.equals(check.kwargs().get("or_equal")) ? " < " : " <= ")
                  + text(check, "column_B");
          default -> throw unknown(check);
        };
    Object rows = check.kwargs().get("row_condition");
    return Optional.of(
        rows == null ? "(" + failing + ")" : "((" + rows + ") AND (" + failing + "))");
  }

  static String query(SuiteCheck check, String relation) {
    return condition(check)
        .map(failing -> "SELECT * FROM " + relation + " WHERE " + failing)
        .orElseGet(() -> text(check, "unexpected_rows_query").replace("{batch}", relation));
  }

  private static String between(SuiteCheck check) {
    String column = text(check, "column");
    List<String> sides = new ArrayList<>();
    Object least = check.kwargs().get("min_value");
    Object most = check.kwargs().get("max_value");
    if (least != null) {
      boolean isStrict = Boolean.TRUE.equals(check.kwargs().get("strict_min"));
      sides.add(column + (isStrict ? " <= " : " < ") + bound(least));
    }
    if (most != null) {
      boolean isStrict = Boolean.TRUE.equals(check.kwargs().get("strict_max"));
      sides.add(column + (isStrict ? " >= " : " > ") + bound(most));
    }
    return String.join(" OR ", sides);
  }

  private static String bound(Object value) {
    if (value instanceof Number number) {
      return number.toString();
    }
    String text = value.toString();
    try {
      return "DATE '" + LocalDate.parse(text) + "'";
    } catch (DateTimeParseException e) {
      return SqlText.literal(text);
    }
  }

  private static String literals(SuiteCheck check, String column) {
    if (check.kwargs().get("value_set") instanceof List<?> values && !values.isEmpty()) {
      return values.stream()
          .map(value -> value instanceof Number ? value.toString() : SqlText.literal("" + value))
          .collect(Collectors.joining(", "));
    }
    throw invalid(check, "value_set of " + column + " is no list of values");
  }

  private static String regex(String pattern) {
    return SqlText.literal(pattern);
  }

  private static String text(SuiteCheck check, String key) {
    @Nullable Object value = check.kwargs().get(key);
    if (value == null) {
      throw invalid(check, key + " is missing");
    }
    return value.toString();
  }

  private static UserError unknown(SuiteCheck check) {
    return invalid(check, "the gate does not ask " + check.type());
  }

  private static UserError invalid(SuiteCheck check, String why) {
    return new UserError(
        ErrorCode.MODEL_INVALID,
        "Cannot use check "
            + check.name()
            + " of the suite of "
            + check.table()
            + ": "
            + why
            + ". Nothing was checked.");
  }
}
