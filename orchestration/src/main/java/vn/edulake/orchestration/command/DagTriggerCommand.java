package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.RunState;

/** Starts a run. */
@Command(
    name = "trigger",
    mixinStandardHelpOptions = true,
    description = "Starts a run; the scheduler runs it.")
final class DagTriggerCommand extends OnDag {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int FAILED = 3;

  @Mixin private RunValues values = new RunValues();

  @Option(names = "--run-id", paramLabel = "ID", description = "The id of the run.")
  private @Nullable String runId;

  @Option(names = "--wait", description = "Waits for its end; exits with 3 when it fails.")
  private boolean waits;

  /** Waits for the end of a run and says how it ended; returns what the command exits with. */
  static int await(Surroundings place, DagRun begun, PrintWriter out) {
    DagRun run = begun;
    while (!run.state().isFinished()) {
      LockSupport.parkNanos(POLL.toNanos());
      run = place.run(run.dagId(), run.runId());
    }
    out.println(
        run.state().word()
            + " after "
            + TimeText.took(run.startDate(), run.endDate(), place.clock().instant()));
    return code(run);
  }

  /** What a command that waited for a run exits with. */
  static int code(DagRun run) {
    return run.state() == RunState.SUCCESS ? 0 : FAILED;
  }

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    DagRun run = place.control().trigger(values.ask(dag, runId, "cli", place.clock().instant()));
    out.println("Started " + run.runId() + " of " + dag.id());
    boolean isPaused =
        place
            .read(handle -> new Catalogue(handle).find(dag.id()))
            .map(Catalogue.Entry::isPaused)
            .orElse(false);
    if (isPaused) {
      out.println("The DAG is paused: the run waits until `./lake dag unpause " + dag.id() + "`.");
    }
    if (place.schedulers().isEmpty()) {
      out.println("No scheduler runs: the run waits until `./lake scheduler start`.");
    }
    out.flush();
    if (!waits) {
      return 0;
    }
    return await(place, run, out);
  }
}
