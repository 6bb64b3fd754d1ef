package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.TaskInstance;

/** Has tasks run again. */
@Command(
    name = "clear",
    mixinStandardHelpOptions = true,
    description = {
      "Has tasks of a run run again.",
      "Without --task those that failed or could not run; with --task those that are",
      "named, and as asked those before and after them."
    })
final class DagClearCommand extends OnDag {
  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RUN",
      description = "The id of the run; default: the newest.")
  private @Nullable String runId;

  @Option(names = "--task", paramLabel = "TASK", description = "A task; may be repeated.")
  private List<String> tasks = new ArrayList<>();

  @Option(names = "--downstream", description = "Those after it too.")
  private boolean downstream;

  @Option(names = "--upstream", description = "Those before it too.")
  private boolean upstream;

  @Option(names = "--future", description = "In later runs too.")
  private boolean future;

  @Option(names = "--past", description = "In earlier runs too.")
  private boolean past;

  @Option(names = "--only-failed", description = "Those alone that failed or could not run.")
  private boolean onlyFailed;

  @Option(names = "--all", description = "All tasks, also those that succeeded.")
  private boolean all;

  @Option(names = "--dry-run", description = "Says what would be cleared.")
  private boolean dryRun;

  @Option(names = "--wait", description = "Waits for the run's end; exits with 3 when it fails.")
  private boolean waits;

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    DagRun run = place.run(dag.id(), runId);
    List<TaskInstance> cleared =
        place
            .control()
            .clear(
                new Control.Clear(
                    dag.id(),
                    run.runId(),
                    null,
                    null,
                    new LinkedHashSet<>(tasks),
                    downstream,
                    upstream,
                    future,
                    past,
                    onlyFailed || (tasks.isEmpty() && !all),
                    false,
                    true,
                    dryRun,
                    Surroundings.user()));
    cleared.forEach(each -> out.println(each.runId() + " " + each.label()));
    out.println((dryRun ? "Would clear " : "Cleared ") + cleared.size() + " task instances.");
    out.flush();
    return waits && !dryRun
        ? DagTriggerCommand.await(place, place.run(dag.id(), run.runId()), out)
        : 0;
  }
}
