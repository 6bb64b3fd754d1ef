package vn.edulake.jobs.transform;

import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who was there on which school day, and how a year ended, on invented rows. */
class AttendanceModelsTest {
  private static final String SCHOOL =
      """
      SELECT * FROM VALUES
        ('north', 'north@1900-01-01', DATE '1900-01-01', DATE '9999-12-31', 'here', 'N1', 'North')
        AS t(school_key, school_version_key, valid_from, valid_to, place_key, school_code, name_vi)
      """;

  @BeforeAll
  static void interpret() {
    TestSession.interpret();
  }

  @AfterAll
  static void compile() {
    TestSession.compile();
  }

  /** A primary class of two learners; 16 September 2024 is a Monday, the 21st a Saturday. */
  private static ModelTest attendance(String days, String roll) {
    return model("core.fct_attendance_day")
        .given("core.bridge_school__account", "SELECT 'A1' AS sender_code, 'north' AS school_key")
        .given(
            "core.dim_class",
            "SELECT 'n1' AS class_key, 'north' AS school_key, 2025 AS school_year,"
                + " '1A' AS class_name, '02' AS level_code")
        .given(
            "core.dim_learner",
            """
            SELECT key AS learner_key, concat(key, '@1900-01-01') AS learner_version_key,
              DATE '1900-01-01' AS valid_from, DATE '2024-09-17' AS valid_to
            FROM VALUES ('ann'), ('bob'), ('-3') AS t(key)
            UNION ALL
            SELECT key, concat(key, '@2024-09-17'), DATE '2024-09-17', DATE '9999-12-31'
            FROM VALUES ('ann'), ('bob'), ('-3') AS t(key)
            """)
        .given("core.dim_school", SCHOOL)
        .given(
            "core.dim_school_day",
            "SELECT 'north' AS school_key, calendar_date, 2025 AS school_year, state_code,"
                + " is_submitted_later FROM VALUES "
                + days
                + " AS t(calendar_date, state_code, is_submitted_later)")
        .given(
            "core.fct_enrolment",
            """
            SELECT 'north' AS school_key, 'n1' AS class_key, 2025 AS school_year, * FROM VALUES
              ('ann', DATE '2024-09-05', DATE '2025-08-01'),
              ('bob', DATE '2024-09-05', DATE '2024-09-18')
              AS t(learner_key, entry_date, exit_date)
            """)
        .given(
            "vault.learner_local_number",
            """
            SELECT 'sms_a' AS source_code, 'A1' AS sender_code, * FROM VALUES
              ('HS1', 'ann'), ('HS2', 'bob') AS t(local_number, learner_key)
            """)
        .given(
            "staging.stg_sms_a__attendance",
            "SELECT 'A1' AS sender_code, concat('1A/', local_number) AS entry, '1A' AS class_name, *"
                + " FROM VALUES "
                + roll
                + " AS t(attendance_date, local_number, status_code, absent_count)");
  }

  private static final String MONDAY = "(DATE '2024-09-16', 'called', true)";
  private static final String CALLED = "(DATE '2024-09-16', CAST(NULL AS STRING), 'SS', %d)";
  private static final String ABSENT = "(DATE '2024-09-16', '%s', '%s', CAST(NULL AS INT))";

  private static void monday(String roll, String learnersAndStates) {
    attendance(MONDAY, roll)
        .returns("SELECT * FROM VALUES " + learnersAndStates + " AS t(learner_key, status_code)");
  }

  @Covers(table = "core.fct_attendance_day", of = ORDINARY)
  @Test
  void whoIsNotNamedWasThereAndWhoIsWasAbsentWithOrWithoutExcuse() {
    monday(CALLED.formatted(0), "('ann', 'present'), ('bob', 'present')");
    monday(
        CALLED.formatted(1) + ", " + ABSENT.formatted("HS2", "P"),
        "('ann', 'present'), ('bob', 'absent_excused')");
    monday(
        CALLED.formatted(1) + ", " + ABSENT.formatted("HS2", "K"),
        "('ann', 'present'), ('bob', 'absent_unexcused')");
  }

  @Covers(table = "core.fct_attendance_day", of = NULL)
  @Test
  void aClassWhoseRollWasNotCalledIsUnknownAndNeverPresent() {
    monday(
        "(DATE '2024-09-17', CAST(NULL AS STRING), 'SS', 0)",
        "('ann', 'unknown'), ('bob', 'unknown')");
    monday(ABSENT.formatted("HS2", "K"), "('ann', 'unknown'), ('bob', 'absent_unexcused')");
  }

  @Test
  void aRollThatNamesFewerThanItCountsDoesNotTellWhoWasThere() {
    monday(
        CALLED.formatted(2) + ", " + ABSENT.formatted("HS2", "P"),
        "('ann', 'unknown'), ('bob', 'absent_excused')");
  }

  @Test
  void aDayWithoutSchoolForStormIsClosed() {
    monday(
        "(DATE '2024-09-16', CAST(NULL AS STRING), 'NB', 0)",
        "('ann', 'closed'), ('bob', 'closed')");
  }

  @Covers(table = "core.fct_attendance_day", of = LATE)
  @Test
  void anAbsentNumberThatNobodyKnowsStaysVisible() {
    attendance(
            MONDAY,
            CALLED.formatted(2)
                + ", "
                + ABSENT.formatted("HS8", "P")
                + ", "
                + ABSENT.formatted("HS9", "K"))
        .returns(
            """
            SELECT * FROM VALUES
              ('ann', 0, 'present', true), ('bob', 0, 'present', true),
              ('-3', 1, 'absent_excused', false), ('-3', 2, 'absent_unexcused', false)
              AS t(learner_key, entry_number, status_code, is_enrolled)
            """);
  }

  @Covers(table = "core.fct_attendance_day", of = BOUNDARY)
  @Test
  void daysEndWithTheStintAndWithTheLastSubmissionAndVersionsAreThoseOfTheDay() {
    attendance(
            """
            (DATE '2024-09-16', 'called', true), (DATE '2024-09-17', 'called', true),
            (DATE '2024-09-18', 'not_submitted', true), (DATE '2024-09-19', 'called', true),
            (DATE '2024-09-20', 'not_submitted', false), (DATE '2024-09-21', 'called', true)
            """,
            """
            (DATE '2024-09-16', CAST(NULL AS STRING), 'SS', 0),
            (DATE '2024-09-17', CAST(NULL AS STRING), 'SS', 0),
            (DATE '2024-09-19', CAST(NULL AS STRING), 'SS', 0)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              (DATE '2024-09-16', 'ann@1900-01-01', 'present', DATE '2024-09-01', true),
              (DATE '2024-09-16', 'bob@1900-01-01', 'present', DATE '2024-09-01', true),
              (DATE '2024-09-17', 'ann@2024-09-17', 'present', DATE '2024-09-01', true),
              (DATE '2024-09-17', 'bob@2024-09-17', 'present', DATE '2024-09-01', true),
              (DATE '2024-09-18', 'ann@2024-09-17', 'unknown', DATE '2024-09-01', false),
              (DATE '2024-09-19', 'ann@2024-09-17', 'present', DATE '2024-09-01', true)
              AS t(calendar_date, learner_version_key, status_code, month_date, is_final)
            """);
  }

  @Test
  void anAbsenceOfSomebodyWhoHasLeftIsNoSchoolDayOfHers() {
    attendance(
            "(DATE '2024-09-19', 'called', true)",
            "(DATE '2024-09-19', CAST(NULL AS STRING), 'SS', 1),"
                + " (DATE '2024-09-19', 'HS2', 'K', CAST(NULL AS INT))")
        .returns(
            """
            SELECT * FROM VALUES
              ('ann', 'present', true), ('bob', 'absent_unexcused', false)
              AS t(learner_key, status_code, is_enrolled)
            """);
  }

  @Covers(
      table = "marts.attendance_by_school_month",
      of = {ORDINARY, LATE})
  @Test
  void aRateOfAMonthLeavesOutWhatIsNotKnown() {
    model("marts.attendance_by_school_month")
        .given(
            "core.bridge_school__boundary",
            """
            SELECT 'north@1900-01-01' AS school_version_key, mode AS boundary_mode,
              'north' AS school_key, 'here' AS target_place_key, 'all' AS target_province_place_key,
              false AS is_allocated
            FROM VALUES ('then'), ('today') AS t(mode)
            """)
        .given(
            "core.dim_place",
            "SELECT * FROM VALUES ('here', '00001', 'Here'), ('all', '87', 'All')"
                + " AS t(place_key, code, name)")
        .given("core.dim_school", SCHOOL)
        .given(
            "core.fct_attendance_day",
            """
            SELECT 2025 AS school_year, DATE '2024-09-01' AS month_date,
              'north@1900-01-01' AS school_version_key, * FROM VALUES
              (DATE '2024-09-16', 'present', true), (DATE '2024-09-16', 'present', true),
              (DATE '2024-09-16', 'absent_excused', true), (DATE '2024-09-17', 'unknown', true),
              (DATE '2024-09-18', 'closed', true), (DATE '2024-09-16', 'absent_excused', false)
              AS t(calendar_date, status_code, is_enrolled)
            """)
        .returns(
            """
            SELECT mode AS boundary_mode, '87' AS province_code, 2L AS present_day_count,
              3L AS known_day_count, 1L AS absent_excused_day_count, 1L AS closed_day_count,
              1L AS unknown_day_count, 1L AS unknown_learner_day_count, 1L AS school_day_count,
              CAST(NULL AS STRING) AS missing_reason_code
            FROM VALUES ('then'), ('today') AS t(mode)
            """);
  }

  /** Learners of grade 4 and 5; the next year is told by the sector database. */
  private static ModelTest progression(String stints, String results) {
    return model("core.fct_progression")
        .given(
            "core.fct_enrolment",
            "SELECT learner_key, concat(learner_key, '@x') AS learner_version_key,"
                + " concat(learner_key, '@', school_year) AS learner_year_key, 'north' AS school_key,"
                + " 'v' AS school_version_key, 'n' AS class_key, 'here' AS place_key, school_year,"
                + " '02' AS level_code, grade_code, entry_date, exit_reason_code,"
                + " 'moet' AS source_codes FROM VALUES "
                + stints
                + " AS t(learner_key, school_year, grade_code, entry_date, exit_reason_code)")
        .given("core.reported_school_year", "SELECT * FROM VALUES (2025), (2026) AS t(school_year)")
        .given(
            "core.fct_learner_statement",
            "SELECT learner_key, 2025 AS school_year, 'moet_record' AS source_code,"
                + " DATE '2025-06-05' AS stated_date, learner_key AS entry_id, result_code"
                + " FROM VALUES "
                + results
                + " AS t(learner_key, result_code)");
  }

  @Covers(
      table = "core.fct_progression",
      of = {ORDINARY, NULL, BOUNDARY, LATE})
  @Test
  void howAYearEndedIsToldByItsEventsAndByTheStartOfTheNextOne() {
    progression(
            """
            ('ann', 2025, '4', DATE '2024-09-05', 'year_end'),
            ('ann', 2026, '5', DATE '2025-09-05', 'year_end'),
            ('bob', 2025, '4', DATE '2024-09-05', 'year_end'),
            ('bob', 2026, '4', DATE '2025-09-05', 'year_end'),
            ('eve', 2025, '5', DATE '2024-09-05', 'year_end'),
            ('dan', 2025, '4', DATE '2024-09-05', 'dropped_out'),
            ('kim', 2025, '4', DATE '2024-09-05', 'transferred_out'),
            ('sue', 2025, '4', DATE '2024-11-05', 'year_end')
            """,
            "('ann', 'promoted_after_retest'), ('bob', 'repeated'), ('eve', 'promoted'),"
                + " ('dan', 'repeated')")
        .returns(
            """
            SELECT * FROM VALUES
              ('ann', 2025, true, 'promoted', 'promoted', true),
              ('ann', 2026, true, 'not_stated', 'not_yet_known', false),
              ('bob', 2025, true, 'repeated', 'repeated', false),
              ('bob', 2026, true, 'not_stated', 'not_yet_known', false),
              ('eve', 2025, true, 'completed', 'completed', true),
              ('dan', 2025, true, 'dropped_out', 'dropped_out', false),
              ('kim', 2025, true, 'transferred_out', 'transferred', false),
              ('sue', 2025, false, 'not_stated', 'dropped_out', false)
              AS t(learner_key, school_year, is_at_start, gso_outcome_code, unesco_outcome_code,
                is_promoted)
            """);
  }

  @Covers(
      table = "core.reported_school_year",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aYearIsReportedWhenTheSectorDatabaseToldAStintOfIt() {
    model("core.reported_school_year")
        .given(
            "core.fct_enrolment",
            """
            SELECT * FROM VALUES
              ('ann', 2025, 'moet,sms_b'),
              ('bob', 2025, 'moet'),
              -- Records are changes of one learner, and lists of vendors are not the sector's.
              ('ann', 2026, 'moet_record,sms_b'),
              ('bob', 2026, ''),
              ('eve', 2024, 'moet_record,moet'),
              ('eve', CAST(2023 AS INT), NULL)
              AS t(learner_key, school_year, source_codes)
            """)
        .returns("SELECT * FROM VALUES (2024), (2025) AS t(school_year)");
  }

  /** What nobody reported yet is not known of anybody, also of who is in the next year. */
  @Covers(table = "core.fct_progression", of = DUPLICATE)
  @Test
  void whoCameBackIsNotKnownBeforeTheNextYearIsReported() {
    progression(
            "('ann', 2025, '4', DATE '2024-09-05', 'year_end'),"
                + " ('ann', 2026, '5', DATE '2025-09-05', 'year_end'),"
                + " ('bob', 2025, '4', DATE '2024-09-05', 'year_end')",
            "('ann', 'promoted'), ('ann', 'promoted')")
        .given("core.reported_school_year", "SELECT 2025 AS school_year")
        .returns(
            "SELECT * FROM VALUES ('ann', 2025, 'not_yet_known'), ('ann', 2026, 'not_yet_known'),"
                + " ('bob', 2025, 'not_yet_known') AS t(learner_key, school_year, unesco_outcome_code)");
  }

  @Covers(table = "core.fct_progression", of = DUPLICATE)
  @Test
  void theTranscriptCountsBeforeTheRecord() {
    progression("('ann', 2025, '4', DATE '2024-09-05', 'year_end')", "('ann', 'promoted')")
        .given("core.bridge_school__account", "SELECT 'A1' AS sender_code, 'north' AS school_key")
        .given(
            "vault.learner_local_number",
            "SELECT 'sms_a' AS source_code, 'A1' AS sender_code, 'HS1' AS local_number,"
                + " 'ann' AS learner_key")
        .given(
            "staging.stg_transcript__year_result",
            "SELECT 'A1' AS sender_code, 2025 AS school_year, 'HS1' AS local_number,"
                + " 'OL' AS outcome_code")
        .returns("SELECT 'repeated' AS result_code, true AS is_repeated, false AS is_promoted");
  }

  @Covers(table = "core.fct_attendance_day", of = DUPLICATE)
  @Test
  void whoIsNamedTwiceWasAbsentOnceAndAnExcuseHidesNoAbsenceWithoutOne() {
    monday(
        CALLED.formatted(1)
            + ", "
            + CALLED.formatted(1)
            + ", "
            + ABSENT.formatted("HS2", "P")
            + ", "
            + ABSENT.formatted("HS2", "K"),
        "('ann', 'present'), ('bob', 'absent_unexcused')");
  }

  @Covers(
      table = "marts.attendance_by_school_month",
      of = {NULL, BOUNDARY, DUPLICATE})
  @Test
  void aSchoolThatChangesWithinAMonthIsOneWhereItLiesInOneCommune() {
    model("marts.attendance_by_school_month")
        .given(
            "core.bridge_school__boundary",
            """
            SELECT 'north' AS school_key, 'all' AS target_province_place_key, * FROM VALUES
              ('old', 'then', 'here'), ('new', 'then', 'there'),
              ('old', 'today', 'there'), ('new', 'today', 'there')
              AS t(school_version_key, boundary_mode, target_place_key)
            """)
        .given(
            "core.dim_place",
            "SELECT * FROM VALUES ('here', '1'), ('there', '2'), ('all', '87') AS t(place_key, code)")
        .given(
            "core.dim_school",
            "SELECT * FROM VALUES ('old', DATE '1900-01-01', 'Old'), ('new', DATE '2024-09-17', 'New')"
                + " AS t(school_version_key, valid_from, name_vi)")
        .given(
            "core.fct_attendance_day",
            """
            SELECT 2025 AS school_year, true AS is_enrolled, * FROM VALUES
              (DATE '2024-09-01', DATE '2024-09-16', 'old', 'present'),
              (DATE '2024-09-01', DATE '2024-09-17', 'new', 'absent_unexcused'),
              (DATE '2024-09-01', DATE '2024-09-30', 'new', 'present'),
              -- Of this month nobody tells.
              (DATE '2024-10-01', DATE '2024-10-01', 'new', 'unknown')
              AS t(month_date, calendar_date, school_version_key, status_code)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              (DATE '2024-09-01', 'then', '1', 'Old', 1L, 1L, 1L, NULL),
              (DATE '2024-09-01', 'then', '2', 'New', 1L, 2L, 2L, NULL),
              (DATE '2024-09-01', 'today', '2', 'New', 2L, 3L, 3L, NULL),
              (DATE '2024-10-01', 'then', '2', 'New', 0L, 0L, 0L, 'nothing_told'),
              (DATE '2024-10-01', 'today', '2', 'New', 0L, 0L, 0L, 'nothing_told')
              AS t(month_date, boundary_mode, place_code, school_name, present_day_count,
                known_day_count, school_day_count, missing_reason_code)
            """);
  }
}
