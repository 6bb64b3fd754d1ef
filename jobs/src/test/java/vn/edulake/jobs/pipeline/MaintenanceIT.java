package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.maintain.Maintenance;
import vn.edulake.jobs.pipeline.TinyFiles.Candidate;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.policy.MaintenancePolicy;
import vn.edulake.warehouse.ops.RunLog;
import vn.edulake.warehouse.release.Release;
import vn.edulake.warehouse.release.ReleaseLog;

/** Maintenance takes away what nobody asks for, and nothing else. */
class MaintenanceIT {
  private static final TableName RAW = TableName.parse("raw.vn_exam__candidate");
  private static final TableName LOAD = TableName.parse("ops.load");
  private static final TableName SCORE = TableName.parse("core.fct_exam_score");
  static final MaintenancePolicy POLICY =
      MaintenancePolicy.parse(
          """
          tables:
            - match: "*"
              target_file_mb: 8
              small_file_mb: 4
              compact_from: 4
              manifests_from: 5
              keep_for: P7D
              keep_at_least: 2
              orphans_after: P3D
              metadata_files: 5
              failed_branches_after: P1D
              rejected_branches_after: P40D
            - match: raw.*
              keep_at_least: 1
          """);

  private static final List<String> COUNCILS = List.of("50", "53", "39");

  @TempDir private Path home;

  @Test
  void afterManySmallRunsFileCountsAreBackAndEveryReleaseReadsAsItDid() throws IOException {
    assertNothingIsLost(5);
  }

  @Tag("proof")
  @ParameterizedTest
  @ValueSource(ints = {12, 50})
  void afterManyMoreRunsToo(int runs) throws IOException {
    assertNothingIsLost(runs);
  }

  private void assertNothingIsLost(int runs) throws IOException {
    try (TinyLake lake = TinyLake.open(home)) {
      for (int i = 0; i < runs; i++) {
        lake.ingestExam(posting(lake, i));
        assertThat(lake.runExam().release()).isPresent();
      }
      // Taken in and not built yet: what came must be told after maintenance, too.
      lake.ingestExam(posting(lake, runs));
      Map<String, List<String>> releases = releases(lake);
      Map<TableName, List<String>> published = lake.published();
      List<String> loads = lake.rows(LOAD);
      List<String> raw = lake.rows(RAW);
      assertThat(dataFiles(lake, RAW)).isEqualTo(runs + 1);

      maintain(lake, 30);
      maintain(lake, 60);

      assertThat(releases(lake)).isEqualTo(releases);
      assertThat(lake.published()).isEqualTo(published);
      assertThat(lake.rows(LOAD)).isEqualTo(loads);
      assertThat(lake.rows(RAW)).isEqualTo(raw);
      assertThat(dataFiles(lake, RAW)).isEqualTo(1);
      assertThat(dataFiles(lake, LOAD)).isLessThan(4);
      assertThat(stored(lake, "personal/raw/vn_exam__candidate/data", ".parquet"))
          // What the next run reads to learn which keys came since the newest build.
          .isEqualTo(1 + runs + 1);
      for (TableName table : lake.states().keySet()) {
        assertThat(
                stored(
                    lake,
                    zone(table) + "/" + table.layer().schema() + "/" + table.name() + "/metadata",
                    ".json"))
            .as("metadata files of " + table)
            .isLessThanOrEqualTo(8);
      }
      assertThat(maintenance(lake, 60, Steps.unheard()).plan(Optional.empty()).isEmpty())
          .as(maintenance(lake, 60, Steps.unheard()).plan(Optional.empty()).words())
          .isTrue();

      TableOutcome score = outcome(lake.runExam(), SCORE);
      assertThat(score.how()).isEqualTo("1 key");
      assertThat(lake.rows(SCORE)).hasSize(2 * COUNCILS.size());
      releases = releases(lake);
      maintain(lake, 90);
      maintain(lake, 120);
      assertThat(stored(lake, "personal/raw/vn_exam__candidate/data", ".parquet")).isEqualTo(1);

      Map<TableName, String> states = lake.states();
      published = lake.published();
      assertThat(lake.runExam().end()).isEqualTo(RunLog.End.UNCHANGED);
      assertThat(lake.states()).isEqualTo(states);
      assertThat(releases(lake)).isEqualTo(releases);

      rollBack(lake, 2);
      assertThat(asOf(lake, 2, new HashMap<>())).isEqualTo(releases.get("2"));
      assertThat(score(lake.published())).hasSize(2 * 2);
      lake.runExam();
      assertThat(lake.published()).isEqualTo(published);
    }
  }

  @Test
  void aDryRunShowsWhatWouldBeDoneAndDoesNothing() throws IOException {
    try (TinyLake lake = TinyLake.open(home)) {
      for (int i = 0; i < 4; i++) {
        lake.ingestExam(posting(lake, i));
      }
      List<String> files = files(lake);
      Map<TableName, String> states = lake.states();

      String words = maintenance(lake, 30, Steps.unheard()).plan(Optional.of("raw")).words();

      assertThat(words)
          .containsPattern(
              "raw\\.vn_exam__candidate +compact 4 files of [0-9.]+ KB into 1; expire 3")
          .doesNotContain("core.");
      assertThat(files(lake)).isEqualTo(files);
      assertThat(lake.states()).isEqualTo(states);
      List<String> planned = new ArrayList<>();
      maintenance(lake, 30, Steps.unheard())
          .run(Optional.of("raw"), plan -> planned.add(plan.words()));
      assertThat(planned).containsExactly(words);
    }
  }

  @Test
  void whatDiedLeavesNothingBehindAndARejectedRunIsKeptToBeLookedAt() throws IOException {
    try (TinyLake lake = TinyLake.open(home)) {
      lake.ingestExam(posting(lake, 0));
      Table table = lake.lake.catalogs.load(RAW);
      RunLog log = new RunLog(lake.lake.database.jdbi());
      String failed = branch(table, log, RunLog.End.FAILED);
      String rejected = branch(table, log, RunLog.End.REJECTED);
      Path orphan =
          lake.home.resolve("warehouse/personal/raw/vn_exam__candidate/data/load-9-x.parquet");
      Files.writeString(orphan, "half of a");
      List<String> rows = lake.rows(RAW);

      maintain(lake, 2);
      assertThat(lake.lake.catalogs.load(RAW).refs())
          .doesNotContainKey(failed)
          .containsKey(rejected);
      assertThat(orphan).as("younger than orphans_after").exists();

      maintain(lake, 30);
      assertThat(lake.lake.catalogs.load(RAW).refs()).containsKey(rejected);
      assertThat(orphan).doesNotExist();

      maintain(lake, 50);
      assertThat(lake.lake.catalogs.load(RAW).refs()).doesNotContainKey(rejected);
      assertThat(lake.rows(RAW)).isEqualTo(rows);
    }
  }

  private static String branch(Table table, RunLog log, RunLog.End end) {
    long run = log.begin("test");
    log.end(run, end, "for the test");
    String branch = "run_" + run;
    table.manageSnapshots().createBranch(branch, table.currentSnapshot().snapshotId()).commit();
    table.newAppend().toBranch(branch).commit();
    return branch;
  }

  @Test
  void aTableOfWhichAFileIsLostIsLeftAlone() throws IOException {
    try (TinyLake lake = TinyLake.open(home)) {
      for (int i = 0; i < 4; i++) {
        lake.ingestExam(posting(lake, i));
      }
      Path lost;
      try (Stream<Path> data =
          Files.list(lake.home.resolve("warehouse/personal/raw/vn_exam__candidate/data"))) {
        lost = data.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      }
      Files.delete(lost);
      Map<TableName, String> states = lake.states();

      assertThatThrownBy(() -> maintain(lake, 30))
          .isInstanceOf(ExternalError.class)
          .hasMessageContaining("raw.vn_exam__candidate: its metadata name 1 files")
          .hasMessageContaining(lost.getFileName().toString());
      assertThat(lake.states().get(RAW)).isEqualTo(states.get(RAW));
    }
  }

  // ---- what is done

  /** Two scores of one candidate; a posting takes the place of the council's earlier one. */
  static Path posting(TinyLake lake, int number) {
    return TinyFiles.posting(
        lake.exam("publication-" + (number + 1) + "/posting.xlsx"),
        List.of(
            new Candidate(
                COUNCILS.get(number % COUNCILS.size())
                    + String.format(Locale.ROOT, "%06d", number + 1),
                "Toán:   5.00   Ngữ văn:   8.00   ")));
  }

  static void maintain(TinyLake lake, int daysAhead) {
    maintenance(lake, daysAhead, Steps.unheard()).run(Optional.empty(), plan -> {});
  }

  static void maintain(TestLake lake, int daysAhead) {
    maintenance(lake, daysAhead, Steps.unheard(), line -> {}).run(Optional.empty(), plan -> {});
  }

  static Maintenance maintenance(TinyLake lake, int daysAhead, Steps steps) {
    return maintenance(lake.lake, daysAhead, steps, lake.said::add);
  }

  private static Maintenance maintenance(
      TestLake lake, int daysAhead, Steps steps, Consumer<String> progress) {
    return new Maintenance(
        lake.config,
        lake.database,
        lake.catalogs,
        SourceContracts.load(),
        POLICY,
        Clock.offset(Clock.systemUTC(), Duration.ofDays(daysAhead)),
        steps,
        progress);
  }

  private static void rollBack(TinyLake lake, long release) {
    new RollBack(lake.lake.config, lake.lake.database, lake.lake.catalogs, lake.pipeline())
        .to(release);
  }

  private static TableOutcome outcome(Pipeline.Result result, TableName table) {
    return result.tables().stream().filter(t -> t.table().equals(table)).findFirst().orElseThrow();
  }

  // ---- what is seen

  private static List<String> score(Map<TableName, List<String>> published) {
    return published.get(SCORE);
  }

  /** The rows of every release: by the snapshots it names, by its tag, by its time. */
  static Map<String, List<String>> releases(TinyLake lake) {
    Map<String, List<String>> result = new TreeMap<>();
    Map<Long, List<String>> read = new HashMap<>();
    for (Release release : new ReleaseLog(lake.lake.database.jdbi()).list()) {
      result.put(String.valueOf(release.id()), asOf(lake, release.id(), read));
    }
    return result;
  }

  /**
   * The rows of a release.
   *
   * @param read rows by snapshot: what one call reads of a snapshot, it reads once
   */
  private static List<String> asOf(TinyLake lake, long id, Map<Long, List<String>> read) {
    ReleaseLog log = new ReleaseLog(lake.lake.database.jdbi());
    Release release = log.load(id);
    List<String> result = new ArrayList<>();
    log.snapshotsAsOf(id)
        .forEach(
            (name, snapshot) -> {
              Table table = lake.lake.catalogs.load(name);
              List<String> rows = read.computeIfAbsent(snapshot, one -> rows(table, one));
              rows.forEach(row -> result.add(name + "|" + row));
              long asOfTime =
                  SnapshotUtil.snapshotIdAsOfTime(table, release.activatedAt().toEpochMilli());
              assertThat(read.computeIfAbsent(asOfTime, one -> rows(table, one)))
                  .as(name + " as of release " + id)
                  .isEqualTo(rows);
            });
    release
        .tables()
        .forEach(
            moved ->
                assertThat(
                        lake.lake
                            .catalogs
                            .load(moved.table())
                            .refs()
                            .get(release.tag())
                            .snapshotId())
                    .isEqualTo(moved.snapshotId()));
    return result;
  }

  private static List<String> rows(Table table, long snapshot) {
    List<String> result = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).useSnapshot(snapshot).build()) {
      // Behind its columns a record may hold its place in the file.
      records.forEach(
          record -> {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < table.schema().columns().size(); i++) {
              cells.add(String.valueOf(record.get(i)));
            }
            result.add(cells.toString());
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    result.sort(null);
    return result;
  }

  private static int dataFiles(TinyLake lake, TableName name) throws IOException {
    int count = 0;
    try (var tasks = lake.lake.catalogs.load(name).newScan().planFiles()) {
      for (var task : tasks) {
        count += task.length() > 0 ? 1 : 0;
      }
    }
    return count;
  }

  private static String zone(TableName table) {
    return vn.edulake.warehouse.catalog.LakeCatalogs.name(table.layer().zone());
  }

  private static long stored(TinyLake lake, String folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(lake.home.resolve("warehouse").resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(suffix)).count();
    }
  }

  private static List<String> files(TinyLake lake) throws IOException {
    try (Stream<Path> files = Files.walk(lake.home.resolve("warehouse"))) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
