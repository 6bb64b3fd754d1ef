package vn.edulake.jobs.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a sheet or of a CSV file that is not blank.
 *
 * @param sheet the sheet's position, from 0
 * @param number the number that a person sees beside it
 * @param cells the texts; null where a cell is empty
 */
record TableRow(int sheet, long number, List<@Nullable String> cells) {
  static boolean isBlank(List<@Nullable String> cells) {
    for (String cell : cells) {
      if (cell != null && !cell.isBlank()) {
        return false;
      }
    }
    return true;
  }
}
