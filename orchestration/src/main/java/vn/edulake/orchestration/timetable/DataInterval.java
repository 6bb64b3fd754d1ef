package vn.edulake.orchestration.timetable;

import java.time.Instant;

/** The time a run stands for: from {@code start} up to, but not with, {@code end}. */
public record DataInterval(Instant start, Instant end) {
  public DataInterval {
    if (end.isBefore(start)) {
      throw new IllegalArgumentException(
          "Invalid data interval: " + start + " to " + end + " (start is not after end)");
    }
  }

  /** A moment. */
  public static DataInterval at(Instant moment) {
    return new DataInterval(moment, moment);
  }
}
