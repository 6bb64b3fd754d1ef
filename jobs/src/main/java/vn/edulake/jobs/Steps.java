package vn.edulake.jobs;

import java.io.IOException;

/**
 * Hears which named step a job has finished.
 *
 * <p>A job is correct when its process may die right after any step; a test names the step.
 */
@FunctionalInterface
public interface Steps {
  /** The system property that names the step after which the process kills itself. */
  String KILL_AT = "lake.kill-at";

  /** A step is done. */
  void at(String step);

  /** Nobody listens. */
  static Steps unheard() {
    return step -> {};
  }

  /** Kills this process with {@code kill -9} after the step that {@link #KILL_AT} names. */
  static Steps ofProcess() {
    String killAt = System.getProperty(KILL_AT, "");
    return step -> {
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
}
