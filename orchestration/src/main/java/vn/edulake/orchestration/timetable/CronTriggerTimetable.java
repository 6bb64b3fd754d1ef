package vn.edulake.orchestration.timetable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run at each tick of a cron expression.
 *
 * @param interval how far its data interval reaches back from the tick
 * @param immediately for a DAG without start date, which of the last and the next tick is first
 */
public record CronTriggerTimetable(Cron cron, Delta interval, RunImmediately immediately)
    implements Timetable {
  /** Whether the tick before a DAG without start date was added still counts. */
  public sealed interface RunImmediately {
    /** It does. */
    record Always() implements RunImmediately {}

    /** It does not. */
    record Never() implements RunImmediately {}

    /** It does when it was not longer ago. */
    record Within(Duration distance) implements RunImmediately {}
  }

  /** A run at each tick, its data interval being the tick. */
  public static CronTriggerTimetable of(Cron cron) {
    return new CronTriggerTimetable(cron, Delta.of(Duration.ZERO), new RunImmediately.Never());
  }

  @Override
  public Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now) {
    return TriggerRun.next(new CronTicks(), interval, last, restriction, now);
  }

  @Override
  public DataInterval manual(Instant runAfter) {
    return new DataInterval(interval.before(runAfter), runAfter);
  }

  @Override
  public String summary() {
    return cron.expression();
  }

  private final class CronTicks implements TriggerRun.Ticks {
    @Override
    public Instant next(Instant time) {
      return cron.next(time);
    }

    @Override
    public Instant atOrAfter(Instant time) {
      return cron.atOrAfter(time);
    }

    @Override
    public Instant first(Instant now) {
      Instant past = cron.atOrBefore(now);
      boolean takesPast =
          immediately instanceof RunImmediately.Always
              || (immediately instanceof RunImmediately.Within within
                  && Duration.between(past, now).compareTo(within.distance()) <= 0);
      return takesPast ? past : cron.atOrAfter(now);
    }
  }
}
