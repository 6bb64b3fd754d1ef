package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.BundledPlaces.keep;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.text.Normalizer;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The exam's models one by one, on invented rows. */
class ExamModelsTest {
  private static final SparkSession SESSION = TestSession.get();

  private static final String SESSIONS =
      "SELECT * FROM VALUES (2017, DATE '2017-06-22', DATE '2017-06-24')"
          + " AS t(exam_year, exam_date_from, exam_date_to)";

  @BeforeAll
  static void references() {
    for (String name :
        List.of("exam_council", "exam_subject", "exam_subject_label", "exam_session")) {
      BundledPlaces.reference(SESSION, name, "e_raw_" + name);
      keep(
          model("staging.stg_reference__" + name)
              .given("raw.reference__" + name, "TABLE e_raw_" + name),
          "e_" + name);
    }
    keep(
        model("core.dim_subject")
            .given("staging.stg_reference__exam_subject", "TABLE e_exam_subject"),
        "e_subject");
  }

  private static List<String> lines(String query) {
    return SESSION.sql(query).collectAsList().stream().map(row -> row.mkString("|")).toList();
  }

  /** One delivered candidate with this score text and birth date. */
  private static ModelTest candidate(String scoreText, String birthDate) {
    String text = scoreText == null ? "CAST(NULL AS STRING)" : "'" + scoreText + "'";
    String date = birthDate == null ? "CAST(NULL AS STRING)" : "'" + birthDate + "'";
    return model("staging.stg_vn_exam__candidate")
        .given(
            "raw.vn_exam__candidate",
            "SELECT '2017' AS exam_year, '50' AS council_code, '50900001' AS candidate_number,"
                + " 'Thí sinh' AS candidate_name, "
                + date
                + " AS birth_date, "
                + text
                + " AS score_text, 'synthetic' AS origin, '1' AS publication");
  }

  private static void parses(String scoreText, String scores, String rest) {
    candidate(scoreText, null)
        .returns("SELECT " + scores + " AS scores, '" + rest + "' AS score_text_rest");
  }

  private static String map(String pairs) {
    return "CAST(map(" + pairs + ") AS MAP<STRING, DECIMAL(4, 2)>)";
  }

  @Test
  void aScoreTextBecomesScoresByLabel() {
    parses(
        "Toán:   7.00   Ngữ văn:   6.75   KHXH: 8.08   Tiếng Anh:   10   ",
        map("'Toán', 7.00, 'Ngữ văn', 6.75, 'KHXH', 8.08, 'Tiếng Anh', 10.00"),
        "");
  }

  @Test
  void spacesAndDecimalCommasDoNotMatter() {
    parses("  Toán :7,5\u00a0 Vật lí:  5  ", map("'Toán', 7.50, 'Vật lí', 5.00"), "");
  }

  @Test
  void scoresMayBePartedInOtherWays() {
    String scores = map("'Toán', 7.25, 'Ngữ văn', 6.00");
    for (String text :
        new String[] {
          "Toán: 7.25; Ngữ văn: 6",
          "Toán:7,25|Ngữ văn:6;",
          "Toán: 7.25, Ngữ văn: 6,",
          "Toán: 7,25 / Ngữ văn: 6",
          "Toán: 7,25,Ngữ văn: 6"
        }) {
      parses(text, scores, "");
    }
    parses("vắng; Toán: 7,25", map("'Toán', 7.25"), "vắng;");
  }

  @Test
  void decomposedLabelsAreTheSameLabels() {
    parses(
        Normalizer.normalize("Địa lí:   8.00   Tiếng Đức:   9.00   ", Normalizer.Form.NFD),
        map("'Địa lí', 8.00, 'Tiếng Đức', 9.00"),
        "");
  }

  @Test
  void noTextIsNoScore() {
    parses(null, map(""), "");
    parses("   ", map(""), "");
  }

  @Test
  void whatCannotBeParsedStaysVisible() {
    parses("Toán:   7.00   Ngữ văn:   vắng", map("'Toán', 7.00"), "Ngữ văn: vắng");
    parses("Toán:   7.125", map(""), "Toán: 7.125");
    parses("bỏ thi", map(""), "bỏ thi");
  }

  @Test
  void aSubjectWithTwoScoresOrAScoreAboveTenMakesTheTextUnbelievable() {
    parses("Toán:   7.00   Toán:   8.00", map(""), "Toán: 7.00 Toán: 8.00");
    parses("Toán:   10.25   Vật lí:   5.00", map(""), "Toán: 10.25 Vật lí: 5.00");
    parses("Toán:   10.00", map("'Toán', 10.00"), "");
  }

  @Test
  void theSameScoreStatedTwiceIsOne() {
    parses("Toán:   7.00   Toán:   7.00", map("'Toán', 7.00"), "");
  }

  @Test
  void aBirthDateThatIsNoneIsMissing() {
    candidate(null, "29/02/2000").returns("SELECT DATE '2000-02-29' AS birth_date");
    candidate(null, "1/9/1999").returns("SELECT DATE '1999-09-01' AS birth_date");
    for (String text : new String[] {"1-9-1999", "01.09.1999", "1999-09-01", "36404"}) {
      candidate(null, text).returns("SELECT DATE '1999-09-01' AS birth_date");
    }
    for (String text :
        new String[] {"29/02/1999", "29-02-1999", "1999-02-29", "1999", "00/00/1999", "", null}) {
      candidate(null, text).returns("SELECT CAST(NULL AS DATE) AS birth_date");
    }
  }

  @Test
  void theKeyOfACandidateIsAPseudonymOfYearAndNumber() {
    candidate(null, null)
        .returns(
            "SELECT pseudonym('exam_candidate', array('2017', '50900001')) AS exam_candidate_key,"
                + " true AS is_synthetic");
  }

  @Test
  void compositesAreNoSubjects() {
    assertThat(lines("SELECT count(*) FROM e_subject WHERE group_code <> 'none'"))
        .containsExactly("14");
    assertThat(lines("SELECT subject_code FROM e_subject WHERE subject_code LIKE 'kh%'")).isEmpty();
    assertThat(lines("SELECT group_code FROM e_subject WHERE subject_key = '-1'"))
        .containsExactly("none");
  }

  @Test
  void everyLabelNamesASubject() {
    assertThat(
            lines(
                "SELECT label FROM e_exam_subject_label LEFT ANTI JOIN e_exam_subject USING (subject_code)"))
        .isEmpty();
    assertThat(
            lines(
                "SELECT count(DISTINCT council_code), count(DISTINCT province_code) FROM e_exam_council"))
        .containsExactly("63|63");
  }

  @Covers(
      table = "core.dim_exam_council",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aCouncilLiesInTheProvinceThatHadTheCodeOnTheDayOfTheExam() {
    model("core.dim_exam_council")
        .given(
            "staging.stg_reference__exam_council",
            """
            SELECT * FROM VALUES ('53', 2017, 2017, 'Tiền Giang', '82'), ('77', 2017, 2017, 'Nơi lạ', '00'),
              ('82', 2026, 2026, 'Đồng Tháp', '82')
            AS t(council_code, exam_year_from, exam_year_to, name_vi, province_code)
            """)
        .given("staging.stg_reference__exam_session", SESSIONS)
        .given(
            "core.dim_place",
            """
            SELECT * FROM VALUES
              ('tien_giang', 'province', '82', DATE '1900-01-01', DATE '2025-07-01'),
              ('dong_thap', 'province', '82', DATE '2025-07-01', DATE '9999-12-31'),
              ('ward', 'commune', '82', DATE '1900-01-01', DATE '9999-12-31')
            AS t(place_key, level, code, valid_from, valid_to)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('53', 'tien_giang', DATE '2017-01-01', DATE '2018-01-01'),
              ('77', '-1', DATE '2017-01-01', DATE '2018-01-01'),
              ('82', 'dong_thap', DATE '2026-01-01', DATE '2027-01-01'),
              ('-1', '-1', DATE '1900-01-01', DATE '9999-12-31'),
              ('-2', '-1', DATE '1900-01-01', DATE '9999-12-31'),
              ('-3', '-1', DATE '1900-01-01', DATE '9999-12-31')
            AS t(council_code, place_key, valid_from, valid_to)
            """);
  }

  private static final String COUNCILS =
      """
      SELECT * FROM VALUES
        ('fifty', '50', 'dong_thap', DATE '2017-01-01', DATE '2018-01-01'),
        ('other', '50', 'elsewhere', DATE '2018-01-01', DATE '2019-01-01')
      AS t(exam_council_key, council_code, place_key, valid_from, valid_to)
      """;

  private static ModelTest scores(String candidates) {
    return model("core.fct_exam_score")
        .given("core.dim_exam_council", COUNCILS)
        .given("core.dim_subject", "TABLE e_subject")
        .given("staging.stg_reference__exam_session", SESSIONS)
        .given("staging.stg_reference__exam_subject", "TABLE e_exam_subject")
        .given("staging.stg_reference__exam_subject_label", "TABLE e_exam_subject_label")
        .given("staging.stg_vn_exam__candidate", candidates);
  }

  @Covers(table = "core.fct_exam_score", of = ORDINARY)
  @Test
  void aScoreIsARowPerSubjectAndCompositesAreLeftOut() {
    scores(
            """
            SELECT 2017 AS exam_year, '50' AS council_code, 'ann' AS exam_candidate_key,
              map('Toán', 7.00, 'KHTN', 6.00, 'Vật lí', 5.00, 'Văn', 4.50) AS scores, true AS is_synthetic
            """)
        .returns(
            """
            SELECT 2017 AS exam_year, '50' AS council_code, 'ann' AS exam_candidate_key,
              lake_key('subject', array(subject)) AS subject_key, 'fifty' AS exam_council_key,
              'dong_thap' AS place_key, DATE '2017-06-22' AS exam_date, CAST(score AS DECIMAL(4, 2)) AS score,
              true AS is_synthetic
            FROM VALUES ('toan', 7.00), ('vat_li', 5.00), ('ngu_van', 4.50) AS t(subject, score)
            """);
  }

  @Covers(table = "core.fct_exam_score", of = NULL)
  @Test
  void aLabelThatNoSubjectHasIsLeftForTheAudit() {
    scores(
            """
            SELECT 2017 AS exam_year, '50' AS council_code, 'ann' AS exam_candidate_key,
              map('Thể dục', 7.00) AS scores, false AS is_synthetic
            """)
        .returns("SELECT CAST(NULL AS STRING) AS subject_key, CAST(7 AS DECIMAL(4, 2)) AS score");
  }

  @Covers(table = "core.fct_exam_score", of = LATE)
  @Test
  void anUnknownCouncilAndAYearWithoutCalendarKeepTheirCandidates() {
    scores(
            """
            SELECT 2016 AS exam_year, '99' AS council_code, 'ann' AS exam_candidate_key,
              map('Toán', 7.00) AS scores, false AS is_synthetic
            """)
        .returns(
            "SELECT '-1' AS exam_council_key, '-1' AS place_key, CAST(NULL AS DATE) AS exam_date");
  }

  @Covers(
      table = "core.fct_exam_candidate",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aCandidateWithoutScoresIsStillACandidate() {
    model("core.fct_exam_candidate")
        .given("core.dim_exam_council", COUNCILS)
        .given("staging.stg_reference__exam_session", SESSIONS)
        .given(
            "core.fct_exam_score",
            """
            SELECT * FROM VALUES (2017, '50', 'ann', 'toan'), (2017, '50', 'ann', 'vat_li'),
              (2017, '51', 'bob', 'toan'), (2016, '50', 'bob', 'toan')
            AS t(exam_year, council_code, exam_candidate_key, subject_key)
            """)
        .given(
            "staging.stg_vn_exam__candidate",
            """
            SELECT * FROM VALUES (2017, '50', 'ann', true), (2017, '50', 'bob', true),
              -- The number is another council's since; of 2016 neither it nor the day is known.
              (2018, '50', 'ann', true), (2016, '99', 'ann', true)
            AS t(exam_year, council_code, exam_candidate_key, is_synthetic)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              (2017, '50', 'ann', 'fifty', 'dong_thap', DATE '2017-06-22', 2L, true),
              (2017, '50', 'bob', 'fifty', 'dong_thap', DATE '2017-06-22', 0L, true),
              (2018, '50', 'ann', 'other', 'elsewhere', NULL, 0L, true),
              (2016, '99', 'ann', '-1', '-1', NULL, 0L, true)
            AS t(exam_year, council_code, exam_candidate_key, exam_council_key, place_key, exam_date,
              scored_subject_count, is_synthetic)
            """);
  }

  private static final String PLACES =
      """
      SELECT * FROM VALUES ('a', '01', 'A'), ('b', '02', 'B'), ('n', '03', 'N'), ('-1', '-1', 'unresolved')
      AS t(place_key, code, name)
      """;

  private static final String BOUNDARIES =
      """
      SELECT * FROM VALUES
        ('a', 'then', 'a', 1.0, false), ('b', 'then', 'b', 1.0, false), ('-1', 'then', '-1', 1.0, false),
        ('a', 'today', 'n', 1.0, false), ('b', 'today', '-1', 1.0, false), ('-1', 'today', '-1', 1.0, false),
        ('a', '2030-01-01', 'b', 0.3333333333, true), ('a', '2030-01-01', 'n', 0.6666666667, true),
        ('b', '2030-01-01', 'b', 1.0, false), ('-1', '2030-01-01', '-1', 1.0, false)
      AS t(place_key, boundary_mode, target_place_key, weight, is_allocated)
      """;

  @Covers(
      table = "marts.exam_candidate_by_place",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void candidatesAreCountedOnEveryBoundaryAndUnresolvedOnesStayInTheSum() {
    model("marts.exam_candidate_by_place")
        .given("core.dim_place", PLACES)
        .given("core.bridge_place__boundary", BOUNDARIES)
        .given(
            "core.fct_exam_candidate",
            """
            SELECT * FROM VALUES (2017, 'a', 1, false), (2017, 'a', 0, false), (2017, 'b', 3, true),
              (2017, '-1', 1, false), (2016, 'a', 1, false)
            AS t(exam_year, place_key, scored_subject_count, is_synthetic)
            """)
        .returns(
            """
            SELECT exam_year, boundary_mode, place_level, place_code, place_name, candidate_count,
              scored_candidate_count, CAST(allocated_fraction AS DECIMAL(9, 8)) AS allocated_fraction,
              is_synthetic
            FROM VALUES
              -- A year that comes late is a year of its own.
              (2016, 'then', 'province', '01', 'A', 1L, 1L, 0, false),
              (2016, 'today', 'province', '03', 'N', 1L, 1L, 0, false),
              (2016, '2030-01-01', 'province', '02', 'B', 0L, 0L, 1, false),
              (2016, '2030-01-01', 'province', '03', 'N', 1L, 1L, 1, false),
              (2017, 'then', 'province', '01', 'A', 2L, 1L, 0, false),
              (2017, 'then', 'province', '02', 'B', 1L, 1L, 0, true),
              (2017, 'then', 'province', '-1', 'unresolved', 1L, 1L, 0, false),
              (2017, 'today', 'province', '03', 'N', 2L, 1L, 0, false),
              (2017, 'today', 'province', '-1', 'unresolved', 2L, 2L, 0, true),
              (2017, '2030-01-01', 'province', '02', 'B', 2L, 1L, 0.4, true),
              (2017, '2030-01-01', 'province', '03', 'N', 1L, 1L, 1, false),
              (2017, '2030-01-01', 'province', '-1', 'unresolved', 1L, 1L, 0, false)
            AS t(exam_year, boundary_mode, place_level, place_code, place_name, candidate_count,
              scored_candidate_count, allocated_fraction, is_synthetic)
            """);
  }

  private static ModelTest results(String scores) {
    return model("marts.exam_result_by_place_subject")
        .given("core.dim_place", PLACES)
        .given("core.dim_subject", "SELECT 'm' AS subject_key, 'toan' AS subject_code")
        .given(
            "core.bridge_place__boundary",
            "SELECT 'a' AS place_key, 'then' AS boundary_mode, 'a' AS target_place_key, 1 AS weight,"
                + " false AS is_allocated")
        .given(
            "core.fct_exam_score",
            "SELECT 2017 AS exam_year, 'a' AS place_key, 'm' AS subject_key, score, false AS is_synthetic"
                + " FROM VALUES "
                + scores
                + " AS t(score)");
  }

  @Covers(
      table = "marts.exam_result_by_place_subject",
      of = {ORDINARY, BOUNDARY})
  @Test
  void fiveIsNotBelowFiveAndEightIsAtLeastEight() {
    results("4.99, 5.00, 7.99, 8.00")
        .returns(
            """
            SELECT 4L AS candidate_count, CAST(25.98 AS DECIMAL(20, 4)) AS score_sum,
              6.495D AS mean_score, 1L AS below_5_count, 1L AS at_least_8_count
            """);
  }

  @Covers(
      table = "marts.exam_result_by_place_subject",
      of = {NULL, DUPLICATE})
  @Test
  void spreadIsThatOfASampleAndMissingForOneCandidate() {
    results("2.00, 4.00, 6.00").returns("SELECT 2.0D AS score_stddev");
    results("7.00, 7.00").returns("SELECT 0.0D AS score_stddev");
    results("7.00").returns("SELECT CAST(NULL AS DOUBLE) AS score_stddev, 7.0D AS mean_score");
  }

  @Covers(table = "marts.exam_result_by_place_subject", of = LATE)
  @Test
  void theOrderOfRowsChangesNoDigit() {
    String forward = "0.10, 0.20, 0.70, 9.90, 3.33";
    String backward = "3.33, 9.90, 0.70, 0.20, 0.10";

    assertThat(results(forward).rows().collectAsList())
        .isEqualTo(results(backward).rows().collectAsList());
  }

  @Covers(
      table = "core.fct_exam_score",
      of = {BOUNDARY, DUPLICATE})
  @Test
  void aNumberThatStandsInTwoYearsHasScoresOfBothFromNothingToTen() {
    scores(
            """
            SELECT *, 'ann' AS exam_candidate_key, false AS is_synthetic FROM VALUES
              (2017, '50', map('Toán', 0.00)), (2018, '50', map('Toán', 10.00)),
              (2018, '50', CAST(map() AS MAP<STRING, DECIMAL(4, 2)>))
              AS t(exam_year, council_code, scores)
            """)
        .returns(
            "SELECT exam_year, exam_council_key, CAST(score AS DECIMAL(4, 2)) AS score"
                + " FROM VALUES (2017, 'fifty', 0), (2018, 'other', 10)"
                + " AS t(exam_year, exam_council_key, score)");
  }
}
