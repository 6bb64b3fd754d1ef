package vn.edulake.warehouse.release;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** The releases that were made. */
public final class ReleaseLog {
  private final Jdbi jdbi;

  public ReleaseLog(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** All releases, newest first. */
  public List<Release> list() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM ops.release ORDER BY release_id DESC")
                .map((row, context) -> release(handle, row))
                .list());
  }

  /**
   * One release.
   *
   * @throws UserError {@code RELEASE_UNKNOWN}
   */
  public Release load(long id) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT * FROM ops.release WHERE release_id = :id")
                    .bind("id", id)
                    .map((row, context) -> release(handle, row))
                    .findOne())
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.RELEASE_UNKNOWN,
                    "Unknown release: " + id + ". `lake release list` shows the known ones."));
  }

  /** The newest release. */
  public Optional<Release> findLast() {
    return list().stream().findFirst();
  }

  /** What each table held as of a release: the snapshot it was last moved to. */
  public Map<TableName, Long> snapshotsAsOf(long id) {
    Map<TableName, Long> result = new TreeMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT ON (table_name) table_name, snapshot_id
                    FROM ops.release_table
                    WHERE release_id <= :id
                    ORDER BY table_name, release_id DESC
                    """)
                .bind("id", id)
                .map((row, context) -> Map.entry(TableName.parse(row.getString(1)), row.getLong(2)))
                .forEach(entry -> result.put(entry.getKey(), entry.getValue())));
    return result;
  }

  private static Release release(Handle handle, ResultSet row) throws SQLException {
    long id = row.getLong("release_id");
    long rolledBackTo = row.getLong("rolled_back_to");
    Optional<Long> to = row.wasNull() ? Optional.empty() : Optional.of(rolledBackTo);
    List<Release.Moved> tables =
        handle
            .createQuery(
                "SELECT * FROM ops.release_table WHERE release_id = :id ORDER BY table_name")
            .bind("id", id)
            .map((moved, context) -> moved(moved))
            .list();
    return new Release(
        id,
        Release.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        to,
        row.getObject("activated_at", OffsetDateTime.class).toInstant(),
        row.getString("message"),
        tables);
  }

  private static Release.Moved moved(ResultSet row) throws SQLException {
    long parent = row.getLong("parent_snapshot_id");
    Optional<Long> before = row.wasNull() ? Optional.empty() : Optional.of(parent);
    return new Release.Moved(
        TableName.parse(row.getString("table_name")),
        row.getLong("snapshot_id"),
        before,
        row.getLong("row_count"));
  }
}
