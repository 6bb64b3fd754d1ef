package vn.edulake.jobs.transform;

import org.apache.spark.sql.types.StructType;

/** Rows as numbers, by which equal ones are found. */
public final class RowNumbers {
  private RowNumbers() {}

  /** The expression of a number that equal rows share. */
  public static String of(StructType row) {
    return RowText.hash(row);
  }
}
