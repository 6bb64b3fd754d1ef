package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.ErrorCode;

/**
 * The records of a sheet or CSV file.
 *
 * <p>The header may stand after the rows it names, since people sort whole sheets. So a first walk
 * looks for it, and a second one reads.
 */
final class TableLines implements Lines {
  private final TableRows rows;
  private final Layout layout;
  private final Map<Integer, Found> headers;

  /** A header and the row in which it stands. */
  private record Found(long number, Header header) {}

  private TableLines(TableRows rows, Layout layout, Map<Integer, Found> headers) {
    this.rows = rows;
    this.layout = layout;
    this.headers = headers;
  }

  static TableLines open(DeliveredFile file, SourceContract contract, Layout layout)
      throws IOException {
    Map<Integer, Found> headers = find(file, layout, new Header.Wanted(contract, layout));
    return new TableLines(TableRows.open(file, layout), layout, headers);
  }

  private static Map<Integer, Found> find(DeliveredFile file, Layout layout, Header.Wanted wanted)
      throws IOException {
    Map<Integer, Found> found = new HashMap<>();
    Map<Integer, List<String>> missing = new LinkedHashMap<>();
    boolean onlyOne = layout.sheets().choice() == Layout.Sheets.Choice.FIRST;
    try (TableRows rows = TableRows.open(file, layout)) {
      for (TableRow row = rows.next(); row != null; row = rows.next()) {
        if (found.containsKey(row.sheet())) {
          continue;
        }
        boolean mayBe =
            layout.headerRow().isEmpty() || row.number() == layout.headerRow().getAsInt();
        List<String> lacking = wanted.missing(row);
        if (mayBe && lacking.isEmpty()) {
          List<String> doubled = wanted.doubled(row);
          if (!doubled.isEmpty()) {
            throw file.error(
                ErrorCode.HEADER_DOUBLED,
                "the header in row "
                    + row.number()
                    + " has more than one column "
                    + String.join(", ", doubled),
                null);
          }
          found.put(row.sheet(), new Found(row.number(), wanted.header(row)));
          missing.remove(row.sheet());
          if (onlyOne) {
            break;
          }
        } else {
          List<String> best = missing.get(row.sheet());
          if (best == null || (mayBe && lacking.size() < best.size())) {
            missing.put(row.sheet(), lacking);
          }
        }
      }
    }
    if (found.isEmpty() && missing.isEmpty()) {
      throw file.error(ErrorCode.FILE_EMPTY, "it holds no row", null);
    }
    if (!missing.isEmpty()) {
      Map.Entry<Integer, List<String>> first = missing.entrySet().iterator().next();
      throw file.error(
          ErrorCode.HEADER_NOT_FOUND,
          (layout.format() == Layout.Format.EXCEL ? "sheet " + (first.getKey() + 1) + " has " : "")
              + "no header with the columns that the layout "
              + layout.name()
              + " requires; missing: "
              + String.join(", ", first.getValue()),
          null);
    }
    return found;
  }

  @Override
  public @Nullable Line next() throws IOException {
    for (TableRow row = rows.next(); row != null; row = rows.next()) {
      Found found = headers.get(row.sheet());
      if (found == null
          || row.number() == found.number()
          || (layout.headerRow().isPresent() && row.number() < found.number())) {
        continue;
      }
      return line(row, found.header());
    }
    return null;
  }

  private Line line(TableRow row, Header header) {
    Map<String, String> values = new HashMap<>();
    Map<String, String> extra = new LinkedHashMap<>();
    for (int i = 0; i < row.cells().size(); i++) {
      String cell = row.cells().get(i);
      if (cell == null) {
        continue;
      }
      String column = i < header.columns().size() ? header.columns().get(i) : null;
      if (column != null) {
        values.put(column, cell);
      } else {
        String name = i < header.names().size() ? header.names().get(i) : Header.positional(i);
        extra.put(name, JsonText.quoted(cell));
      }
    }
    boolean isMisshapen = rows.isEven() && row.cells().size() != header.columns().size();
    return new Line(row.number(), values, JsonText.object(extra), isMisshapen);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
