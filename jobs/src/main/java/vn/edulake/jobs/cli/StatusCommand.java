package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.jobs.serve.RunningServer;
import vn.edulake.jobs.serve.Supervisor;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;
import vn.edulake.warehouse.ops.Certifications;
import vn.edulake.warehouse.ops.OpsDatabase;

/** Says what runs where, and what the lake holds. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what runs where, the last release and run, and what the lake holds:",
      "what came by source and entity, what was refused by reason, which deliveries are wanting,"
          + " and the rows of each published table."
    })
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Override
  public Integer call() throws IOException {
    LakeConfig config = settings.load();
    PrintWriter out = spec.commandLine().getOut();
    line(out, "Home", config.home().toString());
    line(out, "Warehouse", config.warehouse().toString());
    line(out, "Up", Supervisor.find(config).map(StatusCommand::process).orElse("not running"));
    Optional<RunningServer> database = DatabaseServer.find(config);
    line(
        out,
        "PostgreSQL",
        config.isEmbeddedDatabase()
            ? server(database, "")
            : config.text(Setting.DATABASE_URL) + " (not ours)");
    line(
        out,
        "Trino",
        config.isEmbeddedTrino()
            ? server(TrinoServer.find(config), "http://")
            : config.text(Setting.TRINO_URL) + " (not ours)");
    line(out, "Disk", disk(config.home()));
    if (!config.isEmbeddedDatabase() || DatabaseServer.hasData(config)) {
      contents(config, out);
    } else {
      empty(config, out);
    }
    out.flush();
    return 0;
  }

  private static String server(Optional<RunningServer> server, String scheme) {
    return server
        .map(running -> scheme + "127.0.0.1:" + running.port() + ", " + process(running))
        .orElse("not running");
  }

  private static String process(RunningServer server) {
    return "pid " + server.pid() + ", since " + server.since().truncatedTo(ChronoUnit.SECONDS);
  }

  private static void contents(LakeConfig config, PrintWriter out) {
    try (DatabaseServer server = DatabaseServer.ensure(config);
        OpsDatabase operations = OpsDatabase.open(server.address(), "lake status")) {
      operations
          .jdbi()
          .useHandle(
              handle -> {
                line(out, "Release", release(handle));
                line(out, "Last run", run(handle));
                line(out, "Loads", loads(handle));
              });
      LakeAccount account = new LakeAccount(operations.jdbi(), config.zone());
      if (account.lastLoad() == 0) {
        empty(config, out);
      }
      account.printDeliveries(0, out);
      account.printOpenDays(out);
      account.printTables(out);
      printRefused(Certifications.refused(operations.jdbi()), out);
      printWarnings(operations, out);
      printNotRun(operations, out);
    }
  }

  /** What passed and was found doubtful, by the last run that judged the table. */
  private static void printWarnings(OpsDatabase operations, PrintWriter out) {
    print(
        operations,
        """
        SELECT table_name, check_code, failed_count, run_id, message
        FROM newest
        WHERE severity = 'warning' AND is_run AND NOT is_passed
        ORDER BY table_name, check_code
        """,
        "Warnings: published, and worth a look",
        List.of("table", "check", "rows", "run", "finding"),
        row ->
            List.of(
                row.getString("table_name"),
                row.getString("check_code"),
                new TextTable.Count(row.getLong("failed_count")),
                row.getLong("run_id"),
                row.getString("message")),
        out);
  }

  /** What the last run that judged a table could not judge, and why. */
  private static void printNotRun(OpsDatabase operations, PrintWriter out) {
    print(
        operations,
        """
        SELECT check_code, message, count(*) AS table_count, max(run_id) AS run_id
        FROM newest
        WHERE NOT is_run
        GROUP BY check_code, message
        ORDER BY check_code, message
        """,
        "Not run: neither passed nor failed",
        List.of("check", "tables", "run", "because"),
        row ->
            List.of(
                row.getString("check_code"),
                new TextTable.Count(row.getLong("table_count")),
                row.getLong("run_id"),
                row.getString("message")),
        out);
  }

  /** What a row of an answer shows. */
  private interface Cells {
    List<Object> of(ResultSet row) throws SQLException;
  }

  /** Prints what a question finds among the newest verdicts of each check of each table. */
  private static void print(
      OpsDatabase operations,
      String question,
      String heading,
      List<String> columns,
      Cells cells,
      PrintWriter out) {
    List<List<Object>> rows =
        operations
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            WITH newest AS (
                              SELECT DISTINCT ON (table_name, check_code) *
                              FROM ops.verdict
                              ORDER BY table_name, check_code, run_id DESC)
                            """
                                + question)
                        .map((row, context) -> cells.of(row))
                        .list());
    if (rows.isEmpty()) {
      return;
    }
    out.println();
    out.println(heading);
    TextTable table = new TextTable(columns);
    rows.forEach(row -> table.row(row.toArray()));
    table.print(out, TextTable.Format.TABLE);
  }

  private static void printRefused(List<Certifications.Refused> refused, PrintWriter out) {
    if (refused.isEmpty()) {
      return;
    }
    out.println();
    out.println("Not certified: readers see what passed last, until a run passes with");
    TextTable table = new TextTable("table", "not certified since", "run", "because of", "finding");
    for (Certifications.Refused one : refused) {
      boolean isCause = one.table().equals(one.cause());
      table.row(
          one.table().toString(),
          one.since().truncatedTo(ChronoUnit.SECONDS).toString(),
          one.runId(),
          isCause ? "" : one.cause().toString(),
          isCause ? one.message() : "");
    }
    table.print(out, TextTable.Format.TABLE);
  }

  private static void empty(LakeConfig config, PrintWriter out) {
    out.println();
    out.println(
        "The lake is empty: nothing was delivered yet. Put files under "
            + config.home().resolve("landing/<source>")
            + " and run ./lake run.");
  }

  private static String run(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT run_id, status, started_at, ended_at, message
            FROM ops.run
            ORDER BY run_id DESC
            LIMIT 1
            """)
        .map(
            (row, context) -> {
              Instant began = at(row.getObject("started_at", OffsetDateTime.class));
              OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
              return "%d, %s, %s"
                  .formatted(
                      row.getLong("run_id"),
                      row.getString("status"),
                      ended == null
                          ? "since " + began
                          : "%s, took %s"
                              .formatted(
                                  began, LakeAccount.seconds(Duration.between(began, at(ended)))));
            })
        .findOne()
        .orElse("none yet");
  }

  private static String release(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT release_id, kind, activated_at,
              (SELECT count(*) FROM ops.release_table AS moved
               WHERE moved.release_id = release.release_id) AS table_count
            FROM ops.release AS release
            ORDER BY release_id DESC
            LIMIT 1
            """)
        .map(
            (row, context) ->
                "%d (%s), active since %s, %d tables moved"
                    .formatted(
                        row.getLong("release_id"),
                        row.getString("kind"),
                        at(row.getObject("activated_at", OffsetDateTime.class)),
                        row.getLong("table_count")))
        .findOne()
        .orElse("none yet");
  }

  private static String loads(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS load_count, count(*) FILTER (WHERE status = 'failed') AS failed_count,
              coalesce(sum(received_count), 0) AS received_count,
              coalesce(sum(rejected_count), 0) AS rejected_count,
              max(started_at) AS last_at
            FROM ops.load
            """)
        .map(
            (row, context) ->
                row.getLong("load_count") == 0
                    ? "none yet"
                    : "%,d files (%,d failed), %,d lines received, %,d rejected, last at %s"
                        .formatted(
                            row.getLong("load_count"),
                            row.getLong("failed_count"),
                            row.getLong("received_count"),
                            row.getLong("rejected_count"),
                            at(row.getObject("last_at", OffsetDateTime.class))))
        .one();
  }

  private static Instant at(OffsetDateTime time) {
    return time.toInstant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "%-11s %s", name, value));
  }

  private static String disk(Path home) throws IOException {
    AtomicLong bytes = new AtomicLong();
    if (Files.exists(home)) {
      Files.walkFileTree(
          home,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytes.addAndGet(attributes.size());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              // Servers at work remove files at any time.
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return String.format(Locale.ROOT, "%.1f MB under the home", bytes.get() / 1e6);
  }
}
