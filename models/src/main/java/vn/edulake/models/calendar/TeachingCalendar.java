package vn.edulake.models.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;
import vn.edulake.models.policy.Policies;

/**
 * On which days schools teach, as far as a calendar can tell: in term, neither on a holiday or a
 * day of rest nor in the weeks around the lunar new year. Source: {@code lake/policy}, files {@code
 * school_calendar.yml} and {@code holiday.yml}.
 */
public final class TeachingCalendar {
  private final SchoolCalendar school;
  private final WorkCalendar work;
  private final int before;
  private final int after;

  /** Days that are alike: what happens in schools on one is to be expected on another. */
  public enum Kind {
    /** Monday to Friday in term. */
    SCHOOL_DAY,
    /** A Saturday in term: some schools teach, most for half a day. */
    SATURDAY,
    /** Break, holiday, Sunday, lunar new year. */
    NONE
  }

  private TeachingCalendar(Policies policies) {
    school = SchoolCalendar.of(policies);
    work = WorkCalendar.of(policies);
    before = policies.integer("lunar_new_year_break_before");
    after = policies.integer("lunar_new_year_break_after");
  }

  /** What it reads of the policy. */
  public static Set<String> policies() {
    Set<String> result = new TreeSet<>(SchoolCalendar.policies());
    result.addAll(WorkCalendar.policies());
    result.add("lunar_new_year_break_before");
    result.add("lunar_new_year_break_after");
    return result;
  }

  /** The calendar of the policy. */
  public static TeachingCalendar of(Policies policies) {
    return new TeachingCalendar(policies.only(policies()));
  }

  /** What a day is to schools. */
  public Kind kind(LocalDate date) {
    boolean isSaturday = date.getDayOfWeek() == DayOfWeek.SATURDAY;
    CalendarDay day = work.on(date);
    if (school.likelyPart(date) == SchoolCalendar.Part.BREAK
        || date.getDayOfWeek() == DayOfWeek.SUNDAY
        || day.holiday().isPresent()
        || (!day.isWorkingDay() && !isSaturday)
        || isLunarNewYear(date)) {
      return Kind.NONE;
    }
    return isSaturday ? Kind.SATURDAY : Kind.SCHOOL_DAY;
  }

  private boolean isLunarNewYear(LocalDate date) {
    LocalDate newYear = LunarCalendar.date(LunarDate.of(date.getYear(), 1, 1));
    return !date.isBefore(newYear.minusDays(before)) && date.isBefore(newYear.plusDays(after));
  }
}
