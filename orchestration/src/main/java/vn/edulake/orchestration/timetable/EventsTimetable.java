package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run at each of some given times.
 *
 * @param restrictsManual whether a run that a person starts stands for the newest of these times
 */
public record EventsTimetable(List<Instant> events, boolean restrictsManual, String description)
    implements Timetable {
  public EventsTimetable {
    events = events.stream().distinct().sorted().toList();
    if (events.isEmpty()) {
      throw new IllegalArgumentException("Missing event dates: the timetable names none");
    }
  }

  @Override
  public Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now) {
    Instant earliest = restriction.earliest();
    return events.stream()
        .filter(event -> last == null || event.isAfter(last.end()))
        .filter(event -> earliest == null || !event.isBefore(earliest))
        .filter(event -> restriction.catchup() || !event.isBefore(now))
        .findFirst()
        .filter(restriction::allows)
        .map(event -> RunInfo.of(event, event));
  }

  @Override
  public DataInterval manual(Instant runAfter) {
    if (!restrictsManual) {
      return DataInterval.at(runAfter);
    }
    Instant newest = events.get(0);
    for (Instant event : events) {
      if (!event.isAfter(runAfter)) {
        newest = event;
      }
    }
    return DataInterval.at(newest);
  }

  @Override
  public String summary() {
    return description.isEmpty() ? events.size() + " events" : description;
  }
}
