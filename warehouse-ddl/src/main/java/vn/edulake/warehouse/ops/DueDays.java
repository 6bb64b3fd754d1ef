package vn.edulake.warehouse.ops;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import vn.edulake.models.policy.Feeds;

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
    Set<Feeds.Due> wanted = new HashSet<>(feeds.due(LocalDate.ofInstant(now, zone), zone));
    jdbi.useTransaction(
        handle -> {
          Set<Feeds.Due> stored = new HashSet<>(stored(handle));
          apply(
              handle,
              """
              DELETE FROM ops.feed_due
              WHERE sender_code = :sender AND source_code = :source AND entity_code = :entity
                AND due_date = :day AND due_at = :until
              """,
              without(stored, wanted));
          apply(
              handle,
              """
              INSERT INTO ops.feed_due (sender_code, source_code, entity_code, due_date, due_at)
              VALUES (:sender, :source, :entity, :day, :until)
              """,
              without(wanted, stored));
        });
  }

  private static List<Feeds.Due> stored(Handle handle) {
    return handle
        .createQuery(
            "SELECT sender_code, source_code, entity_code, due_date, due_at FROM ops.feed_due")
        .map(
            (row, context) ->
                new Feeds.Due(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getObject(4, LocalDate.class),
                    row.getObject(5, OffsetDateTime.class).toInstant()))
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
          .bind("until", due.until().atOffset(ZoneOffset.UTC))
          .add();
    }
    batch.execute();
  }
}
