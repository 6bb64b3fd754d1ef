package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The processes that run tasks, in the transaction of a handle. */
public final class Processes {
  private final Handle handle;

  public Processes(Handle handle) {
    this.handle = handle;
  }

  /**
   * A process.
   *
   * @param silentMillis since its last heartbeat, by the clock of the database
   */
  public record Member(
      UUID id,
      String kind,
      String host,
      long pid,
      @Nullable String address,
      Instant startedAt,
      Instant heartbeatAt,
      long silentMillis) {}

  public void enter(UUID id, String kind, String host, long pid) {
    handle
        .createUpdate(
            """
            INSERT INTO process (process_id, kind, host, pid, started_at, heartbeat_at)
            VALUES (:id, :kind, :host, :pid, clock_timestamp(), clock_timestamp())
            """)
        .bind("id", id)
        .bind("kind", kind)
        .bind("host", host)
        .bind("pid", pid)
        .execute();
  }

  public void address(UUID id, String address) {
    handle
        .createUpdate("UPDATE process SET address = :address WHERE process_id = :id")
        .bind("address", address)
        .bind("id", id)
        .execute();
  }

  /** Says that a process lives; false when another took it for dead. */
  public boolean beat(UUID id) {
    return handle
            .createUpdate(
                "UPDATE process SET heartbeat_at = clock_timestamp() WHERE process_id = :id AND"
                    + " ended_at IS NULL")
            .bind("id", id)
            .execute()
        == 1;
  }

  public void leave(UUID id) {
    handle
        .createUpdate(
            "UPDATE process SET ended_at = clock_timestamp() WHERE process_id = :id AND ended_at IS"
                + " NULL")
        .bind("id", id)
        .execute();
  }

  /** Marks the processes that have been silent for longer as ended: they may not come back. */
  public List<UUID> bury(long silentSeconds) {
    return handle
        .createQuery(
            """
            UPDATE process SET ended_at = clock_timestamp()
            WHERE ended_at IS NULL
              AND greatest(heartbeat_at, pg_postmaster_start_time())
                < clock_timestamp() - make_interval(secs => :silent)
            RETURNING process_id
            """)
        .bind("silent", silentSeconds)
        .mapTo(UUID.class)
        .list();
  }

  /** How far the clock of the database is ahead of ours, in milliseconds. */
  public long aheadMillis(Instant ours) {
    Instant theirs =
        handle
            .createQuery("SELECT clock_timestamp() AS at")
            .map((row, context) -> Rows.time(row, "at"))
            .one();
    return java.time.Duration.between(ours, theirs).toMillis();
  }

  /** Marks a process as ended of which is known that it has. */
  public boolean bury(UUID id) {
    return handle
            .createUpdate(
                "UPDATE process SET ended_at = clock_timestamp() WHERE process_id = :id AND ended_at"
                    + " IS NULL")
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Remembers that the work of all schedulers was done. */
  public void ticked(String name) {
    handle
        .createUpdate(
            """
            INSERT INTO tick (name, ticked_at) VALUES (:name, clock_timestamp())
            ON CONFLICT (name) DO UPDATE SET ticked_at = clock_timestamp()
            """)
        .bind("name", name)
        .execute();
  }

  /** How long ago that was, in milliseconds; very long when it never was. */
  public long sinceTick(String name) {
    return handle
        .createQuery(
            "SELECT CAST(extract(EPOCH FROM clock_timestamp() - ticked_at) * 1000 AS bigint) FROM"
                + " tick WHERE name = :name")
        .bind("name", name)
        .mapTo(Long.class)
        .findOne()
        .orElse(Long.MAX_VALUE);
  }

  /** The processes that have not ended. */
  public List<Member> alive() {
    return handle
        .createQuery(
            """
            SELECT *, CAST(extract(EPOCH FROM clock_timestamp() - heartbeat_at) * 1000 AS bigint)
              AS silent
            FROM process
            WHERE ended_at IS NULL
            ORDER BY started_at
            """)
        .map(
            (row, context) ->
                new Member(
                    row.getObject("process_id", UUID.class),
                    row.getString("kind"),
                    row.getString("host"),
                    row.getLong("pid"),
                    row.getString("address"),
                    Rows.time(row, "started_at"),
                    Rows.time(row, "heartbeat_at"),
                    row.getLong("silent")))
        .list();
  }
}
