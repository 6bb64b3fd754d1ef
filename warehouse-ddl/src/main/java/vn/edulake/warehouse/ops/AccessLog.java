package vn.edulake.warehouse.ops;

import java.time.Clock;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Jdbi;

/** Who was shown texts of refused lines or names of persons, and why: {@code ops.access_log}. */
public final class AccessLog {
  private final Jdbi jdbi;
  private final Clock clock;

  public AccessLog(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Notes an access before anything is shown.
   *
   * @param user account of the machine
   * @param client command and process
   * @return the number of the entry
   */
  public long begin(String user, String client, String purpose) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO ops.access_log (accessed_at, os_user, client, purpose)
                    VALUES (:at, :user, :client, :purpose)
                    RETURNING access_id
                    """)
                .bind("at", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("user", user)
                .bind("client", client)
                .bind("purpose", purpose)
                .mapTo(Long.class)
                .one());
  }

  /** Notes how much was shown. */
  public void end(long accessId, long rowCount) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE ops.access_log SET row_count = ? WHERE access_id = ?", rowCount, accessId));
  }
}
