package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Runs;

/** Lists runs. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Lists the newest runs of a DAG.")
final class DagRunsCommand extends OnDag {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many runs. Default: ${DEFAULT-VALUE}.")
  private int limit = 20;

  @Mixin private TableFormat format = new TableFormat();

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    Instant now = place.clock().instant();
    TextTable table = new TextTable("run", "state", "type", "started", "took");
    for (DagRun run : place.read(handle -> new Runs(handle).newest(dag.id(), limit))) {
      table.row(
          run.runId(),
          run.state().word(),
          run.type().word(),
          TimeText.of(run.startDate(), dag.timezone()),
          TimeText.took(run.startDate(), run.endDate(), now));
    }
    format.print(table, out);
    return 0;
  }
}
