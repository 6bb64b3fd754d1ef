package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.poi.hssf.model.InternalWorkbook;
import org.apache.poi.hssf.record.BOFRecord;
import org.apache.poi.hssf.record.BoolErrRecord;
import org.apache.poi.hssf.record.BoundSheetRecord;
import org.apache.poi.hssf.record.CellValueRecordInterface;
import org.apache.poi.hssf.record.EOFRecord;
import org.apache.poi.hssf.record.FormulaRecord;
import org.apache.poi.hssf.record.LabelRecord;
import org.apache.poi.hssf.record.LabelSSTRecord;
import org.apache.poi.hssf.record.MergeCellsRecord;
import org.apache.poi.hssf.record.NumberRecord;
import org.apache.poi.hssf.record.RKRecord;
import org.apache.poi.hssf.record.Record;
import org.apache.poi.hssf.record.RecordFactoryInputStream;
import org.apache.poi.hssf.record.SSTRecord;
import org.apache.poi.hssf.record.StringRecord;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.util.CellRangeAddress;
import org.jspecify.annotations.Nullable;

/** The rows of an old XLS workbook, record by record. In memory: the shared texts, and one row. */
final class XlsRows implements TableRows {
  private final DeliveredFile file;
  private final BiPredicate<Integer, String> wanted;
  private final POIFSFileSystem container;
  private final InputStream stream;
  private final RecordFactoryInputStream records;
  private final List<BoundSheetRecord> bound = new ArrayList<>();
  private List<BoundSheetRecord> inOrder = List.of();
  private @Nullable SSTRecord texts;
  private int sheet = -1;
  private String sheetName = "";
  private boolean isCovered;
  private int depth;
  private boolean isWorksheet;
  private int row = -1;
  private List<@Nullable String> cells = new ArrayList<>();
  private int formulaColumn;
  private @Nullable TableRow finished;
  private boolean isEnd;
  private @Nullable MergedCells merged;

  XlsRows(DeliveredFile file, Path path, BiPredicate<Integer, String> wanted) {
    this.file = file;
    this.wanted = wanted;
    try {
      container = new POIFSFileSystem(path.toFile(), true);
      String entry =
          InternalWorkbook.WORKBOOK_DIR_ENTRY_NAMES.stream()
              .filter(container.getRoot()::hasEntry)
              .findFirst()
              .orElseThrow(() -> file.unreadable("it holds no workbook"));
      stream = container.createDocumentInputStream(entry);
      records = new RecordFactoryInputStream(stream, false);
    } catch (IOException | RuntimeException e) {
      throw e instanceof vn.edulake.models.error.DataError known ? known : file.unreadable(e);
    }
  }

  /** The merged cells of all sheets; the whole workbook is read. */
  static MergedCells merged(DeliveredFile file, Path path) throws IOException {
    MergedCells result = new MergedCells(file);
    try (XlsRows rows = new XlsRows(file, path, (position, name) -> true)) {
      rows.merged = result;
      TableRow row = rows.next();
      while (row != null) {
        row = rows.next();
      }
    }
    return result;
  }

  @Override
  public @Nullable TableRow next() {
    finished = null;
    while (finished == null && !isEnd) {
      Record record;
      try {
        record = records.nextRecord();
      } catch (RuntimeException e) {
        throw file.unreadable(e);
      }
      if (record == null) {
        isEnd = true;
        finishRow();
        if (depth > 0) {
          throw file.unreadable("it ends in the middle of a sheet");
        }
      } else {
        take(record);
      }
    }
    return finished;
  }

  private void take(Record record) {
    if (record instanceof BoundSheetRecord one) {
      bound.add(one);
    } else if (record instanceof SSTRecord shared) {
      texts = shared;
    } else if (record instanceof BOFRecord begin) {
      depth++;
      isWorksheet = depth == 1 && begin.getType() == BOFRecord.TYPE_WORKSHEET;
      if (isWorksheet) {
        if (inOrder.isEmpty()) {
          inOrder = List.of(BoundSheetRecord.orderByBofPosition(bound));
        }
        sheet++;
        isCovered = sheet < inOrder.size() && covers(inOrder.get(sheet));
        sheetName = isCovered ? inOrder.get(sheet).getSheetname() : "";
      }
    } else if (record instanceof EOFRecord) {
      depth--;
      if (depth == 0) {
        finishRow();
        isWorksheet = false;
      }
    } else if (isWorksheet && isCovered && depth == 1) {
      cell(record);
    }
  }

  /** The position of a sheet is that of its tab, not that of its bytes. */
  private boolean covers(BoundSheetRecord one) {
    return wanted.test(bound.indexOf(one), one.getSheetname());
  }

  private void cell(Record record) {
    if (record instanceof MergeCellsRecord areas && merged != null) {
      for (int i = 0; i < areas.getNumAreas(); i++) {
        CellRangeAddress area = areas.getAreaAt(i);
        merged.add(
            sheet,
            new MergedCells.Area(
                area.getFirstColumn(), area.getFirstRow() + 1L, area.getLastRow() + 1L));
      }
    }
    if (record instanceof StringRecord text) {
      put(formulaColumn, text.getString());
      return;
    }
    if (!(record instanceof CellValueRecordInterface value)) {
      return;
    }
    if (value.getRow() != row) {
      finishRow();
      row = value.getRow();
    }
    put(value.getColumn(), text(record, value));
  }

  private @Nullable String text(Record record, CellValueRecordInterface value) {
    if (record instanceof LabelSSTRecord label && texts != null) {
      return texts.getString(label.getSSTIndex()).getString();
    }
    if (record instanceof LabelRecord label) {
      return label.getValue();
    }
    if (record instanceof NumberRecord number) {
      return NumberText.of(number.getValue());
    }
    if (record instanceof RKRecord number) {
      return NumberText.of(number.getRKNumber());
    }
    if (record instanceof BoolErrRecord flag) {
      return flag.isBoolean() ? Boolean.toString(flag.getBooleanValue()) : "#ERROR";
    }
    if (record instanceof FormulaRecord formula) {
      formulaColumn = value.getColumn();
      CellType type = formula.getCachedResultTypeEnum();
      if (type == CellType.NUMERIC) {
        return NumberText.of(formula.getValue());
      }
      // A text result follows in a record of its own.
      return type == CellType.BOOLEAN ? Boolean.toString(formula.getCachedBooleanValue()) : null;
    }
    return null;
  }

  private void put(int column, @Nullable String text) {
    while (cells.size() <= column) {
      cells.add(null);
    }
    cells.set(column, text == null || text.isEmpty() ? null : text);
  }

  private void finishRow() {
    if (row >= 0 && !TableRow.isBlank(cells)) {
      finished = new TableRow(sheet, sheetName, row + 1L, Collections.unmodifiableList(cells));
    }
    row = -1;
    cells = new ArrayList<>();
  }

  @Override
  public boolean isEven() {
    return false;
  }

  @Override
  public void close() throws IOException {
    stream.close();
    container.close();
  }
}
