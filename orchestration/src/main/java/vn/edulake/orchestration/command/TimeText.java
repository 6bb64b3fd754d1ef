package vn.edulake.orchestration.command;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** Times as people read and write them. */
final class TimeText {
  private TimeText() {}

  /** A time in a zone, to the second; empty for none. */
  static String of(@Nullable Instant time, ZoneId zone) {
    return time == null
        ? ""
        : time.atZone(zone).toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** How long something took, or has taken until now; empty when it has not begun. */
  static String took(@Nullable Instant start, @Nullable Instant end, Instant now) {
    return start == null
        ? ""
        : "%.1f s".formatted(Duration.between(start, end == null ? now : end).toMillis() / 1000.0);
  }

  /** The last time that a person wrote: a day alone is meant whole. */
  static Instant parseLast(String text, ZoneId zone) {
    Instant time = parse(text, zone);
    return text.length() == 10 ? time.atZone(zone).plusDays(1).toInstant().minusMillis(1) : time;
  }

  /**
   * The time that a person wrote.
   *
   * @throws UserError when it is neither a day nor a time with its offset
   */
  static Instant parse(String text, ZoneId zone) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new UserError(
          ErrorCode.USAGE,
          "Invalid time: " + text + " (2026-09-14 or 2026-09-14T02:30:00+07:00)",
          e);
    }
  }
}
