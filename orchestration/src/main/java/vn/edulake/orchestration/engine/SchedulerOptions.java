package vn.edulake.orchestration.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a scheduler runs.
 *
 * @param dags the folder of the DAG files
 * @param project the folder in which commands run
 * @param environment that commands are given, and that files and connections are read with
 * @param parallelism tries at a time in this process
 * @param silence a process that gave no sign for so long is taken for dead
 */
public record SchedulerOptions(
    Path dags, Path project, Map<String, String> environment, int parallelism, Duration silence) {
  /** Airflow's {@code [core] parallelism}. */
  public static final int PARALLELISM = 32;

  /** How long a process may be silent. */
  public static final Duration SILENCE = Duration.ofSeconds(60);

  public SchedulerOptions {
    environment = Map.copyOf(new TreeMap<>(environment));
  }
}
