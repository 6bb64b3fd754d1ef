package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * The days that a person wants built anew.
 *
 * @param from the first day
 * @param to the last day, itself included
 */
public record DayRange(LocalDate from, LocalDate to) {
  private static final int MOST_DAYS = 36_525;

  public DayRange {
    if (to.isBefore(from)) {
      throw new UserError(
          ErrorCode.USAGE, "Invalid days: " + from + " to " + to + " (--to is not before --from)");
    }
    if (ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
      throw new UserError(
          ErrorCode.USAGE,
          "Invalid days: " + from + " to " + to + " (at most 100 years; --full builds all)");
    }
  }

  /** Every day of the range. */
  List<LocalDate> days() {
    return from.datesUntil(to.plusDays(1)).toList();
  }

  @Override
  public String toString() {
    return from.equals(to) ? "day " + from : "days " + from + " to " + to;
  }
}
