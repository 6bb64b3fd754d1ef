package vn.edulake.warehouse.ops;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * Copies finished operations data from PostgreSQL into tables that Trino serves. Rows are only
 * appended; how far the copy has come stands in the summary of the snapshot that it wrote last.
 */
public final class OpsMirror {
  private static final String THROUGH = "edulake.through";

  /** What is copied: the rows whose id lies above a bound, in the order of ids. */
  private static final Map<String, String> QUERIES =
      Map.of(
          "load",
          """
          SELECT load_id AS id, * FROM ops.load
          WHERE load_id > :through
            AND load_id < coalesce(
              (SELECT min(load_id) FROM ops.load WHERE status = 'registered'), 9223372036854775807)
          ORDER BY load_id
          """,
          "reject",
          """
          SELECT reject_id AS id, reject.* FROM ops.reject
          INNER JOIN ops.load USING (load_id)
          WHERE reject_id > :through
            AND load_id < coalesce(
              (SELECT min(load_id) FROM ops.load WHERE status = 'registered'), 9223372036854775807)
          ORDER BY reject_id
          """,
          "release",
          """
          SELECT release.release_id AS id, release.*,
            (SELECT count(*) FROM ops.release_table AS moved
             WHERE moved.release_id = release.release_id) AS table_count
          FROM ops.release
          WHERE release.release_id > :through
          ORDER BY release.release_id
          """);

  private final LakeCatalogs catalogs;
  private final OpsDatabase database;

  public OpsMirror(LakeCatalogs catalogs, OpsDatabase database) {
    this.catalogs = catalogs;
    this.database = database;
  }

  /** Copies what is new; a table to which nothing came gets no snapshot. Returns rows by table. */
  public Map<TableName, Long> copy() {
    Map<TableName, Long> result = new TreeMap<>();
    for (String name : QUERIES.keySet()) {
      TableName table = new TableName(Layer.OPS, name);
      result.put(table, database.jdbi().withHandle(handle -> copy(handle, table)));
    }
    return result;
  }

  private long copy(Handle handle, TableName name) {
    Table table = catalogs.load(name);
    long through =
        table.currentSnapshot() == null
            ? 0
            : Long.parseLong(table.currentSnapshot().summary().get(THROUGH));
    List<Long> last = new ArrayList<>();
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
        handle
            .createQuery(QUERIES.get(name.name()))
            .setFetchSize(1000)
            .bind("through", through)
            .map((row, context) -> record(table, row, last))
            .forEach(writer::write);
      }
      if (last.isEmpty()) {
        table.io().deleteFile(location);
        return 0;
      }
      AppendFiles append = table.newAppend().appendFile(writer.toDataFile());
      append.set(THROUGH, String.valueOf(last.get(0))).commit();
      return writer.toDataFile().recordCount();
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot copy " + name + ": " + e.getMessage() + ". The next run copies it.",
          e);
    }
  }

  private static Record record(Table table, ResultSet row, List<Long> last) throws SQLException {
    Record record = GenericRecord.create(table.schema());
    for (Types.NestedField field : table.schema().columns()) {
      record.setField(field.name(), value(row, field));
    }
    last.clear();
    last.add(row.getLong("id"));
    return record;
  }

  private static @Nullable Object value(ResultSet row, Types.NestedField field)
      throws SQLException {
    if (field.type().typeId() == org.apache.iceberg.types.Type.TypeID.TIMESTAMP) {
      OffsetDateTime at = row.getObject(field.name(), OffsetDateTime.class);
      return at == null ? null : at.withOffsetSameInstant(ZoneOffset.UTC);
    }
    return row.getObject(field.name());
  }
}
