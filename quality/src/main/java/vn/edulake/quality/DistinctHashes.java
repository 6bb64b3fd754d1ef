package vn.edulake.quality;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Counts different hashes exactly. Hashes of keys are nearly all different, so a {@code DISTINCT}
 * that first drops doubles where they are read has work and no gain, and sends a row for each; here
 * they travel in blocks of thousands, and are sorted where they arrive.
 */
final class DistinctHashes {
  /** Blocks by the first bits of a hash: one of these shares at a time is held in memory. */
  private static final int SHARES = 64;

  private static final int SHARE_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SHARES);
  private static final int BLOCK = 4096;

  private static final StructType BLOCKS =
      new StructType()
          .add("share", DataTypes.IntegerType, false)
          .add("hashes", DataTypes.BinaryType, false);

  private DistinctHashes() {}

  /** How many hashes there are, and how many different ones. */
  record Count(long all, long different) {}

  /**
   * Counts.
   *
   * @param hashes rows of one column, a number of 64 bits that is never null
   */
  static Count count(Dataset<Row> hashes) {
    List<long[]> counts =
        hashes
            .mapPartitions(new Packing(), Encoders.row(BLOCKS))
            .repartition(functions.col("share"))
            .sortWithinPartitions("share")
            .mapPartitions(new Counting(), Encoders.kryo(long[].class))
            .collectAsList();
    return new Count(
        counts.stream().mapToLong(part -> part[0]).sum(),
        counts.stream().mapToLong(part -> part[1]).sum());
  }

  private static final class Packing implements MapPartitionsFunction<Row, Row>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new Iterator<>() {
        private final long[][] blocks = new long[SHARES][];
        private final int[] sizes = new int[SHARES];
        private int rest;

        @Override
        public boolean hasNext() {
          if (rows.hasNext()) {
            return true;
          }
          while (rest < SHARES && sizes[rest] == 0) {
            rest++;
          }
          return rest < SHARES;
        }

        @Override
        public Row next() {
          while (rows.hasNext()) {
            long hash = rows.next().getLong(0);
            int share = (int) (hash >>> SHARE_SHIFT);
            if (blocks[share] == null) {
              blocks[share] = new long[BLOCK];
            }
            blocks[share][sizes[share]++] = hash;
            if (sizes[share] == BLOCK) {
              return packed(share);
            }
          }
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return packed(rest);
        }

        private Row packed(int share) {
          ByteBuffer bytes = ByteBuffer.allocate(sizes[share] * Long.BYTES);
          bytes.asLongBuffer().put(blocks[share], 0, sizes[share]);
          sizes[share] = 0;
          return RowFactory.create(share, bytes.array());
        }
      };
    }
  }

  /** Counts of a part: all, and different ones. */
  private static final class Counting implements MapPartitionsFunction<Row, long[]>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Iterator<long[]> call(Iterator<Row> blocks) {
      long[] counts = new long[2];
      int share = -1;
      List<byte[]> held = new ArrayList<>();
      while (blocks.hasNext()) {
        Row block = blocks.next();
        if (block.getInt(0) != share) {
          add(counts, held);
          held.clear();
          share = block.getInt(0);
        }
        held.add(block.<byte[]>getAs(1));
      }
      add(counts, held);
      return List.of(counts).iterator();
    }

    private static void add(long[] counts, List<byte[]> blocks) {
      long[] all = new long[blocks.stream().mapToInt(block -> block.length / Long.BYTES).sum()];
      int size = 0;
      for (byte[] block : blocks) {
        ByteBuffer.wrap(block).asLongBuffer().get(all, size, block.length / Long.BYTES);
        size += block.length / Long.BYTES;
      }
      Arrays.sort(all);
      counts[0] += all.length;
      for (int i = 0; i < all.length; i++) {
        counts[1] += i == 0 || all[i] != all[i - 1] ? 1 : 0;
      }
    }
  }
}
