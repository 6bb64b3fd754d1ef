package vn.edulake.warehouse.catalog;

import java.io.IOException;
import java.util.Iterator;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** One data file of an unpartitioned table, written without Spark. */
public final class RecordFile {
  private RecordFile() {}

  /**
   * Writes records into a new file; no commit knows it yet.
   *
   * @throws ExternalError {@code STORAGE_FAILED} when it cannot be written
   */
  public static DataFile write(Table table, Iterator<Record> rows) {
    String location =
        table.locationProvider().newDataLocation("ops-" + UUID.randomUUID() + ".parquet");
    try {
      DataWriter<Record> writer =
          Parquet.writeData(table.io().newOutputFile(location))
              .forTable(table)
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(table.spec())
              .build();
      try (writer) {
        rows.forEachRemaining(writer::write);
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot copy " + table.name() + ": " + e.getMessage() + ". The next run copies it.",
          e);
    }
  }
}
