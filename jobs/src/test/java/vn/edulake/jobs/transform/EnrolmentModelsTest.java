package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who was where from when to when, on invented statements. */
class EnrolmentModelsTest {
  private static final String SCHOOLS =
      """
      SELECT * FROM VALUES
        ('north', 'north@1900-01-01', DATE '1900-01-01', DATE '2025-07-01', 'old'),
        ('north', 'north@2025-07-01', DATE '2025-07-01', DATE '9999-12-31', 'new'),
        ('south', 'south@1900-01-01', DATE '1900-01-01', DATE '9999-12-31', 'other'),
        ('-1', '-1@1900-01-01', DATE '1900-01-01', DATE '9999-12-31', '-1')
        AS t(school_key, school_version_key, valid_from, valid_to, place_key)
      """;

  private static final String CLASSES =
      """
      SELECT * FROM VALUES
        ('n1', 'north', 2025, '02', '1'), ('n1b', 'north', 2025, '02', '1'),
        ('n2', 'north', 2026, '02', '2'), ('s1', 'south', 2025, '02', '1')
        AS t(class_key, school_key, school_year, level_code, grade_code)
      """;

  private static final String LEARNERS =
      """
      SELECT key AS learner_key, concat(key, '@1900-01-01') AS learner_version_key,
        DATE '1900-01-01' AS valid_from, DATE '9999-12-31' AS valid_to
      FROM (SELECT 'ann' AS key UNION ALL SELECT concat('l', id) FROM range(40))
      """;

  private static final String DATES =
      """
      SELECT * FROM VALUES
        (DATE '2024-09-05', 2025, 'term_1'), (DATE '2025-01-18', 2025, 'term_2'),
        (DATE '2025-09-05', 2026, 'term_1'), (DATE '2026-01-18', 2026, 'term_2')
        AS t(calendar_date, school_year, school_term)
      """;

  /** Long plans over few rows: compiling them costs more than their rows. */
  @BeforeAll
  static void interpret() {
    TestSession.get().conf().set("spark.sql.codegen.wholeStage", "false");
    TestSession.get().conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
  }

  @AfterAll
  static void compile() {
    TestSession.get().conf().unset("spark.sql.codegen.wholeStage");
    TestSession.get().conf().unset("spark.sql.codegen.factoryMode");
  }

  /** Statements of one learner, a line for each: date, source, school, class, status and more. */
  private static String statements(String... lines) {
    List<String> rows = new ArrayList<>();
    for (String line : lines) {
      String learner = line.contains(": ") ? line.substring(0, line.indexOf(": ")) : "ann";
      String[] cells =
          line.substring(line.indexOf(": ") < 0 ? 0 : learner.length() + 2).split(" +");
      String status = cells[4];
      String term = "NULL";
      String day = "NULL";
      String result = "NULL";
      String record = cells[1].equals("moet_record") ? "'" + cells[5] + "'" : "NULL";
      String version = cells[1].equals("moet_record") ? cells[6] : "NULL";
      for (int i = cells[1].equals("moet_record") ? 7 : 5; i < cells.length; i++) {
        if (cells[i].startsWith("term=")) {
          term = cells[i].substring(5);
        } else if (cells[i].startsWith("on=")) {
          day = "DATE '" + cells[i].substring(3) + "'";
        } else if (cells[i].startsWith("result=")) {
          result = "'" + cells[i].substring(7) + "'";
        }
      }
      int year = Integer.parseInt(cells[0].substring(0, 4));
      int month = Integer.parseInt(cells[0].substring(5, 7));
      rows.add(
          "(DATE '%s', '%s', '%s', '%s', %s, '%s', '%s', '%s', %s, %s, %s, %s, %s)"
              .formatted(
                  cells[0],
                  cells[1],
                  "e" + line.hashCode(),
                  learner,
                  month >= 8 ? year + 1 : year,
                  cells[2],
                  cells[3],
                  status,
                  term,
                  day,
                  record,
                  version,
                  result));
    }
    return "SELECT * FROM VALUES "
        + String.join(", ", rows)
        + " AS t(stated_date, source_code, entry_id, learner_key, school_year, school_key,"
        + " class_key, status_code, status_term, status_date, record_key, record_version,"
        + " result_code)";
  }

  private static ModelTest findings(String... lines) {
    return model("core.enrolment_finding")
        .given("core.dim_date", DATES)
        .given("core.fct_learner_statement", statements(lines));
  }

  private static ModelTest stints(String... lines) {
    return given(model("core.fct_enrolment"), lines);
  }

  private static ModelTest given(ModelTest test, String... lines) {
    ModelTest finding = findings(lines);
    finding.rows().createOrReplaceTempView("enrolment_models_test__finding");
    return test.given("core.dim_date", DATES)
        .given("core.dim_class", CLASSES)
        .given("core.dim_learner", LEARNERS)
        .given("core.dim_school", SCHOOLS)
        .given("core.enrolment_finding", "SELECT * FROM enrolment_models_test__finding")
        .given("core.fct_learner_statement", statements(lines));
  }

  private static String stint(
      String classKey, String entry, String exit, String entryReason, String exitReason) {
    return "SELECT '%s' AS class_key, DATE '%s' AS entry_date, DATE '%s' AS exit_date,"
            .formatted(classKey, entry, exit)
        + " '%s' AS entry_reason_code, '%s' AS exit_reason_code".formatted(entryReason, exitReason);
  }

  private static final String ENTERED = "2024-09-20 moet_record north n1 studying r 1";
  private static final String LISTED = "2024-09-09 sms_a north n1 studying";
  private static final String REPORTED = "2024-10-15 moet north n1 studying";

  @Test
  void whoIsThereAtTheStartIsThereFromTheOpeningToTheFirstOfAugust() {
    stints(ENTERED, LISTED, REPORTED)
        .returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
    stints(LISTED).returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
    stints("2025-05-20 moet north n1 studying")
        .returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
  }

  @Test
  void aRecordOfTheFirstThirtyDaysTellsNoDayOfComingAndALaterOneDoes() {
    stints("2024-10-04 moet_record north n1 studying r 1")
        .returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
    stints("2024-10-05 moet_record north n1 studying r 1")
        .returns(stint("n1", "2024-10-05", "2025-08-01", "came", "year_end"));
  }

  @Test
  void whoCameSinceTheOpeningHasTheDayThatAListStatesOrTheFirstThatIsKnown() {
    stints("2025-01-21 sms_b north n1 came on=2024-11-04", "2025-01-31 moet north n1 came term=1")
        .returns(stint("n1", "2024-11-04", "2025-08-01", "came", "year_end"));
    stints("2025-01-31 moet north n1 came term=1", "2025-05-20 moet north n1 came term=1")
        .returns(stint("n1", "2025-01-31", "2025-08-01", "came", "year_end"));
  }

  @Test
  void aMoveIsOfTheDayOfTheRecordWhateverListsComeLater() {
    String[] lines = {
      ENTERED,
      LISTED,
      REPORTED,
      "2024-11-20 moet_record south s1 studying r 2",
      "2025-01-31 moet north n1 transferred_out term=1",
      "2025-01-31 moet south s1 came term=1"
    };
    stints(lines)
        .returns(
            stint("n1", "2024-09-05", "2024-11-20", "year_start", "transferred")
                + " UNION ALL "
                + stint("s1", "2024-11-20", "2025-08-01", "transferred", "year_end"));
  }

  @Test
  void aMoveWithoutItsRecordHasTheDayOnWhichOneSchoolSaysThatTheLearnerLeft() {
    stints(
            ENTERED,
            "2024-09-09 sms_b north n1 studying",
            "2025-01-21 sms_b north n1 transferred_out on=2024-11-20",
            "2025-01-31 moet south s1 came term=1",
            "2025-05-20 moet south s1 came term=1")
        .returns(
            stint("n1", "2024-09-05", "2024-11-20", "year_start", "transferred")
                + " UNION ALL "
                + stint("s1", "2024-11-20", "2025-08-01", "transferred", "year_end"));
  }

  @Test
  void anotherClassOfTheSchoolIsNoTransfer() {
    stints(
            ENTERED,
            REPORTED,
            "2025-02-10 moet_record north n1b studying r 2",
            "2025-05-20 moet north n1b studying")
        .returns(
            stint("n1", "2024-09-05", "2025-02-10", "year_start", "changed_class")
                + " UNION ALL "
                + stint("n1b", "2025-02-10", "2025-08-01", "changed_class", "year_end"));
  }

  @Test
  void whoLeavesIsGoneFromTheDayOfTheRecordAndWithoutItFromTheFirstDayThatIsKnown() {
    stints(ENTERED, REPORTED, "2024-12-02 moet_record north n1 dropped_out r 3 term=1")
        .returns(stint("n1", "2024-09-05", "2024-12-02", "year_start", "dropped_out"));
    // In the first term is before the second one, in the second before the report.
    stints(ENTERED, REPORTED, "2025-01-31 moet north n1 dropped_out term=1")
        .returns(stint("n1", "2024-09-05", "2025-01-18", "year_start", "dropped_out"));
    stints(ENTERED, REPORTED, "2025-05-20 moet north n1 transferred_out term=2")
        .returns(stint("n1", "2024-09-05", "2025-05-20", "year_start", "transferred_out"));
    stints("2025-01-21 sms_b north n1 dropped_out on=2024-12-02")
        .returns(stint("n1", "2024-09-05", "2024-12-02", "year_start", "dropped_out"));
  }

  @Test
  void whoComesBackToTheClassHasTwoStints() {
    stints(
            ENTERED,
            REPORTED,
            "2024-12-02 moet_record north n1 dropped_out r 3 term=1",
            "2025-03-03 moet_record north n1 studying r 4",
            "2025-05-20 moet north n1 studying")
        .returns(
            stint("n1", "2024-09-05", "2024-12-02", "year_start", "dropped_out")
                + " UNION ALL "
                + stint("n1", "2025-03-03", "2025-08-01", "returned", "year_end"));
  }

  @Test
  void whatIsToldInSummerEndsTheYearBefore() {
    stints(ENTERED, REPORTED, "2025-09-17 moet_record north -1 dropped_out r 11 term=3")
        .returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "dropped_out"));
    stints(ENTERED, "2025-06-05 moet_record north n1 completed r 4 result=promoted")
        .returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "completed"));
  }

  @Test
  void absenceFromOneListIsNoExit() {
    stints(ENTERED, LISTED, "2025-05-20 moet north n1 studying")
        .returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
  }

  @Test
  void theReformDoesNotEndWhatALearnerHasAtASchool() {
    stints(ENTERED, REPORTED, "2025-09-18 moet_record north n2 studying r 11")
        .returns(
            """
            SELECT 'n1' AS class_key, 'north@1900-01-01' AS school_version_key, 'old' AS place_key,
              DATE '2024-09-05' AS school_entry_date, 'ann@2025' AS learner_year_key,
              '02' AS level_code, '1' AS grade_code, 'moet,moet_record' AS source_codes,
              2L AS statement_count
            UNION ALL
            SELECT 'n2', 'north@2025-07-01', 'new', DATE '2024-09-05', 'ann@2026', '02', '2',
              'moet_record', 1L
            """);
  }

  private static void found(String code, String... lines) {
    findings(lines).returns("SELECT '" + code + "' AS finding_code");
  }

  @Test
  void whatOneListStatesWhileOthersAgreeOnAnotherClassIsAMistake() {
    String[] lines = {
      ENTERED,
      LISTED,
      REPORTED,
      "2025-01-31 moet south s1 studying",
      "2025-05-20 moet north n1 studying"
    };
    found("elsewhere", lines);
    stints(lines).returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
    found("elsewhere", ENTERED, LISTED, REPORTED, "2024-09-07 sms_b south s1 studying");
    // Lists that tell who came do not say so of this one.
    found("elsewhere", ENTERED, LISTED, REPORTED, "2025-05-20 moet south s1 studying");
    found(
        "elsewhere",
        ENTERED,
        REPORTED,
        "2025-06-09 moet_record south s1 studying x 4 result=promoted");
  }

  @Test
  void aMoveThatOneRecordOrOneListOfNewcomersTellsIsNone() {
    for (String last :
        List.of(
            "2025-05-22 moet_record south s1 studying r 2",
            "2025-05-20 moet south s1 came term=2")) {
      assertThat(findings(ENTERED, LISTED, REPORTED, last).rows().count()).as(last).isZero();
    }
  }

  @Test
  void aRecordThatIsTakenBackSaysNothing() {
    String[] lines = {
      ENTERED,
      REPORTED,
      "2024-09-20 moet_record south s1 studying x 1",
      "2024-09-27 moet_record south s1 cancelled x 2"
    };
    findings(lines).returns("SELECT 'taken_back' AS finding_code UNION ALL SELECT 'taken_back'");
    stints(lines).returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
  }

  @Test
  void whoHasLeftIsNotBackBecauseOneListSaysSo() {
    String[] lines = {
      ENTERED,
      REPORTED,
      "2025-06-05 moet_record north n1 completed r 4 result=promoted",
      "2025-10-15 moet north n2 studying"
    };
    found("has_left", lines);
    stints(lines).returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "completed"));
  }

  @Test
  void aStatementOfNobodyOrOfNoSchoolMakesNoStint() {
    String[] lines = {ENTERED, REPORTED, "2025-01-31 moet -1 -1 studying"};
    found("unknown_school", lines);
    stints(lines).returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
  }

  @Test
  void aClassThatIsNotKnownIsTheOneThatOthersKnowAtTheSchool() {
    stints(ENTERED, "2024-10-15 moet north -1 studying")
        .returns(stint("n1", "2024-09-05", "2025-08-01", "year_start", "year_end"));
  }

  @Test
  void stintsOfALearnerNeverOverlapWhateverIsStatedInAnyOrder() {
    Random random = new Random(7);
    String[] classes = {"north n1", "north n1b", "south s1", "north -1"};
    List<String> lines = new ArrayList<>();
    for (int turn = 0; turn < 40; turn++) {
      for (int i = 0; i < 9; i++) {
        String seat = classes[random.nextInt(classes.length)];
        String day = "2024-%02d-%02d".formatted(9 + random.nextInt(4), 1 + random.nextInt(28));
        String left = "2024-%02d-%02d".formatted(9 + random.nextInt(4), 1 + random.nextInt(28));
        lines.add(
            "l"
                + turn
                + ": "
                + switch (random.nextInt(5)) {
                  case 0 -> day + " moet_record " + seat + " studying r " + (i + 1);
                  case 1 -> day + " moet_record " + seat + " dropped_out r " + (i + 1) + " term=1";
                  case 2 -> day + " moet " + seat + " came term=1";
                  case 3 -> day + " sms_b " + seat + " transferred_out on=" + left;
                  default -> day + " sms_a " + seat + " studying";
                });
      }
    }
    List<Row> rows =
        stints(lines.stream().distinct().toArray(String[]::new))
            .rows()
            .select("learner_key", "entry_date", "exit_date")
            .orderBy("learner_key", "entry_date")
            .collectAsList();
    assertThat(rows).hasSizeGreaterThan(60);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      assertThat(row.getDate(2)).as(row.toString()).isAfter(row.getDate(1));
      if (i > 0 && rows.get(i - 1).getString(0).equals(row.getString(0))) {
        assertThat(row.getDate(1)).as(row.toString()).isAfterOrEqualTo(rows.get(i - 1).getDate(2));
      }
    }
  }
}
