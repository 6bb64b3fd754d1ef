package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.ingest.Language;
import vn.edulake.jobs.ingest.RejectList;
import vn.edulake.jobs.reply.ReplyWorkbook;
import vn.edulake.jobs.reply.SenderReply;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.warehouse.ops.AccessLog;

/** {@code lake reject}. */
@Command(
    name = "reject",
    mixinStandardHelpOptions = true,
    description = "Look at the lines that were refused.",
    subcommands = {RejectCommand.Show.class, RejectCommand.Report.class})
final class RejectCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code lake reject list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List refused lines by file, row and rule, newest load first.")
  static final class Show implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(names = "--source", paramLabel = "SOURCE", description = "Of this source only.")
    private @Nullable String source;

    @Option(
        names = "--file",
        paramLabel = "TEXT",
        description = "Of files only whose name has this text.")
    private @Nullable String file;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most so many lines. Default: ${DEFAULT-VALUE}.")
    private int limit = 100;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "table, csv or json. Default: table.")
    private TextTable.Format format = TextTable.Format.TABLE;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      if (source != null) {
        SourceContracts.load().source(source);
      }
      TextTable table =
          new TextTable("load_id", "entity", "file", "row", "column", "rule", "message");
      try (OpenLake lake = OpenLake.open(settings.load(), "lake reject")) {
        new RejectList(lake.operations())
            .rows(Optional.ofNullable(source), Optional.ofNullable(file), limit)
            .forEach(
                reject ->
                    table.row(
                        reject.loadId(),
                        reject.source() + "." + reject.entity(),
                        reject.file(),
                        reject.sourceRow(),
                        reject.column(),
                        reject.rule(),
                        reject.message()));
      }
      table.print(spec.commandLine().getOut(), format);
    }
  }

  /** {@code lake reject report}. */
  @Command(
      name = "report",
      mixinStandardHelpOptions = true,
      description = {
        "Write a workbook for a sender: its files, and each fault by file, row, column, value and"
            + " remedy.",
        "It shows texts of refused lines, which may tell of persons: it is readable by its owner"
            + " alone, and each use is noted in ops.access_log."
      })
  static final class Report implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(
        names = "--sender",
        required = true,
        paramLabel = "CODE",
        description = "Whose files; the source's name where contracts name no sender.")
    private String sender = "";

    @Option(names = "--lang", paramLabel = "LANGUAGE", description = "vi or en. Default: vi.")
    private Language language = Language.VI;

    @Option(
        names = "--since",
        paramLabel = "DAY",
        description = "Deliveries of this day (yyyy-mm-dd) and later. Default: all.")
    private @Nullable LocalDate since;

    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE",
        description = "The workbook (XLSX); one that is there is replaced.")
    private Path file = Path.of("");

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      Clock clock = Clock.systemUTC();
      PrintWriter out = spec.commandLine().getOut();
      try (OpenLake lake = OpenLake.open(settings.load(), "lake reject report")) {
        SenderReply reply =
            SenderReply.of(
                lake.operations(),
                lake.catalogs(),
                SourceContracts.load(),
                lake.config().zone(),
                sender,
                Optional.ofNullable(since),
                language);
        AccessLog log = new AccessLog(lake.operations().jdbi(), clock);
        long access =
            log.begin(
                System.getProperty("user.name", "unknown"),
                lake.client(),
                "reply to sender " + sender + (since == null ? "" : " since " + since));
        ReplyWorkbook.Written written =
            ReplyWorkbook.write(reply, file, clock.instant(), lake.config().zone());
        log.end(access, written.findings());
        out.println(
            "Written %s: %,d files, %,d faults."
                .formatted(file, written.files(), written.findings()));
        out.println("Noted in ops.access_log under " + access + ".");
        out.flush();
      }
    }
  }
}
