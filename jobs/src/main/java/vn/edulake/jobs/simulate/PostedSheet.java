package vn.edulake.jobs.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.poi.hssf.usermodel.HSSFRow;
import org.apache.poi.hssf.usermodel.HSSFSheet;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.feed.Workbooks;

/** The sheets of a posting: rows of cells, written as workbooks whose bytes depend on them only. */
final class PostedSheet {
  private static final List<String> HEADER =
      List.of("HO_TEN", "NGAY_SINH", "SOBAODANH", "DIEM_THI");

  /** Headers of the added columns and the labels whose scores stand in them. */
  private static final List<List<String>> ADDED =
      List.of(
          List.of("Toán", "Toán"),
          List.of("Văn", "Ngữ văn"),
          List.of("Lý", "Vật lí"),
          List.of("Hóa", "Hóa học"),
          List.of("Sinh", "Sinh học"),
          List.of("Tiếng Anh", "Tiếng Anh"),
          List.of("Địa", "Địa lí"),
          List.of("Sử", "Lịch sử"),
          List.of("GDCD", "GDCD"),
          List.of("KHTN", "KHTN"),
          List.of("KHXH", "KHXH"));

  private static final LocalDateTime ZIP_TIME = LocalDateTime.of(2017, 7, 7, 0, 0);

  private PostedSheet() {}

  /** The rows of a posting; an empty cell is null. */
  static List<List<@Nullable Object>> rows(
      List<SyntheticCandidate> candidates, SyntheticExam.Form form) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<@Nullable Object> header = new ArrayList<>(HEADER);
    if (form == SyntheticExam.Form.WITH_COLUMNS) {
      header.add(null);
      ADDED.forEach(column -> header.add(column.get(0)));
    }
    for (SyntheticCandidate candidate : candidates) {
      List<@Nullable Object> row =
          new ArrayList<>(
              Arrays.asList(candidate.name(), SyntheticCandidate.BIRTH_DATE, candidate.number()));
      row.add(form == SyntheticExam.Form.WITHOUT_SCORES ? null : candidate.scoreText());
      if (form == SyntheticExam.Form.WITH_COLUMNS) {
        row.add("Phú Yên");
        for (List<String> column : ADDED) {
          String score = candidate.scores().get(column.get(1));
          row.add(score == null ? null : Double.valueOf(score));
        }
      }
      rows.add(row);
    }
    rows.add(form == SyntheticExam.Form.HEADER_LAST ? rows.size() : 0, header);
    return rows;
  }

  static void writeXlsx(Path file, List<List<@Nullable Object>> rows, boolean hasSecondSheet)
      throws IOException {
    Path made = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(made);
        Workbook workbook = new Workbook(out, "edulake", "1.0")) {
      // Compressed once, below.
      workbook.setCompressionLevel(0);
      Worksheet sheet = workbook.newWorksheet("Sheet1");
      for (int i = 0; i < rows.size(); i++) {
        List<@Nullable Object> row = rows.get(i);
        for (int k = 0; k < row.size(); k++) {
          if (row.get(k) instanceof Number number) {
            sheet.value(i, k, number);
          } else if (row.get(k) instanceof String text) {
            sheet.value(i, k, text);
          }
        }
      }
      sheet.finish();
      if (hasSecondSheet) {
        workbook.newWorksheet("Sheet2").value(0, 0, "");
      }
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      Workbooks.copyWithoutTimes(made, out, ZIP_TIME);
    }
    Files.delete(made);
  }

  static void writeXls(Path file, List<List<@Nullable Object>> rows) throws IOException {
    try (HSSFWorkbook workbook = new HSSFWorkbook();
        OutputStream out = Files.newOutputStream(file)) {
      HSSFSheet sheet = workbook.createSheet("Sheet1");
      for (int i = 0; i < rows.size(); i++) {
        HSSFRow row = sheet.createRow(i);
        List<@Nullable Object> cells = rows.get(i);
        for (int k = 0; k < cells.size(); k++) {
          if (cells.get(k) instanceof String text) {
            row.createCell(k).setCellValue(text);
          }
        }
      }
      workbook.createSheet("Sheet2").createRow(0).createCell(0).setCellValue("");
      workbook.write(out);
    }
  }
}
