package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import vn.edulake.orchestration.dag.Dag;

/** Pauses a DAG. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = "Pauses a DAG: no run and no task of it is started.")
final class DagPauseCommand extends OnDag {
  /** Pauses it or lets it go on. */
  static int pause(Surroundings place, Dag dag, boolean paused, PrintWriter out) {
    boolean changed = place.control().pause(dag.id(), paused, Surroundings.user());
    out.println(
        dag.id()
            + (changed ? " is now " : " was already ")
            + (paused ? "paused: no run is started." : "on."));
    return 0;
  }

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    return pause(place, dag, true, out);
  }
}
