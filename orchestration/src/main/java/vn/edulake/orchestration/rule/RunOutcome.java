package vn.edulake.orchestration.rule;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a run ended. */
public enum RunOutcome {
  SUCCESS,
  FAILED;

  /**
   * The outcome that the states of all task instances say, or empty while some have not ended. The
   * tasks after which none comes decide: a run fails when one of those failed or could not run.
   *
   * @param leaves the states of instances of tasks after which none comes
   * @param all the states of all instances
   */
  public static Optional<RunOutcome> of(
      Collection<? extends @Nullable TaskState> leaves,
      Collection<? extends @Nullable TaskState> all) {
    for (TaskState state : all) {
      if (state == null || !state.isFinished()) {
        return Optional.empty();
      }
    }
    for (TaskState state : leaves) {
      if (state == TaskState.FAILED || state == TaskState.UPSTREAM_FAILED) {
        return Optional.of(FAILED);
      }
    }
    return Optional.of(SUCCESS);
  }
}
