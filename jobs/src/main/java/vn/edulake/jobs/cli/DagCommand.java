package vn.edulake.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.warehouse.config.LakeConfig;

/** Hands a command to the program of the scheduler. */
@Command(
    name = "dag",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at DAGs and their runs, and changes them.",
      "Commands: list, show, trigger, test, runs, tasks, logs, clear, pause, unpause, backfill,"
          + " export; each says more with --help."
    })
final class DagCommand implements Callable<Integer> {
  @Mixin private LakeSettings settings = new LakeSettings();

  @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command and its options.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    LakeConfig config = settings.load();
    List<String> arguments = new ArrayList<>(List.of("dag"));
    arguments.addAll(command);
    try (DatabaseServer database = DatabaseServer.ensure(config)) {
      return SchedulerProgram.run(config, database.address(), arguments);
    }
  }
}
