package vn.edulake.jobs.ingest;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.warehouse.ops.OpsDatabase;

/** The lines that were refused, newest load first. */
public final class RejectList {
  private final OpsDatabase database;

  public RejectList(OpsDatabase database) {
    this.database = database;
  }

  /** A refused line: where it stands and why, never what it says. */
  public record Reject(
      long loadId,
      String source,
      String entity,
      String file,
      long sourceRow,
      @Nullable String column,
      String rule,
      String message) {}

  /**
   * Refused lines.
   *
   * @param file a part of the file's name
   * @param limit how many at most
   */
  public List<Reject> rows(Optional<String> source, Optional<String> file, int limit) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT load.load_id, load.source_code, load.entity_code, load.file_name,
                          reject.source_row, reject.column_name, reject.rule_code, reject.message
                        FROM ops.reject
                        INNER JOIN ops.load ON load.load_id = reject.load_id
                        WHERE load.status = 'loaded'
                          AND (CAST(:source AS TEXT) IS NULL OR load.source_code = :source)
                          AND (CAST(:file AS TEXT) IS NULL
                            OR POSITION(CAST(:file AS TEXT) IN load.file_name) > 0)
                        ORDER BY load.load_id DESC, reject.source_row, reject.reject_id
                        LIMIT :limit
                        """)
                    .bind("source", source.orElse(null))
                    .bind("file", file.orElse(null))
                    .bind("limit", limit)
                    .map(
                        (row, context) ->
                            new Reject(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getLong(5),
                                row.getString(6),
                                row.getString(7),
                                row.getString(8)))
                    .list());
  }
}
