package vn.edulake.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Hears which named step a job has finished.
 *
 * <p>A job is correct when its process may die right after any step; a test names the step.
 */
@FunctionalInterface
public interface Steps {
  /** The system property that names the step after which the process kills itself. */
  String KILL_AT = "lake.kill-at";

  /** The system property that names a file to which each step is added, a line each. */
  String LOG = "lake.step-log";

  /** A step is done. */
  void at(String step);

  /** Nobody listens. */
  static Steps unheard() {
    return step -> {};
  }

  /**
   * Kills this process with {@code kill -9} after the step that {@link #KILL_AT} names, and writes
   * each step to {@link #LOG}.
   */
  static Steps ofProcess() {
    String killAt = System.getProperty(KILL_AT, "");
    String log = System.getProperty(LOG, "");
    return step -> {
      if (!log.isEmpty()) {
        note(Path.of(log), step);
      }
      if (step.equals(killAt)) {
        try {
          new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
              .inheritIO()
              .start()
              .waitFor();
        } catch (IOException e) {
          throw new IllegalStateException("Cannot kill this process at " + step, e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  private static void note(Path log, String step) {
    try {
      Files.writeString(log, step + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
