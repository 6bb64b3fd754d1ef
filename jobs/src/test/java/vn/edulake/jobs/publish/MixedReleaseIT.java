package vn.edulake.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.TableName;
import vn.edulake.models.policy.MaintenancePolicy;
import vn.edulake.warehouse.ddl.TableDefinition;
import vn.edulake.warehouse.release.Release;

class MixedReleaseIT {
  private static final Type NUMBER = Types.LongType.get();
  private static final Type SHORT_NUMBER = Types.IntegerType.get();
  private static final Type TEXT = Types.StringType.get();
  private static final int READERS = 2;

  private static final TableDefinition LEFT =
      ServedLake.define("core.fct_left", Map.of("release_number", NUMBER));
  private static final TableDefinition RIGHT =
      ServedLake.define("marts.m_right", Map.of("release_number", NUMBER));
  private static final TableName[] BOTH = {LEFT.table(), RIGHT.table()};

  private static final MaintenancePolicy EAGER =
      MaintenancePolicy.parse(
          """
          tables:
            - match: "*"
              target_file_mb: 8
              small_file_mb: 4
              compact_from: 2
              manifests_from: 2
              keep_for: P7D
              keep_at_least: 1
              orphans_after: P3D
              metadata_files: 2
              failed_branches_after: P1D
              rejected_branches_after: P1D
          """);

  @TempDir private static Path home;
  private static ServedLake lake;
  private static long number;

  private final List<PairReader> readers = new ArrayList<>();

  @BeforeAll
  static void start() {
    lake = new ServedLake(home);
    lake.apply(LEFT, RIGHT);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  @Test
  void noJoinSeesTwoReleases() throws SQLException {
    proveThatNoJoinSeesTwoOf(12);
  }

  @Test
  @Tag("proof")
  void noJoinSeesTwoOfManyReleases() throws SQLException {
    showBoth();
    try (PairReader below = PairReader.ofTables(lake, LEFT.table(), RIGHT.table())) {
      proveThatNoJoinSeesTwoOf(300);
      System.out.printf(
          Locale.ROOT,
          "The tables below the views: %d queries, %d mixed%n",
          below.count(),
          below.mixed().size());
      assertThat(below.mixed())
          .as("what the views keep from people: joins of the tables themselves")
          .isNotEmpty();
    }
  }

  /** The loop notices mixed answers: here they are made by giving up the common release. */
  @Test
  void tablesPublishedOneAfterTheOtherAreSeenMixed() throws SQLException {
    showBoth();
    readViews();
    try {
      for (int i = 0; i < 3; i++) {
        releaseSeenByAll(LEFT.table());
        lake.release(row(number), RIGHT.table());
      }
    } finally {
      stopReading();
    }
    assertThat(readers)
        .allSatisfy(reader -> assertThat(reader.mixed()).hasSizeGreaterThanOrEqualTo(3));
  }

  @Test
  void maintenanceChangesNothingThatReadersSeeNowOrAsOfARelease() throws SQLException {
    TableDefinition parts = ServedLake.define("core.fct_parts", Map.of("release_number", NUMBER));
    lake.apply(parts);
    Release first = lake.publish(lake.write(rows(1, 2, 3), parts.table()), parts.table());
    lake.syncViews(LEFT, RIGHT, parts);
    lake.maintain(EAGER, 30);
    assertThat(lake.fileCount(parts.table())).isEqualTo(1);
    assertThat(lake.rows("SELECT * FROM edu.core.fct_parts ORDER BY 1"))
        .containsExactly("1", "2", "3");
    Release second = lake.publish(lake.write(rows(4, 5), parts.table()), parts.table());

    lake.maintain(EAGER, 60);
    lake.maintain(EAGER, 90);

    assertThat(lake.snapshotCount(parts.table()))
        .as("two releases, and the newest in one file")
        .isEqualTo(3);
    assertThat(lake.rows("SELECT * FROM edu.core.fct_parts ORDER BY 1")).containsExactly("4", "5");
    for (Instant inFirst :
        List.of(first.activatedAt().plusMillis(1), second.activatedAt().minusMillis(1))) {
      assertThat(
              lake.rows(
                  "SELECT * FROM lake.core.fct_parts FOR TIMESTAMP AS OF "
                      + timestamp(inFirst)
                      + " ORDER BY 1"))
          .containsExactly("1", "2", "3");
    }
  }

  /** Runs say beside a file which of its rows went, and leave it as it is. */
  @Test
  void aRowOfWhichIsSaidThatItWentIsNotSeen() throws SQLException {
    TableDefinition left =
        ServedLake.define("core.fct_left_over", Map.of("release_number", NUMBER));
    lake.apply(left);
    Release first = lake.publish(lake.write(rows(1, 2, 3), left.table()), left.table());
    lake.syncViews(LEFT, RIGHT, left);

    Release second = lake.publish(lake.delete(left.table(), "release_number", 2L), left.table());

    assertThat(lake.rows("SELECT * FROM edu.core.fct_left_over ORDER BY 1"))
        .containsExactly("1", "3");
    assertThat(lake.fileCount(left.table())).isEqualTo(3);
    assertThat(
            lake.rows(
                "SELECT * FROM lake.core.fct_left_over FOR TIMESTAMP AS OF "
                    + timestamp(first.activatedAt().plusMillis(1))
                    + " ORDER BY 1"))
        .containsExactly("1", "2", "3");
    assertThat(second.tables())
        .singleElement()
        .satisfies(table -> assertThat(table.rowCount()).isEqualTo(2));

    lake.maintain(EAGER, 30);

    assertThat(lake.fileCount(left.table())).isEqualTo(1);
    assertThat(lake.rows("SELECT * FROM edu.core.fct_left_over ORDER BY 1"))
        .containsExactly("1", "3");
  }

  private static List<Map<String, Object>> rows(long... numbers) {
    return java.util.Arrays.stream(numbers).mapToObj(MixedReleaseIT::row).toList();
  }

  private static String timestamp(Instant at) {
    return "TIMESTAMP '" + at.toString().replace("T", " ").replace("Z", " UTC'");
  }

  private void proveThatNoJoinSeesTwoOf(int releases) throws SQLException {
    showBoth();
    long first = number + 1;
    int lateBefore = lake.late();
    long began = System.nanoTime();
    readViews();
    try {
      for (int i = 0; i < releases; i++) {
        releaseSeenByAll(BOTH);
      }
    } finally {
      stopReading();
    }
    List<List<Long>> mixed = new ArrayList<>();
    List<String> backwards = new ArrayList<>();
    for (PairReader reader : readers) {
      mixed.addAll(reader.mixed());
      backwards.addAll(reader.backwards());
      for (long release = first; release <= number; release++) {
        assertThat(reader.seen()).contains(release);
      }
    }
    String account =
        String.format(
            Locale.ROOT,
            "%d releases (%d made twice, being late), %d queries by %d readers, %d mixed, %.1f min",
            releases,
            lake.late() - lateBefore,
            PairReader.count(readers),
            READERS,
            mixed.size(),
            (System.nanoTime() - began) / 60e9);
    System.out.println(account);
    assertThat(mixed).as("mixed answers of " + account).isEmpty();
    assertThat(backwards).as("answers older than the one before, of " + account).isEmpty();
  }

  /** Publishes both tables together and makes their views, which other tests may have dropped. */
  private static void showBoth() {
    lake.release(row(++number), BOTH);
    lake.syncViews(LEFT, RIGHT);
  }

  private static Map<String, Object> row(long release) {
    return Map.of("release_number", release);
  }

  private void readViews() throws SQLException {
    for (int i = 0; i < READERS; i++) {
      readers.add(PairReader.ofViews(lake, LEFT.table(), RIGHT.table()));
    }
  }

  private void stopReading() throws SQLException {
    for (PairReader reader : readers) {
      reader.close();
    }
  }

  /** Publishes a row; a query that begins afterwards shows it. */
  private void releaseSeenByAll(TableName... tables) {
    lake.release(row(++number), tables);
    for (PairReader reader : readers) {
      reader.awaitSeen(number);
    }
  }

  @Test
  void aViewHoldsNoRowUntilTheFirstReleaseOfItsTable() throws SQLException {
    TableDefinition fresh = ServedLake.define("core.fct_new", Map.of("code", TEXT));
    assertThat(lake.syncViews(LEFT, RIGHT, fresh)).contains(fresh.table());
    assertThat(lake.rows("SELECT code FROM edu.core.fct_new")).isEmpty();
    assertThat(
            lake.rows(
                "SELECT data_type FROM edu.information_schema.columns"
                    + " WHERE table_name = 'fct_new'"))
        .containsExactly("varchar");

    lake.apply(fresh);
    long run = lake.write(Map.of("code", "a"), fresh.table());
    assertThat(lake.syncViews(LEFT, RIGHT, fresh)).isEmpty();
    assertThat(lake.rows("SELECT code FROM edu.core.fct_new")).isEmpty();

    lake.publish(run, fresh.table());
    assertThat(lake.syncViews(LEFT, RIGHT, fresh)).containsExactly(fresh.table());
    assertThat(lake.rows("SELECT code FROM edu.core.fct_new")).containsExactly("a");
  }

  @Test
  void anEmptyViewHasTheTypesThatTheTableWillHave() throws SQLException {
    TableDefinition wide =
        ServedLake.define(
            "core.fct_types",
            Map.of(
                "a_key", TEXT,
                "b_count", NUMBER,
                "c_number", SHORT_NUMBER,
                "d_fraction", Types.DecimalType.of(12, 8),
                "e_date", Types.DateType.get(),
                "f_at", Types.TimestampType.withZone(),
                "g_scores", Types.MapType.ofOptional(101, 102, TEXT, NUMBER),
                "is_h", Types.BooleanType.get()));
    String types =
        "SELECT column_name, data_type FROM edu.information_schema.columns"
            + " WHERE table_name = 'fct_types' ORDER BY column_name";
    lake.syncViews(wide);
    List<String> before = lake.rows(types);

    lake.apply(wide);
    lake.release(Map.of("a_key", "x"), wide.table());
    lake.syncViews(wide);

    assertThat(before).hasSize(8).isEqualTo(lake.rows(types));
  }

  @Test
  void aViewRunsWithTheRightsOfWhoeverAsks() throws SQLException {
    showBoth();
    assertThat(lake.rows(TrinoServer.PUBLISHER, "SHOW CREATE VIEW edu.core.fct_left"))
        .singleElement()
        .asString()
        .contains("SECURITY INVOKER", "FOR TIMESTAMP AS OF");
  }

  @Test
  void aSecondSyncChangesNothing() {
    showBoth();
    List<String> places = lake.viewPlaces();

    assertThat(lake.syncViews(LEFT, RIGHT)).isEmpty();
    assertThat(lake.viewPlaces()).isEqualTo(places).hasSize(2);
  }

  @Test
  void aNewColumnIsShownFromTheReleaseThatHoldsIt() throws SQLException {
    TableDefinition narrow = ServedLake.define("core.fct_wide", Map.of("code", TEXT));
    TableDefinition wide = withName(narrow);
    lake.apply(narrow);
    Release before = lake.release(Map.of("code", "a"), narrow.table());
    lake.syncViews(narrow);

    lake.apply(wide);
    assertThat(lake.syncViews(wide)).isEmpty();
    assertThat(lake.rows("SELECT * FROM edu.core.fct_wide")).containsExactly("a");

    lake.release(Map.of("code", "b", "name", "B"), wide.table());
    assertThat(lake.rows("SELECT * FROM edu.core.fct_wide")).containsExactly("b");
    assertThat(lake.syncViews(wide)).containsExactly(wide.table());
    assertThat(lake.rows("SELECT * FROM edu.core.fct_wide")).containsExactly("b, B");

    lake.publisher().rollBack(before.id(), "back");
    assertThat(lake.syncViews(wide)).containsExactly(wide.table());
    assertThat(lake.rows("SELECT * FROM edu.core.fct_wide")).containsExactly("a");
  }

  private static TableDefinition withName(TableDefinition narrow) {
    TableDefinition name = ServedLake.define(narrow.table().toString(), Map.of("name", TEXT));
    List<TableDefinition.Column> columns = new ArrayList<>(narrow.columns());
    columns.addAll(name.columns());
    return new TableDefinition(narrow.table(), columns, narrow.partitioning(), narrow.comment());
  }

  @Test
  void aColumnOfAWiderTypeChangesTheView() throws SQLException {
    TableDefinition small = ServedLake.define("core.fct_type", Map.of("pupil_count", SHORT_NUMBER));
    TableDefinition large = ServedLake.define("core.fct_type", Map.of("pupil_count", NUMBER));
    lake.apply(small);
    lake.release(Map.of("pupil_count", 1), small.table());
    lake.syncViews(small);

    lake.apply(large);
    lake.release(Map.of("pupil_count", 5_000_000_000L), large.table());
    assertThat(lake.syncViews(large)).containsExactly(large.table());
    assertThat(lake.rows("SELECT pupil_count FROM edu.core.fct_type"))
        .containsExactly("5000000000");
  }

  @Test
  void aTableThatIsNoLongerDefinedLosesItsView() throws SQLException {
    showBoth();
    assertThat(lake.syncViews(LEFT)).containsExactly(RIGHT.table());
    assertThat(lake.rows("SHOW TABLES FROM edu.core")).containsExactly("fct_left");
    assertThat(lake.rows("SHOW TABLES FROM edu.marts")).isEmpty();
  }

  @Test
  void tablesOfThePersonalZoneHaveNoView() throws SQLException {
    showBoth();
    TableDefinition staged = ServedLake.define("staging.stg_a__b", Map.of("code", TEXT));
    TableDefinition vault = ServedLake.define("vault.person", Map.of("code", TEXT));
    lake.apply(staged, vault);
    lake.release(Map.of("code", "a"), staged.table(), vault.table());

    assertThat(lake.syncViews(LEFT, RIGHT, staged, vault)).isEmpty();
    assertThat(lake.rows("SHOW SCHEMAS FROM edu"))
        .contains("core")
        .doesNotContain("staging", "vault");
  }
}
