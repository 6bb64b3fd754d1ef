package vn.edulake.warehouse.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * How many rows there are, where files beside the data say which of its rows went. The summary of a
 * snapshot counts what lies in data files, and such files also when the data file they are about is
 * gone.
 */
public final class LiveRows {
  private LiveRows() {}

  /** The rows of a table at a snapshot. */
  public static long of(Table table, Snapshot snapshot) {
    return of(snapshot, table.io(), table.specs());
  }

  /** The rows of a snapshot. */
  public static long of(Snapshot snapshot, FileIO io, Map<Integer, PartitionSpec> specs) {
    long stored =
        Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    if (snapshot.deleteManifests(io).isEmpty()) {
      return stored;
    }
    Map<String, Long> gone = new HashMap<>();
    for (ManifestFile manifest : snapshot.deleteManifests(io)) {
      try (ManifestReader<DeleteFile> deletes =
          ManifestFiles.readDeleteManifest(manifest, io, specs)) {
        deletes.forEach(file -> gone.merge(ofOneFile(file), file.recordCount(), Long::sum));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    long result = stored;
    for (ManifestFile manifest : snapshot.dataManifests(io)) {
      try (CloseableIterable<String> paths = ManifestFiles.readPaths(manifest, io, specs)) {
        for (String path : paths) {
          result -= gone.getOrDefault(path, 0L);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return result;
  }

  /** The rows of data files, without those that files beside them take away. */
  public static long of(Iterable<FileScanTask> files) {
    long result = 0;
    for (FileScanTask task : files) {
      result += task.file().recordCount();
      for (DeleteFile delete : task.deletes()) {
        ofOneFile(delete);
        result -= delete.recordCount();
      }
    }
    return result;
  }

  /** The data file that a file is about; all that the lake writes are about one. */
  private static String ofOneFile(DeleteFile delete) {
    String file = ContentFileUtil.referencedDataFileLocation(delete);
    if (delete.content() != FileContent.POSITION_DELETES || file == null) {
      throw new IllegalStateException(
          "Cannot count the rows beside " + delete.location() + ": it is not about one data file");
    }
    return file;
  }

  /** What tells the rows of a data file apart from those it had at another time. */
  public static String name(FileScanTask task) {
    List<String> deletes = task.deletes().stream().map(DeleteFile::location).sorted().toList();
    return deletes.isEmpty() ? task.file().location() : task.file().location() + deletes;
  }
}
