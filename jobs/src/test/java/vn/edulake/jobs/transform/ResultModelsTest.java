package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Marks, averages, levels and promotion of learners, on invented rows. */
class ResultModelsTest {
  private static final String BOOK =
      "SELECT * FROM VALUES %s AS t(sender_code, school_year, term, class_name, local_number,"
          + " subject_name, regular_mark_1, regular_mark_2, regular_mark_3, regular_mark_4,"
          + " middle_mark, last_mark, term_mark, year_mark, comment_code)";

  private static final String ENTRY =
      "SELECT * FROM VALUES %s AS t(school_year, term_code, sender_code, local_number, learner_key,"
          + " entry_number)";

  private static final String ASSESSED =
      """
      SELECT t.*, concat(learner_key, '@1900-01-01') AS learner_version_key, 'north' AS school_key,
        'north@1900-01-01' AS school_version_key, '6a' AS class_key, 'commune' AS place_key
      FROM VALUES %s
        AS t(school_year, term_code, learner_key, entry_number, term_end_date, grade_code,
          scheme_code)
      """;

  private static final String LABEL =
      """
      SELECT * FROM VALUES
        ('gradebook', 'Toán', 2019, 9999, 'math'),
        ('gradebook', 'Nghệ thuật', 2019, 9999, 'art')
        AS t(source_code, label, school_year_from, school_year_to, subject_key)
      """;

  private static final String RULE =
      """
      SELECT '6' AS grade_code, DATE '2021-08-01' AS valid_from, DATE '9999-12-31' AS valid_to,
        'circular_22_2021' AS scheme_code, 1 AS regular_weight, 2 AS middle_weight,
        3 AS last_weight, 1 AS term_1_weight, 2 AS term_2_weight, 'term_2' AS comment_term_code,
        array(
          named_struct('periods_up_to', 35, 'mark_count', 2),
          named_struct('periods_up_to', 70, 'mark_count', 3),
          named_struct('periods_up_to', 999, 'mark_count', 4)) AS regular_mark_counts,
        45 AS most_absence_count
      """;

  private static final String ENTRIES =
      """
      SELECT 2025 AS school_year, concat('term_', term) AS term_code, sender_code, local_number,
        class_name, row_count
      FROM VALUES %s AS t(sender_code, term, local_number, class_name, row_count)
      """;

  private static final String ANN_AT_TWO_SCHOOLS =
      """
      SELECT * FROM VALUES
        ('sms_a', 'A0001', 'HS1', 'ann'), ('sms_a', 'A0002', 'HS2', 'ann')
        AS t(source_code, sender_code, local_number, learner_key)
      """;

  private static ModelTest entries() {
    return model("vault.result_entry");
  }

  private static String book(String... rows) {
    return BOOK.formatted(String.join(", ", rows));
  }

  private static String mark(String sender, int year, int term, String className, String number) {
    return "('%s', %d, '%d', '%s', '%s', 'Toán', 7.0, 8.0, NULL, NULL, 6.5, 7.5, 7.2, NULL, NULL)"
        .formatted(sender, year, term, className, number);
  }

  @Covers(table = "vault.result_entry", of = ORDINARY)
  @Test
  void anEntryIsOfTheLearnerWhoHasItsNumberAtItsAccount() {
    entries()
        .given(
            "vault.gradebook_entry",
            ENTRIES.formatted("('A0001', 1, 'HS1', '6A', 1L), ('B0002', 1, 'HS1', '6B', 1L)"))
        .given(
            "vault.learner_local_number",
            """
            SELECT * FROM VALUES
              ('sms_a', 'A0001', 'HS1', 'ann'), ('sms_b', 'B0002', 'HS1', 'bob')
              AS t(source_code, sender_code, local_number, learner_key)
            """)
        .returns(
            """
            SELECT 2025 AS school_year, 'term_1' AS term_code, 'A0001' AS sender_code,
              'HS1' AS local_number, 'ann' AS learner_key, 1 AS entry_number, '6A' AS class_name
            UNION ALL SELECT 2025, 'term_1', 'B0002', 'HS1', 'bob', 1, '6B'
            """);
  }

  @Covers(
      table = "vault.gradebook_entry",
      of = {ORDINARY, BOUNDARY, DUPLICATE})
  @Test
  void theClassIsTheOneThatMostRowsOfALearnerName() {
    model("vault.gradebook_entry")
        .given(
            "staging.stg_gradebook__mark",
            book(
                mark("A0001", 2025, 1, "6A B", "HS1"),
                mark("A0001", 2025, 1, "6A", "HS1").replace("Toán", "Tin học"),
                mark("A0001", 2025, 1, "6A", "HS1").replace("Toán", "Ngữ văn"),
                mark("A0001", 2025, 1, "6B", "HS2"),
                mark("A0001", 2025, 1, "6A", "HS2").replace("Toán", "Tin học")))
        .returns(
            """
            SELECT 2025 AS school_year, 'term_1' AS term_code, 'A0001' AS sender_code,
              'HS1' AS local_number, '6A' AS class_name, 3L AS row_count
            UNION ALL SELECT 2025, 'term_1', 'A0001', 'HS2', '6A', 2L
            """);
  }

  @Covers(
      table = "vault.gradebook_entry",
      of = {NULL, LATE})
  @Test
  void eachTermHasAnEntryOfItsOwnAndARowNeedNotNameAClass() {
    model("vault.gradebook_entry")
        .given(
            "staging.stg_gradebook__mark",
            book(
                mark("A0001", 2025, 1, "6A", "HS1").replace("'6A'", "CAST(NULL AS STRING)"),
                mark("A0001", 2025, 2, "6A", "HS1")))
        .returns(
            """
            SELECT 'term_1' AS term_code, CAST(NULL AS STRING) AS class_name, 1L AS row_count
            UNION ALL SELECT 'term_2', '6A', 1L
            """);
  }

  @Covers(table = "vault.result_entry", of = BOUNDARY)
  @Test
  void ofTwoEntriesOfEquallyManyRowsTheFirstAccountIsTheFirst() {
    entries()
        .given(
            "vault.gradebook_entry",
            ENTRIES.formatted("('A0002', 1, 'HS2', '6B', 5L), ('A0001', 1, 'HS1', '6A', 5L)"))
        .given("vault.learner_local_number", ANN_AT_TWO_SCHOOLS)
        .returns("SELECT 'A0001' AS sender_code, 1 AS entry_number UNION ALL SELECT 'A0002', 2");
  }

  @Covers(table = "vault.result_entry", of = DUPLICATE)
  @Test
  void aLearnerInTwoPlacesHasTwoEntriesAndTheFullerOneIsTheFirst() {
    entries()
        .given(
            "vault.gradebook_entry",
            ENTRIES.formatted("('A0001', 1, 'HS1', '6A', 1L), ('A0002', 1, 'HS2', '6B', 2L)"))
        .given("vault.learner_local_number", ANN_AT_TWO_SCHOOLS)
        .returns(
            """
            SELECT 'A0002' AS sender_code, 'ann' AS learner_key, 1 AS entry_number
            UNION ALL SELECT 'A0001', 'ann', 2
            """);
  }

  @Covers(table = "vault.result_entry", of = NULL)
  @Test
  void whoIsNotKnownKeepsOneNumberInAllTermsOfAYear() {
    entries()
        .given(
            "vault.gradebook_entry",
            ENTRIES.formatted(
                "('A0001', 1, 'HS1', '6A', 1L), ('A0001', 2, 'HS2', '6A', 1L),"
                    + " ('A0001', 1, 'HS2', '6A', 1L)"))
        .returns(
            """
            SELECT 'term_1' AS term_code, 'HS1' AS local_number, '-1' AS learner_key,
              1 AS entry_number
            UNION ALL SELECT 'term_1', 'HS2', '-1', 2
            UNION ALL SELECT 'term_2', 'HS2', '-1', 2
            """);
  }

  @Covers(table = "vault.result_entry", of = LATE)
  @Test
  void aTranscriptIsOfWhoHasItsNumber() {
    entries()
        .given(
            "staging.stg_transcript__year_result",
            """
            SELECT * FROM VALUES
              ('A0001', 2025, '1234567890', 'HS1', 'An', '6A', 6),
              ('A0001', 2025, '1234567891', 'HS2', 'Bê', '6A', 6)
              AS t(sender_code, school_year, learner_code, local_number, full_name, class_name, grade)
            """)
        .given(
            "vault.learner_local_number",
            "SELECT 'sms_a' AS source_code, 'A0001' AS sender_code, 'HS1' AS local_number,"
                + " 'ann' AS learner_key")
        .returns(
            """
            SELECT 'year' AS term_code, 'HS1' AS local_number, 'ann' AS learner_key,
              '6' AS grade_code
            UNION ALL SELECT 'year', 'HS2', '-1', '6'
            """);
  }

  private static ModelTest assessed(String entry) {
    return model("core.fct_assessed_learner")
        .given(
            "vault.result_entry",
            "SELECT t.* FROM VALUES "
                + entry
                + " AS t(school_year, term_code, sender_code, learner_key, entry_number,"
                + " class_name, grade_code)")
        .given(
            "core.bridge_school__account", "SELECT 'A0001' AS sender_code, 'north' AS school_key")
        .given(
            "core.dim_term",
            """
            SELECT * FROM VALUES
              (2025, 'term_1', DATE '2025-01-17'), (2025, 'term_2', DATE '2025-05-30')
              AS t(school_year, term_code, last_date)
            """)
        .given(
            "core.dim_school",
            """
            SELECT * FROM VALUES
              ('north', 'north@1900-01-01', DATE '1900-01-01', DATE '2025-01-18', 'old'),
              ('north', 'north@2025-01-18', DATE '2025-01-18', DATE '9999-12-31', 'new'),
              ('-1', '-1@1900-01-01', DATE '1900-01-01', DATE '9999-12-31', '-1')
              AS t(school_key, school_version_key, valid_from, valid_to, place_key)
            """)
        .given(
            "core.dim_learner",
            """
            SELECT * FROM VALUES
              ('ann', 'ann@1900-01-01', DATE '1900-01-01', DATE '9999-12-31'),
              ('-1', '-1@1900-01-01', DATE '1900-01-01', DATE '9999-12-31')
              AS t(learner_key, learner_version_key, valid_from, valid_to)
            """)
        .given(
            "core.bridge_class__name",
            "SELECT 'north' AS school_key, 2025 AS school_year, '6A' AS class_name,"
                + " '6a' AS class_key")
        .given("core.dim_class", "SELECT '6a' AS class_key, '6' AS grade_code")
        .given("core.dim_assessment_rule", RULE);
  }

  @Covers(
      table = "core.fct_assessed_learner",
      of = {ORDINARY, BOUNDARY})
  @Test
  void versionsAndPlaceAreThoseOfTheLastDayOfTheTerm() {
    assessed(
            "(2025, 'term_1', 'A0001', 'ann', 1, '6A', NULL),"
                + " (2025, 'term_2', 'A0001', 'ann', 1, '6A', NULL)")
        .returns(
            """
            SELECT 'term_1' AS term_code, DATE '2025-01-17' AS term_end_date,
              'ann@1900-01-01' AS learner_version_key, 'north@1900-01-01' AS school_version_key,
              '6a' AS class_key, 'old' AS place_key, '6' AS grade_code,
              'circular_22_2021' AS scheme_code
            UNION ALL
            SELECT 'term_2', DATE '2025-05-30', 'ann@1900-01-01', 'north@2025-01-18', '6a', 'new',
              '6', 'circular_22_2021'
            """);
  }

  @Covers(table = "core.fct_assessed_learner", of = NULL)
  @Test
  void whatIsNotKnownIsAMemberAndAYearWithoutAPlanEndsOnItsLastDay() {
    assessed("(2019, 'term_1', 'A0009', '-1', 3, 'x', NULL)")
        .returns(
            """
            SELECT DATE '2019-07-31' AS term_end_date, '-1@1900-01-01' AS learner_version_key,
              '-1' AS school_key, '-1@1900-01-01' AS school_version_key, '-1' AS class_key,
              '-1' AS place_key, CAST(NULL AS STRING) AS grade_code, 'none' AS scheme_code
            """);
  }

  @Covers(
      table = "core.dim_assessment_rule",
      of = {ORDINARY, BOUNDARY})
  @Test
  void aGradeHasASchemeFromTheYearInWhichItBegan() {
    model("core.dim_assessment_rule").rows().createOrReplaceTempView("result_models_test__rules");
    List<Row> rows =
        TestSession.get()
            .sql(
                "SELECT scheme_code, CAST(valid_from AS STRING), last_weight, most_absence_count"
                    + " FROM result_models_test__rules WHERE grade_code IN ('5', '6')"
                    + " ORDER BY grade_code")
            .collectAsList();

    assertThat(rows)
        .extracting(Row::mkString)
        .containsExactly("circular_27_20202024-08-01nullnull", "circular_22_20212021-08-01345");
  }

  private static ModelTest marks(String... books) {
    return model("core.fct_mark")
        .given("staging.stg_gradebook__mark", book(books))
        .given("vault.result_entry", ENTRY.formatted("(2025, 'term_1', 'A0001', 'HS1', 'ann', 1)"))
        .given(
            "core.fct_assessed_learner",
            ASSESSED.formatted(
                "(2025, 'term_1', 'ann', 1, DATE '2025-01-17', '6', 'circular_22_2021')"))
        .given("core.bridge_subject__label", LABEL);
  }

  @Covers(table = "core.fct_mark", of = ORDINARY)
  @Test
  void eachMarkOfAGradebookIsARow() {
    marks(mark("A0001", 2025, 1, "6A", "HS1"))
        .given(
            "core.fct_planned_teaching",
            "SELECT 2025 AS school_year, 'term_1' AS term_code, 'north' AS school_key,"
                + " '6a' AS class_key, 'math' AS subject_key, 'tea' AS staff_key,"
                + " 'tea@1900-01-01' AS staff_version_key")
        .returns(
            """
            SELECT 2025 AS school_year, 'term_1' AS term_code, 'ann' AS learner_key,
              'math' AS subject_key, t.mark_kind_code, t.mark_number,
              DATE '2025-01-17' AS term_end_date, 'ann@1900-01-01' AS learner_version_key,
              'north' AS school_key, 'north@1900-01-01' AS school_version_key, '6a' AS class_key,
              'commune' AS place_key, 'tea' AS staff_key, 'tea@1900-01-01' AS staff_version_key,
              CAST(t.mark AS DECIMAL(3, 1)) AS mark
            FROM VALUES ('regular', 1, 7), ('regular', 2, 8), ('middle', 1, 6.5), ('last', 1, 7.5)
              AS t(mark_kind_code, mark_number, mark)
            """);
  }

  @Covers(
      table = "core.fct_mark",
      of = {NULL, BOUNDARY})
  @Test
  void aMarkThatIsMissingIsNoRowAndATeacherWhoIsNotKnownIsMissing() {
    marks(
            "('A0001', 2025, '1', '6A', 'HS1', 'Toán', NULL, 0.0, NULL, NULL, NULL, 10.0, NULL,"
                + " NULL, NULL)",
            "('A0001', 2025, '1', '6A', 'HS1', 'Nghệ thuật', NULL, NULL, NULL, NULL, NULL, NULL,"
                + " NULL, NULL, 'Đ')")
        .returns(
            """
            SELECT 'regular' AS mark_kind_code, 2 AS mark_number,
              CAST(0 AS DECIMAL(3, 1)) AS mark, '-1' AS staff_key,
              '-1@1900-01-01' AS staff_version_key
            UNION ALL
            SELECT 'last', 1, CAST(10 AS DECIMAL(3, 1)), '-1', '-1@1900-01-01'
            """);
  }

  @Covers(table = "core.fct_mark", of = DUPLICATE)
  @Test
  void marksOfALearnerWhoStandsTwiceKeepTheNumberOfTheirEntry() {
    marks(mark("A0001", 2025, 1, "6A", "HS1"), mark("A0001", 2025, 1, "6A", "HS7"))
        .given(
            "vault.result_entry",
            ENTRY.formatted(
                "(2025, 'term_1', 'A0001', 'HS1', 'ann', 1),"
                    + " (2025, 'term_1', 'A0001', 'HS7', 'ann', 2)"))
        .given(
            "core.fct_assessed_learner",
            ASSESSED.formatted(
                "(2025, 'term_1', 'ann', 1, DATE '2025-01-17', '6', 'circular_22_2021'),"
                    + " (2025, 'term_1', 'ann', 2, DATE '2025-01-17', '6', 'circular_22_2021')"))
        .returns(
            """
            SELECT 'ann' AS learner_key, entry.entry_number, written.mark_kind_code
            FROM VALUES (1), (2) AS entry(entry_number)
            CROSS JOIN VALUES ('regular'), ('regular'), ('middle'), ('last')
              AS written(mark_kind_code)
            """);
  }

  private static final String ENTRIES_OF_A_YEAR =
      ENTRY.formatted(
          "(2025, 'term_1', 'A0001', 'HS1', 'ann', 1), (2025, 'term_2', 'A0001', 'HS1', 'ann', 1)");

  private static ModelTest results(String... books) {
    return model("core.fct_term_result")
        .given("staging.stg_gradebook__mark", book(books))
        .given("vault.result_entry", ENTRIES_OF_A_YEAR)
        .given(
            "core.fct_assessed_learner",
            ASSESSED.formatted(
                "(2025, 'term_1', 'ann', 1, DATE '2025-01-17', '6', 'circular_22_2021'),"
                    + " (2025, 'term_2', 'ann', 1, DATE '2025-05-30', '6', 'circular_22_2021')"))
        .given("core.bridge_subject__label", LABEL)
        .given("core.dim_assessment_rule", RULE);
  }

  private static String math(int term, String marks, String stated, String year) {
    return "('A0001', 2025, '%d', '6A', 'HS1', 'Toán', %s, %s, %s, NULL)"
        .formatted(term, marks, stated, year);
  }

  @Covers(
      table = "core.fct_term_result",
      of = {ORDINARY, BOUNDARY})
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // 7.0 + 8.0 + 2 x 6.5 + 3 x 7.5 = 50.5 by 7 is 7.214...
        "7.0, 8.0, NULL, NULL, 6.5, 7.5 | 50.5 | 7 | 7.2",
        // 45.5 by 7 is exactly 6.5.
        "6.5, 6.5, NULL, NULL, 6.5, 6.5 | 45.5 | 7 | 6.5",
        // 51.6 by 8 is exactly 6.45, which is rounded up; 51.5 by 8 is 6.4375.
        "6.6, 6.0, 6.0, NULL, 6.0, 7.0 | 51.6 | 8 | 6.5",
        "6.5, 6.0, 6.0, NULL, 6.0, 7.0 | 51.5 | 8 | 6.4",
        "0.0, 0.0, NULL, NULL, 0.0, 0.0 | 0.0 | 7 | 0.0",
        "10.0, 10.0, 10.0, 10.0, 10.0, 10.0 | 90.0 | 9 | 10.0"
      })
  void theAverageOfATermIsRoundedHalfUp(String marks, String sum, int weight, String average) {
    results(math(1, marks, average, "NULL"))
        .returns(
            """
            SELECT CAST(%s AS DECIMAL(6, 1)) AS weighted_mark_sum, %d AS weight_sum,
              CAST(%s AS DECIMAL(3, 1)) AS computed_mark, true AS is_agreeing,
              CAST(NULL AS STRING) AS missing_reason
            """
                .formatted(sum, weight, average));
  }

  @Test
  void theYearCountsTheSecondTermTwiceAndHasARowOnceThereIsOne() {
    results(
            math(1, "6.0, 6.0, NULL, NULL, 6.0, 6.0", "6.0", "NULL"),
            math(2, "7.0, 7.0, NULL, NULL, 7.0, 7.0", "7.1", "6.7"))
        .returns(
            """
            SELECT t.term_code, t.term_end_date, CAST(t.total AS DECIMAL(6, 1)) AS weighted_mark_sum,
              t.weight_sum, CAST(t.computed AS DECIMAL(3, 1)) AS computed_mark,
              CAST(t.stated AS DECIMAL(3, 1)) AS stated_mark, t.is_agreeing
            FROM VALUES
              ('term_1', DATE '2025-01-17', 42, 7, 6, 6, true),
              ('term_2', DATE '2025-05-30', 49, 7, 7, 7.1, false),
              ('year', DATE '2025-05-30', 20, 3, 6.7, 6.7, true)
              AS t(term_code, term_end_date, total, weight_sum, computed, stated, is_agreeing)
            """);
  }

  @Covers(table = "core.fct_term_result", of = NULL)
  @Test
  void anAverageWithoutAMarkThatItNeedsIsNoneAndSaysWhy() {
    results(
            math(1, "NULL, NULL, NULL, NULL, 6.0, 6.0", "6.0", "NULL"),
            math(2, "7.0, 7.0, NULL, NULL, 7.0, NULL", "NULL", "NULL"))
        .returns(
            """
            SELECT t.term_code, CAST(NULL AS DECIMAL(6, 1)) AS weighted_mark_sum,
              CAST(NULL AS INT) AS weight_sum, CAST(NULL AS DECIMAL(3, 1)) AS computed_mark,
              CAST(NULL AS BOOLEAN) AS is_agreeing, 'marks_missing' AS missing_reason
            FROM VALUES ('term_1'), ('term_2'), ('year') AS t(term_code)
            """);
  }

  @Covers(table = "core.fct_term_result", of = LATE)
  @Test
  void whoCameForTheSecondTermHasNoComputedAverageOfTheYear() {
    results(math(2, "7.0, 7.0, NULL, NULL, 7.0, 7.0", "7.0", "6.8"))
        .returns(
            """
            SELECT 'term_2' AS term_code, CAST(7 AS DECIMAL(3, 1)) AS computed_mark,
              CAST(7 AS DECIMAL(3, 1)) AS stated_mark, CAST(NULL AS STRING) AS missing_reason
            UNION ALL SELECT 'year', NULL, 6.8, 'no_first_term'
            """);
  }

  @Test
  void aYearBeforeTheCircularHasNoComputedAverage() {
    results(math(1, "7.0, 7.0, NULL, NULL, 7.0, 7.0", "7.0", "NULL"))
        .given(
            "core.dim_assessment_rule",
            RULE.replace("DATE '2021-08-01' AS valid_from", "DATE '2025-08-01' AS valid_from"))
        .returns(
            "SELECT CAST(NULL AS DECIMAL(3, 1)) AS computed_mark, 'no_rule' AS missing_reason");
  }

  @Test
  void aCommentOfTheSecondTermIsThatOfTheYear() {
    String art =
        "('A0001', 2025, '%d', '6A', 'HS1', 'Nghệ thuật', NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
            + " NULL, '%s')";
    results(art.formatted(1, "CĐ"), art.formatted(2, "Đ"))
        .returns(
            """
            SELECT t.*, 'comment' AS result_kind_code, CAST(NULL AS STRING) AS missing_reason
            FROM VALUES ('term_1', false), ('term_2', true), ('year', true)
              AS t(term_code, is_passed)
            """);
  }

  @Test
  void howManyRegularMarksThereHaveToBeFollowsFromThePeriodsOfTheTimetable() {
    for (String expected : List.of("35, 2", "36, 3", "70, 3", "71, 4")) {
      String[] pair = expected.split(", ");
      results(math(1, "7.0, 7.0, NULL, NULL, 7.0, 7.0", "7.0", "NULL"))
          .given(
              "core.fct_planned_teaching",
              "SELECT 2025 AS school_year, 'term_1' AS term_code, 'north' AS school_key,"
                  + " '6a' AS class_key, 'math' AS subject_key, 'tea' AS staff_key,"
                  + " 'tea@1900-01-01' AS staff_version_key, "
                  + pair[0]
                  + " AS year_period_count")
          .returns(
              "SELECT 2 AS regular_mark_count, "
                  + pair[1]
                  + " AS expected_regular_mark_count, 'tea' AS staff_key");
    }
  }

  private static final String RESULT =
      """
      SELECT 2025 AS school_year, t.*, 1 AS entry_number, DATE '2025-05-30' AS term_end_date,
        concat(learner_key, '@1900-01-01') AS learner_version_key, 'north' AS school_key,
        'north@1900-01-01' AS school_version_key, '6a' AS class_key, 'commune' AS place_key,
        '6' AS grade_code
      FROM (%s) AS t
      """;

  private static String year(String learner, double... marks) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < marks.length; i++) {
      rows.append(i == 0 ? "" : ", ")
          .append(
              "('%s', 'year', 's%d', %s, NULL, 'mark')"
                  .formatted(learner, i, marks[i] < 0 ? "NULL" : BigDecimal.valueOf(marks[i])));
    }
    return "SELECT * FROM VALUES "
        + rows
        + " AS r(learner_key, term_code, subject_key, computed_mark, is_passed, result_kind_code)";
  }

  private static ModelTest ratings(String results) {
    return model("core.fct_learning_rating")
        .given("core.fct_term_result", RESULT.formatted(results));
  }

  private static ModelTest withTranscript(ModelTest test, String learner, String stated) {
    return test.given(
            "core.fct_assessed_learner",
            ASSESSED.formatted(
                "(2025, 'year', '%s', 1, DATE '2025-05-30', '6', 'circular_22_2021')"
                    .formatted(learner)))
        .given(
            "vault.result_entry",
            ENTRY.formatted("(2025, 'year', 'A0001', 'HS1', '%s', 1)".formatted(learner)))
        .given(
            "staging.stg_transcript__year_result",
            "SELECT 'A0001' AS sender_code, 2025 AS school_year, 'HS1' AS local_number, t.* FROM"
                + " VALUES ("
                + stated
                + ") AS t(learning_rating, conduct_rating, excused_day_count, unexcused_day_count,"
                + " outcome_code)");
  }

  @Covers(table = "core.fct_learning_rating", of = ORDINARY)
  @Test
  void theLevelOfTheResultsStandsBesideThatOfTheTranscript() {
    withTranscript(
            ratings(year("ann", 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 6.5)),
            "ann",
            "'Khá', 'Tốt', 40, 5, 'LL'")
        .returns(
            """
            SELECT 2025 AS school_year, 'year' AS term_code, 'ann' AS learner_key,
              '6a' AS class_key, 'commune' AS place_key, 'circular_22_2021' AS scheme_code,
              CAST(7 AS BIGINT) AS subject_count, 'good' AS computed_level_code,
              'plain' AS level_rule_code, '-2' AS raised_subject_key, 'fair' AS stated_level_code,
              false AS is_level_agreeing, 'good' AS conduct_code,
              CAST(45 AS BIGINT) AS absence_session_count, 'promoted' AS promotion_rule_code,
              'promoted' AS stated_outcome_code, true AS is_outcome_agreeing
            """);
  }

  @Covers(table = "core.fct_learning_rating", of = BOUNDARY)
  @Test
  void aRaisedLevelNamesTheSubjectAndFortySixAbsencesMeanTheGradeAgain() {
    withTranscript(
            ratings(year("ann", 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 3.4)),
            "ann",
            "'Khá', 'Tốt', 0, 46, 'LL'")
        .returns(
            """
            SELECT 'fair' AS computed_level_code, 'not_passed' AS plain_level_code,
              'raised' AS level_rule_code, 's6' AS raised_subject_key, true AS is_level_agreeing,
              'absences' AS promotion_rule_code, false AS is_outcome_agreeing
            """);
  }

  @Covers(table = "core.fct_learning_rating", of = NULL)
  @Test
  void aLevelIsNotComputedFromFewerSubjectsThanTheClassHas() {
    ratings(
            year("ann", 8.0, 8.0, 8.0, 8.0, 8.0, 8.0)
                + " UNION ALL "
                + year("bob", 8.0, 8.0, 8.0, 8.0, 8.0)
                + " UNION ALL "
                + year("eve", 8.0, 8.0, 8.0, 8.0, 8.0, -1))
        .returns(
            """
            SELECT t.*, CAST(6 AS BIGINT) AS usual_subject_count,
              'unknown' AS promotion_rule_code
            FROM VALUES
              ('ann', 'good', 'plain'), ('bob', NULL, 'subjects_missing'),
              ('eve', NULL, 'marks_missing')
              AS t(learner_key, computed_level_code, level_rule_code)
            """);
  }

  @Test
  void aPrimaryTranscriptHasALevelThatNobodyComputesAndNoLimitOfAbsences() {
    ModelTest test =
        withTranscript(
            model("core.fct_learning_rating"), "ann", "'Hoàn thành tốt', NULL, 60, 0, 'LL'");
    test.given(
            "core.fct_assessed_learner",
            ASSESSED.formatted(
                "(2025, 'year', 'ann', 1, DATE '2025-05-30', '3', 'circular_27_2020')"))
        .returns(
            """
            SELECT 'circular_27_2020' AS scheme_code, CAST(0 AS BIGINT) AS subject_count,
              CAST(NULL AS STRING) AS computed_level_code, 'not_computed' AS level_rule_code,
              'good' AS stated_level_code, CAST(NULL AS STRING) AS conduct_code,
              'promoted' AS promotion_rule_code, true AS is_outcome_agreeing
            """);
  }

  @Covers(table = "core.fct_learning_rating", of = LATE)
  @Test
  void aTranscriptWithoutAGradebookHasNoComputedLevelAndIsPromotedByTheStatedOne() {
    withTranscript(model("core.fct_learning_rating"), "ann", "'Chưa đạt', 'Đạt', 1, 1, 'TL'")
        .returns(
            """
            SELECT 'no_results' AS level_rule_code, 'not_passed' AS stated_level_code,
              CAST(NULL AS BOOLEAN) AS is_level_agreeing, 'learning' AS promotion_rule_code,
              'promoted_after_retest' AS stated_outcome_code, true AS is_outcome_agreeing
            """);
  }

  @Test
  void aTermHasALevelAndNoPromotion() {
    ratings(year("ann", 5.0, 5.0, 5.0, 5.0, 5.0, 5.0).replace("'year'", "'term_1'"))
        .returns(
            """
            SELECT 'term_1' AS term_code, 'passed' AS computed_level_code,
              CAST(NULL AS STRING) AS promotion_rule_code,
              CAST(NULL AS STRING) AS stated_level_code
            """);
  }

  @Covers(
      table = "core.fct_assessed_learner",
      of = {DUPLICATE, LATE})
  @Test
  void anEntryThatComesLateGetsTheStateOfThenAndASecondOneIsARowOfItsOwn() {
    assessed(
            "(2025, 'term_2', 'A0001', 'ann', 1, '6A', NULL),"
                + " (2025, 'term_1', 'A0001', 'ann', 1, '6A', NULL),"
                + " (2025, 'term_1', 'A0001', 'ann', 2, '6A', NULL)")
        .returns(
            """
            SELECT * FROM VALUES
              ('term_2', 1, 'north@2025-01-18'), ('term_1', 1, 'north@1900-01-01'),
              ('term_1', 2, 'north@1900-01-01')
              AS t(term_code, entry_number, school_version_key)
            """);
  }

  @Covers(table = "core.fct_mark", of = LATE)
  @Test
  void aLabelIsTheSubjectThatItMeantInTheYearOfTheMark() {
    marks(mark("A0001", 2025, 1, "6A", "HS1"))
        .given(
            "core.bridge_subject__label",
            """
            SELECT * FROM VALUES
              ('gradebook', 'Toán', 2019, 2025, 'before'), ('gradebook', 'Toán', 2025, 2026, 'then'),
              ('gradebook', 'Toán', 2026, 9999, 'after'), ('timetable', 'Toán', 2019, 9999, 'other')
              AS t(source_code, label, school_year_from, school_year_to, subject_key)
            """)
        .returns("SELECT t.* FROM VALUES ('then'), ('then'), ('then'), ('then') AS t(subject_key)");
  }

  @Covers(table = "core.fct_term_result", of = DUPLICATE)
  @Test
  void aSecondEntryHasResultsOfItsOwn() {
    String second = math(1, "9.0, 9.0, NULL, NULL, 9.0, 9.0", "9.0", "NULL").replace("HS1", "HS7");
    results(math(1, "6.0, 6.0, NULL, NULL, 6.0, 6.0", "6.0", "NULL"), second)
        .given(
            "vault.result_entry",
            ENTRY.formatted(
                "(2025, 'term_1', 'A0001', 'HS1', 'ann', 1),"
                    + " (2025, 'term_1', 'A0001', 'HS7', 'ann', 2)"))
        .given(
            "core.fct_assessed_learner",
            ASSESSED.formatted(
                "(2025, 'term_1', 'ann', 1, DATE '2025-01-17', '6', 'circular_22_2021'),"
                    + " (2025, 'term_1', 'ann', 2, DATE '2025-01-17', '6', 'circular_22_2021')"))
        .returns(
            """
            SELECT 1 AS entry_number, CAST(6 AS DECIMAL(3, 1)) AS computed_mark
            UNION ALL SELECT 2, CAST(9 AS DECIMAL(3, 1))
            """);
  }

  @Covers(table = "core.fct_learning_rating", of = DUPLICATE)
  @Test
  void aSecondEntryIsRatedByItself() {
    String results =
        year("ann", 8.0, 8.0, 8.0, 8.0, 8.0, 8.0)
            + " UNION ALL "
            + year("bob", 5.0, 5.0, 5.0, 5.0, 5.0, 5.0);
    model("core.fct_learning_rating")
        .given(
            "core.fct_term_result",
            "SELECT 'ann' AS learner_key, CASE learner_key WHEN 'ann' THEN 1 ELSE 2 END"
                + " AS entry_number, school_year, term_code, subject_key, computed_mark, is_passed,"
                + " result_kind_code, term_end_date, class_key, grade_code FROM ("
                + RESULT.formatted(results)
                + ") AS t")
        .returns(
            """
            SELECT 'ann' AS learner_key, 1 AS entry_number, 'good' AS computed_level_code
            UNION ALL SELECT 'ann', 2, 'passed'
            """);
  }
}
