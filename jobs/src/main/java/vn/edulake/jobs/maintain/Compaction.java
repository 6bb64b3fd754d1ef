package vn.edulake.jobs.maintain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PartitionUtil;
import vn.edulake.jobs.Steps;
import vn.edulake.warehouse.catalog.RowState;

/** Writes the rows of a table's current state into fewer files, as they are. */
final class Compaction {
  private final Table table;
  private final Steps steps;

  Compaction(Table table, Steps steps) {
    this.table = table;
    this.steps = steps;
  }

  /** Puts one file in the place of each group, all in one commit. */
  void files(List<FileGroup> groups) throws IOException {
    Snapshot before = table.currentSnapshot();
    RewriteFiles rewrite = table.newRewrite().validateFromSnapshot(before.snapshotId());
    RowState.carriedOn(table, before).forEach(rewrite::set);
    for (FileGroup group : groups) {
      for (FileScanTask task : group.files()) {
        rewrite.deleteFile(task.file());
        task.deletes().forEach(rewrite::deleteFile);
      }
      // Of files whose rows all went nothing is left.
      if (group.rows() > 0) {
        DataFile written = write(group);
        if (written.recordCount() != group.rows()) {
          throw new IllegalStateException(
              "Rewriting "
                  + table.name()
                  + " gave "
                  + written.recordCount()
                  + " rows of "
                  + group.rows());
        }
        rewrite.addFile(written);
      }
    }
    steps.at("maintain.rewritten");
    rewrite.commit();
  }

  private DataFile write(FileGroup group) throws IOException {
    DataFile first = group.files().get(0).file();
    PartitionSpec spec = table.specs().get(first.specId());
    String name = "compacted-" + UUID.randomUUID() + ".parquet";
    String location =
        spec.isUnpartitioned()
            ? table.locationProvider().newDataLocation(name)
            : table.locationProvider().newDataLocation(spec, first.partition(), name);
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(location))
            .forTable(table)
            .withSpec(spec)
            .withPartition(first.partition())
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer) {
      for (FileScanTask task : group.files()) {
        try (CloseableIterable<Record> rows = rows(task)) {
          rows.forEach(writer::write);
        }
      }
    }
    return writer.toDataFile();
  }

  /** The rows of a file, but for those of which it is said beside it that they went. */
  private CloseableIterable<Record> rows(FileScanTask task) {
    GenericDeleteFilter deletes =
        new GenericDeleteFilter(table.io(), task, table.schema(), table.schema());
    Schema schema = deletes.requiredSchema();
    Map<Integer, ?> constants =
        PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant);
    return deletes.filter(
        Parquet.read(table.io().newInputFile(task.file().location()))
            .project(schema)
            .createReaderFunc(
                stored -> GenericParquetReaders.buildReader(schema, stored, constants))
            .reuseContainers()
            .build());
  }

  /** Writes the manifests of the current state anew, as few as their size allows. */
  void manifests() {
    RewriteManifests rewrite = table.rewriteManifests().clusterBy(file -> "");
    List<Map.Entry<String, String>> said =
        new ArrayList<>(RowState.carriedOn(table, table.currentSnapshot()).entrySet());
    said.forEach(entry -> rewrite.set(entry.getKey(), entry.getValue()));
    rewrite.commit();
  }
}
