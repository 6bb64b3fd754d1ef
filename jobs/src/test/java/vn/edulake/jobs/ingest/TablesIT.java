package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.Steps;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.config.DatabaseAddress;

class TablesIT {
  private static final SourceContract COURSES = contract("course", "time_modified");
  private static final SourceContract PLACES =
      SourceContract.parse(
          "school__place.yml",
          """
          source: school
          entity: place
          owner: places
          key: [id]
          delivery: {semantics: snapshot}
          columns:
            id: {type: integer, required: true, header: [id]}
            name: {type: text, header: [name]}
          layouts:
            - {name: table, format: jdbc, jdbc: {table: town.place}}
          """);

  @TempDir private Path home;

  private static SourceContract contract(String table, String watermark) {
    return SourceContract.parse(
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
          is_open: {type: boolean, optional: true, header: [open]}
          seen_at: {type: timestamp, optional: true, header: [seen_at]}
        layouts:
          - {name: table, format: jdbc, jdbc: {table: town.%s, watermark: %s}}
        """
            .formatted(table, watermark));
  }

  /** A lake whose database also holds the tables of the school. */
  private TestLake lake(SourceContract... contracts) {
    TestLake lake = TestLake.open(home, contracts);
    sql(
        lake,
        "CREATE SCHEMA town",
        "CREATE TABLE town.course (id INT, fullname TEXT, time_modified BIGINT, open BOOLEAN,"
            + " seen_at TIMESTAMPTZ, note TEXT)",
        "CREATE TABLE town.place (id INT, name TEXT)");
    return lake;
  }

  private static void sql(TestLake lake, String... statements) {
    for (String statement : statements) {
      lake.database.jdbi().useHandle(handle -> handle.execute(statement));
    }
  }

  private static Ingest ingest(
      TestLake lake, DatabaseAddress address, Steps steps, SourceContract... contracts) {
    IngestSettings settings =
        new IngestSettings(
            lake.settings().limits(), lake.settings().folder(), Map.of("school", address));
    return new Ingest(
        lake.catalogs,
        lake.database,
        SourceContracts.of(contracts),
        settings,
        Clock.systemUTC(),
        steps,
        line -> {});
  }

  private static FileReport read(TestLake lake, SourceContract contract) {
    List<FileReport> reports =
        ingest(lake, lake.database.address(), Steps.unheard(), contract)
            .runTables("school")
            .files();
    assertThat(reports).hasSize(1);
    return reports.get(0);
  }

  private static String counts(FileReport report) {
    return report.received()
        + " "
        + report.accepted()
        + " "
        + report.rejected()
        + " "
        + report.known();
  }

  @Test
  void aTableIsReadFromItsWatermarkOn() {
    try (TestLake lake = lake(COURSES)) {
      sql(
          lake,
          "INSERT INTO town.course VALUES (1, 'One', 10, true, '2026-01-01 07:00+07', 'n'),"
              + " (2, 'Two', 20, NULL, NULL, NULL), (3, 'Three', NULL, false, NULL, '')");
      FileReport first = read(lake, COURSES);
      assertThat(first.file()).isEqualTo("jdbc:town.course");
      assertThat(counts(first)).isEqualTo("3 3 0 0");
      assertThat(lake.ops("SELECT watermark FROM ops.load")).containsExactly("20");
      assertThat(lake.texts(COURSES, "seen_at")).containsExactly("-", "-", "2026-01-01T00:00Z");
      assertThat(lake.texts(COURSES, "is_open")).containsExactly("-", "false", "true");
      assertThat(lake.texts(COURSES, "_extra")).containsExactly("-", "-", "{\"note\":\"n\"}");

      sql(
          lake,
          "INSERT INTO town.course VALUES (4, 'Four', 20), (5, 'Five', 30), (6, 'Six', NULL)",
          "UPDATE town.course SET fullname = 'Old' WHERE id = 1");
      FileReport second = read(lake, COURSES);
      assertThat(second.file()).isEqualTo("jdbc:town.course?time_modified>=20");
      assertThat(counts(second)).isEqualTo("5 3 0 2");
      assertThat(lake.texts(COURSES, "id")).containsExactly("1", "2", "3", "4", "5", "6");
      assertThat(lake.ops("SELECT watermark FROM ops.load ORDER BY load_id"))
          .containsExactly("20", "30");
    }
  }

  @Test
  void nothingNewLeavesNoTrace() {
    try (TestLake lake = lake(COURSES, PLACES)) {
      assertThat(counts(read(lake, COURSES))).isEqualTo("0 0 0 0");
      sql(
          lake,
          "INSERT INTO town.course VALUES (1, 'One', 10), (2, 'two', 10), (3, 'three', NULL)",
          "INSERT INTO town.place VALUES (1, 'a'), (2, 'b')");
      assertThat(counts(read(lake, COURSES))).isEqualTo("3 1 2 0");
      assertThat(counts(read(lake, PLACES))).isEqualTo("2 2 0 0");
      FileReport again = read(lake, COURSES);
      assertThat(again.status()).isEqualTo(FileReport.Status.KNOWN);
      assertThat(counts(again)).isEqualTo("3 0 0 3");
      assertThat(counts(read(lake, PLACES))).isEqualTo("2 0 0 2");
      assertThat(lake.ops("SELECT count(*)::text FROM ops.load")).containsExactly("2");
      assertThat(lake.ops("SELECT count(*)::text FROM ops.reject")).containsExactly("2");
    }
  }

  @Test
  void aWholeTableThatSaysAgainWhatItSaidEarlierIsTakenAgain() {
    try (TestLake lake = lake(PLACES)) {
      for (String name : List.of("a", "b", "a")) {
        sql(lake, "DELETE FROM town.place", "INSERT INTO town.place VALUES (1, '" + name + "')");
        assertThat(counts(read(lake, PLACES))).isEqualTo("1 1 0 0");
      }
    }
  }

  private static final class Death extends RuntimeException {}

  @ParameterizedTest
  @ValueSource(
      strings = {"ingest.registered", "ingest.counted", "ingest.appended", "ingest.recorded"})
  void whoeverDiesAtAStepSkipsNoRow(String step) {
    try (TestLake lake = lake(COURSES)) {
      sql(lake, "INSERT INTO town.course VALUES (1, 'One', 10), (2, 'Two', 20)");
      Ingest dying =
          ingest(
              lake,
              lake.database.address(),
              at -> {
                if (at.equals(step)) {
                  throw new Death();
                }
              },
              COURSES);
      assertThatThrownBy(() -> dying.runTables("school")).isInstanceOf(Death.class);
      sql(lake, "INSERT INTO town.course VALUES (3, 'Three', 20), (4, 'Four', 30)");

      read(lake, COURSES);

      assertThat(lake.texts(COURSES, "id")).containsExactly("1", "2", "3", "4");
      assertThat(lake.ops("SELECT count(*)::text FROM ops.load WHERE status = 'registered'"))
          .containsExactly("0");
    }
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsSaidSoAndTriedAgain() {
    try (TestLake lake = lake(COURSES)) {
      var nowhere = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "u", "p");
      IngestReport report = ingest(lake, nowhere, Steps.unheard(), COURSES).runTables("school");

      assertThat(report.exitCode()).isEqualTo(4);
      assertThat(report.failed().get(0).reason())
          .isEqualTo(
              "SOURCE_UNAVAILABLE Cannot read jdbc:town.course: its database failed (SQL state"
                  + " 08001). Nothing of it was loaded; the next ingest reads it again.");
      sql(lake, "INSERT INTO town.course VALUES (1, 'One', 10)");
      assertThat(counts(read(lake, COURSES))).isEqualTo("1 1 0 0");
    }
  }

  @Test
  void aTableThatIsNotAsTheContractSaysIsSaidSo() {
    try (TestLake lake = lake(COURSES)) {
      assertThat(read(lake, contract("place", "id")).reason())
          .startsWith("HEADER_NOT_FOUND")
          .contains("missing: fullname, time_modified");
      assertThat(read(lake, contract("course", "fullname")).reason())
          .contains("its column fullname for the watermark is no number, date or time");
      assertThat(read(lake, contract("nothing", "id")).reason())
          .contains("its database failed (SQL state 42P01)");
    }
  }

  @Test
  void aSourceWithoutDatabaseHasToBeGivenPaths() {
    try (TestLake lake = TestLake.open(home, Fixtures.visits())) {
      assertThatThrownBy(() -> lake.ingest(Steps.unheard()).runTables("town"))
          .isInstanceOf(UserError.class)
          .hasMessage("Missing argument: PATH. No contract of town reads a database.");
    }
    try (TestLake lake = lake(COURSES)) {
      assertThatThrownBy(() -> lake.ingest(Steps.unheard()).runTables("school"))
          .hasMessage("Missing key: sources.school.url, the address of the source's database");
    }
  }
}
