package vn.edulake.jobs.publish;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.Layer.Zone;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * Somebody who asks for two tables together, in changing order, again and again, and notes which
 * release each of them showed.
 */
final class PairReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Connection connection;
  private final List<String> queries;
  private final Thread thread;

  private final Set<Long> seen = new HashSet<>();
  private final List<List<Long>> mixed = new ArrayList<>();
  private final List<String> backwards = new ArrayList<>();
  private int count;
  private long newest;
  private boolean stopped;
  private @Nullable Exception failure;

  private PairReader(Connection connection, String catalog, TableName left, TableName right) {
    this.connection = connection;
    String l = catalog + "." + left + " AS l";
    String r = catalog + "." + right + " AS r";
    String pair = "SELECT l.release_number, r.release_number FROM ";
    String leftFirst = pair + l + " CROSS JOIN " + r;
    String rightFirst = pair + r + " CROSS JOIN " + l;
    this.queries =
        List.of(
            leftFirst,
            rightFirst,
            leftFirst + " UNION ALL " + rightFirst + " UNION ALL " + leftFirst);
    this.thread = new Thread(this::read, "pair-reader");
  }

  /** Begins to ask the published views. */
  static PairReader ofViews(ServedLake lake, TableName left, TableName right) throws SQLException {
    return begin(lake, TrinoServer.PUBLISHED, left, right);
  }

  /** Begins to ask the tables below the views, which nobody should do. */
  static PairReader ofTables(ServedLake lake, TableName left, TableName right) throws SQLException {
    return begin(lake, LakeCatalogs.name(Zone.SERVED), left, right);
  }

  private static PairReader begin(ServedLake lake, String catalog, TableName left, TableName right)
      throws SQLException {
    PairReader reader = new PairReader(lake.connect("ada"), catalog, left, right);
    reader.thread.start();
    return reader;
  }

  private void read() {
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; !isStopped(); i++) {
        List<Long> numbers = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(queries.get(i % queries.size()))) {
          while (rows.next()) {
            numbers.add(rows.getLong(1));
            numbers.add(rows.getLong(2));
          }
        }
        note(numbers);
      }
    } catch (SQLException | RuntimeException e) {
      fail(e);
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private synchronized void fail(Exception e) {
    failure = e;
  }

  private synchronized void note(List<Long> numbers) {
    count++;
    TreeSet<Long> shown = new TreeSet<>(numbers);
    if (shown.isEmpty()) {
      throw new IllegalStateException("A query showed no row, as if a table were empty");
    }
    if (shown.size() > 1) {
      mixed.add(numbers);
    }
    if (shown.first() < newest) {
      backwards.add(newest + " then " + numbers);
    }
    newest = Math.max(newest, shown.last());
    seen.addAll(shown);
  }

  /** Waits until the reader has seen a release. */
  void awaitSeen(long release) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!hasSeen(release)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Release " + release + " was published and is not seen");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private synchronized boolean hasSeen(long release) {
    if (failure != null) {
      throw new IllegalStateException("A query failed", failure);
    }
    return seen.contains(release);
  }

  /** How many queries were answered. */
  synchronized int count() {
    return count;
  }

  synchronized Set<Long> seen() {
    return Set.copyOf(seen);
  }

  /** The answers that showed more than one release. */
  synchronized List<List<Long>> mixed() {
    return List.copyOf(mixed);
  }

  /** The answers that were older than the one before. */
  synchronized List<String> backwards() {
    return List.copyOf(backwards);
  }

  static int count(Collection<PairReader> readers) {
    return readers.stream().mapToInt(PairReader::count).sum();
  }

  /** Lets the query at hand end, then leaves. */
  @Override
  public void close() throws SQLException {
    synchronized (this) {
      stopped = true;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    connection.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
