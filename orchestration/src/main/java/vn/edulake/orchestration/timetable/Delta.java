package vn.edulake.orchestration.timetable;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/**
 * A distance in time: months and years as the calendar has them, the rest exact.
 *
 * @param period years, months and days
 * @param duration the rest
 */
public record Delta(Period period, Duration duration) {
  public Delta {
    if (period.isNegative() || duration.isNegative()) {
      throw new IllegalArgumentException(
          "Invalid distance in time: " + period + " " + duration + " (not negative)");
    }
  }

  /** An exact distance. */
  public static Delta of(Duration duration) {
    return new Delta(Period.ZERO, duration);
  }

  Instant after(Instant time) {
    return time.atOffset(ZoneOffset.UTC).plus(period).plus(duration).toInstant();
  }

  Instant before(Instant time) {
    return time.atOffset(ZoneOffset.UTC).minus(period).minus(duration).toInstant();
  }

  boolean isZero() {
    return period.isZero() && duration.isZero();
  }

  /** The last multiple of it since 1970 that is not after a time; months count as 30 days. */
  Instant round(Instant time) {
    long seconds =
        (period.getYears() * 365L + period.getMonths() * 30L + period.getDays()) * 86_400
            + duration.toSeconds();
    long at = time.getEpochSecond();
    return Instant.ofEpochSecond(seconds == 0 ? at : at - Math.floorMod(at, seconds));
  }

  /** As Python shows it, e.g. {@code 1 day, 0:00:00}. */
  String summary() {
    if (period.getYears() != 0 || period.getMonths() != 0) {
      return "relativedelta("
          + (period.getYears() == 0 ? "" : "years=+" + period.getYears() + ", ")
          + (period.getMonths() == 0 ? "" : "months=+" + period.getMonths() + ", ")
          + "days=+"
          + (period.getDays() + duration.toDays())
          + ")";
    }
    long days = period.getDays() + duration.toDays();
    String rest =
        String.format(
            java.util.Locale.ROOT,
            "%d:%02d:%02d",
            duration.toHoursPart(),
            duration.toMinutesPart(),
            duration.toSecondsPart());
    return days == 0 ? rest : days + (days == 1 ? " day, " : " days, ") + rest;
  }
}
