package vn.edulake.jobs.bench;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's SQL as DuckDB reads it: the same query, other names of functions and other forms.
 *
 * <p>What it does not know stays as it is, and DuckDB refuses it. It is for benches: that both
 * engines give the same rows is compared there, not promised here.
 */
final class DuckSql {
  /** Functions of the models and of Spark that DuckDB lacks, or has with another meaning. */
  static final List<String> MACROS =
      List.of(
          "CREATE MACRO key_text(t) AS lower(trim(regexp_replace(nfc_normalize(t), '\\s+', ' ', 'g')))",
          "CREATE MACRO lake_key(kind, parts) AS CASE WHEN len(list_filter(parts, lambda p: p IS NULL)) > 0"
              + " THEN '-1' ELSE left(sha256(upper(kind) || chr(31) ||"
              + " array_to_string(list_transform(parts, lambda p: key_text(p)), chr(31))), 32) END",
          "CREATE MACRO nfc(t) AS trim(regexp_replace(nfc_normalize(t), '[\\s\\x{00A0}]+', ' ', 'g'))",
          "CREATE MACRO spark_date_add(d, n) AS CAST(CAST(d AS DATE) + CAST(n AS INTEGER) AS DATE)",
          "CREATE MACRO spark_date_sub(d, n) AS CAST(CAST(d AS DATE) - CAST(n AS INTEGER) AS DATE)",
          "CREATE MACRO spark_add_months(d, n) AS CAST(CAST(d AS DATE) + to_months(CAST(n AS INTEGER)) AS DATE)",
          "CREATE MACRO spark_trunc(d, unit) AS"
              + " CAST(date_trunc(CASE unit WHEN 'MM' THEN 'month' ELSE unit END, d) AS DATE)",
          "CREATE MACRO spark_weekday(d) AS isodow(d) - 1",
          "CREATE MACRO spark_dayofweek(d) AS dayofweek(d) + 1",
          "CREATE MACRO nvl2(a, b, c) AS CASE WHEN a IS NULL THEN c ELSE b END",
          "CREATE MACRO find_in_set(a, b) AS coalesce(list_position(string_split(b, ','), a), 0)",
          "CREATE MACRO from_utc_timestamp(t, zone) AS timezone(zone, t)",
          "CREATE MACRO list_any(l) AS coalesce(list_bool_or(l), false)");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("array", "list_value"),
          Map.entry("array_contains", "list_contains"),
          Map.entry("array_sort", "list_sort"),
          Map.entry("array_join", "array_to_string"),
          Map.entry("array_distinct", "list_distinct"),
          Map.entry("size", "len"),
          Map.entry("explode", "unnest"),
          Map.entry("sequence", "generate_series"),
          Map.entry("split", "string_split"),
          Map.entry("transform", "list_transform"),
          Map.entry("date_add", "spark_date_add"),
          Map.entry("date_sub", "spark_date_sub"),
          Map.entry("add_months", "spark_add_months"),
          Map.entry("trunc", "spark_trunc"),
          Map.entry("weekday", "spark_weekday"),
          Map.entry("dayofweek", "spark_dayofweek"),
          Map.entry("map_contains_key", "map_contains"),
          Map.entry("max_by", "arg_max_null"),
          Map.entry("min_by", "arg_min_null"));

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<text>'(?:[^'\\\\]|\\\\.|'')*')"
              + "|(?<comment>--[^\\n]*|/\\*.*?\\*/)"
              + "|(?<space>\\s+)"
              + "|(?<parameter>:[a-z][a-z0-9_]*)"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)"
              + "|(?<number>[0-9]+(?:\\.[0-9]+)?)D?"
              + "|<=>|->|<>|<=|>=|\\|\\||::|.",
          Pattern.DOTALL);

  private static final Set<String> STACKED = Set.of("stack", "inline", "explode");

  private final List<String> tokens;

  private DuckSql(List<String> tokens) {
    this.tokens = tokens;
  }

  /**
   * Translates a query.
   *
   * @param parameters values by name
   */
  static String of(String sparkSql, Map<String, Object> parameters) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(sparkSql);
    while (matcher.find()) {
      if (matcher.group("comment") != null || matcher.group("space") != null) {
        continue;
      }
      if (matcher.group("text") != null) {
        tokens.add(text(matcher.group("text")));
      } else if (matcher.group("parameter") != null) {
        String name = matcher.group().substring(1);
        if (!parameters.containsKey(name)) {
          throw new IllegalArgumentException("no value of :" + name);
        }
        tokens.add(literal(parameters.get(name)));
      } else {
        tokens.add(matcher.group("number") == null ? matcher.group() : matcher.group("number"));
      }
    }
    return String.join(" ", new DuckSql(tokens).translated());
  }

  private static String literal(Object value) {
    if (value instanceof LocalDate day) {
      return "DATE '" + day + "'";
    }
    return value instanceof String word ? "'" + word.replace("'", "''") + "'" : value.toString();
  }

  /** Spark reads escapes in texts. */
  private static String text(String literal) {
    String inner = literal.substring(1, literal.length() - 1);
    StringBuilder result = new StringBuilder("'");
    boolean isPlain = true;
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\') {
        result.append(c);
        continue;
      }
      char next = inner.charAt(++i);
      if (next == 'u') {
        result.append((char) Integer.parseInt(inner.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        isPlain &= next != '\'';
        result.append(next == '\'' ? "''" : String.valueOf(next));
      }
    }
    String done = result.append("'").toString().replace("(?iu)", "(?i)");
    return isPlain && done.equals("'\u001f'") ? "chr(31)" : done;
  }

  private List<String> translated() {
    return translate(tokens);
  }

  private static List<String> translate(List<String> in) {
    List<String> out = new ArrayList<>();
    int i = 0;
    while (i < in.size()) {
      String token = in.get(i);
      String upper = token.toUpperCase(Locale.ROOT);
      String next = i + 1 < in.size() ? in.get(i + 1) : "";
      boolean isCall = next.equals("(") && (i == 0 || !in.get(i - 1).equals("."));
      if (upper.equals("LEFT") && (is(next, "ANTI") || is(next, "SEMI"))) {
        i++;
      } else if (token.equals("<=>")) {
        out.add("IS NOT DISTINCT FROM");
        i++;
      } else if (next.equals("->")) {
        out.add("lambda " + token + " :");
        i += 2;
      } else if (upper.equals("LATERAL") && is(next, "VIEW")) {
        i = lateral(in, i + 2, out);
      } else if (upper.equals("VALUES") && (i == 0 || !in.get(i - 1).equals("("))) {
        int end = i + 1;
        while (end < in.size() && in.get(end).equals("(")) {
          end = close(in, end) + 1;
          if (end < in.size() && in.get(end).equals(",")) {
            end++;
          }
        }
        out.add("( VALUES");
        out.addAll(translate(in.subList(i + 1, end)));
        out.add(")");
        i = end;
      } else if (token.equals("[") && next.equals("0")) {
        out.add("[ 1");
        i += 2;
      } else if (isCall && !upper.equals(token)) {
        i = call(in, i, out);
      } else {
        out.add(token);
        i++;
      }
    }
    return out;
  }

  /** A call of a function, whose name is written in small letters. */
  private static int call(List<String> in, int start, List<String> out) {
    String name = in.get(start).toLowerCase(Locale.ROOT);
    int end = close(in, start + 1);
    List<List<String>> arguments = arguments(in.subList(start + 2, end));
    UnaryOperator<String> argument = n -> String.join(" ", translate(arguments.get(number(n))));
    switch (name) {
      case "struct" -> out.add(struct(arguments));
      case "named_struct" -> {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
          fields.add(
              unquoted(arguments.get(i).get(0))
                  + " := "
                  + String.join(" ", translate(arguments.get(i + 1))));
        }
        out.add("struct_pack(" + String.join(", ", fields) + ")");
      }
      case "concat" -> {
        List<String> texts = new ArrayList<>();
        arguments.forEach(
            one -> texts.add("CAST(" + String.join(" ", translate(one)) + " AS VARCHAR)"));
        out.add("(" + String.join(" || ", texts) + ")");
      }
      case "collect_list" -> {
        String list = argument.apply("0");
        out.add("list(" + list + ") FILTER (WHERE (" + list + ") IS NOT NULL)");
      }
      case "collect_set" -> {
        String list = argument.apply("0");
        out.add("list(DISTINCT " + list + ") FILTER (WHERE (" + list + ") IS NOT NULL)");
      }
      // DuckDB's own gives numbers of 128 bits, which Parquet files hold as doubles.
      case "count_if" -> out.add("count(CASE WHEN " + argument.apply("0") + " THEN 1 END)");
      case "last_value", "first_value" ->
          out.add(
              name
                  + "("
                  + argument.apply("0")
                  + (arguments.size() > 1 ? " IGNORE NULLS" : "")
                  + ")");
      case "filter" ->
          out.add("list_filter(" + argument.apply("0") + ", " + argument.apply("1") + ")");
      case "exists" ->
          out.add(
              "list_any(list_transform(" + argument.apply("0") + ", " + argument.apply("1") + "))");
      case "regexp_replace" ->
          out.add(
              "regexp_replace("
                  + argument.apply("0")
                  + ", "
                  + argument.apply("1")
                  + ", "
                  + argument.apply("2").replaceAll("\\$(\\d)", "\\\\$1")
                  + ", 'g')");
      case "element_at" -> out.add("(" + argument.apply("0") + ")[" + argument.apply("1") + "]");
      default -> {
        out.add(NAMES.getOrDefault(name, name));
        out.add("(");
        for (int i = 0; i < arguments.size(); i++) {
          if (i > 0) {
            out.add(",");
          }
          out.addAll(translate(arguments.get(i)));
        }
        out.add(")");
      }
    }
    return end + 1;
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static String struct(List<List<String>> arguments) {
    List<String> first = arguments.get(0);
    if (arguments.size() == 1 && first.size() == 3 && first.get(2).equals("*")) {
      // DuckDB takes the name of a relation for its row.
      return first.get(0);
    }
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      List<String> one = arguments.get(i);
      int size = one.size();
      String name = "col" + (i + 1);
      List<String> value = one;
      if (size > 2 && is(one.get(size - 2), "AS")) {
        name = one.get(size - 1);
        value = one.subList(0, size - 2);
      } else if (isWord(one.get(size - 1)) && (size == 1 || one.get(size - 2).equals("."))) {
        name = one.get(size - 1);
      }
      fields.add(name + " := " + String.join(" ", translate(value)));
    }
    return "struct_pack(" + String.join(", ", fields) + ")";
  }

  /** {@code LATERAL VIEW f(...) alias [AS] columns}. */
  private static int lateral(List<String> in, int start, List<String> out) {
    String name = in.get(start).toLowerCase(Locale.ROOT);
    if (!STACKED.contains(name)) {
      throw new IllegalArgumentException("LATERAL VIEW " + name);
    }
    int end = close(in, start + 1);
    List<List<String>> arguments = arguments(in.subList(start + 2, end));
    // The name of the relation may be left out.
    boolean isNamed = !is(in.get(end + 1), "AS");
    String alias = isNamed ? in.get(end + 1) : "_" + name;
    int i = isNamed ? end + 2 : end + 1;
    List<String> columns = new ArrayList<>();
    if (i < in.size() && is(in.get(i), "AS")) {
      columns.add(in.get(i + 1));
      i += 2;
      while (i + 1 < in.size() && in.get(i).equals(",")) {
        columns.add(in.get(i + 1));
        i += 2;
      }
    } else if (name.equals("explode")) {
      // DuckDB would call the column by the function.
      columns.add("col");
    }
    List<String> rows = new ArrayList<>();
    if (name.equals("stack")) {
      int count = Integer.parseInt(arguments.get(0).get(0));
      int width = (arguments.size() - 1) / count;
      for (int row = 0; row < count; row++) {
        List<String> fields = new ArrayList<>();
        for (int column = 0; column < width; column++) {
          fields.add(
              columns.get(column)
                  + " := "
                  + String.join(" ", translate(arguments.get(1 + row * width + column))));
        }
        rows.add("struct_pack(" + String.join(", ", fields) + ")");
      }
    }
    String list =
        rows.isEmpty()
            ? String.join(" ", translate(arguments.get(0)))
            : "[" + String.join(", ", rows) + "]";
    boolean isMap = name.equals("explode") && columns.size() == 2;
    if (isMap) {
      list = "map_entries(" + list + ")";
    }
    String unnest =
        name.equals("explode") && !isMap
            ? "unnest(" + list + ")"
            : "unnest(" + list + ", max_depth := 2)";
    out.add(
        "CROSS JOIN LATERAL (SELECT "
            + unnest
            + ") AS "
            + alias
            + (columns.isEmpty() ? "" : "(" + String.join(", ", columns) + ")"));
    return i;
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }

  private static boolean is(String token, String word) {
    return token.equalsIgnoreCase(word);
  }

  private static boolean isWord(String token) {
    return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
  }

  private static int close(List<String> in, int open) {
    int depth = 0;
    for (int i = open; i < in.size(); i++) {
      if (in.get(i).equals("(")) {
        depth++;
      } else if (in.get(i).equals(")") && --depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("a bracket is not closed");
  }

  private static List<List<String>> arguments(List<String> in) {
    List<List<String>> result = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < in.size(); i++) {
      String token = in.get(i);
      if (token.equals("(") || token.equals("[")) {
        depth++;
      } else if (token.equals(")") || token.equals("]")) {
        depth--;
      } else if (token.equals(",") && depth == 0) {
        result.add(in.subList(from, i));
        from = i + 1;
      }
    }
    if (!in.isEmpty()) {
      result.add(in.subList(from, in.size()));
    }
    return result;
  }
}
