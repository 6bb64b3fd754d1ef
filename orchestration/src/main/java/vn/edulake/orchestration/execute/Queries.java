package vn.edulake.orchestration.execute;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** SQL over a connection: on Trino, PostgreSQL, or by any JDBC driver that is there. */
final class Queries {
  /** More rows are not handed on: a task's value is no place for a table. */
  private static final int MOST_ROWS = 1000;

  private static final Pattern PLACE = Pattern.compile("%\\((\\w+)\\)s|%s|'(?:[^']|'')*'");

  private Queries() {}

  static UserError unknown(Work work, String id) {
    return new UserError(
        ErrorCode.CONFIGURATION_INVALID,
        "Unknown connection of task %s: %s. Make it, or set AIRFLOW_CONN_%s. Nothing was started."
            .formatted(work.instance().label(), id, id.toUpperCase(java.util.Locale.ROOT)));
  }

  static TryResult execute(Work work) {
    try {
      return new TryResult.Done(run(work));
    } catch (SQLException e) {
      return failed(work, e);
    }
  }

  static TryResult check(Work work) {
    try {
      List<List<@Nullable Object>> rows = run(work);
      if (rows.isEmpty()) {
        return hopeful(work, "The query returned no row");
      }
      if (!rows.get(0).stream().allMatch(Queries::isTrue)) {
        return hopeful(work, "Test failed. Results: " + rows.get(0));
      }
      return new TryResult.Done(null);
    } catch (SQLException e) {
      return failed(work, e);
    }
  }

  private static TryResult hopeful(Work work, String reason) {
    work.log().error(reason);
    return new TryResult.Failed(reason, null);
  }

  static TryResult branch(Work work) {
    try {
      List<List<@Nullable Object>> rows = run(work);
      boolean holds = !rows.isEmpty() && !rows.get(0).isEmpty() && isTrue(rows.get(0).get(0));
      return work.choose(
          work.texts(holds ? "follow_task_ids_if_true" : "follow_task_ids_if_false"));
    } catch (SQLException e) {
      return failed(work, e);
    }
  }

  static Sensor.Answer holds(Work work) {
    try {
      List<List<@Nullable Object>> rows = run(work);
      if (rows.isEmpty()) {
        return work.flag("fail_on_empty", false) ? Sensor.Answer.NEVER : Sensor.Answer.NOT_YET;
      }
      return Sensor.when(!rows.get(0).isEmpty() && isTrue(rows.get(0).get(0)));
    } catch (SQLException e) {
      work.log().error(e.getMessage());
      throw new IllegalStateException("Cannot ask: " + e.getMessage(), e);
    }
  }

  private static TryResult failed(Work work, SQLException e) {
    work.log().error(String.valueOf(e.getMessage()));
    return new TryResult.Failed(work.log().hide("SQL failed: " + e.getMessage()), null);
  }

  /** Neither null, nor false, nor 0, nor empty. */
  static boolean isTrue(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    return value != null && !value.toString().isEmpty() && !value.toString().equals("0");
  }

  private static List<List<@Nullable Object>> run(Work work) throws SQLException {
    String id =
        work.text("conn_id")
            .or(() -> work.text("trino_conn_id"))
            .or(() -> work.text("postgres_conn_id"))
            .orElse("trino_default");
    Connections.Jdbc address =
        Connections.jdbc(work.services().connection(id).orElseThrow(() -> unknown(work, id)));
    List<String> statements = new ArrayList<>();
    Object sql = work.arguments().get("sql");
    boolean splits = work.flag("split_statements", true);
    if (sql instanceof Iterable<?> list) {
      list.forEach(each -> statements.add(String.valueOf(each)));
    } else {
      statements.addAll(splits ? split(String.valueOf(sql)) : List.of(String.valueOf(sql)));
    }
    List<List<@Nullable Object>> last = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(address.url(), address.properties())) {
      for (String statement : statements) {
        last = run(work, connection, statement);
      }
    }
    return last;
  }

  private static List<List<@Nullable Object>> run(Work work, Connection connection, String text)
      throws SQLException {
    work.log().info("Running statement: " + text);
    List<@Nullable Object> values = new ArrayList<>();
    String sql = bind(text, work.arguments().get("parameters"), values);
    try (Statement statement =
        values.isEmpty() ? connection.createStatement() : prepared(connection, sql, values)) {
      work.cancellation()
          .whenCancelled(
              () -> {
                try {
                  statement.cancel();
                } catch (SQLException e) {
                  work.log().warning("Cannot cancel the query: " + e.getMessage());
                }
              });
      List<List<@Nullable Object>> rows = new ArrayList<>();
      boolean hasRows =
          statement instanceof PreparedStatement bound ? bound.execute() : statement.execute(sql);
      if (hasRows) {
        try (ResultSet result = statement.getResultSet()) {
          int columns = result.getMetaData().getColumnCount();
          while (rows.size() < MOST_ROWS && result.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
              row.add(plain(result.getObject(i)));
            }
            rows.add(row);
          }
        }
      }
      work.cancellation().whenCancelled(() -> {});
      work.log()
          .info(
              hasRows
                  ? rows.size() + " rows" + (rows.size() == MOST_ROWS ? " (cut)" : "")
                  : Math.max(0, statement.getUpdateCount()) + " rows changed");
      return rows;
    }
  }

  /** Only what has values is prepared: a server prepares less than it runs. */
  private static PreparedStatement prepared(
      Connection connection, String sql, List<@Nullable Object> values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
    return statement;
  }

  private static @Nullable Object plain(@Nullable Object value) throws SQLException {
    if (value instanceof Array array && array.getArray() instanceof Object[] elements) {
      List<@Nullable Object> list = new ArrayList<>();
      for (Object element : elements) {
        list.add(plain(element));
      }
      return list;
    }
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }

  /** Turns Python's places for values into JDBC's; text in quotes stays as it is. */
  static String bind(String sql, @Nullable Object given, List<@Nullable Object> values) {
    if (given == null) {
      return sql;
    }
    List<@Nullable Object> inOrder = new ArrayList<>();
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    if (given instanceof Map<?, ?> map) {
      map.forEach((key, value) -> byName.put(String.valueOf(key), value));
    } else if (given instanceof Iterable<?> list) {
      list.forEach(inOrder::add);
    }
    StringBuilder bound = new StringBuilder();
    Matcher place = PLACE.matcher(sql);
    int next = 0;
    while (place.find()) {
      if (place.group(1) != null) {
        values.add(byName.get(place.group(1)));
        place.appendReplacement(bound, "?");
      } else if (place.group().equals("%s")) {
        values.add(next < inOrder.size() ? inOrder.get(next) : null);
        next++;
        place.appendReplacement(bound, "?");
      } else {
        place.appendReplacement(bound, Matcher.quoteReplacement(place.group()));
      }
    }
    place.appendTail(bound);
    if (values.isEmpty()) {
      values.addAll(inOrder);
    }
    return bound.toString();
  }

  /**
   * The statements of a text, without semicolons and comments; a semicolon in quotes or a comment
   * ends nothing.
   */
  static List<String> split(String sql) {
    List<String> statements = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char letter = sql.charAt(i);
      if (quote == 0 && letter == '-' && i + 1 < sql.length() && sql.charAt(i + 1) == '-') {
        int end = sql.indexOf('\n', i);
        i = end < 0 ? sql.length() : end;
        current.append('\n');
        continue;
      }
      if (quote == 0 && letter == '/' && i + 1 < sql.length() && sql.charAt(i + 1) == '*') {
        int end = sql.indexOf("*/", i + 2);
        i = end < 0 ? sql.length() : end + 1;
        current.append(' ');
        continue;
      }
      if (quote == 0 && (letter == '\'' || letter == '"')) {
        quote = letter;
      } else if (letter == quote) {
        quote = 0;
      }
      if (quote == 0 && letter == ';') {
        add(statements, current);
      } else {
        current.append(letter);
      }
    }
    add(statements, current);
    return statements;
  }

  private static void add(List<String> statements, StringBuilder current) {
    String statement = current.toString().strip();
    if (!statement.isEmpty()) {
      statements.add(statement);
    }
    current.setLength(0);
  }
}
