package vn.edulake.models.calendar;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What the law makes of a day, for state bodies.
 *
 * @param holiday the holiday, whatever day of the week it falls on
 * @param basis why the day is no ordinary one; empty for ordinary days
 */
public record CalendarDay(
    LocalDate date, Kind kind, Optional<Holiday> holiday, Optional<Basis> basis) {

  /** What is done on a day. */
  public enum Kind {
    WORKING,
    WEEKLY_REST,
    HOLIDAY,
    /** Off because a holiday fell on a day of rest. */
    SUBSTITUTE_REST,
    /** Off because the government swapped it for a day of rest. */
    SWAPPED_REST,
    /** A day of rest that is worked instead. */
    SWAPPED_WORK
  }

  /** How well it is known. */
  public enum Basis {
    /** The law itself says it. */
    LAW,
    /** A decision for the year says it. */
    DECISION,
    /** The law leaves it to a decision that is not known; the default stands. */
    ASSUMED
  }

  /** A holiday: code of the lake and names. */
  public record Holiday(String code, String nameVi, String nameEn) {}

  public boolean isWorkingDay() {
    return kind == Kind.WORKING || kind == Kind.SWAPPED_WORK;
  }
}
