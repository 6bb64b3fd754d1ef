package vn.edulake.orchestration.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Callback;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Journal.Xcom;
import vn.edulake.orchestration.store.RunState;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;
import vn.edulake.orchestration.store.TaskInstances.NewInstance;

/**
 * Takes a run that is due under a lock, decides, and writes the decision in the same transaction.
 */
final class Decider {
  /** The key under which a branch leaves what it skipped. */
  static final String SKIPPED = "skipmixin_key";

  /** A run of which nothing is expected is looked at again after so long, in case. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Bag bag;

  Decider(Bag bag) {
    this.bag = bag;
  }

  /**
   * Decides about one run.
   *
   * @param only the one process whose reserved runs are looked at, or null for those of nobody
   * @return whether there was one
   */
  boolean decideOne(Handle handle, @Nullable UUID only, Instant now) {
    Runs runs = new Runs(handle);
    Optional<DagRun> due = runs.lockDue(now, only);
    due.ifPresent(run -> decide(handle, runs, run, now));
    return due.isPresent();
  }

  private void decide(Handle handle, Runs runs, DagRun run, Instant now) {
    Optional<Bag.Known> known = bag.find(run.dagId());
    if (known.isEmpty()) {
      runs.decided(run.key(), now, now.plus(Duration.ofSeconds(10)));
      return;
    }
    Dag dag = known.get().dag();
    TaskInstances instances = new TaskInstances(handle);
    List<TaskInstance> all = instances.ofRun(run.key());
    RunDecision decision =
        RunDecision.of(dag, run, all, past(handle, dag, run), left(handle, dag, run), now);
    for (RunDecision.Step step : decision.steps()) {
      make(instances, dag, run, step, now);
    }
    if (decision.ended().isPresent()) {
      end(handle, runs, dag, run, decision, now);
    } else {
      runs.decided(run.key(), now, decision.next().orElse(now.plus(QUIET)));
    }
  }

  private static void make(
      TaskInstances instances, Dag dag, DagRun run, RunDecision.Step step, Instant now) {
    if (step instanceof RunDecision.Step.Schedule schedule) {
      instances.schedule(schedule.instance(), schedule.newTry(), now);
    } else if (step instanceof RunDecision.Step.Settle settle) {
      instances.settle(settle.instance(), settle.after(), settle.reason(), now);
    } else if (step instanceof RunDecision.Step.Add add) {
      instances.create(run, List.of(RunMaker.fresh(dag, add.task(), -1)), now);
    } else if (step instanceof RunDecision.Step.Expand expand) {
      instances.takeFirstPlace(expand.instance().id(), expand.labels().get(0));
      List<NewInstance> others = new ArrayList<>();
      for (int i = 1; i < expand.labels().size(); i++) {
        others.add(RunMaker.fresh(dag, expand.task(), i));
      }
      instances.create(run, others, now);
    }
  }

  private static RunDecision.Past past(Handle handle, Dag dag, DagRun run) {
    if (!dependsOnPast(dag)) {
      return RunDecision.Past.NONE;
    }
    Optional<DagRun> before = new Runs(handle).before(run);
    if (before.isEmpty()) {
      return RunDecision.Past.NONE;
    }
    Map<String, List<@Nullable TaskState>> states = new HashMap<>();
    for (TaskInstance instance : new TaskInstances(handle).ofRun(before.get().key())) {
      states.computeIfAbsent(instance.taskId(), id -> new ArrayList<>()).add(instance.state());
    }
    return new RunDecision.Past(true, states);
  }

  static boolean dependsOnPast(Dag dag) {
    return dag.tasks().stream().anyMatch(task -> task.dependsOnPast() || task.waitForDownstream());
  }

  private static RunDecision.Left left(Handle handle, Dag dag, DagRun run) {
    boolean isNeeded =
        dag.tasks().stream().anyMatch(task -> task.isMapped() || choosesOthers(task));
    if (!isNeeded) {
      return RunDecision.Left.NOTHING;
    }
    List<Xcom> xcoms = new Journal(handle).xcoms(run.key());
    Map<String, Set<String>> skipped = new HashMap<>();
    for (Xcom xcom : xcoms) {
      if (xcom.key().equals(SKIPPED)
          && xcom.value() instanceof Map<?, ?> map
          && map.get("skipped") instanceof List<?> ids) {
        Set<String> all = skipped.computeIfAbsent(xcom.taskId(), id -> new LinkedHashSet<>());
        ids.forEach(id -> all.add(String.valueOf(id)));
      }
    }
    Map<String, Integer> lists = new HashMap<>();
    for (Task task : dag.tasks()) {
      task.expansion()
          .flatMap(expansion -> Mapping.length(dag, expansion, xcoms))
          .ifPresent(length -> lists.put(task.id(), length));
    }
    return new RunDecision.Left(skipped, lists);
  }

  private static boolean choosesOthers(Task task) {
    return switch (task.operator().kind()) {
      case EMPTY,
          LAKE,
          SQL,
          SQL_CHECK,
          HTTP,
          TRIGGER_DAG_RUN,
          BASH,
          EXTERNAL_TASK_SENSOR,
          TIME_SENSOR,
          TIME_DELTA_SENSOR,
          DATE_TIME_SENSOR,
          DAY_OF_WEEK_SENSOR,
          FILE_SENSOR,
          BASH_SENSOR,
          HTTP_SENSOR,
          SQL_SENSOR ->
          false;
      default -> true;
    };
  }

  private static void end(
      Handle handle, Runs runs, Dag dag, DagRun run, RunDecision decision, Instant now) {
    RunState state = decision.ended().orElseThrow();
    if (!runs.end(run.key(), state, now)) {
      return;
    }
    Journal journal = new Journal(handle);
    boolean isSuccess = state == RunState.SUCCESS;
    List<Callback> callbacks =
        isSuccess ? dag.callbacks().onSuccess() : dag.callbacks().onFailure();
    for (Callback callback : callbacks) {
      journal.ask(
          run,
          null,
          isSuccess ? "on_success_callback" : "on_failure_callback",
          callback,
          decision.reason(),
          now);
    }
    if (!isSuccess) {
      journal.write("run_failed", "scheduler", run, null, null, decision.reason(), now);
      int most = dag.maxConsecutiveFailedRuns();
      if (most > 0 && runs.failedInARow(dag.id(), most)) {
        new Catalogue(handle).pause(dag.id(), true, now);
        journal.write(
            "paused",
            "scheduler",
            run,
            null,
            null,
            "its last " + most + " runs failed (max_consecutive_failed_dag_runs)",
            now);
      }
    }
  }
}
