package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.Feeds;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.warehouse.ops.DueDays;

/** {@code lake quality score}. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Show how live, clean, complete and correct deliveries are, from 0 to 1, and the worst rules.",
      "A score is the mean of the checks that were run; what was not run is counted apart.",
      "The trend compares the second half of the days with the first.",
      "With --period: whether what each sender owed of each feed is certified,",
      "which it is when all of it came and each check has --least at least, over the",
      "period; else it is missing, failed, open (not over yet) or not_run."
    })
final class QualityScoreCommand implements Runnable {
  /** What one line stands for. */
  enum By {
    SENDER("sender_code"),
    FEED("source_code || '.' || entity_code"),
    DAY("delivery_date::TEXT"),
    DELIVERY("sender_code || ' ' || source_code || '.' || entity_code || ' ' || delivery_date");

    private final String sql;

    By(String sql) {
      this.sql = sql;
    }
  }

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description = "sender, feed, day or delivery. Default: sender.")
  private By by = By.SENDER;

  @Option(names = "--sender", paramLabel = "CODE", description = "Of this sender only.")
  private @Nullable String sender;

  @Option(names = "--feed", paramLabel = "SOURCE.ENTITY", description = "Of this feed only.")
  private @Nullable String feed;

  @Option(names = "--from", paramLabel = "DAY", description = "The first day.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day, itself included.")
  private @Nullable LocalDate to;

  @Option(
      names = "--period",
      paramLabel = "YEAR[:REPORT]",
      description = {
        "A school year, e.g. 2025-26, or one report of it: 2025-26:start, :middle or :end.",
        "A period has the days since the report before, up to that of the report."
      })
  private @Nullable String period;

  @Option(
      names = "--least",
      paramLabel = "SCORE",
      description = {
        "With --period: the score from 0 to 1 that a check needs, of what one sender sent of one",
        "feed in the period. Default: ${DEFAULT-VALUE}."
      })
  private BigDecimal least = new BigDecimal("0.99");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private TextTable.Format format = TextTable.Format.TABLE;

  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Override
  public void run() {
    if (least.signum() < 0 || least.compareTo(BigDecimal.ONE) > 0) {
      throw new UserError(ErrorCode.USAGE, "--least is from 0 to 1, not " + least);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (OpenLake lake = OpenLake.open(settings.load(), "lake quality score")) {
      Instant now = Clock.systemUTC().instant();
      ZoneId zone = lake.config().zone();
      new DueDays(lake.operations().jdbi(), Feeds.load(), zone).refresh(now);
      if (period != null) {
        List<ReportingPeriod> periods = ReportingPeriod.find(lake.catalogs(), period);
        lake.operations().jdbi().useHandle(handle -> certified(handle, periods, now, zone, out));
        return;
      }
      lake.operations()
          .jdbi()
          .useTransaction(
              handle -> {
                index(handle, now, zone);
                scores(handle, out);
                if (format == TextTable.Format.TABLE) {
                  worst(handle, out);
                }
              });
    }
  }

  /** The checks of the days that are asked for, once for both tables. */
  private void index(Handle handle, Instant now, ZoneId zone) {
    handle
        .createUpdate(
            """
            CREATE TEMPORARY TABLE asked_check ON COMMIT DROP AS
            SELECT *, delivery_date > (min(delivery_date) OVER () + (max(delivery_date) OVER () - min(delivery_date) OVER ()) / 2)
              AS is_later
            FROM ops.check_index(CAST(:now AS TIMESTAMPTZ), :zone)
            WHERE (CAST(:sender AS TEXT) IS NULL OR sender_code = :sender)
              AND (CAST(:feed AS TEXT) IS NULL OR source_code || '.' || entity_code = :feed)
              AND (CAST(:from AS DATE) IS NULL OR delivery_date >= CAST(:from AS DATE))
              AND (CAST(:to AS DATE) IS NULL OR delivery_date <= CAST(:to AS DATE))
            """)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("zone", zone.getId())
        .bind("sender", sender)
        .bind("feed", feed)
        .bind("from", from)
        .bind("to", to)
        .execute();
  }

  private void certified(
      Handle handle, List<ReportingPeriod> periods, Instant now, ZoneId zone, PrintWriter out) {
    TextTable table =
        new TextTable(
            "period",
            "sender",
            "feed",
            "state",
            "deliveries",
            "missing",
            "failed",
            "not run",
            "worst",
            "its score");
    for (ReportingPeriod one : periods) {
      handle
          .createQuery(
              """
              SELECT *, source_code || '.' || entity_code AS feed
              FROM ops.period_certification(CAST(:now AS TIMESTAMPTZ), :zone, :first, :last, :least)
              WHERE (CAST(:sender AS TEXT) IS NULL OR sender_code = :sender)
                AND (CAST(:feed AS TEXT) IS NULL OR source_code || '.' || entity_code = :feed)
              ORDER BY sender_code, feed
              """)
          .bind("now", now.atOffset(ZoneOffset.UTC))
          .bind("zone", zone.getId())
          .bind("first", one.first())
          .bind("last", one.last())
          .bind("least", least)
          .bind("sender", sender)
          .bind("feed", feed)
          .map(
              (row, context) -> {
                table.row(
                    one.name(),
                    row.getString("sender_code"),
                    row.getString("feed"),
                    row.getString("state_code"),
                    new TextTable.Count(row.getLong("delivery_count")),
                    new TextTable.Count(row.getLong("missing_count")),
                    new TextTable.Count(row.getLong("failed_count")),
                    new TextTable.Count(row.getLong("not_run_count")),
                    row.getString("worst_check"),
                    number(row, "worst_score", "%.4f"));
                return one.name();
              })
          .list();
    }
    table.print(out, format);
  }

  private void scores(Handle handle, PrintWriter out) {
    TextTable table =
        new TextTable(
            by.name().toLowerCase(Locale.ROOT),
            "live",
            "clean",
            "complete",
            "correct",
            "trend",
            "checks run",
            "not run");
    handle
        .createQuery(
            """
            SELECT %s AS name,
              avg(score) FILTER (WHERE score_code = 'live') AS live_score,
              avg(score) FILTER (WHERE score_code = 'clean') AS clean_score,
              avg(score) FILTER (WHERE score_code = 'complete') AS complete_score,
              avg(score) FILTER (WHERE score_code = 'correct') AS correct_score,
              avg(score) FILTER (WHERE is_later) - avg(score) FILTER (WHERE NOT is_later) AS trend,
              count(score) AS run_count,
              count(*) - count(score) AS not_run_count
            FROM asked_check
            GROUP BY 1
            ORDER BY avg(score) NULLS LAST, 1
            """
                .formatted(by.sql))
        .map(
            (row, context) -> {
              table.row(
                  row.getString("name"),
                  number(row, "live_score", "%.4f"),
                  number(row, "clean_score", "%.4f"),
                  number(row, "complete_score", "%.4f"),
                  number(row, "correct_score", "%.4f"),
                  number(row, "trend", "%+.4f"),
                  new TextTable.Count(row.getLong("run_count")),
                  new TextTable.Count(row.getLong("not_run_count")));
              return row.getString("name");
            })
        .list();
    table.print(out, format);
  }

  private static void worst(Handle handle, PrintWriter out) {
    TextTable table = new TextTable("check", "mean", "failed", "passed", "not run");
    boolean any =
        !handle
            .createQuery(
                """
                SELECT score_code || '.' || check_code AS name, avg(score) AS mean,
                  count(*) FILTER (WHERE state_code = 'failed') AS failed_count,
                  count(*) FILTER (WHERE state_code = 'passed') AS passed_count,
                  count(*) FILTER (WHERE state_code = 'not_run') AS not_run_count
                FROM asked_check
                GROUP BY 1
                ORDER BY avg(score) NULLS LAST, 1
                """)
            .map(
                (row, context) -> {
                  table.row(
                      row.getString("name"),
                      number(row, "mean", "%.4f"),
                      new TextTable.Count(row.getLong("failed_count")),
                      new TextTable.Count(row.getLong("passed_count")),
                      new TextTable.Count(row.getLong("not_run_count")));
                  return row.getString("name");
                })
            .list()
            .isEmpty();
    if (any) {
      out.println();
      out.println("Rules, the worst first");
      table.print(out, TextTable.Format.TABLE);
    }
  }

  private static @Nullable String number(ResultSet row, String column, String form)
      throws SQLException {
    BigDecimal value = row.getBigDecimal(column);
    return value == null ? null : String.format(Locale.ROOT, form, value);
  }
}
