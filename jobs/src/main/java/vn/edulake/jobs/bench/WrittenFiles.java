package vn.edulake.jobs.bench;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vn.edulake.jobs.transform.RowNumbers;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.catalog.LiveRows;

/** Which data files a run put in the place of which, and whether it had to. */
public final class WrittenFiles {
  private final LakeCatalogs catalogs;

  /** The files of tables at some time, to compare with later. */
  public WrittenFiles(LakeCatalogs catalogs) {
    this.catalogs = catalogs;
  }

  /**
   * What became of a table's files.
   *
   * @param before data files that it had
   * @param removed files that it has no longer
   * @param added files that it had not
   * @param needless removed files of which every row stands in an added one
   * @param addedRows rows of the added files
   * @param newRows of these, the ones that stood in no removed file
   * @param deletedRows rows of files that stayed, of which is said beside them that they went
   */
  public record Change(
      int before,
      int removed,
      int added,
      long needless,
      long addedRows,
      long newRows,
      long deletedRows) {}

  /** The snapshots that readers see. */
  public Map<TableName, Long> heads(Collection<TableName> tables) {
    Map<TableName, Long> result = new TreeMap<>();
    for (TableName name : tables) {
      Snapshot head = catalogs.exists(name) ? catalogs.load(name).currentSnapshot() : null;
      result.put(name, head == null ? 0 : head.snapshotId());
    }
    return result;
  }

  /** Compares the files of a table at two snapshots, row by row. */
  public Change change(SparkSession session, TableName name, long from, long to) {
    Table table = catalogs.load(name);
    Map<String, FileScanTask> before = files(table, from);
    Map<String, FileScanTask> after = files(table, to);
    Map<String, FileScanTask> removed = new HashMap<>(before);
    removed.keySet().removeAll(after.keySet());
    Map<String, FileScanTask> added = new HashMap<>(after);
    added.keySet().removeAll(before.keySet());
    long addedRows = LiveRows.of(added.values());
    Map<String, FileScanTask> stayed = new HashMap<>(after);
    stayed.keySet().retainAll(before.keySet());
    long deletedRows = -LiveRows.of(stayed.values());
    stayed.replaceAll((path, task) -> before.get(path));
    deletedRows += LiveRows.of(stayed.values());
    if (removed.isEmpty()) {
      return new Change(before.size(), 0, added.size(), 0, addedRows, addedRows, deletedRows);
    }
    Dataset<Row> old = rows(session, name, from, removed.keySet());
    if (added.isEmpty()) {
      return new Change(before.size(), removed.size(), 0, 0, 0, 0, deletedRows);
    }
    Dataset<Row> fresh = rows(session, name, to, added.keySet());
    long touched =
        old.join(fresh, old.col("_number").equalTo(fresh.col("_number")), "left_anti")
            .select("_file")
            .distinct()
            .count();
    long newRows =
        fresh.join(old, old.col("_number").equalTo(fresh.col("_number")), "left_anti").count();
    return new Change(
        before.size(),
        removed.size(),
        added.size(),
        removed.size() - touched,
        addedRows,
        newRows,
        deletedRows);
  }

  private static Dataset<Row> rows(
      SparkSession session, TableName name, long snapshot, Collection<String> files) {
    Dataset<Row> rows =
        session.sql("SELECT * FROM " + LakeCatalogs.sparkName(name) + " VERSION AS OF " + snapshot);
    return rows.selectExpr(RowNumbers.of(rows.schema()) + " AS _number", "_file")
        .where(col("_file").isin(files.toArray()));
  }

  private static Map<String, FileScanTask> files(Table table, long snapshot) {
    Map<String, FileScanTask> result = new HashMap<>();
    if (snapshot == 0) {
      return result;
    }
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      tasks.forEach(task -> result.put(task.file().location(), task));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }
}
