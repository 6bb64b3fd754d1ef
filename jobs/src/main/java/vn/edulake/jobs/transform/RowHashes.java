package vn.edulake.jobs.transform;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.AccumulatorV2;
import org.apache.spark.util.LongAccumulator;

/**
 * Rows as 64-bit hashes, eight bytes each: every task has them all, so that rows are compared with
 * them where they are made, and neither sent nor held. A row that differs passes for one of them
 * only if its hash is another's.
 */
final class RowHashes implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[] sorted;

  private RowHashes(long[] sorted) {
    this.sorted = sorted;
  }

  /**
   * Reads hashes.
   *
   * @param hashes rows of one number
   * @return nothing when one stands there twice
   */
  static Optional<RowHashes> of(Dataset<Row> hashes) {
    MapPartitionsFunction<Row, long[]> pack = rows -> List.of(packed(rows)).iterator();
    List<long[]> parts = hashes.mapPartitions(pack, Encoders.kryo(long[].class)).collectAsList();
    long[] all = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    for (int i = 1; i < all.length; i++) {
      if (all[i] == all[i - 1]) {
        return Optional.empty();
      }
    }
    return Optional.of(new RowHashes(all));
  }

  private static long[] packed(Iterator<Row> rows) {
    long[] hashes = new long[1024];
    int size = 0;
    while (rows.hasNext()) {
      if (size == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * size);
      }
      hashes[size++] = rows.next().getLong(0);
    }
    return Arrays.copyOf(hashes, size);
  }

  int size() {
    return sorted.length;
  }

  private int place(long hash) {
    return Arrays.binarySearch(sorted, hash);
  }

  /** Those of which none was seen. */
  RowHashes without(BitSet seen) {
    long[] rest = new long[sorted.length - seen.cardinality()];
    int size = 0;
    for (int i = seen.nextClearBit(0); i < sorted.length; i = seen.nextClearBit(i + 1)) {
      rest[size++] = sorted[i];
    }
    return new RowHashes(rest);
  }

  /** The rows of which the hash, in a column, is one of these. */
  Dataset<Row> among(Dataset<Row> rows, String column) {
    return rows.where(in(rows).apply(functions.col(column)));
  }

  private UserDefinedFunction in(Dataset<Row> rows) {
    Broadcast<RowHashes> everywhere = context(rows).broadcast(this);
    UDF1<Long, Boolean> isIn = hash -> everywhere.value().place(hash) >= 0;
    return functions.udf(isIn, DataTypes.BooleanType);
  }

  private static JavaSparkContext context(Dataset<Row> rows) {
    return JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
  }

  /** Which of the hashes were seen among other rows, once these were read to their end. */
  static final class Seen implements AutoCloseable {
    private final Places places = new Places();
    private final LongAccumulator count = new LongAccumulator();
    private final Broadcast<RowHashes> everywhere;

    /** Nobody has read anything yet. */
    Seen(RowHashes hashes, SparkContext context) {
      this.everywhere = JavaSparkContext.fromSparkContext(context).broadcast(hashes);
      context.register(places);
      context.register(count);
    }

    /** The rows of which the hash, in a column, is none of them. */
    Dataset<Row> others(Dataset<Row> rows, String column) {
      Broadcast<RowHashes> known = everywhere;
      Places seen = places;
      LongAccumulator seenCount = count;
      UDF1<Long, Boolean> isOther =
          hash -> {
            int place = known.value().place(hash);
            if (place >= 0) {
              seen.see(place);
              seenCount.add(1);
            }
            return place < 0;
          };
      return rows.where(
          functions
              .udf(isOther, DataTypes.BooleanType)
              // It is asked once for each row, at the place where it stands.
              .asNondeterministic()
              .apply(functions.col(column)));
    }

    BitSet places() {
      return places.value();
    }

    /** The hashes are needed no longer; what was seen stays known. */
    @Override
    public void close() {
      everywhere.destroy();
    }

    /** Whether none was seen twice; a task that was tried again counts as twice. */
    boolean isEachOnce() {
      return count.value() == places.value().cardinality();
    }
  }

  /** Places that were seen; those of a task that is tried again are the same. */
  private static final class Places extends AccumulatorV2<Integer, BitSet> {
    private static final long serialVersionUID = 1;

    private final BitSet seen = new BitSet();

    @Override
    public boolean isZero() {
      return seen.isEmpty();
    }

    @Override
    public AccumulatorV2<Integer, BitSet> copy() {
      Places copy = new Places();
      copy.seen.or(seen);
      return copy;
    }

    @Override
    public void reset() {
      seen.clear();
    }

    void see(int place) {
      seen.set(place);
    }

    @Override
    public void add(Integer place) {
      see(place);
    }

    @Override
    public void merge(AccumulatorV2<Integer, BitSet> other) {
      seen.or(other.value());
    }

    @Override
    public BitSet value() {
      return seen;
    }
  }
}
