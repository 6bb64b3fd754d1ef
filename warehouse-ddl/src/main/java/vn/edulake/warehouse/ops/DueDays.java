package vn.edulake.warehouse.ops;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import vn.edulake.models.calendar.SchoolCalendar;
import vn.edulake.models.calendar.WorkCalendar;
import vn.edulake.models.policy.Feeds;
import vn.edulake.models.policy.Policies;

/** The deliveries that the policy wants, in {@code ops.feed_due}. */
public final class DueDays {
  private final Jdbi jdbi;
  private final Feeds feeds;
  private final ZoneId zone;

  public DueDays(Jdbi jdbi, Feeds feeds, ZoneId zone) {
    this.jdbi = jdbi;
    this.feeds = feeds;
    this.zone = zone;
  }

  /** Makes the table what the policy says, up to and with the day of {@code now}. */
  public void refresh(Instant now) {
    Set<Feeds.Due> wanted =
        new HashSet<>(feeds.due(LocalDate.ofInstant(now, zone), zone, new Known()));
    jdbi.useTransaction(
        handle -> {
          Set<Feeds.Due> stored = new HashSet<>(stored(handle));
          apply(
              handle,
              """
              DELETE FROM ops.feed_due
              WHERE sender_code = :sender AND source_code = :source AND entity_code = :entity
                AND due_date = :day AND due_at = :until
                AND through_date IS NOT DISTINCT FROM :through
              """,
              without(stored, wanted));
          apply(
              handle,
              """
              INSERT INTO ops.feed_due (sender_code, source_code, entity_code, due_date, due_at,
                through_date)
              VALUES (:sender, :source, :entity, :day, :until, :through)
              """,
              without(wanted, stored));
        });
  }

  /** The calendars of the policy, and what has come so far. */
  private final class Known implements Feeds.Facts {
    private final WorkCalendar work = WorkCalendar.of(Policies.load());
    private final SchoolCalendar school = SchoolCalendar.of(Policies.load());

    @Override
    public boolean isWorkingDay(LocalDate day) {
      return work.on(day).isWorkingDay();
    }

    @Override
    public boolean isSchoolDay(LocalDate day) {
      return isWorkingDay(day) && school.likelyPart(day) != SchoolCalendar.Part.BREAK;
    }

    @Override
    public Optional<LocalDate> firstDelivery(Feeds.Feed feed) {
      return Optional.ofNullable(firstDays(feed, LocalDate.EPOCH).get(feed.sender()));
    }

    @Override
    public Map<String, LocalDate> firstDeliveries(Feeds.Feed feed) {
      return firstDays(feed, feed.validFrom());
    }

    /** The first day since a day on which each sender sent a feed. */
    private Map<String, LocalDate> firstDays(Feeds.Feed feed, LocalDate since) {
      Map<String, LocalDate> result = new TreeMap<>();
      jdbi.useHandle(
          handle ->
              handle
                  .createQuery(
                      """
                      WITH delivered AS (
                        SELECT
                          coalesce(sender_code, source_code) AS sender_code,
                          coalesce(delivered_on, received_on,
                            (started_at AT TIME ZONE :zone)::DATE) AS day
                        FROM ops.load
                        WHERE source_code = :source AND entity_code = :entity
                          AND status IN ('loaded', 'known')
                      )
                      SELECT sender_code, min(day) FROM delivered WHERE day >= :since
                      GROUP BY sender_code
                      """)
                  .bind("zone", zone.getId())
                  .bind("source", feed.source())
                  .bind("entity", feed.entity())
                  .bind("since", since)
                  .map(
                      (row, context) ->
                          Map.entry(row.getString(1), row.getObject(2, LocalDate.class)))
                  .forEach(first -> result.put(first.getKey(), first.getValue())));
      return result;
    }
  }

  private static List<Feeds.Due> stored(Handle handle) {
    return handle
        .createQuery(
            "SELECT sender_code, source_code, entity_code, due_date, due_at,"
                + " coalesce(through_date, due_date) FROM ops.feed_due")
        .map(
            (row, context) ->
                new Feeds.Due(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getObject(4, LocalDate.class),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    row.getObject(6, LocalDate.class)))
        .list();
  }

  private static Set<Feeds.Due> without(Set<Feeds.Due> some, Set<Feeds.Due> others) {
    Set<Feeds.Due> result = new HashSet<>(some);
    result.removeAll(others);
    return result;
  }

  private static void apply(Handle handle, String sql, Set<Feeds.Due> days) {
    if (days.isEmpty()) {
      return;
    }
    PreparedBatch batch = handle.prepareBatch(sql);
    for (Feeds.Due due : days) {
      batch
          .bind("sender", due.sender())
          .bind("source", due.source())
          .bind("entity", due.entity())
          .bind("day", due.day())
          .bind("through", due.through())
          .bind("until", due.until().atOffset(ZoneOffset.UTC))
          .add();
    }
    batch.execute();
  }
}
