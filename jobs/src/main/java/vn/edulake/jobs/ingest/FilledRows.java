package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows in which the text of a merged cell stands in each row over which it reaches.
 *
 * <p>It is filled down and never sideways: a header over two columns is the header of the first
 * one. A row without a text of its own stays blank, so that a header of two rows is one row.
 */
final class FilledRows implements TableRows {
  private final TableRows rows;
  private final MergedCells merged;

  /** By column. */
  private final Map<Integer, Filling> fillings = new TreeMap<>();

  private List<MergedCells.Area> areas = List.of();
  private int nextArea;
  private int sheet = -1;

  /** An area that was begun, and its text. */
  private record Filling(MergedCells.Area area, String text) {}

  FilledRows(TableRows rows, MergedCells merged) {
    this.rows = rows;
    this.merged = merged;
  }

  @Override
  public @Nullable TableRow next() throws IOException {
    TableRow row = rows.next();
    if (row == null) {
      return null;
    }
    if (row.sheet() != sheet) {
      sheet = row.sheet();
      areas = merged.of(sheet);
      nextArea = 0;
      fillings.clear();
    }
    return begin(row) || !fillings.isEmpty() ? filled(row) : row;
  }

  /** Notes the texts of the areas that begin in a row; false when there is none. */
  private boolean begin(TableRow row) {
    boolean result = false;
    for (; nextArea < areas.size() && areas.get(nextArea).first() <= row.number(); nextArea++) {
      MergedCells.Area area = areas.get(nextArea);
      if (area.first() == row.number() && row.isFilled(area.column())) {
        String text = String.valueOf(row.cells().get(area.column()));
        fillings.put(area.column(), new Filling(area, text));
        result = true;
      }
    }
    return result;
  }

  private TableRow filled(TableRow row) {
    fillings.values().removeIf(filling -> filling.area().last() < row.number());
    List<@Nullable String> cells = new ArrayList<>(row.cells());
    fillings.forEach(
        (column, filling) -> {
          if (!row.isFilled(column)) {
            while (cells.size() <= column) {
              cells.add(null);
            }
            cells.set(column, filling.text());
          }
        });
    return new TableRow(row.sheet(), row.sheetName(), row.number(), cells);
  }

  @Override
  public boolean isEven() {
    return rows.isEven();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
