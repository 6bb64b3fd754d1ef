package vn.edulake.quality.expectation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which rows an expectation is about, as a condition of Spark SQL: from {@code row_condition} in
 * the language that {@code condition_parser} names, or from the condition objects of Great
 * Expectations 1.5 and newer.
 */
final class RowCondition {
  private static final Pattern COL = Pattern.compile("col\\(\\s*(?:\"([^\"]*)\"|'([^']*)')\\s*\\)");
  private static final Pattern DATE = Pattern.compile("date\\(\\s*(\"[^\"]*\"|'[^']*')\\s*\\)");
  private static final Pattern PANDAS =
      Pattern.compile(
          "\\s*(?:('(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\")|(`[^`]*`)|([A-Za-z_]\\w*(?:\\.(?:isnull|isna|notnull|notna)\\(\\))?)|(\\d+\\.?\\d*(?:[eE][+-]?\\d+)?)|(==|!=|<=|>=|\\S))");

  private RowCondition() {}

  /**
   * The condition.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  static Optional<String> sql(@Nullable Object condition, @Nullable Object parser) {
    if (condition == null || condition.equals("")) {
      return Optional.empty();
    }
    if (condition instanceof Map<?, ?> object) {
      return Optional.of(object(SuiteText.texts(object)));
    }
    if (condition instanceof List<?> list) {
      List<String> parts = new ArrayList<>();
      for (Object entry : list) {
        sql(entry, parser).ifPresent(parts::add);
      }
      return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", parts));
    }
    String text = condition.toString();
    String language = parser == null ? "great_expectations" : parser.toString();
    String sql =
        switch (language) {
          case "spark" -> text;
          case "great_expectations", "great_expectations__experimental__" -> own(text);
          case "pandas", "python" -> pandas(text);
          default ->
              throw new IllegalArgumentException(
                  "condition_parser must be 'python' or 'pandas', 'spark' or 'great_expectations': "
                      + language
                      + " is none");
        };
    return Optional.of("(" + sql + ")");
  }

  /** {@code col("x").notNull()}, {@code col("x") > 5}, {@code col("x") == date("2024-01-01")}. */
  private static String own(String text) {
    if (!COL.matcher(text).find()) {
      // Plain Spark SQL is taken too.
      return text;
    }
    StringBuilder result = new StringBuilder();
    Matcher matcher = COL.matcher(text);
    int end = 0;
    while (matcher.find()) {
      result.append(text.substring(end, matcher.start()));
      String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      end = matcher.end();
      String rest = text.substring(end);
      Matcher call =
          Pattern.compile("^\\s*\\.\\s*(notNull|isNull|notnull|isnull)\\(\\)").matcher(rest);
      result.append(Sql.name(name));
      if (call.find()) {
        result.append(
            call.group(1).toLowerCase(Locale.ROOT).equals("notnull") ? " IS NOT NULL" : " IS NULL");
        end += call.end();
      }
    }
    result.append(text.substring(end));
    String sql = result.toString().replace("==", "=");
    // A text in double quotes is one, whatever the settings of the session are.
    sql = DATE.matcher(sql).replaceAll(found -> "DATE " + Matcher.quoteReplacement(found.group(1)));
    return sql.replaceAll("\\bAND\\b|\\band\\b|&", "AND").replaceAll("\\bOR\\b|\\bor\\b|\\|", "OR");
  }

  /** What {@code DataFrame.query} takes, as far as Spark has it too. */
  private static String pandas(String text) {
    // In pandas `a == 1 & b == 2` means what it seems to mean.
    StringBuilder result = new StringBuilder();
    Matcher matcher = PANDAS.matcher(text);
    int end = 0;
    boolean inList = false;
    String last = "";
    while (end < text.length() && matcher.find(end)) {
      end = matcher.end();
      String token = matcher.group().strip();
      if (token.isEmpty()) {
        continue;
      }
      if (matcher.group(1) != null) {
        result.append(Sql.text(token.substring(1, token.length() - 1)));
      } else if (matcher.group(2) != null) {
        result.append(token);
      } else if (matcher.group(3) != null) {
        int dot = token.indexOf('.');
        if (dot > 0) {
          result
              .append(Sql.name(token.substring(0, dot)))
              .append(token.startsWith("not", dot + 1) ? " IS NOT NULL" : " IS NULL");
        } else {
          result.append(
              switch (token) {
                case "and" -> "AND";
                case "or" -> "OR";
                case "not" -> "NOT";
                case "in" -> "IN";
                case "True", "true" -> "TRUE";
                case "False", "false" -> "FALSE";
                case "None" -> "NULL";
                default -> Sql.name(token);
              });
        }
      } else if (matcher.group(4) != null) {
        result.append(token);
      } else {
        if (token.equals("[")) {
          inList = last.equals("in") || last.equals("==") || last.equals("!=");
        }
        result.append(
            switch (token) {
              case "==" -> "=";
              case "&" -> "AND";
              case "|" -> "OR";
              case "~" -> "NOT";
              case "[" -> inList ? "(" : "[";
              case "]" -> inList ? ")" : "]";
              default -> token;
            });
      }
      result.append(' ');
      last = token;
    }
    return result.toString().strip();
  }

  /** A condition object. */
  private static String object(Map<String, @Nullable Object> object) {
    String type = String.valueOf(object.get("type"));
    Object operands =
        object.containsKey("conditions") ? object.get("conditions") : object.get("operands");
    if (operands instanceof List<?> list && (type.equals("and") || type.equals("or"))) {
      List<String> parts = new ArrayList<>();
      for (Object entry : list) {
        if (!(entry instanceof Map<?, ?> map)) {
          throw new IllegalArgumentException("Invalid row_condition: " + entry);
        }
        parts.add(object(SuiteText.texts(map)));
      }
      return "(" + String.join(" " + type.toUpperCase(Locale.ROOT) + " ", parts) + ")";
    }
    if (object.get("pass_through_filter") instanceof String text) {
      return "(" + text + ")";
    }
    Object column = object.get("column");
    Object named = column instanceof Map<?, ?> map ? map.get("name") : column;
    if (!(named instanceof String name)) {
      throw new IllegalArgumentException("Invalid row_condition: " + object);
    }
    String left = Sql.name(name);
    if (type.equals("nullity")) {
      boolean isNull = Boolean.TRUE.equals(object.get("is_null"));
      return "(" + left + (isNull ? " IS NULL)" : " IS NOT NULL)");
    }
    String operator = String.valueOf(object.get("operator")).toUpperCase(Locale.ROOT);
    Object parameter = object.get("parameter");
    return switch (operator) {
      case "IS_NULL", "IS NULL" -> "(" + left + " IS NULL)";
      case "IS_NOT_NULL", "IS NOT NULL" -> "(" + left + " IS NOT NULL)";
      case "==", "=", "!=", "<", "<=", ">", ">=" ->
          "(" + left + " " + operator.replace("==", "=") + " " + Sql.plain(parameter) + ")";
      case "IN", "NOT IN", "NOT_IN" -> {
        List<String> values = new ArrayList<>();
        for (Object value : parameter instanceof List<?> list ? list : List.of()) {
          values.add(Sql.plain(value));
        }
        yield "("
            + left
            + (operator.equals("IN") ? " IN (" : " NOT IN (")
            + String.join(", ", values)
            + "))";
      }
      default -> throw new IllegalArgumentException("Invalid row_condition: " + object);
    };
  }
}
