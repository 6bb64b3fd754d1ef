package vn.edulake.orchestration.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.orchestration.engine.Scheduler;
import vn.edulake.orchestration.store.Accounts;
import vn.edulake.orchestration.store.Processes;

/** Starts a scheduler. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a scheduler in the background and returns when it is ready.",
      "The password of the first account is printed once."
    })
final class SchedulerStartCommand implements Callable<Integer> {
  private static final Duration STARTING = Duration.ofSeconds(90);
  private static final Duration STOPPING = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int LAST_LINES = 5;
  private static final String ADMIN = "admin";
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerStartCommand.class);

  @Spec private CommandSpec spec;

  @Option(names = "--foreground", description = "Stays until Ctrl-C.")
  private boolean foreground;

  @Option(names = "--another", description = "Starts one beside those that run.")
  private boolean another;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (foreground) {
      return serve(out);
    }
    try (Surroundings place = Surroundings.open()) {
      List<Processes.Member> before = place.schedulers();
      if (!before.isEmpty() && !another) {
        before.forEach(member -> out.println(SchedulerStatusCommand.line(member)));
        out.println("It runs already.");
        out.flush();
        return 0;
      }
      place
          .database()
          .jdbi()
          .inTransaction(handle -> new Accounts(handle).saveFirst(ADMIN, place.clock().instant()))
          .ifPresent(
              password ->
                  out.println(
                      "First account: " + ADMIN + ", password " + password + " (shown this once)"));
      out.flush();
      return detach(place, out);
    }
  }

  private int serve(PrintWriter out) {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(told, done), "stop"));
    try (Surroundings place = Surroundings.openForScheduler();
        Scheduler scheduler =
            Scheduler.start(place.database(), place.seal(), place.options(), place.clock());
        Surface surface = Surface.open(place, scheduler)) {
      scheduler.address(surface.address());
      out.println("Ready. " + surface.address());
      out.flush();
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.countDown();
    }
    return 0;
  }

  /** Holds the end of the process up until all is closed. */
  private static void stop(CountDownLatch told, CountDownLatch done) {
    told.countDown();
    try {
      if (!done.await(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Tasks have not ended in time; another scheduler finds them");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int detach(Surroundings place, PrintWriter out) {
    Path log = Surroundings.home().resolve("logs/scheduler.log");
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Scheduling.class.getName(),
            "scheduler",
            "start",
            "--foreground"));
    long before;
    try {
      Files.createDirectories(log.getParent());
      before = Files.exists(log) ? Files.size(log) : 0;
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      long deadline = System.nanoTime() + STARTING.toNanos();
      while (System.nanoTime() < deadline && process.isAlive()) {
        Optional<Processes.Member> ready =
            place.schedulers().stream()
                .filter(member -> member.pid() == process.pid() && member.address() != null)
                .findFirst();
        if (ready.isPresent()) {
          out.println(SchedulerStatusCommand.line(ready.get()));
          out.flush();
          return 0;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
      process.destroy();
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.SCHEDULER_UNAVAILABLE, "Cannot start the scheduler: " + e.getMessage(), e);
    }
    throw new ExternalError(
        ErrorCode.SCHEDULER_UNAVAILABLE,
        "Cannot start the scheduler: it ended or was not ready in time. "
            + lastWords(log, before)
            + "All of it: "
            + log);
  }

  /** What a scheduler wrote last, or nothing when it wrote nothing. */
  private static String lastWords(Path log, long before) {
    try (InputStream all = Files.newInputStream(log)) {
      all.skipNBytes(before);
      List<String> lines =
          new String(all.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
              .toList();
      return lines.isEmpty()
          ? ""
          : "Its last words:\n"
              + String.join(
                  "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()))
              + "\n";
    } catch (IOException e) {
      return "";
    }
  }
}
