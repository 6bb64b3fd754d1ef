package vn.edulake.quality;

import java.util.List;
import vn.edulake.models.TableName;

/**
 * What one check found in one table.
 *
 * @param check its name, unique in the table: {@code key_unique}, {@code not_null.score}
 * @param state whether it passed, failed, or could not be judged
 * @param failedCount rows or keys that failed
 * @param message the finding in words
 * @param keys of rows that failed, {@code column=value, …}; of many, the first {@value #MOST_KEYS}
 */
public record Verdict(
    TableName table,
    String check,
    Severity severity,
    State state,
    long failedCount,
    String message,
    List<String> keys) {

  /** So many keys of failing rows are kept. */
  public static final int MOST_KEYS = 1000;

  public Verdict {
    keys = List.copyOf(keys);
  }

  /** What rows with these keys stand for. */
  public Verdict(
      TableName table,
      String check,
      Severity severity,
      boolean isPassed,
      long failedCount,
      String message,
      List<String> keys) {
    this(
        table, check, severity, isPassed ? State.PASSED : State.FAILED, failedCount, message, keys);
  }

  /** A finding that no rows stand for. */
  public Verdict(
      TableName table,
      String check,
      Severity severity,
      boolean isPassed,
      long failedCount,
      String message) {
    this(table, check, severity, isPassed, failedCount, message, List.of());
  }

  /** A check that could not be judged, and why; never one that passed. */
  public static Verdict notRun(TableName table, String check, Severity severity, String why) {
    return new Verdict(table, check, severity, State.NOT_RUN, 0, why, List.of());
  }

  /** How a check ended. */
  public enum State {
    PASSED,
    FAILED,
    /** There was nothing to judge it by. */
    NOT_RUN
  }

  /** What a failure means. */
  public enum Severity {
    /** The table is not published. */
    ERROR,
    /** The table is published and the finding shown. */
    WARNING
  }

  /** Whether this finding keeps the table from being published. */
  public boolean rejects() {
    return isFailed() && severity == Severity.ERROR;
  }

  /** Whether it was judged and found nothing. */
  public boolean isPassed() {
    return state == State.PASSED;
  }

  /** Whether it was judged and found something. */
  public boolean isFailed() {
    return state == State.FAILED;
  }
}
