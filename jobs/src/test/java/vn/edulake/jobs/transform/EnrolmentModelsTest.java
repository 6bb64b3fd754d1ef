package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.BundledPlaces.keep;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who was where from when to when, on invented statements: each rule has learners of its own, and
 * all of them go through the models at once.
 */
class EnrolmentModelsTest {
  /** Statements of all learners. */
  private static final List<String> STATEMENTS = new ArrayList<>();

  private static int learnerCount;

  private static final int RANDOM_LEARNERS = 40;

  /** Adds a learner of whom this is stated. */
  private static String learner(String... lines) {
    String key = "learner" + learnerCount++;
    for (String line : lines) {
      STATEMENTS.add(key + ": " + line);
    }
    return key;
  }

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

  private static final String DATES =
      """
      SELECT * FROM VALUES
        (DATE '2024-09-05', 2025, 'term_1'), (DATE '2025-01-18', 2025, 'term_2'),
        (DATE '2025-09-05', 2026, 'term_1'), (DATE '2026-01-18', 2026, 'term_2')
        AS t(calendar_date, school_year, school_term)
      """;

  /** Statements, a line for each: learner, date, source, school, class, status and more. */
  private static String statements(List<String> lines) {
    List<String> rows = new ArrayList<>();
    for (String line : lines) {
      String learner = line.substring(0, line.indexOf(": "));
      String[] cells = line.substring(learner.length() + 2).split(" +");
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

  private static final String ENTERED = "2024-09-20 moet_record north n1 studying r 1";
  private static final String LISTED = "2024-09-09 sms_a north n1 studying";
  private static final String REPORTED = "2024-10-15 moet north n1 studying";
  private static final String STAYED = "n1 2024-09-05 2025-08-01 year_start year_end";

  private static final String ON_ALL_LISTS = learner(ENTERED, LISTED, REPORTED);
  private static final String ON_ONE_LIST = learner(LISTED);
  private static final String REPORTED_AT_THE_END = learner("2025-05-20 moet north n1 studying");
  private static final String RECORDED_ON_DAY_30 =
      learner("2024-10-04 moet_record north n1 studying r 1");
  private static final String RECORDED_ON_DAY_31 =
      learner("2024-10-05 moet_record north n1 studying r 1");
  private static final String CAME_ON_A_DAY =
      learner(
          "2025-01-21 sms_b north n1 came on=2024-11-04", "2025-01-31 moet north n1 came term=1");
  private static final String CAME_SOME_DAY =
      learner("2025-01-31 moet north n1 came term=1", "2025-05-20 moet north n1 came term=1");
  private static final String MOVED =
      learner(
          ENTERED,
          LISTED,
          REPORTED,
          "2024-11-20 moet_record south s1 studying r 2",
          "2025-01-31 moet north n1 transferred_out term=1",
          "2025-01-31 moet south s1 came term=1");
  private static final String MOVED_WITHOUT_RECORD =
      learner(
          ENTERED,
          "2024-09-09 sms_b north n1 studying",
          "2025-01-21 sms_b north n1 transferred_out on=2024-11-20",
          "2025-01-31 moet south s1 came term=1",
          "2025-05-20 moet south s1 came term=1");
  private static final String CHANGED_CLASS =
      learner(
          ENTERED,
          REPORTED,
          "2025-02-10 moet_record north n1b studying r 2",
          "2025-05-20 moet north n1b studying");
  private static final String LEFT_BY_RECORD =
      learner(ENTERED, REPORTED, "2024-12-02 moet_record north n1 dropped_out r 3 term=1");
  private static final String LEFT_IN_TERM_1 =
      learner(ENTERED, REPORTED, "2025-01-31 moet north n1 dropped_out term=1");
  private static final String LEFT_IN_TERM_2 =
      learner(ENTERED, REPORTED, "2025-05-20 moet north n1 transferred_out term=2");
  private static final String LEFT_AND_NOTHING_ELSE =
      learner("2025-01-21 sms_b north n1 dropped_out on=2024-12-02");
  private static final String LEFT_BEFORE_THE_YEAR =
      learner(
          "2024-08-20 moet_record north n1 dropped_out r 1",
          "2025-01-21 sms_b north n1 dropped_out");
  private static final String CAME_BACK =
      learner(
          ENTERED,
          REPORTED,
          "2024-12-02 moet_record north n1 dropped_out r 3 term=1",
          "2025-03-03 moet_record north n1 studying r 4",
          "2025-05-20 moet north n1 studying");
  private static final String LEFT_IN_SUMMER =
      learner(ENTERED, REPORTED, "2025-09-17 moet_record north -1 dropped_out r 11 term=3");
  private static final String COMPLETED =
      learner(ENTERED, "2025-06-05 moet_record north n1 completed r 4 result=promoted");
  private static final String NOT_ON_ONE_LIST =
      learner(ENTERED, LISTED, "2025-05-20 moet north n1 studying");
  private static final String TWO_YEARS =
      learner(ENTERED, REPORTED, "2025-09-18 moet_record north n2 studying r 11");
  private static final String ELSEWHERE_ONCE =
      learner(
          ENTERED,
          LISTED,
          REPORTED,
          "2025-01-31 moet south s1 studying",
          "2025-05-20 moet north n1 studying");
  private static final String ELSEWHERE_AT_FIRST =
      learner(ENTERED, LISTED, REPORTED, "2024-09-07 sms_b south s1 studying");
  private static final String ELSEWHERE_AT_LAST =
      learner(ENTERED, LISTED, REPORTED, "2025-05-20 moet south s1 studying");
  private static final String ELSEWHERE_FOR_ITS_RESULT =
      learner(ENTERED, REPORTED, "2025-06-09 moet_record south s1 studying x 4 result=promoted");
  private static final String ELSEWHERE_ON_TWO_LISTS =
      learner(
          ENTERED,
          LISTED,
          REPORTED,
          "2025-01-31 moet south s1 studying",
          "2025-05-20 moet south s1 studying");
  private static final String MOVED_BY_ONE_RECORD =
      learner(ENTERED, LISTED, REPORTED, "2025-05-22 moet_record south s1 studying r 2");
  private static final String MOVED_BY_ONE_LIST =
      learner(ENTERED, LISTED, REPORTED, "2025-05-20 moet south s1 came term=2");
  private static final String TAKEN_BACK =
      learner(
          ENTERED,
          REPORTED,
          "2024-09-20 moet_record south s1 studying x 1",
          "2024-09-27 moet_record south s1 cancelled x 2");
  private static final String BACK_ON_ONE_LIST =
      learner(
          ENTERED,
          REPORTED,
          "2025-06-05 moet_record north n1 completed r 4 result=promoted",
          "2025-10-15 moet north n2 studying");
  private static final String OF_NO_SCHOOL =
      learner(ENTERED, REPORTED, "2025-01-31 moet -1 -1 studying");
  private static final String OF_NO_CLASS = learner(ENTERED, "2024-10-15 moet north -1 studying");
  private static final String SAID_TWICE =
      learner(
          ENTERED,
          REPORTED,
          "2024-10-15 moet north n1 studying again",
          "2024-10-15 sms_a north n1 studying");

  static {
    STATEMENTS.add("-1: 2024-10-15 moet north n1 studying");
    Random random = new Random(7);
    String[] classes = {"north n1", "north n1b", "south s1", "north -1"};
    List<String> lines = new ArrayList<>();
    for (int turn = 0; turn < RANDOM_LEARNERS; turn++) {
      for (int i = 0; i < 9; i++) {
        String seat = classes[random.nextInt(classes.length)];
        String day = "2024-%02d-%02d".formatted(9 + random.nextInt(4), 1 + random.nextInt(28));
        String left = "2024-%02d-%02d".formatted(9 + random.nextInt(4), 1 + random.nextInt(28));
        lines.add(
            "random"
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
    lines.stream().distinct().forEach(STATEMENTS::add);
  }

  @BeforeAll
  static void build() {
    TestSession.interpret();
    build(STATEMENTS, "e_finding", "e_stint");
  }

  @AfterAll
  static void compile() {
    TestSession.compile();
  }

  private static void build(List<String> lines, String findings, String stints) {
    String stated = statements(lines);
    keep(
        model("core.enrolment_finding")
            .given("core.dim_date", DATES)
            .given("core.fct_learner_statement", stated),
        findings);
    keep(
        model("core.fct_enrolment")
            .given("core.dim_date", DATES)
            .given("core.dim_class", CLASSES)
            .given(
                "core.dim_learner",
                "SELECT key AS learner_key, concat(key, '@1900-01-01') AS learner_version_key,"
                    + " DATE '1900-01-01' AS valid_from, DATE '9999-12-31' AS valid_to FROM ("
                    + "SELECT concat('learner', id) AS key FROM range("
                    + learnerCount
                    + ") UNION ALL SELECT concat('random', id) FROM range("
                    + RANDOM_LEARNERS
                    + "))")
            .given("core.dim_school", SCHOOLS)
            .given("core.enrolment_finding", "TABLE " + findings)
            .given("core.fct_learner_statement", stated),
        stints);
  }

  private static List<String> lines(String query) {
    return TestSession.get().sql(query).collectAsList().stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  private static List<String> stints(String learner) {
    return lines(
        "SELECT class_key, entry_date, exit_date, entry_reason_code, exit_reason_code FROM e_stint"
            + " WHERE learner_key = '"
            + learner
            + "' ORDER BY entry_date");
  }

  private static List<String> evidence(String learner) {
    return lines(
        "SELECT evidence_code, statement_count FROM e_stint WHERE learner_key = '"
            + learner
            + "' ORDER BY entry_date");
  }

  private static List<String> findings(String learner) {
    return lines(
        "SELECT finding_code FROM e_finding WHERE learner_key = '" + learner + "' ORDER BY 1");
  }

  @Covers(
      table = "core.fct_enrolment",
      of = {ORDINARY, DUPLICATE})
  @Test
  void whoIsThereAtTheStartIsThereFromTheOpeningToTheFirstOfAugust() {
    for (String learner : List.of(ON_ALL_LISTS, ON_ONE_LIST, REPORTED_AT_THE_END, SAID_TWICE)) {
      assertThat(stints(learner)).as(learner).containsExactly(STAYED);
      assertThat(findings(learner)).as(learner).isEmpty();
    }
    assertThat(
            lines("SELECT statement_count FROM e_stint WHERE learner_key = '" + SAID_TWICE + "'"))
        .containsExactly("4");
  }

  @Covers(table = "core.fct_enrolment", of = BOUNDARY)
  @Test
  void aRecordOfTheFirstThirtyDaysTellsNoDayOfComingAndALaterOneDoes() {
    assertThat(stints(RECORDED_ON_DAY_30)).containsExactly(STAYED);
    assertThat(stints(RECORDED_ON_DAY_31))
        .containsExactly("n1 2024-10-05 2025-08-01 came year_end");
  }

  @Test
  void whoCameSinceTheOpeningHasTheDayThatAListStatesOrTheFirstThatIsKnown() {
    assertThat(stints(CAME_ON_A_DAY)).containsExactly("n1 2024-11-04 2025-08-01 came year_end");
    assertThat(stints(CAME_SOME_DAY)).containsExactly("n1 2025-01-31 2025-08-01 came year_end");
  }

  @Test
  void aMoveIsOfTheDayOfTheRecordWhateverListsComeLater() {
    assertThat(stints(MOVED))
        .containsExactly(
            "n1 2024-09-05 2024-11-20 year_start transferred",
            "s1 2024-11-20 2025-08-01 transferred year_end");
  }

  @Test
  void aMoveWithoutItsRecordHasTheDayOnWhichOneSchoolSaysThatTheLearnerLeft() {
    assertThat(stints(MOVED_WITHOUT_RECORD))
        .containsExactly(
            "n1 2024-09-05 2024-11-20 year_start transferred",
            "s1 2024-11-20 2025-08-01 transferred year_end");
  }

  @Test
  void anotherClassOfTheSchoolIsNoTransfer() {
    assertThat(stints(CHANGED_CLASS))
        .containsExactly(
            "n1 2024-09-05 2025-02-10 year_start changed_class",
            "n1b 2025-02-10 2025-08-01 changed_class year_end");
  }

  @Test
  void whoLeavesIsGoneFromTheDayOfTheRecordAndWithoutItFromTheFirstDayThatIsKnown() {
    assertThat(stints(LEFT_BY_RECORD))
        .containsExactly("n1 2024-09-05 2024-12-02 year_start dropped_out");
    // In the first term is before the second one, in the second before the report.
    assertThat(stints(LEFT_IN_TERM_1))
        .containsExactly("n1 2024-09-05 2025-01-18 year_start dropped_out");
    assertThat(stints(LEFT_IN_TERM_2))
        .containsExactly("n1 2024-09-05 2025-05-20 year_start transferred_out");
    assertThat(stints(LEFT_AND_NOTHING_ELSE))
        .containsExactly("n1 2024-09-05 2024-12-02 year_start dropped_out");
    assertThat(stints(LEFT_BEFORE_THE_YEAR)).isEmpty();
  }

  @Test
  void aStintRestsOnStatementsOfPresenceOrElseOnThoseOfLeaving() {
    assertThat(evidence(LEFT_BY_RECORD)).containsExactly("presence 2");
    assertThat(evidence(LEFT_AND_NOTHING_ELSE)).containsExactly("leaving 1");
    assertThat(lines("SELECT count(*) FROM e_stint WHERE statement_count < 1"))
        .containsExactly("0");
  }

  @Test
  void whoComesBackToTheClassHasTwoStints() {
    assertThat(stints(CAME_BACK))
        .containsExactly(
            "n1 2024-09-05 2024-12-02 year_start dropped_out",
            "n1 2025-03-03 2025-08-01 returned year_end");
  }

  @Covers(table = "core.fct_enrolment", of = LATE)
  @Test
  void whatIsToldInSummerEndsTheYearBefore() {
    assertThat(stints(LEFT_IN_SUMMER))
        .containsExactly("n1 2024-09-05 2025-08-01 year_start dropped_out");
    assertThat(stints(COMPLETED)).containsExactly("n1 2024-09-05 2025-08-01 year_start completed");
  }

  @Test
  void absenceFromOneListIsNoExit() {
    assertThat(stints(NOT_ON_ONE_LIST)).containsExactly(STAYED);
  }

  @Test
  void theReformDoesNotEndWhatALearnerHasAtASchool() {
    assertThat(
            lines(
                "SELECT class_key, school_version_key, place_key, school_entry_date,"
                    + " learner_year_key, level_code, grade_code, source_codes, statement_count"
                    + " FROM e_stint WHERE learner_key = '"
                    + TWO_YEARS
                    + "' ORDER BY entry_date"))
        .containsExactly(
            "n1 north@1900-01-01 old 2024-09-05 %s@2025 02 1 moet,moet_record 2"
                .formatted(TWO_YEARS),
            "n2 north@2025-07-01 new 2024-09-05 %s@2026 02 2 moet_record 1".formatted(TWO_YEARS));
  }

  @Covers(table = "core.enrolment_finding", of = ORDINARY)
  @Test
  void whatOneListStatesWhileOthersAgreeOnAnotherClassIsAMistake() {
    // Lists that tell who came do not say so of the one that is elsewhere at last.
    for (String learner :
        List.of(ELSEWHERE_ONCE, ELSEWHERE_AT_FIRST, ELSEWHERE_AT_LAST, ELSEWHERE_FOR_ITS_RESULT)) {
      assertThat(findings(learner)).as(learner).containsExactly("elsewhere");
      assertThat(stints(learner)).as(learner).containsExactly(STAYED);
    }
  }

  @Covers(
      table = "core.enrolment_finding",
      of = {BOUNDARY, DUPLICATE})
  @Test
  void aMoveThatOneRecordOneListOfNewcomersOrTwoListsTellIsNone() {
    for (String learner : List.of(MOVED_BY_ONE_RECORD, MOVED_BY_ONE_LIST, ELSEWHERE_ON_TWO_LISTS)) {
      assertThat(findings(learner)).as(learner).isEmpty();
      assertThat(stints(learner)).as(learner).hasSize(2);
    }
  }

  @Covers(table = "core.enrolment_finding", of = LATE)
  @Test
  void aRecordThatIsTakenBackSaysNothing() {
    assertThat(findings(TAKEN_BACK)).containsExactly("taken_back", "taken_back");
    assertThat(stints(TAKEN_BACK)).containsExactly(STAYED);
  }

  @Test
  void whoHasLeftIsNotBackBecauseOneListSaysSo() {
    assertThat(findings(BACK_ON_ONE_LIST)).containsExactly("has_left");
    assertThat(stints(BACK_ON_ONE_LIST))
        .containsExactly("n1 2024-09-05 2025-08-01 year_start completed");
  }

  @Covers(table = "core.enrolment_finding", of = NULL)
  @Covers(table = "core.fct_enrolment", of = NULL)
  @Test
  void aStatementOfNobodyOrOfNoSchoolMakesNoStint() {
    assertThat(findings(OF_NO_SCHOOL)).containsExactly("unknown_school");
    assertThat(stints(OF_NO_SCHOOL)).containsExactly(STAYED);
    assertThat(findings("-1")).containsExactly("unknown_learner");
    assertThat(stints("-1")).isEmpty();
  }

  @Test
  void aClassThatIsNotKnownIsTheOneThatOthersKnowAtTheSchool() {
    assertThat(stints(OF_NO_CLASS)).containsExactly(STAYED);
  }

  @Test
  void stintsOfALearnerNeverOverlapWhateverIsStated() {
    List<Row> rows =
        TestSession.get()
            .sql(
                "SELECT learner_key, entry_date, exit_date FROM e_stint"
                    + " WHERE learner_key LIKE 'random%' ORDER BY learner_key, entry_date")
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

  @Covers(table = "core.fct_enrolment", of = LATE)
  @Test
  void theOrderInWhichStatementsComeDecidesNothing() {
    List<String> backwards = new ArrayList<>(STATEMENTS);
    Collections.reverse(backwards);
    build(backwards, "e_finding_backwards", "e_stint_backwards");

    for (String view : List.of("e_finding", "e_stint")) {
      assertThat(lines("SELECT * FROM " + view + "_backwards ORDER BY ALL"))
          .isEqualTo(lines("SELECT * FROM " + view + " ORDER BY ALL"));
    }
  }
}
