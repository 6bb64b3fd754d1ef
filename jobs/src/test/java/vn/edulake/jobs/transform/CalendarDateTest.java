package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The date dimension, and how it compares with a list that others computed. */
class CalendarDateTest {
  private static final SparkSession SESSION = TestSession.get();

  @BeforeAll
  static void build() {
    model("core.dim_date").rows().cache().createOrReplaceTempView("d_date");
  }

  private static List<String> lines(String query) {
    return SESSION.sql(query).collectAsList().stream().map(row -> row.mkString(" ")).toList();
  }

  @Covers(table = "core.dim_date", of = BOUNDARY)
  @Test
  void everyDayOfTheRangeStandsOnce() {
    assertThat(
            lines(
                """
                SELECT min(calendar_date), max(calendar_date), count(*),
                  count(DISTINCT calendar_date), datediff(max(calendar_date), min(calendar_date)) + 1
                FROM d_date
                """))
        .containsExactly("1995-01-01 2035-12-31 14975 14975 14975");
  }

  @Covers(table = "core.dim_date", of = ORDINARY)
  @Test
  void aDayCarriesItsCalendars() {
    assertThat(
            lines(
                """
                SELECT struct(calendar_year, quarter_of_year, month_of_year, day_of_month, day_of_week,
                  iso_year, iso_week, lunar_year, lunar_month, lunar_day, is_lunar_leap_month, day_kind,
                  is_working_day, is_holiday, holiday_code, holiday_name_vi, day_kind_basis, school_year,
                  school_term, school_term_basis)
                FROM d_date WHERE calendar_date IN ('2025-01-29', '2024-12-30') ORDER BY calendar_date
                """))
        .containsExactly(
            "[2024,4,12,30,1,2025,1,2024,11,30,false,working,true,false,null,null,null,2025,"
                + "term_1,general_knowledge]",
            "[2025,1,1,29,3,2025,5,2025,1,1,false,holiday,false,true,lunar_new_year,Tết Âm lịch,"
                + "law,2025,term_2,general_knowledge]");
  }

  @Test
  void theHolidaysOfAnotherListAreOursButForNamedDifferences() {
    String place = System.getProperty("real.data", "");
    assumeTrue(!place.isEmpty(), "no real data");
    SESSION
        .read()
        .option("header", "true")
        .csv(Path.of(place, "vn-public-holidays", "vn-holidays-2000-2035.csv").toUri().getPath())
        .createOrReplaceTempView("d_other");

    // Lunar New Year, Hung Kings' day and all lunar observances fall on the same days.
    assertThat(
            lines(
                """
                SELECT count(*), count_if(
                  lunar_month <=> CAST(regexp_extract(rule, 'vietnamese ([0-9]+)-0-', 1) AS INT)
                  AND lunar_day <=> CAST(regexp_extract(rule, '-0-([0-9]+)$', 1) AS INT)
                  AND NOT is_lunar_leap_month)
                FROM d_other AS other LEFT JOIN d_date ON calendar_date = CAST(other.date AS DATE)
                WHERE rule LIKE 'vietnamese %'
                """))
        .containsExactly("324 324");
    // Every public day of theirs is a holiday here, but Hung Kings' day before the law of 2007.
    assertThat(
            lines(
                """
                SELECT other.date FROM d_other AS other
                LEFT JOIN d_date ON calendar_date = CAST(other.date AS DATE)
                WHERE other.type = 'public' AND NOT coalesce(is_holiday, false) ORDER BY other.date
                """))
        .containsExactly(
            "2000-04-14",
            "2001-04-03",
            "2002-04-22",
            "2003-04-11",
            "2004-04-28",
            "2005-04-18",
            "2006-04-07");
    // Ours that they lack: the other days of the New Year, and the second day of 2 September.
    assertThat(
            lines(
                """
                SELECT holiday_code, count(*), count_if(day_kind_basis = 'law')
                FROM d_date LEFT ANTI JOIN d_other
                  ON calendar_date = CAST(d_other.date AS DATE) AND d_other.type = 'public'
                WHERE is_holiday AND calendar_year >= 2000 GROUP BY holiday_code ORDER BY holiday_code
                """))
        .containsExactly("lunar_new_year 94 72", "national_day 15 0");
  }
}
