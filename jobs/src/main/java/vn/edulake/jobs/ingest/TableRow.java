package vn.edulake.jobs.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a sheet or of a CSV file that is not blank.
 *
 * @param sheet the sheet's position, from 0
 * @param sheetName its name; empty for a CSV file
 * @param number the number that a person sees beside it
 * @param cells the texts; null where a cell is empty
 */
record TableRow(int sheet, String sheetName, long number, List<@Nullable String> cells) {
  static boolean isBlank(List<@Nullable String> cells) {
    for (String cell : cells) {
      if (cell != null && !cell.isBlank()) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is text at a position. */
  boolean isFilled(int position) {
    String cell = position < cells.size() ? cells.get(position) : null;
    return cell != null && !cell.isBlank();
  }

  /** How many cells have text. */
  int filled() {
    int count = 0;
    for (int i = 0; i < cells.size(); i++) {
      if (isFilled(i)) {
        count++;
      }
    }
    return count;
  }

  /** The text of the first cell that has one. */
  String firstText() {
    for (String cell : cells) {
      if (cell != null && !cell.isBlank()) {
        return cell;
      }
    }
    return "";
  }
}
