package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.jobs.serve.RunningServer;
import vn.edulake.jobs.serve.Supervisor;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.warehouse.config.LakeConfig;

/** Stops what runs under the lake's home. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops the servers of this lake; its data stay.")
final class DownCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Override
  public Integer call() {
    LakeConfig config = settings.load();
    Optional<RunningServer> trinoBefore = TrinoServer.find(config);
    Optional<RunningServer> databaseBefore = DatabaseServer.find(config);
    if (databaseBefore.isPresent() && SchedulerProgram.isThere()) {
      try (DatabaseServer database = DatabaseServer.ensure(config)) {
        SchedulerProgram.run(config, database.address(), List.of("scheduler", "stop"));
      }
    }
    Optional<RunningServer> supervisor = Supervisor.stop(config);
    TrinoServer.stop(config);
    DatabaseServer.stop(config);
    PrintWriter out = spec.commandLine().getOut();
    supervisor.ifPresent(server -> out.println("Stopped up (pid " + server.pid() + ")"));
    trinoBefore.ifPresent(server -> out.println("Stopped Trino (pid " + server.pid() + ")"));
    databaseBefore.ifPresent(
        server -> out.println("Stopped PostgreSQL (pid " + server.pid() + ")"));
    if (supervisor.isEmpty() && trinoBefore.isEmpty() && databaseBefore.isEmpty()) {
      out.println("Nothing runs.");
    }
    out.flush();
    return 0;
  }
}
