package vn.edulake.orchestration.execute;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Resources.Connection;

/** What the work of a try may ask the scheduler for. */
public interface Services {
  /** The connection of an id, from the environment or the database. */
  Optional<Connection> connection(String id);

  /** The folder of the project, in which commands run; the program {@code lake} lies in it. */
  Path project();

  /** The environment that commands are given. */
  Map<String, String> environment();

  /** The run of a DAG of a logical date. */
  Optional<DagRun> run(String dagId, Instant logicalDate);

  /** The run of an id. */
  Optional<DagRun> run(String dagId, String runId);

  /** The states of the instances of a task in a run. */
  List<@Nullable TaskState> states(DagRun run, String taskId);

  /** The tasks of a group of a DAG. */
  List<Task> tasksOfGroup(String dagId, String groupId);

  /** The work runs in a process of that number. */
  void started(long pid);

  /** Whether a DAG is known. */
  boolean isKnown(String dagId);

  /** Whether a run with a later logical date of the same DAG is due by now. */
  boolean isLatest(DagRun run);

  /**
   * Starts a run of another DAG.
   *
   * @param runId null for a new one
   * @return its id, or empty when there is one of that id or logical date
   */
  Optional<String> trigger(
      String dagId,
      @Nullable String runId,
      @Nullable Instant logicalDate,
      Map<String, @Nullable Object> conf,
      boolean reset);

  /** Keeps a value for other tasks, and for the next poke of this one. */
  void push(String key, @Nullable Object value);

  /** A value that this task kept. */
  Optional<Object> pull(String key);
}
