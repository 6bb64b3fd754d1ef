package vn.edulake.quality.expectation;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Of rows with flags, the first ones of each flag in every partition: few cross to the driver. */
final class FirstRows implements MapPartitionsFunction<Row, Row>, Serializable {
  private static final long serialVersionUID = 1;

  private final int[] most;

  private FirstRows(int[] most) {
    this.most = most;
  }

  /**
   * The first rows.
   *
   * @param flagged begins with one truth value for each limit
   */
  static Dataset<Row> of(Dataset<Row> flagged, int[] most) {
    boolean hasLimit = Arrays.stream(most).allMatch(limit -> limit < Integer.MAX_VALUE);
    return hasLimit
        ? flagged.mapPartitions(new FirstRows(most), Encoders.row(flagged.schema()))
        : flagged;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    int[] left = most.clone();
    return new Iterator<>() {
      private @Nullable Row next;

      @Override
      public boolean hasNext() {
        while (next == null && Arrays.stream(left).anyMatch(limit -> limit > 0) && rows.hasNext()) {
          Row row = rows.next();
          boolean isWanted = false;
          for (int i = 0; i < left.length; i++) {
            if (row.getBoolean(i) && left[i] > 0) {
              left[i]--;
              isWanted = true;
            }
          }
          if (isWanted) {
            next = row;
          }
        }
        return next != null;
      }

      @Override
      public Row next() {
        if (!hasNext() || next == null) {
          throw new NoSuchElementException();
        }
        Row row = next;
        next = null;
        return row;
      }
    };
  }
}
