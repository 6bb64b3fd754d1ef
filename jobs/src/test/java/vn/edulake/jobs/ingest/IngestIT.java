package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static vn.edulake.jobs.ingest.Fixtures.HEADER;
import static vn.edulake.jobs.ingest.Fixtures.good;
import static vn.edulake.jobs.ingest.Fixtures.row;
import static vn.edulake.jobs.ingest.Fixtures.withHeader;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.UserError;

class IngestIT {
  @TempDir private Path home;
  @TempDir private Path inbox;
  private final SourceContract visits = Fixtures.visits();

  private TestLake lake() {
    return TestLake.open(home, visits);
  }

  private static FileReport only(IngestReport report) {
    assertThat(report.files()).hasSize(1);
    FileReport file = report.files().get(0);
    assertThat(file.received()).isEqualTo(file.accepted() + file.rejected() + file.known());
    return file;
  }

  private static List<Long> account(FileReport file) {
    return List.of(file.received(), file.accepted(), file.rejected(), file.known());
  }

  @Test
  void aFileBecomesRowsWithTheirOriginAndAnAccount() {
    Path file = Fixtures.xlsx(inbox.resolve("posting-3/a.xlsx"), withHeader(good(10, 2)));
    try (TestLake lake = lake()) {
      FileReport report = only(lake.run("town", inbox.resolve("posting-3")));

      assertThat(account(report)).containsExactly(2L, 2L, 0L, 0L);
      assertThat(report.file()).isEqualTo("posting-3/a.xlsx");
      Map<String, Object> first =
          lake.rows(visits).stream()
              .filter(r -> r.get("number").equals("V10"))
              .findFirst()
              .orElseThrow();
      assertThat(first)
          .containsEntry("district", "1")
          .containsEntry("guest", "Guest 10")
          .containsEntry("posting", "3")
          .containsEntry("_source_file", "posting-3/a.xlsx")
          .containsEntry("_source_row", 2L)
          .containsEntry("_load_id", 1L);
      assertThat(first.get("_ingested_at").toString()).isEqualTo("2026-03-01T08:00Z");
      assertThat(lake.ops("SELECT status || ' ' || layout_code FROM ops.load"))
          .containsExactly("loaded book");
      assertThat(lake.ops("SELECT snapshot_id::text FROM ops.load"))
          .containsExactly(
              Long.toString(lake.catalogs.load(visits.rawTable()).currentSnapshot().snapshotId()));
    }
    assertThat(file).exists();
  }

  @Test
  void theSameContentIsLoadedOnceWhateverItsNameContainerOrderAndPlace() {
    List<List<Object>> rows = new ArrayList<>(good(1, 50));
    Fixtures.xlsx(inbox.resolve("posting-1/a.xlsx"), withHeader(rows));
    Fixtures.xlsx(inbox.resolve("posting-1/same-bytes.xlsx"), withHeader(rows));
    Fixtures.xls(inbox.resolve("posting-3/b.xls"), withHeader(rows));
    Collections.shuffle(rows, new Random(7));
    rows.add(HEADER);
    Fixtures.xlsx(inbox.resolve("posting-4/sorted.xlsx"), rows);
    try (TestLake lake = lake()) {
      IngestReport report = lake.run("town", inbox);

      assertThat(report.files())
          .extracting(FileReport::status)
          .containsExactly(
              FileReport.Status.LOADED,
              FileReport.Status.KNOWN,
              FileReport.Status.KNOWN,
              FileReport.Status.KNOWN);
      assertThat(report.files()).allMatch(f -> f.received() == 50);
      assertThat(lake.rows(visits)).hasSize(50);

      long snapshot = lake.catalogs.load(visits.rawTable()).currentSnapshot().snapshotId();
      assertThat(lake.run("town", inbox).files())
          .allMatch(f -> f.status() == FileReport.Status.KNOWN && f.known() == 50);
      assertThat(lake.catalogs.load(visits.rawTable()).currentSnapshot().snapshotId())
          .isEqualTo(snapshot);
    }
  }

  @Test
  void everyThousandthRowBrokenIsRejectedAndTheOthersLoad() {
    List<List<Object>> rows = new ArrayList<>(good(1, 5000));
    for (int i = 999; i < 5000; i += 1000) {
      rows.set(i, row("broken", "Guest", "31/02/2026", "high"));
    }
    Path file = Fixtures.xlsx(inbox.resolve("a.xlsx"), withHeader(rows));
    try (TestLake lake = lake()) {
      FileReport report = only(lake.run("town", file));

      assertThat(account(report)).containsExactly(5000L, 4995L, 5L, 0L);
      assertThat(lake.rows(visits)).hasSize(4995);
      List<RejectList.Reject> rejects =
          new RejectList(lake.database).rows(Optional.of("town"), Optional.of("a.xl"), 3);
      assertThat(rejects)
          .extracting(RejectList.Reject::sourceRow)
          .containsExactly(1001L, 2001L, 3001L);
      assertThat(rejects.get(0).column()).isEqualTo("number");
      assertThat(rejects.get(0).rule()).isEqualTo("pattern");
      assertThat(rejects.get(0).message())
          .isEqualTo(
              "Số lượt is not of the form V\\d+ / cột Số lượt không đúng dạng V\\d+; Ngày is no"
                  + " date dd/MM/yyyy / cột Ngày không phải kiểu date dd/MM/yyyy; Điểm is no"
                  + " decimal / cột Điểm không phải kiểu decimal")
          .doesNotContain("broken");
    }
  }

  @Test
  void ofOneKeyWithTwoContentsTheFirstIsTakenAndTheSameLineAgainIsKnown() {
    Path file =
        Fixtures.csv(
            inbox.resolve("a.csv"),
            withHeader(
                List.of(
                    row("V1", "An", "01/02/2026", "7"),
                    row("V1", "An", "01/02/2026", "7"),
                    row("V1", "An", "01/02/2026", "8"),
                    row("", "An", "", ""),
                    row("V2", "An", "", ""))));
    Fixtures.text(inbox.resolve("short.csv"), "Số lượt;Họ và tên;Ngày;Điểm\nV3;An;;\nV4;An\n");
    try (TestLake lake = lake()) {
      assertThat(account(only(lake.run("town", file)))).containsExactly(5L, 2L, 2L, 1L);
      assertThat(lake.texts(visits, "score")).containsExactly("-", "7");
      assertThat(account(only(lake.run("town", inbox.resolve("short.csv")))))
          .containsExactly(2L, 1L, 1L, 0L);
      assertThat(lake.ops("SELECT source_row || ' ' || rule_code FROM ops.reject ORDER BY 1"))
          .containsExactly("3 field_count", "4 key_conflict", "5 key_missing");
    }
  }

  @Test
  void aBadFileIsNamedAndTheOthersLoad() throws IOException {
    Path good = Fixtures.xlsx(inbox.resolve("good.xlsx"), withHeader(good(1, 3000)));
    Fixtures.truncated(good, inbox.resolve("truncated.xlsx"), 0.7);
    Files.createFile(inbox.resolve("empty.xlsx"));
    Fixtures.xlsx(inbox.resolve("header-only.xlsx"), List.of(HEADER));
    Fixtures.xlsx(inbox.resolve("missing.xlsx"), List.of(row("Số lượt", "Ngày"), row("V1", "")));
    List<Object> doubled = new ArrayList<>(HEADER);
    doubled.add("Ngày");
    Fixtures.xlsx(inbox.resolve("doubled.xlsx"), List.of(doubled, row("V1")));
    Fixtures.bytes(
        inbox.resolve("latin.csv"),
        "Số lượt;Họ và tên;Ngày;Điểm\nV1;Ren\u00e9e;;\n".getBytes(StandardCharsets.ISO_8859_1));
    Fixtures.text(inbox.resolve("notes.txt"), "no data");
    try (TestLake lake = lake()) {
      IngestReport report = lake.run("town", inbox, home.resolve("nowhere.xlsx"));

      assertThat(report.exitCode()).isEqualTo(3);
      assertThat(report.failed())
          .extracting(f -> f.file().replaceAll(".*/", "") + " " + f.reason().split(" ")[0])
          .containsExactlyInAnyOrder(
              "nowhere.xlsx FILE_UNREADABLE",
              "truncated.xlsx FILE_UNREADABLE",
              "empty.xlsx FILE_EMPTY",
              "header-only.xlsx FILE_EMPTY",
              "missing.xlsx HEADER_NOT_FOUND",
              "doubled.xlsx HEADER_DOUBLED",
              "latin.csv ENCODING_INVALID");
      assertThat(report.notCovered()).hasSize(1).first().asString().endsWith("notes.txt");
      assertThat(lake.rows(visits)).hasSize(3000);
      assertThat(lake.ops("SELECT DISTINCT status FROM ops.load ORDER BY 1"))
          .containsExactly("failed", "loaded");
      assertThat(lake.ops("SELECT count(*)::text FROM ops.load WHERE error_message IS NOT NULL"))
          .containsExactly("6");
    }
  }

  @Test
  void aFileThatFailedMayComeAgain() throws IOException {
    Path whole = Fixtures.xlsx(home.resolve("whole.xlsx"), withHeader(good(1, 3000)));
    Path file = Fixtures.truncated(whole, inbox.resolve("a.xlsx"), 0.5);
    try (TestLake lake = lake()) {
      assertThat(lake.run("town", file).failed()).hasSize(1);
      assertThat(lake.run("town", file).failed()).hasSize(1);
      Files.copy(whole, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(only(lake.run("town", file)).accepted()).isEqualTo(3000);
    }
  }

  @Test
  void whatCannotBeOpenedOrMatchedIsNamed() throws IOException {
    Path other = Fixtures.text(inbox.resolve("readme.md"), "x");
    Path empty = Files.createDirectory(inbox.resolve("empty"));
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", other)).reason())
          .isEqualTo(
              "FILE_UNMATCHED Cannot read readme.md: no contract of town covers a file of this"
                  + " name. Nothing of it was loaded.");
      assertThat(only(lake.run("town", empty)).reason())
          .isEqualTo(
              "FILE_UNREADABLE Cannot read empty: the folder holds no file. Nothing of it was"
                  + " loaded.");
      assertThat(only(lake.run("town", inbox)).reason())
          .contains("no contract of town covers any of its 1 files");
      assertThatThrownBy(() -> lake.run("twn", other))
          .isInstanceOf(UserError.class)
          .hasMessage("Unknown source: twn (did you mean town?). Known: town");
    }
  }

  @Test
  void aFileThatMayNotBeReadIsUnreadable() throws IOException {
    Path secret = Fixtures.xlsx(inbox.resolve("secret.xlsx"), withHeader(good(1, 1)));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(secret), "this user may read everything");
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", secret)).reason())
          .contains("FILE_UNREADABLE Cannot read secret.xlsx: reading it is not allowed");
    }
  }

  @Test
  void anAppendTakesOnlyTheRecordsThatTheTableDoesNotHave() {
    SourceContract log = Fixtures.visits("{semantics: append}");
    Path first = Fixtures.csv(inbox.resolve("a.csv"), withHeader(good(1, 10)));
    Path second = Fixtures.csv(inbox.resolve("b.csv"), withHeader(good(6, 10)));
    Path third = Fixtures.csv(inbox.resolve("c.csv"), withHeader(good(3, 4)));
    try (TestLake lake = TestLake.open(home, log)) {
      lake.run("town", first);
      assertThat(account(only(lake.run("town", second)))).containsExactly(10L, 5L, 0L, 5L);
      FileReport known = only(lake.run("town", third));
      assertThat(account(known)).containsExactly(4L, 0L, 0L, 4L);
      assertThat(known.status()).isEqualTo(FileReport.Status.KNOWN);
      assertThat(lake.rows(log)).hasSize(15);
    }
  }

  @Test
  void aDeltaWithoutVersionMayGoBackToWhatItWas() {
    SourceContract delta = Fixtures.visits("{semantics: delta}");
    List<Object> north = row("V1", "North", "", "");
    List<Object> south = row("V1", "South", "", "");
    Path file = Fixtures.csv(inbox.resolve("a.csv"), withHeader(List.of(north, south, north)));
    try (TestLake lake = TestLake.open(home, delta)) {
      assertThat(only(lake.run("town", file)).accepted()).isEqualTo(3);
      assertThat(only(lake.run("town", file)).known()).isEqualTo(3);
    }
  }

  @Test
  void aNewColumnOfTheContractIsAddedToTheTable() {
    Path file = Fixtures.csv(inbox.resolve("a.csv"), withHeader(good(1, 2)));
    Path next = Fixtures.csv(inbox.resolve("b.csv"), withHeader(good(3, 2)));
    try (TestLake lake = lake()) {
      lake.run("town", file);
      lake.catalogs.load(visits.rawTable()).updateSchema().deleteColumn("guest").commit();
      lake.run("town", next);

      assertThat(lake.texts(visits, "guest")).containsExactly("-", "-", "Guest 3", "Guest 4");
    }
  }

  /** What a process that dies at a step leaves behind, without the process. */
  private static final class Death extends RuntimeException {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ingest.registered",
        "ingest.counted",
        "ingest.refused",
        "ingest.appended",
        "ingest.recorded"
      })
  void whoeverDiesAtAStepLosesAndDoublesNothing(String step) {
    List<List<Object>> rows = new ArrayList<>(good(1, 20));
    rows.set(3, row("broken", "", "", ""));
    Fixtures.csv(inbox.resolve("posting-1/a.csv"), withHeader(rows));
    Fixtures.xlsx(inbox.resolve("posting-2/a.xlsx"), withHeader(rows));
    Fixtures.text(inbox.resolve("posting-2/bad.csv"), "x\n");
    try (TestLake lake = lake()) {
      Ingest dying =
          lake.ingest(
              at -> {
                if (at.equals(step)) {
                  throw new Death();
                }
              });
      assertThatThrownBy(() -> dying.run("town", List.of(inbox))).isInstanceOf(Death.class);

      lake.run("town", inbox);

      assertThat(lake.rows(visits)).hasSize(19);
      assertThat(lake.ops("SELECT count(*)::text FROM ops.load WHERE status = 'registered'"))
          .containsExactly("0");
      assertThat(
              lake.ops(
                  "SELECT sum(accepted_count) || ' ' || sum(rejected_count) FROM ops.load"
                      + " WHERE status = 'loaded'"))
          .containsExactly("19 1");
      assertThat(lake.ops("SELECT count(*)::text FROM ops.reject")).containsExactly("1");
      assertThat(
              lake.ops(
                  "SELECT DISTINCT file_name FROM ops.load WHERE status = 'known' AND"
                      + " file_name LIKE '%posting-2/a.xlsx'"))
          .hasSize(1);
      assertThat(lake.ingest(at -> {}).recover()).isZero();
    }
  }
}
