package vn.edulake.orchestration.timetable;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Between which times runs may be.
 *
 * @param earliest the start date, or null
 * @param latest the end date, or null
 * @param catchup whether ticks that were missed are made up for
 */
public record Restriction(@Nullable Instant earliest, @Nullable Instant latest, boolean catchup) {
  boolean allows(Instant time) {
    Instant last = latest;
    return last == null || !time.isAfter(last);
  }
}
