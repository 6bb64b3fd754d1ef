package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;

/** Shows logs. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Shows what a task said in its last try, or in another.")
final class DagLogsCommand extends OnDag {
  @Parameters(index = "1", paramLabel = "TASK", description = "The task, or task[3].")
  private String task;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "RUN",
      description = "The id of the run; default: the newest.")
  private @Nullable String runId;

  @Option(names = "--try", paramLabel = "N", description = "The try; default: the last.")
  private @Nullable Integer number;

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    DagRun run = place.run(dag.id(), runId);
    TaskInstance instance = find(place, run);
    int which = number == null ? instance.tryNumber() : number;
    List<Journal.Line> lines =
        place.read(handle -> new Journal(handle).lines(instance.id(), which, 0, Integer.MAX_VALUE));
    for (Journal.Line line : lines) {
      out.println(TimeText.of(line.at(), dag.timezone()) + " " + line.level() + " " + line.event());
    }
    if (lines.isEmpty()) {
      out.println(
          which == 0
              ? task + " has not begun."
              : "Try " + which + " of " + task + " said nothing.");
    }
    return 0;
  }

  private TaskInstance find(Surroundings place, DagRun run) {
    List<TaskInstance> all = place.read(handle -> new TaskInstances(handle).ofRun(run.key()));
    return all.stream()
        .filter(each -> each.label().equals(task))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.DAG_UNKNOWN,
                    "Unknown task of run %s of %s: %s. Known: %s."
                        .formatted(
                            run.runId(),
                            run.dagId(),
                            task,
                            String.join(", ", all.stream().map(TaskInstance::label).toList()))));
  }
}
