package vn.edulake.models;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of tables in a model's SQL. Text in quotes and comments is passed over; what is left
 * that reads {@code layer.name} is a table, because the style allows no such alias.
 */
public final class SqlTables {
  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^'\\\\]|\\\\.|'')*'" // a text
              + "|\"(?:[^\"\\\\]|\\\\.)*\"" // a text, Spark's other quote
              + "|`[^`]*`" // a quoted name
              + "|--[^\\n]*" // a comment to the end of the line
              + "|/\\*.*?\\*/" // a comment
              + "|(?<![\\w.])(?<name>(?:raw|staging|vault|core|marts|ops)\\.[a-z][a-z0-9_]*)(?![\\w.(])",
          Pattern.DOTALL);

  private SqlTables() {}

  /** The tables that the SQL reads, in the order of their first mention. */
  public static List<TableName> in(String sql) {
    List<TableName> result = new ArrayList<>();
    bind(
        sql,
        name -> {
          if (!result.contains(name)) {
            result.add(name);
          }
          return "";
        });
    return List.copyOf(result);
  }

  /** The SQL with every table name replaced by what {@code relation} gives for it. */
  public static String bind(String sql, Function<TableName, String> relation) {
    Matcher matcher = TOKEN.matcher(sql);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group("name");
      String text = name == null ? matcher.group() : relation.apply(TableName.parse(name));
      matcher.appendReplacement(result, Matcher.quoteReplacement(text));
    }
    matcher.appendTail(result);
    return result.toString();
  }
}
