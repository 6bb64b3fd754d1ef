package vn.edulake.orchestration.rule;

import java.util.Locale;

/** The states of a task instance; one that was not looked at yet has none. */
public enum TaskState {
  REMOVED,
  SCHEDULED,
  QUEUED,
  RUNNING,
  SUCCESS,
  RESTARTING,
  FAILED,
  UP_FOR_RETRY,
  UP_FOR_RESCHEDULE,
  UPSTREAM_FAILED,
  SKIPPED,
  DEFERRED;

  /** The name in answers and tables, e.g. {@code up_for_retry}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of a name. */
  public static TaskState parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Whether nothing more happens to the instance by itself. */
  public boolean isFinished() {
    return switch (this) {
      case SUCCESS, FAILED, UPSTREAM_FAILED, SKIPPED, REMOVED -> true;
      case SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE, DEFERRED ->
          false;
    };
  }
}
