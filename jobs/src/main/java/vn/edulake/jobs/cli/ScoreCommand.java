package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.LakeTold;
import vn.edulake.jobs.pipeline.PseudonymSecret;
import vn.edulake.jobs.simulate.Score;
import vn.edulake.jobs.simulate.ScoreFacts;
import vn.edulake.jobs.simulate.SimulationLog;
import vn.edulake.jobs.simulate.defect.DefectClass;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.TableName;
import vn.edulake.models.policy.Feeds;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.warehouse.ops.DueDays;

/** {@code lake simulate score}. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Compare what the account of the lake tells about a simulation's files with its answer key.",
      "The files have been taken in before, by `lake ingest`; what only comparing people and tables",
      "can find is scored once `lake run` has built them."
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
          Score.of(
              SimulationLog.answers(folder),
              facts.files(),
              facts.due(log.lastDay(), zone),
              isBuilt(lake) ? told(lake, folder) : Map.of());
      print(score, out, format);
    }
    return 0;
  }

  private static boolean isBuilt(OpenLake lake) {
    return Stream.of("core.enrolment_finding", "core.school_finding", "vault.learner_difference")
        .map(TableName::parse)
        .allMatch(
            table ->
                lake.catalogs().exists(table)
                    && lake.catalogs().load(table).currentSnapshot() != null);
  }

  /** What the built lake tells, with a Spark session of its own. */
  static Map<DefectClass, Score.Told> told(OpenLake lake, Path simulation) {
    return SparkSessions.own(lake.config())
        .with(
            lake.catalogs(),
            PseudonymSecret.load(
                lake.config().home(), PseudonymSecret.current(lake.config().home())),
            session -> LakeTold.of(session, lake.operations().jdbi(), simulation));
  }

  static void print(Score score, PrintWriter out, TextTable.Format format) {
    TextTable table = new TextTable("class", "planted", "found", "share", "found by");
    for (Score.Line line : score.lines()) {
      table.row(
          line.defect().code(),
          new TextTable.Count(line.planted()),
          isTold(score, line) ? new TextTable.Count(line.found()) : null,
          isTold(score, line)
              ? String.format(Locale.ROOT, "%.4f", (double) line.found() / line.planted())
              : null,
          isTold(score, line) ? finder(line.defect().finder()) : "needs lake run");
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

  private static boolean isTold(Score score, Score.Line line) {
    return score.isBuilt() || line.defect().finder() == DefectClass.Finder.CONTRACT;
  }

  private static String finder(DefectClass.Finder finder) {
    return switch (finder) {
      case CONTRACT -> "contract, ledger";
      case IDENTITY -> "identity";
      case GATE -> "gate";
    };
  }
}
