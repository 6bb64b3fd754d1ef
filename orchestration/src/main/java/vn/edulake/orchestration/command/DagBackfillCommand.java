package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.timetable.RunInfo;

/** Fills the past. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description = "Makes runs for the times of the schedule between two dates.")
final class DagBackfillCommand extends OnDag {
  @Option(names = "--from", required = true, paramLabel = "TIME", description = "The first time.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TIME",
      description = "The last time; a day alone counts whole.")
  private String to;

  @Option(
      names = "--reprocess",
      defaultValue = "none",
      description =
          "Which times that have a run are run again: none, failed or completed; default:"
              + " ${DEFAULT-VALUE}.")
  private String reprocess;

  @Option(names = "--backwards", description = "The last time first.")
  private boolean backwards;

  @Option(
      names = "--max-active-runs",
      defaultValue = "10",
      description = "Runs at a time; default: ${DEFAULT-VALUE}.")
  private int maxActiveRuns;

  @Option(names = "--conf", paramLabel = "JSON", description = "Values for the runs.")
  private @Nullable String conf;

  @Option(names = "--dry-run", description = "Says for which times runs would be made.")
  private boolean dryRun;

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    Control.Fill ask =
        new Control.Fill(
            dag.id(),
            TimeText.parse(from, dag.timezone()),
            TimeText.parseLast(to, dag.timezone()),
            backwards,
            Json.readMap(conf),
            reprocess,
            maxActiveRuns,
            Surroundings.user());
    if (dryRun) {
      for (RunInfo time : place.control().times(ask)) {
        out.println(TimeText.of(time.logicalDate(), dag.timezone()));
      }
      return 0;
    }
    long id = place.control().backfill(ask);
    out.println("Started backfill " + id + " of " + dag.id());
    return 0;
  }
}
