package vn.edulake.warehouse.ops;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.catalog.RecordFile;

/**
 * Copies finished operations data from PostgreSQL into tables that Trino serves. Rows are only
 * appended; how far the copy has come stands in the summary of the snapshot that it wrote last. The
 * ledger, the certifications and the findings about deliveries, whose rows change, are written
 * whole when they differ from what their last snapshot says it was made of.
 */
public final class OpsMirror {
  private static final String THROUGH = "edulake.through";
  private static final String CONTENT = "edulake.content";
  private static final TableName LEDGER = new TableName(Layer.OPS, "load_ledger");
  private static final TableName CERTIFICATION = new TableName(Layer.OPS, "certification");
  private static final TableName QUALITY_SCORE = new TableName(Layer.OPS, "quality_score");
  private static final TableName SOURCE_FINDING = new TableName(Layer.OPS, "source_finding");

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
          """,
          "unknown_member",
          """
          SELECT run_id AS id, * FROM ops.unknown_member
          WHERE run_id > :through
          ORDER BY run_id, table_name, column_name
          """,
          "quality_reject",
          """
          SELECT quality_reject_id AS id, * FROM ops.quality_reject
          WHERE quality_reject_id > :through
          ORDER BY quality_reject_id
          """);

  private final LakeCatalogs catalogs;
  private final OpsDatabase database;
  private final ZoneId zone;

  /**
   * @param zone in which the day of a delivery without one is told
   */
  public OpsMirror(LakeCatalogs catalogs, OpsDatabase database, ZoneId zone) {
    this.catalogs = catalogs;
    this.database = database;
    this.zone = zone;
  }

  /**
   * Copies what is new; a table to which nothing came gets no snapshot. Returns rows by table.
   *
   * @param now as of when the ledger tells what is late
   */
  public Map<TableName, Long> copy(Instant now) {
    Map<TableName, Long> result = new TreeMap<>();
    for (String name : QUERIES.keySet()) {
      TableName table = new TableName(Layer.OPS, name);
      result.put(table, database.jdbi().withHandle(handle -> copy(handle, table)));
    }
    result.put(LEDGER, database.jdbi().withHandle(handle -> copyLedger(handle, now)));
    result.put(CERTIFICATION, database.jdbi().withHandle(this::copyCertification));
    result.put(QUALITY_SCORE, database.jdbi().withHandle(handle -> copyScores(handle, now)));
    result.put(SOURCE_FINDING, database.jdbi().withHandle(this::copySourceFindings));
    return result;
  }

  private long copyCertification(Handle handle) {
    Table table = catalogs.load(CERTIFICATION);
    return copyWhole(
        table,
        handle
            .createQuery("SELECT * FROM ops.certification ORDER BY table_name")
            .map((row, context) -> record(table, row))
            .list());
  }

  private long copySourceFindings(Handle handle) {
    Table table = catalogs.load(SOURCE_FINDING);
    return copyWhole(
        table,
        handle
            .createQuery(
                """
                SELECT * FROM ops.source_finding
                ORDER BY source_code, entity_code, load_id, source_row, finding_code, stated, expected
                """)
            .map((row, context) -> record(table, row))
            .list());
  }

  private long copyScores(Handle handle, Instant now) {
    Table table = catalogs.load(QUALITY_SCORE);
    return copyWhole(
        table,
        handle
            .createQuery(
                """
                SELECT * FROM ops.quality_score(:now, :zone)
                ORDER BY delivery_date, sender_code, source_code, entity_code
                """)
            .bind("now", now.atOffset(ZoneOffset.UTC))
            .bind("zone", zone.getId())
            .map((row, context) -> record(table, row))
            .list());
  }

  private long copyLedger(Handle handle, Instant now) {
    Table table = catalogs.load(LEDGER);
    return copyWhole(
        table,
        handle
            .createQuery(
                """
                SELECT * FROM ops.load_ledger(:now, :zone)
                ORDER BY delivery_date, sender_code, source_code, entity_code
                """)
            .bind("now", now.atOffset(ZoneOffset.UTC))
            .bind("zone", zone.getId())
            .map((row, context) -> record(table, row))
            .list());
  }

  private static long copyWhole(Table table, List<Record> rows) {
    String content = digest(rows);
    boolean isSame =
        table.currentSnapshot() == null
            ? rows.isEmpty()
            : content.equals(table.currentSnapshot().summary().get(CONTENT));
    if (isSame) {
      return 0;
    }
    OverwriteFiles overwrite = table.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
    if (!rows.isEmpty()) {
      overwrite.addFile(RecordFile.write(table, rows.iterator()));
    }
    overwrite.set(CONTENT, content).commit();
    return rows.size();
  }

  private static String digest(List<Record> rows) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Record row : rows) {
        for (int i = 0; i < row.size(); i++) {
          digest.update((row.get(i) + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private long copy(Handle handle, TableName name) {
    Table table = catalogs.load(name);
    long through =
        table.currentSnapshot() == null
            ? 0
            : Long.parseLong(table.currentSnapshot().summary().get(THROUGH));
    List<Long> last = new ArrayList<>();
    try (ResultIterator<Record> rows =
        handle
            .createQuery(QUERIES.get(name.name()))
            .setFetchSize(1000)
            .bind("through", through)
            .map(
                (row, context) -> {
                  last.clear();
                  last.add(row.getLong("id"));
                  return record(table, row);
                })
            .iterator()) {
      if (!rows.hasNext()) {
        return 0;
      }
      DataFile file = RecordFile.write(table, rows);
      AppendFiles append = table.newAppend().appendFile(file);
      append.set(THROUGH, String.valueOf(last.get(0))).commit();
      return file.recordCount();
    }
  }

  private static Record record(Table table, ResultSet row) throws SQLException {
    Record record = GenericRecord.create(table.schema());
    for (Types.NestedField field : table.schema().columns()) {
      record.setField(field.name(), value(row, field));
    }
    return record;
  }

  private static @Nullable Object value(ResultSet row, Types.NestedField field)
      throws SQLException {
    if (field.type().typeId() == Type.TypeID.TIMESTAMP) {
      OffsetDateTime at = row.getObject(field.name(), OffsetDateTime.class);
      return at == null ? null : at.withOffsetSameInstant(ZoneOffset.UTC);
    }
    if (field.type().typeId() == Type.TypeID.DATE) {
      return row.getObject(field.name(), LocalDate.class);
    }
    if (field.type() instanceof Types.DecimalType decimal) {
      BigDecimal value = row.getBigDecimal(field.name());
      return value == null ? null : value.setScale(decimal.scale(), RoundingMode.HALF_UP);
    }
    return row.getObject(field.name());
  }
}
