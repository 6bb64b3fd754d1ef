package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import vn.edulake.orchestration.dag.Dag;

/** Lets a DAG go on. */
@Command(name = "unpause", mixinStandardHelpOptions = true, description = "Lets a DAG go on.")
final class DagUnpauseCommand extends OnDag {
  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    return DagPauseCommand.pause(place, dag, false, out);
  }
}
