package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run whenever one of several trigger timetables has a tick; one run when two have the same. */
public record MultipleCronTriggerTimetable(List<CronTriggerTimetable> parts) implements Timetable {
  public MultipleCronTriggerTimetable {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Missing cron expression: the timetable names none");
    }
  }

  @Override
  public Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now) {
    return parts.stream()
        .flatMap(part -> part.next(last, restriction, now).stream())
        .min(Comparator.comparing(RunInfo::runAfter));
  }

  @Override
  public DataInterval manual(Instant runAfter) {
    return parts.get(0).manual(runAfter);
  }

  @Override
  public String summary() {
    return parts.stream().map(CronTriggerTimetable::summary).collect(Collectors.joining(", "));
  }
}
