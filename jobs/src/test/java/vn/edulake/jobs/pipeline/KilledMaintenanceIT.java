package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.maintain.Maintenance;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.ops.OpsDatabase;
import vn.edulake.warehouse.ops.RunLog;

/** Maintenance that dies at a step leaves every row where it was; the next one ends it. */
class KilledMaintenanceIT {
  private static final int KILLED = 128 + 9;
  private static final TableName RAW = TableName.parse("raw.vn_exam__candidate");

  @TempDir private Path home;

  static List<String> steps() {
    return Maintenance.STEPS;
  }

  @Tag("proof")
  @ParameterizedTest
  @MethodSource("steps")
  void theNextOneEndsIt(String step) throws Exception {
    try (TinyLake lake = TinyLake.open(home)) {
      for (int i = 0; i < 6; i++) {
        lake.ingestExam(MaintenanceIT.posting(lake, i));
      }
      Table table = lake.lake.catalogs.load(RAW);
      RunLog log = new RunLog(lake.lake.database.jdbi());
      long run = log.begin("test");
      table
          .manageSnapshots()
          .createBranch("run_" + run, table.currentSnapshot().snapshotId())
          .commit();
      table.newAppend().toBranch("run_" + run).commit();
      log.end(run, RunLog.End.FAILED, "for the test");
      List<String> rows = lake.rows(RAW);

      assertThat(maintainAsProcess(lake, 30, step)).as(logged(lake)).isEqualTo(KILLED);

      assertThat(lake.rows(RAW)).isEqualTo(rows);
      assertThat(maintainAsProcess(lake, 30, "")).as(logged(lake)).isZero();
      // What the dead process wrote last is let go when it is old.
      assertThat(maintainAsProcess(lake, 60, "")).as(logged(lake)).isZero();
      assertThat(lake.rows(RAW)).isEqualTo(rows);
      assertThat(
              MaintenanceIT.maintenance(lake, 60, Steps.unheard()).plan(Optional.empty()).words())
          .contains("to maintain: 0");
      try (Stream<Path> files =
          Files.walk(home.resolve("warehouse/personal/raw/vn_exam__candidate/data"))) {
        assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "maintain.deleting")
  void theNextOneDeletesTheOtherFiles(String step) throws Exception {
    theNextOneEndsIt(step);
  }

  private static String logged(TinyLake lake) throws IOException {
    Path file = lake.home.resolve("maintain.log");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static int maintainAsProcess(TinyLake lake, int daysAhead, String killAt)
      throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-D" + Steps.KILL_AT + "=" + killAt,
            "-Dlake.project=" + TestLake.project(),
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            lake.home.toString(),
            lake.lake.database.address().url(),
            String.valueOf(daysAhead))
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(lake.home.resolve("maintain.log").toFile()))
        .start()
        .waitFor();
  }

  /** Maintenance on a later day, as a process. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      LakeConfig config =
          LakeConfig.load(
              TestLake.project(), Optional.empty(), Map.of(), Map.of("home", arguments[0]));
      DatabaseAddress address = new DatabaseAddress(arguments[1], "postgres", "postgres");
      try (OpsDatabase database = OpsDatabase.open(address, "test");
          LakeCatalogs catalogs = new LakeCatalogs(config, address)) {
        new Maintenance(
                config,
                database,
                catalogs,
                SourceContracts.load(),
                MaintenanceIT.POLICY,
                Clock.offset(Clock.systemUTC(), Duration.ofDays(Integer.parseInt(arguments[2]))),
                Steps.ofProcess(),
                System.out::println)
            .run(Optional.empty(), plan -> System.out.println(plan.words()));
      }
    }
  }
}
