package vn.edulake.warehouse.ops;

import java.util.Locale;
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
