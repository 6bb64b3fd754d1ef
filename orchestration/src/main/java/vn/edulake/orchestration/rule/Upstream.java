package vn.edulake.orchestration.rule;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How many of the task instances directly before a task are in which state.
 *
 * @param total all of them, also those without a state
 */
public record Upstream(
    int total, int success, int skipped, int failed, int upstreamFailed, int removed) {
  /** Counts states; null is an instance without one. */
  public static Upstream of(Collection<? extends @Nullable TaskState> states) {
    int success = 0;
    int skipped = 0;
    int failed = 0;
    int upstreamFailed = 0;
    int removed = 0;
    for (TaskState state : states) {
      if (state != null) {
        switch (state) {
          case SUCCESS -> success++;
          case SKIPPED -> skipped++;
          case FAILED -> failed++;
          case UPSTREAM_FAILED -> upstreamFailed++;
          case REMOVED -> removed++;
          default -> {}
        }
      }
    }
    return new Upstream(states.size(), success, skipped, failed, upstreamFailed, removed);
  }

  int done() {
    return success + skipped + failed + upstreamFailed + removed;
  }

  boolean areAllDone() {
    return done() >= total;
  }

  boolean hasFailure() {
    return failed + upstreamFailed > 0;
  }
}
