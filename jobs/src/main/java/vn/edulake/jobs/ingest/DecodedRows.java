package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rows whose texts are written in a font or encoding of old, as Unicode in composed form. */
final class DecodedRows implements TableRows {
  private final TableRows rows;
  private final UnaryOperator<String> decoder;

  DecodedRows(TableRows rows, UnaryOperator<String> decoder) {
    this.rows = rows;
    this.decoder = decoder;
  }

  @Override
  public @Nullable TableRow next() throws IOException {
    TableRow row = rows.next();
    if (row == null) {
      return null;
    }
    List<@Nullable String> cells = new ArrayList<>(row.cells().size());
    for (String cell : row.cells()) {
      cells.add(cell == null ? null : decoder.apply(cell));
    }
    return new TableRow(row.sheet(), decoder.apply(row.sheetName()), row.number(), cells);
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
