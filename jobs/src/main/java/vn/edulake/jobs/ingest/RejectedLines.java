package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Layer;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * What refused lines say, in the personal zone: {@code raw.lake__rejected_line}.
 *
 * <p>The lines of a batch are appended before its accepted rows, so that rows whose account is
 * ended have the texts of their rejects. Lines of a load that was forgotten afterwards stay: no
 * load ever gets its number again, so that they belong to nothing.
 */
public final class RejectedLines {
  /** The table: one row per refused line. */
  public static final TableName TABLE = new TableName(Layer.RAW, "lake__rejected_line");

  public static final String LOAD_ID = "load_id";
  public static final String SOURCE_ROW = "source_row";
  public static final String LINE_JSON = "line_json";

  private static final String RAW_TABLE_PROPERTY = "edulake.raw-table";

  private RejectedLines() {}

  /** The table as it has to be. */
  public static TableDefinition definition() {
    return new TableDefinition(
        TABLE,
        List.of(
            column(1, LOAD_ID, Types.LongType.get(), PrivacyClass.INTERNAL, "ops.load of the file"),
            column(
                2,
                SOURCE_ROW,
                Types.LongType.get(),
                PrivacyClass.INTERNAL,
                "row of the sheet, line or record of the file"),
            column(
                3,
                LINE_JSON,
                Types.StringType.get(),
                PrivacyClass.SENSITIVE,
                "JSON of the columns' texts; fields without column stand in " + RawColumn.EXTRA)),
        PartitionSpec.unpartitioned(),
        "One row per refused line of a load");
  }

  private static TableDefinition.Column column(
      int id, String name, org.apache.iceberg.types.Type type, PrivacyClass privacy, String words) {
    String comment = privacy.name().toLowerCase(java.util.Locale.ROOT) + ": " + words;
    return new TableDefinition.Column(
        Types.NestedField.optional(id, name, type, comment), false, privacy);
  }

  private static Table ensure(LakeCatalogs catalogs) {
    DdlPlan.of(List.of(definition()), catalogs).apply(catalogs);
    return catalogs.load(TABLE);
  }

  /** Whether the lines that a batch refused of a contract's files were appended. */
  static boolean has(LakeCatalogs catalogs, SourceContract contract, long batchId) {
    if (!catalogs.exists(TABLE)) {
      return false;
    }
    for (Snapshot snapshot : catalogs.load(TABLE).snapshots()) {
      if (Long.toString(batchId).equals(snapshot.summary().get(RawTable.BATCH_PROPERTY))
          && contract.rawTable().toString().equals(snapshot.summary().get(RAW_TABLE_PROPERTY))) {
        return true;
      }
    }
    return false;
  }

  /** Appends what a batch refused of a contract's files in one commit. */
  static void append(
      LakeCatalogs catalogs, SourceContract contract, long batchId, List<DataFile> files) {
    AppendFiles append = catalogs.load(TABLE).newAppend();
    files.forEach(append::appendFile);
    append.set(RawTable.BATCH_PROPERTY, Long.toString(batchId));
    append.set(RAW_TABLE_PROPERTY, contract.rawTable().toString());
    append.commit();
  }

  /** The data file of one load's refused lines; none is made while there are none. */
  static final class Writer implements AutoCloseable {
    private final LakeCatalogs catalogs;
    private final long loadId;
    private @Nullable Open open;

    /** An open data file. */
    private record Open(Table table, OutputFile output, DataWriter<Record> writer) {}

    Writer(LakeCatalogs catalogs, long loadId) {
      this.catalogs = catalogs;
      this.loadId = loadId;
    }

    void write(long number, @Nullable String extra, Map<String, String> values) {
      if (open == null) {
        open = open();
      }
      Map<String, String> fields = new TreeMap<>();
      values.forEach((column, text) -> fields.put(column, JsonText.quoted(text)));
      if (extra != null) {
        fields.put(RawColumn.EXTRA, extra);
      }
      String json = JsonText.object(fields);
      GenericRecord row = GenericRecord.create(open.table().schema());
      row.setField(LOAD_ID, loadId);
      row.setField(SOURCE_ROW, number);
      row.setField(LINE_JSON, json == null ? "{}" : json);
      open.writer().write(row);
    }

    private Open open() {
      Table table = ensure(catalogs);
      OutputFile output =
          table
              .io()
              .newOutputFile(
                  table
                      .locationProvider()
                      .newDataLocation("load-" + loadId + "-" + UUID.randomUUID() + ".parquet"));
      try {
        return new Open(
            table,
            output,
            Parquet.writeData(output)
                .forTable(table)
                .withSpec(PartitionSpec.unpartitioned())
                .createWriterFunc(GenericParquetWriter::create)
                .overwrite()
                .build());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Ends the file and gives it to be appended, if there is one. */
    void finish(List<DataFile> files) {
      if (open != null) {
        DataWriter<Record> writer = open.writer();
        close();
        files.add(writer.toDataFile());
      }
    }

    /** Ends the file and deletes it. */
    void discard() {
      if (open != null) {
        Open written = open;
        close();
        written.table().io().deleteFile(written.output());
      }
    }

    @Override
    public void close() {
      if (open != null) {
        DataWriter<Record> writer = open.writer();
        open = null;
        try {
          writer.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
