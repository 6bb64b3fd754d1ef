package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rule of trigger timetables, over any row of ticks. */
final class TriggerRun {
  /** A row of ticks. */
  interface Ticks {
    Instant next(Instant time);

    Instant atOrAfter(Instant time);

    /** The first run of a DAG without start date. */
    Instant first(Instant now);
  }

  private TriggerRun() {}

  static Optional<RunInfo> next(
      Ticks ticks,
      Delta interval,
      @Nullable DataInterval last,
      Restriction restriction,
      Instant now) {
    Instant earliest = restriction.earliest();
    Instant tick;
    if (restriction.catchup()) {
      tick =
          last != null
              ? ticks.next(last.end())
              : earliest != null ? ticks.atOrAfter(earliest) : ticks.first(now);
      if (last != null && earliest != null) {
        // A start date that was moved on is not run through from the old one.
        tick = later(tick, ticks.atOrAfter(earliest));
      }
    } else {
      boolean isFirst = last == null && earliest == null;
      tick = isFirst ? ticks.first(now) : ticks.atOrAfter(now);
      if (last != null) {
        tick = later(tick, ticks.next(last.end()));
      }
      if (earliest != null) {
        tick = later(tick, ticks.atOrAfter(earliest));
      }
    }
    if (!restriction.allows(tick)) {
      return Optional.empty();
    }
    return Optional.of(RunInfo.of(interval.before(tick), tick));
  }

  private static Instant later(Instant one, Instant other) {
    return Stream.of(one, other).max(Instant::compareTo).orElseThrow();
  }
}
