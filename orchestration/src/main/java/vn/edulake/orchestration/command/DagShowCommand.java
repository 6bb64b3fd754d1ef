package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;

/** Shows a DAG. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows the tasks of a DAG and what each waits for.")
final class DagShowCommand extends OnDag {
  @Mixin private TableFormat format = new TableFormat();

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    if (format.isForPeople()) {
      out.println(dag.id() + ", " + dag.schedule().summary() + ", " + dag.timezone());
      String description = dag.description();
      if (description != null) {
        out.println(description);
      }
      out.println();
    }
    TextTable table = new TextTable("task", "operator", "after", "rule", "retries", "pool");
    for (Task task : dag.tasks()) {
      table.row(
          task.id(),
          task.operator().name(),
          String.join(", ", task.upstream()),
          task.triggerRule().word(),
          task.retries().count(),
          task.placement().pool());
    }
    format.print(table, out);
    return 0;
  }
}
