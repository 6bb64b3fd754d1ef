package vn.edulake.orchestration.rest;

import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Bag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.Seal;

/**
 * What the answers are made from.
 *
 * @param nudge has the scheduler look at once
 */
record Services(Jdbi jdbi, Bag bag, Control control, Seal seal, Clock clock, Runnable nudge) {
  <T> T in(HandleCallback<T, RuntimeException> work) {
    return jdbi.inTransaction(work);
  }

  /** The newest definition of a DAG. */
  Dag dag(String dagId) {
    return findDag(dagId)
        .orElseThrow(() -> Problem.notFound("The Dag with ID: `" + dagId + "` was not found"));
  }

  Optional<Dag> findDag(String dagId) {
    return bag.find(dagId).map(Bag.Known::dag);
  }

  String name(String dagId) {
    return findDag(dagId).map(Dag::displayName).orElse(dagId);
  }

  DagRun run(Handle handle, String dagId, String runId) {
    return new Runs(handle)
        .find(dagId, runId)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "The DagRun with dag_id: `"
                        + dagId
                        + "` and run_id: `"
                        + runId
                        + "` was not found"));
  }
}
