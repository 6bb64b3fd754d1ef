package vn.edulake.jobs.bench;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
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
   * @param before files that it had
   * @param removed files that it has no longer
   * @param added files that it had not
   * @param needless removed files of which every row stands in an added one
   * @param addedRows rows of the added files
   * @param newRows of these, the ones that stood in no removed file
   */
  public record Change(
      int before, int removed, int added, long needless, long addedRows, long newRows) {}

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
    Map<String, DataFile> before = files(table, from);
    Map<String, DataFile> after = files(table, to);
    Map<String, DataFile> removed = new HashMap<>(before);
    removed.keySet().removeAll(after.keySet());
    Map<String, DataFile> added = new HashMap<>(after);
    added.keySet().removeAll(before.keySet());
    long addedRows = added.values().stream().mapToLong(DataFile::recordCount).sum();
    if (removed.isEmpty()) {
      return new Change(before.size(), 0, added.size(), 0, addedRows, addedRows);
    }
    Dataset<Row> old = rows(session, name, from, removed.keySet());
    if (added.isEmpty()) {
      return new Change(before.size(), removed.size(), 0, 0, 0, 0);
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
        before.size(), removed.size(), added.size(), removed.size() - touched, addedRows, newRows);
  }

  private static Dataset<Row> rows(
      SparkSession session, TableName name, long snapshot, Collection<String> files) {
    Dataset<Row> rows =
        session.sql("SELECT * FROM " + LakeCatalogs.sparkName(name) + " VERSION AS OF " + snapshot);
    return rows.selectExpr(RowNumbers.of(rows.schema()) + " AS _number", "_file")
        .where(col("_file").isin(files.toArray()));
  }

  private static Map<String, DataFile> files(Table table, long snapshot) {
    Map<String, DataFile> result = new HashMap<>();
    if (snapshot == 0) {
      return result;
    }
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      tasks.forEach(task -> result.put(task.file().location(), task.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }
}
