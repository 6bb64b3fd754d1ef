package vn.edulake.jobs.pipeline;

import java.util.Optional;
import vn.edulake.jobs.transform.DayRange;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * What somebody wants of a run.
 *
 * @param selection tables to build; all when empty
 * @param full whether tables are built anew, all rows, although nothing changed
 * @param days the days that tables cut by day are built anew for, although nothing changed
 * @param acceptedChange tables whose change against history is accepted
 */
public record RunRequest(
    Optional<String> selection,
    boolean full,
    Optional<DayRange> days,
    Optional<String> acceptedChange) {
  public RunRequest {
    if (full && days.isPresent()) {
      throw new UserError(
          ErrorCode.USAGE, "Cannot build " + days.get() + " with --full: it builds every day");
    }
  }

  /** A request that accepts no change against history. */
  public RunRequest(Optional<String> selection, boolean full, Optional<DayRange> days) {
    this(selection, full, days, Optional.empty());
  }

  /** Whatever is out of date. */
  public static RunRequest outOfDate() {
    return new RunRequest(Optional.empty(), false, Optional.empty());
  }
}
