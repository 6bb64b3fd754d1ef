package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import vn.edulake.orchestration.engine.Host;
import vn.edulake.orchestration.store.Processes;

/** Stops the schedulers of this machine. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Stops the schedulers of this machine.",
      "Tasks that run are ended, and tried again by their own rule once one runs."
    })
final class SchedulerStopCommand extends OnDatabase {
  private static final Duration STOPPING = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  @Override
  int run(Surroundings place, PrintWriter out) {
    List<Processes.Member> members =
        place.schedulers().stream().filter(member -> member.host().equals(Host.name())).toList();
    for (Processes.Member member : members) {
      ProcessHandle.of(member.pid()).ifPresent(SchedulerStopCommand::end);
      out.println("Stopped scheduler (pid " + member.pid() + ")");
    }
    if (members.isEmpty()) {
      out.println("No scheduler runs on this machine.");
    }
    return 0;
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    long deadline = System.nanoTime() + STOPPING.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    process.destroyForcibly();
  }
}
