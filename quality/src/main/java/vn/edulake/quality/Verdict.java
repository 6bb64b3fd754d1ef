package vn.edulake.quality;

import java.util.List;
import vn.edulake.models.TableName;

/**
 * What one check found in one table.
 *
 * @param check its name, unique in the table: {@code key_unique}, {@code not_null.score}
 * @param failedCount rows or keys that failed
 * @param message the finding in words
 * @param keys of rows that failed, {@code column=value, …}; of many, the first {@value #MOST_KEYS}
 */
public record Verdict(
    TableName table,
    String check,
    Severity severity,
    boolean isPassed,
    long failedCount,
    String message,
    List<String> keys) {

  /** So many keys of failing rows are kept. */
  public static final int MOST_KEYS = 1000;

  public Verdict {
    keys = List.copyOf(keys);
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
