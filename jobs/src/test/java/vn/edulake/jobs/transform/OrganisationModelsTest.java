package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.BundledPlaces.keep;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Subjects, calendar, classes, school days, staff and residents, on invented rows. */
@CannotHave(
    table = "core.fct_population",
    of = LATE,
    because = "a figure names its day, and its commune is the one of that day whenever it comes")
@CannotHave(
    table = "core.fct_birth",
    of = LATE,
    because = "a figure names its year, and its commune is the one of its end whenever it comes")
class OrganisationModelsTest {
  private static final SparkSession SESSION = TestSession.get();

  /** School s1 has the account A1, and another code since the reform. */
  private static final String CODES =
      "SELECT * FROM VALUES ('8711111001', 's1', DATE '1900-01-01', DATE '2025-07-01'),"
          + " ('8233333001', 's1', DATE '2025-07-01', DATE '9999-12-31'),"
          + " ('8711111001', 's2', DATE '2025-07-01', DATE '9999-12-31')"
          + " AS t(school_code, school_key, valid_from, valid_to)";

  private static final String ACCOUNTS =
      "SELECT * FROM VALUES ('A1', 's1') AS t(sender_code, school_key)";

  @AfterAll
  static void compile() {
    TestSession.compile();
  }

  @BeforeAll
  static void references() {
    TestSession.interpret();
    for (String name : List.of("exam_subject", "school_subject", "subject_label")) {
      BundledPlaces.reference(SESSION, name, "o_raw_" + name);
    }
    keep(
        model("staging.stg_reference__exam_subject")
            .given("raw.reference__exam_subject", "TABLE o_raw_exam_subject"),
        "o_exam_subject");
    keep(
        model("core.dim_subject")
            .given("staging.stg_reference__exam_subject", "TABLE o_exam_subject")
            .given("staging.stg_reference__school_subject", "TABLE o_raw_school_subject"),
        "o_subject");
  }

  private static List<String> lines(String query) {
    return SESSION.sql(query).collectAsList().stream().map(row -> row.mkString("|")).toList();
  }

  @Covers(
      table = "core.dim_subject",
      of = {ORDINARY, BOUNDARY, DUPLICATE})
  @Test
  void aSubjectOfSchoolAndExamIsOne() {
    assertThat(lines("SELECT name_en FROM o_subject WHERE subject_code = 'toan'"))
        .containsExactly("Mathematics");
    assertThat(
            lines(
                "SELECT count(*), count(DISTINCT subject_key) FROM o_subject"
                    + " WHERE subject_code IN ('tieng_anh', 'ngoai_ngu_1', 'gdcd')"))
        .containsExactly("3|3");
    // The exam's mean of three sciences is no subject; natural science of grades 6 to 9 is one.
    assertThat(
            lines(
                "SELECT subject_code FROM o_subject WHERE subject_code IN ('khtn', 'khxh', 'khoa_hoc_tu_nhien')"))
        .containsExactly("khoa_hoc_tu_nhien");
  }

  @Test
  void subjectsThatAreJudgedByCommentsAloneSaySo() {
    assertThat(lines("SELECT subject_code FROM o_subject WHERE is_comment_only ORDER BY 1"))
        .containsExactly(
            "am_nhac",
            "giao_duc_dia_phuong",
            "giao_duc_the_chat",
            "hoat_dong_trai_nghiem",
            "mi_thuat",
            "nghe_thuat");
  }

  @Covers(table = "core.bridge_subject__label", of = ORDINARY)
  @Test
  void everyLabelOfTheMapHasItsSubject() {
    keep(
        model("core.bridge_subject__label")
            .given("core.dim_subject", "TABLE o_subject")
            .given("staging.stg_reference__subject_label", "TABLE o_raw_subject_label"),
        "o_label");

    assertThat(lines("SELECT label FROM o_label WHERE subject_key IS NULL")).isEmpty();
    assertThat(
            lines(
                "SELECT label.source_code, subject.subject_code FROM o_label AS label"
                    + " INNER JOIN o_subject AS subject ON subject.subject_key = label.subject_key"
                    + " WHERE label.label = 'Toán' ORDER BY 1"))
        .containsExactly("gradebook|toan", "staff|toan", "timetable|toan");
  }

  @Covers(
      table = "core.bridge_subject__label",
      of = {NULL, LATE})
  @Test
  void aLabelWithoutSubjectStaysNullAndIsRefused() {
    model("core.bridge_subject__label")
        .given("core.dim_subject", "TABLE o_subject")
        .given(
            "staging.stg_reference__subject_label",
            "SELECT 'staff' AS source_code, 'Võ' AS label, 2007 AS school_year_from,"
                + " 9999 AS school_year_to, 'vo' AS subject_code")
        .returns("SELECT 'Võ' AS label, CAST(NULL AS STRING) AS subject_key");
    assertThat(ModelTest.required("core.bridge_subject__label")).contains("subject_key");
  }

  private static final String DAYS =
      "SELECT day AS calendar_date, year(add_months(day, 5)) AS school_year,"
          + " CASE WHEN day < DATE '2025-01-18' THEN 'term_1' ELSE 'term_2' END AS school_term,"
          + " 'stated' AS school_term_basis, weekday(day) + 1 AS day_of_week,"
          + " weekday(day) < 5 AND day <> DATE '2025-01-22' AS is_working_day,"
          + " day = DATE '2025-01-22' AS is_holiday"
          + " FROM (SELECT explode(sequence(DATE '2025-01-16', DATE '2025-01-24')) AS day)";

  @Covers(
      table = "core.dim_term",
      of = {ORDINARY, BOUNDARY})
  @Covers(
      table = "core.dim_school_year",
      of = {ORDINARY, BOUNDARY})
  @Test
  void termsAndYearsEndWhereTheCalendarSays() {
    model("core.dim_term")
        .given("core.dim_date", DAYS)
        .returns(
            "SELECT * FROM VALUES (2025, 'term_1', 1, DATE '2025-01-16', DATE '2025-01-17'),"
                + " (2025, 'term_2', 2, DATE '2025-01-18', DATE '2025-01-24')"
                + " AS t(school_year, term_code, term_number, first_date, last_date)");
    model("core.dim_school_year")
        .given("core.dim_date", DAYS)
        .returns(
            "SELECT 2025 AS school_year, '2024-2025' AS name, DATE '2025-01-16' AS opening_date,"
                + " DATE '2025-01-24' AS last_term_date");
  }

  @Covers(table = "core.dim_term", of = NULL)
  @Covers(table = "core.dim_school_year", of = NULL)
  @Test
  void aYearWithoutAPlanHasNoTerms() {
    String unknown =
        "SELECT DATE '2030-09-05' AS calendar_date, 2031 AS school_year, CAST(NULL AS STRING) AS school_term";
    assertThat(model("core.dim_term").given("core.dim_date", unknown).rows().collectAsList())
        .isEmpty();
    model("core.dim_school_year")
        .given("core.dim_date", unknown)
        .returns("SELECT 2031 AS school_year, CAST(NULL AS DATE) AS opening_date");
  }

  @Covers(
      table = "core.dim_reporting_period",
      of = {ORDINARY, BOUNDARY})
  @Test
  void theSectorIsToldThreeTimesAYear() {
    model("core.dim_reporting_period")
        .given("core.dim_school_year", "SELECT 2026 AS school_year")
        .returns(
            "SELECT * FROM VALUES (2026, 'start', DATE '2025-10-15'), (2026, 'middle', DATE '2026-01-31'),"
                + " (2026, 'end', DATE '2026-05-20') AS t(school_year, period_code, report_date)");
  }

  @Covers(
      table = "core.bridge_school__account",
      of = {ORDINARY, DUPLICATE})
  @Test
  void anAccountIsTheSchoolOfMostLearnersThatBothHave() {
    model("core.bridge_school__account")
        .given("core.bridge_school__code", CODES)
        .given(
            "staging.stg_moet__learner",
            "SELECT * FROM VALUES (DATE '2025-05-20', '8711111001', 'a'), (DATE '2025-05-20', '8711111001', 'b'),"
                + " (DATE '2025-10-15', '8711111001', 'c'), (DATE '2025-10-15', '8233333001', 'a')"
                + " AS t(report_date, institution_code, learner_code)")
        .given(
            "staging.stg_sms_a__learner",
            "SELECT * FROM VALUES ('A1', DATE '2024-09-07', 'a'), ('A1', DATE '2024-09-07', 'b'),"
                + " ('A1', DATE '2025-01-20', 'a'), ('A1', DATE '2025-09-07', 'c'), ('A1', DATE '2025-09-07', 'a'),"
                + " ('A1', DATE '2025-09-07', 'nobody') AS t(sender_code, as_of_date, learner_code)")
        .returns(
            "SELECT 'A1' AS sender_code, 's1' AS school_key, 4L AS learner_count,"
                + " CAST(0.75 AS DECIMAL(9, 8)) AS match_fraction");
  }

  private static ModelTest classes(String listed, String learners) {
    return model("core.fct_class_statement")
        .given("core.bridge_school__code", CODES)
        .given(
            "core.dim_school_year",
            "SELECT * FROM VALUES (2025, DATE '2024-09-05'), (2026, DATE '2025-09-05')"
                + " AS t(school_year, opening_date)")
        .given(
            "staging.stg_moet__class",
            "SELECT *, '03' AS level_code, '6' AS grade_code FROM VALUES "
                + listed
                + " AS t(report_date, institution_code, class_code, class_name)")
        .given(
            "staging.stg_moet__learner",
            "SELECT *, '7' AS grade_code FROM VALUES "
                + learners
                + " AS t(report_date, institution_code, class_code)");
  }

  @Covers(
      table = "core.fct_class_statement",
      of = {ORDINARY, NULL, BOUNDARY})
  @Test
  void aClassBelongsToTheSchoolThatHadItsCodeAtTheOpening() {
    classes(
            "(DATE '2025-05-20', '8711111001', '871111100125001', '6A'),"
                + " (DATE '2025-10-15', '8711111001', '871111100126001', '6A'),"
                + " (DATE '2025-10-15', '8233333001', '823333300126001', '6A')",
            "(DATE '2025-05-20', '8711111001', '871111100125002')")
        .returns(
            "SELECT * FROM VALUES (2025, '871111100125001', 's1', '6A', true, '6'),"
                + " (2025, '871111100125002', 's1', NULL, false, '7'),"
                + " (2026, '871111100126001', 's2', '6A', true, '6'),"
                + " (2026, '823333300126001', 's1', '6A', true, '6')"
                + " AS t(school_year, class_code, school_key, class_name, is_listed, grade_code)");
  }

  @Covers(table = "core.fct_class_statement", of = DUPLICATE)
  @Test
  void theNameOfMostReportsCounts() {
    classes(
            "(DATE '2024-10-15', '8711111001', '871111100125001', '6A'),"
                + " (DATE '2025-01-31', '8711111001', '871111100125001', '6A'),"
                + " (DATE '2025-05-20', '8711111001', '871111100125001', '6A B')",
            "(DATE '2025-05-20', '8711111001', '871111100125001')")
        .returns("SELECT '6A' AS class_name, '6' AS grade_code");
  }

  private static void namesAndClasses() {
    String statements =
        "SELECT *, '03' AS level_code FROM VALUES (2025, 'c1', 's1', '6A'), (2025, 'c2', 's1', '6A'),"
            + " (2025, 'c3', 's1', NULL), (2025, 'c4', 's1', NULL), (2025, 'c9', '-1', '6C')"
            + " AS t(school_year, class_code, school_key, class_name)";
    keep(
        model("core.bridge_class__name")
            .given("core.bridge_school__account", ACCOUNTS)
            .given("core.fct_class_statement", statements)
            .given(
                "staging.stg_moet__learner",
                "SELECT DATE '2025-05-20' AS report_date, * FROM VALUES ('a', 'c3'), ('b', 'c3'),"
                    + " ('h', 'c4')"
                    + " AS t(learner_code, class_code)")
            .given(
                "staging.stg_sms_a__learner",
                "SELECT 'A1' AS sender_code, DATE '2024-09-07' AS as_of_date, * FROM VALUES ('6A', 'z'),"
                    + " ('6B', 'a'), ('6B', 'b'), ('6B', 'y'), ('7A', 'x'),"
                    // Half of the learners are not most of them.
                    + " ('6D', 'h'), ('6D', 'i') AS t(class_name, learner_code)"),
        "o_class_name");
    keep(
        model("core.dim_class")
            .given("core.bridge_class__name", "TABLE o_class_name")
            .given("core.fct_class_statement", statements),
        "o_class");
  }

  @Covers(
      table = "core.bridge_class__name",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Covers(
      table = "core.dim_class",
      of = {ORDINARY, NULL, DUPLICATE, LATE})
  @Test
  void aNameFindsOneClassAndAClassThatOnlyASchoolKnowsHasItsName() {
    namesAndClasses();

    assertThat(
            lines(
                "SELECT class_name, class_code, method_code FROM o_class_name ORDER BY class_name"))
        .containsExactly("6A|c1|sector", "6B|c3|learners", "6D|null|alone", "7A|null|alone");
    assertThat(
            lines(
                "SELECT class_code, class_name, school_key, level_code FROM o_class"
                    + " WHERE school_year = 2025 ORDER BY class_code NULLS LAST, class_name"))
        .containsExactly(
            "c1|6A|s1|03",
            "c2|null|s1|03",
            "c3|6B|s1|03",
            "c4|null|s1|03",
            "null|6D|s1|null",
            "null|7A|s1|null");
    assertThat(
            lines(
                "SELECT class.class_code FROM o_class AS class INNER JOIN o_class_name AS name"
                    + " ON name.class_key = class.class_key WHERE name.class_name = '6B'"))
        .containsExactly("c3");
    assertThat(lines("SELECT count(*) FROM o_class WHERE class_key IN ('-1', '-2', '-3')"))
        .containsExactly("3");
    assertThat(
            lines(
                "SELECT lake_key('class', array('s1', '2025', 'name:7A')) = class_key FROM o_class"
                    + " WHERE class_name = '7A'"))
        .containsExactly("true");
  }

  @Covers(
      table = "core.fct_roll_call_day",
      of = {ORDINARY, NULL, LATE})
  @Test
  void aRollCallOfADayIsCountedByClass() {
    model("core.fct_roll_call_day")
        .given("core.bridge_school__account", ACCOUNTS)
        .given("core.dim_date", DAYS)
        .given(
            "staging.stg_sms_a__attendance",
            "SELECT *, DATE '2025-01-16' AS attendance_date FROM VALUES ('A1', '6A', NULL, 'SS'),"
                + " ('A1', '6A', 'HS000001', 'P'), ('A1', '6B', NULL, 'NB'), ('A9', '6A', NULL, 'SS')"
                + " AS t(sender_code, class_name, local_number, status_code)")
        .given(
            "staging.stg_sms_b__roll_call",
            "SELECT 'B1' AS sender_code, DATE '2025-01-17' AS attendance_date, '6A' AS class_name")
        .returns(
            "SELECT * FROM VALUES ('A1', DATE '2025-01-16', 's1', 2025, 1L, 1L),"
                + " ('A9', DATE '2025-01-16', '-1', 2025, 1L, 0L), ('B1', DATE '2025-01-17', '-1', 2025, 1L, 0L)"
                + " AS t(sender_code, calendar_date, school_key, school_year, class_count, closed_class_count)");
  }

  @Covers(
      table = "core.school_submission",
      of = {ORDINARY, BOUNDARY})
  @Covers(
      table = "core.dim_school_day",
      of = {ORDINARY, BOUNDARY, LATE})
  @Test
  void aSchoolMayTeachOnDaysOfTermOfWhichSomeSchoolTells() {
    String rolls =
        "SELECT *, 2025 AS school_year FROM VALUES ('s1', DATE '2025-01-16', 2L, 0L), ('s1', DATE '2025-01-18', 1L, 0L),"
            + " ('s2', DATE '2025-01-17', 0L, 3L), ('s2', DATE '2025-01-20', 1L, 0L),"
            // A Sunday on which the second school makes up for a day.
            + " ('s2', DATE '2025-01-19', 1L, 1L)"
            + " AS t(school_key, calendar_date, class_count, closed_class_count)";
    keep(model("core.school_submission").given("core.fct_roll_call_day", rolls), "o_submission");
    assertThat(lines("SELECT * FROM o_submission ORDER BY school_key"))
        .containsExactly("s1|2025|2024-08-01|2025-01-19", "s2|2025|2024-08-01|2025-01-21");
    model("core.dim_school_day")
        .given("core.dim_date", DAYS)
        .given("core.fct_roll_call_day", rolls)
        .given("core.school_submission", "TABLE o_submission")
        .given(
            "core.bridge_school__level",
            "SELECT *, DATE '1900-01-01' AS valid_from, DATE '9999-12-31' AS valid_to"
                + " FROM VALUES ('s1', '03'), ('s1', '04'), ('s2', '02') AS t(school_key, level_code)")
        .returns(
            "SELECT * FROM VALUES ('s1', DATE '2025-01-16', 'term_1', 'called', 2L, 0L, true),"
                + " ('s2', DATE '2025-01-16', 'term_1', 'not_submitted', 0L, 0L, true),"
                + " ('s1', DATE '2025-01-17', 'term_1', 'not_submitted', 0L, 0L, true),"
                + " ('s2', DATE '2025-01-17', 'term_1', 'closed', 0L, 3L, true),"
                // Saturday: the primary school rests.
                + " ('s1', DATE '2025-01-18', 'term_2', 'called', 1L, 0L, true),"
                + " ('s2', DATE '2025-01-19', 'term_2', 'called', 1L, 1L, true),"
                + " ('s1', DATE '2025-01-20', 'term_2', 'not_submitted', 0L, 0L, false),"
                + " ('s2', DATE '2025-01-20', 'term_2', 'called', 1L, 0L, true)"
                // Of 21 to 24 January nobody tells; the 22nd is a holiday.
                + " AS t(school_key, calendar_date, term_code, state_code, class_count,"
                + " closed_class_count, is_submitted_later)");
  }

  private static final String STAFF =
      "SELECT *, 1980 AS birth_year, 'male' AS sex_code, '03' AS level_code, 'open_ended' AS contract_code,"
          + " DATE '2001-09-01' AS hired_date, row_number() OVER (PARTITION BY staff_key, snapshot_date ORDER BY school_key) AS entry_number FROM VALUES ";

  private static final String STAFF_COLUMNS =
      " AS t(snapshot_date, staff_key, school_key, role_code, subject_key, qualification_code,"
          + " since_date, left_date, leaving_reason_code)";

  private static void staff(String... rows) {
    SESSION
        .sql(STAFF + String.join(", ", rows) + STAFF_COLUMNS)
        .createOrReplaceTempView("o_staff_statement");
    keep(
        model("core.dim_staff").given("core.fct_staff_statement", "TABLE o_staff_statement"),
        "o_staff");
    keep(
        model("core.fct_staff_assignment")
            .given("core.fct_staff_statement", "TABLE o_staff_statement")
            .given("core.dim_staff", "TABLE o_staff")
            .given("core.dim_school", SCHOOLS),
        "o_assignment");
  }

  private static final String SCHOOLS =
      "SELECT *, concat(school_key, '@', valid_from) AS school_version_key, concat('p', school_key) AS place_key,"
          + " concat('code ', school_key) AS school_code, concat('name ', school_key) AS name_vi"
          + " FROM VALUES ('s1', DATE '1900-01-01', DATE '2025-07-01'), ('s1', DATE '2025-07-01', DATE '9999-12-31'),"
          + " ('s2', DATE '1900-01-01', DATE '9999-12-31'), ('-1', DATE '1900-01-01', DATE '9999-12-31')"
          + " AS t(school_key, valid_from, valid_to)";

  private static String teacher(String day, String who, String school, String since, String rest) {
    return "(DATE '%s', '%s', '%s', 'teacher', 'toan', 'bachelor', DATE '%s', %s)"
        .formatted(day, who, school, since, rest);
  }

  private static final String STAYS = "CAST(NULL AS DATE), CAST(NULL AS STRING)";

  private static final String ASSIGNMENTS =
      "SELECT staff_key, school_version_key, entry_date, exit_date, exit_reason_code, statement_count"
          + " FROM o_assignment ORDER BY staff_key, entry_date";

  @Covers(
      table = "core.fct_staff_assignment",
      of = {ORDINARY, BOUNDARY})
  @Test
  void aStayRunsThroughTheReformAndEndsWithAMove() {
    staff(
        teacher("2025-05-10", "t", "s1", "2001-09-01", STAYS),
        teacher("2025-09-10", "t", "s1", "2001-09-01", STAYS),
        teacher("2026-01-10", "t", "s2", "2025-12-01", STAYS));

    assertThat(lines(ASSIGNMENTS))
        .containsExactly(
            "t|s1@1900-01-01|2001-09-01|2025-12-01|moved|2",
            "t|s2@1900-01-01|2025-12-01|9999-12-31|null|1");
  }

  @Test
  void aStayEndsAsItsLastListSays() {
    staff(
        teacher("2025-05-10", "t", "s1", "2001-09-01", STAYS),
        teacher("2025-09-10", "t", "s1", "2001-09-01", "DATE '2025-08-01', 'retired'"));

    assertThat(lines(ASSIGNMENTS))
        .containsExactly("t|s1@1900-01-01|2001-09-01|2025-08-01|retired|2");
  }

  @Covers(table = "core.fct_staff_assignment", of = LATE)
  @Test
  void oneListWithoutSomebodyEndsNoStayAndTwoDo() {
    staff(
        teacher("2025-01-10", "gone", "s1", "2001-09-01", STAYS),
        teacher("2025-01-10", "t", "s1", "2001-09-01", STAYS),
        teacher("2025-05-10", "t", "s1", "2001-09-01", STAYS),
        teacher("2025-05-10", "missed", "s1", "2001-09-01", STAYS),
        teacher("2025-09-10", "t", "s1", "2001-09-01", STAYS));

    assertThat(lines(ASSIGNMENTS))
        .containsExactly(
            "gone|s1@1900-01-01|2001-09-01|2025-05-10|unknown|1",
            "missed|s1@1900-01-01|2001-09-01|9999-12-31|null|1",
            "t|s1@1900-01-01|2001-09-01|9999-12-31|null|3");
  }

  @Covers(table = "core.fct_staff_assignment", of = NULL)
  @Test
  void aCodeThatIsNotKnownIsNoMoveAndASingleWrongDayNoEntry() {
    staff(
        teacher("2025-01-10", "t", "s1", "2001-09-01", STAYS),
        teacher("2025-05-10", "t", "-1", "2011-09-01", STAYS),
        teacher("2025-09-10", "t", "s1", "2001-09-01", STAYS));

    assertThat(lines(ASSIGNMENTS)).containsExactly("t|s1@1900-01-01|2001-09-01|9999-12-31|null|3");
  }

  @Covers(table = "core.fct_staff_assignment", of = DUPLICATE)
  @Covers(table = "core.dim_staff", of = DUPLICATE)
  @Test
  void whoStandsTwiceInAListCountsOnce() {
    staff(
        teacher("2025-01-10", "t", "s2", "2001-09-01", "DATE '2024-12-01', 'quit'"),
        "(DATE '2025-01-10', 't', 's1', 'principal', '-2', 'master', DATE '2024-12-01', "
            + STAYS
            + ")");

    assertThat(lines(ASSIGNMENTS)).containsExactly("t|s1@1900-01-01|2024-12-01|9999-12-31|null|1");
    assertThat(
            lines(
                "SELECT role_code, qualification_code, valid_from FROM o_staff WHERE staff_key = 't'"))
        .containsExactly("principal|master|1900-01-01");
  }

  @Covers(
      table = "core.dim_staff",
      of = {ORDINARY, BOUNDARY})
  @Test
  void aNewQualificationIsAnotherStateAndABirthYearIsNot() {
    staff(
        teacher("2025-01-10", "t", "s1", "2001-09-01", STAYS),
        "(DATE '2025-05-10', 't', 's1', 'teacher', 'toan', 'master', DATE '2001-09-01', "
            + STAYS
            + ")");

    assertThat(
            lines(
                "SELECT staff_version_key, valid_to, qualification_code, birth_year FROM o_staff"
                    + " WHERE staff_key = 't' ORDER BY valid_from"))
        .containsExactly(
            "t@1900-01-01|2025-05-10|bachelor|1980", "t@2025-05-10|9999-12-31|master|1980");
  }

  @Covers(
      table = "core.fct_staff_statement",
      of = {ORDINARY, NULL, LATE})
  @Test
  void aListOfStaffIsReadInTheLakesWords() {
    String member =
        "SELECT DATE '2025-09-10' AS snapshot_date, 'G1' AS staff_code, 'An' AS full_name,"
            + " DATE '1980-02-01' AS birth_date, 'Nữ' AS sex_code, 'Giáo viên' AS role_name, '03' AS level_code,"
            + " '8711111001' AS institution_code, 'Xác định thời hạn' AS contract_kind,"
            + " CAST(NULL AS STRING) AS qualification_name, ";
    String label =
        "SELECT 'staff' AS source_code, 'Toán' AS label, 2007 AS school_year_from, 9999 AS school_year_to,"
            + " 'k' AS subject_key";
    model("core.fct_staff_statement")
        .given("core.bridge_school__code", CODES)
        .given("core.bridge_subject__label", label)
        .given("staging.stg_staff__member", member + "'Toán' AS subject_name")
        .given(
            "vault.staff_link",
            "SELECT md5(concat_ws('\\u001f', 'staff', 'G1', '', 'An', '1980-02-01', 'female')) AS statement_key,"
                + " 'who' AS staff_key")
        .returns(
            "SELECT 'who' AS staff_key, 's2' AS school_key, 1980 AS birth_year, 'female' AS sex_code,"
                + " 'teacher' AS role_code, 'k' AS subject_key, 'fixed_term' AS contract_code,"
                + " 'unknown' AS qualification_code");
    model("core.fct_staff_statement")
        .given("core.bridge_subject__label", label)
        .given("staging.stg_staff__member", member + "CAST(NULL AS STRING) AS subject_name")
        .returns("SELECT '-1' AS staff_key, '-1' AS school_key, '-2' AS subject_key");
    model("core.fct_staff_statement")
        .given("core.bridge_subject__label", label)
        .given("staging.stg_staff__member", member + "'Võ' AS subject_name")
        .returns("SELECT CAST(NULL AS STRING) AS subject_key");
    assertThat(ModelTest.required("core.fct_staff_statement")).contains("subject_key", "role_code");
  }

  @Covers(
      table = "marts.staff_by_school_subject",
      of = {ORDINARY, NULL, BOUNDARY})
  @Test
  void teachersAreCountedOnTheDayOfEachListOncePerBoundaryMode() {
    staff(
        teacher("2025-05-10", "t", "s1", "2001-09-01", STAYS),
        teacher("2025-09-10", "t", "s1", "2001-09-01", STAYS),
        "(DATE '2025-09-10', 'u', 's1', 'teacher', 'toan', 'college', DATE '2025-09-01', "
            + STAYS
            + ")",
        "(DATE '2025-09-10', 'v', 's1', 'guard', '-2', 'unknown', DATE '2025-09-01', "
            + STAYS
            + ")");

    model("marts.staff_by_school_subject")
        .given("core.fct_staff_statement", "TABLE o_staff_statement")
        .given("core.fct_staff_assignment", "TABLE o_assignment")
        .given("core.dim_staff", "TABLE o_staff")
        .given("core.dim_school", SCHOOLS)
        .given(
            "core.dim_subject",
            "SELECT * FROM VALUES ('toan', 'toan', 'Toán'), ('-2', '-2', 'not applicable')"
                + " AS t(subject_key, subject_code, name_vi)")
        .given(
            "core.dim_place",
            "SELECT * FROM VALUES ('now', '33333', 'Ba'), ('old', '11111', 'Một'), ('pr', '82', 'Tỉnh')"
                + " AS t(place_key, code, name)")
        .given(
            "core.bridge_school__boundary",
            "SELECT *, 'pr' AS target_province_place_key, false AS is_allocated FROM VALUES"
                + " ('s1@1900-01-01', 'then', 'old'), ('s1@1900-01-01', 'today', 'now'),"
                + " ('s1@2025-07-01', 'then', 'now'), ('s1@2025-07-01', 'today', 'now')"
                + " AS t(school_version_key, boundary_mode, target_place_key)")
        .returns(
            "SELECT * FROM VALUES"
                + " (DATE '2025-05-10', 'then', 'toan', false, '11111', 1L, 1L, 1L, 1L, NULL),"
                + " (DATE '2025-05-10', 'today', 'toan', false, '33333', 1L, 1L, 1L, 1L, NULL),"
                + " (DATE '2025-09-10', 'then', 'toan', true, '33333', 2L, 2L, 1L, 2L, NULL),"
                + " (DATE '2025-09-10', 'today', 'toan', true, '33333', 2L, 2L, 1L, 2L, NULL),"
                + " (DATE '2025-09-10', 'then', '-2', true, '33333', 1L, 0L, 0L, 0L, 'no_teacher'),"
                + " (DATE '2025-09-10', 'today', '-2', true, '33333', 1L, 0L, 0L, 0L, 'no_teacher')"
                + " AS t(as_of_date, boundary_mode, subject_code, is_latest_snapshot, commune_code, staff_count,"
                + " teacher_count, standard_teacher_count, qualified_teacher_count, no_rate_reason)");
  }

  @Covers(
      table = "core.fct_population",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE})
  @Covers(
      table = "core.fct_birth",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE})
  @Test
  void residentsAndBirthsBelongToTheCommuneOfTheirDay() {
    String places =
        "SELECT *, 'commune' AS level, concat('pr', place_key) AS province_place_key FROM VALUES"
            + " ('before', '11111', DATE '1900-01-01', DATE '2025-07-01'),"
            + " ('since', '11111', DATE '2025-07-01', DATE '9999-12-31') AS t(place_key, code, valid_from, valid_to)";
    model("core.fct_population")
        .given("core.dim_place", places)
        .given(
            "staging.stg_population__resident",
            "SELECT *, 6 AS age, 'Nam' AS sex_code, 10 AS resident_count FROM VALUES (DATE '2024-12-31', '11111'),"
                + " (DATE '2025-12-31', '11111'), (DATE '2025-12-31', '99999') AS t(as_of_date, commune_code)")
        .returns(
            "SELECT *, 6 AS age, 'male' AS sex_code, 10L AS resident_count FROM VALUES"
                + " (DATE '2024-12-31', 'before', 2018), (DATE '2025-12-31', 'since', 2019),"
                + " (DATE '2025-12-31', '-1', 2019) AS t(as_of_date, place_key, birth_year)");
    model("core.fct_birth")
        .given("core.dim_place", places)
        .given(
            "staging.stg_population__birth",
            "SELECT *, 'Nữ' AS sex_code, 3 AS birth_count FROM VALUES (2024, '11111'), (2025, '11111'),"
                + " (2025, '99999') AS t(birth_year, commune_code)")
        .returns(
            "SELECT *, 'female' AS sex_code, 3L AS birth_count FROM VALUES (2024, 'before'), (2025, 'since'),"
                + " (2025, '-1') AS t(birth_year, place_key)");
  }

  @Covers(
      table = "core.dim_room",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void roomsAreThoseThatOneRosterAndEdFiName() {
    model("core.dim_room")
        .given("core.bridge_school__account", ACCOUNTS)
        .given(
            "staging.stg_oneroster__class",
            "SELECT * FROM VALUES ('A1', '101'), ('A1', '101'), ('A1', NULL), ('A1', ''), ('X', '101')"
                + " AS t(sender_code, location)")
        .given(
            "staging.stg_edfi__location",
            "SELECT '255' AS school_id, '101' AS room_code, highest_seat_count"
                + " FROM VALUES (30), (28), (NULL) AS t(highest_seat_count)")
        .returns(
            "SELECT * FROM VALUES ('s1', 'oneroster', '101', NULL), ('-1', 'oneroster', '101', NULL),"
                + " ('-1', 'edfi', '101', 30L), ('-1', 'none', 'missing', NULL), ('-2', 'none', 'not applicable', NULL),"
                + " ('-3', 'none', 'not yet arrived', NULL)"
                + " AS t(school_key, source_code, room_code, highest_seat_count)");
  }

  @Covers(
      table = "core.dim_school_site",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aSchoolHasTheSitesThatItCountsAndThoseWhereClassesAre() {
    model("core.dim_school_site")
        .given("core.bridge_school__code", CODES)
        .given(
            "core.dim_school",
            "SELECT * FROM VALUES ('s1', 2L), ('s1', 1L), ('s3', NULL), ('s4', 0L), ('-1', NULL)"
                + " AS t(school_key, site_count)")
        .given(
            "staging.stg_moet__class",
            "SELECT *, '8233333001' AS institution_code, '03' AS level_code FROM VALUES (DATE '2025-10-15', 0),"
                + " (DATE '2026-01-31', 0), (DATE '2025-10-15', 3), (DATE '2025-10-15', -1),"
                + " (DATE '2025-10-15', NULL) AS t(report_date, site_number)")
        .returns(
            "SELECT * FROM VALUES ('s1', 0, true, DATE '2025-10-15', DATE '2026-01-31'),"
                + " ('s1', 1, false, NULL, NULL), ('s1', 3, false, DATE '2025-10-15', DATE '2025-10-15'),"
                // Every school has a main site.
                + " ('s3', 0, true, NULL, NULL), ('s4', 0, true, NULL, NULL),"
                + " ('-1', NULL, false, NULL, NULL), ('-2', NULL, false, NULL, NULL), ('-3', NULL, false, NULL, NULL)"
                + " AS t(school_key, site_number, is_main, first_report_date, last_report_date)");
  }

  @Covers(
      table = "core.dim_subject",
      of = {NULL, LATE})
  @Test
  void aSubjectHasItsKeyWhicheverListComesFirst() {
    String exam =
        "SELECT * FROM VALUES ('tieng_nga', NULL, false), ('tin_hoc', 'Computing', false),"
            + " ('khtn', 'Sciences', true) AS t(subject_code, name_en, is_composite)";
    String known = "SELECT lake_key('subject', array(code)) AS subject_key, code AS subject_code,";
    model("core.dim_subject")
        .given("staging.stg_reference__exam_subject", exam)
        .returns(
            known
                + " name_en FROM VALUES ('tieng_nga', NULL), ('tin_hoc', 'Computing') AS t(code, name_en)"
                + " UNION ALL SELECT key, key, name FROM VALUES ('-1', 'missing'),"
                + " ('-2', 'not applicable'), ('-3', 'not yet arrived') AS m(key, name)");
    model("core.dim_subject")
        .given("staging.stg_reference__exam_subject", exam)
        .given(
            "staging.stg_reference__school_subject",
            "SELECT 'tin_hoc' AS subject_code, 'Informatics' AS name_en")
        .returns(
            known
                + " name_en FROM VALUES ('tieng_nga', NULL), ('tin_hoc', 'Informatics') AS t(code, name_en)"
                + " UNION ALL SELECT key, key, name FROM VALUES ('-1', 'missing'),"
                + " ('-2', 'not applicable'), ('-3', 'not yet arrived') AS m(key, name)");
  }

  @Covers(
      table = "core.bridge_subject__label",
      of = {BOUNDARY, DUPLICATE})
  @Test
  void aLabelMayNameAnotherSubjectFromAYearOnAndInAnotherSource() {
    model("core.bridge_subject__label")
        .given(
            "core.dim_subject",
            "SELECT code AS subject_code, code AS subject_key FROM VALUES ('old'), ('new') AS t(code)")
        .given(
            "staging.stg_reference__subject_label",
            """
            SELECT * FROM VALUES
              ('staff', 'Công nghệ', 2007, 2022, 'old'), ('staff', 'Công nghệ', 2022, 9999, 'new'),
              ('gradebook', 'Công nghệ', 2007, 9999, 'old')
              AS t(source_code, label, school_year_from, school_year_to, subject_code)
            """)
        .returns(
            """
            SELECT 'Công nghệ' AS label, t.* FROM VALUES
              ('staff', 2007, 2022, 'old'), ('staff', 2022, 9999, 'new'),
              ('gradebook', 2007, 9999, 'old')
              AS t(source_code, school_year_from, school_year_to, subject_key)
            """);
  }

  @Covers(
      table = "core.bridge_school__account",
      of = {NULL, BOUNDARY, LATE})
  @Test
  void anAccountThatSharesNobodyIsNoSchoolYetAndOfTwoEqualSchoolsTheFirstKeyCounts() {
    model("core.bridge_school__account")
        .given("core.bridge_school__code", CODES)
        .given(
            "staging.stg_moet__learner",
            "SELECT * FROM VALUES (DATE '2025-07-31', '8233333001', 'a'),"
                + " (DATE '2025-08-01', '8711111001', 'b'), (DATE '2025-10-15', '8233333001', NULL),"
                + " (DATE '2025-07-31', '8711111001', 'd'), (DATE '2025-10-15', '9999999999', 'c')"
                + " AS t(report_date, institution_code, learner_code)")
        .given(
            "staging.stg_sms_a__learner",
            "SELECT * FROM VALUES ('A1', DATE '2025-07-31', 'a'), ('A1', DATE '2025-08-01', 'b'),"
                // Of another school year, without a code, of a school that is not known.
                + " ('A2', DATE '2025-08-01', 'a'), ('A2', DATE '2025-10-15', NULL),"
                + " ('A2', DATE '2025-10-15', 'c') AS t(sender_code, as_of_date, learner_code)")
        .given(
            "staging.stg_sms_b__learner",
            "SELECT 'B1' AS sender_code, DATE '2025-05-20' AS as_of_date, 'd' AS learner_code")
        .returns(
            "SELECT * FROM VALUES ('A1', 's1', 2L, CAST(0.5 AS DECIMAL(9, 8))),"
                + " ('B1', 's2', 1L, CAST(1 AS DECIMAL(9, 8)))"
                + " AS t(sender_code, school_key, learner_count, match_fraction)");
  }

  @Covers(table = "core.fct_class_statement", of = LATE)
  @Test
  void aClassThatOnlyRecordsNameIsKnownBeforeAnyListOfTheYear() {
    model("core.fct_class_statement")
        .given("core.bridge_school__code", CODES)
        .given(
            "staging.stg_moet__learner_record",
            "SELECT '8711111001' AS institution_code, '6' AS grade_code, * FROM VALUES"
                + " ('2024-2025', '871111100125001'), ('2024-2025', NULL),"
                // The year's opening is not known: the usual one counts.
                + " ('2025-2026', '871111100126001') AS t(school_year, class_code)")
        .returns(
            "SELECT * FROM VALUES (2025, '871111100125001', 's1', false, '6', CAST(NULL AS BOOLEAN)),"
                + " (2026, '871111100126001', 's2', false, '6', NULL)"
                + " AS t(school_year, class_code, school_key, is_listed, grade_code, is_two_session)");
  }

  @Covers(table = "core.dim_class", of = BOUNDARY)
  @Test
  void theGradeTellsTheLevelOfAClassWithoutOne() {
    model("core.dim_class")
        .given(
            "core.fct_class_statement",
            "SELECT 2025 AS school_year, concat(school_key, grade_code) AS class_code, * FROM VALUES"
                + " ('s1', '5T'), ('s1', '5'), ('s1', '6'), ('s1', '9'), ('s1', '10'), ('e', '10'),"
                + " ('both', '12'), ('s1', 'KT'), ('s1', '13'), ('-1', '1')"
                + " AS t(school_key, grade_code)")
        .given(
            "core.bridge_school__level",
            "SELECT * FROM VALUES ('e', '05'), ('both', '04'), ('both', '05')"
                + " AS t(school_key, level_code)")
        .returns(
            "SELECT * FROM VALUES ('s15T', '01'), ('s15', '02'), ('s16', '03'), ('s19', '03'),"
                + " ('s110', '04'), ('e10', '05'), ('both12', '04'), ('s1KT', '06'), ('s113', NULL),"
                + " (NULL, NULL), (NULL, NULL), (NULL, NULL) AS t(class_code, level_code)");
  }

  @Covers(
      table = "core.fct_roll_call_day",
      of = {BOUNDARY, DUPLICATE})
  @Test
  void aDayThatTheCalendarDoesNotHaveStaysWithoutAYearAndIsRefused() {
    model("core.fct_roll_call_day")
        .given("core.bridge_school__account", ACCOUNTS)
        .given("core.dim_date", DAYS)
        .given(
            "staging.stg_sms_b__roll_call",
            "SELECT 'A1' AS sender_code, * FROM VALUES (DATE '2025-01-24', '6A'),"
                + " (DATE '2025-01-24', '6A'), (DATE '2025-01-25', '6A')"
                + " AS t(attendance_date, class_name)")
        .returns(
            "SELECT * FROM VALUES (DATE '2025-01-24', 2025, 2L), (DATE '2025-01-25', NULL, 1L)"
                + " AS t(calendar_date, school_year, class_count)");
    assertThat(ModelTest.required("core.fct_roll_call_day")).contains("school_year");
  }

  @Covers(
      table = "core.school_submission",
      of = {NULL, DUPLICATE, LATE})
  @Covers(
      table = "core.dim_school_day",
      of = {NULL, DUPLICATE})
  @Test
  void twoAccountsAreOneSchoolAndAnUnknownOneOpensNoDay() {
    String rolls =
        "SELECT * FROM VALUES ('A2', 's1', DATE '2030-09-06', 2031, 2L, 1L),"
            + " ('A1', 's1', DATE '2030-09-06', 2031, 1L, 0L), ('A1', 's1', DATE '2030-09-05', 2031, 0L, 1L),"
            + " ('A1', 's1', DATE '2025-01-20', 2025, 1L, 0L), ('A9', '-1', DATE '2030-09-07', 2031, 1L, 0L)"
            + " AS t(sender_code, school_key, calendar_date, school_year, class_count, closed_class_count)";
    keep(model("core.school_submission").given("core.fct_roll_call_day", rolls), "o_two_accounts");
    assertThat(lines("SELECT * FROM o_two_accounts ORDER BY school_year"))
        .containsExactly("s1|2025|2024-08-01|2025-01-21", "s1|2031|2030-08-01|2030-09-07");
    model("core.dim_school_day")
        // The plan of the year 2031 is not known.
        .given(
            "core.dim_date",
            "SELECT day AS calendar_date, 2031 AS school_year, weekday(day) + 1 AS day_of_week,"
                + " weekday(day) < 5 AS is_working_day, false AS is_holiday"
                + " FROM (SELECT explode(sequence(DATE '2030-09-05', DATE '2030-09-09')) AS day)")
        .given("core.fct_roll_call_day", rolls)
        .given("core.school_submission", "TABLE o_two_accounts")
        .returns(
            "SELECT * FROM VALUES ('s1', DATE '2030-09-05', CAST(NULL AS STRING), 'closed', 0L, 1L),"
                + " ('s1', DATE '2030-09-06', NULL, 'called', 3L, 1L)"
                + " AS t(school_key, calendar_date, term_code, state_code, class_count, closed_class_count)");
  }

  @Covers(
      table = "core.dim_staff",
      of = {NULL, LATE})
  @Test
  void whatMostListsSayOfABirthCountsForAllPeriodsWhenALateListComesToo() {
    model("core.dim_staff")
        .given(
            "core.fct_staff_statement",
            """
            SELECT *, row_number() OVER (ORDER BY snapshot_date) AS entry_number FROM VALUES
              ('t', DATE '2025-09-10', 1980, 'male', 'teacher'),
              ('t', DATE '2025-01-10', 1980, 'male', 'teacher'),
              -- Comes last, of the time between the others.
              ('t', DATE '2025-05-10', 1908, NULL, 'deputy'),
              ('none', DATE '2025-05-10', NULL, NULL, NULL), ('-1', DATE '2025-05-10', 1970, 'male', 'cook')
              AS t(staff_key, snapshot_date, birth_year, sex_code, role_code)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('t', DATE '1900-01-01', DATE '2025-05-10', 1980, 'male', 'teacher'),
              ('t', DATE '2025-05-10', DATE '2025-09-10', 1980, 'male', 'deputy'),
              ('t', DATE '2025-09-10', DATE '9999-12-31', 1980, 'male', 'teacher'),
              ('none', DATE '1900-01-01', DATE '9999-12-31', NULL, NULL, NULL),
              ('-1', DATE '1900-01-01', DATE '9999-12-31', NULL, NULL, 'unknown'),
              ('-2', DATE '1900-01-01', DATE '9999-12-31', NULL, NULL, 'unknown'),
              ('-3', DATE '1900-01-01', DATE '9999-12-31', NULL, NULL, 'unknown')
              AS t(staff_key, valid_from, valid_to, birth_year, sex_code, role_code)
            """);
  }

  @Covers(
      table = "core.fct_staff_statement",
      of = {BOUNDARY, DUPLICATE})
  @Test
  void schoolAndSubjectAreThoseOfTheDayOfTheListAndASecondEntryIsARow() {
    model("core.fct_staff_statement")
        .given("core.bridge_school__code", CODES)
        .given(
            "core.bridge_subject__label",
            "SELECT 'staff' AS source_code, 'Toán' AS label, * FROM VALUES (2007, 2026, 'before'),"
                + " (2026, 9999, 'since') AS t(school_year_from, school_year_to, subject_key)")
        .given(
            "staging.stg_staff__member",
            "SELECT '8711111001' AS institution_code, 'Toán' AS subject_name, * FROM VALUES"
                + " (DATE '2025-06-30', 'G1'), (DATE '2025-07-01', 'G1'), (DATE '2025-07-31', 'G1'),"
                + " (DATE '2025-08-01', 'G2'), (DATE '2025-08-01', 'G1') AS t(snapshot_date, staff_code)")
        .returns(
            "SELECT '-1' AS staff_key, t.* FROM VALUES (DATE '2025-06-30', 1, 's1', 'before'),"
                + " (DATE '2025-07-01', 1, 's2', 'before'), (DATE '2025-07-31', 1, 's2', 'before'),"
                + " (DATE '2025-08-01', 1, 's2', 'since'), (DATE '2025-08-01', 2, 's2', 'since')"
                + " AS t(snapshot_date, entry_number, school_key, subject_key)");
  }

  @Covers(
      table = "marts.staff_by_school_subject",
      of = {DUPLICATE, LATE})
  @Test
  void whoIsOnTwoRowsOfAListIsOneTeacherAndALateListCountsWhoWasThereThen() {
    staff(
        teacher("2025-09-10", "t", "s2", "2025-08-01", STAYS),
        teacher("2025-09-10", "t", "s2", "2025-08-01", STAYS),
        teacher("2025-09-10", "u", "s2", "2001-09-01", STAYS),
        // Comes after the other list: of before the first one came.
        teacher("2025-05-10", "u", "s2", "2001-09-01", STAYS));
    model("marts.staff_by_school_subject")
        .given("core.fct_staff_statement", "TABLE o_staff_statement")
        .given("core.fct_staff_assignment", "TABLE o_assignment")
        .given("core.dim_staff", "TABLE o_staff")
        .given("core.dim_school", SCHOOLS)
        .given("core.dim_subject", "SELECT 'toan' AS subject_key, 'toan' AS subject_code")
        .given("core.dim_place", "SELECT 'p' AS place_key, '33333' AS code")
        .given(
            "core.bridge_school__boundary",
            "SELECT 's2@1900-01-01' AS school_version_key, 'then' AS boundary_mode,"
                + " 'p' AS target_place_key, 'p' AS target_province_place_key")
        .returns(
            "SELECT * FROM VALUES (DATE '2025-05-10', false, 1L, 1L), (DATE '2025-09-10', true, 2L, 2L)"
                + " AS t(as_of_date, is_latest_snapshot, staff_count, teacher_count)");
  }
}
