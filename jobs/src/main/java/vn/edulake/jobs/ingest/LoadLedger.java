package vn.edulake.jobs.ingest;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.LakeException;

/**
 * The account of all loads: {@code ops.load} and {@code ops.reject}.
 *
 * <p>A load is registered before its file is read, counted before its rows are appended, and ended
 * afterwards. Whoever finds a load that did not end can tell from the raw table whether to end it
 * or to forget it.
 */
final class LoadLedger {
  /** What parts names in one text; no name holds it. */
  private static final String NAME_END = "\t";

  private final Jdbi jdbi;

  LoadLedger(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** A load of the past with the same content. */
  record Earlier(String fileName, long receivedCount, @Nullable BigDecimal posting) {
    /** Whether a file with the same content was posted before all that were loaded with it. */
    boolean isAfter(@Nullable BigDecimal other) {
      return other != null && (posting == null || other.compareTo(posting) < 0);
    }
  }

  /** A load of the past that later ones are compared with. */
  record LastFile(long loadId, String fileName, long receivedCount, FileForm form) {}

  /** A batch of one entity that did not end. */
  record Unended(
      long batchId,
      String source,
      String entity,
      boolean isCounted,
      long acceptedCount,
      long rejectedCount) {}

  /** How the lines of a file ended. */
  record Count(long received, long accepted, long rejected, long known) {}

  /** A refused line. */
  record Reject(long sourceRow, Violation violation, String recordHash) {}

  /**
   * Notes something of a load that has not ended, without waiting for the database's disk. A
   * database that crashes may forget it as long as {@link #settle} was not called; then the load is
   * forgotten too.
   */
  private <T> T note(HandleCallback<T, RuntimeException> work) {
    return jdbi.inTransaction(
        handle -> {
          handle.execute("SET LOCAL synchronous_commit TO off");
          return work.withHandle(handle);
        });
  }

  /** Waits until all that was noted of a batch is on the database's disk. */
  void settle(long batchId) {
    jdbi.useHandle(
        handle ->
            // What a transaction that waits has before it is on the disk when it ends.
            handle.execute(
                "UPDATE ops.load SET status = status WHERE load_id ="
                    + " (SELECT max(load_id) FROM ops.load WHERE batch_id = ?)",
                batchId));
  }

  long nextBatch() {
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT nextval('ops.batch_id_seq')").mapTo(Long.class).one());
  }

  long register(
      long batchId,
      SourceContract contract,
      DeliveredFile file,
      long byteCount,
      String contentHash,
      Instant startedAt,
      FileValues.Said said,
      @Nullable BigDecimal posting) {
    return note(
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO ops.load (batch_id, source_code, entity_code, file_name, byte_count,
                      content_hash, status, started_at, sender_code, delivered_on, received_on,
                      said_count, posting)
                    VALUES (:batch, :source, :entity, :file, :bytes, :hash, 'registered', :started,
                      :sender, :delivered, :received, :said, :posting)
                    RETURNING load_id
                    """)
                .bind("batch", batchId)
                .bind("source", contract.source())
                .bind("entity", contract.entity())
                .bind("file", file.name())
                .bind("bytes", byteCount)
                .bind("hash", contentHash)
                .bind("started", startedAt.atOffset(ZoneOffset.UTC))
                .bind("sender", said.sender())
                .bind("delivered", said.deliveredOn())
                .bind("received", said.receivedOn())
                .bind("said", said.count().isPresent() ? said.count().getAsLong() : null)
                .bind("posting", posting)
                .mapTo(Long.class)
                .one());
  }

  /** The first load with these bytes, be it of this batch or an earlier one. */
  Optional<Earlier> findContent(SourceContract contract, long loadId, String contentHash) {
    return find(contract, loadId, "content_hash", contentHash);
  }

  /** The first load with these records. */
  Optional<Earlier> findRecords(SourceContract contract, long loadId, String recordHash) {
    return find(contract, loadId, "record_hash", recordHash);
  }

  private Optional<Earlier> find(SourceContract contract, long loadId, String column, String hash) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    // One row by aggregates: with ORDER BY and LIMIT the planner walks all loads.
                    "SELECT (array_agg(file_name ORDER BY load_id))[1],"
                        + " (array_agg(received_count ORDER BY load_id))[1],"
                        + " min(posting) FILTER (WHERE accepted_count > 0 OR states_nothing)"
                        + " FROM ops.load WHERE source_code = :source"
                        + " AND entity_code = :entity AND load_id <> :load AND error_code IS NULL"
                        + " AND received_count IS NOT NULL AND "
                        + column
                        + " = :hash HAVING count(*) > 0")
                .bind("source", contract.source())
                .bind("entity", contract.entity())
                .bind("load", loadId)
                .bind("hash", hash)
                .map(
                    (row, context) ->
                        new Earlier(row.getString(1), row.getLong(2), row.getBigDecimal(3)))
                .findOne());
  }

  /**
   * The last file that a sender sent in one of some layouts and of which something was taken,
   * before a load; empty when there is none.
   *
   * @param sender null when it could not be read
   */
  Optional<LastFile> lastFile(
      SourceContract contract, @Nullable String sender, List<Layout> layouts, long loadId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT load_id, file_name, received_count, header_text, header_row,
                      header_repeats, encoding_code, sheet_text
                    FROM ops.load
                    WHERE source_code = :source AND entity_code = :entity
                      AND sender_code = :sender AND load_id < :load
                      AND layout_code = ANY(:layouts) AND header_text IS NOT NULL
                      AND error_code IS NULL
                      AND (accepted_count > 0 OR rejected_count > 0 OR states_nothing)
                    ORDER BY load_id DESC
                    LIMIT 1
                    """)
                .bind("source", contract.source())
                .bind("entity", contract.entity())
                .bind("sender", sender)
                .bind("load", loadId)
                .bindArray("layouts", String.class, layouts.stream().map(Layout::name).toList())
                .map(
                    (row, context) ->
                        new LastFile(
                            row.getLong(1),
                            row.getString(2),
                            row.getLong(3),
                            new FileForm(
                                names(row.getString(4)),
                                row.getLong(5),
                                row.getInt(6),
                                row.getString(7),
                                names(row.getString(8)))))
                .findOne());
  }

  private static List<String> names(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(NAME_END, -1));
  }

  /** How many lines of a load broke each rule. */
  Map<Refusals.Place, Long> refusals(long loadId) {
    Map<Refusals.Place, Long> result = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT column_name, rule_code, count(*) FROM ops.reject
                    WHERE load_id = :load GROUP BY column_name, rule_code
                    """)
                .bind("load", loadId)
                .map(
                    (row, context) ->
                        result.put(
                            new Refusals.Place(row.getString(1), row.getString(2)), row.getLong(3)))
                .list());
    return result;
  }

  /** Notes the form of a file, and how it differs from that of the last one. */
  void form(long loadId, FileForm form, Drift drift) {
    String text = String.join(NAME_END, form.header());
    note(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE ops.load
                    SET header_text = :header, header_row = :row, header_repeats = :repeats,
                      encoding_code = :encoding, sheet_text = :sheets, drift_code = :drift,
                      drift_message = :message
                    WHERE load_id = :load
                    """)
                .bind("header", text.isEmpty() ? null : text)
                .bind("row", form.headerRow())
                .bind("repeats", form.headerRepeats())
                .bind("encoding", form.encoding())
                .bind("sheets", String.join(NAME_END, form.sheets()))
                .bind("drift", drift.kind().code())
                .bind("message", drift.message().isEmpty() ? null : drift.message())
                .bind("load", loadId)
                .execute());
  }

  void reject(long loadId, List<Reject> rejects) {
    if (rejects.isEmpty()) {
      return;
    }
    note(
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  """
                  INSERT INTO ops.reject
                    (load_id, source_row, column_name, rule_code, message, record_hash)
                  VALUES (:load, :row, :column, :rule, :message, :hash)
                  """);
          for (Reject reject : rejects) {
            batch
                .bind("load", loadId)
                .bind("row", reject.sourceRow())
                .bind("column", reject.violation().column())
                .bind("rule", reject.violation().rule().code())
                .bind("message", reject.violation().message())
                .bind("hash", reject.recordHash())
                .add();
          }
          return batch.execute();
        });
  }

  void forgetRejects(long loadId) {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM ops.reject WHERE load_id = ?", loadId));
  }

  void count(
      long loadId,
      @Nullable String layout,
      @Nullable String recordHash,
      Count count,
      @Nullable String watermark) {
    note(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE ops.load
                    SET layout_code = :layout, record_hash = :hash, received_count = :received,
                      accepted_count = :accepted, rejected_count = :rejected, known_count = :known,
                      watermark = :watermark
                    WHERE load_id = :load
                    """)
                .bind("layout", layout)
                .bind("hash", recordHash)
                .bind("received", count.received())
                .bind("accepted", count.accepted())
                .bind("rejected", count.rejected())
                .bind("known", count.known())
                .bind("watermark", watermark)
                .bind("load", loadId)
                .execute());
  }

  void fail(long loadId, LakeException error) {
    note(
        handle ->
            handle.execute(
                "UPDATE ops.load SET error_code = ?, error_message = ? WHERE load_id = ?",
                error.code().name(),
                error.getMessage(),
                loadId));
  }

  /** Writes down a package of which nothing was taken; no entity of the source is known for it. */
  void refuse(
      long batchId,
      String source,
      DeliveredFile file,
      long byteCount,
      String contentHash,
      Instant at,
      LakeException error) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO ops.load (batch_id, source_code, entity_code, file_name, byte_count,
                      content_hash, status, error_code, error_message, started_at, ended_at)
                    VALUES (:batch, :source, '', :file, :bytes, :hash, 'failed', :code, :message,
                      :at, :at)
                    """)
                .bind("batch", batchId)
                .bind("source", source)
                .bind("file", file.name())
                .bind("bytes", byteCount)
                .bind("hash", contentHash)
                .bind("code", error.code().name())
                .bind("message", error.getMessage())
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .execute());
  }

  /** Up to where a table was read by loads that ended; empty when none did. */
  String watermark(SourceContract contract, Layout layout) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT watermark FROM ops.load
                    WHERE source_code = :source AND entity_code = :entity
                      AND layout_code = :layout AND status IN ('loaded', 'known')
                      AND watermark IS NOT NULL
                    ORDER BY load_id DESC LIMIT 1
                    """)
                .bind("source", contract.source())
                .bind("entity", contract.entity())
                .bind("layout", layout.name())
                .mapTo(String.class)
                .findOne()
                .orElse(""));
  }

  /** The hash of all records of a layout's last load; empty when there is none. */
  String lastRecords(SourceContract contract, Layout layout) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT record_hash FROM ops.load
                    WHERE source_code = :source AND entity_code = :entity
                      AND layout_code = :layout AND status IN ('loaded', 'known')
                    ORDER BY load_id DESC LIMIT 1
                    """)
                .bind("source", contract.source())
                .bind("entity", contract.entity())
                .bind("layout", layout.name())
                .mapTo(String.class)
                .findOne()
                .orElse(""));
  }

  /** The hashes of the lines that were refused of a layout's loads that ended. */
  List<String> refused(SourceContract contract, Layout layout) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT reject.record_hash
                    FROM ops.reject AS reject
                    INNER JOIN ops.load AS load ON load.load_id = reject.load_id
                    WHERE load.source_code = :source AND load.entity_code = :entity
                      AND load.layout_code = :layout AND load.status = 'loaded'
                    """)
                .bind("source", contract.source())
                .bind("entity", contract.entity())
                .bind("layout", layout.name())
                .mapTo(String.class)
                .list());
  }

  /** Notes that a file says that there is nothing. */
  void stateNothing(long loadId) {
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE ops.load SET states_nothing = true WHERE load_id = ?", loadId));
  }

  /** Forgets a load that found nothing new. */
  void forget(long loadId) {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM ops.load WHERE load_id = ?", loadId));
  }

  /** Ends all loads of a batch and entity in one transaction; the counts say how each ended. */
  void end(long batchId, String source, String entity, OptionalLong snapshotId, Instant endedAt) {
    jdbi.useTransaction(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE ops.load
                    SET ended_at = :ended,
                      snapshot_id = CASE WHEN accepted_count > 0 OR states_nothing THEN :snapshot END,
                      status = CASE
                        WHEN error_code IS NOT NULL THEN 'failed'
                        WHEN accepted_count = 0 AND rejected_count = 0 AND NOT states_nothing
                          THEN 'known'
                        ELSE 'loaded'
                      END
                    WHERE batch_id = :batch AND source_code = :source AND entity_code = :entity
                      AND status = 'registered'
                    """)
                .bind("ended", endedAt.atOffset(ZoneOffset.UTC))
                .bind("snapshot", snapshotId.isPresent() ? snapshotId.getAsLong() : null)
                .bind("batch", batchId)
                .bind("source", source)
                .bind("entity", entity)
                .execute());
  }

  /** Forgets all loads of a batch and entity that did not end, and their rejects. */
  void forget(long batchId, String source, String entity) {
    jdbi.useTransaction(
        (Handle handle) ->
            handle.execute(
                "DELETE FROM ops.load WHERE batch_id = ? AND source_code = ? AND entity_code = ?"
                    + " AND status = 'registered'",
                batchId,
                source,
                entity));
  }

  List<Unended> unended() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT batch_id, source_code, entity_code,
                      BOOL_AND(received_count IS NOT NULL OR error_code IS NOT NULL),
                      COALESCE(SUM(accepted_count + states_nothing::INT), 0), COALESCE(SUM(rejected_count), 0)
                    FROM ops.load
                    WHERE status = 'registered'
                    GROUP BY batch_id, source_code, entity_code
                    ORDER BY batch_id, source_code, entity_code
                    """)
                .map(
                    (row, context) ->
                        new Unended(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getBoolean(4),
                            row.getLong(5),
                            row.getLong(6)))
                .list());
  }
}
