package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run for each interval of one length, when the interval has ended. */
public record DeltaDataIntervalTimetable(Delta delta) implements Timetable {
  public DeltaDataIntervalTimetable {
    if (delta.isZero()) {
      throw new IllegalArgumentException("Invalid schedule: 0 seconds (more than 0)");
    }
  }

  @Override
  public Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now) {
    Instant earliest = restriction.earliest();
    if (!restriction.catchup()) {
      Instant newest = delta.before(delta.round(now));
      earliest = earliest == null || earliest.isBefore(newest) ? newest : earliest;
    }
    Instant start = last == null ? earliest : last.end();
    if (start == null) {
      return Optional.empty();
    }
    if (earliest != null && earliest.isAfter(start)) {
      start = earliest;
    }
    return restriction.allows(start)
        ? Optional.of(RunInfo.of(start, delta.after(start)))
        : Optional.empty();
  }

  @Override
  public DataInterval manual(Instant runAfter) {
    return new DataInterval(delta.before(runAfter), runAfter);
  }

  @Override
  public String summary() {
    return delta.summary();
  }
}
