package vn.edulake.jobs.ingest;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * The rows of a database table from a watermark on, streamed.
 *
 * <p>The rows at the watermark come again, since more of them may have been written after the last
 * read; so do the rows without one, since nothing tells when they were written. Who reads them
 * knows them by their hash.
 */
final class JdbcLines implements Lines {
  private static final int FETCHED = 1000;

  private final DeliveredFile file;
  private final Layout layout;
  private final Connection connection;
  private final String quote;
  private final List<@Nullable String> names = new ArrayList<>();
  private final List<JdbcKind> kinds = new ArrayList<>();
  private final Header header;
  private final int watermarkPosition;
  private final ResultSet rows;
  private @Nullable Object highest;
  private long number;

  JdbcLines(DeliveredFile file, SourceContract contract, Layout layout) {
    this.file = file;
    this.layout = layout;
    Origin.InDatabase origin = (Origin.InDatabase) file.origin();
    try {
      connection =
          DriverManager.getConnection(
              origin.database().url(), origin.database().user(), origin.database().password());
    } catch (SQLException e) {
      throw unavailable(e);
    }
    try {
      connection.setReadOnly(true);
      // Only within a transaction does a driver fetch rows part by part.
      connection.setAutoCommit(false);
      quote = connection.getMetaData().getIdentifierQuoteString().strip();
      describe();
      header = header(contract);
      watermarkPosition = watermarkPosition();
      rows = query(origin.since());
    } catch (SQLException e) {
      close();
      throw unavailable(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Layout.DatabaseTable table() {
    return layout.database().orElseThrow();
  }

  private String from() {
    return "SELECT * FROM "
        + Arrays.stream(table().name().split("\\."))
            .map(part -> quote + part + quote)
            .collect(Collectors.joining("."));
  }

  private void describe() throws SQLException {
    try (PreparedStatement none = connection.prepareStatement(from() + " WHERE 1 = 0");
        ResultSet empty = none.executeQuery()) {
      ResultSetMetaData columns = empty.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnLabel(i));
        kinds.add(JdbcKind.of(columns, i));
      }
    }
  }

  private Header header(SourceContract contract) {
    TableRow row = new TableRow(0, table().name(), 0, names);
    Header.Wanted wanted = new Header.Wanted(contract, layout);
    List<String> missing = wanted.missing(row);
    if (!missing.isEmpty()) {
      throw notFound(
          "it lacks columns that the layout "
              + layout.name()
              + " requires; missing: "
              + String.join(", ", missing));
    }
    List<String> doubled = wanted.doubled(row);
    if (!doubled.isEmpty()) {
      throw file.error(
          ErrorCode.HEADER_DOUBLED,
          "it has more than one column " + String.join(", ", doubled),
          null);
    }
    return wanted.header(row);
  }

  private DataError notFound(String why) {
    return file.error(ErrorCode.HEADER_NOT_FOUND, why, null);
  }

  private int watermarkPosition() {
    if (table().watermark().isEmpty()) {
      return 0;
    }
    String column = table().watermark().get();
    int position = names.indexOf(column) + 1;
    if (position == 0) {
      throw notFound("it has no column " + column + " for the watermark");
    }
    if (!kinds.get(position - 1).hasOrder()) {
      throw notFound("its column " + column + " for the watermark is no number, date or time");
    }
    return position;
  }

  private ResultSet query(String since) throws SQLException {
    boolean isPart = watermarkPosition > 0 && !since.isEmpty();
    String column = quote + table().watermark().orElse("") + quote;
    String part = isPart ? " WHERE " + column + " >= ? OR " + column + " IS NULL" : "";
    PreparedStatement statement =
        connection.prepareStatement(
            from() + part, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(FETCHED);
    if (isPart) {
      highest = kinds.get(watermarkPosition - 1).parse(since);
      statement.setObject(1, highest);
    }
    return statement.executeQuery();
  }

  @Override
  public List<String> header() {
    return names.stream().map(String::valueOf).toList();
  }

  /** The highest watermark of what was read, now or before; empty when nothing has one. */
  @Override
  public String watermark() {
    return highest == null ? "" : JdbcKind.text(highest);
  }

  @Override
  public @Nullable Line next() {
    try {
      if (!rows.next()) {
        return null;
      }
      number++;
      Map<String, String> values = new HashMap<>();
      Map<String, String> extra = new LinkedHashMap<>();
      for (int i = 0; i < kinds.size(); i++) {
        Object value = kinds.get(i).value(rows, i + 1);
        String text = value == null ? "" : JdbcKind.text(value);
        if (value != null && i + 1 == watermarkPosition) {
          highest = JdbcKind.greater(highest, value);
        }
        if (!text.isEmpty() && header.meanings().get(i) instanceof Header.Column column) {
          values.put(column.name(), text);
        } else if (!text.isEmpty()) {
          extra.put(header.names().get(i), JsonText.quoted(text));
        }
      }
      return new Line(number, values, JsonText.object(extra), false);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** What drivers say may hold the address with its secrets, so only the state is shown. */
  private ExternalError unavailable(SQLException e) {
    return new ExternalError(
        ErrorCode.SOURCE_UNAVAILABLE,
        "Cannot read "
            + file.name()
            + ": its database failed (SQL state "
            + e.getSQLState()
            + "). Nothing of it was loaded; the next ingest reads it again.",
        e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It was only read from.
    }
  }
}
