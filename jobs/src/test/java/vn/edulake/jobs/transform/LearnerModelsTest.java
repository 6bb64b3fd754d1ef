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

/** What is stated about learners, what they are, and how many there are, on invented rows. */
class LearnerModelsTest {
  @BeforeAll
  static void interpret() {
    TestSession.interpret();
  }

  @AfterAll
  static void compile() {
    TestSession.compile();
  }

  private static String key(
      String source, String sender, String local, String code, String number) {
    return "md5(concat_ws('\\u001f', '%s', '%s', '%s', '%s', '%s', 'An', '2015-03-01', 'female'))"
        .formatted(source, sender, local, code, number);
  }

  private static ModelTest statements() {
    return model("core.fct_learner_statement")
        .given(
            "vault.learner_link",
            "SELECT explode(array("
                + key("moet", "", "", "87001", "900")
                + ", "
                + key("sms_a", "A1", "HS1", "TMP1", "")
                + ", "
                + key("sms_b", "B2", "HS1", "87001", "")
                + ")) AS statement_key, 'ann' AS learner_key")
        .given(
            "core.bridge_school__code",
            """
            SELECT * FROM VALUES
              ('8701', 'north', DATE '1900-01-01', DATE '2025-07-01'),
              ('8701', 'south', DATE '2025-07-01', DATE '9999-12-31')
              AS t(school_code, school_key, valid_from, valid_to)
            """)
        .given(
            "core.bridge_school__account",
            "SELECT * FROM VALUES ('A1', 'north'), ('B2', 'south') AS t(sender_code, school_key)")
        .given(
            "core.dim_class",
            """
            SELECT * FROM VALUES
              ('n1', 'north', 2025, '870125001', '1A'), ('s1', 'south', 2025, '880125001', '1A'),
              ('s2', 'south', 2026, '870126001', '2A')
              AS t(class_key, school_key, school_year, class_code, class_name)
            """)
        .given(
            "core.dim_place",
            """
            SELECT 'commune' AS level, * FROM VALUES
              ('then', '00001', DATE '1900-01-01', DATE '2025-07-01'),
              ('now', '00001', DATE '2025-07-01', DATE '9999-12-31')
              AS t(place_key, code, valid_from, valid_to)
            """);
  }

  private static final String PERSON =
      " '900' AS personal_number, 'An' AS full_name, DATE '2015-03-01' AS birth_date,"
          + " 'Nữ' AS sex_code, '87001' AS learner_code";

  @Covers(
      table = "core.fct_learner_statement",
      of = {ORDINARY, BOUNDARY})
  @Test
  void aReportStatesSchoolAndHomeAsOfItsDay() {
    statements()
        .given(
            "staging.stg_moet__learner",
            "SELECT "
                + PERSON
                + ", '8701' AS institution_code, '00001' AS home_commune_code, '1' AS grade_code,"
                + " 'HN' AS policy_code, * FROM VALUES"
                + " (DATE '2025-05-20', '870125001', 'Chuyển đến kỳ 2', 'x'),"
                + " (DATE '2025-10-15', '870126001', 'Thôi học kỳ 1', NULL)"
                + " AS t(report_date, class_code, status_code, is_minority)")
        .returns(
            """
            SELECT * FROM VALUES
              (DATE '2025-05-20', 'moet', 'ann', 2025, 'north', 'n1', 'came', 2, 'then', true),
              (DATE '2025-10-15', 'moet', 'ann', 2026, 'south', 's2', 'dropped_out', 1, 'now', false)
              AS t(stated_date, source_code, learner_key, school_year, school_key, class_key,
                status_code, status_term, home_place_key, is_minority)
            """);
  }

  @Covers(
      table = "core.fct_learner_statement",
      of = {DUPLICATE, LATE})
  @Test
  void eachVersionOfARecordIsAStatementAndOneOfTheSummerHasNoClass() {
    statements()
        .given(
            "staging.stg_moet__learner_record",
            "SELECT "
                + PERSON
                + ", 'r' AS record_id, '8701' AS institution_code, '1' AS grade_code, * FROM VALUES"
                + " ('NEW', 1, DATE '2024-09-18', '2024-2025', '870125001', 'Đang học', NULL),"
                + " ('UPDATE', 4, DATE '2025-06-05', '2024-2025', '870125001', 'Đang học', 'Lưu ban'),"
                + " ('UPDATE', 11, DATE '2025-09-18', '2025-2026', NULL, 'Thôi học hè', NULL),"
                + " ('CANCEL', 12, DATE '2025-09-20', '2025-2026', NULL, 'Thôi học hè', NULL)"
                + " AS t(event_code, version, updated_date, school_year, class_code, status_code,"
                + " result_code)")
        .returns(
            """
            SELECT pseudonym('learner_record', array('r')) AS record_key, * FROM VALUES
              (1L, 2025, 'north', 'n1', 'studying', NULL, NULL),
              (4L, 2025, 'north', 'n1', 'studying', NULL, 'repeated'),
              (11L, 2026, 'south', '-1', 'dropped_out', 3, NULL),
              (12L, 2026, 'south', '-1', 'cancelled', 3, NULL)
              AS t(record_version, school_year, school_key, class_key, status_code, status_term,
                result_code)
            """);
  }

  @Covers(table = "core.fct_learner_statement", of = NULL)
  @Test
  void aListOfASchoolIsKnownByItsAccountAndATemporaryCodeIsTheSameLearner() {
    statements()
        .given(
            "staging.stg_sms_a__learner",
            """
            SELECT 'A1' AS sender_code, DATE '2024-09-09' AS as_of_date, '1A' AS class_name,
              'TMP1' AS learner_code, 'An' AS full_name, DATE '2015-03-01' AS birth_date,
              'Nữ' AS sex_code, * FROM VALUES ('HS1', 'KT'), ('HS2', NULL)
              AS t(local_number, policy_code)
            """)
        .given(
            "staging.stg_sms_b__learner",
            """
            SELECT 'B2' AS sender_code, DATE '2025-01-21' AS as_of_date, '9Z' AS class_name,
              '87001' AS learner_code, '' AS surname_and_middle_name, 'HS1' AS local_number,
              'An' AS given_name, DATE '2015-03-01' AS birth_date, '0' AS sex_code,
              '3' AS status_code, DATE '2024-11-04' AS status_date
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('sms_a', 'ann', 'north', 'n1', 'studying', CAST(NULL AS DATE), NULL, true),
              ('sms_a', '-1', 'north', 'n1', 'studying', NULL, 'none', false),
              ('sms_b', '-1', 'south', '-1', 'transferred_out', DATE '2024-11-04', 'none', false)
              AS t(source_code, learner_key, school_key, class_key, status_code, status_date,
                policy_code, is_disabled)
            """);
  }

  @Covers(
      table = "core.dim_learner",
      of = {ORDINARY, BOUNDARY})
  @Test
  void aSourceThatDoesNotTellAnAttributeDoesNotChangeItAndErrorsAreCorrectedBackwards() {
    model("core.dim_learner")
        .given(
            "core.fct_learner_statement",
            """
            SELECT 'ann' AS learner_key, 'studying' AS status_code, uuid() AS entry_id, * FROM VALUES
              (DATE '2024-09-09', 'sms_a', 2015, 'female', '-1', 'none'),
              (DATE '2024-10-15', 'moet', 2015, 'female', 'here', 'none'),
              (DATE '2025-01-21', 'sms_a', 2014, 'male', '-1', NULL),
              (DATE '2025-01-31', 'moet', 2015, 'female', 'here', 'poor'),
              (DATE '2025-09-18', 'moet_record', 2015, 'female', '-1', NULL)
              AS t(stated_date, source_code, birth_year, sex_code, home_place_key, policy_code)
            """)
        .given("vault.learner_link", "SELECT 'ann' AS learner_key")
        .returns(
            """
            SELECT * FROM VALUES
              ('ann@1900-01-01', DATE '1900-01-01', DATE '2025-01-31', 2015, 'female',
                'here', 'none'),
              ('ann@2025-01-31', DATE '2025-01-31', DATE '9999-12-31', 2015, 'female',
                'here', 'poor'),
              ('-1@1900-01-01', DATE '1900-01-01', DATE '9999-12-31', NULL, NULL, '-1', NULL),
              ('-2@1900-01-01', DATE '1900-01-01', DATE '9999-12-31', NULL, NULL, '-2', NULL),
              ('-3@1900-01-01', DATE '1900-01-01', DATE '9999-12-31', NULL, NULL, '-3', NULL)
              AS t(learner_version_key, valid_from, valid_to, birth_year, sex_code, home_place_key,
                policy_code)
            """);
  }

  private static final String BOUNDARIES =
      """
      SELECT 'v' AS school_version_key, mode AS boundary_mode, 'north' AS school_key,
        'here' AS target_place_key, 'all' AS target_province_place_key,
        mode = 'today' AS is_allocated
      FROM VALUES ('then'), ('today') AS t(mode)
      """;
  private static final String PLACE =
      "SELECT * FROM VALUES ('here', '00001', 'Here'), ('all', '87', 'All')"
          + " AS t(place_key, code, name)";
  private static final String SCHOOL =
      "SELECT 'north' AS school_key, 'v' AS school_version_key, DATE '1900-01-01' AS valid_from,"
          + " DATE '9999-12-31' AS valid_to, 'N1' AS school_code, 'North' AS name_vi";

  @Covers(
      table = "marts.enrolment_by_school_grade",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void whoIsEnrolledIsCountedOnTheOpeningAndOnEachReportingDate() {
    model("marts.enrolment_by_school_grade")
        .given("core.bridge_school__boundary", BOUNDARIES)
        .given("core.dim_place", PLACE)
        .given("core.dim_school", SCHOOL)
        .given(
            "core.dim_learner",
            "SELECT * FROM VALUES ('ann', 'female'), ('bob', 'male'), ('kim', NULL)"
                + " AS t(learner_version_key, sex_code)")
        .given(
            "core.enrolment_census_date",
            "SELECT 2025 AS school_year, * FROM VALUES (DATE '2024-09-05'), (DATE '2025-01-31')"
                + " AS t(as_of_date)")
        .given(
            "core.fct_enrolment",
            """
            SELECT 2025 AS school_year, 'north' AS school_key, '02' AS level_code, '1' AS grade_code, *
            FROM VALUES
              ('ann', 'n1', DATE '2024-09-05', DATE '2025-08-01', 'year_start'),
              ('bob', 'n1', DATE '2024-09-05', DATE '2025-01-31', 'year_start'),
              ('kim', 'n2', DATE '2025-01-31', DATE '2025-08-01', 'came')
              AS t(learner_version_key, class_key, entry_date, exit_date, entry_reason_code)
            """)
        .returns(
            """
            SELECT as_of_date, mode AS boundary_mode, learners AS learner_count, girls AS girl_count,
              unknown AS unknown_sex_count, classes AS class_count, mode = 'today' AS is_allocated
            FROM VALUES
              (DATE '2024-09-05', 2L, 1L, 0L, 1L), (DATE '2025-01-31', 2L, 1L, 1L, 2L)
              AS t(as_of_date, learners, girls, unknown, classes)
            CROSS JOIN (SELECT * FROM VALUES ('then'), ('today') AS m(mode)) AS m
            """);
  }

  @Covers(
      table = "core.enrolment_census_date",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void enrolmentIsCountedOnTheFirstOpeningDayAndOnTheReportingDatesOfTheSector() {
    model("core.enrolment_census_date")
        .given(
            "core.fct_learner_statement",
            """
            SELECT * FROM VALUES
              (2025, DATE '2025-01-31', 'moet'), (2025, DATE '2025-01-31', 'moet'),
              (2025, DATE '2025-01-21', 'sms_a'), (2025, DATE '2025-02-01', 'moet_record'),
              (2025, DATE '2025-02-02', NULL), (2024, DATE '2024-05-31', 'moet')
              AS t(school_year, stated_date, source_code)
            """)
        .given(
            "core.fct_enrolment",
            """
            SELECT * FROM VALUES
              (2025, DATE '2024-09-05', 'year_start'), (2025, DATE '2024-09-09', 'year_start'),
              (2025, DATE '2024-09-01', 'came'), (2026, DATE '2025-09-05', 'came')
              AS t(school_year, entry_date, entry_reason_code)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              (2024, DATE '2024-05-31'), (2025, DATE '2024-09-05'), (2025, DATE '2025-01-31')
              AS t(school_year, as_of_date)
            """);
  }

  @Covers(
      table = "marts.progression_by_school_year",
      of = {ORDINARY, NULL, BOUNDARY, LATE})
  @Test
  void ratesOfAYearCountWhoWasThereAtItsStartAndThoseOfUnescoWhoDidNotLeaveTheProvince() {
    model("marts.progression_by_school_year")
        .given("core.bridge_school__boundary", BOUNDARIES + " WHERE mode = 'then'")
        .given("core.dim_place", PLACE)
        .given("core.dim_school", SCHOOL)
        .given(
            "core.fct_progression",
            """
            SELECT 'v' AS school_version_key, false AS is_transferred, false AS is_completed, *
            FROM VALUES
              (2025, '4', true, true, false, false, false, 'promoted', 'promoted'),
              (2025, '4', true, false, true, false, false, 'repeated', 'dropped_out'),
              (2025, '4', true, false, false, false, true, 'transferred_out', 'transferred'),
              (2025, '4', false, true, false, false, false, 'promoted', 'promoted'),
              (2026, '4', true, false, false, true, false, 'dropped_out', 'not_yet_known'),
              (2026, '5', false, false, false, false, false, 'not_stated', 'not_yet_known')
              AS t(school_year, grade_code, is_at_start, is_promoted, is_repeated, is_dropped_out,
                is_transferred_out, gso_outcome_code, unesco_outcome_code)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              (2025, '4', 3L, 1L, 1L, 0L, 1L, 2L, 1L, 0L, 1L, 1L, NULL),
              (2026, '4', 1L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 'not_yet_known'),
              (2026, '5', 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 'nobody_at_start')
              AS t(school_year, grade_code, at_start_count, gso_promoted_count, gso_repeated_count,
                gso_dropped_out_count, gso_transferred_out_count, unesco_known_count,
                unesco_promoted_count, unesco_repeated_count, unesco_dropped_out_count,
                unesco_transferred_count, missing_reason_code)
            """);
  }

  @Covers(
      table = "core.dim_learner",
      of = {NULL, DUPLICATE, LATE})
  @Test
  void theSectorDatabaseIsAskedFirstOnADayAndAListThatComesLateStandsInItsTime() {
    model("core.dim_learner")
        .given(
            "core.fct_learner_statement",
            """
            SELECT * FROM VALUES
              ('ann', DATE '2025-01-31', 'moet', '1', 'studying', 'here', 'poor'),
              ('ann', DATE '2025-01-31', 'moet', '1', 'studying', 'here', 'poor'),
              ('ann', DATE '2025-01-31', 'sms_a', '2', 'studying', 'there', 'none'),
              -- Comes last, of before; and of between.
              ('ann', DATE '2024-09-09', 'moet', '3', 'studying', 'home', 'none'),
              ('ann', DATE '2024-10-15', 'moet', '4', 'studying', NULL, 'near_poor'),
              ('bob', DATE '2025-01-31', 'moet', '5', 'studying', '-1', NULL),
              -- Taken back, and nobody's.
              ('kim', DATE '2025-01-31', 'moet_record', '6', 'cancelled', 'here', NULL),
              ('-1', DATE '2025-01-31', 'moet', '7', 'studying', 'here', 'poor')
              AS t(learner_key, stated_date, source_code, entry_id, status_code, home_place_key,
                policy_code)
            """)
        .given(
            "vault.learner_link",
            "SELECT * FROM VALUES ('ann'), ('bob'), ('kim'), ('kim') AS t(learner_key)")
        .returns(
            """
            SELECT * FROM VALUES
              ('ann', DATE '1900-01-01', DATE '2024-10-15', 'home', 'none'),
              ('ann', DATE '2024-10-15', DATE '2025-01-31', 'home', 'near_poor'),
              ('ann', DATE '2025-01-31', DATE '9999-12-31', 'here', 'poor'),
              ('bob', DATE '1900-01-01', DATE '9999-12-31', '-1', NULL),
              ('kim', DATE '1900-01-01', DATE '9999-12-31', '-1', NULL),
              ('-1', DATE '1900-01-01', DATE '9999-12-31', '-1', NULL),
              ('-2', DATE '1900-01-01', DATE '9999-12-31', '-2', NULL),
              ('-3', DATE '1900-01-01', DATE '9999-12-31', '-3', NULL)
              AS t(learner_key, valid_from, valid_to, home_place_key, policy_code)
            """);
  }

  @Covers(
      table = "core.dim_learner",
      of = {BOUNDARY, DUPLICATE})
  @Test
  void ofTwoSchoolsInOneListTheOneThatHasTheLearnerIsBelievedWhateverThePseudonymsAre() {
    model("core.dim_learner")
        .given(
            "core.fct_learner_statement",
            """
            SELECT DATE '2025-01-31' AS stated_date, 'moet' AS source_code, * FROM VALUES
              ('ann', '2', 'north', 'transferred_out', 'here', 'poor'),
              ('ann', '1', 'east', 'came', 'there', 'none'),
              ('bob', '1', 'north', 'studying', 'here', 'poor'),
              ('bob', '2', 'east', 'studying', 'there', 'none'),
              ('kim', '2', 'north', 'studying', 'here', 'near_poor'),
              ('kim', '1', 'north', 'studying', 'here', 'poor')
              AS t(learner_key, entry_id, school_key, status_code, home_place_key, policy_code)
            """)
        .given("vault.learner_link", "SELECT * FROM VALUES ('ann') AS t(learner_key)")
        .returns(
            """
            SELECT * FROM VALUES
              ('ann@1900-01-01', 'there', 'none'), ('bob@1900-01-01', 'here', 'poor'),
              ('kim@1900-01-01', 'here', 'poor'), ('-1@1900-01-01', '-1', NULL),
              ('-2@1900-01-01', '-2', NULL), ('-3@1900-01-01', '-3', NULL)
              AS t(learner_version_key, home_place_key, policy_code)
            """);
  }

  @Covers(table = "core.dim_learner", of = LATE)
  @Test
  void whoHasMarksBeforeAnyListIsALearnerOfWhomNothingElseIsKnown() {
    model("core.dim_learner")
        .given(
            "core.fct_learner_statement",
            """
            SELECT * FROM VALUES
              ('ann', DATE '2025-01-31', 'moet', '1', 'studying', 'here')
              AS t(learner_key, stated_date, source_code, entry_id, status_code, home_place_key)
            """)
        .given(
            "vault.learner_link",
            "SELECT * FROM VALUES ('ann'), ('zoe'), ('zoe') AS t(learner_key)")
        .returns(
            """
            SELECT * FROM VALUES
              ('ann@1900-01-01', 'here', CAST(NULL AS INT), CAST(NULL AS STRING)),
              ('zoe@1900-01-01', '-1', NULL, NULL),
              ('-1@1900-01-01', '-1', NULL, NULL),
              ('-2@1900-01-01', '-2', NULL, NULL),
              ('-3@1900-01-01', '-3', NULL, NULL)
              AS t(learner_version_key, home_place_key, birth_year, sex_code)
            """);
  }

  @Covers(table = "marts.progression_by_school_year", of = DUPLICATE)
  @Test
  void learnersOfTwoStatesOfASchoolInOneCommuneAreOneRow() {
    model("marts.progression_by_school_year")
        .given(
            "core.bridge_school__boundary",
            "SELECT *, 'then' AS boundary_mode, 'north' AS school_key, 'here' AS target_place_key,"
                + " 'all' AS target_province_place_key FROM VALUES ('old'), ('new')"
                + " AS t(school_version_key)")
        .given("core.dim_place", PLACE)
        .given(
            "core.dim_school",
            "SELECT * FROM VALUES ('old', DATE '1900-01-01', 'Old'), ('new', DATE '2024-10-15', 'New')"
                + " AS t(school_version_key, valid_from, name_vi)")
        .given(
            "core.fct_progression",
            """
            SELECT 2025 AS school_year, '4' AS grade_code, true AS is_at_start,
              'promoted' AS unesco_outcome_code, * FROM VALUES ('old'), ('new'), ('new')
              AS t(school_version_key)
            """)
        .returns("SELECT 'New' AS school_name, 3L AS at_start_count, 3L AS unesco_known_count");
  }
}
