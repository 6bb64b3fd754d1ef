package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.util.Arrays;
import vn.edulake.models.contract.Layout.Sheets;

/** The two containers of Excel workbooks. File names lie about them; the first bytes do not. */
enum ExcelKind {
  XLSX {
    @Override
    void check(DeliveredFile file) throws IOException {
      WorkbookParts.check(file, file.onDisk());
    }

    @Override
    TableRows open(DeliveredFile file, Sheets sheets) throws IOException {
      return new XlsxRows(file, file.onDisk(), sheets);
    }
  },
  XLS {
    @Override
    void check(DeliveredFile file) {
      // Nothing in it is packed.
    }

    @Override
    TableRows open(DeliveredFile file, Sheets sheets) throws IOException {
      return new XlsRows(file, file.onDisk(), sheets);
    }
  };

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] COMPOUND = {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0};

  abstract TableRows open(DeliveredFile file, Sheets sheets) throws IOException;

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
