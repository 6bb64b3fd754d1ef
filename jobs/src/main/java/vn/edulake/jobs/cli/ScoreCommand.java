package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Jdbi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.simulate.Score;
import vn.edulake.jobs.simulate.ScoreFacts;
import vn.edulake.jobs.simulate.SimulationLog;
import vn.edulake.jobs.simulate.defect.DefectClass;
import vn.edulake.models.policy.Feeds;
import vn.edulake.warehouse.ops.DueDays;

/** {@code lake simulate score}. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Compare what the account of the lake tells about a simulation's files with its answer key.",
      "The files have been taken in before, by `lake ingest`."
    })
final class ScoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder of the simulation.")
  private Path folder = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private TextTable.Format format = TextTable.Format.TABLE;

  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Override
  public Integer call() {
    SimulationLog log = SimulationLog.read(folder);
    PrintWriter out = spec.commandLine().getOut();
    try (OpenLake lake = OpenLake.open(settings.load(), "lake simulate score")) {
      Jdbi jdbi = lake.operations().jdbi();
      ZoneId zone = lake.config().zone();
      new DueDays(jdbi, Feeds.load(), zone).refresh(Clock.systemUTC().instant());
      ScoreFacts facts = new ScoreFacts(jdbi, log.feeds());
      Score score =
          Score.of(SimulationLog.answers(folder), facts.files(), facts.due(log.lastDay(), zone));
      print(score, out, format);
    }
    return 0;
  }

  static void print(Score score, PrintWriter out, TextTable.Format format) {
    TextTable table = new TextTable("class", "planted", "found", "share", "found by");
    for (Score.Line line : score.lines()) {
      table.row(
          line.defect().code(),
          new TextTable.Count(line.planted()),
          line.defect().finder() == DefectClass.Finder.CONTRACT
              ? new TextTable.Count(line.found())
              : null,
          line.defect().finder() == DefectClass.Finder.CONTRACT
              ? String.format(Locale.ROOT, "%.4f", (double) line.found() / line.planted())
              : null,
          finder(line.defect().finder()));
    }
    List<Object[]> alarms = new ArrayList<>();
    for (Score.Alarms one : score.alarms()) {
      alarms.add(
          new Object[] {
            "false alarm: " + one.what(),
            new TextTable.Count(one.among()),
            new TextTable.Count(one.count()),
            one.among() == 0
                ? null
                : String.format(Locale.ROOT, "%.5f", (double) one.count() / one.among()),
            ""
          });
    }
    alarms.forEach(table::row);
    table.print(out, format);
  }

  private static String finder(DefectClass.Finder finder) {
    return switch (finder) {
      case CONTRACT -> "contract, ledger";
      case IDENTITY -> "needs identity";
      case GATE -> "needs gate";
    };
  }
}
