package vn.edulake.orchestration.store;

import java.util.Locale;

/** The states of a run, Airflow's. */
public enum RunState {
  QUEUED,
  RUNNING,
  SUCCESS,
  FAILED;

  /** The name in answers, e.g. {@code success}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunState of(String word) {
    return RunState.valueOf(word.toUpperCase(Locale.ROOT));
  }

  public boolean isFinished() {
    return this == SUCCESS || this == FAILED;
  }
}
