package vn.edulake.jobs.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.Language;
import vn.edulake.jobs.ingest.RejectedLines;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;

class ReplyWorkbookIT {
  private static final ZoneId HANOI = ZoneId.of("Asia/Ho_Chi_Minh");
  private static final Instant NOW = Instant.parse("2026-03-02T03:00:00Z");
  private static final SourceContracts CONTRACTS =
      SourceContracts.of(
          SourceContract.parse(
              "north__visit.yml",
              """
              source: north
              entity: visit
              title: {vi: Lượt thăm, en: Visits}
              owner: places
              key: [number]
              delivery: {semantics: snapshot}
              columns:
                number: {type: text, pattern: 'V\\d+', required: true, header: [Số lượt]}
                guest: {type: text, header: [Họ và tên]}
                day: {type: date, format: dd/MM/yyyy, header: [Ngày thăm, Ngày]}
                kind: {type: code, codes: [A, B], header: [Loại]}
              layouts:
                - name: list
                  files: ['**.csv']
                  format: csv
                  csv: {separator: ';'}
              """));

  @TempDir private Path home;
  @TempDir private Path inbox;

  private Path csv(String name, String... lines) throws IOException {
    Path file = inbox.resolve(name);
    Files.writeString(file, "Số lượt;Họ và tên;Ngày;Loại\n" + String.join("\n", lines) + "\n");
    return file;
  }

  private ReplyWorkbook.Written write(TestLake lake, Language language, Path out) {
    SenderReply reply =
        SenderReply.of(
            lake.database, lake.catalogs, CONTRACTS, HANOI, "north", Optional.empty(), language);
    return ReplyWorkbook.write(reply, out, NOW, HANOI);
  }

  private static List<Row> sheet(Path file, int index) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        ReadableWorkbook book = new ReadableWorkbook(in)) {
      return book.getSheet(index).orElseThrow().read();
    }
  }

  private static List<List<String>> texts(Path file, int index) throws IOException {
    List<List<String>> result = new ArrayList<>();
    for (Row row : sheet(file, index)) {
      result.add(row.stream().map(cell -> cell == null ? "" : cell.getText()).toList());
    }
    return result;
  }

  private void deliver(TestLake lake) throws IOException {
    lake.run(
        "north",
        csv(
            "luot-tham.csv",
            "V1;Ada;01/02/2026;A",
            "007;=1+1;31/02/2026;=HYPERLINK(1)\u0001",
            ";Grace;01/02/2026;A",
            "V4;Alan;01/02/2026"));
    Files.writeString(inbox.resolve("nham-mau.csv"), "a;b\n1;2\n");
    lake.run("north", inbox.resolve("nham-mau.csv"));
  }

  @Test
  void theSenderFindsEachFaultByItsOwnRowAndHeader() throws IOException {
    Path out = home.resolve("reply/north.xlsx");
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      deliver(lake);

      assertThat(write(lake, Language.VI, out)).isEqualTo(new ReplyWorkbook.Written(2, 5));
    }
    List<List<String>> details = texts(out, 1);
    assertThat(details.get(0))
        .containsExactly("Dữ liệu", "Tệp", "Dòng", "Cột", "Giá trị", "Lỗi", "Cách sửa");
    assertThat(details.get(1))
        .containsExactly(
            "Lượt thăm",
            "luot-tham.csv",
            "3",
            "Số lượt",
            "007",
            "Cột “Số lượt” không đúng dạng V\\d+.",
            "Hãy ghi giá trị đúng dạng đã thống nhất (V\\d+), không thêm ký tự hay khoảng trắng"
                + " khác.");
    assertThat(details.get(2).subList(3, 6))
        .containsExactly(
            "Ngày",
            "31/02/2026",
            "Cột “Ngày” không phải là ngày có thật, viết theo dạng dd/MM/yyyy.");
    assertThat(details.get(3).subList(3, 5)).containsExactly("Loại", "=HYPERLINK(1)\u2401");
    assertThat(details.get(4).subList(2, 5)).containsExactly("4", "Số lượt", "");
    assertThat(details.get(5).subList(2, 6))
        .containsExactly("5", "(cả dòng)", "", "Dòng có số trường khác với dòng tiêu đề.");
    assertThat(details.get(6).subList(1, 6))
        .containsExactly(
            "nham-mau.csv", "", "", "", "Không tìm thấy dòng tiêu đề có đủ các cột đã thống nhất.");
    assertThat(texts(out, 0).stream().map(row -> String.join("|", row)).toList())
        .contains(
            "Đơn vị gửi|north",
            "Cần sửa|5 lỗi trong các dòng, 1 tệp không đọc được",
            "01/03/2026|Lượt thăm|luot-tham.csv|nhận một phần||4|1|3|0",
            "01/03/2026|Lượt thăm|nham-mau.csv|không đọc được||0|0|0|0",
            "1|Sai số ô trong dòng",
            "1|Mã không có trong danh mục");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
  }

  private static final SourceContract FORMS =
      SourceContract.parse(
          "south__visit.yml",
          """
          source: south
          entity: visit
          title: {vi: Lượt thăm, en: Visits}
          owner: places
          key: [number, day]
          delivery: {semantics: append}
          columns:
            number: {type: text, required: true, header: [Số lượt]}
            day: {type: text, required: true, header: [Ngày]}
            score: {type: decimal, header: [Điểm]}
          layouts:
            - name: sheets
              files: ['**.xlsx']
              format: excel
              sheets: all
              columns: {number: [Mã khách]}
              unpivot: {headers: 'Ngày (\\d+)', into: [day], value: score}
            - name: csv
              files: ['**.csv']
              format: csv
              columns: {score: [Kết quả]}
            - name: tree
              files: ['**.json']
              format: json
              records:
                - {path: 'visits[]', columns: {number: no, day: [on, day], score: [result, score]}}
            - name: exchange
              files: ['**.xml']
              format: xml
              records:
                - {path: Visits/Visit, columns: {number: '@no', day: Day, score: Result/Score}}
          """);

  @Test
  void theColumnIsNamedAsTheFileNamesItInWhateverForm() throws IOException {
    Path folder = Files.createDirectories(inbox.resolve("forms"));
    try (OutputStream to = Files.newOutputStream(folder.resolve("a.xlsx"));
        Workbook book = new Workbook(to, "tests", "1.0")) {
      for (String name : List.of("6A", "6B")) {
        Worksheet sheet = book.newWorksheet(name);
        List<List<String>> rows =
            List.of(
                List.of("Mã khách", "Ngày 1", "Ngày 2"),
                List.of("k" + name, "5", name.equals("6B") ? "năm" : "7"));
        for (int r = 0; r < rows.size(); r++) {
          for (int c = 0; c < 3; c++) {
            sheet.value(r, c, rows.get(r).get(c));
          }
        }
      }
    }
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("pack.zip")))) {
      zip.putNextEntry(new ZipEntry("b.csv"));
      zip.write("Số lượt,Ngày,Kết quả\n1,2,chín\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(
        folder.resolve("c.json"),
        "{\"visits\":[{\"no\":\"1\",\"on\":{\"day\":\"9\"},\"result\":{\"score\":\"x\"}}]}");
    Files.writeString(
        folder.resolve("d.xml"),
        "<Visits><Visit no='2'><Day>9</Day><Result><Score>y</Score></Result></Visit></Visits>");
    SourceContracts contracts = SourceContracts.of(FORMS);
    Path out = home.resolve("south.xlsx");
    for (Language language : Language.values()) {
      try (TestLake lake = TestLake.open(home.resolve(language.name()), contracts)) {
        assertThat(lake.run("south", folder).failed()).isEmpty();
        ReplyWorkbook.write(
            SenderReply.of(
                lake.database,
                lake.catalogs,
                contracts,
                HANOI,
                "south",
                Optional.empty(),
                language),
            out,
            NOW,
            HANOI);
      }
      assertThat(texts(out, 1).stream().skip(1).map(row -> String.join("|", row.subList(1, 5))))
          .containsExactlyInAnyOrder(
              "forms/a.xlsx [6B]|2|Ngày 2|năm",
              "forms/pack.zip/b.csv|2|Kết quả|chín",
              "forms/c.json|1|result.score|x",
              "forms/d.xml|1|Result/Score|y");
      assertThat(texts(out, 1).get(1).get(6)).contains("7.25");
    }
  }

  @Test
  void noCellIsAFormulaAndLeadingZerosStay() throws IOException {
    Path out = home.resolve("north.xlsx");
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      deliver(lake);
      write(lake, Language.EN, out);
    }

    for (Row row : sheet(out, 1)) {
      assertThat(row.stream().filter(cell -> cell != null && cell.getColumnIndex() != 2))
          .allMatch(cell -> cell.getType() == CellType.STRING);
    }
    assertThat(texts(out, 1).get(1).subList(4, 7))
        .containsExactly(
            "007",
            "“Số lượt” is not of the form V\\d+.",
            "Write the value in the agreed form (V\\d+), without other signs or spaces.");
  }

  @Test
  void aLineWhoseTextIsNotKeptHasNoValueAndTheReplySaysSo() throws IOException {
    Path out = home.resolve("north.xlsx");
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      lake.run("north", csv("a.csv", "x;Ada;01/02/2026;A"));
      lake.catalogs
          .catalog(RejectedLines.TABLE.layer().zone())
          .dropTable(LakeCatalogs.identifier(RejectedLines.TABLE), true);
      write(lake, Language.EN, out);
    }

    assertThat(texts(out, 1).get(1).get(4)).isEqualTo("—");
    assertThat(texts(out, 0).toString()).contains("means that the line's text is not kept");
  }

  @Test
  void aFileThatCameAgainIsJudgedByItsLastComing() throws IOException {
    Path out = home.resolve("north.xlsx");
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      lake.run("north", csv("a.csv", "x;Ada;01/02/2026;A"));
      lake.run("north", csv("a.csv", "V1;Ada;01/02/2026;A"));

      assertThat(write(lake, Language.EN, out)).isEqualTo(new ReplyWorkbook.Written(2, 0));
    }
    assertThat(texts(out, 1).get(1)).containsExactly("There is nothing to correct.");
  }

  @Test
  void onlyDeliveriesSinceADayAreTold() throws IOException {
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      lake.run("north", csv("a.csv", "x;Ada;01/02/2026;A"));
      SenderReply later =
          SenderReply.of(
              lake.database,
              lake.catalogs,
              CONTRACTS,
              HANOI,
              "north",
              Optional.of(LocalDate.of(2026, 3, 2)),
              Language.VI);

      assertThat(later.files()).isEmpty();
    }
  }

  @Test
  void anUnknownSenderIsNamedWithTheKnownOnes() throws IOException {
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      lake.run("north", csv("a.csv", "V1;Ada;01/02/2026;A"));

      assertThatThrownBy(
              () ->
                  SenderReply.of(
                      lake.database,
                      lake.catalogs,
                      CONTRACTS,
                      HANOI,
                      "nord",
                      Optional.empty(),
                      Language.VI))
          .isInstanceOf(UserError.class)
          .hasMessage("Unknown sender: nord (did you mean north?). Known: north");
    }
  }
}
