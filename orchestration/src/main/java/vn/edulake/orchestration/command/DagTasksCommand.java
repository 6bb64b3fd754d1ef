package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;

/** Lists the tasks of a run. */
@Command(
    name = "tasks",
    mixinStandardHelpOptions = true,
    description = "Lists the tasks of a run, and why they are in their states.")
final class DagTasksCommand extends OnDag {
  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RUN",
      description = "The id of the run; default: the newest.")
  private @Nullable String runId;

  @Mixin private TableFormat format = new TableFormat();

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    DagRun run = place.run(dag.id(), runId);
    if (format.isForPeople()) {
      out.println(run.runId() + " " + run.state().word());
    }
    Instant now = place.clock().instant();
    TextTable table = new TextTable("task", "state", "try", "started", "took", "because");
    for (TaskInstance instance : inOrder(place, dag, run)) {
      TaskState state = instance.state();
      table.row(
          instance.label(),
          state == null ? "none" : state.word(),
          instance.tryNumber() + " of " + (instance.maxTries() + 1),
          TimeText.of(instance.startDate(), dag.timezone()),
          TimeText.took(instance.startDate(), instance.endDate(), now),
          instance.reason());
    }
    format.print(table, out);
    return 0;
  }

  /** As the DAG has its tasks; those that it has no more stand last. */
  private static List<TaskInstance> inOrder(Surroundings place, Dag dag, DagRun run) {
    List<TaskInstance> all = place.read(handle -> new TaskInstances(handle).ofRun(run.key()));
    List<TaskInstance> sorted = new ArrayList<>();
    for (Task task : dag.tasks()) {
      all.stream().filter(each -> each.taskId().equals(task.id())).forEach(sorted::add);
    }
    all.stream().filter(each -> !sorted.contains(each)).forEach(sorted::add);
    return sorted;
  }
}
