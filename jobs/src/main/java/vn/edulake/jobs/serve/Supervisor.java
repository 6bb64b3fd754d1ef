package vn.edulake.jobs.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import vn.edulake.warehouse.config.LakeConfig;

/** The process that keeps the servers of a home running until it is told to stop. */
public final class Supervisor {
  private static final Duration STOP_WAIT = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(100);

  private Supervisor() {}

  /** The supervisor of this home, when one runs. */
  public static Optional<RunningServer> find(LakeConfig config) {
    return RunningServer.find(record(config));
  }

  /**
   * Makes this process the supervisor, unless there is one.
   *
   * @return the one that was there before, or nothing when it is this process now
   */
  public static Optional<RunningServer> claim(LakeConfig config) {
    return FileMutex.hold(
        config.home().resolve("run/up.lock"),
        () -> {
          Optional<RunningServer> present = find(config);
          if (present.isEmpty()) {
            RunningServer.of(ProcessHandle.current().pid(), 0)
                .ifPresent(self -> self.save(record(config)));
          }
          return present;
        });
  }

  /** Ends the claim of this process. */
  public static void release(LakeConfig config) {
    try {
      Files.deleteIfExists(record(config));
    } catch (IOException e) {
      // The record of an ended process is ignored.
    }
  }

  /**
   * Tells the supervisor of this home to stop its servers and end, and waits for it.
   *
   * @return the supervisor that was stopped, or nothing when none ran
   */
  public static Optional<RunningServer> stop(LakeConfig config) {
    Optional<RunningServer> supervisor = find(config);
    supervisor.ifPresent(
        running -> {
          running.process().ifPresent(ProcessHandle::destroy);
          long deadline = System.nanoTime() + STOP_WAIT.toNanos();
          while (running.isAlive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
          }
          running.process().ifPresent(ProcessHandle::destroyForcibly);
          release(config);
        });
    return supervisor;
  }

  private static Path record(LakeConfig config) {
    return config.home().resolve("run/up.properties");
  }
}
