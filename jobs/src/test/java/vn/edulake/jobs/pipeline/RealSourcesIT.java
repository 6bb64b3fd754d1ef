package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.IngestReport;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;

/**
 * The files of learning platforms, rosters, finance and maps as their owners published them, in one
 * lake: what their descriptions count is there, and what they call dirt is seen. Skipped without
 * {@code -Dreal.data=DIR}.
 */
class RealSourcesIT {
  private static final Map<String, String> FOLDERS = new LinkedHashMap<>();

  static {
    FOLDERS.put("xapi", "xapi-fun-mooc-part1");
    FOLDERS.put("oulad", "oulad-2013");
    FOLDERS.put("moodle", "lms-moodle-tables-contoso");
    FOLDERS.put("sis", "sis-attendance-contoso");
    FOLDERS.put("oneroster", "oneroster-1.2-samples");
    FOLDERS.put("edfi", "edfi-sample-finance");
    FOLDERS.put("uk_school", "uk-school-finance-facilities");
    FOLDERS.put("vn_holiday", "vn-public-holidays");
    FOLDERS.put("vn_outline", "vn-outlines");
  }

  private static final Map<String, IngestReport> REPORTS = new LinkedHashMap<>();
  private static TestLake lake;
  private static Pipeline.Result run;
  private static SparkSession session;

  @BeforeAll
  static void loadAndBuild(@TempDir Path home) {
    String data = System.getProperty("real.data", "");
    assumeThat(data).as("real.data").isNotEmpty();
    SourceContracts contracts = SourceContracts.load();
    lake = TestLake.open(home, contracts);
    FOLDERS.forEach(
        (source, folder) -> REPORTS.put(source, lake.run(source, Path.of(data).resolve(folder))));
    String selection =
        FOLDERS.keySet().stream()
            .flatMap(source -> contracts.source(source).stream())
            .map(SourceContract::rawTable)
            .map(raw -> "staging.stg_" + raw.name())
            .collect(Collectors.joining(","));
    Pipeline pipeline = TestPipeline.of(lake);
    run =
        pipeline.run(
            "test",
            new RunRequest(
                Optional.of(selection + ",core.fct_learning_event,core.fct_assessment_result"),
                false,
                Optional.empty()));
    session = TestSession.ofRuns().with(lake.catalogs, new byte[32], s -> s);
  }

  @AfterAll
  static void close() {
    if (lake != null) {
      lake.close();
    }
  }

  private static List<String> lines(String query) {
    return session
        .sql(query.replace("stg_", "personal.staging.stg_").replace("fct_", "lake.core.fct_"))
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .toList();
  }

  private static void says(String query, String... lines) {
    assertThat(lines(query)).containsExactly(lines);
  }

  private static List<FileReport> files(String source, String entity) {
    return REPORTS.get(source).files().stream().filter(f -> f.entity().equals(entity)).toList();
  }

  /** Lines received for an entity, file by file. */
  private static List<Long> received(String source, String entity) {
    return files(source, entity).stream().map(FileReport::received).toList();
  }

  @Test
  void everyFileIsTakenAndEveryLineAccountedFor() {
    REPORTS.forEach(
        (source, report) -> {
          assertThat(report.failed()).as(source).isEmpty();
          assertThat(report.files())
              .as(source)
              .allMatch(f -> f.received() == f.accepted() + f.rejected() + f.known());
          assertThat(report.files()).as(source).allMatch(f -> f.rejected() == 0);
          assertThat(report.notCovered())
              .as(source)
              .allMatch(f -> f.matches(".*(README\\.md|LICENSE.*|manifest\\.csv)"));
        });
  }

  @Test
  void everyKeyIsUniqueAndEveryAuditPassed() {
    assertThat(run.tables()).hasSizeGreaterThan(60).noneMatch(table -> table.isRejected());
  }

  // xAPI

  @Test
  void statementsActorsVideosCoursesAndVerbsAreAsMany() {
    says(
        """
        SELECT count(*), count(DISTINCT actor_key), count(DISTINCT object_id),
          count(DISTINCT course_id), count(DISTINCT session_id), min(event_date), max(event_date)
        FROM fct_learning_event WHERE source_code = 'xapi'
        """,
        "14951|1378|10|2|3209|2021-11-24|2021-11-28");
    says(
        """
        SELECT verb_code, count(*) FROM fct_learning_event WHERE source_code = 'xapi'
        GROUP BY verb_code ORDER BY 2 DESC
        """,
        "played|4515",
        "paused|4429",
        "interacted|2383",
        "seeked|2028",
        "initialized|902",
        "completed|425",
        "terminated|232",
        "downloaded|37");
  }

  @Test
  void statementsThatStepBackInTimeStandOnTheirDay() {
    says(
        """
        SELECT count(*) FROM (
          SELECT statement_at < lag(statement_at) OVER (ORDER BY _source_row) AS is_back
          FROM (SELECT CAST(statement_at AS TIMESTAMP) AS statement_at, _source_row
                FROM personal.raw.xapi__statement))
        WHERE is_back
        """,
        "7547");
    says("SELECT count(*) FROM fct_learning_event WHERE event_date <> CAST(event_at AS DATE)", "0");
  }

  @Test
  void statementsWithoutResultHaveNoPosition() {
    says(
        """
        SELECT count(*) FROM fct_learning_event
        WHERE source_code = 'xapi' AND coalesce(position_second, position_to_second) IS NULL
        """,
        "939");
  }

  @Test
  void sessionsNeedNotBeginNorPlayBeforeTheyPause() {
    says(
        """
        SELECT count(*), count_if(NOT is_initialized), count_if(is_paused AND NOT is_played)
        FROM (SELECT session_id, bool_or(verb_code = 'initialized') AS is_initialized,
                bool_or(verb_code = 'paused') AS is_paused,
                bool_or(verb_code = 'played') AS is_played
              FROM fct_learning_event WHERE source_code = 'xapi' GROUP BY session_id)
        """,
        "3209|2362|600");
  }

  @Test
  void playedSegmentsAreNumbersToThreePlacesAndAllOfThemAreRead() {
    says(
        """
        SELECT count(*), count_if(segment.to_second IS NULL)
        FROM (SELECT explode(played_segments) AS segment FROM fct_learning_event)
        """,
        "48677|2028");
  }

  @Test
  void namesOfVideosAreOpaque() {
    says("SELECT count(*) FROM stg_xapi__statement WHERE object_name NOT LIKE 'FUN-%'", "0");
  }

  // Open University

  @Test
  void studentsRegistrationsAndResultsAreAsMany() {
    says("SELECT count(*) FROM stg_oulad__student", "13529");
    says("SELECT count(*) FROM stg_oulad__registration", "13529");
    says("SELECT count(*) FROM stg_oulad__result", "82842");
    says("SELECT count(*) FROM stg_oulad__assessment", "92");
    says("SELECT count(*) FROM stg_oulad__course", "9");
    says("SELECT count(*) FROM stg_oulad__learning_object", "3023");
    says("SELECT count(*) FROM fct_assessment_result WHERE source_code = 'oulad'", "82842");
  }

  @Test
  void deprivationBandsAreMissingOrLackTheirSign() {
    says(
        """
        SELECT count_if(deprivation_band IS NULL), count_if(deprivation_band = '10-20')
        FROM stg_oulad__student
        """,
        "444|1477");
  }

  @Test
  void missingScoresAndExamsWithoutDayStayEmpty() {
    says("SELECT count(*) FROM stg_oulad__result WHERE score IS NULL", "84");
    says(
        "SELECT assessment_type, count(*) FROM stg_oulad__assessment WHERE due_day IS NULL"
            + " GROUP BY 1",
        "Exam|3");
  }

  @Test
  void aStudentMayBeInSeveralCourses() {
    says(
        """
        SELECT count(*) FROM (
          SELECT student_id FROM stg_oulad__student GROUP BY student_id HAVING count(*) > 1)
        """,
        "202");
  }

  @Test
  void bankedScoresAreMarked() {
    says("SELECT count(*) FROM fct_assessment_result WHERE is_banked", "720");
  }

  @Test
  void resultsMayComeAfterTheStudentHasUnregistered() {
    says(
        """
        SELECT count(*)
        FROM stg_oulad__result AS result
        INNER JOIN stg_oulad__assessment AS assessment
          ON assessment.assessment_id = result.assessment_id
        INNER JOIN stg_oulad__registration AS registration
          ON registration.module_code = assessment.module_code
          AND registration.presentation_code = assessment.presentation_code
          AND registration.student_id = result.student_id
        WHERE result.submitted_day > registration.unregistered_day
        """,
        "160");
  }

  @Test
  void unregisteredStudentsMayHaveFailedAndWithdrawnOnesLackTheDay() {
    says(
        """
        SELECT
          count_if(registration.unregistered_day IS NOT NULL AND student.final_result = 'Fail'),
          count_if(registration.unregistered_day IS NULL AND student.final_result = 'Withdrawn')
        FROM stg_oulad__student AS student
        INNER JOIN stg_oulad__registration AS registration
          USING (module_code, presentation_code, student_id)
        """,
        "9|3");
  }

  // Moodle

  @Test
  void everyMoodleTableHasTheLinesOfItsFile() {
    Map<String, Long> expected =
        Map.ofEntries(
            Map.entry("course", 88L),
            Map.entry("course_category", 88L),
            Map.entry("enrol_method", 175L),
            Map.entry("user_enrolment", 3_688L),
            Map.entry("role", 3L),
            Map.entry("role_assignment", 3_688L),
            Map.entry("quiz", 145L),
            Map.entry("quiz_attempt", 6_863L),
            Map.entry("quiz_grade", 4_421L),
            Map.entry("assignment", 130L),
            Map.entry("submission", 3_842L),
            Map.entry("assignment_grade", 2_617L),
            Map.entry("forum", 6L),
            Map.entry("forum_discussion", 433L),
            Map.entry("forum_post", 1_384L),
            Map.entry("cohort", 6L));
    // The description counts line ends, and the header has one.
    expected.forEach(
        (entity, lineEnds) ->
            assertThat(received("moodle", entity)).as(entity).containsExactly(lineEnds - 1));
  }

  @Test
  void moodleIdentifiersKeepTheirTwoStyles() {
    says("SELECT count(*) FROM stg_moodle__course WHERE NOT course_id RLIKE '^[0-9A-F]{32}$'", "0");
    says(
        "SELECT count(*) FROM stg_moodle__quiz"
            + " WHERE NOT quiz_id RLIKE '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'",
        "0");
  }

  @Test
  void theWordNullIsNothingAndTheRawTableKeepsIt() {
    says(
        """
        SELECT count_if(get_json_object(_extra, '$.downloadcontent') = 'null'), count(*)
        FROM personal.raw.moodle__course
        """,
        "87|87");
    says("SELECT count(*) FROM stg_moodle__course WHERE course_number IS NOT NULL", "0");
  }

  @Test
  void aMisspeltColumnIsTheColumn() {
    says("SELECT DISTINCT message_format_code FROM stg_moodle__forum_post", "0");
  }

  @Test
  void timesAreIsoTextsAndZeroIsNoTime() {
    says(
        """
        SELECT count(*), count(started_at), count(finished_at), count(modified_offline_at),
          min(started_at) >= TIMESTAMP '2021-12-01', max(finished_at) < TIMESTAMP '2022-06-02'
        FROM stg_moodle__quiz_attempt
        """,
        "6862|6862|6862|0|true|true");
    says("SELECT count(modified_at) FROM stg_moodle__course", "0");
  }

  @Test
  void aPostMayBeItsOwnParent() {
    says(
        "SELECT count(*), count_if(parent_post_id = post_id) FROM stg_moodle__forum_post",
        "1383|1383");
  }

  @Test
  void moodleActivityBecomesEventsAndResults() {
    says(
        """
        SELECT object_type_code, verb_code, count(*) FROM fct_learning_event
        WHERE source_code = 'moodle' GROUP BY ALL ORDER BY ALL
        """,
        "assignment|started|3841",
        "assignment|submitted|3841",
        "discussion|posted|1383",
        "quiz|completed|6862",
        "quiz|started|6862");
    says(
        """
        SELECT assessment_type_code, count(*), max(score_fraction) FROM fct_assessment_result
        WHERE source_code = 'moodle' GROUP BY ALL ORDER BY ALL
        """,
        "assignment|2616|1.000000",
        "quiz|6862|1.000000");
  }

  @Test
  void passwordsAreTakenNowhere() {
    says(
        "SELECT count(*) FROM personal.raw.moodle__enrol_method WHERE _extra LIKE '%password%'",
        "0");
    says("SELECT count(*) FROM personal.raw.oneroster__user WHERE _extra ILIKE '%p@ss%'", "0");
  }

  // Attendance

  @Test
  void attendanceAndMarksAreAsMany() {
    assertThat(received("sis", "attendance")).containsExactly(12_000L, 20L, 1_464L, 2_928L);
    assertThat(received("sis", "section_mark")).containsExactly(1_044L, 1_046L, 12L, 24L);
    // The description counts the header of the first file too.
    assertThat(received("sis", "demographic")).containsExactly(100L, 3L);
    says(
        """
        SELECT count(*), count(DISTINCT student_id), count_if(NOT is_present),
          min(attendance_date), max(attendance_date)
        FROM stg_sis__attendance WHERE is_all_day
        """,
        "12000|600|1285|2022-01-03|2022-01-28");
  }

  @Test
  void threeDateFormsGiveDays() {
    says(
        """
        SELECT school_id = 'sch0' AS is_increment, min(attendance_date), max(attendance_date)
        FROM stg_sis__attendance WHERE NOT is_all_day GROUP BY ALL ORDER BY ALL
        """,
        "false|2020-08-15|2020-09-02",
        "true|2019-09-01|2020-05-30");
  }

  @Test
  void anIdThatIsOneTextAStudentIsNoKeyAndWhatIsSentAgainIsThereOnce() {
    says(
        """
        SELECT count(*), count(DISTINCT attendance_id) FROM stg_sis__attendance
        WHERE school_id = 'sch0'
        """,
        "2928|2");
  }

  @Test
  void aLaterBatchCorrectsMarksOfTheSameNumber() {
    says(
        """
        SELECT mark_id, grade_percent FROM stg_sis__section_mark
        WHERE feed = 'batch' AND mark_id IN ('m1', 'm2', 'm4') ORDER BY mark_id
        """,
        "m1|82.00",
        "m2|83.00",
        "m4|77.00");
    says(
        "SELECT feed, count(*) FROM stg_sis__section_mark GROUP BY feed ORDER BY feed",
        "batch|1047",
        "increment|24");
  }

  @Test
  void theSchoolYearNeedNotBeThatOfTheDay() {
    says(
        """
        SELECT count(*) FROM stg_sis__attendance
        WHERE school_year <> year(attendance_date) + CAST(month(attendance_date) >= 8 AS INT)
        """,
        "2948");
  }

  @Test
  void sectionsMayBeBlank() {
    says("SELECT count(*) FROM stg_sis__attendance WHERE section_id IS NULL", "12000");
  }

  @Test
  void studentsHaveTwoKindsOfId() {
    says(
        """
        SELECT count(DISTINCT student_id) FILTER (WHERE student_id RLIKE '^[0-9a-f]{32}$'),
          count(DISTINCT student_id) FILTER (WHERE student_id RLIKE '^st[0-9]+$')
        FROM stg_sis__attendance
        """,
        "600|16");
  }

  // Rosters

  @Test
  void packagesOfOneSenderAreBulksAndTheDeltaThatCameAfterThem() {
    says(
        """
        SELECT org_id, status, CAST(modified_at AS STRING) FROM stg_oneroster__org
        WHERE sender_code = 'conformance-valid' ORDER BY org_id
        """,
        "org-1|active|2025-01-02 03:04:05.006",
        "org-root|active|2025-01-02 03:04:05.006");
    says(
        "SELECT count(*), sum(score) FROM stg_oneroster__result"
            + " WHERE sender_code = 'conformance-valid'",
        "1|95.5000");
  }

  @Test
  void threeGenerationsOfOneModelStandSideBySide() {
    says(
        "SELECT sender_code, count(*) FROM stg_oneroster__user GROUP BY ALL ORDER BY ALL",
        "conformance-valid|2",
        "sds-v1-100-users|98",
        "sds-v2|29",
        "sds-v2.1|8");
    says(
        "SELECT sender_code, count(*) FROM stg_oneroster__org GROUP BY ALL ORDER BY ALL",
        "conformance-valid|2",
        "sds-v1-100-users|2",
        "sds-v2|5",
        "sds-v2.1|4");
    says(
        "SELECT sender_code, count(*) FROM stg_oneroster__enrollment GROUP BY ALL ORDER BY ALL",
        "conformance-valid|1",
        "sds-v1-100-users|630",
        "sds-v2|29",
        "sds-v2.1|6");
    says(
        "SELECT sender_code, count(*) FROM stg_oneroster__class GROUP BY ALL ORDER BY ALL",
        "conformance-valid|1",
        "sds-v1-100-users|28",
        "sds-v2|4",
        "sds-v2.1|2");
  }

  @Test
  void optionalColumnsMayBeLeftOutAndHeadersHaveSpaces() {
    says(
        """
        SELECT user_id, given_name, family_name, grades, graduation_year FROM stg_oneroster__user
        WHERE sender_code = 'sds-v1-100-users' AND user_id IN ('13001', '14001') ORDER BY user_id
        """,
        "13001|Ora|Klein|9|2019",
        "14001|Craig|Beane|null|null");
    says("SELECT birth_date FROM stg_oneroster__demographic WHERE user_id = '13002'", "1999-11-12");
    says(
        """
        SELECT session_id, start_date, school_year FROM stg_oneroster__academic_session
        WHERE sender_code LIKE 'sds%' ORDER BY session_id
        """,
        "12000|2017-07-01|null", "FS2021HED|2021-09-01|2021", "SY2021K12|2021-08-24|2021");
  }

  // Ed-Fi

  @Test
  void accountsDimensionsStaffAndOrganisationsAreAsMany() {
    says(
        "SELECT dimension_type, count(*) FROM stg_edfi__account_dimension GROUP BY ALL ORDER BY ALL",
        "function|5",
        "fund|4",
        "object|9",
        "source|5");
    Map<String, Long> expected =
        Map.ofEntries(
            Map.entry("chart_of_account", 72L),
            Map.entry("local_account", 72L),
            Map.entry("organisation", 9L),
            Map.entry("course", 84L),
            Map.entry("location", 56L),
            Map.entry("class_period", 21L),
            Map.entry("program", 25L),
            Map.entry("accountability_rating", 4L),
            Map.entry("session", 6L),
            Map.entry("grading_period", 18L),
            Map.entry("calendar_date", 2L),
            Map.entry("staff", 68L),
            Map.entry("staff_employment", 68L),
            Map.entry("staff_assignment", 69L),
            Map.entry("staff_school", 56L),
            Map.entry("staff_section", 528L),
            Map.entry("staff_leave", 37L),
            Map.entry("credential", 56L));
    expected.forEach(
        (entity, count) ->
            assertThat(files("edfi", entity).stream().mapToLong(FileReport::accepted).sum())
                .as(entity)
                .isEqualTo(count));
  }

  @Test
  void referencesAreNestedKeysAndFindWhatTheyName() {
    says(
        """
        SELECT count(*), count(chart.account_id), count(organisation.name)
        FROM stg_edfi__local_account AS local_account
        LEFT JOIN stg_edfi__chart_of_account AS chart
          ON chart.organisation_id = local_account.chart_organisation_id
          AND chart.fiscal_year = local_account.chart_fiscal_year
          AND chart.account_id = local_account.chart_account_id
        LEFT JOIN stg_edfi__organisation AS organisation
          ON organisation.organisation_id = local_account.organisation_id
        """,
        "72|72|72");
    says(
        """
        SELECT count(*), count(parent.name) FROM stg_edfi__organisation AS school
        LEFT JOIN stg_edfi__organisation AS parent ON parent.xml_id = school.parent_xml_ref
        WHERE school.organisation_type = 'school'
        """,
        "3|3");
  }

  @Test
  void codesAreWholeUrisOfDescriptors() {
    says(
        "SELECT DISTINCT account_type LIKE 'uri://ed-fi.org/AccountTypeDescriptor#%'"
            + " FROM stg_edfi__chart_of_account",
        "true");
  }

  // Schools of England

  @Test
  void schoolsReturnsAndLineItemsAreAsMany() {
    says("SELECT count(*) FROM stg_uk_school__school", "768");
    says(
        "SELECT run_year, count(*) FROM stg_uk_school__school_return GROUP BY ALL ORDER BY ALL",
        "2021|767",
        "2022|768");
    says("SELECT count(*) FROM stg_uk_school__school_resource", "767");
    says("SELECT count(*) FROM stg_uk_school__trust", "415");
    says("SELECT count(*) FROM stg_uk_school__trust_return", "412");
    says("SELECT count(*) FROM stg_uk_school__budget_forecast", "100");
    says("SELECT count(*) FROM stg_uk_school__local_authority", "154");
    says("SELECT count(*) FROM stg_uk_school__local_authority_need", "42");
    says(
        "SELECT count(DISTINCT local_authority_code, run_year)"
            + " FROM stg_uk_school__local_authority_finance",
        "41");
    says(
        "SELECT count(*), count(DISTINCT line_item) FROM stg_uk_school__school_finance",
        "198015|129");
  }

  @Test
  void theWordNullIsNoAmount() {
    says(
        """
        SELECT
          (SELECT count_if(amount = 'NULL') FROM personal.raw.uk_school__school_finance)
          + (SELECT count_if(trust_position = 'NULL') + count_if(pupil_count = 'NULL')
               + count_if(floor_area_square_metre = 'NULL')
             FROM personal.raw.uk_school__school_return)
        """,
        "111025");
    says(
        """
        SELECT (SELECT count_if(amount IS NULL) FROM stg_uk_school__school_finance)
          - (SELECT count_if(amount = 'NULL') FROM personal.raw.uk_school__school_finance)
        """,
        "0");
  }

  @Test
  void byteOrderMarksAndRaggedRowsDoNotMatter() {
    says("SELECT name FROM stg_uk_school__school WHERE school_id = '777042'", "Test school 102");
    says(
        "SELECT trust_id, group_id FROM stg_uk_school__trust WHERE trust_id LIKE '0000000%'"
            + " ORDER BY trust_id",
        "00000001|null", "00000002|null");
  }

  @Test
  void someReturnsCoverFewerThanTwelveMonths() {
    says("SELECT count(*) FROM stg_uk_school__school_return WHERE period_month_count < 12", "10");
  }

  @Test
  void teachersFullTimeEquivalentsExceedTheirHeadcount() {
    says(
        "SELECT count(*) FROM stg_uk_school__school_resource WHERE teacher_fte > teacher_headcount",
        "766");
  }

  @Test
  void theBuildingAgeIsAYear() {
    says(
        "SELECT min(building_average_year), max(building_average_year)"
            + " FROM stg_uk_school__school_resource",
        "1880.00|2020.00");
  }

  @Test
  void floorAreasMayBeMissingOrZero() {
    says(
        "SELECT count(*) FROM stg_uk_school__school_return"
            + " WHERE coalesce(floor_area_square_metre, 0) = 0",
        "5");
  }

  // Viet Nam

  @Test
  void holidaysAreThoseOfThePackageWithTheGapsOfIt() {
    says(
        "SELECT count(*), count_if(holiday_type = 'public') FROM stg_vn_holiday__holiday",
        "972|252");
    // Law gives five days at the lunar New Year, and two at 2 September.
    says(
        """
        SELECT holiday_date FROM stg_vn_holiday__holiday
        WHERE holiday_type = 'public' AND calendar_year = 2024 AND month(holiday_date) IN (2, 9)
        ORDER BY holiday_date
        """,
        "2024-02-09",
        "2024-02-10",
        "2024-09-02");
  }

  @Test
  void outlinesHaveTheOfficialCodesOfToday() {
    says("SELECT count(*) FROM stg_vn_outline__outline WHERE level = 'province'", "34");
    says(
        """
        SELECT province_code, count(*) FROM stg_vn_outline__outline
        WHERE level = 'commune' GROUP BY ALL ORDER BY ALL
        """,
        "24|99",
        "40|130",
        "44|78",
        "82|102",
        "86|124");
    says(
        """
        SELECT name, get_json_object(geometry, '$.type') FROM stg_vn_outline__outline
        WHERE code IN ('01', '07210') ORDER BY code
        """,
        "Hà Nội|Polygon",
        "Bắc Giang|Polygon");
  }
}
