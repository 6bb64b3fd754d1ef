package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** Files in forms of other years and senders, given to the bundled contracts by YAML alone. */
class OtherLayoutsTest {
  private static final String EXAM = "vn_exam__candidate.yml";
  private static final String SUBJECTS =
      """
      compose:
        score_text:
          fields:
            Toán: [Toán]
            Ngữ văn: [Ngữ văn, Văn]
            Hóa học: [Hóa học, Hóa]
            Tiếng Anh: [Tiếng Anh, Anh văn]
          optional: [Hóa học, Tiếng Anh]
          item: '{name}:   {value}   '
      """;

  @TempDir private Path folder;

  private static String bundled(String file) {
    try (InputStream in = SourceContract.class.getResourceAsStream("/lake/raw/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A bundled contract with one more layout before its own. */
  private static SourceContract with(String file, String layout) {
    return SourceContract.parse(
        file,
        bundled(file).replace("layouts:\n", "layouts:\n  - name: other\n" + layout.indent(4)));
  }

  private static SourceContract exam(String format, String layout) {
    return with(
        EXAM,
        "files: ['**/thi-2018/**']\nformat: %s\nconstants: {exam_year: '2018', origin: official, publication: '1'}\n"
                .formatted(format)
            + layout);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /** The values of each record; what the contract refuses says so under {@code refused}. */
  private List<Map<String, String>> records(SourceContract contract, Path path) {
    DeliveredFile file = DeliveredFile.of(folder, path, Fixtures.settings(folder));
    List<Map<String, String>> result = new ArrayList<>();
    for (Layout layout : contract.layouts().stream().filter(file::matches).toList()) {
      LineCheck check = new LineCheck(contract, layout, FileValues.of(file, contract, layout));
      try (Lines lines = Lines.open(file, contract, layout)) {
        for (Line line = lines.next(); line != null; line = lines.next()) {
          Map<String, String> values = check.values(line);
          Optional<Violation> violation = check.violation(line, values);
          violation.ifPresent(v -> values.put("refused", v.rule().name()));
          result.add(values);
        }
        return result;
      } catch (DataError e) {
        if (e.code() != ErrorCode.HEADER_NOT_FOUND) {
          throw e;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new AssertionError("No layout of " + contract.entity() + " fits " + path);
  }

  /** Some columns of each record, a bar between them. */
  private List<String> texts(SourceContract contract, Path path, String... columns) {
    List<String> result = new ArrayList<>();
    for (Map<String, String> values : records(contract, path)) {
      List<String> texts = new ArrayList<>();
      for (String column : columns) {
        texts.add(values.getOrDefault(column, "-"));
      }
      result.add(String.join("|", texts) + (values.containsKey("refused") ? "!" : ""));
    }
    return result;
  }

  private static void row(Worksheet sheet, int row, String... cells) {
    for (int c = 0; c < cells.length; c++) {
      if (!cells[c].isEmpty()) {
        sheet.value(row, c, cells[c]);
      }
    }
  }

  private interface Sheets {
    void write(Workbook book);
  }

  private Path book(String name, Sheets sheets) {
    Path path = file(name);
    try {
      Files.createDirectories(path.getParent());
      try (OutputStream out = Files.newOutputStream(path);
          Workbook book = new Workbook(out, "tests", "1.0")) {
        sheets.write(book);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }

  @Test
  void eachSubjectHasAColumnWhoseToneMarkMayStandOnEitherVowel() {
    SourceContract contract =
        exam(
            "csv",
            "columns: {candidate_number: [SBD], candidate_name: [Thí sinh], birth_date: [Ngày sinh]}\n"
                + SUBJECTS);
    Path file =
        Fixtures.text(
            file("thi-2018/a.csv"),
            "Hoá học,NGỮ VĂN,Thí sinh,SBD,Ngày sinh,Toán\n"
                + ",\"6,5\",Nguyễn A,50000001,01/02/2000,7.25\n8,5,Trần B,50000002,2000,\n");

    assertThat(
            texts(contract, file, "candidate_number", "council_code", "score_text", "birth_date"))
        .containsExactly(
            "50000001|50|Toán:   7.25   Ngữ văn:   6,5   |01/02/2000",
            "50000002|50|Ngữ văn:   5   Hóa học:   8   |2000");
  }

  @Test
  void scoresInOneCellAreBroughtIntoTheContractsNotation() {
    SourceContract contract =
        exam(
            "csv",
            """
            header: {none: true}
            csv: {separator: ';', quote: '"', encoding: UTF-8}
            fields: [score_text, '-', birth_date, candidate_name, '-', candidate_number]
            replace:
              score_text:
                - {pattern: '\\s*[;|/]\\s*', with: '   '}
                - {pattern: '\\s*=\\s*', with: ':   '}
            """);
    Path file =
        Fixtures.text(
            file("thi-2018/a.csv"),
            "\"Toán: 7.25; Ngữ văn: 6\";1;01/02/2000;A;x;50000001\n"
                + "Toán=7,25|Ngữ văn=6;2;01/02/2000;B;x;50000002\n");

    assertThat(texts(contract, file, "candidate_number", "score_text"))
        .containsExactly(
            "50000001|Toán: 7.25   Ngữ văn: 6", "50000002|Toán:   7,25   Ngữ văn:   6");
    try (Lines lines =
        Lines.open(
            DeliveredFile.of(folder, file, Fixtures.settings(folder)),
            contract,
            contract.layouts().get(0))) {
      assertThat(lines.next().extra()).contains("\"column_1\":\"Toán: 7.25; Ngữ văn: 6\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sixColumnsInAnotherOrderWithoutHeaderInAFontOfOld() {
    SourceContract contract =
        exam(
            "csv",
            """
            header: {none: true}
            legacy_text: tcvn3
            fields: ['-', candidate_name, candidate_number, score_text, $day, $month_year]
            join: {birth_date: '{$day}/{$month_year}'}
            """);
    Path file =
        Fixtures.bytes(
            file("thi-2018/a.csv"),
            "1,NguyÔn ThÞ Hång,50000001,To¸n: 7.25,03,09/2000\n"
                .getBytes(Charset.forName("windows-1252")));

    assertThat(
            texts(contract, file, "candidate_number", "candidate_name", "score_text", "birth_date"))
        .containsExactly("50000001|Nguyễn Thị Hồng|Toán: 7.25|03/09/2000");
  }

  @Test
  void windows1258IsReadAsComposedText() {
    SourceContract contract =
        exam(
            "csv",
            "columns: {candidate_number: [Số báo danh], candidate_name: [Họ và tên], birth_date: [],"
                + " score_text: [Điểm]}\ncsv: {separator: ';', quote: '\"', encoding: windows-1258}\n");
    String text = "Số báo danh;Họ và tên;Điểm\n50000001;Nguyễn Thế Hiển;Toán: 7\n";
    // The encoding has letters with their hats, and tone marks apart.
    String apart =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replace("a\u0302", "â")
            .replace("e\u0302", "ê")
            .replace("o\u0302", "ô")
            .replace("a\u0306", "ă")
            .replace("o\u031b", "ơ")
            .replace("u\u031b", "ư")
            .replace("e\u0323\u0302", "ê\u0323")
            .replace("o\u0323\u0302", "ô\u0323");
    Path file =
        Fixtures.bytes(file("thi-2018/a.csv"), apart.getBytes(Charset.forName("windows-1258")));

    assertThat(texts(contract, file, "candidate_number", "candidate_name", "score_text"))
        .containsExactly("50000001|Nguyễn Thế Hiển|Toán: 7");
  }

  @Test
  void anOldWorkbookWithDatesOfItsOwn() {
    SourceContract contract =
        exam(
            "excel",
            "header: {row: 2}\nformats: {birth_date: [dd/MM/yyyy, excel]}\n"
                + "columns: {candidate_number: [SBD], candidate_name: [Họ tên], birth_date: [Ngày sinh],"
                + " score_text: [Điểm]}\n");
    Path file =
        Fixtures.xls(
            file("thi-2018/a.xls"),
            List.of(
                List.of("KẾT QUẢ"),
                List.of("SBD", "Họ tên", "Ngày sinh", "Điểm"),
                List.of("50000001", "A", 36526, "Toán: 7"),
                List.of("50000002", "B", "02/01/2000", "Toán: 8")));

    assertThat(texts(contract, file, "candidate_number", "birth_date"))
        .containsExactly("50000001|36526", "50000002|02/01/2000");
    assertThat(contract.layouts().get(0).notation(contract.column("birth_date")).isDate("36526"))
        .isTrue();
  }

  @Test
  void eachCouncilHasItsSheetBesideSheetsThatAreNone() {
    SourceContract contract =
        exam(
            "excel",
            "sheets: ['Hội đồng *']\nheader: {anywhere: true}\n"
                + "skip: ['(?i)(tổng|cộng).*', 'Người lập.*']\n"
                + "columns: {candidate_number: [SBD], candidate_name: [Họ tên], birth_date: [Ngày sinh],"
                + " score_text: [Điểm]}\n");
    Path file =
        book(
            "thi-2018/a.xlsx",
            book -> {
              row(book.newWorksheet("Ghi chú"), 0, "Danh sách gồm hai hội đồng", "x");
              Worksheet first = book.newWorksheet("Hội đồng 50");
              row(first, 0, "SỞ GIÁO DỤC");
              row(first, 2, "Họ tên", "SBD", "Ngày sinh", "Điểm");
              row(first, 3, "A", "50000001", "01/01/2000", "Toán: 7");
              row(first, 4, "Tổng cộng", "1");
              row(first, 5, "Người lập biểu", "", "Hiệu trưởng");
              Worksheet second = book.newWorksheet("HỘI ĐỒNG 51");
              row(second, 0, "SBD", "Họ tên", "Ngày sinh", "Điểm");
              row(second, 1, "51000001", "B", "01/01/2000", "Toán: 8");
            });

    assertThat(texts(contract, file, "candidate_number", "council_code", "candidate_name"))
        .containsExactly("50000001|50|A", "51000001|51|B");
  }

  @Test
  void idsUnderAnotherNameAndInAnotherFormNeedThePatternOnly() {
    String yaml =
        bundled(EXAM)
            .replace("'(\\d{2})\\d{6}'", "'(\\d{2}|[A-Z]{3})\\d{6}'")
            .replace("'\\d{8}'", "'(\\d{2}|[A-Z]{3})\\d{6}'")
            .replace(
                "layouts:\n",
                """
                layouts:
                  - name: other
                    files: ['**/thi-2016/*.csv']
                    format: csv
                    columns: {candidate_number: [Mã thí sinh], candidate_name: [Tên], score_text: [Kết quả], birth_date: []}
                    constants: {exam_year: '2016', origin: official, publication: '1'}
                """);
    SourceContract contract = SourceContract.parse(EXAM, yaml);
    Path file =
        Fixtures.text(file("thi-2016/a.csv"), "Kết quả,Tên,Mã thí sinh\nToán: 7,A,BKA000123\n");

    assertThat(texts(contract, file, "candidate_number", "council_code"))
        .containsExactly("BKA000123|BKA");
  }

  @Test
  void aRosterOfAnotherVendorHasMoreColumnsInAnotherOrderAndAByteOrderMark() {
    SourceContract contract =
        SourceContract.parse("oneroster__user.yml", bundled("oneroster__user.yml"));
    Path folderOfSender = file("vendor-b/2025-09-01");
    Fixtures.text(
        folderOfSender.resolve("manifest.csv"),
        "\uFEFF\"propertyName\",\"value\"\r\n\"manifest.version\",\"1.0\"\r\n\"file.users\",\"bulk\"\r\n");
    Path file =
        Fixtures.text(
            folderOfSender.resolve("users.csv"),
            "\uFEFF\"familyName\",\"givenName\",\"username\",\"metadata.vendor.house\",\"sourcedId\","
                + "\"status\",\"dateLastModified\",\"enabledUser\",\"password\"\r\n"
                + "\"Lê\",\"An\",\"an\",\"Blue\",\"u1\",\"\",\"\",\"true\",\"secret\"\r\n");

    assertThat(texts(contract, file, "user_id", "given_name", "delivery_kind", "package_date"))
        .containsExactly("u1|An|bulk|2025-09-01");
  }

  @Test
  void yearsAreColumnsAndTheUnitIsThousands() {
    SourceContract contract =
        with(
            "vn_gso__figure.yml",
            """
            files: ['**/hoc-sinh-*.xlsx']
            format: excel
            header: {anywhere: true}
            columns: {place_name: [Tỉnh, 'Tỉnh, thành phố'], item: [Cấp học]}
            fill_down: [place_name]
            constants: {table_code: pupils_by_province, figure_kind: Number}
            unpivot: {headers: '(?:Năm )?(\\d{4}|Prel\\. \\d{4})', into: [year_text], value: value}
            numbers: {value: {thousands: '.', decimal_mark: ',', times: 1000}}
            skip: ['Nguồn:.*']
            """);
    Path file =
        book(
            "hoc-sinh-pho-thong.xlsx",
            book -> {
              Worksheet sheet = book.newWorksheet("one");
              row(sheet, 0, "Số học sinh (nghìn em)");
              row(sheet, 1, "Tỉnh, thành phố", "Cấp học", "Năm 2023", "Prel. 2024");
              row(sheet, 2, "Hà Nội", "Primary", "1.234,5", "..");
              row(sheet, 3, "", "Lower secondary", "7,25", "x");
              row(sheet, 4, "Nguồn: Cục Thống kê", "", "2024");
            });

    assertThat(texts(contract, file, "place_name", "item", "year_text", "value"))
        .containsExactly(
            "Hà Nội|Primary|2023|1.234,5",
            "Hà Nội|Primary|Prel. 2024|..",
            "Hà Nội|Lower secondary|2023|7,25",
            "Hà Nội|Lower secondary|Prel. 2024|x!");
    var numbers = contract.layouts().get(0).notation(contract.column("value")).numbers();
    assertThat(numbers.plain("1.234,5")).contains("1234500");
    assertThat(numbers.plain("7,25")).contains("7250");
  }

  @Test
  void statementsMayComeAsAnArrayOrInsideAnAnswer() {
    String statement =
        "{\"id\":\"%s\",\"timestamp\":\"2021-11-28T09:00:00Z\",\"verb\":{\"id\":\"v\"},\"object\":{\"id\":\"o\"}}";
    String layout =
        """
        files: ['**/%s*.json']
        format: json
        records:
          - path: '%s'
            columns: {statement_id: id, statement_at: timestamp, verb_id: [verb, id], object_id: [object, id]}
        """;
    Path array =
        Fixtures.text(
            file("lrs-1.json"),
            "[" + statement.formatted("s1") + ",\n" + statement.formatted("s2") + "]");
    Path answer =
        Fixtures.text(
            file("answer-1.json"),
            "{\"more\":\"\",\"statements\":[" + statement.formatted("s3") + "]}");

    assertThat(
            texts(
                with("xapi__statement.yml", layout.formatted("lrs", "[]")), array, "statement_id"))
        .containsExactly("s1", "s2");
    assertThat(
            texts(
                with("xapi__statement.yml", layout.formatted("answer", "statements[]")),
                answer,
                "statement_id",
                "verb_id"))
        .containsExactly("s3|v");
  }

  @Test
  void aMonthOfAttendanceHasAColumnADayAndAMarkACell() {
    SourceContract contract =
        with(
            "sis__attendance.yml",
            """
            files: ['**/diem-danh/*.xlsx']
            format: excel
            sheets: all
            header: {anywhere: true}
            titles: {$month: 'Tháng (\\d{2}/\\d{4})'}
            sheet_name: {section_id: '(.*)'}
            unpivot: {headers: '(\\d{1,2})', into: [$day], value: attendance_code}
            join: {attendance_date: '{$day}/{$month}'}
            formats: {attendance_date: d/MM/yyyy}
            columns:
              student_id: [Mã học sinh]
              attendance_id: []
              is_present: []
              attendance_status: []
              attendance_type: []
              attendance_sequence: []
              period_code: []
            constants: {school_id: S1, school_year: '2026', is_all_day: 'Yes', delivery_number: '1'}
            skip: ['Tổng.*']
            """);
    Path file =
        book(
            "diem-danh/2025-09.xlsx",
            book -> {
              Worksheet sheet = book.newWorksheet("6A");
              row(sheet, 0, "BẢNG ĐIỂM DANH Tháng 09/2025");
              row(sheet, 1, "STT", "Mã học sinh", "1", "2", "31");
              row(sheet, 2, "1", "HS1", "x", "", "");
              row(sheet, 3, "2", "HS2", "P", "K", "x");
              row(sheet, 4, "Tổng", "", "2", "1");
            });

    assertThat(texts(contract, file, "student_id", "attendance_date", "attendance_code", "lesson"))
        .containsExactly(
            "HS1|1/09/2025|x|Yes|6A||",
            "HS2|1/09/2025|P|Yes|6A||",
            "HS2|2/09/2025|K|Yes|6A||",
            "HS2|31/09/2025|x|Yes|6A||!");
  }

  @Test
  void aPackedDocumentIsReadAsWhatIsInIt() throws IOException {
    SourceContract contract =
        SourceContract.parse("edfi__location.yml", bundled("edfi__location.yml"));
    String xml =
        "<InterchangeEducationOrganization xmlns='http://ed-fi.org/5.2.0'><Location>"
            + "<ClassroomIdentificationCode>R1</ClassroomIdentificationCode><SchoolReference>"
            + "<SchoolIdentity><SchoolId>7</SchoolId></SchoolIdentity></SchoolReference></Location>"
            + "</InterchangeEducationOrganization>";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(xml.getBytes(StandardCharsets.UTF_8));
    }
    Path file =
        Fixtures.bytes(file("2025-01-01/EducationOrganization.xml.gz"), bytes.toByteArray());

    assertThat(texts(contract, file, "school_id", "room_code", "package_date"))
        .containsExactly("7|R1|2025-01-01");
  }

  @Test
  void wordsThatTheGrammarDoesNotKnowNameTheNearestOnes() {
    refused(
        "sheet_names: {council_code: '(.*)'}\n", "Unknown key: sheet_names in", "mean sheet_name?");
    refused("skips: ['x']\n", "Unknown key: skips in", "did you mean skip?");
    refused(
        "columns: {candidate_nmber: [SBD]}\n",
        "Unknown column: candidate_nmber",
        "candidate_number?");
    refused("header: {anywere: true}\n", "Unknown key: anywere in", "did you mean anywhere?");
    refused(
        "join: {birth_date: '{$dya}'}\ntitles: {$day: '(.*)'}\n",
        "Unknown part: $dya",
        "mean $day?");
    refused("titles: {$day: '(.*)'}\n", "no join has a place for $day", "");
    refused("replace: {score_text: {pattern: 'a', with: '$1'}}\n", ".with: $1", "");
    refused("numbers: {score_text: {times: 1000}}\n", "score_text is no number", "");
    refused("numbers: {publication: {times: x}}\n", "Invalid", "such as 1000");
    assertThatThrownBy(() -> with(EXAM, "file: ['*.csv']\nformat: csv\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Missing key: files in")
        .hasMessageContaining("(file is there; is it meant?)");
  }

  private static void refused(String layout, String what, String nearest) {
    assertThatThrownBy(() -> exam("excel", layout))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(what)
        .hasMessageContaining(nearest);
  }
}
