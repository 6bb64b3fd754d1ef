package vn.edulake.models.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows for people (table) and for programs (csv, json). Numbers stand on the right. */
public final class TextTable {
  /** The ways to print rows. */
  public enum Format {
    TABLE,
    CSV,
    JSON
  }

  /** A number that people read with its thousands apart, and programs as it is. */
  public record Count(long value) {
    @Override
    public String toString() {
      return String.valueOf(value);
    }

    private String grouped() {
      return String.format(Locale.ROOT, "%,d", value);
    }
  }

  private final List<String> columns;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  public TextTable(String... columns) {
    this(List.of(columns));
  }

  public TextTable(List<String> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds a row of texts, numbers, truth values or nulls. */
  public TextTable row(@Nullable Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "A row of " + cells.length + " cells in a table of " + columns.size() + " columns");
    }
    rows.add(Arrays.asList(cells));
    return this;
  }

  public void print(PrintWriter out, Format format) {
    switch (format) {
      case TABLE -> printTable(out);
      case CSV -> printCsv(out);
      case JSON -> printJson(out);
    }
    out.flush();
  }

  private void printTable(PrintWriter out) {
    int[] widths = new int[columns.size()];
    boolean[] isText = new boolean[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = width(columns.get(i));
      for (List<@Nullable Object> row : rows) {
        Object cell = row.get(i);
        widths[i] = Math.max(widths[i], width(shown(cell)));
        isText[i] |= cell != null && !(cell instanceof Number) && !(cell instanceof Count);
      }
    }
    line(out, columns, widths, isText);
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    line(out, rule, widths, isText);
    for (List<@Nullable Object> row : rows) {
      line(out, row.stream().map(TextTable::shown).toList(), widths, isText);
    }
  }

  private static void line(PrintWriter out, List<String> cells, int[] widths, boolean[] isText) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(i == 0 ? "" : "  ")
          .append(isText[i] ? cells.get(i) + padding : padding + cells.get(i));
    }
    out.println(line.toString().stripTrailing());
  }

  /** Combining marks take no room. */
  private static int width(String text) {
    return (int)
        text.codePoints().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).count();
  }

  private static String shown(@Nullable Object cell) {
    if (cell instanceof Count count) {
      return count.grouped();
    }
    return cell == null ? "" : cell.toString().replace('\n', ' ');
  }

  private void printCsv(PrintWriter out) {
    out.println(String.join(",", columns.stream().map(TextTable::csv).toList()));
    for (List<@Nullable Object> row : rows) {
      out.println(String.join(",", row.stream().map(TextTable::csv).toList()));
    }
  }

  /** Null is an empty field; an empty text is quoted, so that the two differ. */
  private static String csv(@Nullable Object cell) {
    if (cell == null) {
      return "";
    }
    String text = cell.toString();
    boolean isPlain =
        !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private void printJson(PrintWriter out) {
    out.print("[");
    String separator = "";
    for (List<@Nullable Object> row : rows) {
      out.print(separator + "\n  {");
      for (int i = 0; i < columns.size(); i++) {
        out.print((i == 0 ? "" : ", ") + json(columns.get(i)) + ": " + json(row.get(i)));
      }
      out.print("}");
      separator = ",";
    }
    out.println(rows.isEmpty() ? "]" : "\n]");
  }

  private static String json(@Nullable Object cell) {
    boolean isNotFinite = cell instanceof Double number && !Double.isFinite(number);
    if (cell == null || isNotFinite) {
      return "null";
    }
    if (cell instanceof Number || cell instanceof Count || cell instanceof Boolean) {
      return cell.toString();
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (char letter : cell.toString().toCharArray()) {
      switch (letter) {
        case '"', '\\' -> quoted.append('\\').append(letter);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(letter < ' ' ? "\\u%04X".formatted((int) letter) : letter);
      }
    }
    return quoted.append('"').toString();
  }
}
