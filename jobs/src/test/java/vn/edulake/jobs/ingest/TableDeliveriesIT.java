package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.ingest.Fixtures.good;
import static vn.edulake.jobs.ingest.Fixtures.row;
import static vn.edulake.jobs.ingest.Fixtures.withHeader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.contract.SourceContract;

class TableDeliveriesIT {
  @TempDir private Path home;
  @TempDir private Path inbox;
  private final SourceContract visits = Fixtures.visits();

  private static String resource(String name) {
    try (InputStream in = TableDeliveriesIT.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anExamOfAnotherFormNeedsOnlyLayouts() {
    String contract =
        resource("/lake/raw/vn_exam__candidate.yml")
            .replace("layouts:\n", "layouts:\n" + resource("/contracts/exam-2016-layouts.yml"));
    SourceContract exam = SourceContract.parse("vn_exam__candidate.yml", contract);
    String scores = "Toán:   6.80   Ngữ văn:   5.50   ";
    Path text =
        Fixtures.xlsx(
            inbox.resolve("text-2016/a.xlsx"),
            List.of(
                row("KỲ THI THPT QUỐC GIA 2016"),
                row("STT", "Điểm", "Ngày sinh", "Họ và tên", "Ghi chú", "Số báo danh"),
                row("1", scores, "05/03/1998", "Nguyễn An", "x", "01000001"),
                row("2", "", "1998", "Lê Bình", "", "01000002")));
    Path headerless =
        Fixtures.text(
            inbox.resolve("headerless-2016/a.csv"),
            "1;" + scores + ";05/03/1998;Nguyễn An;x;01000001\n2;;1998;Lê Bình;;01000002\n");
    Path subjects =
        Fixtures.xlsx(
            inbox.resolve("subjects-2016/a.xlsx"),
            List.of(
                row("HO_TEN", "SBD", "NGU_VAN", "TOAN", "NGAY_SINH", "KHU_VUC"),
                row("Nguyễn An", "01000001", "5.50", "6.80", "05/03/1998", "1"),
                row("Lê Bình", "01000002", "", "", "1998", "2")));
    Path positions =
        Fixtures.text(
            inbox.resolve("positions-2016/a.csv"),
            "Nguyễn An,01000001,05/03/1998,6.80,5.50,x\nLê Bình,01000002,1998,,,\n");

    for (Path file : List.of(text, headerless, subjects, positions)) {
      try (TestLake lake = TestLake.open(home.resolve(file.getParent().getFileName()), exam)) {
        IngestReport report = lake.run("vn_exam", file);

        assertThat(report.files()).as(file.toString()).allMatch(f -> f.accepted() == 2);
        List<String> columns =
            List.of("exam_year", "council_code", "candidate_name", "birth_date", "score_text");
        List<String> rows = new ArrayList<>();
        for (Map<String, Object> one : lake.rows(exam)) {
          rows.add(
              one.get("candidate_number")
                  + String.join("", columns.stream().map(c -> "|" + one.get(c)).toList()));
        }
        assertThat(rows)
            .as(file.toString())
            .containsExactlyInAnyOrder(
                "01000001|2016|01|Nguyễn An|05/03/1998|" + scores,
                "01000002|2016|01|Lê Bình|1998|null");
      }
    }
  }

  @Test
  void theFormOfAFileIsComparedWithThatOfTheLastOne() {
    List<List<Object>> more = new ArrayList<>();
    more.add(row("Họ và tên", "SỐ LƯỢT", "Ngày", "Điểm", "Ghi chú"));
    more.add(row("Guest", "V5", "01/02/2026", "1", "note"));
    List<List<Object>> turned = new ArrayList<>();
    turned.add(row("Họ và tên", "SỐ LƯỢT", "Ngày", "Điểm"));
    turned.add(row("Guest", "V6", "01/02/2026", "1"));
    try (TestLake lake = TestLake.open(home, visits)) {
      Fixtures.csv(inbox.resolve("a.csv"), withHeader(good(1, 1)));
      Fixtures.csv(inbox.resolve("b.csv"), withHeader(good(2, 1)));
      Fixtures.csv(inbox.resolve("c.csv"), turned);
      Fixtures.csv(inbox.resolve("d.csv"), more);
      Fixtures.csv(inbox.resolve("e.csv"), withHeader(good(8, 1)));
      Fixtures.csv(inbox.resolve("f.csv"), List.of(row("Số lượt", "Ngày"), row("V9", "")));
      IngestReport report = lake.run("town", inbox);

      assertThat(report.files())
          .extracting(f -> f.drift().kind())
          .containsExactly(
              Drift.Kind.NONE,
              Drift.Kind.NONE,
              Drift.Kind.HARMLESS,
              Drift.Kind.ADDITIVE,
              Drift.Kind.ADDITIVE,
              Drift.Kind.BREAKING);
      assertThat(
              lake.ops(
                  "SELECT concat_ws(' ', status, drift_code, drift_message) FROM ops.load"
                      + " WHERE drift_code <> 'none' ORDER BY load_id"))
          .containsExactly(
              "loaded harmless another order: Họ và tên, SỐ LƯỢT, Ngày, Điểm; another writing: SỐ LƯỢT"
                  + " for Số lượt; compared with "
                  + report.files().get(1).file(),
              "loaded additive new: Ghi chú, kept in _extra; compared with "
                  + report.files().get(2).file(),
              "loaded additive gone: Ghi chú; compared with " + report.files().get(3).file(),
              "failed breaking Cannot read "
                  + report.files().get(5).file()
                  + ": no header with the columns that the layout list requires; missing:"
                  + " Họ và tên, Điểm. Nothing of it was loaded. The sender's last file, "
                  + report.files().get(4).file()
                  + ", was read.");
      assertThat(lake.ops("SELECT header_text FROM ops.load ORDER BY load_id LIMIT 1"))
          .containsExactly("Số lượt\tHọ và tên\tNgày\tĐiểm");
      assertThat(lake.rows(visits)).hasSize(5);
    }
  }

  private static List<String> rejectedLines(TestLake lake) {
    List<String> result = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(lake.catalogs.load(RejectedLines.TABLE)).build()) {
      for (Record row : rows) {
        result.add(
            row.getField("load_id")
                + " "
                + row.getField("source_row")
                + " "
                + row.getField("line_json"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  @Test
  void whatARefusedLineSaysIsKeptInThePersonalZone() {
    Path clean = Fixtures.csv(inbox.resolve("a.csv"), withHeader(good(1, 3)));
    List<List<Object>> rows = new ArrayList<>(good(4, 3));
    rows.set(1, row("broken", "Lê \"An\"", "31/02/2026", ""));
    Path file = Fixtures.csv(inbox.resolve("b.csv"), withHeader(rows));
    Path again = Fixtures.xlsx(inbox.resolve("b.xlsx"), withHeader(rows));
    try (TestLake lake = TestLake.open(home, visits)) {
      lake.run("town", clean);
      assertThat(lake.catalogs.exists(RejectedLines.TABLE)).isFalse();

      lake.run("town", file, again);

      assertThat(rejectedLines(lake))
          .containsExactly(
              "2 3 {\"day\":\"31/02/2026\",\"guest\":\"Lê \\\"An\\\"\",\"number\":\"broken\"}");
    }
  }

  @Test
  void theAccountSaysWhoSentWhatForWhichDayAndHowMuchItShouldBe() {
    SourceContract contract =
        SourceContract.parse(
            "town__guest.yml",
            """
            source: town
            entity: guest
            owner: places
            key: [code]
            sender: {from_path: 'from-(\\w+)'}
            delivered_on: {from_path: '(\\d{4}-\\d{2}-\\d{2})'}
            said: {manifest: manifest.csv, property: count.guests}
            delivery:
              semantics: delta
              version: [changed]
              complete: {column: kind, values: [bulk], order: [day]}
            columns:
              code: {type: text, required: true, header: [code]}
              changed: {type: timestamp, header: [changed]}
              kind: {type: text, required: true}
              day: {type: date, format: yyyy-MM-dd, required: true}
            layouts:
              - name: list
                files: ['**/guests.csv']
                format: csv
                from_path: {day: '(\\d{4}-\\d{2}-\\d{2})'}
                from_manifest: {kind: {file: manifest.csv, property: file.guests}}
            """);
    String guests = "code,changed\na,2026-01-01T00:00:00Z\nb,2026-01-01T00:00:00Z\n";
    Path first = inbox.resolve("from-north/2026-02-01");
    Path second = inbox.resolve("from-north/2026-02-02");
    Path third = inbox.resolve("from-north/none");
    for (Path folder : List.of(first, second, third)) {
      Fixtures.text(folder.resolve("guests.csv"), guests);
    }
    Fixtures.text(
        first.resolve("manifest.csv"),
        "\uFEFFpropertyName,value\nfile.guests,bulk\ncount.guests,2\n");
    Fixtures.text(second.resolve("manifest.csv"), "propertyName,value\nfile.guests,bulk\n");
    try (TestLake lake = TestLake.open(home, contract)) {
      IngestReport report = lake.run("town", first, second, third, first);

      assertThat(report.files())
          .extracting(f -> f.status() + " " + f.accepted())
          .containsExactly("LOADED 2", "LOADED 2", "FAILED 0", "KNOWN 0");
      assertThat(report.files().get(2).reason())
          .startsWith("MANIFEST_INCOMPLETE Cannot read none/guests.csv: no manifest.csv beside it");
      assertThat(
              lake.ops(
                  "SELECT concat_ws(' ', sender_code, delivered_on, said_count) FROM ops.load"
                      + " ORDER BY load_id"))
          .containsExactly("north 2026-02-01 2", "north 2026-02-02", "north", "north 2026-02-01 2");
      assertThat(lake.texts(contract, "kind")).containsOnly("bulk").hasSize(4);
    }
  }

  @Test
  void aSourceThatNamesNoSenderIsItsOwn() {
    Path file = Fixtures.csv(inbox.resolve("a.csv"), withHeader(good(1, 1)));
    try (TestLake lake = TestLake.open(home, visits)) {
      lake.run("town", file);

      assertThat(lake.ops("SELECT concat_ws(' ', sender_code, delivered_on) FROM ops.load"))
          .containsExactly("town");
    }
  }
}
