package vn.edulake.jobs.simulate.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
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
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.IngestReport;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.pipeline.TestPipeline;
import vn.edulake.jobs.simulate.world.Institution;
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
  private static final int HISTORY = 4;

  /** On this reporting date the first institution forgets to send its learners. */
  private static final LocalDate FORGOTTEN = LocalDate.of(2024, 1, 31);

  private static final Set<String> SOURCES =
      new TreeSet<>(Set.of("moet", "oneroster", "population", "staff"));

  private static final String MANIFEST = "manifest.csv";

  /** What the files of a package are. */
  private static final Map<String, String> PACKED =
      Map.of(
          "academicSessions.csv",
          "oneroster.academic_session",
          "classes.csv",
          "oneroster.class",
          "courses.csv",
          "oneroster.course",
          "demographics.csv",
          "oneroster.demographic",
          "enrollments.csv",
          "oneroster.enrollment",
          MANIFEST,
          MANIFEST,
          "orgs.csv",
          "oneroster.org",
          "roles.csv",
          "oneroster.role");

  /** Learners of each class of vendor B on the newest day of its packages. */
  private static final Map<String, Integer> ROSTERS = new TreeMap<>();

  private static final Map<String, IngestReport> REPORTS = new LinkedHashMap<>();
  private static final Map<String, Long> WRITTEN = new TreeMap<>();

  /** Learners of each class on each reporting date. */
  private static final Map<String, Integer> SIZES = new TreeMap<>();

  /** Who was where when the last year ended, without those who passed the last grade. */
  private static final Set<String> ROLL = new TreeSet<>();

  /** Staff of each kind on each day of the staff file. */
  private static final Map<String, Integer> STAFF = new TreeMap<>();

  private static final Map<String, Integer> BIRTHS = new TreeMap<>();

  private static String forgetful = "";

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
        write(new Scene(province, province.year().year() == FIRST_YEAR ? HISTORY : 0));
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
    WRITTEN.remove(MANIFEST);
    String tables =
        WRITTEN.keySet().stream()
            .map(feed -> "staging.stg_" + feed.replace(".", "__"))
            .collect(Collectors.joining(","));
    TestPipeline.of(lake).run("test", new RunRequest(Optional.of(tables), false, Optional.empty()));
    session = TestSession.ofRuns().with(lake.catalogs, new byte[32], s -> s);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  /** Writes what is sent in a year, and notes what the world says of it. */
  private static void write(Scene scene) throws IOException {
    Register register = scene.register();
    forgetful = register.code(scene.province().institutions().get(0), FORGOTTEN);
    for (Feed feed : Feeds.all()) {
      for (Delivery delivery : feed.deliveries(scene)) {
        boolean isForgotten = delivery.path().contains("hocsinh_" + forgetful + "_" + FORGOTTEN);
        if (SOURCES.contains(delivery.source()) && !isForgotten) {
          List<Sheet> sheets = delivery.content().get();
          DeliveryWriter.write(
              home.resolve("files").resolve(delivery.path()), delivery.form(), sheets);
          for (Sheet sheet : sheets) {
            String of = PACKED.getOrDefault(sheet.name(), delivery.feed());
            WRITTEN.merge(of, (long) sheet.rowCount(), Long::sum);
          }
        }
      }
    }
    for (SectorReports.Report report : SectorReports.of(scene)) {
      for (SchoolClass one : scene.year().classes()) {
        SIZES.put(
            report.day() + " " + register.classCode(scene.year(), one),
            scene.year().size(one, (int) report.day().toEpochDay()));
      }
    }
    ROSTERS.clear();
    for (Institution institution : scene.institutions(true)) {
      for (SchoolClass one : scene.year().classes(institution)) {
        int day = (int) scene.termStarts().get(1).toEpochDay();
        ROSTERS.put(register.classCode(scene.year(), one), scene.year().size(one, day));
      }
    }
    int year = scene.year().year();
    for (LocalDate day :
        List.of(
            LocalDate.of(year - 1, 9, 10), LocalDate.of(year, 1, 10), LocalDate.of(year, 5, 10))) {
      scene
          .province()
          .staff()
          .at(day)
          .forEach(
              of -> of.forEach(p -> STAFF.merge(day + " " + p.role().title(), 1, Integer::sum)));
    }
    for (int born = year - 1 - scene.history(); born < year; born++) {
      BIRTHS.put("" + born, Arrays.stream(scene.province().births().of(born)).sum());
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
          assertThat(report.notCovered()).as(source).allMatch(file -> file.endsWith(MANIFEST));
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
    filled
        .entrySet()
        .removeIf(
            one -> one.getValue() == 0 || one.getKey().startsWith(FORGOTTEN + " " + forgetful));
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
  void anInstitutionThatSentNothingIsNotReceived() {
    assertThat(
            lake.ops(
                """
                SELECT concat_ws(' ', source_code, entity_code, delivery_date, sender_code)
                FROM ops.load_ledger(now(), 'Asia/Ho_Chi_Minh')
                WHERE status_code = 'missing' AND delivery_date <= '2026-05-20'
                """))
        .containsExactly("moet learner " + FORGOTTEN + " " + forgetful);
  }

  @Test
  void theRecordsOfLearnersEndAsTheRoll() {
    assertThat(
            rows(
                """
                SELECT learner_code, class_code FROM (
                  SELECT *, row_number() OVER (PARTITION BY record_id ORDER BY version DESC) AS place
                  FROM stg_moet__learner_record)
                WHERE place = 1 AND event_code <> 'CANCEL' AND status_code = 'Đang học'
                """))
        .containsExactlyInAnyOrderElementsOf(ROLL);
    assertThat(
            rows(
                """
                SELECT record_id FROM stg_moet__learner_record
                GROUP BY record_id
                HAVING max_by(event_code, version) = 'CANCEL'
                  AND min_by(event_code, version) = 'NEW'
                """))
        .as("records that were taken back, with what they said before")
        .isNotEmpty();
    assertThat(rows("SELECT status_code FROM stg_moet__learner_record"))
        .contains("Hoàn thành", "Chuyển đi hè", "Thôi học hè", "Chuyển đi kỳ 1");
  }

  @Test
  void yearlyEnrolmentIsThatOfTheReportOfItsDay() {
    assertThat(
            rows(
                """
                SELECT i.report_date, i.institution_code FROM stg_moet__institution AS i
                LEFT JOIN (
                  SELECT school_year, institution_code, sum(learner_count) AS learner_count,
                    sum(CASE WHEN sex_code = 'Nữ' THEN learner_count ELSE 0 END) AS girl_count
                  FROM stg_moet__yearly_enrolment GROUP BY ALL) AS e
                  ON e.institution_code = i.institution_code
                  AND substr(e.school_year, 1, 4) = CAST(year(i.report_date) AS STRING)
                WHERE month(i.report_date) = 10
                  AND (e.learner_count IS DISTINCT FROM i.learner_count
                    OR e.girl_count IS DISTINCT FROM i.girl_count)
                """))
        .isEmpty();
    assertThat(rows("SELECT DISTINCT school_year FROM stg_moet__yearly_enrolment"))
        .hasSize(LAST_YEAR - FIRST_YEAR + 1 + HISTORY);
  }

  @Test
  void theStaffFileHasEverybodyWhoWorksAndWhoLeftSince() {
    assertThat(
            rows(
                """
                SELECT snapshot_date, role_name, count(*) FROM stg_staff__member
                WHERE left_date IS NULL GROUP BY ALL
                """))
        .containsExactlyInAnyOrderElementsOf(told(STAFF));
    assertThat(rows("SELECT DISTINCT leaving_reason FROM stg_staff__member")).contains("Nghỉ hưu");
    assertThat(rows("SELECT staff_code FROM stg_staff__member WHERE left_date > snapshot_date"))
        .isEmpty();
    assertThat(
            rows(
                """
                SELECT staff_code FROM stg_staff__member WHERE left_date IS NOT NULL
                GROUP BY ALL HAVING count(*) > 1
                """))
        .isEmpty();
  }

  @Test
  void birthsAndResidentsAreOfTheCommunesThatThereWere() {
    assertThat(rows("SELECT birth_year, sum(birth_count) FROM stg_population__birth GROUP BY ALL"))
        .containsExactlyInAnyOrderElementsOf(told(BIRTHS));
    assertThat(
            rows(
                """
                SELECT DISTINCT r.commune_code FROM stg_population__resident AS r
                LEFT JOIN stg_population__birth AS b
                  ON b.commune_code = r.commune_code AND b.birth_year = year(r.as_of_date)
                WHERE b.commune_code IS NULL
                """))
        .isEmpty();
    assertThat(
            rows(
                """
                SELECT DISTINCT i.commune_code FROM stg_moet__institution AS i
                LEFT JOIN stg_population__resident AS r
                  ON r.commune_code = i.commune_code AND year(r.as_of_date) = year(i.report_date)
                WHERE month(i.report_date) = 10 AND r.commune_code IS NULL
                """))
        .isEmpty();
  }

  @Test
  void theNewestPackageOfASchoolIsWhoLearnsThere() {
    assertThat(ROSTERS).isNotEmpty();
    assertThat(
            rows(
                """
                SELECT c.class_code, count(*) FROM stg_oneroster__class AS c
                INNER JOIN stg_oneroster__enrollment AS e
                  ON e.sender_code = c.sender_code AND e.class_id = c.class_id
                  AND e.role_code = 'student'
                INNER JOIN stg_oneroster__user AS u
                  ON u.sender_code = e.sender_code AND u.user_id = e.user_id
                INNER JOIN stg_oneroster__demographic AS d
                  ON d.sender_code = e.sender_code AND d.user_id = e.user_id
                INNER JOIN stg_oneroster__role AS r
                  ON r.sender_code = e.sender_code AND r.user_id = e.user_id
                  AND r.role_code = 'student'
                GROUP BY ALL
                """))
        .containsExactlyInAnyOrderElementsOf(told(ROSTERS));
    assertThat(
            rows(
                """
                SELECT c.class_id FROM stg_oneroster__class AS c
                LEFT JOIN stg_oneroster__enrollment AS e
                  ON e.sender_code = c.sender_code AND e.class_id = c.class_id
                  AND e.role_code = 'teacher'
                LEFT JOIN stg_oneroster__course AS k
                  ON k.sender_code = c.sender_code AND k.course_id = c.course_id
                LEFT JOIN stg_oneroster__org AS o
                  ON o.sender_code = c.sender_code AND o.org_id = c.school_org_id
                WHERE e.class_id IS NULL OR k.course_id IS NULL OR o.org_id IS NULL
                """))
        .isEmpty();
  }
}
