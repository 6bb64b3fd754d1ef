package vn.edulake.jobs.transform;

import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import org.junit.jupiter.api.Test;

/** Timetables and lessons that were held, on invented rows. */
class LessonModelsTest {
  private static final String LABEL =
      """
      SELECT * FROM VALUES
        ('timetable', 'Toán', 2019, 9999, 'math'), ('timetable', 'Tin học', 2019, 9999, 'computing')
        AS t(source_code, label, school_year_from, school_year_to, subject_key)
      """;

  private static final String SCHOOL =
      """
      SELECT * FROM VALUES
        ('north', 'north@1900-01-01', DATE '1900-01-01', DATE '2025-07-01', 'old'),
        ('north', 'north@2025-07-01', DATE '2025-07-01', DATE '9999-12-31', 'new'),
        ('-1', '-1@1900-01-01', DATE '1900-01-01', DATE '9999-12-31', '-1')
        AS t(school_key, school_version_key, valid_from, valid_to, place_key)
      """;

  private static final String TERM =
      """
      SELECT * FROM VALUES
        (2026, 'term_1', DATE '2025-09-05', DATE '2026-01-17'),
        (2026, 'term_2', DATE '2026-01-18', DATE '2026-05-30')
        AS t(school_year, term_code, first_date, last_date)
      """;

  private static final String NAME =
      "SELECT 'north' AS school_key, 2026 AS school_year, '6A' AS class_name, '6a' AS class_key";

  private static final String STATEMENT =
      """
      SELECT * FROM VALUES ('s1', 'G1'), ('s2', 'G2'), ('s3', 'G3'), ('s4', 'G3')
        AS t(statement_key, staff_code)
      """;

  /** G3 is a code of two people. */
  private static final String LINK =
      """
      SELECT * FROM VALUES ('s1', 'tea'), ('s2', 'joe'), ('s3', 'x'), ('s4', 'y')
        AS t(statement_key, staff_key)
      """;

  private static final String STAFF =
      """
      SELECT t.staff_key, concat(t.staff_key, '@1900-01-01') AS staff_version_key,
        DATE '1900-01-01' AS valid_from, DATE '9999-12-31' AS valid_to
      FROM VALUES ('tea'), ('joe'), ('-1') AS t(staff_key)
      """;

  private static ModelTest common(String table) {
    return model(table)
        .given("core.bridge_subject__label", LABEL)
        .given("core.dim_school", SCHOOL)
        .given("core.dim_term", TERM)
        .given("core.bridge_class__name", NAME)
        .given("vault.staff_statement", STATEMENT)
        .given("vault.staff_link", LINK)
        .given("core.dim_staff", STAFF)
        .given(
            "core.bridge_school__account", "SELECT 'A0001' AS sender_code, 'north' AS school_key");
  }

  private static String slots(String... rows) {
    return "SELECT 2026 AS school_year, t.* FROM VALUES "
        + String.join(", ", rows)
        + " AS t(sender_code, term, class_name, weekday, period, subject_name, teacher_code)";
  }

  private static ModelTest planned(String... rows) {
    return common("core.fct_planned_teaching").given("staging.stg_timetable__slot", slots(rows));
  }

  @Covers(table = "core.fct_planned_teaching", of = ORDINARY)
  @Test
  void periodsOfASubjectAreCountedAndWhoHasMostOfThemTeachesIt() {
    planned(
            "('A0001', '1', '6A', '2', 1, 'Toán', 'G2')",
            "('A0001', '1', '6A', '3', 1, 'Toán', 'G1')",
            "('A0001', '1', '6A', '4', 1, 'Toán', 'G1')")
        .returns(
            """
            SELECT 2026 AS school_year, 'term_1' AS term_code, 'north' AS school_key,
              '6a' AS class_key, 'math' AS subject_key, DATE '2026-01-17' AS term_end_date,
              'north@2025-07-01' AS school_version_key, 'new' AS place_key, 'tea' AS staff_key,
              'tea@1900-01-01' AS staff_version_key, CAST(3 AS BIGINT) AS weekly_period_count,
              CAST(105 AS BIGINT) AS year_period_count, CAST(2 AS BIGINT) AS staff_count
            """);
  }

  @Covers(table = "core.fct_planned_teaching", of = LATE)
  @Test
  void periodsOfTheYearAreThoseOfBothTerms() {
    planned(
            "('A0001', '1', '6A', '2', 1, 'Tin học', 'G1')",
            "('A0001', '1', '6A', '3', 1, 'Tin học', 'G1')",
            "('A0001', '2', '6A', '2', 1, 'Tin học', NULL)")
        .returns(
            """
            SELECT 'term_1' AS term_code, 'tea' AS staff_key, CAST(2 AS BIGINT) AS weekly_period_count,
              CAST(53 AS BIGINT) AS year_period_count
            UNION ALL SELECT 'term_2', '-1', 1, 53
            """);
  }

  @Covers(table = "core.fct_planned_teaching", of = NULL)
  @Test
  void aCodeOfTwoPeopleNamesNobodyAndAnUnknownAccountIsAMember() {
    planned(
            "('A0001', '1', '6A', '2', 1, 'Toán', 'G3')",
            "('A0009', '1', '6A', '2', 1, 'Toán', 'G1')")
        .returns(
            """
            SELECT 'north' AS school_key, '6a' AS class_key, '-1' AS staff_key,
              '-1@1900-01-01' AS staff_version_key, CAST(0 AS BIGINT) AS staff_count
            UNION ALL SELECT '-1', '-1', '-1', '-1@1900-01-01', 1
            """);
  }

  private static String lessons(String... rows) {
    return "SELECT t.* FROM VALUES "
        + String.join(", ", rows)
        + " AS t(sender_code, lesson_date, class_name, period, subject_name, teacher_code,"
        + " mode_code)";
  }

  private static ModelTest held(String... rows) {
    return common("core.fct_lesson_delivered")
        .given(
            "core.dim_date",
            """
            SELECT day AS calendar_date, CASE WHEN day < DATE '2025-08-01' THEN 2025 ELSE 2026 END
              AS school_year
            FROM (SELECT explode(sequence(DATE '2025-05-01', DATE '2026-02-28')) AS day)
            """)
        .given("staging.stg_timetable__lesson", lessons(rows));
  }

  @Covers(table = "core.fct_lesson_delivered", of = ORDINARY)
  @Test
  void aLessonIsOfItsClassTeacherAndPlaceOnTheDay() {
    held("('A0001', DATE '2025-09-08', '6A', 1, 'Toán', 'G1', 'in_class')")
        .given("staging.stg_timetable__slot", slots("('A0001', '1', '6A', '2', 1, 'Toán', 'G1')"))
        .returns(
            """
            SELECT DATE '2025-09-08' AS lesson_date, 'A0001' AS sender_code, '6A' AS class_name,
              1 AS period_number, 2026 AS school_year, 'term_1' AS term_code,
              'north' AS school_key, 'north@2025-07-01' AS school_version_key, '6a' AS class_key,
              'new' AS place_key, 'math' AS subject_key, 'tea' AS staff_key,
              'tea@1900-01-01' AS staff_version_key, 'in_class' AS mode_code, false AS is_online,
              'as_planned' AS plan_code, 'math' AS planned_subject_key, 'tea' AS planned_staff_key
            """);
  }

  @Covers(table = "core.fct_lesson_delivered", of = LATE)
  @Test
  void theTimetableSaysWhatWasPlannedInstead() {
    // Monday, with periods 1 to 3 planned; the last one without a teacher.
    held(
            "('A0001', DATE '2025-09-08', '6A', 1, 'Toán', 'G2', 'live_online')",
            "('A0001', DATE '2025-09-08', '6A', 2, 'Tin học', 'G1', 'self_study')",
            "('A0001', DATE '2025-09-08', '6A', 3, 'Toán', NULL, 'in_class')",
            "('A0001', DATE '2025-09-08', '6A', 4, 'Toán', 'G1', 'in_class')",
            "('A0001', DATE '2026-01-19', '6A', 1, 'Toán', 'G1', 'in_class')")
        .given(
            "staging.stg_timetable__slot",
            slots(
                "('A0001', '1', '6A', '2', 1, 'Toán', 'G1')",
                "('A0001', '1', '6A', '2', 2, 'Toán', 'G1')",
                "('A0001', '1', '6A', '2', 3, 'Toán', NULL)"))
        .returns(
            """
            SELECT * FROM VALUES
              (1, 'term_1', 'joe', true, 'other_teacher', 'math', 'tea'),
              (2, 'term_1', 'tea', false, 'other_subject', 'math', 'tea'),
              (3, 'term_1', '-1', false, 'as_planned', 'math', '-1'),
              (4, 'term_1', 'tea', false, 'not_planned', '-2', '-2'),
              (1, 'term_2', 'tea', false, 'no_timetable', '-2', '-2')
              AS t(period_number, term_code, staff_key, is_online, plan_code, planned_subject_key,
                planned_staff_key)
            """);
  }

  @Covers(table = "core.fct_lesson_delivered", of = BOUNDARY)
  @Test
  void onTheFirstDayOfTheReformTheSchoolIsAnotherVersionInAnotherPlace() {
    held(
            "('A0001', DATE '2025-06-30', '6A', 1, 'Toán', 'G1', 'in_class')",
            "('A0001', DATE '2025-07-01', '6A', 1, 'Toán', 'G1', 'in_class')")
        .returns(
            """
            SELECT DATE '2025-06-30' AS lesson_date, 'north@1900-01-01' AS school_version_key,
              'old' AS place_key, CAST(NULL AS STRING) AS term_code, '-1' AS class_key
            UNION ALL
            SELECT DATE '2025-07-01', 'north@2025-07-01', 'new', NULL, '-1'
            """);
  }

  @Covers(
      table = "core.fct_lesson_delivered",
      of = {NULL, DUPLICATE})
  @Test
  void lessonsOfAccountsThatAreNotKnownStayApart() {
    held(
            "('A0008', DATE '2025-09-08', '6A', 1, 'Toán', 'G1', 'in_class')",
            "('A0009', DATE '2025-09-08', '6A', 1, 'Toán', 'G1', 'in_class')")
        .returns(
            """
            SELECT 'A0008' AS sender_code, '-1' AS school_key, '-1@1900-01-01' AS school_version_key,
              '-1' AS class_key, '-1' AS place_key
            UNION ALL SELECT 'A0009', '-1', '-1@1900-01-01', '-1', '-1'
            """);
  }

  @Covers(
      table = "core.fct_planned_teaching",
      of = {BOUNDARY, DUPLICATE})
  @Test
  void ofTwoWhoHaveAsManyPeriodsTheFirstKeyStandsAndTwoNamesOfAClassAreOne() {
    planned(
            "('A0001', '1', '6A', '2', 1, 'Toán', 'G1')",
            "('A0001', '1', '6 A', '3', 1, 'Toán', 'G2')")
        .given(
            "core.bridge_class__name",
            """
            SELECT * FROM VALUES ('north', 2026, '6A', '6a'), ('north', 2026, '6 A', '6a')
              AS t(school_key, school_year, class_name, class_key)
            """)
        .returns(
            """
            SELECT '6a' AS class_key, 'joe' AS staff_key, CAST(2 AS BIGINT) AS weekly_period_count,
              CAST(2 AS BIGINT) AS staff_count
            """);
  }
}
