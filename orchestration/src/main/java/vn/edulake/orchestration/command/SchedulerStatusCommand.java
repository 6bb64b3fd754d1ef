package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import vn.edulake.orchestration.store.Processes;

/** Shows the schedulers. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows which schedulers run, and under which address.")
final class SchedulerStatusCommand extends OnDatabase {
  /** What is said of one that runs. */
  static String line(Processes.Member member) {
    return "Scheduler   %s, pid %d on %s, since %s, last heartbeat %.1f s ago"
        .formatted(
            member.address() == null ? "no address" : member.address(),
            member.pid(),
            member.host(),
            member.startedAt().truncatedTo(ChronoUnit.SECONDS),
            member.silentMillis() / 1000.0);
  }

  @Override
  int run(Surroundings place, PrintWriter out) {
    List<Processes.Member> members = place.schedulers();
    members.forEach(member -> out.println(line(member)));
    if (members.isEmpty()) {
      out.println("Scheduler   not running; `./lake scheduler start` starts one");
    }
    return 0;
  }
}
