package vn.edulake.orchestration.dag;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the states of the tasks before it must be for a task to run; Airflow's thirteen rules. */
public enum TriggerRule {
  /** All before it succeeded. */
  ALL_SUCCESS,
  /** All before it failed, or were not run because one before them failed. */
  ALL_FAILED,
  /** All before it ended, however. */
  ALL_DONE,
  /** All before it ended and one at least succeeded. */
  ALL_DONE_MIN_ONE_SUCCESS,
  /** All before it ended, and of the tasks that set things up all succeeded or one did. */
  ALL_DONE_SETUP_SUCCESS,
  /** One before it succeeded; the others need not have ended. */
  ONE_SUCCESS,
  /** One before it failed; the others need not have ended. */
  ONE_FAILED,
  /** One before it succeeded or failed; the others need not have ended. */
  ONE_DONE,
  /** All before it succeeded or were skipped. */
  NONE_FAILED,
  /** All before it ended and none was skipped. */
  NONE_SKIPPED,
  /** None before it failed and one at least succeeded. */
  NONE_FAILED_MIN_ONE_SUCCESS,
  /** All before it were skipped. */
  ALL_SKIPPED,
  /** Nothing is asked. */
  ALWAYS;

  /** The name in files and answers, e.g. {@code all_success}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The rule of a name.
   *
   * @throws IllegalArgumentException with the known names
   */
  public static TriggerRule parse(String word) {
    // Airflow 2's older name of the same rule.
    String known = word.equals("none_failed_or_skipped") ? "none_failed_min_one_success" : word;
    return Arrays.stream(values())
        .filter(rule -> rule.word().equals(known))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown trigger rule: "
                        + word
                        + ". Known: "
                        + Arrays.stream(values())
                            .map(TriggerRule::word)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
