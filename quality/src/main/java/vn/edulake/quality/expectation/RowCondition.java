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
  private static final String QUOTED = "(\"[^\"]*\"|'[^']*')";

  /** Columns, days, texts and operators; whatever else there is stands as it is written. */
  private static final Pattern OWN =
      Pattern.compile(
          "(?<column>\\bcol\\(\\s*"
              + QUOTED
              + "\\s*\\)(?:\\s*\\.\\s*(?<null>(?i:notNull|isNull))\\(\\))?)"
              + "|(?<date>\\bdate\\(\\s*"
              + QUOTED
              + "\\s*\\))|(?<text>"
              + QUOTED
              + ")|(?<equal>==)|(?<and>(?i:\\band\\b)|&&?)|(?<or>(?i:\\bor\\b)|\\|\\|?)");

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
    Matcher matcher = OWN.matcher(text);
    if (matcher.results().noneMatch(found -> found.group().startsWith("col("))) {
      // Plain Spark SQL is taken too.
      return text;
    }
    StringBuilder result = new StringBuilder();
    matcher.reset();
    while (matcher.find()) {
      matcher.appendReplacement(result, Matcher.quoteReplacement(ownPart(matcher)));
    }
    return matcher.appendTail(result).toString();
  }

  private static String ownPart(Matcher part) {
    if (part.group("column") != null) {
      String test = part.group("null");
      String isNull =
          test == null ? "" : test.equalsIgnoreCase("notNull") ? " IS NOT NULL" : " IS NULL";
      return Sql.name(unquoted(part.group(2))) + isNull;
    }
    if (part.group("date") != null) {
      return "DATE " + Sql.text(unquoted(part.group(5)));
    }
    if (part.group("text") != null) {
      return Sql.text(unquoted(part.group()));
    }
    return part.group("equal") != null ? "=" : part.group("and") != null ? "AND" : "OR";
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
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
