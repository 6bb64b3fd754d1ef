package vn.edulake.jobs.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.Language;
import vn.edulake.jobs.ingest.RejectedLinesFixture;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.UserError;

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
            "007;=1+1;31/02/2026;C",
            ";Grace;01/02/2026;A",
            "V4;Alan;01/02/2026"));
    RejectedLinesFixture.add(
        lake.catalogs,
        1,
        3,
        """
        {"number":"007","guest":"=1+1","day":"31/02/2026","kind":"=HYPERLINK(\\"x\\")\\u0001"}""");
    RejectedLinesFixture.add(lake.catalogs, 1, 4, "{\"guest\":\"Grace\",\"day\":\"01/02/2026\"}");
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
            "Ngày thăm",
            "31/02/2026",
            "Cột “Ngày thăm” không phải là ngày có thật, viết theo dạng dd/MM/yyyy.");
    assertThat(details.get(3).subList(3, 5)).containsExactly("Loại", "=HYPERLINK(\"x\")\u2401");
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
