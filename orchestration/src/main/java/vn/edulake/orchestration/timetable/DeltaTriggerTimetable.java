package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run each time a distance in time has passed since the one before.
 *
 * @param interval how far its data interval reaches back
 */
public record DeltaTriggerTimetable(Delta delta, Delta interval) implements Timetable {
  public DeltaTriggerTimetable {
    if (delta.isZero()) {
      throw new IllegalArgumentException("Invalid schedule: 0 seconds (more than 0)");
    }
  }

  @Override
  public Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now) {
    return TriggerRun.next(new DeltaTicks(), interval, last, restriction, now);
  }

  @Override
  public DataInterval manual(Instant runAfter) {
    return new DataInterval(interval.before(runAfter), runAfter);
  }

  @Override
  public String summary() {
    return delta.summary();
  }

  /** Any moment may be a tick; the next is a distance away. */
  private final class DeltaTicks implements TriggerRun.Ticks {
    @Override
    public Instant next(Instant time) {
      return delta.after(time);
    }

    @Override
    public Instant atOrAfter(Instant time) {
      return time;
    }

    @Override
    public Instant first(Instant now) {
      return now;
    }
  }
}
