package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Parameters;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Bag;
import vn.edulake.orchestration.engine.Control;

/** A command on one DAG. */
abstract class OnDag extends OnDatabase {
  @Parameters(paramLabel = "DAG", description = "The id of the DAG.")
  private String dagId;

  @Override
  int run(Surroundings place, PrintWriter out) {
    return run(place, find(place).dag(), out);
  }

  abstract int run(Surroundings place, Dag dag, PrintWriter out);

  private Bag.Known find(Surroundings place) {
    Optional<Bag.Known> known = place.bag().find(dagId);
    if (known.isEmpty()) {
      place.importFiles();
      known = place.bag().find(dagId);
    }
    return known.orElseThrow(() -> Control.unknownDag(dagId));
  }
}
