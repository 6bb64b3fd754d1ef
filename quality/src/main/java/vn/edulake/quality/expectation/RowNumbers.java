package vn.edulake.quality.expectation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The numbers of rows in their file, from what Spark knows of them: the part that they were read
 * in, and their place in it.
 */
final class RowNumbers {
  private static final int PART_BITS = 33;

  /** Of rows without an order. */
  static final RowNumbers NONE = new RowNumbers(Map.of(), false);

  private final Map<Long, Long> before;
  private final boolean isKnown;

  private RowNumbers(Map<Long, Long> before, boolean isKnown) {
    this.before = before;
    this.isKnown = isKnown;
  }

  /**
   * The numbers of these rows; those of a file that is read whole need no counting.
   *
   * @param at where the rows tell their place
   */
  static RowNumbers of(Dataset<Row> rows, List<Row> wanted, int at) {
    if (wanted.stream().allMatch(row -> row.getLong(at) >>> PART_BITS == 0)) {
      return new RowNumbers(Map.of(0L, 0L), true);
    }
    Map<Long, Long> before = new HashMap<>();
    long sum = 0;
    for (Row part :
        rows.groupBy(
                functions
                    .shiftrightunsigned(functions.col(RowExpectations.ORDER), PART_BITS)
                    .as("part"))
            .count()
            .orderBy("part")
            .collectAsList()) {
      before.put(part.getLong(0), sum);
      sum += part.getLong(1);
    }
    return new RowNumbers(before, true);
  }

  /** From 1; 0 when rows have no order. */
  long number(long place) {
    return isKnown
        ? before.getOrDefault(place >>> PART_BITS, 0L) + (place & ((1L << PART_BITS) - 1)) + 1
        : 0;
  }
}
