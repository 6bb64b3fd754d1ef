package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run for each interval between two ticks of a cron expression, when the interval has ended. */
public record CronDataIntervalTimetable(Cron cron) implements Timetable {
  @Override
  public Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now) {
    Instant from = restriction.earliest();
    Instant earliest = from == null ? null : cron.atOrAfter(from);
    if (!restriction.catchup()) {
      Instant newest = newestStart(now);
      earliest = earliest == null || earliest.isBefore(newest) ? newest : earliest;
    }
    Instant start;
    if (last == null) {
      if (earliest == null) {
        return Optional.empty();
      }
      start = earliest;
    } else {
      start = cron.atOrBefore(last.end());
      if (earliest != null && earliest.isAfter(start)) {
        start = earliest;
      }
    }
    return restriction.allows(start)
        ? Optional.of(RunInfo.of(start, cron.next(start)))
        : Optional.empty();
  }

  /**
   * The start of the newest interval that has ended; when one ends right now, of that which begins
   * before it.
   */
  private Instant newestStart(Instant now) {
    Instant lastStart = cron.previous(now);
    return cron.next(lastStart).equals(now) ? lastStart : cron.previous(lastStart);
  }

  @Override
  public DataInterval manual(Instant runAfter) {
    Instant end = cron.atOrBefore(runAfter);
    return new DataInterval(cron.previous(end), end);
  }

  @Override
  public String summary() {
    return cron.expression();
  }
}
