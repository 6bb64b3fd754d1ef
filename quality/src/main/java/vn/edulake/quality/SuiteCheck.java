package vn.edulake.quality;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import vn.edulake.models.TableName;
import vn.edulake.quality.Verdict.Severity;

/**
 * One expectation of a table's suite, with what people need to know when it fails.
 *
 * @param name unique in its table
 * @param type of the expectation, by its name in Great Expectations
 * @param kwargs its arguments
 * @param kind whether it is about a value, about values that must fit each other, or about what
 *     people configured
 * @param extent of which rows it can be told
 * @param by of a check of all rows the column by which they are told apart: rows with other values
 *     in it do not matter to each other; empty where all may
 * @param finds what it finds
 * @param matters when that matters
 * @param fix how it is put right
 * @param who answers for it
 */
public record SuiteCheck(
    TableName table,
    String name,
    String type,
    Map<String, Object> kwargs,
    Severity severity,
    Kind kind,
    Extent extent,
    Optional<String> by,
    Words finds,
    Words matters,
    Words fix,
    String who) {

  /** What a check is about. */
  public enum Kind {
    VALUE,
    INTEGRITY,
    CONFIGURATION
  }

  /** Of which rows a check can be told. */
  public enum Extent {
    /** Of each row alone: where a part was built, of that part. */
    ROWS,
    /** Of all rows of the table only. */
    TABLE
  }

  /** The same in both languages of the readers. */
  public record Words(String vi, String en) {}

  public SuiteCheck {
    kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
  }

  /** Its name among all checks of the table. */
  public String code() {
    return "suite." + name;
  }

  /**
   * True of the rows that fail, as Spark SQL; empty for a check that no condition on one row says.
   */
  public Optional<String> condition() {
    return extent == Extent.ROWS ? FailingRows.condition(this) : Optional.empty();
  }

  /**
   * A SELECT of the rows that fail.
   *
   * @param relation what holds the rows
   */
  public String query(String relation) {
    return FailingRows.query(this, relation);
  }
}
