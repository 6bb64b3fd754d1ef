package vn.edulake.models.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LunarCalendarTest {
  /** The first days of the lunar years 1968 to 2035. */
  private static final String NEW_YEARS =
      """
      1968-01-29 1969-02-16 1970-02-06 1971-01-27 1972-02-15 1973-02-03 1974-01-23 1975-02-11
      1976-01-31 1977-02-18 1978-02-07 1979-01-28 1980-02-16 1981-02-05 1982-01-25 1983-02-13
      1984-02-02 1985-01-21 1986-02-09 1987-01-29 1988-02-17 1989-02-06 1990-01-27 1991-02-15
      1992-02-04 1993-01-23 1994-02-10 1995-01-31 1996-02-19 1997-02-07 1998-01-28 1999-02-16
      2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-17
      2008-02-07 2009-01-26 2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19
      2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22
      2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-02 2031-01-23
      2032-02-11 2033-01-31 2034-02-19 2035-02-08
      """;

  @Test
  void lunarNewYearIsOnItsKnownDays() {
    assertThat(
            IntStream.rangeClosed(1968, 2035)
                .mapToObj(year -> LunarCalendar.date(LunarDate.of(year, 1, 1)).toString()))
        .containsExactly(NEW_YEARS.strip().split("\\s+"));
  }

  @Test
  void lunarNewYearComesBeforeThatOfChinaWhereMidnightLiesBetweenTheirZones() {
    // China: 17 February 1969, 20 February 1985, 18 February 2007, 3 February 2030.
    assertThat(LunarCalendar.date(LunarDate.of(1969, 1, 1))).isEqualTo("1969-02-16");
    assertThat(LunarCalendar.date(LunarDate.of(1985, 1, 1))).isEqualTo("1985-01-21");
    assertThat(LunarCalendar.date(LunarDate.of(2007, 1, 1))).isEqualTo("2007-02-17");
    assertThat(LunarCalendar.date(LunarDate.of(2030, 1, 1))).isEqualTo("2030-02-02");
  }

  @Test
  void theFirstMonthWithoutAMajorTermIsTheLeapMonth() {
    assertThat(
            IntStream.rangeClosed(1982, 2036)
                .boxed()
                .flatMap(
                    year ->
                        IntStream.rangeClosed(1, 12)
                            .filter(month -> hasLeap(year, month))
                            .mapToObj(month -> year + "/" + month)))
        .containsExactly(
            "1982/4", "1985/2", "1987/7", "1990/5", "1993/3", "1995/8", "1998/5", "2001/4",
            "2004/2", "2006/7", "2009/5", "2012/4", "2014/9", "2017/6", "2020/4", "2023/2",
            "2025/6", "2028/5", "2031/3", "2033/11", "2036/6");
  }

  private static boolean hasLeap(int year, int month) {
    try {
      return LunarCalendar.monthLength(year, month, true) > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Property(tries = 500)
  void aDayGoesToItsLunarDayAndBack(@ForAll @IntRange(max = 72_000) int days) {
    LocalDate date = LocalDate.of(1902, 1, 1).plusDays(days);

    assertThat(LunarCalendar.date(LunarCalendar.on(date))).isEqualTo(date);
  }

  @Property(tries = 500)
  void theNextDayIsTheNextOfTheMonthOrTheFirstOfAnother(@ForAll @IntRange(max = 72_000) int days) {
    LocalDate date = LocalDate.of(1902, 1, 1).plusDays(days);
    LunarDate today = LunarCalendar.on(date);
    LunarDate tomorrow = LunarCalendar.on(date.plusDays(1));

    if (tomorrow.day() == 1) {
      assertThat(today.day()).isBetween(29, 30);
    } else {
      assertThat(tomorrow)
          .isEqualTo(new LunarDate(today.year(), today.month(), today.day() + 1, today.isLeap()));
    }
  }

  @Property(tries = 200)
  void aMonthHas29Or30Days(
      @ForAll @IntRange(min = 1902, max = 2099) int year,
      @ForAll @IntRange(min = 1, max = 12) int month) {
    assertThat(LunarCalendar.monthLength(year, month, false)).isBetween(29, 30);
  }

  @Test
  void whatIsNoLunarDayIsRefused() {
    assertThatThrownBy(() -> LunarCalendar.date(new LunarDate(2024, 2, 1, true)))
        .hasMessage("No leap month: 2 of lunar year 2024");
    assertThatThrownBy(() -> LunarCalendar.date(LunarDate.of(2025, 12, 30)))
        .hasMessageStartingWith("No such lunar day");
    assertThatThrownBy(() -> LunarCalendar.on(LocalDate.of(1900, 1, 1)))
        .hasMessage("No lunar calendar: 1900 (1901 to 2100)");
  }
}
