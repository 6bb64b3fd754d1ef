package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.SourceContract;

/** Invented deliveries: visits to a town, in every container. */
final class Fixtures {
  static final List<Object> HEADER = List.of("Số lượt", "Họ và tên", "Ngày", "Điểm");

  private Fixtures() {}

  /** A snapshot contract whose workbooks, CSV and JSON files carry the same columns. */
  static SourceContract visits() {
    return visits("{semantics: snapshot, scope: [district]}");
  }

  static SourceContract visits(String delivery) {
    return SourceContract.parse(
        "town__visit.yml",
        """
        source: town
        entity: visit
        owner: places
        key: [number]
        delivery: %s
        columns:
          number: {type: text, pattern: 'V\\d+', required: true, header: [Số lượt]}
          district: {type: text, derive: {from: number, pattern: 'V(\\d).*'}}
          guest: {type: text, header: [Họ và tên]}
          day: {type: date, format: dd/MM/yyyy, header: [Ngày]}
          score: {type: decimal, header: [Điểm]}
          posting: {type: integer}
        layouts:
          - name: book
            files: ['**.{xls,xlsx}']
            format: excel
            header: {anywhere: true}
            from_path: {posting: 'posting-(\\d+)'}
          - name: list
            files: ['**.csv']
            format: csv
            csv: {separator: ';'}
            from_path: {posting: 'posting-(\\d+)'}
          - name: tree
            files: ['**.json']
            format: json
            from_path: {posting: 'posting-(\\d+)'}
            records:
              - path: 'days[].visits[]'
                columns: {number: no, guest: name, day: ../day, score: score}
        """
            .formatted(delivery));
  }

  /** Limits that a test's files reach only on purpose. */
  static IngestSettings settings(Path home) {
    return new IngestSettings(
        new IngestSettings.Limits(1_000_000, 1L << 34, 250, 1000),
        home.resolve("ingest"),
        Map.of());
  }

  static List<Object> row(@Nullable Object... cells) {
    List<Object> result = new ArrayList<>();
    for (Object cell : cells) {
      result.add(cell == null ? "" : cell);
    }
    return result;
  }

  /** {@code count} good rows that begin with the given number. */
  static List<List<Object>> good(int first, int count) {
    List<List<Object>> result = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      result.add(row("V" + i, "Guest " + i, "0" + (1 + i % 9) + "/02/2026", i % 10 + 0.8));
    }
    return result;
  }

  static List<List<Object>> withHeader(List<List<Object>> rows) {
    List<List<Object>> result = new ArrayList<>();
    result.add(HEADER);
    result.addAll(rows);
    return result;
  }

  static Path xlsx(Path file, List<List<Object>> rows) {
    try (OutputStream out = Files.newOutputStream(parent(file));
        Workbook book = new Workbook(out, "tests", "1.0")) {
      Worksheet sheet = book.newWorksheet("one");
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < rows.get(r).size(); c++) {
          Object cell = rows.get(r).get(c);
          if (cell instanceof Number number) {
            sheet.value(r, c, number);
          } else if (!cell.equals("")) {
            sheet.value(r, c, cell.toString());
          }
        }
      }
      book.newWorksheet("two").value(0, 0, " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** A workbook of one sheet, whose rows are given as they stand in its XML. */
  static Path formulas(Path file, String rows, String after) throws IOException {
    String main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    String documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    String packages = "http://schemas.openxmlformats.org/package/2006";
    String types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    Map<String, String> parts =
        Map.of(
            "[Content_Types].xml",
            "<Types xmlns='%s/content-types'>".formatted(packages)
                + "<Default Extension='rels' ContentType="
                + "'application/vnd.openxmlformats-package.relationships+xml'/>"
                + "<Override PartName='/xl/workbook.xml' ContentType='%ssheet.main+xml'/>"
                    .formatted(types)
                + "<Override PartName='/xl/worksheets/sheet1.xml' ContentType='%sworksheet+xml'/>"
                    .formatted(types)
                + "</Types>",
            "_rels/.rels",
            "<Relationships xmlns='%s/relationships'><Relationship Id='r1' Type='%s/officeDocument' Target='xl/workbook.xml'/></Relationships>"
                .formatted(packages, documents),
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns='%s/relationships'><Relationship Id='r1' Type='%s/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
                .formatted(packages, documents),
            "xl/workbook.xml",
            "<workbook xmlns='%s' xmlns:r='%s'><sheets><sheet name='one' sheetId='1' r:id='r1'/></sheets></workbook>"
                .formatted(main, documents),
            "xl/worksheets/sheet1.xml",
            "<worksheet xmlns='%s'><sheetData>%s</sheetData>%s</worksheet>"
                .formatted(main, rows.replace("\n", ""), after));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(parent(file)))) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }

  static Path xls(Path file, List<List<Object>> rows) {
    try (HSSFWorkbook book = new HSSFWorkbook();
        OutputStream out = Files.newOutputStream(parent(file))) {
      var sheet = book.createSheet("one");
      for (int r = 0; r < rows.size(); r++) {
        var line = sheet.createRow(r);
        for (int c = 0; c < rows.get(r).size(); c++) {
          Object cell = rows.get(r).get(c);
          if (cell instanceof Number number) {
            line.createCell(c).setCellValue(number.doubleValue());
          } else if (!cell.equals("")) {
            line.createCell(c).setCellValue(cell.toString());
          }
        }
      }
      book.createSheet("two").createRow(0).createCell(0).setCellValue(" ");
      book.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  static Path csv(Path file, List<List<Object>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<Object> row : rows) {
      lines.add(String.join(";", row.stream().map(Object::toString).toList()));
    }
    return text(file, String.join("\n", lines) + "\n");
  }

  static Path text(Path file, String text) {
    return bytes(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path bytes(Path file, byte[] bytes) {
    try {
      return Files.write(parent(file), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first part of another file. */
  static Path truncated(Path whole, Path file, double part) {
    try {
      byte[] bytes = Files.readAllBytes(whole);
      return bytes(file, java.util.Arrays.copyOf(bytes, (int) (bytes.length * part)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path parent(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return file;
  }
}
