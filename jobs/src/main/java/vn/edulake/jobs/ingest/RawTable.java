package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
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
        result.add(HexFormat.of().parseHex((String) row.getField(RawColumn.RECORD_HASH)));
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

  /** The data file of one load, being written; no reader sees it before it is appended. */
  final class Rows implements AutoCloseable {
    private final OutputFile output;
    private final DataWriter<Record> writer;
    private final GenericRecord row;
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<String> columns;
    private final int extra;
    private final int sourceRow;
    private final int recordHash;
    private boolean isClosed;

    private Rows(SourceContract contract, Delivery delivery) throws IOException {
      output =
          table
              .io()
              .newOutputFile(
                  table
                      .locationProvider()
                      .newDataLocation(
                          "load-" + delivery.loadId() + "-" + UUID.randomUUID() + ".parquet"));
      writer =
          Parquet.writeData(output)
              .forTable(table)
              .withSpec(PartitionSpec.unpartitioned())
              .createWriterFunc(GenericParquetWriter::create)
              .overwrite()
              .build();
      row = GenericRecord.create(table.schema());
      List<Types.NestedField> fields = table.schema().columns();
      for (int i = 0; i < fields.size(); i++) {
        positions.put(fields.get(i).name(), i);
      }
      columns = contract.columns().stream().map(column -> column.name()).toList();
      extra = positions.get(RawColumn.EXTRA);
      sourceRow = positions.get(RawColumn.SOURCE_ROW);
      recordHash = positions.get(RawColumn.RECORD_HASH);
      row.set(positions.get(RawColumn.SOURCE_FILE), delivery.fileName());
      row.set(positions.get(RawColumn.LOAD_ID), delivery.loadId());
      row.set(positions.get(RawColumn.BATCH_ID), delivery.batchId());
      row.set(positions.get(RawColumn.INGESTED_AT), delivery.ingestedAt().atOffset(ZoneOffset.UTC));
      row.set(positions.get(RawColumn.CONTENT_HASH), delivery.contentHash());
      row.set(positions.get(RawColumn.LAYOUT), delivery.layout());
    }

    void write(Line line, Map<String, String> values, byte[] hash) {
      for (String column : columns) {
        row.set(positions.get(column), values.get(column));
      }
      row.set(extra, line.extra());
      row.set(sourceRow, line.number());
      row.set(recordHash, HexFormat.of().formatHex(hash));
      writer.write(row);
    }

    /** Ends the file; its rows may be appended. */
    DataFile finish() {
      close();
      return writer.toDataFile();
    }

    /** Ends the file and deletes it. */
    void discard() {
      close();
      table.io().deleteFile(output);
    }

    @Override
    public void close() {
      if (!isClosed) {
        isClosed = true;
        try {
          writer.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
