package vn.edulake.jobs.ingest;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;

/** A walk through the rows of a table-like file, one at a time; blank rows are passed over. */
interface TableRows extends Closeable {
  /** The next row; null after the last one. */
  @Nullable TableRow next() throws IOException;

  /** Whether each row must have as many cells as the header. */
  boolean isEven();

  /** Starts a walk through a file. */
  static TableRows open(DeliveredFile file, Layout layout) throws IOException {
    return switch (layout.format()) {
      case CSV -> new CsvRows(file, layout.csv());
      case EXCEL -> ExcelKind.rows(file, layout.sheets());
      case JSON, JSON_LINES, XML, JDBC ->
          throw new IllegalStateException(layout.format() + " has no rows of cells");
    };
  }
}
