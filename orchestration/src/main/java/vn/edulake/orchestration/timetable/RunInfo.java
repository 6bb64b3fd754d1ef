package vn.edulake.orchestration.timetable;

import java.time.Instant;

/**
 * A run to come.
 *
 * @param logicalDate the start of its data interval
 * @param runAfter when it may start
 */
public record RunInfo(Instant logicalDate, DataInterval interval, Instant runAfter) {
  /** A run that stands for an interval and starts at its end. */
  static RunInfo of(Instant start, Instant end) {
    return new RunInfo(start, new DataInterval(start, end), end);
  }
}
