package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import vn.edulake.models.contract.Layout.Sheets;

/** The two containers of Excel workbooks. File names lie about them; the first bytes do not. */
enum ExcelKind {
  XLSX {
    @Override
    TableRows open(DeliveredFile file, Sheets sheets) throws IOException {
      return new XlsxRows(file, sheets);
    }
  },
  XLS {
    @Override
    TableRows open(DeliveredFile file, Sheets sheets) throws IOException {
      return new XlsRows(file, sheets);
    }
  };

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] COMPOUND = {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0};

  abstract TableRows open(DeliveredFile file, Sheets sheets) throws IOException;

  static ExcelKind of(DeliveredFile file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file.path())) {
      start = in.readNBytes(ZIP.length);
    }
    if (Arrays.equals(start, ZIP)) {
      return XLSX;
    }
    if (Arrays.equals(start, COMPOUND)) {
      return XLS;
    }
    throw file.unreadable("it is no Excel workbook");
  }
}
