package vn.edulake.orchestration.execute;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.timetable.DataInterval;

/** Waits for times, and branches by them. Times without a zone are those of the DAG's zone. */
final class Times {
  private Times() {}

  static Sensor.Answer isTimeOfDay(Work work) {
    LocalTime wanted = timeOfDay(work, work.required("target_time"));
    ZonedDateTime now = work.clock().instant().atZone(work.dag().timezone());
    Instant begun = work.run().startDate();
    ZonedDateTime from = begun == null ? now : begun.atZone(work.dag().timezone());
    // The day on which the run began: past midnight the time has come, not gone.
    return Sensor.when(!now.isBefore(from.toLocalDate().atTime(wanted).atZone(now.getZone())));
  }

  static Sensor.Answer hasPassed(Work work) {
    Object delta = work.arguments().get("delta");
    Duration wait =
        delta instanceof Duration duration
            ? duration
            : Duration.ofMillis(Math.round(Double.parseDouble(work.required("delta")) * 1000));
    Instant from = work.run().interval().map(DataInterval::end).orElse(work.run().runAfter());
    return Sensor.when(!work.clock().instant().isBefore(from.plus(wait)));
  }

  static Sensor.Answer isTime(Work work) {
    return Sensor.when(
        !work.clock().instant().isBefore(moment(work, work.arguments().get("target_time"))));
  }

  static Sensor.Answer isDay(Work work) {
    return Sensor.when(days(work).contains(day(work)));
  }

  static TryResult branchByDay(Work work) {
    boolean holds = days(work).contains(day(work));
    return work.choose(work.texts(holds ? "follow_task_ids_if_true" : "follow_task_ids_if_false"));
  }

  static TryResult branchByTime(Work work) {
    Instant now = reference(work);
    Instant lower = bound(work, work.arguments().get("target_lower"), now);
    Instant upper = bound(work, work.arguments().get("target_upper"), now);
    boolean isTimes =
        isTimeOfDay(work.arguments().get("target_lower"))
            && isTimeOfDay(work.arguments().get("target_upper"));
    if (lower != null && upper != null && upper.isBefore(lower) && isTimes) {
      // From ten in the evening to two in the morning.
      upper = upper.plus(Duration.ofDays(1));
    }
    boolean holds =
        (lower == null || !now.isBefore(lower)) && (upper == null || !now.isAfter(upper));
    return work.choose(work.texts(holds ? "follow_task_ids_if_true" : "follow_task_ids_if_false"));
  }

  static TryResult latestOnly(Work work) {
    boolean isTimed =
        switch (work.run().type()) {
          case SCHEDULED, BACKFILL -> true;
          case MANUAL, ASSET_TRIGGERED, ASSET_MATERIALIZATION -> false;
        };
    return work.shortCircuit(!isTimed || work.services().isLatest(work.run()), true);
  }

  private static Instant reference(Work work) {
    boolean usesDate =
        work.flag("use_task_logical_date", false)
            || work.flag("use_task_execution_day", false)
            || work.flag("use_task_execution_date", false);
    Instant date = work.run().logicalDate();
    return usesDate && date != null ? date : work.clock().instant();
  }

  private static DayOfWeek day(Work work) {
    return reference(work).atZone(work.dag().timezone()).getDayOfWeek();
  }

  private static List<DayOfWeek> days(Work work) {
    return work.texts("week_day").stream()
        .map(
            name -> {
              String word = name.strip().toUpperCase(Locale.ROOT).replace("WEEKDAY.", "");
              for (DayOfWeek day : DayOfWeek.values()) {
                if (day.name().equals(word)
                    || (word.length() == 3 && day.name().startsWith(word))
                    || String.valueOf(day.getValue()).equals(word)) {
                  return day;
                }
              }
              throw new UserError(
                  ErrorCode.DAG_INVALID,
                  "Invalid week_day of task %s: %s (e.g. Monday)"
                      .formatted(work.instance().label(), name));
            })
        .toList();
  }

  private static boolean isTimeOfDay(@Nullable Object value) {
    return value != null && value.toString().matches("\\d{1,2}:\\d{2}(:\\d{2})?");
  }

  private static @Nullable Instant bound(Work work, @Nullable Object value, Instant reference) {
    if (value == null) {
      return null;
    }
    if (isTimeOfDay(value)) {
      return reference
          .atZone(work.dag().timezone())
          .toLocalDate()
          .atTime(timeOfDay(work, value.toString()))
          .atZone(work.dag().timezone())
          .toInstant();
    }
    return moment(work, value);
  }

  private static LocalTime timeOfDay(Work work, String text) {
    try {
      return LocalTime.parse(text.length() == 4 ? "0" + text : text);
    } catch (DateTimeException e) {
      throw invalid(work, text, e);
    }
  }

  static Instant moment(Work work, @Nullable Object value) {
    if (value instanceof Instant instant) {
      return instant;
    }
    String text = String.valueOf(value).strip().replaceFirst(" ", "T");
    try {
      if (text.matches(".*(Z|[+-]\\d{2}:?\\d{2})$")) {
        return OffsetDateTime.parse(text).toInstant();
      }
      return LocalDateTime.parse(text.length() == 10 ? text + "T00:00:00" : text)
          .atZone(work.dag().timezone())
          .toInstant();
    } catch (DateTimeException e) {
      throw invalid(work, text, e);
    }
  }

  private static UserError invalid(Work work, String text, DateTimeException e) {
    return new UserError(
        ErrorCode.DAG_INVALID,
        "Invalid time of task %s: %s (e.g. 02:30 or 2026-09-14T02:30:00+07:00)"
            .formatted(work.instance().label(), text),
        e);
  }
}
