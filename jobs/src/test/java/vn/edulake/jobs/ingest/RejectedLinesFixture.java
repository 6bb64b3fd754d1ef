package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/** The texts of refused lines, put where an ingest keeps them. */
public final class RejectedLinesFixture {
  private static final TableName TABLE = TableName.parse("raw.lake__rejected_line");

  private RejectedLinesFixture() {}

  /** Appends one line. */
  public static void add(LakeCatalogs catalogs, long loadId, long row, String json) {
    if (!catalogs.exists(TABLE)) {
      catalogs.ensureSchema(TABLE);
      catalogs
          .catalog(TABLE.layer().zone())
          .createTable(
              LakeCatalogs.identifier(TABLE),
              new Schema(
                  Types.NestedField.optional(1, "load_id", Types.LongType.get()),
                  Types.NestedField.optional(2, "source_row", Types.LongType.get()),
                  Types.NestedField.optional(3, "line_json", Types.StringType.get())));
    }
    Table table = catalogs.load(TABLE);
    Record line = GenericRecord.create(table.schema());
    line.setField("load_id", loadId);
    line.setField("source_row", row);
    line.setField("line_json", json);
    try {
      DataWriter<Record> writer =
          Parquet.writeData(
                  table
                      .io()
                      .newOutputFile(
                          table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet")))
              .forTable(table)
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(table.spec())
              .build();
      try (writer) {
        writer.write(line);
      }
      table.newAppend().appendFile(writer.toDataFile()).commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
