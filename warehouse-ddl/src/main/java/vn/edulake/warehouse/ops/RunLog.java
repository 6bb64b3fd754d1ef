package vn.edulake.warehouse.ops;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/** The runs and what they found. */
public final class RunLog {
  private final Jdbi jdbi;

  public RunLog(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** How a run ended. */
  public enum End {
    PUBLISHED,
    UNCHANGED,
    REJECTED,
    FAILED
  }

  /** Notes a run that begins; a number is never used twice. */
  public long begin(String command) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO ops.run (command, status, started_at)
                    VALUES (:command, 'running', clock_timestamp())
                    """)
                .bind("command", command)
                .executeAndReturnGeneratedKeys("run_id")
                .mapTo(Long.class)
                .one());
  }

  /** Notes the end of a run; the first word stands. */
  public void end(long runId, End end, String message) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE ops.run
                    SET status = :status, ended_at = clock_timestamp(), message = :message
                    WHERE run_id = :run AND status = 'running'
                    """)
                .bind("status", end.name().toLowerCase(Locale.ROOT))
                .bind("message", message)
                .bind("run", runId)
                .execute());
  }

  /**
   * A run that ended.
   *
   * @param at when it did
   */
  public record Ended(End end, Instant at) {}

  /** The runs that ended, by number. */
  public Map<Long, Ended> ended() {
    Map<Long, Ended> result = new TreeMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT run_id, status, ended_at FROM ops.run WHERE status <> 'running'")
                .map(
                    (row, context) ->
                        Map.entry(
                            row.getLong("run_id"),
                            new Ended(
                                End.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                                row.getObject("ended_at", OffsetDateTime.class).toInstant())))
                .forEach(entry -> result.put(entry.getKey(), entry.getValue())));
    return result;
  }

  /** The runs that have not said how they ended: one that is at work, or died. */
  public Set<Long> unended() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT run_id FROM ops.run WHERE status = 'running'")
                .mapTo(Long.class)
                .set());
  }

  /** Marks runs that died without a word; the caller holds the publishing lock. */
  public int closeDead() {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE ops.run
                    SET status = 'failed', ended_at = clock_timestamp(),
                        message = 'the process died before the run ended'
                    WHERE status = 'running'
                    """)
                .execute());
  }
}
