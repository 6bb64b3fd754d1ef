package vn.edulake.jobs.simulate.feed;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A week in which there is school.
 *
 * @param monday its first day, be there school or not
 * @param last its last school day
 * @param firstIndex the place of its first school day among those of the year
 * @param lastIndex the place of its last one
 */
record Week(LocalDate monday, LocalDate last, int firstIndex, int lastIndex) {
  static List<Week> of(Scene scene) {
    List<Week> result = new ArrayList<>();
    int first = 0;
    for (LocalDate last : scene.weekEnds()) {
      int index = scene.days().index(last);
      LocalDate monday = last.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      result.add(new Week(monday, last, first, index));
      first = index + 1;
    }
    return result;
  }

  /** The places of its school days. */
  IntStream dayIndexes() {
    return IntStream.rangeClosed(firstIndex, lastIndex);
  }
}
