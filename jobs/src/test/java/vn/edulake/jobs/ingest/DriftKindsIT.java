package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.Steps;
import vn.edulake.models.contract.SourceContract;

/**
 * How each kind of changed form is classed, what is said of it, and what becomes of the file. Each
 * test is a sender of its own that sends a file as agreed and then another one.
 */
class DriftKindsIT {
  private static final SourceContract VISITS =
      SourceContract.parse(
          "town__visit.yml",
          """
          source: town
          entity: visit
          owner: places
          key: [school, number]
          sender: {from_path: '([\\w-]+)/\\d\\.'}
          delivery: {semantics: snapshot, scope: [school]}
          columns:
            school: {type: text, required: true}
            number: {type: text, required: true, header: [Số lượt]}
            guest: {type: text, header: [Họ và tên]}
            day: {type: date, format: dd/MM/yyyy, header: [Ngày]}
            score: {type: decimal, header: [Điểm]}
            grade: {type: code, codes: [Giỏi, Khá], header: [Xếp loại]}
            share: {type: decimal, pattern: '[01](\\.\\d+)?', header: [Tỉ lệ]}
            course: {type: text, optional: true, header: [Khoá học]}
          layouts:
            - name: old
              files: ['**.old.csv']
              format: csv
              csv: {encoding: windows-1258}
              header: {row: 1}
              from_path: {school: '([\\w-]+)/\\d\\.'}
            - name: list
              files: ['**.csv']
              format: csv
              header: {row: 1}
              from_path: {school: '([\\w-]+)/\\d\\.'}
            - name: named
              files: ['**.named.xlsx']
              format: excel
              sheets: [Danh sách]
              header: {row: 1}
              from_path: {school: '([\\w-]+)/\\d\\.'}
            - name: classes
              files: ['**.classes.xlsx']
              format: excel
              sheets: all
              header: {row: 1}
              from_path: {school: '([\\w-]+)/\\d\\.'}
            - name: book
              files: ['**/[0-9].xlsx']
              format: excel
              sheets: first
              header: {anywhere: true}
              from_path: {school: '([\\w-]+)/\\d\\.'}
          """);

  private static final SourceContract NOTES =
      SourceContract.parse(
          "town__note.yml",
          """
          source: town
          entity: note
          owner: places
          key: [number]
          delivery: {semantics: append}
          columns:
            number: {type: text, required: true}
            guest: {type: text}
          layouts:
            - name: lines
              files: ['**.jsonl']
              format: json_lines
              records: [{path: '', columns: {number: no, guest: [who, name]}}]
            - name: tree
              files: ['**.xml']
              format: xml
              records: [{path: Visits/Visit, columns: {number: '@no', guest: Who/Name}}]
          """);

  private static final SourceContract ROLLS =
      SourceContract.parse(
          "town__roll.yml",
          """
          source: town
          entity: roll
          owner: places
          key: [number, day]
          delivery: {semantics: append}
          columns:
            number: {type: text, required: true, header: [Số thẻ]}
            day: {type: integer, required: true}
            mark: {type: text}
          layouts:
            - name: month
              files: ['**.roll']
              format: csv
              unpivot: {headers: '(\\d{1,2})', into: [day], value: mark}
          """);

  private static final List<String> HEADER =
      List.of("Số lượt", "Họ và tên", "Ngày", "Điểm", "Xếp loại", "Tỉ lệ", "Khoá học");
  private static final int LINES = 12;

  @TempDir private static Path folder;
  private static TestLake lake;

  @BeforeAll
  static void open() {
    lake = TestLake.open(folder.resolve("lake"), VISITS, NOTES, ROLLS);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  /** What became of a file, and the words that the engineer saw. */
  private record Outcome(FileReport report, String progress) {
    String line() {
      return report.status()
          + " "
          + report.drift().kind()
          + ", accepted "
          + report.accepted()
          + " of "
          + report.received();
    }

    String words() {
      return report.drift().message();
    }
  }

  /** Sends a file, and asks of every one what has to hold whatever became of it. */
  private static Outcome send(Path file) {
    List<String> said = new ArrayList<>();
    IngestReport all = lake.ingest(Steps.unheard(), said::add).run("town", List.of(file));
    FileReport report = all.files().get(0);
    SourceContract contract =
        Stream.of(VISITS, NOTES, ROLLS)
            .filter(one -> one.entity().equals(report.entity()))
            .findFirst()
            .orElseThrow();
    long loadId = Long.parseLong(lake.ops("SELECT max(load_id) FROM ops.load").get(0));

    assertThat(all.files()).hasSize(1);
    assertThat(report.received()).isEqualTo(report.accepted() + report.rejected() + report.known());
    assertThat(
            lake.rows(contract).stream().filter(row -> row.get("_load_id").equals(loadId)).count())
        .as("rows in raw")
        .isEqualTo(report.accepted());
    assertThat(lake.ops("SELECT count(*) FROM ops.reject WHERE load_id = " + loadId))
        .containsExactly(Long.toString(report.rejected()));
    assertThat(refusedLines(loadId)).isEqualTo(report.rejected());
    assertThat(
            lake.ops(
                "SELECT concat_ws('|', lower(status), drift_code, drift_message) FROM ops.load"
                    + " WHERE load_id = "
                    + loadId))
        .containsExactly(
            report.status().name().toLowerCase(Locale.ROOT)
                + "|"
                + report.drift().kind().code()
                + (report.drift().message().isEmpty() ? "" : "|" + report.drift().message()));
    if (report.status() == FileReport.Status.FAILED) {
      assertThat(report.accepted() + report.rejected() + report.known()).isZero();
      assertThat(report.reason()).contains("Nothing of it was loaded.");
      assertThat(all.exitCode()).isEqualTo(3);
    } else {
      assertThat(all.exitCode()).isZero();
    }
    return new Outcome(report, said.get(said.size() - 1));
  }

  private static long refusedLines(long loadId) {
    if (!lake.catalogs.exists(RejectedLines.TABLE)) {
      return 0;
    }
    long count = 0;
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(lake.catalogs.load(RejectedLines.TABLE)).build()) {
      for (Record row : rows) {
        count += row.getField("load_id").equals(loadId) ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  private static Outcome after(Path before, Path now) {
    assertThat(send(before).line()).isEqualTo("LOADED NONE, accepted 12 of 12");
    return send(now);
  }

  /** Lines as agreed: header and records. */
  private static List<List<String>> agreed(int from) {
    List<List<String>> result = new ArrayList<>();
    result.add(new ArrayList<>(HEADER));
    for (int i = from; i < from + LINES; i++) {
      result.add(
          new ArrayList<>(
              List.of(
                  "" + i,
                  "Khách " + i,
                  "%02d/02/2026".formatted(1 + i % 28),
                  i % 10 + ".25",
                  i % 2 == 0 ? "Giỏi" : "Khá",
                  "0.5",
                  "K" + i % 3)));
    }
    return result;
  }

  private static List<List<String>> without(List<List<String>> rows, int column) {
    rows.forEach(row -> row.remove(column));
    return rows;
  }

  private static List<List<String>> named(int column, String header) {
    List<List<String>> rows = agreed(200);
    rows.get(0).set(column, header);
    return rows;
  }

  /** Records of which some cells are written otherwise. */
  private static List<List<String>> with(int column, int count, UnaryOperator<String> change) {
    List<List<String>> rows = agreed(200);
    for (int i = 1; i <= count; i++) {
      rows.get(i).set(column, change.apply(rows.get(i).get(column)));
    }
    return rows;
  }

  private static String text(List<List<String>> rows, String separator) {
    StringBuilder result = new StringBuilder();
    rows.forEach(row -> result.append(String.join(separator, row)).append('\n'));
    return result.toString();
  }

  private static Path csv(String name, List<List<String>> rows) {
    return Fixtures.text(folder.resolve(name), text(rows, ","));
  }

  private static Path bytes(String name, String text, Charset encoding) {
    return Fixtures.bytes(folder.resolve(name), text.getBytes(encoding));
  }

  private static Path book(String name, Map<String, List<List<String>>> sheets) {
    Path file = folder.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file);
          Workbook book = new Workbook(out, "tests", "1.0")) {
        sheets.forEach(
            (sheetName, rows) -> {
              Worksheet sheet = book.newWorksheet(sheetName);
              for (int r = 0; r < rows.size(); r++) {
                for (int c = 0; c < rows.get(r).size(); c++) {
                  sheet.value(r, c, rows.get(r).get(c));
                }
              }
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static Path book(String name, String sheet, List<List<String>> rows) {
    return book(name, Map.of(sheet, rows));
  }

  @Test
  void aNewColumnIsKeptBesideTheOthers() {
    List<List<String>> more = agreed(200);
    more.forEach(row -> row.add(3, row == more.get(0) ? "Dân tộc" : "Kinh"));

    Outcome outcome = after(csv("added/1.csv", agreed(100)), csv("added/2.csv", more));

    assertThat(outcome.line()).isEqualTo("LOADED ADDITIVE, accepted 12 of 12");
    assertThat(outcome.words()).isEqualTo("new: Dân tộc, kept in _extra; compared with 1.csv");
    assertThat(outcome.progress())
        .isEqualTo(
            "2.csv: 12 accepted, 0 rejected, 0 known, form changed (additive): new: Dân tộc, kept"
                + " in _extra; compared with 1.csv");
    assertThat(lake.texts(VISITS, "_extra")).contains("{\"Dân tộc\":\"Kinh\"}");
  }

  @Test
  void aColumnThatMayBeMissingGoesAndComesBack() {
    Outcome gone =
        after(csv("optional/1.csv", agreed(100)), csv("optional/2.csv", without(agreed(200), 6)));
    Outcome back = send(csv("optional/3.csv", agreed(300)));

    assertThat(gone.line()).isEqualTo("LOADED ADDITIVE, accepted 12 of 12");
    assertThat(gone.words()).isEqualTo("gone: Khoá học; compared with 1.csv");
    assertThat(back.words()).isEqualTo("new: Khoá học, of the contract; compared with 2.csv");
  }

  @Test
  void withoutAColumnThatIsNeededNothingIsTaken() {
    Outcome outcome =
        after(csv("required/1.csv", agreed(100)), csv("required/2.csv", without(agreed(200), 3)));

    assertThat(outcome.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(outcome.report().reason())
        .isEqualTo(
            "HEADER_NOT_FOUND Cannot read 2.csv: no header with the columns that the layout list"
                + " requires; missing: Điểm. Nothing of it was loaded. The sender's last file,"
                + " 1.csv, was read.");
    assertThat(outcome.progress()).isEqualTo("2.csv: failed, form changed (breaking)");
  }

  @Test
  void aRenamedColumnIsNamedBesideTheMissingOne() {
    Outcome needed =
        after(csv("renamed/1.csv", agreed(100)), csv("renamed/2.csv", named(3, "ĐTB")));
    Outcome optional = send(csv("renamed/3.csv", named(6, "Lớp học")));

    assertThat(needed.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(needed.words())
        .isEqualTo(
            "Cannot read 2.csv: no header with the columns that the layout list requires; missing:"
                + " Điểm; not in the contract: ĐTB. Nothing of it was loaded. The sender's last"
                + " file, 1.csv, was read.");
    assertThat(optional.line()).isEqualTo("LOADED ADDITIVE, accepted 12 of 12");
    assertThat(optional.words())
        .isEqualTo(
            "new: Lớp học, kept in _extra; gone: Khoá học; Lớp học stands where Khoá học stood;"
                + " compared with 1.csv");
  }

  @Test
  void columnsMayComeInAnotherOrder() {
    List<List<String>> turned = agreed(200);
    turned.forEach(row -> row.add(0, row.remove(4)));

    Outcome outcome = after(csv("order/1.csv", agreed(100)), csv("order/2.csv", turned));

    assertThat(outcome.line()).isEqualTo("LOADED HARMLESS, accepted 12 of 12");
    assertThat(outcome.words())
        .isEqualTo(
            "another order: Xếp loại, Số lượt, Họ và tên, Ngày, Điểm and 2 more; compared with"
                + " 1.csv");
  }

  private static List<List<String>> underTitles() {
    List<List<String>> rows = agreed(200);
    rows.add(0, List.of("Trường Tiểu học Một"));
    rows.add(1, List.of("Danh sách lượt"));
    return rows;
  }

  @Test
  void aHeaderThatMovedDownIsToldWithItsRow() {
    Outcome fixed = after(csv("moved/1.csv", agreed(100)), csv("moved/2.csv", underTitles()));
    Outcome anywhere =
        after(book("down/1.xlsx", "DS", agreed(100)), book("down/2.xlsx", "DS", underTitles()));

    assertThat(fixed.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(fixed.words())
        .isEqualTo(
            "Cannot read 2.csv: no header with the columns that the layout list requires in row 1;"
                + " they stand in row 3. Nothing of it was loaded. The sender's last file, 1.csv,"
                + " was read.");
    assertThat(anywhere.line()).isEqualTo("LOADED HARMLESS, accepted 12 of 12");
    assertThat(anywhere.words())
        .isEqualTo("header in row 3, before in row 1; compared with 1.xlsx");
  }

  @Test
  void twoColumnsOfOneHeaderAreNotGuessedAt() {
    Outcome outcome =
        after(csv("doubled/1.csv", agreed(100)), csv("doubled/2.csv", named(6, "ĐIỂM")));

    assertThat(outcome.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(outcome.report().reason())
        .isEqualTo(
            "HEADER_DOUBLED Cannot read 2.csv: the header in row 1 has more than one column ĐIỂM."
                + " Nothing of it was loaded. The sender's last file, 1.csv, was read.");
  }

  @Test
  void aHeaderThatStandsAgainIsNoRecordUnlessItSaysOtherColumns() {
    List<List<String>> again = agreed(200);
    again.addAll(agreed(300));
    List<List<String>> turned = agreed(400);
    List<List<String>> other = agreed(500);
    other.forEach(row -> row.add(0, row.remove(4)));
    turned.addAll(other);

    again.forEach(row -> row.add(0, row.get(0).equals("Số lượt") ? "STT" : "1"));

    Outcome same = after(csv("again/1.csv", agreed(100)), csv("again/2.csv", again));
    Outcome changed = send(csv("again/3.csv", turned));

    assertThat(same.line()).isEqualTo("LOADED ADDITIVE, accepted 24 of 24");
    assertThat(same.words())
        .isEqualTo(
            "new: STT, kept in _extra; header 1 times among the records, before 0 times; compared with 1.csv");
    assertThat(changed.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(changed.words())
        .isEqualTo(
            "Cannot read 3.csv: a second header with other columns or in another order stands in"
                + " row 14. Nothing of it was loaded. The sender's last file, 2.csv, was read.");
  }

  @Test
  void aRenamedSheetIsReadUnlessItsNameIsAskedFor() {
    Outcome named =
        after(
            book("tab/1.named.xlsx", "Danh sách", agreed(100)),
            book("tab/2.named.xlsx", "Sheet1", agreed(200)));
    Outcome first =
        after(
            book("first-tab/1.xlsx", "Danh sách", agreed(100)),
            book("first-tab/2.xlsx", "Sheet1", agreed(200)));

    assertThat(named.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(named.words())
        .isEqualTo(
            "Cannot read 2.named.xlsx: none of its sheets (Sheet1) is one that the layout named"
                + " reads: Danh sách. Nothing of it was loaded. The sender's last file,"
                + " 1.named.xlsx, was read.");
    assertThat(first.line()).isEqualTo("LOADED HARMLESS, accepted 12 of 12");
    assertThat(first.words()).isEqualTo("sheets Sheet1, before Danh sách; compared with 1.xlsx");
  }

  @Test
  void recordsOnASheetThatIsNotReadAreNotLostUnseen() {
    Map<String, List<List<String>>> two = new LinkedHashMap<>();
    two.put("10A1", agreed(200));
    two.put("10A2", agreed(300));

    Outcome first = after(book("sheets/1.xlsx", "10A1", agreed(100)), book("sheets/2.xlsx", two));
    Outcome named =
        after(
            book("pair/1.named.xlsx", "Danh sách", agreed(100)),
            book("pair/2.named.xlsx", Map.of("Danh sách", agreed(200), "Khác", agreed(300))));
    Outcome all =
        after(book("every/1.classes.xlsx", "10A1", agreed(100)), book("every/2.classes.xlsx", two));

    assertThat(first.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(first.report().reason())
        .isEqualTo(
            "SHEET_LEFT_OUT Cannot read 2.xlsx: sheet 2 (10A2) holds records too, and the layout"
                + " book reads the first sheet alone. Nothing of it was loaded. The sender's last"
                + " file, 1.xlsx, was read.");
    // Who names sheets has said that the others are not meant.
    assertThat(named.line()).isEqualTo("LOADED NONE, accepted 12 of 12");
    assertThat(all.line()).isEqualTo("LOADED HARMLESS, accepted 24 of 24");
    assertThat(all.words())
        .isEqualTo("sheets 10A1, 10A2, before 10A1; compared with 1.classes.xlsx");
  }

  @Test
  void wordsWhereNumbersStoodRefuseTheWholeFile() {
    Outcome outcome =
        after(csv("type/1.csv", agreed(100)), csv("type/2.csv", with(3, 12, score -> "bảy")));

    assertThat(outcome.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(outcome.report().reason())
        .isEqualTo(
            "VALUES_CHANGED Cannot read 2.csv: Điểm is no decimal in 12 of 12 lines, before in 0 of"
                + " 12. Nothing of it was loaded. The sender's last file, 1.csv, was read.");
  }

  @Test
  void anotherFormatOfDatesIsNamed() {
    Outcome serial =
        after(csv("serial/1.csv", agreed(100)), csv("serial/2.csv", with(2, 12, day -> "46055")));
    UnaryOperator<String> monthFirst =
        day -> day.substring(3, 6) + day.substring(0, 3) + day.substring(6);
    Outcome american =
        after(csv("month/1.csv", agreed(100)), csv("month/2.csv", with(2, 12, monthFirst)));

    assertThat(serial.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(serial.words())
        .isEqualTo(
            "Cannot read 2.csv: Ngày is no date dd/MM/yyyy in 12 of 12 lines, before in 0 of 12 (all"
                + " are dates in the format excel). Nothing of it was loaded. The sender's last"
                + " file, 1.csv, was read.");
    // Eight days could have been taken for months, and would have been another day.
    assertThat(american.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(american.words())
        .isEqualTo(
            "Cannot read 2.csv: Ngày is no date dd/MM/yyyy in 4 of 12 lines, before in 0 of 12 (all"
                + " are dates in the format MM/dd/yyyy). Nothing of it was loaded. The sender's"
                + " last file, 1.csv, was read.");
  }

  @Test
  void anotherEncodingIsReadWhereItsMarkSaysIt() {
    String text = text(agreed(200), ",");
    Outcome marked =
        after(
            csv("wide/1.csv", agreed(100)),
            bytes("wide/2.csv", "\uFEFF" + text, StandardCharsets.UTF_16LE));
    Outcome unmarked = send(bytes("wide/3.csv", text, StandardCharsets.UTF_16LE));
    Outcome old =
        after(
            csv("ansi/1.csv", agreed(100)),
            bytes("ansi/2.csv", text, Charset.forName("windows-1258")));

    assertThat(marked.line()).isEqualTo("LOADED HARMLESS, accepted 12 of 12");
    assertThat(marked.words()).isEqualTo("encoding UTF-16LE, before UTF-8; compared with 1.csv");
    assertThat(unmarked.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(unmarked.report().reason())
        .isEqualTo(
            "ENCODING_INVALID Cannot read 3.csv: its bytes look like UTF-16 without a byte order"
                + " mark, and UTF-8 is declared. Nothing of it was loaded. The sender's last file,"
                + " 2.csv, was read.");
    assertThat(old.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(old.words())
        .isEqualTo(
            "Cannot read 2.csv: its bytes are not in the encoding that the contract declares."
                + " Nothing of it was loaded. The sender's last file, 1.csv, was read.");
  }

  @Test
  void utf8IsNotTakenForAnEncodingThatDecodesAnyBytes() {
    Outcome outcome = send(csv("decoded/1.old.csv", agreed(100)));

    assertThat(outcome.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(outcome.words())
        .isEqualTo(
            "Cannot read 1.old.csv: its bytes look like UTF-8, and windows-1258 is declared."
                + " Nothing of it was loaded.");
  }

  @Test
  void decomposedLettersAreTheSameHeaderAndNotTheSameCode() {
    Path before = csv("letters/1.csv", agreed(100));
    String header = Normalizer.normalize("Điểm", Normalizer.Form.NFD);
    UnaryOperator<String> decomposed = grade -> Normalizer.normalize(grade, Normalizer.Form.NFD);

    Outcome columns = after(before, csv("letters/2.csv", named(3, header)));
    Outcome codes = send(csv("letters/3.csv", with(4, 12, decomposed)));

    assertThat(columns.line()).isEqualTo("LOADED HARMLESS, accepted 12 of 12");
    assertThat(columns.words())
        .isEqualTo("another writing: " + header + " in decomposed letters; compared with 1.csv");
    assertThat(codes.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(codes.words())
        .isEqualTo(
            "Cannot read 3.csv: Xếp loại is none of the codes Giỏi, Khá in 12 of 12 lines, before in"
                + " 0 of 12 (all are right in composed letters without outer spaces). Nothing of"
                + " it was loaded. The sender's last file, 2.csv, was read.");
  }

  @Test
  void anotherSeparatorIsNamed() {
    Outcome outcome =
        after(
            csv("separator/1.csv", agreed(100)),
            bytes("separator/2.csv", text(agreed(200), ";"), StandardCharsets.UTF_8));

    assertThat(outcome.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(outcome.words())
        .isEqualTo(
            "Cannot read 2.csv: no header with the columns that the layout list requires; missing:"
                + " Số lượt, Họ và tên, Ngày, Điểm, Xếp loại, Tỉ lệ; with ';' as separator it has"
                + " them. Nothing of it was loaded. The sender's last file, 1.csv, was read.");
  }

  @Test
  void anotherDecimalMarkIsNamed() {
    UnaryOperator<String> comma = score -> '"' + score.replace('.', ',') + '"';
    Outcome outcome =
        after(csv("comma/1.csv", agreed(100)), csv("comma/2.csv", with(3, 12, comma)));

    assertThat(outcome.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(outcome.words())
        .isEqualTo(
            "Cannot read 2.csv: Điểm is no decimal in 12 of 12 lines, before in 0 of 12 (all are"
                + " numbers with decimal_mark ','). Nothing of it was loaded. The sender's last"
                + " file, 1.csv, was read.");
  }

  @Test
  void anotherUnitIsSeenWhereTheContractSaysWhatANumberMayBe() {
    Outcome outcome =
        after(csv("unit/1.csv", agreed(100)), csv("unit/2.csv", with(5, 12, share -> "50")));

    assertThat(outcome.line()).isEqualTo("FAILED BREAKING, accepted 0 of 0");
    assertThat(outcome.words())
        .isEqualTo(
            "Cannot read 2.csv: Tỉ lệ is not of the form [01](\\.\\d+)? in 12 of 12 lines, before in"
                + " 0 of 12. Nothing of it was loaded. The sender's last file, 1.csv, was read.");
  }

  @Test
  void aCodeThatIsNewIsToldOnceItIsNoSlip() {
    Outcome slip =
        after(csv("code/1.csv", agreed(100)), csv("code/2.csv", with(4, 1, grade -> "Kha")));
    List<List<String>> rows = with(4, 3, grade -> "Đạt");
    rows.forEach(row -> row.set(1, row.get(1) + " "));
    Outcome code = send(csv("code/3.csv", rows));

    assertThat(slip.line()).isEqualTo("LOADED NONE, accepted 11 of 12");
    assertThat(code.line()).isEqualTo("LOADED VALUES, accepted 9 of 12");
    assertThat(code.words())
        .isEqualTo(
            "another writing: Họ và tên with other spaces; Xếp loại is none of the codes Giỏi, Khá"
                + " in 3 of 12 lines, before in 1 of 12 (new: Đạt); compared with 2.csv");
    assertThat(lake.ops("SELECT DISTINCT rule_code FROM ops.reject")).containsOnly("code");
  }

  @Test
  void aNewElementOfADocumentIsKeptBesideTheColumns() {
    StringBuilder lines = new StringBuilder();
    StringBuilder more = new StringBuilder();
    StringBuilder tree = new StringBuilder("<Visits>");
    StringBuilder deeper = new StringBuilder("<Visits>");
    for (int i = 0; i < LINES; i++) {
      lines.append("{\"no\":\"%d\",\"who\":{\"name\":\"Khách\"}}\n".formatted(i));
      more.append(
          "{\"no\":\"9%d\",\"who\":{\"name\":\"Khách\"},\"home\":{\"commune\":\"X\"}}\n"
              .formatted(i));
      tree.append("<Visit no='8%d'><Who><Name>Khách</Name></Who></Visit>".formatted(i));
      deeper.append(
          "<Visit no='7%d'><Who><Name>Khách</Name><Home><Commune>X</Commune></Home></Who></Visit>"
              .formatted(i));
    }
    Outcome json =
        after(
            Fixtures.text(folder.resolve("json/1.jsonl"), lines.toString()),
            Fixtures.text(folder.resolve("json/2.jsonl"), more.toString()));
    Outcome xml =
        after(
            Fixtures.text(folder.resolve("xml/1.xml"), tree + "</Visits>"),
            Fixtures.text(folder.resolve("xml/2.xml"), deeper + "</Visits>"));

    assertThat(json.line()).isEqualTo("LOADED ADDITIVE, accepted 12 of 12");
    assertThat(json.words()).isEqualTo("new: home, kept in _extra; compared with 1.jsonl");
    assertThat(xml.line()).isEqualTo("LOADED ADDITIVE, accepted 12 of 12");
    assertThat(xml.words()).isEqualTo("new: Who/Home/Commune, kept in _extra; compared with 1.xml");
    assertThat(lake.texts(NOTES, "_extra")).contains("{\"Who/Home/Commune\":\"X\"}");
  }

  @Test
  void aHeaderMayBeWrittenInCapitalsWithSpacesOrItsToneElsewhere() {
    List<List<String>> rows = agreed(200);
    rows.set(0, List.of("SỐ LƯỢT", "Họ  và tên", "Ngày", " Điểm", "Xếp loại", "Tỉ lệ", "Khóa học"));

    Outcome outcome = after(csv("writing/1.csv", agreed(100)), csv("writing/2.csv", rows));

    assertThat(outcome.line()).isEqualTo("LOADED HARMLESS, accepted 12 of 12");
    assertThat(outcome.words())
        .isEqualTo(
            "another writing: SỐ LƯỢT for Số lượt, Họ và tên with other spaces, Điểm with other"
                + " spaces, Khóa học for Khoá học; compared with 1.csv");
  }

  @Test
  void twoSchoolsOfDifferentHabitsDoNotAlarmEachOther() {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      outcomes.add(send(csv("north/" + i + ".csv", agreed(100 * i))));
      outcomes.add(send(csv("south/" + i + ".csv", without(agreed(100 * i), 6))));
    }
    Outcome turned = send(csv("north/4.csv", without(agreed(400), 6)));

    assertThat(outcomes).extracting(Outcome::line).containsOnly("LOADED NONE, accepted 12 of 12");
    assertThat(turned.words()).isEqualTo("gone: Khoá học; compared with 3.csv");
  }

  @Test
  void aFirstFileHasNothingToDifferFromAndItsLinesAreRefusedOneByOne() {
    Outcome outcome = send(csv("new/1.csv", with(3, 12, score -> "bảy")));

    assertThat(outcome.line()).isEqualTo("LOADED NONE, accepted 0 of 12");
    assertThat(outcome.report().rejected()).isEqualTo(12);
  }

  @Test
  void aMonthOfFewerDaysHasNoOtherForm() {
    Outcome before = send(Fixtures.text(folder.resolve("a.roll"), "Số thẻ,29,30,31\n1,x,x,x\n"));
    Outcome outcome = send(Fixtures.text(folder.resolve("b.roll"), "Số thẻ,29,30\n2,x,x\n"));

    assertThat(before.line()).isEqualTo("LOADED NONE, accepted 3 of 3");
    assertThat(outcome.line()).isEqualTo("LOADED NONE, accepted 2 of 2");
  }
}
