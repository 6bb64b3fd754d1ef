package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.DagYaml;

/** Writes a DAG. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {"Writes a DAG as a dag-factory file.", "All defaults are put in."})
final class DagExportCommand extends OnDag {
  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    out.print(DagYaml.write(dag));
    return 0;
  }
}
