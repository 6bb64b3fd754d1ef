package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/** The rows of an XLSX workbook. Held in memory: the shared texts, and one row. */
final class XlsxRows implements TableRows {
  private final DeliveredFile file;
  private final ReadableWorkbook workbook;
  private final Iterator<Sheet> sheets;
  private @Nullable Stream<Row> stream;
  private @Nullable Iterator<Row> rows;
  private int sheet;
  private String sheetName = "";

  XlsxRows(DeliveredFile file, Path path, BiPredicate<Integer, String> wanted) throws IOException {
    this.file = file;
    try {
      workbook = new ReadableWorkbook(path.toFile());
      sheets = workbook.getSheets().filter(s -> wanted.test(s.getIndex(), s.getName())).iterator();
    } catch (IOException | RuntimeException e) {
      throw file.unreadable(e);
    }
  }

  @Override
  public @Nullable TableRow next() {
    // The reader wraps whatever goes wrong in the archive or its XML into various exceptions.
    try {
      while (true) {
        while (rows == null || !rows.hasNext()) {
          if (!sheets.hasNext()) {
            return null;
          }
          closeSheet();
          Sheet next = sheets.next();
          sheet = next.getIndex();
          sheetName = next.getName();
          stream = next.openStream();
          rows = stream.iterator();
        }
        Row row = rows.next();
        List<@Nullable String> cells = cells(row);
        if (!TableRow.isBlank(cells)) {
          return new TableRow(sheet, sheetName, row.getRowNum(), cells);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw file.unreadable(e);
    }
  }

  private static List<@Nullable String> cells(Row row) {
    List<@Nullable String> result = new ArrayList<>(row.getCellCount());
    for (Cell cell : row) {
      if (cell == null) {
        continue;
      }
      while (result.size() <= cell.getColumnIndex()) {
        result.add(null);
      }
      result.set(cell.getColumnIndex(), text(cell));
    }
    return result;
  }

  private static @Nullable String text(Cell cell) {
    String raw = cell.getType() == CellType.STRING ? cell.asString() : cell.getRawValue();
    if (raw == null || raw.isEmpty()) {
      return null;
    }
    return switch (cell.getType()) {
      case NUMBER -> NumberText.of(raw);
      case FORMULA -> cell.getValue() instanceof Number ? NumberText.of(raw) : raw;
      case BOOLEAN -> raw.equals("1") ? "true" : raw.equals("0") ? "false" : raw;
      case STRING, ERROR -> raw;
      case EMPTY -> null;
    };
  }

  @Override
  public boolean isEven() {
    return false;
  }

  private void closeSheet() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  @Override
  public void close() throws IOException {
    closeSheet();
    workbook.close();
  }
}
