package vn.edulake.jobs.maintain;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** The files of one table: those that lie in its folder, and those that its metadata name. */
final class TableFiles {
  private final Table table;
  private final TableMetadata metadata;
  private final Map<String, Set<String>> ofManifest = new TreeMap<>();

  TableFiles(Table table) {
    this.table = table;
    this.metadata = ((HasTableOperations) table).operations().current();
  }

  /** A place in one notation: {@code file:/x} and {@code file:///x} are the same. */
  static String place(String location) {
    return location.replaceFirst("^file:/+", "/");
  }

  /** What lies in the table's folder, by place. */
  Map<String, FileInfo> stored() {
    Map<String, FileInfo> result = new TreeMap<>();
    if (table.io() instanceof SupportsPrefixOperations folders) {
      folders
          .listPrefix(table.location() + "/")
          .forEach(file -> result.put(place(file.location()), file));
    }
    return result;
  }

  /** Whether the files of the folder can be listed at all. */
  boolean isListed() {
    return table.io() instanceof SupportsPrefixOperations;
  }

  /** The present metadata file and the newest of those before it. */
  Set<String> metadataFiles(int earlier) {
    Set<String> result = new TreeSet<>();
    result.add(place(metadata.metadataFileLocation()));
    List<TableMetadata.MetadataLogEntry> log = metadata.previousFiles();
    log.subList(Math.max(0, log.size() - earlier), log.size())
        .forEach(entry -> result.add(place(entry.file())));
    metadata.statisticsFiles().forEach(file -> result.add(place(file.path())));
    metadata.partitionStatisticsFiles().forEach(file -> result.add(place(file.path())));
    return result;
  }

  /** All that is needed to read these snapshots. */
  Set<String> of(Collection<Snapshot> snapshots) throws IOException {
    Set<String> result = new HashSet<>();
    for (Snapshot snapshot : snapshots) {
      if (snapshot.manifestListLocation() != null) {
        result.add(place(snapshot.manifestListLocation()));
      }
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (result.add(place(manifest.path()))) {
          result.addAll(files(manifest));
        }
      }
    }
    return result;
  }

  private Set<String> files(ManifestFile manifest) throws IOException {
    Set<String> known = ofManifest.get(manifest.path());
    if (known != null) {
      return known;
    }
    Set<String> result = new HashSet<>();
    if (manifest.content() == ManifestContent.DATA) {
      try (CloseableIterable<String> paths =
          ManifestFiles.readPaths(manifest, table.io(), table.specs())) {
        paths.forEach(path -> result.add(place(path)));
      }
    } else {
      try (ManifestReader<DeleteFile> deletes =
          ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        deletes.forEach(file -> result.add(place(file.location())));
      }
    }
    ofManifest.put(manifest.path(), result);
    return result;
  }
}
