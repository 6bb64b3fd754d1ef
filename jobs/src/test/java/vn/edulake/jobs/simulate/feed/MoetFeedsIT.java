package vn.edulake.jobs.simulate.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.IngestReport;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.Stints;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;

/**
 * The feeds of the sector database, of staff and of offices, taken in by the real ingest. Four
 * school years live, and the reform of 1 July 2025 lies between the last two.
 */
class MoetFeedsIT {
  private static final int FIRST_YEAR = 2023;
  private static final int LAST_YEAR = 2026;
  private static final Set<String> SOURCES = new TreeSet<>(Set.of("moet"));

  private static final Map<String, IngestReport> REPORTS = new LinkedHashMap<>();
  private static final Map<String, Long> WRITTEN = new TreeMap<>();

  /** Learners of each class on each reporting date. */
  private static final Map<String, Integer> SIZES = new TreeMap<>();

  /** Who was where when the last year ended, without those who passed the last grade. */
  private static final Set<String> ROLL = new TreeSet<>();

  @TempDir private static Path home;
  private static TestLake lake;
  private static SparkSession session;

  @BeforeAll
  static void liveAndLoad() throws IOException {
    Province province =
        Province.found(
            Profile.load("dong_thap"),
            Scale.parse("1000"),
            11,
            Path.of("bundled/vn-admin-units"),
            Policies.load());
    while (province.year().year() <= LAST_YEAR) {
      if (province.year().year() >= FIRST_YEAR) {
        write(new Scene(province, 0));
      }
      if (province.year().year() == LAST_YEAR) {
        break;
      }
      province.turn();
    }
    lake = TestLake.open(home, SourceContracts.load());
    for (String source : SOURCES) {
      REPORTS.put(source, lake.run(source, home.resolve("files/" + source)));
    }
    String tables =
        WRITTEN.keySet().stream()
            .map(feed -> "staging.stg_" + feed.replace(".", "__"))
            .collect(Collectors.joining(","));
    new Pipeline(
            lake.config,
            lake.database,
            lake.catalogs,
            TestSession.ofRuns(),
            Clock.systemUTC(),
            Steps.unheard(),
            line -> {})
        .run("test", new RunRequest(Optional.of(tables), false, Optional.empty()));
    session = TestSession.ofRuns().with(lake.catalogs, new byte[32], s -> s);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  private static void write(Scene scene) throws IOException {
    for (Feed feed : Feeds.all()) {
      for (Delivery delivery : feed.deliveries(scene)) {
        if (SOURCES.contains(delivery.source())) {
          List<Sheet> sheets = delivery.content().get();
          DeliveryWriter.write(
              home.resolve("files").resolve(delivery.path()), delivery.form(), sheets);
          long rows = sheets.stream().mapToLong(Sheet::rowCount).sum();
          WRITTEN.merge(delivery.feed(), rows, Long::sum);
        }
      }
    }
    Register register = scene.register();
    for (SectorReports.Report report : SectorReports.of(scene)) {
      for (SchoolClass one : scene.year().classes()) {
        SIZES.put(
            report.day() + " " + register.classCode(scene.year(), one),
            scene.year().size(one, (int) report.day().toEpochDay()));
      }
    }
    ROLL.clear();
    Stints stints = scene.year().stints();
    for (int i = 0; i < stints.count(); i++) {
      SchoolClass of = scene.year().classes().get(stints.classIndex(i));
      int learner = stints.learner(i);
      if (stints.exit(i) == Stints.Exit.YEAR_END
          && !LearnerEvents.hasFinished(scene.year(), of.level(), stints.grade(i), learner)) {
        ROLL.add(register.learnerCode(learner) + " " + register.classCode(scene.year(), of));
      }
    }
  }

  private static List<String> rows(String query) {
    return session.sql(query.replace("stg_", "personal.staging.stg_")).collectAsList().stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  @Test
  void everyRowOfEveryFileIsAccepted() {
    Map<String, Long> accepted = new TreeMap<>();
    REPORTS.forEach(
        (source, report) -> {
          assertThat(report.notCovered()).as(source).isEmpty();
          for (FileReport file : report.files()) {
            assertThat(file.status())
                .as(file.file() + file.reason())
                .isEqualTo(FileReport.Status.LOADED);
            assertThat(file.rejected()).as(file.file()).isZero();
            accepted.merge(source + "." + file.entity(), file.accepted(), Long::sum);
          }
        });
    assertThat(accepted).isEqualTo(WRITTEN);
  }

  @Test
  void theThreeReportsOfAYearTellTheSameNumbers() {
    assertThat(rows("SELECT report_date, class_code, learner_count FROM stg_moet__class"))
        .containsExactlyInAnyOrderElementsOf(told(SIZES));
    Map<String, Integer> filled = new TreeMap<>(SIZES);
    filled.values().removeIf(size -> size == 0);
    assertThat(
            rows(
                """
                SELECT report_date, class_code, count(*) FROM stg_moet__learner
                WHERE status_code IN ('Đang học', 'Chuyển đến kỳ 1', 'Chuyển đến kỳ 2')
                GROUP BY ALL
                """))
        .containsExactlyInAnyOrderElementsOf(told(filled));
    assertThat(
            rows(
                """
                SELECT i.institution_code FROM stg_moet__institution AS i
                LEFT JOIN (
                  SELECT report_date, institution_code, count(*) AS class_count,
                    sum(learner_count) AS learner_count
                  FROM stg_moet__class GROUP BY ALL) AS c
                  ON c.report_date = i.report_date AND c.institution_code = i.institution_code
                WHERE c.class_count IS DISTINCT FROM i.class_count
                  OR c.learner_count IS DISTINCT FROM i.learner_count
                """))
        .isEmpty();
  }

  private static List<String> told(Map<String, Integer> sizes) {
    List<String> result = new ArrayList<>();
    sizes.forEach((of, size) -> result.add(of + " " + size));
    return result;
  }

  @Test
  void whoLeavesInTheYearStandsInTheReportWithTheReason() {
    assertThat(rows("SELECT DISTINCT status_code FROM stg_moet__learner"))
        .contains("Đang học", "Chuyển đi kỳ 1", "Chuyển đi kỳ 2", "Chuyển đến kỳ 2");
  }

  @Test
  void theCodesOfInstitutionsChangeWithTheReform() {
    assertThat(
            rows(
                """
                SELECT DISTINCT report_date < DATE '2025-07-01', substr(institution_code, 1, 2)
                FROM stg_moet__institution
                """))
        .containsExactlyInAnyOrder("true 87", "false 82");
    assertThat(
            lake.ops(
                "SELECT DISTINCT concat(delivered_on < '2025-07-01', substr(sender_code, 1, 2))"
                    + " FROM ops.load WHERE entity_code = 'learner' ORDER BY 1"))
        .containsExactly("f82", "t87");
  }

  @Test
  void theRecordsOfLearnersEndAsTheRoll() {
    assertThat(
            rows(
                """
                SELECT learner_code, class_code FROM stg_moet__learner_record
                WHERE status_code = 'Đang học'
                """))
        .containsExactlyInAnyOrderElementsOf(ROLL);
    assertThat(
            session
                .sql("SELECT 1 FROM personal.raw.moet__learner_record WHERE event_code = 'CANCEL'")
                .count())
        .as("records that were taken back")
        .isPositive();
    assertThat(rows("SELECT status_code FROM stg_moet__learner_record"))
        .contains("Hoàn thành", "Chuyển đi hè", "Thôi học hè", "Chuyển đi kỳ 1");
  }
}
