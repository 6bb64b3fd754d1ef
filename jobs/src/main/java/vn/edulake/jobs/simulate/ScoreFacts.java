package vn.edulake.jobs.simulate;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Jdbi;

/** What the account of a lake says of the deliveries of a simulation. */
public final class ScoreFacts {
  private final Jdbi jdbi;
  private final List<String> feeds;

  /**
   * Facts of some feeds.
   *
   * @param feeds {@code source.entity}
   */
  public ScoreFacts(Jdbi jdbi, List<String> feeds) {
    this.jdbi = jdbi;
    this.feeds = List.copyOf(feeds);
  }

  /**
   * One fact for each file and entity that was ever read, of all entities of the feeds' sources.
   */
  public List<Score.FileFact> files() {
    Set<String> sources = new TreeSet<>();
    feeds.forEach(feed -> sources.add(feed.substring(0, feed.indexOf('.'))));
    Map<Long, Set<Integer>> rejected = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT reject.load_id, reject.source_row FROM ops.reject JOIN ops.load"
                        + " USING (load_id) WHERE load.source_code IN (<sources>)")
                .bindList("sources", sources)
                .map(
                    (row, context) ->
                        rejected
                            .computeIfAbsent(row.getLong(1), unused -> new HashSet<>())
                            .add(row.getInt(2)))
                .list());
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT load_id, source_code || '.' || entity_code, file_name, status,"
                        + " coalesce(received_count, 0), coalesce(known_count, 0), drift_code"
                        + " FROM ops.load WHERE source_code IN (<sources>)"
                        + " ORDER BY load_id")
                .bindList("sources", sources)
                .map(
                    (row, context) ->
                        new Score.FileFact(
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getLong(5),
                            row.getLong(6),
                            row.getString(7),
                            rejected.getOrDefault(row.getLong(1), Set.of())))
                .list());
  }

  /**
   * One fact for each delivery that was owed up to a day.
   *
   * @param zone in which days begin
   */
  public List<Score.DueFact> due(LocalDate last, ZoneId zone) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT source_code || '.' || entity_code, sender_code, delivery_date,"
                        + " status_code = 'missing', arrived_at > due_at FROM"
                        + " ops.load_ledger(CAST(:at AS TIMESTAMPTZ), :zone) WHERE is_due"
                        + " AND source_code || '.' || entity_code IN (<feeds>)")
                .bind("at", last.plusDays(1).atStartOfDay(zone).toOffsetDateTime())
                .bind("zone", zone.getId())
                .bindList("feeds", feeds)
                .map(
                    (row, context) ->
                        new Score.DueFact(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getBoolean(4),
                            row.getBoolean(5)))
                .list());
  }
}
