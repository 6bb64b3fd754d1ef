package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run, as soon as may be: {@code @once}. */
public record OnceTimetable() implements Timetable {
  @Override
  public Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now) {
    Instant earliest = restriction.earliest();
    Instant at = earliest == null ? now : earliest;
    return last == null && restriction.allows(at)
        ? Optional.of(RunInfo.of(at, at))
        : Optional.empty();
  }

  @Override
  public DataInterval manual(Instant runAfter) {
    return DataInterval.at(runAfter);
  }

  @Override
  public String summary() {
    return "@once";
  }

  @Override
  public boolean isPeriodic() {
    return false;
  }
}
