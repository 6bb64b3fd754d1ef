package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.terminal.TextTable;

/** What came in, what was refused and what is out, in tables for people. */
final class LakeAccount {
  /** Rows of a list of reasons or of open days. */
  private static final int SHOWN = 12;

  private final Jdbi jdbi;
  private final ZoneId zone;

  /**
   * @param zone in which times and days are shown
   */
  LakeAccount(Jdbi jdbi, ZoneId zone) {
    this.jdbi = jdbi;
    this.zone = zone;
  }

  /** The number of the last load; 0 when there is none. */
  long lastLoad() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT coalesce(max(load_id), 0) FROM ops.load")
                .mapTo(Long.class)
                .one());
  }

  /** Prints what was delivered after a load, by feed, and what of it was refused, by reason. */
  void printDeliveries(long afterLoad, PrintWriter out) {
    jdbi.useHandle(
        handle -> {
          TextTable feeds =
              new TextTable(
                  "source.entity",
                  "files",
                  "failed",
                  "received",
                  "accepted",
                  "rejected",
                  "known",
                  "published");
          long[] count = {0};
          handle
              .createQuery(
                  """
                  SELECT load.source_code || '.' || load.entity_code AS feed, count(*) AS files,
                    count(*) FILTER (WHERE load.status = 'failed') AS failed,
                    coalesce(sum(load.received_count), 0)::BIGINT AS received,
                    coalesce(sum(load.accepted_count), 0)::BIGINT AS accepted,
                    coalesce(sum(load.rejected_count), 0)::BIGINT AS rejected,
                    coalesce(sum(load.known_count), 0)::BIGINT AS known,
                    coalesce(
                      sum(load.accepted_count)
                        FILTER (WHERE load.load_id <= consumed.through_load_id),
                      0)::BIGINT AS published
                  FROM ops.load
                  LEFT JOIN ops.consumed_load AS consumed
                    ON consumed.source_code = load.source_code
                    AND consumed.entity_code = load.entity_code
                  WHERE load.load_id > :after AND load.status <> 'registered'
                  GROUP BY load.source_code, load.entity_code
                  ORDER BY feed
                  """)
              .bind("after", afterLoad)
              .mapToMap()
              .forEach(
                  row -> {
                    count[0]++;
                    feeds.row(
                        row.get("feed"),
                        number(row.get("files")),
                        number(row.get("failed")),
                        number(row.get("received")),
                        number(row.get("accepted")),
                        number(row.get("rejected")),
                        number(row.get("known")),
                        number(row.get("published")));
                  });
          if (count[0] == 0) {
            return;
          }
          section(out, "Delivered");
          feeds.print(out, TextTable.Format.TABLE);
          rejects(handle, afterLoad, out);
        });
  }

  private static void rejects(Handle handle, long afterLoad, PrintWriter out) {
    TextTable reasons = new TextTable("source.entity", "column", "rule", "lines", "files");
    List<Object[]> rows =
        handle
            .createQuery(
                """
                SELECT load.source_code || '.' || load.entity_code AS feed, reject.column_name,
                  reject.rule_code, count(*) AS line_count,
                  count(DISTINCT load.load_id) AS file_count
                FROM ops.reject
                INNER JOIN ops.load ON load.load_id = reject.load_id
                WHERE load.load_id > :after AND load.status <> 'registered'
                GROUP BY feed, reject.column_name, reject.rule_code
                ORDER BY line_count DESC, feed, reject.column_name, reject.rule_code
                """)
            .bind("after", afterLoad)
            .map(
                (row, context) ->
                    new Object[] {
                      row.getString(1),
                      row.getString(2) == null ? "(whole line)" : row.getString(2),
                      row.getString(3),
                      number(row.getLong(4)),
                      number(row.getLong(5))
                    })
            .list();
    if (rows.isEmpty()) {
      return;
    }
    section(out, "Refused lines by reason");
    rows.stream().limit(SHOWN).forEach(reasons::row);
    reasons.print(out, TextTable.Format.TABLE);
    more(out, rows.size(), "`./lake reject list` shows all lines");
  }

  /** Prints the days on which something is wanting, newest first. */
  void printOpenDays(PrintWriter out) {
    List<Object[]> rows =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT delivery_date, sender_code, source_code || '.' || entity_code AS feed,
                          status_code, due_at, said_count, received_count
                        FROM ops.load_ledger(now(), :zone)
                        WHERE status_code IN ('missing', 'failed', 'short', 'over')
                          OR (status_code = 'late' AND delivery_date > (now() AT TIME ZONE :zone)::DATE - 30)
                        ORDER BY delivery_date DESC, sender_code, feed
                        """)
                    .bind("zone", zone.getId())
                    .map(
                        (row, context) ->
                            new Object[] {
                              row.getString(1),
                              row.getString(2),
                              row.getString(3),
                              row.getString(4),
                              until(row.getObject(5, OffsetDateTime.class)),
                              number(row.getObject(6, Long.class)),
                              number(row.getLong(7))
                            })
                    .list());
    if (rows.isEmpty()) {
      return;
    }
    section(out, "Deliveries to ask about");
    TextTable days =
        new TextTable("day", "sender", "source.entity", "status", "due until", "said", "received");
    rows.stream().limit(SHOWN).forEach(days::row);
    days.print(out, TextTable.Format.TABLE);
    more(out, rows.size(), "see ops.load_ledger");
  }

  private String until(@Nullable OffsetDateTime at) {
    return at == null
        ? ""
        : DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(zone).format(at.toInstant());
  }

  /** Prints every published table with its rows and the release that moved it last. */
  void printTables(PrintWriter out) {
    TextTable tables = new TextTable("table", "rows", "before", "release", "visible since");
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(zone);
    List<Object[]> rows =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT moved.table_name, moved.row_count, moved.before, moved.release_id,
                          release.activated_at
                        FROM (
                          SELECT release_table.*,
                            lag(row_count) OVER by_release AS before,
                            row_number() OVER (
                              PARTITION BY table_name ORDER BY release_id DESC) AS position
                          FROM ops.release_table
                          WINDOW by_release AS (PARTITION BY table_name ORDER BY release_id)
                        ) AS moved
                        INNER JOIN ops.release ON release.release_id = moved.release_id
                        WHERE moved.position = 1
                        ORDER BY array_position(
                          ARRAY['staging', 'vault', 'core', 'marts'],
                          split_part(moved.table_name, '.', 1)), moved.table_name
                        """)
                    .map(
                        (row, context) ->
                            new Object[] {
                              row.getString(1),
                              number(row.getLong(2)),
                              number(row.getObject(3, Long.class)),
                              number(row.getLong(4)),
                              time.format(row.getObject(5, OffsetDateTime.class).toInstant())
                            })
                    .list());
    if (!rows.isEmpty()) {
      section(out, "Published tables");
      rows.forEach(tables::row);
      tables.print(out, TextTable.Format.TABLE);
    }
  }

  private static void section(PrintWriter out, String title) {
    out.println();
    out.println(title);
  }

  private static void more(PrintWriter out, int count, String how) {
    if (count > SHOWN) {
      out.println("and " + (count - SHOWN) + " more; " + how);
    }
  }

  private static TextTable.@Nullable Count number(@Nullable Object count) {
    return count == null ? null : new TextTable.Count(((Number) count).longValue());
  }

  /** A duration as people say it: seconds below two minutes, else minutes. */
  static String seconds(java.time.Duration took) {
    return took.toSeconds() < 120
        ? String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0)
        : String.format(Locale.ROOT, "%d min %02d s", took.toMinutes(), took.toSecondsPart());
  }
}
