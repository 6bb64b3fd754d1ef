package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.jobs.serve.RunningServer;
import vn.edulake.jobs.serve.Supervisor;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.config.LakeConfig;

/** Starts the servers, brings the lake up to date, and keeps the servers running. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts PostgreSQL and Trino, loads what is new, builds, audits and publishes, and keeps the"
          + " servers running until Ctrl-C or `lake down`."
    })
final class UpCommand implements Callable<Integer> {
  /** What brings the lake up to date once its servers run. */
  interface Work {
    void loadAndPublish(OpenLake lake, PrintWriter out);
  }

  private static final Duration WATCH = Duration.ofSeconds(1);

  private final Work work;
  private final CountDownLatch told = new CountDownLatch(1);

  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Option(
      names = "--detach",
      description = "Keeps the servers running in the background and returns when all is ready.")
  private boolean detach;

  UpCommand() {
    this(new BundledData());
  }

  UpCommand(Work work) {
    this.work = work;
  }

  @Override
  public Integer call() {
    LakeConfig config = settings.load();
    PrintWriter out = new PrintWriter(spec.commandLine().getOut(), true);
    Optional<RunningServer> present = detach ? Supervisor.find(config) : Supervisor.claim(config);
    if (present.isPresent()) {
      out.println("The lake was already up (pid " + present.get().pid() + ").");
      try (OpenLake lake = OpenLake.open(config, "lake up")) {
        bringUp(lake, out)
            .ifPresent(
                trino -> {
                  startScheduler(lake, out);
                  ready(lake, trino, out);
                });
      }
      return 0;
    }
    return detach ? DetachedUp.start(config, spec, out) : supervise(config, out);
  }

  private int supervise(LakeConfig config, PrintWriter out) {
    Session session = new Session(config, out);
    Thread hook = new Thread(session::end, "stop-servers");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      OpenLake lake = timed(out, "PostgreSQL", () -> OpenLake.open(config, "lake up"));
      session.hold(lake);
      Optional<TrinoServer> trino = bringUp(lake, out);
      if (trino.isEmpty()) {
        return 2;
      }
      startScheduler(lake, out);
      ready(lake, trino.get(), out);
      watch(config);
      return 0;
    } catch (RuntimeException e) {
      if (told.getCount() == 0) {
        // The process was told to end in the midst of its work; how that failed tells nothing.
        return 0;
      }
      throw e;
    } finally {
      session.end();
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already, and ending twice is ending once.
    }
  }

  /** Does all that can be done; a JDK that is missing stops Trino only. */
  private Optional<TrinoServer> bringUp(OpenLake lake, PrintWriter out) {
    Optional<TrinoServer> trino = Optional.empty();
    @Nullable UserError missing = null;
    try {
      trino =
          Optional.of(
              timed(
                  out,
                  "Trino",
                  () -> TrinoServer.ensure(lake.config(), lake.database().address())));
    } catch (UserError e) {
      if (e.code() != ErrorCode.TRINO_JAVA_MISSING) {
        throw e;
      }
      missing = e;
    }
    timed(
        out,
        "Data",
        () -> {
          work.loadAndPublish(lake, out);
          return lake;
        });
    if (missing != null) {
      throw missing;
    }
    return trino;
  }

  private void watch(LakeConfig config) {
    try {
      while (!told.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
        if (config.isEmbeddedDatabase() && DatabaseServer.find(config).isEmpty()) {
          throw new ExternalError(
              ErrorCode.DATABASE_UNAVAILABLE,
              "Cannot go on: PostgreSQL ended by itself; see "
                  + config.home().resolve("logs")
                  + ". Trino is stopped too.");
        }
        if (config.isEmbeddedTrino() && TrinoServer.find(config).isEmpty()) {
          throw new ExternalError(
              ErrorCode.TRINO_UNAVAILABLE,
              "Cannot go on: Trino ended by itself; see "
                  + config.home().resolve("logs/trino.log")
                  + ". PostgreSQL is stopped too.");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A scheduler that does not start leaves the rest running; what it says stands in the output. */
  private static void startScheduler(OpenLake lake, PrintWriter out) {
    if (SchedulerProgram.isThere()) {
      out.flush();
      SchedulerProgram.run(lake.config(), lake.database().address(), List.of("scheduler", "start"));
    }
  }

  private static void ready(OpenLake lake, TrinoServer trino, PrintWriter out) {
    out.println("PostgreSQL  " + lake.database().address().url());
    out.println("Trino       " + trino.url());
    out.println("Ready. Ask with ./lake sql \"SHOW TABLES FROM marts\"; stop with ./lake down.");
  }

  private static <T> T timed(PrintWriter out, String what, Supplier<T> step) {
    long began = System.nanoTime();
    out.println(what + " ...");
    T result = step.get();
    double seconds = (System.nanoTime() - began) / 1e9;
    out.println(String.format(Locale.ROOT, "%s done in %.1f s", what, seconds));
    return result;
  }

  /** What has to be ended once, by whoever comes first: the command or the signal. */
  private final class Session {
    private final LakeConfig config;
    private final PrintWriter out;
    private @Nullable OpenLake lake;
    private boolean ended;

    Session(LakeConfig config, PrintWriter out) {
      this.config = config;
      this.out = out;
    }

    synchronized void hold(OpenLake opened) {
      lake = opened;
      opened.database().closeOnlyByCaller();
    }

    synchronized void end() {
      if (ended) {
        return;
      }
      ended = true;
      told.countDown();
      if (lake != null && SchedulerProgram.isThere()) {
        SchedulerProgram.run(config, lake.database().address(), List.of("scheduler", "stop"));
      }
      TrinoServer.stop(config).ifPresent(server -> out.println("Stopped Trino."));
      if (lake != null) {
        lake.close();
        out.println(
            DatabaseServer.find(config).isEmpty()
                ? "Stopped PostgreSQL."
                : "Left PostgreSQL to its other users.");
      }
      Supervisor.release(config);
    }
  }
}
