package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.BiPredicate;
import vn.edulake.models.contract.Layout.Sheets;

/** The two containers of Excel workbooks. File names lie about them; the first bytes do not. */
enum ExcelKind {
  XLSX {
    @Override
    void check(DeliveredFile file) throws IOException {
      WorkbookParts.check(file, file.onDisk());
    }

    @Override
    TableRows open(DeliveredFile file, BiPredicate<Integer, String> sheets) throws IOException {
      return new XlsxRows(file, file.onDisk(), sheets);
    }

    @Override
    MergedCells merged(DeliveredFile file) throws IOException {
      return XlsxMerges.of(file, file.onDisk());
    }
  },
  XLS {
    @Override
    void check(DeliveredFile file) {
      // Nothing in it is packed.
    }

    @Override
    TableRows open(DeliveredFile file, BiPredicate<Integer, String> sheets) throws IOException {
      return new XlsRows(file, file.onDisk(), sheets);
    }

    @Override
    MergedCells merged(DeliveredFile file) throws IOException {
      return XlsRows.merged(file, file.onDisk());
    }
  };

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] COMPOUND = {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0};

  /** The rows of the sheets whose position and name are wanted. */
  abstract TableRows open(DeliveredFile file, BiPredicate<Integer, String> sheets)
      throws IOException;

  /** Which cells are merged: it stands behind the cells, so that the sheets are read for it. */
  abstract MergedCells merged(DeliveredFile file) throws IOException;

  /** Starts a walk through the rows, with merged cells as the layout wants them. */
  static TableRows rows(DeliveredFile file, Sheets sheets) throws IOException {
    ExcelKind kind = of(file);
    return switch (sheets.merged()) {
      case FIRST -> kind.open(file, sheets::covers);
      case FILL -> {
        MergedCells merged = kind.merged(file);
        yield new FilledRows(kind.open(file, sheets::covers), merged);
      }
    };
  }

  /** Starts a walk through the rows of the sheets that the layout does not read. */
  static TableRows others(DeliveredFile file, Sheets sheets) throws IOException {
    return of(file).open(file, (position, name) -> !sheets.covers(position, name));
  }

  /** Looks whether its reader can be trusted with it. */
  abstract void check(DeliveredFile file) throws IOException;

  static ExcelKind of(DeliveredFile file) throws IOException {
    byte[] start = file.start(ZIP.length);
    if (Arrays.equals(start, ZIP)) {
      return XLSX;
    }
    if (Arrays.equals(start, COMPOUND)) {
      return XLS;
    }
    throw file.unreadable("it is no Excel workbook");
  }
}
