package vn.edulake.quality;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import vn.edulake.models.TableName;

/**
 * The keys of a dimension as 64-bit hashes, eight bytes each: every task has them all and asks them
 * for each row, so that rows which refer to it are neither sorted nor sent. A key that is not there
 * passes only if its hash is another key's.
 */
final class KnownHashes implements Serializable {
  private static final long serialVersionUID = 1;

  /** Open addressing; a hash that is 0 is held apart. */
  private final long[] places;

  private final boolean hasZero;

  private KnownHashes(List<long[]> hashes) {
    long size = hashes.stream().mapToLong(some -> some.length).sum();
    this.places = new long[(int) Math.min(1 << 30, Long.highestOneBit(Math.max(1, size)) << 2)];
    boolean zero = false;
    for (long[] some : hashes) {
      for (long hash : some) {
        zero |= hash == 0;
        if (hash != 0) {
          places[place(hash)] = hash;
        }
      }
    }
    this.hasZero = zero;
  }

  /** Where a hash is, or would be. */
  private int place(long hash) {
    int place = (int) (hash ^ hash >>> Integer.SIZE) & (places.length - 1);
    while (places[place] != 0 && places[place] != hash) {
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }

  boolean contains(long hash) {
    return hash == 0 ? hasZero : places[place(hash)] != 0;
  }

  private static String hash(String column) {
    return "CASE WHEN " + column + " IS NOT NULL THEN xxhash64(" + column + ") END";
  }

  /** The hashes of a column; rows without a value have none. */
  static KnownHashes of(Dataset<Row> rows, String column) {
    return new KnownHashes(
        hashes(rows, List.of(column)).mapPartitions(some -> packed(some).iterator()).collect());
  }

  private static JavaRDD<InternalRow> hashes(Dataset<Row> rows, List<String> columns) {
    return rows.selectExpr(columns.stream().map(KnownHashes::hash).toArray(String[]::new))
        .queryExecution()
        .toRdd()
        .toJavaRDD();
  }

  private static List<long[]> packed(Iterator<InternalRow> rows) {
    long[] hashes = new long[1024];
    int size = 0;
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      if (!row.isNullAt(0)) {
        if (size == hashes.length) {
          hashes = Arrays.copyOf(hashes, 2 * size);
        }
        hashes[size++] = row.getLong(0);
      }
    }
    return List.of(Arrays.copyOf(hashes, size));
  }

  /**
   * The references of which a row has a key that its dimension has not.
   *
   * @param references of one table
   * @param dimensions the rows of every dimension that is referred to
   */
  static List<References.Reference> broken(
      List<References.Reference> references,
      Dataset<Row> referring,
      Map<TableName, Dataset<Row>> dimensions) {
    Map<References.Key, KnownHashes> targets = new HashMap<>();
    KnownHashes[] known = new KnownHashes[references.size()];
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < known.length; i++) {
      References.Reference reference = references.get(i);
      known[i] =
          targets.computeIfAbsent(
              reference.target(),
              target -> of(dimensions.get(target.dimension()), target.column()));
      columns.add(reference.column());
    }
    Broadcast<KnownHashes[]> everywhere =
        JavaSparkContext.fromSparkContext(referring.sparkSession().sparkContext()).broadcast(known);
    try {
      BitSet lost = new BitSet();
      hashes(referring, columns)
          .mapPartitions(rows -> List.of(lost(everywhere.value(), rows)).iterator())
          .collect()
          .forEach(lost::or);
      return lost.stream().mapToObj(references::get).toList();
    } finally {
      everywhere.destroy();
    }
  }

  private static BitSet lost(KnownHashes[] known, Iterator<InternalRow> rows) {
    BitSet result = new BitSet();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      for (int i = 0; i < known.length; i++) {
        if (!row.isNullAt(i) && !known[i].contains(row.getLong(i))) {
          result.set(i);
        }
      }
    }
    return result;
  }
}
