package vn.edulake.orchestration.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal.Xcom;
import vn.edulake.orchestration.store.Resources.Connection;
import vn.edulake.orchestration.store.Resources.Variable;
import vn.edulake.orchestration.store.TaskInstance;

/** Renders the templates in the arguments of a task. */
@FunctionalInterface
interface Rendering {
  /**
   * All that a template may ask for.
   *
   * @param previous the newest run before this one that succeeded
   */
  record Context(
      Dag dag,
      Task task,
      DagRun run,
      TaskInstance instance,
      List<Xcom> xcoms,
      List<Variable> variables,
      List<Connection> connections,
      Optional<DagRun> previous) {}

  /** The arguments with their templates rendered. */
  Map<String, @Nullable Object> render(Context context, Map<String, @Nullable Object> arguments);
}
