package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Scheduler;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.TaskInstance;

/** Runs a DAG here. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a DAG once in this process, without a scheduler.",
      "It exits with 3 when the run fails."
    })
final class DagTestCommand extends OnDag {
  @Mixin private RunValues values = new RunValues();

  @Override
  int run(Surroundings place, Dag dag, PrintWriter out) {
    place.importFiles();
    DagRun run =
        Scheduler.test(
            place.database(),
            place.seal(),
            place.options(),
            place.clock(),
            values.ask(dag, null, "test", place.clock().instant()),
            instance -> tell(instance, out));
    out.println(run.runId() + " " + run.state().word());
    return DagTriggerCommand.code(run);
  }

  private static void tell(TaskInstance instance, PrintWriter out) {
    TaskState state = instance.state();
    out.println(
        instance.label()
            + " "
            + (state == null ? "" : state.word())
            + (instance.reason() == null ? "" : ": " + instance.reason()));
    out.flush();
  }
}
