package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.TableDefinition;

/** The raw table of one contract: made when missing, grown when the contract grew, appended to. */
final class RawTable {
  /** The snapshot property that names the batch whose rows a snapshot appended. */
  static final String BATCH_PROPERTY = "edulake.batch-id";

  private final Table table;

  private RawTable(Table table) {
    this.table = table;
  }

  /** The table as the contract wants it. */
  static RawTable ensure(LakeCatalogs catalogs, SourceContract contract) {
    DdlPlan.of(List.of(TableDefinition.raw(contract)), catalogs).apply(catalogs);
    return new RawTable(catalogs.load(contract.rawTable()));
  }

  /** The table, when there is one. */
  static Optional<RawTable> find(LakeCatalogs catalogs, SourceContract contract) {
    return catalogs.exists(contract.rawTable())
        ? Optional.of(new RawTable(catalogs.load(contract.rawTable())))
        : Optional.empty();
  }

  /** The snapshot that a batch appended. */
  Optional<Long> findBatch(long batchId) {
    table.refresh();
    for (Snapshot snapshot : table.snapshots()) {
      if (Long.toString(batchId).equals(snapshot.summary().get(BATCH_PROPERTY))) {
        return Optional.of(snapshot.snapshotId());
      }
    }
    return Optional.empty();
  }

  /** The hashes of all records that the table holds. */
  SeenHashes recordHashes() throws IOException {
    SeenHashes result = new SeenHashes();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).select(RawColumn.RECORD_HASH).build()) {
      for (Record row : rows) {
        ByteBuffer hash = (ByteBuffer) row.getField(RawColumn.RECORD_HASH);
        result.add(hash.getLong(hash.position()), hash.getLong(hash.position() + Long.BYTES));
      }
    }
    return result;
  }

  /** Opens a data file for the accepted rows of one load. */
  Rows rows(SourceContract contract, Delivery delivery) throws IOException {
    return new Rows(contract, delivery);
  }

  /** Appends data files in one commit; the commit names the batch. */
  long append(long batchId, List<DataFile> files) {
    AppendFiles append = table.newAppend();
    files.forEach(append::appendFile);
    append.set(BATCH_PROPERTY, Long.toString(batchId));
    append.commit();
    return table.currentSnapshot().snapshotId();
  }

  /** What all rows of one load have in common. */
  record Delivery(
      String fileName,
      long loadId,
      long batchId,
      Instant ingestedAt,
      String contentHash,
      String layout) {}

  /** The data files of one load, being written; no reader sees them before they are appended. */
  final class Rows implements AutoCloseable {
    private final SourceContract contract;
    private final Delivery delivery;
    private final List<RawFile> files = new ArrayList<>();

    private Rows(SourceContract contract, Delivery delivery) {
      this.contract = contract;
      this.delivery = delivery;
    }

    /** One more file; it is made when the first row is written. */
    synchronized RawFile file() {
      RawFile file = new RawFile(table, contract, delivery);
      files.add(file);
      return file;
    }

    /** Ends the files; their rows may be appended. */
    synchronized List<DataFile> finish() throws IOException {
      List<DataFile> result = new ArrayList<>();
      for (RawFile file : files) {
        result.addAll(file.finish());
      }
      return result;
    }

    /** Ends the files and deletes them. */
    synchronized void discard() throws IOException {
      for (RawFile file : files) {
        file.discard();
      }
      files.clear();
    }

    @Override
    public synchronized void close() throws IOException {
      for (RawFile file : files) {
        file.close();
      }
    }
  }
}
