package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.TableDefinition;

/** The raw table of one contract: made when missing, grown when the contract grew, appended to. */
final class RawTable {
  /** The snapshot property that names the batch whose rows a snapshot appended. */
  static final String BATCH_PROPERTY = "edulake.batch-id";

  /** A load of no more bytes of texts shares a data file with others of its batch. */
  private static final int MOST_BYTES_KEPT = 4 << 20;

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

  /** Opens the data files of a batch. */
  Batch batch(SourceContract contract, long batchId) {
    return new Batch(contract, batchId);
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

  /**
   * The data files of one batch, being written; no reader sees them before they are appended. Loads
   * of few rows share files, since each file costs whoever reads the table.
   */
  final class Batch implements AutoCloseable {
    private final SourceContract contract;
    private final RawFile shared;
    private final List<DataFile> finished = new ArrayList<>();

    private Batch(SourceContract contract, long batchId) {
      this.contract = contract;
      this.shared = new RawFile(table, contract, "batch-" + batchId + "-");
    }

    /** Opens the rows of one load. */
    Rows rows(Delivery delivery) {
      return new Rows(this, delivery);
    }

    /** Ends the files; their rows may be appended. */
    List<DataFile> finish() throws IOException {
      finished.addAll(shared.finish());
      return finished;
    }

    @Override
    public void close() throws IOException {
      shared.close();
    }
  }

  /** The accepted rows of one load. */
  final class Rows implements AutoCloseable {
    private final Batch batch;
    private final Delivery delivery;
    private final List<Part> parts = new ArrayList<>();

    private Rows(Batch batch, Delivery delivery) {
      this.batch = batch;
      this.delivery = delivery;
    }

    /** One more part, which one thread writes. */
    synchronized Part part() {
      Part part = new Part();
      parts.add(part);
      return part;
    }

    /** Gives the rows to the batch. */
    synchronized void finish() throws IOException {
      for (Part part : parts) {
        if (part.kept != null) {
          part.writeKept(batch.shared);
        }
        if (part.own != null) {
          batch.finished.addAll(part.own.finish());
        }
      }
    }

    /** Deletes what was written. */
    synchronized void discard() throws IOException {
      for (Part part : parts) {
        if (part.own != null) {
          part.own.discard();
        }
      }
      parts.clear();
    }

    @Override
    public synchronized void close() throws IOException {
      for (Part part : parts) {
        if (part.own != null) {
          part.own.close();
        }
      }
    }

    /** Rows that are kept while they are few, and have a file of their own when they are not. */
    final class Part {
      private @Nullable RecordBatch kept;
      private @Nullable RawFile own;

      private Part() {}

      /**
       * Writes rows.
       *
       * @param rows the first {@code count} of these
       */
      void write(RecordBatch some, int[] rows, int count) {
        if (count == 0) {
          return;
        }
        int bytesKept = kept == null ? 0 : kept.byteCount();
        if (own == null && bytesKept + some.byteCount() <= MOST_BYTES_KEPT) {
          if (kept == null) {
            kept = new RecordBatch(batch.contract);
          }
          kept.add(some, rows, count);
          return;
        }
        RawFile file = own;
        if (file == null) {
          file = new RawFile(table, batch.contract, "load-" + delivery.loadId() + "-");
          own = file;
          writeKept(file);
        }
        file.write(delivery, some, rows, count);
      }

      private void writeKept(RawFile file) {
        if (kept != null) {
          int[] all = IntStream.range(0, kept.count()).toArray();
          file.write(delivery, kept, all, all.length);
          kept = null;
        }
      }

      /** Ends the last data file, which costs what its last row group costs. */
      void end() throws IOException {
        if (own != null) {
          own.end();
        }
      }
    }
  }
}
