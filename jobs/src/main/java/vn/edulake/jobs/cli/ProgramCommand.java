package vn.edulake.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.warehouse.config.LakeConfig;

/** Hands its words to the program of the scheduler; without words it shows which there are. */
abstract class ProgramCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LakeSettings settings = new LakeSettings();

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "One of the commands below, and its options.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    if (command.isEmpty()) {
      spec.commandLine().usage(spec.commandLine().getOut());
      return 0;
    }
    LakeConfig config = settings.load();
    List<String> arguments = new ArrayList<>(List.of(spec.name()));
    arguments.addAll(command);
    try (DatabaseServer database = DatabaseServer.ensure(config)) {
      return SchedulerProgram.run(config, database.address(), arguments);
    }
  }
}
