package vn.edulake.warehouse.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.models.policy.Feeds;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.TableDefinition;

class LoadLedgerIT {
  private static final ZoneId HANOI = ZoneId.of("Asia/Ho_Chi_Minh");
  private static final TableName LEDGER = TableName.parse("ops.load_ledger");

  @TempDir private static Path home;
  private static EmbeddedPostgres postgres;
  private static OpsDatabase database;
  private static LakeCatalogs catalogs;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
    DatabaseAddress address =
        new DatabaseAddress(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "");
    database = OpsDatabase.open(address, "test");
    LakeConfig config =
        LakeConfig.load(home, Optional.empty(), Map.of(), Map.of("home", home.toString()));
    catalogs = new LakeCatalogs(config, address);
    DdlPlan.of(
            TableDefinition.load().values().stream()
                .filter(definition -> definition.table().layer() == Layer.OPS)
                .toList(),
            catalogs)
        .apply(catalogs);
  }

  @AfterAll
  static void stop() throws IOException {
    catalogs.close();
    database.close();
    postgres.close();
  }

  @BeforeEach
  void empty() {
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "TRUNCATE ops.load, ops.feed_due, ops.release_input, ops.release RESTART"
                        + " IDENTITY CASCADE"));
  }

  /** A load of north's visits; the counts are received, accepted, rejected, known. */
  private static void load(String startedAt, String status, String more, long... counts) {
    database
        .jdbi()
        .useHandle(
            handle -> {
              long id =
                  handle
                      .createQuery(
                          """
                          INSERT INTO ops.load (batch_id, source_code, entity_code, sender_code,
                            file_name, byte_count, content_hash, status, started_at, ended_at,
                            error_code, received_count, accepted_count, rejected_count, known_count)
                          VALUES (1, 'town', 'visit', 'north', 'a.csv', 1, 'x', :status,
                            CAST(:at AS TIMESTAMPTZ), CAST(:at AS TIMESTAMPTZ),
                            CASE WHEN :status = 'failed' THEN 'FILE_EMPTY' END,
                            :received, :accepted, :rejected, :known)
                          RETURNING load_id
                          """)
                      .bind("status", status)
                      .bind("at", startedAt)
                      .bind("received", counts.length == 0 ? null : counts[0])
                      .bind("accepted", counts.length == 0 ? null : counts[1])
                      .bind("rejected", counts.length == 0 ? null : counts[2])
                      .bind("known", counts.length == 0 ? null : counts[3])
                      .mapTo(Long.class)
                      .one();
              if (!more.isEmpty()) {
                handle.execute("UPDATE ops.load SET " + more + " WHERE load_id = " + id);
              }
            });
  }

  private static void owedOn(String rule, String now) {
    owedBy("north", rule, now);
  }

  private static void owedBy(String sender, String rule, String now) {
    Feeds feeds =
        Feeds.parse(
            """
            feeds:
              - {sender: '%s', feed: town.visit, due: %s, by: '18:00', legal_ref: none (a test),
                 valid_from: 2026-03-02}
            """
                .formatted(sender, rule));
    new DueDays(database.jdbi(), feeds, HANOI).refresh(Instant.parse(now));
  }

  private static List<String> ledger(String columns, String asOf) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT concat_ws(' ', delivery_date, "
                            + columns
                            + ") FROM ops.load_ledger(CAST(:at AS TIMESTAMPTZ),"
                            + " 'Asia/Ho_Chi_Minh') ORDER BY delivery_date")
                    .bind("at", asOf)
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void aDayThatIsOwedIsExpectedThenMissing() {
    owedOn("{every: day}", "2026-03-03T12:00:00Z");

    // 18:00 in Hanoi is 11:00 UTC.
    assertThat(ledger("status_code", "2026-03-03T11:00:00Z"))
        .containsExactly("2026-03-02 missing", "2026-03-03 expected");
    assertThat(ledger("status_code", "2026-03-03T11:00:01Z"))
        .containsExactly("2026-03-02 missing", "2026-03-03 missing");
  }

  @Test
  void aDeliveryIsOfTheDayThatItNamesOrElseOfItsArrivalInTheSchoolsZone() {
    owedOn("{every: day}", "2026-03-04T12:00:00Z");
    load("2026-03-02T17:30:00Z", "loaded", "", 2, 2, 0, 0);
    load("2026-03-04T08:00:00Z", "loaded", "delivered_on = '2026-03-02'", 3, 3, 0, 0);

    assertThat(ledger("status_code, received_count", "2026-03-04T09:00:00Z"))
        .containsExactly("2026-03-02 late 3", "2026-03-03 complete 2", "2026-03-04 expected 0");
  }

  @Test
  void whatTheSenderSaidIsComparedWithWhatCame() {
    load("2026-03-02T08:00:00Z", "loaded", "said_count = 10", 9, 8, 1, 0);
    load("2026-03-03T08:00:00Z", "loaded", "said_count = 10", 11, 11, 0, 0);
    load("2026-03-04T08:00:00Z", "loaded", "said_count = 10", 10, 9, 1, 0);
    load("2026-03-05T08:00:00Z", "loaded", "said_count = 10", 10, 10, 0, 0);

    assertThat(ledger("status_code, said_count", "2026-03-09T00:00:00Z"))
        .containsExactly(
            "2026-03-02 short 10",
            "2026-03-03 over 10",
            "2026-03-04 partial 10",
            "2026-03-05 complete 10");
  }

  @Test
  void aFileThatFailedCountsUntilItComesAgain() {
    load("2026-03-02T08:00:00Z", "failed", "said_count = 2");
    assertThat(ledger("status_code, load_count, failed_count", "2026-03-09T00:00:00Z"))
        .containsExactly("2026-03-02 failed 1 1");

    load("2026-03-02T09:00:00Z", "loaded", "said_count = 2", 2, 2, 0, 0);
    assertThat(ledger("status_code, load_count, failed_count, said_count", "2026-03-09T00:00:00Z"))
        .containsExactly("2026-03-02 complete 2 0 2");
  }

  @Test
  void allLoadsThatEndedAreInTheSums() {
    load("2026-03-02T08:00:00Z", "loaded", "", 10, 7, 2, 1);
    load("2026-03-02T09:00:00Z", "known", "", 10, 0, 0, 10);
    load("2026-03-03T09:00:00Z", "loaded", "sender_code = NULL", 4, 4, 0, 0);
    load("2026-03-03T10:00:00Z", "registered", "", 5, 5, 0, 0);

    assertThat(
            ledger(
                "sender_code, received_count, accepted_count, rejected_count, known_count,"
                    + " published_count",
                "2026-03-09T00:00:00Z"))
        .containsExactly("2026-03-02 north 20 7 2 11 0", "2026-03-03 town 4 4 0 0 0");
  }

  @Test
  void publishedIsWhatTheNewestReleaseWasMadeFrom() {
    load("2026-03-02T08:00:00Z", "loaded", "", 10, 7, 2, 1);
    load("2026-03-03T08:00:00Z", "loaded", "", 4, 4, 0, 0);
    release(1, 1);
    assertThat(ledger("published_count, release_id", "2026-03-09T00:00:00Z"))
        .containsExactly("2026-03-02 7 1", "2026-03-03 0");

    release(2, 2);
    assertThat(ledger("published_count, release_id", "2026-03-09T00:00:00Z"))
        .containsExactly("2026-03-02 7 1", "2026-03-03 4 2");

    // A roll-back moves the staging table to where release 1 had it.
    release(3, 1);
    assertThat(ledger("published_count, release_id", "2026-03-09T00:00:00Z"))
        .containsExactly("2026-03-02 7 1", "2026-03-03 0");
  }

  private static void release(long id, long throughLoad) {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "INSERT INTO ops.release (release_id, kind, activated_at, message)"
                      + " VALUES (?, 'publish', now(), 'test')",
                  id);
              handle.execute(
                  "INSERT INTO ops.release_input VALUES (?, 'staging.stg_town__visit',"
                      + " 'raw.town__visit', 1, ?)",
                  id,
                  throughLoad);
            });
  }

  @Test
  void theCopyIsWrittenOnlyWhenTheLedgerSaysSomethingElse() {
    OpsMirror mirror = new OpsMirror(catalogs, database, HANOI);
    owedOn("{every: day}", "2026-03-02T08:00:00Z");
    Instant noon = Instant.parse("2026-03-02T05:00:00Z");
    assertThat(mirror.copy(noon)).containsEntry(LEDGER, 1L);
    Table table = catalogs.load(LEDGER);
    long first = table.currentSnapshot().snapshotId();

    assertThat(mirror.copy(noon.plusSeconds(60))).containsEntry(LEDGER, 0L);
    table.refresh();
    assertThat(table.currentSnapshot().snapshotId()).isEqualTo(first);

    assertThat(mirror.copy(noon.plusSeconds(24 * 3600))).containsEntry(LEDGER, 1L);
    table.refresh();
    assertThat(table.currentSnapshot().summary()).containsEntry("total-records", "1");
  }

  @Test
  void ofAYearlyFeedADeliveryWithoutDayCountsForTheLastDueDay() {
    owedOn("{every: year, on: [03-05, 03-15]}, after: P3D", "2026-03-20T12:00:00Z");
    load("2026-03-04T08:00:00Z", "loaded", "", 1, 1, 0, 0);
    load("2026-03-07T08:00:00Z", "loaded", "", 2, 2, 0, 0);
    load("2026-03-19T08:00:00Z", "loaded", "", 3, 3, 0, 0);

    assertThat(ledger("is_due, status_code, received_count", "2026-03-20T00:00:00Z"))
        .containsExactly(
            "2026-03-04 f complete 1", "2026-03-05 t complete 2", "2026-03-15 t late 3");
  }

  @Test
  void nothingIsOwedOnHolidaysNorInTheSummerNorBeforeTheFirstDelivery() {
    // 30 April and 1 May are a Thursday and a Friday of 2026; the term ends with May.
    owedOn("{every: school_day}, begins: first_delivery", "2026-06-03T12:00:00Z");
    assertThat(ledger("status_code", "2026-06-04T00:00:00Z")).isEmpty();

    load("2026-04-29T08:00:00Z", "loaded", "", 1, 1, 0, 0);
    owedOn("{every: school_day}, begins: first_delivery", "2026-06-03T12:00:00Z");
    assertThat(ledger("status_code", "2026-06-04T00:00:00Z"))
        .hasSize(21)
        .startsWith("2026-04-29 complete", "2026-05-04 missing")
        .endsWith("2026-05-29 missing");

    owedOn("{every: working_day}, valid_to: 2026-05-06", "2026-06-03T12:00:00Z");
    assertThat(ledger("is_due", "2026-06-04T00:00:00Z"))
        .contains("2026-04-29 t", "2026-05-04 t")
        .doesNotContain("2026-04-30 t", "2026-05-01 t");
  }

  @Test
  void everySenderThatEverSentOwesTheFeedSinceItsOwnFirstDelivery() {
    load("2026-03-02T08:00:00Z", "loaded", "", 1, 1, 0, 0);
    load("2026-03-03T08:00:00Z", "loaded", "sender_code = 'south'", 1, 1, 0, 0);
    load("2026-03-04T08:00:00Z", "failed", "sender_code = 'west'");
    owedBy("*", "{every: day}, begins: first_delivery", "2026-03-04T12:00:00Z");

    assertThat(ledger("sender_code, is_due, status_code", "2026-03-05T00:00:00Z"))
        .containsExactlyInAnyOrder(
            "2026-03-02 north t complete",
            "2026-03-03 north t missing",
            "2026-03-03 south t complete",
            "2026-03-04 north t missing",
            "2026-03-04 south t missing",
            "2026-03-04 west f failed");
  }

  @Test
  void everySenderOwesFromTheBeginningWhereThatIsSaid() {
    load("2026-03-03T08:00:00Z", "loaded", "", 1, 1, 0, 0);
    owedBy("*", "{every: day}", "2026-03-03T12:00:00Z");

    assertThat(ledger("sender_code, status_code", "2026-03-04T00:00:00Z"))
        .containsExactly("2026-03-02 north missing", "2026-03-03 north complete");
  }

  @Test
  void whoSentOnlyBeforeOrAfterAnObligationHeldDoesNotHaveIt() {
    load("2026-02-20T08:00:00Z", "loaded", "sender_code = 'old code'", 1, 1, 0, 0);
    load("2026-03-03T08:00:00Z", "loaded", "", 1, 1, 0, 0);
    load("2026-03-04T08:00:00Z", "loaded", "sender_code = 'new code'", 1, 1, 0, 0);
    owedBy("*", "{every: day}, valid_to: 2026-03-04", "2026-03-04T12:00:00Z");

    assertThat(ledger("sender_code, is_due", "2026-03-05T00:00:00Z"))
        .containsExactlyInAnyOrder(
            "2026-02-20 old code f",
            "2026-03-02 north t",
            "2026-03-03 north t",
            "2026-03-04 new code f");
  }

  @Test
  void theCopyOfLoadsSaysWhoSentThemAndHowTheirFormDiffers() {
    load(
        "2026-03-02T08:00:00Z",
        "loaded",
        "said_count = 3, delivered_on = '2026-03-01', drift_code = 'additive', drift_message = 'new: x'",
        2,
        2,
        0,
        0);
    new OpsMirror(catalogs, database, HANOI).copy(Instant.parse("2026-03-02T09:00:00Z"));

    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(catalogs.load(TableName.parse("ops.load"))).build()) {
      records.forEach(
          row ->
              rows.add(
                  Stream.of(
                          "sender_code",
                          "delivered_on",
                          "said_count",
                          "drift_code",
                          "drift_message")
                      .map(column -> String.valueOf(row.getField(column)))
                      .collect(Collectors.joining("|"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(catalogs.load(TableName.parse("ops.quality_score")).currentSnapshot().summary())
        .containsEntry("total-records", "1");
    assertThat(rows).containsExactly("north|2026-03-01|3|additive|new: x");
  }

  @Test
  void whatLayInTheLandingFolderArrivedOnTheDayThatItsPathSays() {
    load(
        "2026-11-04T08:00:00Z",
        "loaded",
        "delivered_on = '2026-03-02', received_on = '2026-03-02'",
        1,
        1,
        0,
        0);
    load(
        "2026-11-04T08:00:00Z",
        "loaded",
        "delivered_on = '2026-03-03', received_on = '2026-03-06'",
        1,
        1,
        0,
        0);
    load("2026-11-04T08:00:00Z", "loaded", "received_on = '2026-03-04'", 1, 1, 0, 0);
    owedOn("{every: day}, valid_to: 2026-03-05", "2026-11-04T12:00:00Z");

    assertThat(ledger("(arrived_at AT TIME ZONE 'UTC')::TEXT, status_code", "2026-11-05T00:00:00Z"))
        .containsExactly(
            "2026-03-02 2026-03-01 17:00:00 complete",
            "2026-03-03 2026-03-05 17:00:00 late",
            "2026-03-04 2026-03-03 17:00:00 complete");
  }

  @Test
  void aDayThatThePolicyTakesBackIsNotOwedAnyMore() {
    owedOn("{every: day}", "2026-03-03T12:00:00Z");
    owedOn("{every: week, on: [tuesday]}", "2026-03-03T12:00:00Z");

    assertThat(ledger("status_code", "2026-03-04T00:00:00Z")).containsExactly("2026-03-03 missing");
  }

  @Test
  void aScoreIsTheMeanOfTheChecksThatWereRun() {
    owedOn("{every: day}", "2026-03-03T12:00:00Z");
    load("2026-03-02T08:00:00Z", "loaded", "said_count = 20", 10, 8, 2, 0);
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("TRUNCATE ops.source_finding, ops.source_compared");
              handle.execute(
                  "INSERT INTO ops.source_compared VALUES ('rows_gone', 'town', 'visit', 1),"
                      + " ('totals_disagree', 'town', 'visit', 1)");
              handle.execute(
                  "INSERT INTO ops.source_finding (run_id, finding_code, load_id, source_code,"
                      + " entity_code, source_row, stated, expected) VALUES (1, 'totals_disagree',"
                      + " 1, 'town', 'visit', 3, '9', '4')");
            });

    // 1 of 2 of live; of clean 1 and 0.8; of complete 0.5 and 1; of correct 0.9.
    assertThat(scores("2026-03-09T00:00:00Z"))
        .containsExactly(
            "2026-03-02 1.000000 0.900000 0.750000 0.900000 7 3 complete.said_rows",
            "2026-03-03 0.000000 - - - 1 9 live.arrived");
    assertThat(states("2026-03-03", "2026-03-03T10:00:00Z")).containsOnly("not_run");
  }

  @Test
  void aPeriodIsCertifiedWhenAllThatWasOwedCameAndEachCheckHasItsScore() {
    database.jdbi().useHandle(handle -> handle.execute("TRUNCATE ops.source_compared"));
    owedOn("{every: day}", "2026-03-04T12:00:00Z");
    // The first is late, the second lost a row.
    load("2026-03-03T08:00:00Z", "loaded", "delivered_on = '2026-03-02'", 10, 10, 0, 0);
    load("2026-03-03T08:00:00Z", "loaded", "delivered_on = '2026-03-03'", 10, 9, 1, 0);

    assertThat(certified("2026-03-02", "2026-03-02", "2026-03-09T00:00:00Z"))
        .containsExactly("1 0 0 - certified");
    assertThat(certified("2026-03-02", "2026-03-03", "2026-03-09T00:00:00Z"))
        .containsExactly("2 0 1 clean.rows_accepted failed");
    // Of two deliveries one has nine tenths of its rows.
    assertThat(certified("2026-03-02", "2026-03-03", "2026-03-09T00:00:00Z", "0.95"))
        .containsExactly("2 0 1 clean.rows_accepted certified");
    assertThat(certified("2026-03-02", "2026-03-03", "2026-03-09T00:00:00Z", "0.951"))
        .containsExactly("2 0 1 clean.rows_accepted failed");
    assertThat(certified("2026-03-02", "2026-03-04", "2026-03-09T00:00:00Z"))
        .containsExactly("3 1 1 live.arrived missing");
    assertThat(certified("2026-03-02", "2026-03-04", "2026-03-09T00:00:00Z", "0"))
        .containsExactly("3 1 1 live.arrived missing");
    assertThat(certified("2026-03-02", "2026-03-02", "2026-03-02T12:00:00Z"))
        .containsExactly("1 0 0 - open");
    assertThat(certified("2026-04-01", "2026-04-30", "2026-05-09T00:00:00Z")).isEmpty();
  }

  private static List<String> certified(String first, String last, String asOf) {
    return certified(first, last, asOf, "1");
  }

  private static List<String> certified(String first, String last, String asOf, String least) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT concat_ws(' ', delivery_count, missing_count, failed_count,
                          coalesce(worst_check, '-'), state_code)
                        FROM ops.period_certification(CAST(:at AS TIMESTAMPTZ), 'Asia/Ho_Chi_Minh',
                          CAST(:first AS DATE), CAST(:last AS DATE), CAST(:least AS NUMERIC))
                        """)
                    .bind("least", least)
                    .bind("at", asOf)
                    .bind("first", first)
                    .bind("last", last)
                    .mapTo(String.class)
                    .list());
  }

  private static List<String> scores(String asOf) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT concat_ws(' ', delivery_date, coalesce(live_score::TEXT, '-'),
                          coalesce(clean_score::TEXT, '-'), coalesce(complete_score::TEXT, '-'),
                          coalesce(correct_score::TEXT, '-'), run_count, not_run_count, worst_check)
                        FROM ops.quality_score(CAST(:at AS TIMESTAMPTZ), 'Asia/Ho_Chi_Minh')
                        ORDER BY delivery_date
                        """)
                    .bind("at", asOf)
                    .mapTo(String.class)
                    .list());
  }

  private static List<String> states(String day, String asOf) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT state_code FROM ops.check_index(CAST(:at AS TIMESTAMPTZ),"
                            + " 'Asia/Ho_Chi_Minh') WHERE delivery_date = CAST(:day AS DATE)")
                    .bind("at", asOf)
                    .bind("day", day)
                    .mapTo(String.class)
                    .list());
  }
}
