package vn.edulake.quality;

import vn.edulake.models.TableName;

/**
 * What one check found in one table.
 *
 * @param check its name, unique in the table: {@code key_unique}, {@code not_null.score}
 * @param failedCount rows or keys that failed
 * @param message the finding in words
 */
public record Verdict(
    TableName table,
    String check,
    Severity severity,
    boolean isPassed,
    long failedCount,
    String message) {

  /** What a failure means. */
  public enum Severity {
    /** The table is not published. */
    ERROR,
    /** The table is published and the finding shown. */
    WARNING
  }

  /** Whether this finding keeps the table from being published. */
  public boolean rejects() {
    return !isPassed && severity == Severity.ERROR;
  }
}
