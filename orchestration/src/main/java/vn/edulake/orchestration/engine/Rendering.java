package vn.edulake.orchestration.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Callback;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Operator;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Journal.Xcom;
import vn.edulake.orchestration.store.Resources;
import vn.edulake.orchestration.store.Resources.Connection;
import vn.edulake.orchestration.store.Resources.Variable;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.Seal;
import vn.edulake.orchestration.store.TaskInstance;

/** Renders the templates in the arguments of a task. */
interface Rendering {
  /**
   * All that a template may ask for.
   *
   * @param task null for a callback of the run
   * @param instance null for a callback of the run
   * @param previous the newest run before this one that succeeded
   */
  record Context(
      Dag dag,
      @Nullable Task task,
      DagRun run,
      @Nullable TaskInstance instance,
      List<Xcom> xcoms,
      List<Variable> variables,
      List<Connection> connections,
      Optional<DagRun> previous) {}

  /** The arguments of an operator, those that take templates rendered. */
  Map<String, @Nullable Object> render(
      Context context, Operator operator, Map<String, @Nullable Object> arguments);

  /** The arguments of a callback, all rendered. */
  Map<String, @Nullable Object> render(Context context, Callback callback);

  /** Reads what the templates of a run, and of one of its instances, may ask for. */
  static Context read(
      Handle handle,
      Seal seal,
      Dag dag,
      @Nullable Task task,
      DagRun run,
      @Nullable TaskInstance instance) {
    Resources resources = new Resources(handle, seal);
    return new Context(
        dag,
        task,
        run,
        instance,
        new Journal(handle).xcoms(run.key()),
        resources.variables(),
        resources.connections(),
        new Runs(handle).lastSuccess(run));
  }
}
