package vn.edulake.orchestration.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Callback;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.execute.TryResult;
import vn.edulake.orchestration.rule.RetryDelay;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances.TryEnd;

/**
 * What follows from how a try ended. A pure function.
 *
 * @param end the states of instance and try
 * @param event Airflow's word for the callbacks: {@code on_success_callback, …}; empty for none
 * @param callbacks who has to be told
 * @param alert whether the owner of the data has to hear of it
 */
public record TryDecision(TryEnd end, String event, List<Callback> callbacks, boolean alert) {

  /**
   * Decides.
   *
   * @param task null when the DAG does not have it any more
   * @param logicalDate of the run, or null
   */
  public static TryDecision of(
      @Nullable Task task,
      TaskInstance instance,
      @Nullable Instant logicalDate,
      TryResult result,
      Instant now) {
    if (result instanceof TryResult.Done || result instanceof TryResult.Chose) {
      return success(task);
    }
    if (result instanceof TryResult.Skipped skipped) {
      return new TryDecision(
          new TryEnd(TaskState.SKIPPED, TaskState.SKIPPED, null, null, skipped.reason()),
          "on_skipped_callback",
          task == null ? List.of() : task.callbacks().onSkipped(),
          false);
    }
    if (result instanceof TryResult.NotYet notYet) {
      return new TryDecision(
          new TryEnd(
              TaskState.UP_FOR_RESCHEDULE,
              TaskState.UP_FOR_RESCHEDULE,
              notYet.askAgainAt(),
              null,
              null),
          "",
          List.of(),
          false);
    }
    if (result instanceof TryResult.Cleared) {
      return new TryDecision(
          new TryEnd(null, TaskState.RESTARTING, null, null, "cleared while it ran"),
          "",
          List.of(),
          false);
    }
    if (result instanceof TryResult.Hopeless hopeless) {
      return failure(task, hopeless.reason(), hopeless.exitCode(), false);
    }
    if (result instanceof TryResult.Rejected rejected) {
      return failure(task, rejected.reason(), 3, true);
    }
    String reason;
    Integer exitCode = null;
    if (result instanceof TryResult.Failed failed) {
      reason = failed.reason();
      exitCode = failed.exitCode();
    } else if (result instanceof TryResult.TimedOut timedOut) {
      reason = timedOut.reason();
    } else {
      reason = ((TryResult.Lost) result).reason();
    }
    if (task == null || !mayBeTriedAgain(instance)) {
      return failure(task, reason, exitCode, false);
    }
    Duration delay =
        RetryDelay.of(
            task.retries(),
            instance.dagId(),
            instance.taskId(),
            logicalDate,
            Math.max(1, instance.tryNumber()));
    return new TryDecision(
        new TryEnd(TaskState.UP_FOR_RETRY, TaskState.FAILED, now.plus(delay), exitCode, reason),
        "on_retry_callback",
        task.callbacks().onRetry(),
        false);
  }

  private static boolean mayBeTriedAgain(TaskInstance instance) {
    return instance.tryNumber() <= instance.maxTries();
  }

  private static TryDecision success(@Nullable Task task) {
    return new TryDecision(
        new TryEnd(TaskState.SUCCESS, TaskState.SUCCESS, null, 0, null),
        "on_success_callback",
        task == null ? List.of() : task.callbacks().onSuccess(),
        false);
  }

  private static TryDecision failure(
      @Nullable Task task, String reason, @Nullable Integer exitCode, boolean alert) {
    return new TryDecision(
        new TryEnd(TaskState.FAILED, TaskState.FAILED, null, exitCode, reason),
        "on_failure_callback",
        task == null ? List.of() : task.callbacks().onFailure(),
        alert);
  }
}
