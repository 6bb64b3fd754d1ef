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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bundled figures of the statistical office through the models, on the real map. */
class OfficialStatisticsTest {
  private static final SparkSession SESSION = TestSession.get();

  @BeforeAll
  static void build() {
    BundledPlaces.build();
    BundledPlaces.reference(SESSION, "gso_place_name", "s_name_raw");
    BundledPlaces.reference(SESSION, "gso_item", "s_item_raw");
    SESSION
        .read()
        .option("header", "true")
        .csv(BundledPlaces.bundled("vn-gso/official_figures.csv").toAbsolutePath().toString())
        .createOrReplaceTempView("s_figure_raw");
    keep(
        model("staging.stg_reference__gso_place_name")
            .given("raw.reference__gso_place_name", "TABLE s_name_raw"),
        "s_name");
    keep(
        model("staging.stg_reference__gso_item")
            .given("raw.reference__gso_item", "TABLE s_item_raw"),
        "s_item");
    keep(
        model("staging.stg_vn_gso__bundled_figure")
            .given("raw.vn_gso__bundled_figure", "TABLE s_figure_raw"),
        "s_figure");
    keep(statistics(), "s_statistic");
    keep(
        model("marts.enrolment_by_province_year")
            .given("core.bridge_place__boundary", "TABLE b_boundary")
            .given("core.dim_place", "TABLE b_place")
            .given("core.fct_official_statistic", "TABLE s_statistic"),
        "s_enrolment");
  }

  private static ModelTest statistics() {
    return model("core.fct_official_statistic")
        .given("core.dim_place", "TABLE b_place")
        .given("staging.stg_reference__gso_item", "TABLE s_item")
        .given("staging.stg_reference__gso_place_name", "TABLE s_name")
        .given("staging.stg_vn_gso__bundled_figure", "TABLE s_figure");
  }

  private static List<String> lines(String query) {
    return SESSION.sql(query).collectAsList().stream().map(row -> row.mkString(" ")).toList();
  }

  @Covers(table = "core.fct_official_statistic", of = ORDINARY)
  @Test
  void everyFigureIsOneRowAndHasWhatTheDdlRequires() {
    assertThat(lines("SELECT count(*) FROM s_statistic")).containsExactly("27932");
    for (String[] table :
        new String[][] {
          {"core.fct_official_statistic", "s_statistic"},
          {"marts.enrolment_by_province_year", "s_enrolment"}
        }) {
      String missing =
          String.join(
              " + ",
              ModelTest.required(table[0]).stream()
                  .map(column -> "count_if(" + column + " IS NULL)")
                  .toList());
      assertThat(lines("SELECT " + missing + " FROM " + table[1])).containsExactly("0");
    }
  }

  @Covers(table = "core.fct_official_statistic", of = NULL)
  @Test
  void aMissingFigureSaysWhetherThePlaceWasThere() {
    assertThat(
            lines(
                """
                SELECT missing_reason, count(*) FROM s_statistic
                WHERE table_code = 'pupils_by_province' AND value IS NULL GROUP BY ALL ORDER BY ALL
                """))
        .containsExactly("not_published 50", "place_not_in_force 60");
    assertThat(
            lines(
                """
                SELECT count(*) FROM s_statistic
                WHERE place_kind = 'province' AND place_key = '-2' AND value IS NOT NULL
                """))
        .containsExactly("0");
  }

  @Covers(table = "core.fct_official_statistic", of = BOUNDARY)
  @Test
  void thirtySeptemberBelongsToTheSchoolYearThatEndsInTheNextYear() {
    assertThat(
            lines(
                """
                SELECT school_year, as_of_date, place_name, value FROM s_statistic
                WHERE table_code = 'pupils_by_province' AND level_code = 'total' AND place_code = '01'
                  AND statistic_year IN (2007, 2008) ORDER BY school_year
                """))
        .containsExactly(
            "2008 2007-09-30 Hà Nội 495456.000000", "2009 2008-09-30 Hà Nội 981180.000000");
  }

  @Test
  void provincesSumToTheCountryOnlyTogetherWithPupilsInUniversities() {
    assertThat(
            lines(
                """
                SELECT statistic_year,
                  sum(CASE place_kind WHEN 'country' THEN -value WHEN 'province' THEN value END),
                  sum(CASE place_kind WHEN 'country' THEN -value WHEN 'region' THEN 0 ELSE value END)
                FROM s_statistic
                WHERE table_code = 'pupils_by_province' AND level_code = 'total'
                GROUP BY statistic_year
                HAVING abs(sum(CASE place_kind WHEN 'country' THEN -value WHEN 'province' THEN value END))
                  + abs(sum(CASE place_kind WHEN 'country' THEN -value WHEN 'region' THEN 0 ELSE value END)) > 0
                ORDER BY statistic_year
                """))
        .containsExactly(
            "2002 -5555.000000 0.000000",
            "2003 -4112.000000 0.000000",
            "2004 -4098.000000 0.000000",
            "2006 -4260.000000 0.000000",
            "2007 -4270.000000 0.000000");
  }

  @Covers(table = "marts.enrolment_by_province_year", of = ORDINARY)
  @Test
  void learnersAddUpToTheSameSumInEveryBoundaryMode() {
    assertThat(
            lines(
                """
                SELECT school_year, education_level FROM (
                  SELECT school_year, education_level, boundary_mode, sum(learner_count) AS learners,
                    sum(class_count) AS classes, sum(teacher_count) AS teachers
                  FROM s_enrolment GROUP BY ALL)
                GROUP BY school_year, education_level
                HAVING count(DISTINCT learners) > 1 OR count(DISTINCT classes) > 1
                  OR count(DISTINCT teachers) > 1 OR count(*) <> 3
                """))
        .isEmpty();
    assertThat(
            lines(
                """
                SELECT boundary_mode, school_year, count(DISTINCT place_code) FROM s_enrolment
                WHERE school_year IN (2003, 2005, 2009) GROUP BY ALL ORDER BY ALL
                """))
        .containsExactly(
            "2025-06-30 2003 63",
            "2025-06-30 2005 63",
            "2025-06-30 2009 63",
            "then 2003 61",
            "then 2005 64",
            "then 2009 63",
            "today 2003 34",
            "today 2005 34",
            "today 2009 34");
  }

  @Covers(table = "marts.enrolment_by_province_year", of = BOUNDARY)
  @Test
  void haNoiOnLaterBoundariesDoesNotDoubleIn2008() {
    assertThat(
            lines(
                """
                SELECT boundary_mode, school_year, sum(learner_count) FROM s_enrolment
                WHERE place_code = '01' AND school_year IN (2008, 2009) GROUP BY ALL ORDER BY ALL
                """))
        .hasSize(6)
        .contains("then 2008 495456", "then 2009 981180", "today 2009 981180")
        .anyMatch(line -> line.matches("today 2008 (9[5-9]|10)\\d{4,5}"));
  }

  @Test
  void aProvinceOfBeforeTheSplitGoesToItsSuccessorsInEqualShares() {
    assertThat(
            lines(
                """
                SELECT enrolment.place_name, enrolment.learner_count * 2 - figure.value BETWEEN -1 AND 1,
                  enrolment.allocated_fraction
                FROM s_enrolment AS enrolment
                JOIN s_statistic AS figure ON figure.table_code = 'pupils_by_province'
                  AND figure.place_code = '66' AND figure.statistic_year = 2003
                  AND figure.level_code = 'primary'
                WHERE enrolment.boundary_mode = '2025-06-30' AND enrolment.school_year = 2004
                  AND enrolment.education_level = 'primary' AND enrolment.place_code IN ('66', '67')
                ORDER BY enrolment.place_code
                """))
        .containsExactly("Đắk Lắk true 1.00000000", "Đắk Nông true 1.00000000");
  }

  @Covers(table = "core.fct_official_statistic", of = DUPLICATE)
  @Test
  void aDeliveredTableStandsBeforeTheRetypedOne() {
    statistics()
        .given(
            "staging.stg_vn_gso__figure",
            """
            SELECT * FROM VALUES
              ('pupils_by_province', 'Quang  Nam', 'Number', 'lower Secondary', 'Prel. 2016', 7),
              ('pupils_by_province', 'Quang Ngai', 'Number', 'Primary', '2031', CAST(NULL AS INT)),
              ('population_by_province', ' WHOLE COUNTRY', 'Number', 'Total', '2031', 8)
            AS t(table_code, place_name, figure_kind, item, year_text, value)
            """)
        .rows()
        .createOrReplaceTempView("s_delivered");
    assertThat(
            lines(
                """
                SELECT measure_code, level_code, place_kind, place_name, statistic_year, school_year,
                  unit_code, value, is_preliminary, missing_reason
                FROM s_delivered
                WHERE statistic_year = 2031 OR place_code = '49' AND statistic_year = 2016
                  AND table_code = 'pupils_by_province' AND level_code = 'lower_secondary'
                ORDER BY ALL
                """))
        .containsExactly(
            "learner_count lower_secondary province Quảng Nam 2016 2017 person 7.000000 true null",
            "learner_count primary province Quảng Ngãi 2031 2032 person null false place_not_in_force",
            "population total country Cả nước 2031 null thousand_persons 8.000000 false null");
  }

  @Covers(table = "core.fct_official_statistic", of = LATE)
  @Test
  void aNameThatNoListHasIsLeftToTheAudit() {
    statistics()
        .given(
            "staging.stg_vn_gso__figure",
            """
            SELECT 'pupils_by_province' AS table_code, 'Atlantis' AS place_name,
              'Number' AS figure_kind, 'Total' AS item, '2016' AS year_text, 1 AS value
            """)
        .rows()
        .createOrReplaceTempView("s_unknown");
    assertThat(lines("SELECT count(*) FROM s_unknown WHERE place_code IS NULL"))
        .containsExactly("1");
  }

  @Test
  void anIndicatorOfUnescoIsACountrysAndOfTheYearThatItNames() {
    model("core.fct_official_statistic")
        .given(
            "staging.stg_uis__value",
            "SELECT 'ger_x' AS indicator_code, 'vnm' AS country_code, 2015 AS statistic_year,"
                + " 41.25 AS value")
        .given("staging.stg_uis__indicator", "SELECT 'ger_x' AS indicator_code, 'Ratio' AS name_en")
        .given("staging.stg_uis__country", "SELECT 'vnm' AS country_code, 'Viet Nam' AS name_en")
        .returns(
            """
            SELECT 'uis' AS source_code, 'ger_x' AS measure_code, 'country' AS place_kind,
              'VNM' AS place_code, 'Viet Nam' AS place_name, '-2' AS place_key, 2015 AS school_year,
              'Ratio' AS measure_name_en, CAST(41.25 AS DECIMAL(20, 6)) AS value
            """);
  }

  @Covers(
      table = "marts.enrolment_by_province_year",
      of = {NULL, DUPLICATE, LATE})
  @Test
  void whatIsNotPublishedIsNoNumberAndTwoProvincesOfTodaysOneAreOne() {
    model("marts.enrolment_by_province_year")
        .given(
            "core.bridge_place__boundary",
            """
            SELECT *, 1 AS weight, false AS is_allocated FROM VALUES
              ('a', 'then', 'a'), ('b', 'then', 'b'), ('a', 'today', 'n'), ('b', 'today', 'n')
              AS t(place_key, boundary_mode, target_place_key)
            """)
        .given(
            "core.dim_place",
            "SELECT * FROM VALUES ('a', '01'), ('b', '02'), ('n', '01') AS t(place_key, code)")
        .given(
            "core.fct_official_statistic",
            """
            SELECT 'vn_gso' AS source_code, 'pupils_by_province' AS table_code,
              'learner_count' AS measure_code, 'primary' AS level_code, * FROM VALUES
              ('province', 'a', 2017, 7), ('province', 'b', 2017, NULL),
              -- A year that comes late, and what is no province.
              ('province', 'a', 2016, 5), ('province', 'b', 2016, 4), ('country', '-2', 2016, 9),
              ('province', '-2', 2016, NULL)
              AS t(place_kind, place_key, school_year, value)
            """)
        .returns(
            """
            SELECT school_year, boundary_mode, place_code, learner_count,
              CAST(NULL AS BIGINT) AS teacher_count, CAST(share AS DECIMAL(9, 8)) AS allocated_fraction
            FROM VALUES
              (2016, 'then', '01', 5L, 0), (2016, 'then', '02', 4L, 0), (2016, 'today', '01', 9L, 0),
              (2017, 'then', '01', 7L, 0), (2017, 'then', '02', NULL, NULL),
              (2017, 'today', '01', 7L, 0)
              AS t(school_year, boundary_mode, place_code, learner_count, share)
            """);
  }
}
