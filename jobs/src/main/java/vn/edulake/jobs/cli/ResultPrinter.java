package vn.edulake.jobs.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.PrintWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints the rows of a query as they come. */
final class ResultPrinter {
  /** Rows that decide how wide the columns of a table are. */
  private static final int SAMPLE = 1000;

  private final ResultSet rows;
  private final List<String> names = new ArrayList<>();
  private final List<Kind> kinds = new ArrayList<>();

  private ResultPrinter(ResultSet rows) throws SQLException {
    this.rows = rows;
    ResultSetMetaData columns = rows.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnLabel(i));
      kinds.add(Kind.of(columns.getColumnType(i)));
    }
  }

  /** How rows are written. The names are what {@code --format} takes. */
  enum Format {
    /** For people: columns side by side, numbers to the right. */
    table {
      @Override
      void print(ResultSet rows, PrintWriter out) throws SQLException {
        new ResultPrinter(rows).table(out);
      }
    },
    /** RFC 4180; null is an empty field, an empty text is {@code ""}. */
    csv {
      @Override
      void print(ResultSet rows, PrintWriter out) throws SQLException {
        new ResultPrinter(rows).csv(out);
      }
    },
    /** One array of objects, one object per line. */
    json {
      @Override
      void print(ResultSet rows, PrintWriter out) throws SQLException {
        new ResultPrinter(rows).json(out);
      }
    };

    abstract void print(ResultSet rows, PrintWriter out) throws SQLException;
  }

  private enum Kind {
    NUMBER,
    TRUTH,
    TEXT;

    static Kind of(int type) {
      return switch (type) {
        case Types.TINYINT,
            Types.SMALLINT,
            Types.INTEGER,
            Types.BIGINT,
            Types.DECIMAL,
            Types.NUMERIC,
            Types.REAL,
            Types.FLOAT,
            Types.DOUBLE ->
            NUMBER;
        case Types.BOOLEAN, Types.BIT -> TRUTH;
        default -> TEXT;
      };
    }
  }

  private @Nullable String text(int column) throws SQLException {
    Object value = rows.getObject(column + 1);
    if (value == null) {
      return null;
    }
    return value instanceof BigDecimal decimal
        ? decimal.toPlainString()
        : rows.getString(column + 1);
  }

  private @Nullable String[] row() throws SQLException {
    @Nullable String[] row = new String[names.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = text(i);
    }
    return row;
  }

  private void table(PrintWriter out) throws SQLException {
    List<@Nullable String[]> sample = new ArrayList<>();
    while (sample.size() < SAMPLE && rows.next()) {
      sample.add(row());
    }
    int[] widths = new int[names.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = width(names.get(i));
      for (@Nullable String[] row : sample) {
        widths[i] = Math.max(widths[i], width(shown(row[i])));
      }
    }
    line(out, names.toArray(String[]::new), widths);
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      rule.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
    }
    out.println(rule);
    for (@Nullable String[] row : sample) {
      line(out, row, widths);
    }
    long count = sample.size();
    while (rows.next()) {
      line(out, row(), widths);
      count++;
    }
    out.println("(" + count + (count == 1 ? " row)" : " rows)"));
  }

  private void line(PrintWriter out, @Nullable String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String value = shown(row[i]);
      String space = " ".repeat(Math.max(0, widths[i] - width(value)));
      line.append(i == 0 ? "" : "  ");
      line.append(kinds.get(i) == Kind.NUMBER ? space + value : value + space);
    }
    out.println(line.toString().stripTrailing());
  }

  private static String shown(@Nullable String value) {
    return value == null ? "" : value.replace("\n", "\\n").replace("\r", "\\r");
  }

  /** Letters, not code units: a combining mark takes no room. */
  private static int width(String text) {
    return (int)
        text.codePoints().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).count();
  }

  private void csv(PrintWriter out) throws SQLException {
    // Closing would close the output of the program.
    CsvWriter csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.CRLF)
            .quoteStrategy(QuoteStrategies.EMPTY)
            .build((Writer) out);
    csv.writeRecord(names);
    while (rows.next()) {
      csv.writeRecord(row());
    }
    out.flush();
  }

  private void json(PrintWriter out) throws SQLException {
    List<String> keys = keys();
    out.print("[");
    boolean first = true;
    while (rows.next()) {
      out.print(first ? "\n" : ",\n");
      first = false;
      @Nullable String[] row = row();
      StringBuilder object = new StringBuilder("{");
      for (int i = 0; i < row.length; i++) {
        object.append(i == 0 ? "" : ",").append(quoted(keys.get(i))).append(':');
        object.append(value(row[i], kinds.get(i)));
      }
      out.print(object.append('}'));
    }
    out.println(first ? "]" : "\n]");
  }

  /** The column names, each once: an object with a key twice loses a value. */
  private List<String> keys() {
    Set<String> used = new HashSet<>();
    List<String> result = new ArrayList<>();
    for (String name : names) {
      String key = name;
      for (int i = 2; !used.add(key); i++) {
        key = name + "_" + i;
      }
      result.add(key);
    }
    return result;
  }

  private static String value(@Nullable String text, Kind kind) {
    if (text == null) {
      return "null";
    }
    // JSON has no infinity and no NaN; they are written as texts.
    boolean bare = kind == Kind.TRUTH || (kind == Kind.NUMBER && text.matches("-?\\d.*"));
    return bare ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder result = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> result.append("\\\"");
        case '\\' -> result.append("\\\\");
        case '\n' -> result.append("\\n");
        case '\r' -> result.append("\\r");
        case '\t' -> result.append("\\t");
        default -> {
          if (c < 0x20) {
            result.append("\\u%04x".formatted((int) c));
          } else {
            result.append(c);
          }
        }
      }
    }
    return result.append('"').toString();
  }
}
