package vn.edulake.models.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.calendar.TeachingCalendar.Kind;
import vn.edulake.models.policy.Policies;

class TeachingCalendarTest {
  private static final TeachingCalendar CALENDAR = TeachingCalendar.of(Policies.load());

  @ParameterizedTest
  @CsvSource({
    "2025-09-04, NONE", // the day before the opening
    "2025-09-05, SCHOOL_DAY",
    "2025-09-06, SATURDAY",
    "2025-09-07, NONE", // Sunday
    "2026-01-01, NONE", // New Year
    "2026-01-02, NONE", // swapped for a Saturday
    "2026-01-10, SATURDAY", // that Saturday
    "2026-02-09, SCHOOL_DAY", // eight days before the lunar new year, 17 February 2026
    "2026-02-10, NONE",
    "2026-02-23, NONE",
    "2026-02-24, SCHOOL_DAY",
    "2026-04-30, NONE",
    "2026-05-30, SATURDAY",
    "2026-06-01, NONE", // summer
    "2026-07-15, NONE",
    "2031-10-06, SCHOOL_DAY" // by the usual days: the plan is not known
  })
  void daysAreToldApartByTermHolidayAndLunarNewYear(LocalDate date, Kind kind) {
    assertThat(CALENDAR.kind(date)).isEqualTo(kind);
  }
}
