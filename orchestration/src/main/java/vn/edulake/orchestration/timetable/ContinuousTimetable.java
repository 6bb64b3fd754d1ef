package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as soon as the one before has ended: {@code @continuous}. A DAG with it has one active run.
 */
public record ContinuousTimetable() implements Timetable {
  @Override
  public Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now) {
    Instant earliest = restriction.earliest();
    if (earliest == null) {
      return Optional.empty();
    }
    Instant end = now.isBefore(earliest) ? earliest : now;
    Instant start = last == null ? earliest : last.end();
    if (start.isBefore(earliest)) {
      start = earliest;
    }
    end = end.isBefore(start) ? start : end;
    return restriction.allows(end) ? Optional.of(RunInfo.of(start, end)) : Optional.empty();
  }

  @Override
  public DataInterval manual(Instant runAfter) {
    return DataInterval.at(runAfter);
  }

  @Override
  public String summary() {
    return "@continuous";
  }

  @Override
  public boolean isPeriodic() {
    return false;
  }
}
