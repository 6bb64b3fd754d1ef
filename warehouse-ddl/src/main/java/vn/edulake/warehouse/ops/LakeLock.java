package vn.edulake.warehouse.ops;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * A lock on a part of the lake's work: a PostgreSQL advisory lock, held by a connection, so that it
 * falls when its process dies.
 */
public final class LakeLock implements AutoCloseable {
  /** What one process does at a time. */
  public enum Work {
    /** Publishing a release, and maintenance. */
    PUBLISH(0x6564756c616b65L, "publishing"),
    /** Taking delivered files into the raw tables. */
    INGEST(0x6564756c616b66L, "ingest");

    private final long key;
    private final String word;

    Work(long key, String word) {
      this.key = key;
      this.word = word;
    }
  }

  private static final Duration POLL = Duration.ofMillis(200);

  private final Connection connection;

  private LakeLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Does something while no other process does this kind of work; see {@link #take}.
   *
   * @return what the work gave
   */
  public static <T> T whileHeld(
      Work work,
      OpsDatabase database,
      String client,
      Duration wait,
      Consumer<String> waiting,
      Supplier<T> done) {
    LakeLock lock = take(work, database, client, wait, waiting);
    try {
      return done.get();
    } finally {
      lock.close();
    }
  }

  /**
   * Takes the lock, waiting for its present holder.
   *
   * @param work what is locked
   * @param client shown to others as the holder
   * @param wait how long to wait at most
   * @param waiting is told once who holds the lock
   * @throws ExternalError {@code LAKE_BUSY} when the wait was in vain
   */
  public static LakeLock take(
      Work work, OpsDatabase database, String client, Duration wait, Consumer<String> waiting) {
    try {
      Connection connection = database.dedicatedConnection(client);
      long deadline = System.nanoTime() + wait.toNanos();
      boolean told = false;
      while (!attempt(work, connection)) {
        String holder = holder(work, connection).orElse("a process that is just finishing");
        if (System.nanoTime() >= deadline) {
          connection.close();
          throw new ExternalError(
              ErrorCode.LAKE_BUSY,
              "Cannot change the lake: "
                  + holder
                  + " holds the "
                  + work.word
                  + " lock since more than "
                  + wait
                  + ". Nothing was changed.");
        }
        if (!told) {
          waiting.accept(holder);
          told = true;
        }
        Thread.sleep(POLL.toMillis());
      }
      return new LakeLock(connection);
    } catch (SQLException e) {
      throw new ExternalError(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot take the " + work.word + " lock: " + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExternalError(
          ErrorCode.LAKE_BUSY,
          "Cannot take the " + work.word + " lock: interrupted while waiting",
          e);
    }
  }

  private static boolean attempt(Work work, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, work.key);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private static Optional<String> holder(Work work, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT activity.application_name, activity.backend_start::timestamp(0)
            FROM pg_locks
            INNER JOIN pg_stat_activity AS activity ON activity.pid = pg_locks.pid
            WHERE pg_locks.locktype = 'advisory'
              AND pg_locks.granted
              AND (pg_locks.classid::bigint << 32 | pg_locks.objid::bigint) = ?
            """)) {
      statement.setLong(1, work.key);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(rows.getString(1) + ", since " + rows.getString(2))
            : Optional.empty();
      }
    }
  }

  /**
   * Stops whose lock was lost with its connection: another process may work by now.
   *
   * @throws ExternalError {@code DATABASE_UNAVAILABLE}
   */
  public void ensureHeld() {
    try (PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
      boolean unused = statement.execute();
    } catch (SQLException e) {
      throw new ExternalError(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot go on: the database ended the connection that holds the lock, and with it the"
              + " lock. What was begun is not visible; the same command again ends or forgets it.",
          e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new ExternalError(
          ErrorCode.DATABASE_UNAVAILABLE, "Cannot return a lock: " + e.getMessage(), e);
    }
  }
}
