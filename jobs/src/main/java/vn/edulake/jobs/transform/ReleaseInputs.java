package vn.edulake.jobs.transform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * From which raw rows the staging tables of each release were made, in {@code ops.release_input}.
 *
 * <p>It is told by the snapshots themselves: the one that a release moved a table to says which
 * snapshot of each raw table it was built from, and that holds the rows of every load whose
 * snapshot is the same or lies before it. One ingest runs at a time, so that loads of a raw table
 * rise with its snapshots, and the highest load says it all.
 */
public final class ReleaseInputs {
  private final LakeCatalogs catalogs;
  private final Jdbi jdbi;

  public ReleaseInputs(LakeCatalogs catalogs, Jdbi jdbi) {
    this.catalogs = catalogs;
    this.jdbi = jdbi;
  }

  /** A staging table that a release moved. */
  private record Moved(long releaseId, TableName table, long snapshotId) {}

  /** Writes down what is not yet written of any release; a table that is gone is passed over. */
  public void record() {
    jdbi.useTransaction(
        handle -> {
          for (Moved moved : unrecorded(handle)) {
            if (catalogs.exists(moved.table())) {
              record(handle, moved);
            }
          }
        });
  }

  private static List<Moved> unrecorded(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT moved.release_id, moved.table_name, moved.snapshot_id
            FROM ops.release_table AS moved
            WHERE moved.table_name LIKE 'staging.%'
              AND NOT EXISTS (
                SELECT FROM ops.release_input AS input
                WHERE input.release_id = moved.release_id AND input.table_name = moved.table_name)
            ORDER BY moved.release_id, moved.table_name
            """)
        .map(
            (row, context) ->
                new Moved(row.getLong(1), TableName.parse(row.getString(2)), row.getLong(3)))
        .list();
  }

  private void record(Handle handle, Moved moved) {
    Table table = catalogs.load(moved.table());
    Provenance.find(table, table.snapshot(moved.snapshotId()))
        .map(Provenance::inputs)
        .orElse(Map.of())
        .forEach(
            (input, snapshot) -> {
              if (input.layer() == Layer.RAW) {
                throughLoad(handle, input, snapshot)
                    .ifPresent(through -> insert(handle, moved, input, snapshot, through));
              }
            });
  }

  private static void insert(
      Handle handle, Moved moved, TableName input, long snapshot, long through) {
    handle
        .createUpdate(
            """
            INSERT INTO ops.release_input
              (release_id, table_name, input_name, snapshot_id, through_load_id)
            VALUES (:release, :table, :input, :snapshot, :through)
            """)
        .bind("release", moved.releaseId())
        .bind("table", moved.table().toString())
        .bind("input", input.toString())
        .bind("snapshot", snapshot)
        .bind("through", through)
        .execute();
  }

  /** The last load whose rows a snapshot of a raw table holds; nothing when it is not kept. */
  private OptionalLong throughLoad(Handle handle, TableName input, long snapshotId) {
    if (snapshotId == 0 || !catalogs.exists(input)) {
      return OptionalLong.of(0);
    }
    Table table = catalogs.load(input);
    Snapshot snapshot = table.snapshot(snapshotId);
    if (snapshot == null) {
      return OptionalLong.empty();
    }
    Map<Long, Long> loads = loads(handle, input);
    while (snapshot != null) {
      Long load = loads.get(snapshot.snapshotId());
      if (load != null) {
        return OptionalLong.of(load);
      }
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    // What is not kept any more lies before all that is.
    return OptionalLong.of(
        loads.entrySet().stream()
            .filter(load -> table.snapshot(load.getKey()) == null)
            .mapToLong(Map.Entry::getValue)
            .max()
            .orElse(0));
  }

  private static Map<Long, Long> loads(Handle handle, TableName input) {
    Map<Long, Long> result = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT snapshot_id, max(load_id) FROM ops.load
            WHERE snapshot_id IS NOT NULL AND 'raw.' || source_code || '__' || entity_code = :table
            GROUP BY snapshot_id
            """)
        .bind("table", input.toString())
        .map((row, context) -> Map.entry(row.getLong(1), row.getLong(2)))
        .forEach(load -> result.put(load.getKey(), load.getValue()));
    return result;
  }
}
