package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.pipeline.TinyFiles.Candidate;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.TableName;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.DdlStep;
import vn.edulake.warehouse.ops.LakeLock;
import vn.edulake.warehouse.ops.RunLog;
import vn.edulake.warehouse.release.ReleaseLog;

class PipelineIT {
  private static final TableName SCORE = TableName.parse("core.fct_exam_score");
  private static final TableName CANDIDATE = TableName.parse("core.fct_exam_candidate");
  private static final TableName STAGING = TableName.parse("staging.stg_vn_exam__candidate");
  private static final TableName CANDIDATES = TableName.parse("marts.exam_candidate_by_place");
  private static final TableName RESULTS = TableName.parse("marts.exam_result_by_place_subject");
  private static final List<Candidate> DONG_THAP =
      List.of(
          new Candidate("50000001", "Toán:   5.00   Ngữ văn:   8.00   "),
          new Candidate("50000002", "Toán:   4.99   Ngữ văn:   7.99   KHTN: 6.5   "));
  private static final List<Candidate> TIEN_GIANG =
      List.of(new Candidate("53000001", "Toán:   9.00   Tiếng Anh:   3.20   "));

  @TempDir private Path home;

  @Test
  void filesWalkToFiguresOnTheBoundariesOfThenAndToday() {
    try (TinyLake lake = TinyLake.open(home)) {
      lake.ingestExam(
          TinyFiles.posting(lake.exam("publication-1/3_Dong_Thap_A.xls.xlsx"), DONG_THAP),
          TinyFiles.sortedPosting(lake.exam("publication-1/7_Tien_Giang_B.xls.xlsx"), TIEN_GIANG));

      Pipeline.Result result = lake.run();

      assertThat(result.end()).isEqualTo(RunLog.End.PUBLISHED);
      assertThat(lake.rows(CANDIDATES))
          .containsExactly(
              "2017|2025-06-30|province|82|Tiền Giang|1|1|0E-8|false",
              "2017|2025-06-30|province|87|Đồng Tháp|2|2|0E-8|false",
              "2017|then|province|82|Tiền Giang|1|1|0E-8|false",
              "2017|then|province|87|Đồng Tháp|2|2|0E-8|false",
              "2017|today|province|82|Đồng Tháp|3|3|0E-8|false");
      assertThat(lake.rows(RESULTS))
          .filteredOn(row -> row.contains("|today|") && row.contains("|toan|"))
          .singleElement()
          .asString()
          .startsWith("2017|today|province|82|Đồng Tháp|toan|3|18.9900|6.3");
      assertThat(lake.rows(SCORE)).hasSize(6).noneMatch(row -> row.contains("50000001"));
      assertThat(new ReleaseLog(lake.lake.database.jdbi()).list()).hasSize(1);
    }
  }

  @Test
  void aRunWithNothingNewWritesNothingAndStartsNoSpark() {
    SparkSessions none =
        new SparkSessions() {
          @Override
          public <T> T with(LakeCatalogs catalogs, byte[] secret, Function<SparkSession, T> work) {
            throw new AssertionError("a Spark session was wanted");
          }
        };
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/a.xlsx"), DONG_THAP));
      assertThatThrownBy(() -> lake.pipeline(none).run("test", RunRequest.outOfDate()))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a Spark session was wanted");
      lake.run();
      Map<TableName, String> before = lake.states();
      Map<TableName, Set<Long>> snapshots = lake.snapshots();
      assertThat(before).containsKeys(SCORE, TableName.parse("ops.load_ledger"));

      Pipeline.Result second = lake.pipeline(none).run("test", RunRequest.outOfDate());

      assertThat(second.end()).isEqualTo(RunLog.End.UNCHANGED);
      assertThat(lake.states()).isEqualTo(before);
      assertThat(lake.snapshots()).isEqualTo(snapshots);
      assertThat(lake.lake.ops("SELECT count(*)::text FROM ops.release")).containsExactly("2");
    }
  }

  @Test
  void anotherCouncilRebuildsItsOwnRowsOnly() {
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/a.xlsx"), DONG_THAP));
      lake.run();
      Set<String> filesBefore = files(lake, SCORE);
      Map<TableName, Set<Long>> snapshotsBefore = lake.snapshots();

      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/b.xlsx"), TIEN_GIANG));
      Pipeline.Result result = lake.run();

      Map<String, Integer> newSnapshots = new TreeMap<>();
      lake.snapshots()
          .forEach(
              (table, snapshots) -> {
                snapshots.removeAll(snapshotsBefore.getOrDefault(table, Set.of()));
                if (!snapshots.isEmpty()) {
                  newSnapshots.put(table.toString(), snapshots.size());
                }
              });
      assertThat(newSnapshots)
          .as("one snapshot of each table that depends on the file, and none of another")
          .isEqualTo(
              Map.ofEntries(
                  Map.entry("raw.vn_exam__candidate", 1),
                  Map.entry("staging.stg_vn_exam__candidate", 1),
                  Map.entry("core.fct_exam_score", 1),
                  Map.entry("core.fct_exam_candidate", 1),
                  Map.entry("marts.exam_candidate_by_place", 1),
                  Map.entry("marts.exam_result_by_place_subject", 1),
                  Map.entry("ops.load", 1),
                  Map.entry("ops.load_ledger", 1),
                  Map.entry("ops.release", 1),
                  Map.entry("ops.unknown_member", 1),
                  Map.entry("ops.quality_metric", 1),
                  Map.entry("ops.certification", 1)));

      assertThat(result.tables())
          .extracting(TableOutcome::table)
          .extracting(TableName::toString)
          .containsExactlyInAnyOrder(
              "staging.stg_vn_exam__candidate",
              "core.fct_exam_score",
              "core.fct_exam_candidate",
              "marts.exam_candidate_by_place",
              "marts.exam_result_by_place_subject");
      TableOutcome score =
          result.tables().stream().filter(t -> t.table().equals(SCORE)).findFirst().orElseThrow();
      assertThat(score.how()).isEqualTo("1 key");
      assertThat(score.writtenCount()).isEqualTo(2);
      assertThat(score.rowCount()).isEqualTo(6);
      assertThat(files(lake, SCORE)).containsAll(filesBefore);
    }
  }

  @Test
  void aWorseLaterDeliveryDoesNotReplaceABetterOne() {
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(TinyFiles.posting(lake.exam("publication-2/a.xlsx"), DONG_THAP));
      lake.run();
      List<String> before = lake.rows(SCORE);
      lake.ingestExam(
          TinyFiles.posting(
              lake.exam("publication-3/b.xlsx"),
              DONG_THAP.stream().map(c -> new Candidate(c.number(), "")).toList()));

      lake.run();

      assertThat(lake.rows(SCORE)).isEqualTo(before);
    }
  }

  @Test
  void aRejectedTableAndWhatDependsOnItStayAsTheyAreUntilTheInputIsRight() {
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/a.xlsx"), DONG_THAP));
      lake.run();
      Map<TableName, List<String>> before = lake.published();
      lake.ingestExam(
          TinyFiles.posting(
              lake.exam("publication-2/a.xlsx"),
              List.of(
                  DONG_THAP.get(0),
                  new Candidate("50000003", "Toán: 5.00   Thiên văn: 6.00"),
                  new Candidate("50000004", "Toán: 5.00"))));

      assertThatThrownBy(lake::run)
          .isInstanceOf(DataError.class)
          .hasMessageContaining("core.fct_exam_score: not_null.subject_key NULL_NOT_ALLOWED 1 rows")
          .hasMessageContaining(
              "Held back with it: core.fct_exam_candidate, marts.exam_candidate_by_place,"
                  + " marts.exam_result_by_place_subject.")
          .hasMessageContaining("Of these readers see what they saw");
      // A candidate went whom scores that readers see still name: the candidates wait with them.
      for (TableName held : List.of(SCORE, CANDIDATE, CANDIDATES, RESULTS)) {
        assertThat(lake.rows(held)).as(held.toString()).isEqualTo(before.get(held));
      }
      assertThat(lake.rows(STAGING)).isNotEqualTo(before.get(STAGING));
      assertThat(lake.lake.ops("SELECT status FROM ops.run ORDER BY run_id DESC LIMIT 1"))
          .containsExactly("rejected");
      assertThat(
              lake.lake.ops(
                  """
                  SELECT table_name || ' because of ' || cause_table FROM ops.certification
                  WHERE not_certified_since IS NOT NULL ORDER BY 1
                  """))
          .containsExactly(
              "core.fct_exam_candidate because of core.fct_exam_score",
              "core.fct_exam_score because of core.fct_exam_score",
              "marts.exam_candidate_by_place because of core.fct_exam_score",
              "marts.exam_result_by_place_subject because of core.fct_exam_score");
      assertThat(
              lake.lake.ops(
                  "SELECT DISTINCT table_name || ' ' || check_code FROM ops.quality_reject"))
          .containsExactly("core.fct_exam_score not_null.subject_key");
      assertThat(lake.rows(TableName.parse("ops.quality_reject"))).hasSize(1);
      assertThat(lake.lake.ops("SELECT message FROM ops.release ORDER BY release_id DESC LIMIT 1"))
          .first()
          .asString()
          .contains("without 4 tables for core.fct_exam_score");

      lake.ingestExam(
          TinyFiles.posting(
              lake.exam("publication-3/a.xlsx"),
              List.of(
                  DONG_THAP.get(0),
                  new Candidate("50000003", "Toán: 5.00   Địa lí: 6.00"),
                  new Candidate("50000004", "Toán: 5.00"))));
      assertThat(lake.run().end()).isEqualTo(RunLog.End.PUBLISHED);
      assertThat(lake.rows(SCORE)).hasSize(5);
      assertThat(
              lake.lake.ops(
                  "SELECT 1 FROM ops.certification WHERE not_certified_since IS NOT NULL"))
          .isEmpty();
    }
  }

  @Test
  void aSuiteThatFindsAnErrorKeepsTheLastCertifiedReleaseAndEverySurfaceSaysWhy() {
    String ten =
        "Toán: 5   Ngữ văn: 5   Vật lí: 5   Hóa học: 5   Sinh học: 5   Lịch sử: 5   Địa lí: 5"
            + "   GDCD: 5   Tiếng Anh: 5   Tiếng Pháp: 5";
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/a.xlsx"), DONG_THAP));
      lake.run();
      Map<TableName, List<String>> before = lake.published();
      lake.ingestExam(
          TinyFiles.posting(
              lake.exam("publication-2/a.xlsx"),
              List.of(DONG_THAP.get(0), DONG_THAP.get(1), new Candidate("50000003", ten))));

      assertThatThrownBy(lake::run)
          .isInstanceOf(DataError.class)
          .hasMessageContaining("core.fct_exam_candidate: suite.scored_subject_count_in_range");

      for (TableName held : List.of(CANDIDATE, CANDIDATES)) {
        assertThat(lake.rows(held)).as(held.toString()).isEqualTo(before.get(held));
      }
      assertThat(
              lake.lake.ops(
                  """
                  SELECT check_code || '|' || severity || '|' || failed_key || '|' || message
                  FROM ops.quality_reject WHERE table_name = 'core.fct_exam_candidate'
                  """))
          .singleElement()
          .asString()
          .startsWith("suite.scored_subject_count_in_range|error|exam_year=2017, council_code=")
          .doesNotContain("50000003");
      assertThat(lake.told("release", "list")).contains("tables for core.fct_exam_candidate");
      assertThat(lake.told("status"))
          .contains("Not certified: readers see what passed last")
          .containsPattern("core\\.fct_exam_candidate +\\S+ +\\d+ .*scored_subject_count_in_range")
          .containsPattern(
              "marts\\.exam_candidate_by_place +\\S+ +\\d+ +core\\.fct_exam_candidate");

      lake.ingestExam(
          TinyFiles.posting(
              lake.exam("publication-3/a.xlsx"),
              List.of(
                  DONG_THAP.get(0), DONG_THAP.get(1), new Candidate("50000003", "Toán: 5.00"))));
      assertThat(lake.run().end()).isEqualTo(RunLog.End.PUBLISHED);

      assertThat(lake.rows(CANDIDATE)).hasSize(3);
      assertThat(lake.told("status")).doesNotContain("Not certified");
    }
  }

  @Test
  void whatASuiteWarnsOfIsPublishedAndToldWithoutNumbersOfPeople() {
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(
          TinyFiles.posting(
              lake.exam("publication-1/a.xlsx"),
              List.of(DONG_THAP.get(0), new Candidate("50000003", "Toán: 11.00"))));

      assertThat(lake.run().end()).isEqualTo(RunLog.End.PUBLISHED);

      assertThat(
              lake.lake.ops(
                  """
                  SELECT table_name || ' ' || check_code || ' ' || severity || ' ' || failed_count
                  FROM ops.verdict WHERE NOT is_passed AND check_code LIKE 'suite.%'
                  """))
          .containsExactly("staging.stg_vn_exam__candidate suite.score_text_read_whole warning 1");
      assertThat(
              lake.lake.ops(
                  "SELECT failed_key FROM ops.quality_reject WHERE check_code LIKE 'suite.%'"))
          .singleElement()
          .asString()
          .contains("candidate_number=(personal)")
          .doesNotContain("50000003");
    }
  }

  @Test
  void aFactThatLosesMostOfItsRowsIsHeldBackUntilSomebodyAcceptsIt() {
    String four = "Toán: 5.00   Ngữ văn: 6.00   Vật lí: 7.00   Địa lí: 8.00";
    String states =
        """
        SELECT string_agg(CASE WHEN NOT is_run THEN 'not run' WHEN is_passed THEN 'passed' ELSE 'failed' END,
          ', ' ORDER BY run_id)
        FROM ops.verdict WHERE table_name = 'core.fct_exam_score' AND check_code = 'history.rows_gone'
        """;
    try (TinyLake lake = TinyLake.built(home)) {
      for (int council = 50; council <= 51; council++) {
        lake.ingestExam(
            TinyFiles.posting(
                lake.exam("publication-1/" + council + ".xlsx"), sixty(council, four)));
        assertThat(lake.runExam().end()).isEqualTo(RunLog.End.PUBLISHED);
      }
      // The runs before left nothing, then 0 rows, then 0 and 240.
      assertThat(lake.lake.ops(states)).containsExactly("not run, not run, passed");
      List<String> before = lake.rows(SCORE);
      assertThat(before).hasSize(2 * 60 * 4);
      for (int council = 50; council <= 51; council++) {
        lake.ingestExam(
            TinyFiles.posting(
                lake.exam("publication-2/" + council + ".xlsx"), sixty(council, "Toán: 5.00")));
      }

      assertThatThrownBy(lake::runExam)
          .isInstanceOf(DataError.class)
          .hasMessageContaining("core.fct_exam_score: history.rows_gone")
          .hasMessageContaining("row_count is 120, before 480");

      assertThat(lake.rows(SCORE)).isEqualTo(before);
      assertThat(
              lake.lake.ops(
                  "SELECT check_code || ' ' || severity || ' ' || failed_key FROM ops.quality_reject"
                      + " WHERE table_name = 'core.fct_exam_score' AND severity = 'error'"))
          .containsExactly("history.rows_gone error figure=row_count");
      assertThat(lake.told("release", "list")).contains("tables for core.fct_exam_score");
      assertThat(lake.told("status"))
          .containsPattern("core\\.fct_exam_score +\\S+ +\\d+ .*row_count is 120, before 480")
          .contains("Not run: neither passed nor failed")
          .contains("history.row_count");

      // What has no such figures is not asked for them.
      assertThat(
              lake.lake.ops(
                  "SELECT DISTINCT check_code FROM ops.verdict WHERE table_name LIKE 'staging.%'"
                      + " AND check_code LIKE 'history.%'"))
          .containsExactly("history.row_count");
      assertThatThrownBy(() -> lake.pipeline().run("test", accepting("core.fct_exam_scores")))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("core.fct_exam_scores");
      RunRequest accepted = accepting("core.fct_exam_score");
      assertThat(lake.pipeline().run("test", accepted).end()).isEqualTo(RunLog.End.PUBLISHED);
      assertThat(lake.rows(SCORE)).hasSize(2 * 60);
      assertThat(lake.told("status"))
          .contains("row_count is 120, before 480 (accepted for this run)");

      lake.ingestExam(
          TinyFiles.posting(lake.exam("publication-2/52.xlsx"), sixty(52, "Toán: 5.00")));
      assertThat(lake.runExam().end()).isEqualTo(RunLog.End.PUBLISHED);
      assertThat(lake.told("status")).doesNotContain("accepted for this run");
      // Of five runs; what the refused one measured is not among them.
      assertThat(lake.rows(TableName.parse("ops.quality_metric")))
          .filteredOn(row -> row.startsWith("core.fct_exam_score|run|") && row.contains("|Size|"))
          .extracting(row -> row.replaceAll(".*\\|Size\\|\\*\\|([0-9.]+)\\|.*", "$1"))
          .containsExactlyInAnyOrder("0.0", "240.0", "480.0", "120.0", "180.0");
    }
  }

  private static RunRequest accepting(String tables) {
    return new RunRequest(
        Optional.of("core.fct_exam_score+"), false, Optional.empty(), Optional.of(tables));
  }

  private static List<Candidate> sixty(int council, String scores) {
    return IntStream.range(0, 60)
        .mapToObj(i -> new Candidate("%d%06d".formatted(council, i + 1), scores))
        .toList();
  }

  @Test
  void aSelectionBuildsJustThatAndADryRunNothing() {
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/a.xlsx"), DONG_THAP));
      lake.run();
      Map<TableName, String> before = lake.states();

      Pipeline.DryRun plan = lake.pipeline().dryRun(all("marts.exam_candidate_by_place"));

      assertThat(plan.plan().tables())
          .extracting(planned -> planned.spec().table())
          .containsExactly(CANDIDATES);
      assertThat(lake.states()).isEqualTo(before);
      lake.pipeline().run("test", all("marts.exam_candidate_by_place"));
      Set<TableName> moved = new TreeSet<>();
      lake.states()
          .forEach(
              (table, state) -> {
                if (!state.equals(before.get(table)) && table.layer().schema().equals("marts")) {
                  moved.add(table);
                }
              });
      assertThat(moved).containsExactly(CANDIDATES);
    }
  }

  @Test
  void whatWasNeverDeliveredCostsNothingUntilItComes() {
    TableName raw = TableName.parse("raw.vn_exam__candidate");
    TableName staged = TableName.parse("staging.stg_vn_exam__candidate");
    try (TinyLake lake = TinyLake.open(home)) {
      assertThat(lake.run().tables())
          .extracting(TableOutcome::table)
          .contains(SCORE)
          .doesNotContain(staged);
      assertThat(lake.lake.catalogs.tables()).contains(SCORE).doesNotContain(raw, staged);
      assertThat(lake.rows(SCORE)).isEmpty();
      assertThat(DdlPlan.of(lake.definitions(), lake.lake.catalogs).steps())
          .extracting(DdlStep::table)
          .contains(raw, staged);
      Pipeline.DryRun next =
          lake.pipeline().dryRun(new RunRequest(Optional.empty(), true, Optional.empty()));
      assertThat(next.plan().waiting()).contains(staged);
      assertThat(next.ddl().steps()).isEmpty();
      assertThat(lake.run().end()).isEqualTo(RunLog.End.UNCHANGED);

      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/a.xlsx"), DONG_THAP));
      assertThat(lake.run().tables()).extracting(TableOutcome::table).contains(staged, SCORE);
      assertThat(lake.rows(SCORE)).hasSize(4);
    }
  }

  @Test
  void aSecondRunSaysWhoHoldsTheLake() {
    try (TinyLake lake = TinyLake.open(home)) {
      LakeLock.whileHeld(
          LakeLock.Work.PUBLISH,
          lake.lake.database,
          "lake maintain (pid 7)",
          Duration.ZERO,
          holder -> {},
          () -> {
            assertThatThrownBy(lake::run)
                .isInstanceOf(ExternalError.class)
                .hasMessageContaining("Cannot change the lake: lake maintain (pid 7), since")
                .hasMessageContaining("Nothing was changed");
            return null;
          });
      assertThat(lake.said).anyMatch(line -> line.startsWith("Waiting for lake maintain (pid 7)"));
      assertThat(lake.lake.ops("SELECT count(*)::text FROM ops.run")).containsExactly("0");
    }
  }

  @Test
  void operationsDataAreServedAfterEveryRun() {
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(
          TinyFiles.posting(
              lake.exam("publication-1/a.xlsx"),
              List.of(DONG_THAP.get(0), new Candidate("5x", "Toán: 5.00"))));
      lake.run();

      assertThat(lake.rows(TableName.parse("ops.reject"))).hasSize(1);
      assertThat(lake.rows(TableName.parse("ops.release"))).hasSize(2);
      assertThat(lake.rows(TableName.parse("ops.load")))
          .hasSameSizeAs(lake.lake.ops("SELECT load_id::text FROM ops.load"));
    }
  }

  private static RunRequest all(String selection) {
    return new RunRequest(Optional.of(selection), true, Optional.empty());
  }

  @Test
  void theLedgerSaysWhatTheNewestReleaseWasMadeFrom() {
    String ledger =
        """
        SELECT concat_ws(' ', sum(accepted_count), sum(published_count), max(release_id))
        FROM ops.load_ledger(now(), 'Asia/Ho_Chi_Minh')
        WHERE source_code = 'vn_exam'
        """;
    try (TinyLake lake = TinyLake.built(home)) {
      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/a.xlsx"), DONG_THAP));
      lake.run();
      assertThat(lake.lake.ops(ledger)).containsExactly("2 2 2");

      lake.ingestExam(TinyFiles.posting(lake.exam("publication-1/b.xlsx"), TIEN_GIANG));
      assertThat(lake.lake.ops(ledger)).containsExactly("3 2 2");
      lake.run();
      assertThat(lake.lake.ops(ledger)).containsExactly("3 3 3");
      assertThat(lake.rows(TableName.parse("ops.load_ledger")))
          .filteredOn(row -> row.contains("|vn_exam|") && !row.endsWith("missing"))
          .singleElement()
          .asString()
          .endsWith("|2|0|null|3|3|0|0|3|3|complete");

      new RollBack(lake.lake.config, lake.lake.database, lake.lake.catalogs, lake.pipeline()).to(2);
      assertThat(lake.lake.ops(ledger)).containsExactly("3 2 2");
    }
  }

  private static Set<String> files(TinyLake lake, TableName name) {
    Table table = lake.lake.catalogs.load(name);
    Set<String> result = new TreeSet<>();
    try (var tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        result.add(task.file().location());
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return result.stream().collect(Collectors.toCollection(TreeSet::new));
  }
}
