package vn.edulake.warehouse.catalog;

import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * The number under which the rows of a snapshot are known: that of the snapshot that first held
 * them.
 *
 * <p>Maintenance writes the same rows into other files, which makes a snapshot with another number.
 * Who wants to know whether rows changed compares states, not snapshots. Such a snapshot names its
 * state itself and carries on what else the lake keeps in summaries, so that those before it may
 * go.
 */
public final class RowState {
  private static final String OURS = "edulake.";
  private static final String SAME_ROWS_AS = "edulake.same-rows-as";

  private RowState() {}

  /** The state of a snapshot's rows. */
  public static long of(Table table, Snapshot snapshot) {
    Snapshot first = snapshot;
    while (true) {
      String told = first.summary().get(SAME_ROWS_AS);
      if (told != null) {
        return Long.parseLong(told);
      }
      // A rewrite by another program tells nothing, but it has not changed a row either.
      Snapshot parent =
          DataOperations.REPLACE.equals(first.operation()) && first.parentId() != null
              ? table.snapshot(first.parentId())
              : null;
      if (parent == null) {
        return first.snapshotId();
      }
      first = parent;
    }
  }

  /** What a snapshot that writes the rows of another anew has to say in its summary. */
  public static Map<String, String> carriedOn(Table table, Snapshot snapshot) {
    Map<String, String> result = new TreeMap<>();
    snapshot
        .summary()
        .forEach(
            (key, value) -> {
              if (key.startsWith(OURS)) {
                result.put(key, value);
              }
            });
    result.putAll(sameAs(table, snapshot));
    return result;
  }

  /** What a snapshot says that adds nothing to the rows of its parent; nothing of a first one. */
  public static Map<String, String> sameAs(Table table, @Nullable Snapshot parent) {
    return parent == null ? Map.of() : Map.of(SAME_ROWS_AS, String.valueOf(of(table, parent)));
  }
}
