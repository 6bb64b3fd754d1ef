package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.IngestReport;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.terminal.TextTable;

/** {@code lake ingest}. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = {
      "Take delivered files of a source into the raw tables.",
      "The same content twice is loaded once. Lines that break the contract are rejected one by"
          + " one; see `lake reject list`. A file that cannot be read is loaded not at all; the"
          + " others are."
    })
final class IngestCommand implements Callable<Integer> {
  private static final int SHOWN_NAMES = 5;

  @Mixin private LakeSettings settings = new LakeSettings();

  @Parameters(index = "0", paramLabel = "SOURCE", description = "Name of the source.")
  private String source = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PATH",
      description =
          "Files, or folders that are searched for files. Without any: the tables of the"
              + " source's database.")
  private List<Path> paths = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of the account: table, csv or json. Default: table.")
  private TextTable.Format format = TextTable.Format.TABLE;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    SourceContracts.load().source(source);
    IngestReport report;
    try (OpenLake lake = OpenLake.open(settings.load(), "lake ingest")) {
      Ingest ingest =
          lake.ingest(
              line -> {
                err.println(line);
                err.flush();
              });
      report = paths.isEmpty() ? ingest.runTables(source) : ingest.run(source, paths);
    }
    account(report).print(out, format);
    List<String> others = report.notCovered();
    if (!others.isEmpty()) {
      List<String> shown = others.subList(0, Math.min(SHOWN_NAMES, others.size()));
      err.println(
          "Not covered by a contract: "
              + others.size()
              + " files, "
              + String.join(", ", shown)
              + (others.size() > shown.size() ? ", ..." : ""));
    }
    report.failed().forEach(file -> err.println(file.reason()));
    err.flush();
    return report.exitCode();
  }

  private static TextTable account(IngestReport report) {
    TextTable table =
        new TextTable(
            "entity",
            "file",
            "status",
            "received",
            "accepted",
            "rejected",
            "known",
            "seconds",
            "form",
            "reason");
    for (FileReport file : report.files()) {
      table.row(
          file.entity(),
          file.file(),
          file.status().name().toLowerCase(Locale.ROOT),
          file.received(),
          file.accepted(),
          file.rejected(),
          file.known(),
          Math.round(file.elapsed().toMillis() / 100.0) / 10.0,
          file.drift().kind().name().toLowerCase(Locale.ROOT),
          file.status() == FileReport.Status.KNOWN ? file.reason() : "");
    }
    return table;
  }
}
