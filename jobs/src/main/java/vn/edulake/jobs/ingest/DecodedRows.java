package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.LegacyText;

/** Rows whose texts are written in a font of old, as Unicode. */
final class DecodedRows implements TableRows {
  private final TableRows rows;
  private final LegacyText legacy;

  DecodedRows(TableRows rows, LegacyText legacy) {
    this.rows = rows;
    this.legacy = legacy;
  }

  @Override
  public @Nullable TableRow next() throws IOException {
    TableRow row = rows.next();
    if (row == null) {
      return null;
    }
    List<@Nullable String> cells = new ArrayList<>(row.cells().size());
    for (String cell : row.cells()) {
      cells.add(cell == null ? null : legacy.decode(cell));
    }
    return new TableRow(row.sheet(), legacy.decode(row.sheetName()), row.number(), cells);
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
