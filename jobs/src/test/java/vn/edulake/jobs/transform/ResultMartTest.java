package vn.edulake.jobs.transform;

import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import org.junit.jupiter.api.Test;

/** {@code marts.result_by_school_subject_term}, on invented rows. */
class ResultMartTest {
  private static ModelTest mart(String results) {
    return model("marts.result_by_school_subject_term")
        .given(
            "core.fct_term_result",
            "SELECT 2025 AS school_year, 'year' AS term_code, 'north' AS school_key,"
                + " 'north@1900-01-01' AS school_version_key, 'math' AS subject_key, t.*"
                + " FROM VALUES "
                + results
                + " AS t(learner_key, entry_number, grade_code, computed_mark, stated_mark,"
                + " is_passed)")
        .given(
            "core.dim_school",
            "SELECT 'north@1900-01-01' AS school_version_key, 'north' AS school_key,"
                + " '87001' AS school_code, 'North' AS name_vi")
        .given("core.dim_subject", "SELECT 'math' AS subject_key, 'toan' AS subject_code")
        .given(
            "core.dim_place",
            """
            SELECT * FROM VALUES ('old', '00001', 'Old'), ('new', '00002', 'New'),
              ('p1', '87', 'One'), ('p2', '82', 'Two') AS t(place_key, code, name)
            """)
        .given(
            "core.bridge_school__boundary",
            """
            SELECT 'north@1900-01-01' AS school_version_key, t.*
            FROM VALUES ('then', 'old', 'p1', false), ('today', 'new', 'p2', true)
              AS t(boundary_mode, target_place_key, target_province_place_key, is_allocated)
            """);
  }

  @Covers(
      table = "marts.result_by_school_subject_term",
      of = {ORDINARY, BOUNDARY})
  @Test
  void averagesAreCountedAtTheirLimitsOncePerBoundaryMode() {
    mart("('a', 1, '6', 4.9, 4.9, NULL), ('b', 1, '6', 5.0, 5.1, NULL),"
            + " ('c', 1, '6', 6.4, 6.4, NULL), ('d', 1, '6', 6.5, 6.5, NULL),"
            + " ('e', 1, '6', 7.9, 7.9, NULL), ('f', 1, '6', 8.0, 8.0, NULL)")
        .returns(
            """
            SELECT 2025 AS school_year, 'year' AS term_code, t.*, 'north' AS school_key,
              '6' AS grade_code, 'toan' AS subject_code, CAST(6 AS BIGINT) AS learner_count,
              CAST(6 AS BIGINT) AS mark_count, CAST(38.7 AS DECIMAL(20, 1)) AS mark_sum,
              CAST(6.45 AS DECIMAL(6, 4)) AS mean_mark, CAST(NULL AS STRING) AS missing_reason,
              CAST(1 AS BIGINT) AS low_count, CAST(3 AS BIGINT) AS fair_count,
              CAST(1 AS BIGINT) AS good_count, CAST(38.8 AS DECIMAL(20, 1)) AS stated_mark_sum
            FROM VALUES ('then', '00001', '87', false), ('today', '00002', '82', true)
              AS t(boundary_mode, place_code, province_code, is_allocated)
            """);
  }

  @Covers(table = "marts.result_by_school_subject_term", of = NULL)
  @Test
  void withoutAnAverageThereIsNoMeanAndItSaysWhy() {
    mart("('a', 1, '6', NULL, 7.0, NULL), ('b', 1, '7', NULL, NULL, true)")
        .returns(
            """
            SELECT t.grade_code, mode.boundary_mode, CAST(0 AS BIGINT) AS mark_count,
              CAST(0 AS DECIMAL(20, 1)) AS mark_sum, CAST(NULL AS DECIMAL(6, 4)) AS mean_mark,
              t.missing_reason, t.stated_mark_count, t.comment_count, t.passed_count
            FROM VALUES
              ('6', 'no_marks', 1L, 0L, 0L), ('7', 'comment_only', 0L, 1L, 1L)
              AS t(grade_code, missing_reason, stated_mark_count, comment_count, passed_count)
            CROSS JOIN VALUES ('then'), ('today') AS mode(boundary_mode)
            """);
  }

  @Covers(table = "marts.result_by_school_subject_term", of = DUPLICATE)
  @Test
  void whoStandsTwiceCountsOnceAndEveryoneUnknownCounts() {
    mart("('a', 1, '6', 7.0, 7.0, NULL), ('a', 2, '6', 9.0, 9.0, NULL),"
            + " ('-1', 1, NULL, 5.0, 5.0, NULL), ('-1', 2, NULL, 6.0, 6.0, NULL)")
        .returns(
            """
            SELECT t.grade_code, mode.boundary_mode, t.learner_count,
              CAST(t.mark_sum AS DECIMAL(20, 1)) AS mark_sum
            FROM VALUES ('6', 1L, 7), ('unknown', 2L, 11) AS t(grade_code, learner_count, mark_sum)
            CROSS JOIN VALUES ('then'), ('today') AS mode(boundary_mode)
            """);
  }

  @Covers(table = "marts.result_by_school_subject_term", of = LATE)
  @Test
  void aTermThatComesLateStandsUnderTheNameOfThen() {
    mart("('a', 1, '6', 7.0, 7.0, NULL)")
        .given(
            "core.fct_term_result",
            """
            SELECT 2025 AS school_year, 'north' AS school_key, 'math' AS subject_key, t.*,
              1 AS entry_number, '6' AS grade_code, 7.0 AS computed_mark
            FROM VALUES ('year', 'north@2025-03-01', 'a'), ('term_1', 'north@1900-01-01', 'a')
              AS t(term_code, school_version_key, learner_key)
            """)
        .given(
            "core.dim_school",
            """
            SELECT * FROM VALUES
              ('north@1900-01-01', 'north', '87001', 'North'),
              ('north@2025-03-01', 'north', '87002', 'North Star')
              AS t(school_version_key, school_key, school_code, name_vi)
            """)
        .given(
            "core.bridge_school__boundary",
            """
            SELECT t.*, 'then' AS boundary_mode, 'p1' AS target_province_place_key,
              false AS is_allocated
            FROM VALUES ('north@1900-01-01', 'old'), ('north@2025-03-01', 'new')
              AS t(school_version_key, target_place_key)
            """)
        .returns(
            """
            SELECT 'year' AS term_code, '87002' AS school_code, 'North Star' AS school_name,
              '00002' AS place_code
            UNION ALL SELECT 'term_1', '87001', 'North', '00001'
            """);
  }
}
