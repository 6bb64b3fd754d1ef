package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The night to 1 July 2025, when districts ended: what schools and learners are before and after.
 */
class ReformIT {
  private final CoreLake lake = CoreLake.ofTwoYears();

  @Test
  void aLowerSecondarySchoolPassesFromTheDistrictOfficeToTheCommuneCommittee() {
    assertThat(
            lake.ask(
                """
                SELECT on_day.day, school.school_code, school.managing_body_code,
                  school.managing_body_kind_code, body.level, body.code = place.code
                FROM VALUES (DATE '2025-06-30'), (DATE '2025-07-01') AS on_day(day)
                INNER JOIN lake.core.dim_school AS school
                  ON school.valid_from <= on_day.day AND school.valid_to > on_day.day
                INNER JOIN lake.core.dim_place AS body
                  ON body.place_key = school.managing_place_key
                INNER JOIN lake.core.dim_place AS place ON place.place_key = school.place_key
                WHERE school.kind_code = 'THCS'
                ORDER BY on_day.day
                """))
        .containsExactly(
            "2025-06-30|8729995003|PGDDT-870|district_office|district|false",
            "2025-07-01|8229992003|UBND-29992|commune_committee|commune|true");
  }

  @Test
  void schoolsOfTheDepartmentStayThere() {
    assertThat(
            lake.ask(
                """
                SELECT school.valid_from >= DATE '2025-07-01', school.managing_body_kind_code
                FROM lake.core.dim_school AS school
                WHERE school.kind_code = 'THPT'
                ORDER BY school.valid_from
                """))
        .contains("false|department", "true|department")
        .doesNotContain("true|commune_committee");
  }

  @Test
  void everyCodeChangesAndNoSchoolDoes() {
    assertThat(
            lake.ask(
                """
                SELECT before.school_key = after.school_key, before.school_code = after.school_code,
                  before.valid_to = after.valid_from, count(*)
                FROM lake.core.dim_school AS before
                INNER JOIN lake.core.dim_school AS after
                  ON after.name_vi = before.name_vi AND after.kind_code = before.kind_code
                WHERE before.school_key NOT LIKE '-%'
                  AND before.valid_from <= DATE '2025-06-30' AND before.valid_to > DATE '2025-06-30'
                  AND after.valid_from <= DATE '2025-07-01' AND after.valid_to > DATE '2025-07-01'
                GROUP BY ALL
                """))
        .containsExactly("true|false|true|4");
    // Months before and after are of the same schools.
    assertThat(
            lake.ask(
                """
                SELECT count(DISTINCT school_code), min(month_date) < DATE '2025-07-01',
                  max(month_date) > DATE '2025-07-01'
                FROM lake.marts.attendance_by_school_month
                GROUP BY school_key
                """))
        .hasSize(4)
        .containsOnly("2|true|true");
  }

  @Test
  void whoIsEnrolledOnTheDayBeforeIsSoOnTheDayItself() {
    assertThat(
            lake.ask(
                """
                SELECT count(*) > 900,
                  count_if(exit_date > DATE '2025-07-01') = count(*),
                  count_if(school_entry_date < DATE '2025-07-01') = count(*)
                FROM lake.core.fct_enrolment
                WHERE entry_date <= DATE '2025-06-30' AND exit_date > DATE '2025-06-30'
                """))
        .containsExactly("true|true|true");
    assertThat(
            lake.ask(
                """
                SELECT count(*)
                FROM lake.core.fct_enrolment
                WHERE DATE '2025-07-01' IN (entry_date, exit_date, school_entry_date)
                """))
        .containsExactly("0");
  }

  @Test
  void whoStaysAtTheSchoolCameToItBeforeTheReform() {
    assertThat(
            lake.ask(
                """
                SELECT count(*) > 500, count(DISTINCT before.learner_key) = count(*),
                  count_if(after.school_entry_date = before.school_entry_date) = count(*),
                  count_if(after.school_version_key <> before.school_version_key) = count(*)
                FROM lake.core.fct_enrolment AS before
                INNER JOIN lake.core.fct_enrolment AS after
                  ON after.learner_key = before.learner_key AND after.school_key = before.school_key
                  AND after.entry_reason_code = 'year_start' AND after.school_year = 2026
                WHERE before.entry_date <= DATE '2025-06-30'
                  AND before.exit_date > DATE '2025-06-30'
                """))
        .containsExactly("true|true|true|true");
  }
}
