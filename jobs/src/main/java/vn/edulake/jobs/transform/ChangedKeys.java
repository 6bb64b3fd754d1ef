package vn.edulake.jobs.transform;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import vn.edulake.warehouse.catalog.RowState;

/**
 * The few keys of a table whose rows came, went or changed between two states, as the snapshots
 * themselves tell it: who wants to know what changed reads the rows of these keys, and not all rows
 * of files in which one changed.
 *
 * <p>Keys stand in summaries as hashes, since readers of a table whose keys are masked for them can
 * see its summaries. Two keys with one hash only make a part larger.
 *
 * @param columns the key of the table
 * @param hashes of the keys
 */
record ChangedKeys(List<String> columns, Set<Long> hashes) {
  /** More are not noted: their rows are a good part of the files. */
  private static final int MOST = 200;

  /** More runs are not followed back. */
  private static final int MOST_STEPS = 100;

  private static final String SINCE = "edulake.changed.since";
  private static final String KEY = "edulake.changed.key";
  private static final String HASHES = "edulake.changed.hashes";

  ChangedKeys {
    columns = List.copyOf(columns);
    hashes = Set.copyOf(hashes);
  }

  /**
   * What a snapshot says in its summary that differs in these keys alone; nothing for many.
   *
   * @param since the state of the rows before
   */
  static Map<String, String> summary(SparkSession session, long since, Part changed) {
    if (changed.keys().size() > MOST) {
      return Map.of();
    }
    StructType texts = new StructType();
    for (String column : changed.columns()) {
      texts = texts.add(column, "string");
    }
    String hashes =
        session
            .createDataFrame(changed.keys(), texts)
            .selectExpr(hash(changed.columns()))
            .collectAsList()
            .stream()
            .map(row -> String.valueOf(row.getLong(0)))
            .collect(Collectors.joining(","));
    return Map.of(
        SINCE, String.valueOf(since), KEY, String.join(",", changed.columns()), HASHES, hashes);
  }

  /**
   * The keys that changed from a state to a snapshot.
   *
   * @return nothing when a snapshot between them does not tell
   */
  static Optional<ChangedKeys> between(Table table, long from, long to) {
    Set<Long> hashes = new LinkedHashSet<>();
    List<String> columns = new ArrayList<>();
    Snapshot snapshot = table.snapshot(to);
    for (int step = 0; step < MOST_STEPS && snapshot != null; step++) {
      long state = RowState.of(table, snapshot);
      if (state == from) {
        return columns.isEmpty() ? Optional.empty() : Optional.of(new ChangedKeys(columns, hashes));
      }
      Map<String, String> summary = snapshot.summary();
      if (summary.containsKey(SINCE)) {
        List<String> key = List.of(summary.getOrDefault(KEY, "").split(","));
        if (!columns.isEmpty() && !columns.equals(key)) {
          return Optional.empty();
        }
        columns = key;
        for (String hash : summary.getOrDefault(HASHES, "").split(",")) {
          hashes.add(Long.valueOf(hash));
        }
        snapshot = table.snapshot(Long.parseLong(summary.get(SINCE)));
      } else if (state != snapshot.snapshotId()) {
        snapshot = table.snapshot(state);
      } else {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The rows of these keys. */
  Dataset<Row> of(Dataset<Row> rows) {
    return rows.filter(functions.expr(hash(columns)).isin(hashes.toArray()));
  }

  private static String hash(List<String> columns) {
    return columns.stream()
        .map(column -> "CAST(" + column + " AS STRING)")
        .collect(Collectors.joining(", ", "xxhash64(", ")"));
  }
}
