package vn.edulake.orchestration.dag;

import java.time.Duration;
import java.time.Instant;

/**
 * A time by which a run must have ended, and who is told when it has not.
 *
 * @param interval added to the reference; it may be negative
 */
public record Deadline(Reference reference, Duration interval, Callback callback) {
  /** From when the interval counts. */
  public sealed interface Reference {
    /** When the run was queued. */
    record DagRunQueuedAt() implements Reference {}

    /** The run's logical date. */
    record DagRunLogicalDate() implements Reference {}

    /** One moment. */
    record FixedDatetime(Instant at) implements Reference {}

    /**
     * When the run was queued plus the mean duration of the last runs.
     *
     * @param maxRuns how many runs count at most
     * @param minRuns how many there must be
     */
    record AverageRuntime(int maxRuns, int minRuns) implements Reference {
      public AverageRuntime {
        if (minRuns < 1 || maxRuns < minRuns) {
          throw new IllegalArgumentException(
              "Invalid average runtime: max_runs "
                  + maxRuns
                  + ", min_runs "
                  + minRuns
                  + " (1 <= min_runs <= max_runs)");
        }
      }
    }
  }
}
