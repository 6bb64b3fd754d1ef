package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.LakeChild;
import vn.edulake.jobs.Steps;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.LakeException;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.ops.OpsDatabase;

/**
 * A process that reads the table of a source's database is interrupted: the next one ends in the
 * rows and the watermark of a lake in which nobody was.
 */
@Tag("proof")
class KilledTablesIT {
  private static final SourceContract COURSES =
      SourceContract.parse(
          "school__course.yml",
          """
          source: school
          entity: course
          owner: places
          key: [id]
          delivery: {semantics: delta, version: time_modified}
          columns:
            id: {type: integer, required: true, header: [id]}
            name: {type: text, pattern: '[A-Z].*', header: [fullname]}
            time_modified: {type: integer, header: [time_modified]}
          layouts:
            - {name: table, format: jdbc, jdbc: {table: course, watermark: time_modified}}
          """);

  /** Whoever holds it stops a reader in the middle of the table. */
  private static final int GATE = 4711;

  @TempDir private Path home;

  /** Who goes away while a table is read. */
  enum Interruption {
    PROCESS,
    DATABASE_OF_THE_SOURCE,
    DATABASE_OF_THE_LAKE
  }

  @ParameterizedTest
  @EnumSource(Interruption.class)
  void inTheMiddleOfATable(Interruption interruption) throws Exception {
    try (TestLake lake = TestLake.open(home.resolve("lake"), COURSES);
        TestLake calm = TestLake.open(home.resolve("calm"), COURSES);
        Connection source = source(lake)) {
      write(source, "INSERT INTO written " + rows(1, 3000, "One"));
      assertRead(lake, source);
      assertRead(calm, source);
      // Corrected rows and new ones; each thousandth is refused.
      write(source, "UPDATE written SET fullname = 'Two', time_modified = 400 WHERE id % 50 = 0");
      write(source, "INSERT INTO written " + rows(3001, 20_000, "Three"));
      write(source, "UPDATE written SET fullname = 'bad' WHERE id > 3000 AND id % 1000 = 0");

      write(source, "SELECT pg_advisory_lock(" + GATE + ")");
      Process reader = start(lake, source, "");
      awaitReader(source);
      switch (interruption) {
        case PROCESS -> reader.destroyForcibly();
        case DATABASE_OF_THE_SOURCE ->
            write(
                source,
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = "
                    + GATE
                    + " AND locktype = 'advisory' AND NOT granted");
        case DATABASE_OF_THE_LAKE -> lake.refuseConnections();
      }
      write(source, "SELECT pg_advisory_unlock(" + GATE + ")");
      int exit = reader.waitFor();
      lake.allowConnections();
      dropDeadConnections(lake);
      switch (interruption) {
        case PROCESS -> assertThat(exit).isEqualTo(LakeChild.KILLED);
        case DATABASE_OF_THE_SOURCE -> assertThat(said(lake)).contains("SOURCE_UNAVAILABLE");
        case DATABASE_OF_THE_LAKE -> assertThat(said(lake)).contains("DATABASE_UNAVAILABLE");
      }
      // Rows at the highest watermark of before, and one without any.
      write(source, "INSERT INTO written VALUES (30001, 'Four', 2000), (30002, 'Five', NULL)");

      assertRead(lake, source);
      assertRead(calm, source);
      assertSame(lake, calm);
      assertThat(lake.rows(COURSES)).hasSize(3000 + 60 + 17_000 - 17 + 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ingest.registered",
        "ingest.counted",
        "ingest.refused",
        "ingest.appended",
        "ingest.recorded"
      })
  void afterAStep(String step) throws Exception {
    try (TestLake lake = TestLake.open(home.resolve("lake"), COURSES);
        TestLake calm = TestLake.open(home.resolve("calm"), COURSES);
        Connection source = source(lake)) {
      write(source, "INSERT INTO written " + rows(1, 2000, "One"));
      write(source, "UPDATE written SET fullname = 'bad' WHERE id % 1000 = 0");
      assertThat(start(lake, source, step).waitFor()).isEqualTo(LakeChild.KILLED);
      assertRead(calm, source);
      write(source, "INSERT INTO written VALUES (30001, 'Four', 200), (30002, 'Five', NULL)");

      assertRead(lake, source);
      assertRead(calm, source);
      assertSame(lake, calm);
      assertThat(lake.rows(COURSES)).hasSize(2000);
    }
  }

  private static String rows(int first, int last, String name) {
    return "SELECT id, '%s', id / 10 FROM generate_series(%d, %d) AS id"
        .formatted(name, first, last);
  }

  /** A database of its own in the same server. */
  private static Connection source(TestLake lake) throws SQLException {
    DatabaseAddress address = lake.database.address();
    String name = "school_" + address.url().replaceAll(".*/lake_(\\d+).*", "$1");
    try (Connection server =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        Statement statement = server.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    String url = address.url().replaceAll("/lake_\\d+", "/" + name);
    Connection result = DriverManager.getConnection(url, address.user(), address.password());
    write(result, "CREATE TABLE written (id INT PRIMARY KEY, fullname TEXT, time_modified BIGINT)");
    write(
        result,
        """
        CREATE FUNCTION passes(id INT) RETURNS BOOLEAN VOLATILE LANGUAGE plpgsql AS $$
        BEGIN
          IF id = 15000 THEN PERFORM pg_advisory_xact_lock_shared(%d); END IF;
          RETURN true;
        END $$
        """
            .formatted(GATE));
    write(result, "CREATE VIEW course AS SELECT * FROM written WHERE passes(id)");
    return result;
  }

  private static void write(Connection source, String statement) throws SQLException {
    try (Statement one = source.createStatement()) {
      one.execute(statement);
    }
  }

  private static void awaitReader(Connection source) throws Exception {
    for (int left = 6000; left > 0; left--) {
      try (Statement one = source.createStatement();
          ResultSet waiting =
              one.executeQuery(
                  "SELECT 1 FROM pg_locks WHERE objid = " + GATE + " AND NOT granted")) {
        if (waiting.next()) {
          return;
        }
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new AssertionError("The reader did not come to the middle of the table");
  }

  /** The pools of this process still hold dead connections; each failure drops some of them. */
  private static void dropDeadConnections(TestLake lake) {
    for (int left = 20; ; left--) {
      try {
        assertThat(lake.rows(COURSES)).hasSize(3000);
        assertThat(lake.ops("SELECT 'reached'")).containsExactly("reached");
        return;
      } catch (RuntimeException e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  private static void assertRead(TestLake lake, Connection source) throws Exception {
    assertThat(start(lake, source, "").waitFor()).as(said(lake)).isZero();
    assertThat(said(lake)).contains("exit 0");
  }

  private static Process start(TestLake lake, Connection source, String killAt) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-D" + Steps.KILL_AT + "=" + killAt,
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            lake.config.home().toString(),
            lake.database.address().url(),
            source.getMetaData().getURL())
        .redirectErrorStream(true)
        .redirectOutput(lake.config.home().resolveSibling("said.log").toFile())
        .start();
  }

  private static String said(TestLake lake) throws IOException {
    return Files.readString(lake.config.home().resolveSibling("said.log"));
  }

  private static void assertSame(TestLake lake, TestLake calm) {
    for (String column : List.of("id", "name", "time_modified", "_record_hash")) {
      assertThat(lake.texts(COURSES, column)).isEqualTo(calm.texts(COURSES, column));
    }
    assertThat(lake.texts(COURSES, "_record_hash")).doesNotHaveDuplicates();
    assertThat(lake.ops("SELECT watermark FROM ops.load ORDER BY load_id DESC LIMIT 1"))
        .isEqualTo(calm.ops("SELECT watermark FROM ops.load ORDER BY load_id DESC LIMIT 1"));
    for (String query :
        List.of(
            "SELECT concat_ws(' ', sum(accepted_count), sum(rejected_count)) FROM ops.load"
                + " WHERE status = 'loaded'",
            "SELECT record_hash FROM ops.reject ORDER BY 1",
            "SELECT count(*)::text FROM ops.load WHERE status = 'registered'"
                + " OR received_count <> accepted_count + rejected_count + known_count")) {
      assertThat(lake.ops(query)).isEqualTo(calm.ops(query));
    }
  }

  /** {@code lake ingest school} with the contract of this test. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      LakeConfig config =
          LakeConfig.load(
              TestLake.project(), Optional.empty(), Map.of(), Map.of("home", arguments[0]));
      DatabaseAddress address = new DatabaseAddress(arguments[1], "postgres", "postgres");
      SourceContracts contracts = SourceContracts.of(COURSES);
      IngestSettings settings =
          new IngestSettings(
              IngestSettings.of(config, contracts).limits(),
              config.home().resolve("ingest"),
              Map.of("school", new DatabaseAddress(arguments[2], "postgres", "postgres")));
      try (OpsDatabase database = OpsDatabase.open(address, "lake ingest");
          LakeCatalogs catalogs = new LakeCatalogs(config, address)) {
        IngestReport report =
            new Ingest(
                    catalogs,
                    database,
                    contracts,
                    settings,
                    Clock.systemUTC(),
                    Steps.ofProcess(),
                    System.out::println)
                .runTables("school");
        report.failed().forEach(failed -> System.out.println(failed.reason()));
        System.out.println("exit " + report.exitCode());
      } catch (LakeException e) {
        System.out.println(e.line());
        System.out.println("exit " + e.exitCode());
      }
    }
  }
}
