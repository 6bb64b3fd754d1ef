package vn.edulake.models.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import vn.edulake.models.policy.Policies;

class WorkCalendarTest {
  private static final WorkCalendar WORK = WorkCalendar.of(Policies.load());
  private static final SchoolCalendar SCHOOL = SchoolCalendar.of(Policies.load());

  /** The days off of a range that are no ordinary weekend: day, kind, code, basis. */
  private static List<String> special(String from, String to) {
    return LocalDate.parse(from)
        .datesUntil(LocalDate.parse(to).plusDays(1))
        .map(WORK::on)
        .filter(day -> day.basis().isPresent())
        .map(
            day ->
                (day.date()
                        + " "
                        + day.kind()
                        + " "
                        + day.holiday().map(CalendarDay.Holiday::code).orElse("-")
                        + " "
                        + day.basis().orElseThrow())
                    .toLowerCase(Locale.ROOT))
        .toList();
  }

  @Test
  void lunarNewYearIsFourDaysUntil2013AndFiveSince() {
    assertThat(special("2012-01-15", "2012-02-05"))
        .containsExactly(
            "2012-01-22 holiday lunar_new_year law",
            "2012-01-23 holiday lunar_new_year law",
            "2012-01-24 holiday lunar_new_year law",
            "2012-01-25 holiday lunar_new_year law",
            "2012-01-26 substitute_rest - law");
    assertThat(special("2026-02-10", "2026-02-25"))
        .containsExactly(
            "2026-02-16 holiday lunar_new_year law",
            "2026-02-17 holiday lunar_new_year law",
            "2026-02-18 holiday lunar_new_year law",
            "2026-02-19 holiday lunar_new_year law",
            "2026-02-20 holiday lunar_new_year decision");
  }

  @Test
  void aHolidayOnAWeekendIsMadeUpForOnTheNextWorkingDays() {
    assertThat(special("2023-04-20", "2023-05-10"))
        .containsExactly(
            "2023-04-29 holiday hung_kings law",
            "2023-04-30 holiday reunification law",
            "2023-05-01 holiday labour_day law",
            "2023-05-02 substitute_rest - law",
            "2023-05-03 substitute_rest - law");
    assertThat(special("2023-01-15", "2023-01-31"))
        .containsExactly(
            "2023-01-20 holiday lunar_new_year decision",
            "2023-01-21 holiday lunar_new_year law",
            "2023-01-22 holiday lunar_new_year law",
            "2023-01-23 holiday lunar_new_year law",
            "2023-01-24 holiday lunar_new_year law",
            "2023-01-25 substitute_rest - law",
            "2023-01-26 substitute_rest - law");
  }

  @Test
  void nationalDayHasASecondDaySince2021() {
    assertThat(special("2020-08-25", "2020-09-10"))
        .containsExactly("2020-09-02 holiday national_day law");
    assertThat(special("2021-08-25", "2021-09-10"))
        .containsExactly(
            "2021-09-02 holiday national_day law", "2021-09-03 holiday national_day decision");
    assertThat(special("2025-08-25", "2025-09-10"))
        .containsExactly(
            "2025-09-01 holiday national_day decision", "2025-09-02 holiday national_day law");
  }

  @Test
  void aChoiceThatNobodyKnowsIsMarkedAssumed() {
    assertThat(special("2032-08-25", "2032-09-10"))
        .containsExactly(
            "2032-09-01 holiday national_day assumed", "2032-09-02 holiday national_day law");
  }

  @Test
  void hungKingsDayIsAHolidaySince2007() {
    assertThat(special("2006-04-01", "2006-04-20")).isEmpty();
    assertThat(special("2007-04-20", "2007-04-29"))
        .containsExactly("2007-04-26 holiday hung_kings law");
  }

  @Test
  void aSwappedSaturdayIsWorked() {
    assertThat(special("2024-04-25", "2024-05-05"))
        .containsExactly(
            "2024-04-29 swapped_rest - decision",
            "2024-04-30 holiday reunification law",
            "2024-05-01 holiday labour_day law",
            "2024-05-04 swapped_work - decision");
    assertThat(WORK.on(LocalDate.parse("2024-05-04")).isWorkingDay()).isTrue();
    assertThat(WORK.on(LocalDate.parse("2024-05-11")).isWorkingDay()).isFalse();
  }

  @Test
  void saturdayIsADayOfRestSinceOctober1999() {
    assertThat(WORK.on(LocalDate.parse("1999-09-25")).isWorkingDay()).isTrue();
    assertThat(WORK.on(LocalDate.parse("1999-09-26")).isWorkingDay()).isFalse();
    assertThat(WORK.on(LocalDate.parse("1999-10-02")).isWorkingDay()).isFalse();
  }

  @Test
  void aSchoolYearIsNamedByTheYearInWhichItEnds() {
    assertThat(SCHOOL.schoolYear(LocalDate.parse("2025-07-31"))).isEqualTo(2025);
    assertThat(SCHOOL.schoolYear(LocalDate.parse("2025-08-01"))).isEqualTo(2026);
    assertThat(SCHOOL.schoolYear(LocalDate.parse("2016-09-30"))).isEqualTo(2017);
  }

  @Test
  void termsFollowTheFrameworkPlanAndNoPlanGivesNone() {
    assertThat(part("2025-09-04")).isEqualTo("BREAK");
    assertThat(part("2025-09-05")).isEqualTo("TERM_1");
    assertThat(part("2026-01-17")).isEqualTo("TERM_1");
    assertThat(part("2026-01-18")).isEqualTo("TERM_2");
    assertThat(part("2026-05-30")).isEqualTo("TERM_2");
    assertThat(part("2026-05-31")).isEqualTo("BREAK");
    assertThat(part("2020-07-14")).isEqualTo("TERM_2");
    assertThat(part("2010-10-10")).isEqualTo("none");
  }

  private static String part(String date) {
    return SCHOOL.find(LocalDate.parse(date)).map(term -> term.part().name()).orElse("none");
  }

  @Test
  void aYearWithoutPlanHasLikelyPartsAndNoTerms() {
    assertThat(SCHOOL.find(LocalDate.parse("2030-10-01"))).isEmpty();
    assertThat(SCHOOL.likelyPart(LocalDate.parse("2030-08-04")))
        .isEqualTo(SchoolCalendar.Part.BREAK);
    assertThat(SCHOOL.likelyPart(LocalDate.parse("2030-10-01")))
        .isEqualTo(SchoolCalendar.Part.TERM_1);
    assertThat(SCHOOL.likelyPart(LocalDate.parse("2031-05-30")))
        .isEqualTo(SchoolCalendar.Part.TERM_2);
    assertThat(SCHOOL.likelyPart(LocalDate.parse("2025-01-18")))
        .isEqualTo(SchoolCalendar.Part.TERM_2);
  }
}
