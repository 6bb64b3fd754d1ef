package vn.edulake.jobs.simulate.world;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import vn.edulake.models.calendar.SchoolCalendar;
import vn.edulake.models.calendar.TeachingCalendar;
import vn.edulake.models.policy.Policies;

/**
 * The days of a school year on which schools teach: from its opening to its end by the framework
 * plan, without days off by law, Sundays and the weeks around the lunar new year.
 *
 * <p>A year whose plan is not known has the usual days.
 */
public final class SchoolDays {

  private final int year;
  private final LocalDate opening;
  private final LocalDate secondTerm;
  private final LocalDate end;
  private final List<LocalDate> days = new ArrayList<>();

  private SchoolDays(int year, LocalDate opening, LocalDate secondTerm, LocalDate end) {
    this.year = year;
    this.opening = opening;
    this.secondTerm = secondTerm;
    this.end = end;
  }

  /** The days of a school year, told by the year in which it ends. */
  static SchoolDays of(int year, Policies policies) {
    SchoolCalendar calendar = SchoolCalendar.of(policies.only(SchoolCalendar.policies()));
    TeachingCalendar teaching = TeachingCalendar.of(policies);
    LocalDate opening = first(calendar, LocalDate.of(year - 1, 8, 1), SchoolCalendar.Part.TERM_1);
    LocalDate secondTerm = first(calendar, opening, SchoolCalendar.Part.TERM_2);
    LocalDate end = first(calendar, secondTerm, SchoolCalendar.Part.BREAK);
    SchoolDays result = new SchoolDays(year, opening, secondTerm, end);
    for (LocalDate day = opening; day.isBefore(end); day = day.plusDays(1)) {
      if (teaching.kind(day) != TeachingCalendar.Kind.NONE) {
        result.days.add(day);
      }
    }
    return result;
  }

  private static LocalDate first(
      SchoolCalendar calendar, LocalDate from, SchoolCalendar.Part part) {
    LocalDate day = from;
    while (calendar.likelyPart(day) != part) {
      day = day.plusDays(1);
    }
    return day;
  }

  /** The year in which it ends. */
  public int year() {
    return year;
  }

  /** As people write it: {@code 2025-2026}. */
  public String name() {
    return (year - 1) + "-" + year;
  }

  public LocalDate opening() {
    return opening;
  }

  /** The first day of the second term. */
  public LocalDate secondTerm() {
    return secondTerm;
  }

  /** The first day after the last. */
  public LocalDate end() {
    return end;
  }

  /** All days on which some school teaches, Saturdays included. */
  public List<LocalDate> days() {
    return List.copyOf(days);
  }

  public int count() {
    return days.size();
  }

  public LocalDate day(int index) {
    return days.get(index);
  }

  /** The position of a day; of the next one when there is no school on it. */
  public int index(LocalDate day) {
    int at = java.util.Collections.binarySearch(days, day);
    return at < 0 ? -at - 1 : at;
  }

  /** Whether a level teaches on a day: preschools and primary schools rest on Saturdays. */
  public static boolean teaches(Level level, LocalDate day) {
    return day.getDayOfWeek() != DayOfWeek.SATURDAY || level.hasMarks();
  }
}
