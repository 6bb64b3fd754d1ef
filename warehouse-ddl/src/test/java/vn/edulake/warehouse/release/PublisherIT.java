package vn.edulake.warehouse.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.TableDefinitions;
import vn.edulake.warehouse.ops.OpsDatabase;
import vn.edulake.warehouse.ops.RunLog;

class PublisherIT {
  private static final TableName FACT = TableName.parse("core.fct_a");
  private static final TableName MART = TableName.parse("marts.m_b");
  private static final TableName STAGED = TableName.parse("staging.stg_c");
  private static final List<TableName> ALL = List.of(FACT, MART, STAGED);
  private static final Duration LEAD = Duration.ofMillis(600);
  private static final Duration MARGIN = Duration.ofMillis(50);

  @TempDir private static Path home;
  private static EmbeddedPostgres postgres;
  private static OpsDatabase database;
  private static LakeCatalogs catalogs;

  private final List<String> steps = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
    DatabaseAddress address =
        new DatabaseAddress(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "");
    database = OpsDatabase.open(address, "test");
    LakeConfig config =
        LakeConfig.load(home, Optional.empty(), Map.of(), Map.of("home", home.toString()));
    catalogs = new LakeCatalogs(config, address);
  }

  @AfterAll
  static void stop() throws IOException {
    catalogs.close();
    database.close();
    postgres.close();
  }

  @BeforeEach
  void freshTables() {
    for (TableName table : ALL) {
      if (catalogs.exists(table)) {
        catalogs.catalog(table.layer().zone()).dropTable(LakeCatalogs.identifier(table), true);
      }
    }
    DdlPlan.of(ALL.stream().map(TableDefinitions::oneColumn).toList(), catalogs).apply(catalogs);
  }

  @Test
  void allTablesMoveUnderOneActivationTimeAndATag() {
    long run = writeBranch("run_1", 5);
    Release release = publisher(LEAD).publish(run, "run_1", ALL, "first");

    assertThat(release.tables()).extracting(Release.Moved::table).containsExactlyElementsOf(ALL);
    assertThat(release.tables()).extracting(Release.Moved::rowCount).containsOnly(5L);
    for (TableName name : ALL) {
      Table table = catalogs.load(name);
      List<HistoryEntry> history = table.history();
      assertThat(history.get(history.size() - 1).timestampMillis())
          .isEqualTo(release.activatedAt().toEpochMilli());
      assertThat(table.refs()).containsOnlyKeys("main", release.tag());
      assertThat(table.currentSnapshot().snapshotId())
          .isEqualTo(table.refs().get(release.tag()).snapshotId());
    }
    assertThat(steps).containsExactlyElementsOf(Publisher.STEPS);
    assertThat(release.activatedAt()).isBefore(Instant.ofEpochMilli(System.currentTimeMillis()));
  }

  @Test
  void aTableThatMovedMeanwhileStopsAll() {
    long run = writeBranch("run_2", 1);
    append(MART, "main", 7);
    Map<TableName, Optional<Long>> before = heads();

    assertThatThrownBy(() -> publisher(LEAD).publish(run, "run_2", ALL, "second"))
        .isInstanceOf(ExternalError.class)
        .hasMessageContaining("Cannot publish marts.m_b: it moved since branch run_2 was cut");
    assertThat(heads()).isEqualTo(before);
  }

  @Test
  void aCommitInTheLastMomentStopsAll() {
    long run = writeBranch("run_3", 1);
    Map<TableName, Optional<Long>> before = heads();
    Publisher publisher =
        new Publisher(
            catalogs,
            database.jdbi(),
            LEAD,
            MARGIN,
            step -> {
              if (step.equals("publish.written")) {
                catalogs.load(STAGED).updateProperties().set("changed", "yes").commit();
              }
            });

    assertThatThrownBy(() -> publisher.publish(run, "run_3", ALL, "third"))
        .isInstanceOf(ExternalError.class)
        .hasMessageContaining("staging.stg_c: it was changed by somebody else");
    assertThat(heads()).isEqualTo(before);
    assertThat(new ReleaseLog(database.jdbi()).findLast().map(Release::message))
        .isNotEqualTo(Optional.of("third"));
  }

  @Test
  void aSwapThatComesTooLateIsTakenBack() {
    long run = writeBranch("run_4", 1);
    Map<TableName, Optional<Long>> before = heads();

    assertThatThrownBy(() -> publisher(Duration.ofMillis(1)).publish(run, "run_4", ALL, "fourth"))
        .isInstanceOf(ExternalError.class)
        .hasMessageContaining("later than PT0.05S before its activation time");
    assertThat(heads()).isEqualTo(before);
  }

  @Test
  void aBranchWithoutACommitLeavesWhatReadersSeeAtEveryTime() {
    publisher(LEAD).publish(writeBranch("run_7", 1), "run_7", ALL, "seventh");
    List<HistoryEntry> history = catalogs.load(FACT).history();
    long run = new RunLog(database.jdbi()).begin("test");
    for (TableName name : ALL) {
      Table table = catalogs.load(name);
      table.manageSnapshots().createBranch("run_8", table.currentSnapshot().snapshotId()).commit();
    }

    Release release = publisher(LEAD).publish(run, "run_8", ALL, "eighth");

    assertThat(catalogs.load(FACT).history())
        .extracting(HistoryEntry::timestampMillis)
        .startsWith(history.stream().map(HistoryEntry::timestampMillis).toArray(Long[]::new));
    assertThat(catalogs.load(FACT).refs())
        .containsOnlyKeys("main", "release_" + (release.id() - 1), release.tag());
  }

  @Test
  void rollingBackShowsTheEarlierStateOfAllTables() {
    long run = writeBranch("run_5", 1);
    Release first = publisher(LEAD).publish(run, "run_5", ALL, "fifth");
    Map<TableName, Optional<Long>> wanted = heads();
    long next = writeBranch("run_6", 2);
    publisher(LEAD).publish(next, "run_6", List.of(FACT, MART), "sixth");

    Release rollback = publisher(LEAD).rollBack(first.id(), "back");

    assertThat(heads()).isEqualTo(wanted);
    assertThat(rollback.kind()).isEqualTo(Release.Kind.ROLLBACK);
    assertThat(rollback.rolledBackTo()).contains(first.id());
    assertThat(rollback.tables()).extracting(Release.Moved::table).containsExactly(FACT, MART);
    assertThatThrownBy(() -> publisher(LEAD).rollBack(9999, "none"))
        .hasMessageContaining("Unknown release: 9999");
  }

  private Publisher publisher(Duration lead) {
    return new Publisher(catalogs, database.jdbi(), lead, MARGIN, steps::add);
  }

  private static long writeBranch(String branch, int rows) {
    for (TableName name : ALL) {
      Table table = catalogs.load(name);
      if (table.currentSnapshot() == null) {
        table.manageSnapshots().createBranch(branch).commit();
      } else {
        table.manageSnapshots().createBranch(branch, table.currentSnapshot().snapshotId()).commit();
      }
      append(name, branch, rows);
    }
    return new RunLog(database.jdbi()).begin("test");
  }

  private static void append(TableName name, String branch, int rows) {
    Table table = catalogs.load(name);
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/" + branch + rows + ".parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(rows)
                .build())
        .toBranch(branch)
        .commit();
  }

  private static Map<TableName, Optional<Long>> heads() {
    Map<TableName, Optional<Long>> result = new java.util.TreeMap<>();
    for (TableName name : ALL) {
      result.put(
          name,
          Optional.ofNullable(catalogs.load(name).currentSnapshot())
              .map(snapshot -> snapshot.snapshotId()));
    }
    return result;
  }
}
