package vn.edulake.orchestration.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.execute.TryResult;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.RunState;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.timetable.RunType;

/** A run in memory with a clock that is set, for tests: the decisions without a database. */
final class Simulation {
  static final Instant BEGIN = Instant.parse("2026-09-14T17:00:00Z");

  private final Dag dag;
  private final Map<String, TaskInstance> instances = new TreeMap<>();
  private final Map<String, Set<String>> skipped = new HashMap<>();
  private final Map<String, Integer> lists = new HashMap<>();
  private RunDecision.Past past = RunDecision.Past.NONE;
  private DagRun run;
  private Instant now = BEGIN;
  private Optional<Instant> next = Optional.empty();
  private @Nullable String reason;

  Simulation(Dag dag) {
    this.dag = dag;
    this.run =
        new DagRun(
            1,
            dag.id(),
            "manual__1",
            RunType.MANUAL,
            RunState.RUNNING,
            BEGIN,
            Optional.empty(),
            BEGIN,
            BEGIN,
            BEGIN,
            null,
            Map.of(),
            null,
            "test",
            null,
            null,
            1,
            0,
            null,
            BEGIN);
    decide();
  }

  Simulation after(Map<String, List<@Nullable TaskState>> states) {
    past = new RunDecision.Past(true, states);
    return decide();
  }

  Simulation chose(String taskId, String... skippedIds) {
    skipped.put(taskId, Set.of(skippedIds));
    return finish(taskId, TaskState.SUCCESS);
  }

  Simulation returned(String taskId, String mapped, int length) {
    lists.put(mapped, length);
    return finish(taskId, TaskState.SUCCESS);
  }

  /** Ends a waiting instance with a result, as if it had run. */
  Simulation finish(String label, TryResult result) {
    TaskInstance instance = waiting(label);
    TryDecision decision =
        TryDecision.of(dag.find(instance.taskId()).orElse(null), instance, BEGIN, result, now);
    put(with(instance, decision.end().after(), instance.tryNumber(), decision.end().dueAt()));
    return decide();
  }

  Simulation finish(String label, TaskState state) {
    TaskInstance instance = waiting(label);
    put(with(instance, state, instance.tryNumber(), null));
    return decide();
  }

  private TaskInstance waiting(String label) {
    TaskInstance instance = instances.get(label);
    if (instance == null || instance.state() != TaskState.SCHEDULED) {
      throw new IllegalStateException(label + " does not wait for a slot: " + states());
    }
    return instance;
  }

  Simulation tick(Duration time) {
    now = now.plus(time);
    return decide();
  }

  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    instances.forEach(
        (label, instance) -> {
          TaskState state = instance.state();
          states.put(label, state == null ? "none" : state.word());
        });
    return states;
  }

  String state(String label) {
    return states().getOrDefault(label, "missing");
  }

  TaskInstance instance(String label) {
    return Optional.ofNullable(instances.get(label)).orElseThrow();
  }

  DagRun runRow() {
    return run.in(RunState.RUNNING);
  }

  RunState run() {
    return run.state();
  }

  @Nullable String reason() {
    return reason;
  }

  Optional<Instant> next() {
    return next;
  }

  Simulation decide() {
    for (int i = 0; i < 100 && run.state() == RunState.RUNNING; i++) {
      RunDecision decision =
          RunDecision.of(
              dag,
              run,
              new ArrayList<>(instances.values()),
              past,
              new RunDecision.Left(skipped, lists),
              now);
      decision.steps().forEach(this::apply);
      next = decision.next();
      reason = decision.reason();
      decision.ended().ifPresent(state -> run = run.in(state));
      if (decision.steps().isEmpty()) {
        return this;
      }
    }
    return this;
  }

  private void apply(RunDecision.Step step) {
    if (step instanceof RunDecision.Step.Add add) {
      put(fresh(add.task(), -1));
    } else if (step instanceof RunDecision.Step.Expand expand) {
      instances.remove(expand.instance().label());
      for (int i = 0; i < expand.labels().size(); i++) {
        put(fresh(expand.task(), i));
      }
    } else if (step instanceof RunDecision.Step.Settle settle) {
      put(with(settle.instance(), settle.after(), settle.instance().tryNumber(), null));
    } else if (step instanceof RunDecision.Step.Schedule schedule) {
      TaskInstance instance = schedule.instance();
      put(
          with(
              instance,
              TaskState.SCHEDULED,
              instance.tryNumber() + (schedule.newTry() ? 1 : 0),
              null));
    }
  }

  private void put(TaskInstance instance) {
    instances.put(instance.label(), instance);
  }

  private TaskInstance with(
      TaskInstance instance, @Nullable TaskState state, int tryNumber, @Nullable Instant due) {
    Task task = dag.find(instance.taskId()).orElseThrow();
    return row(instance.id(), dag, task, instance.mapIndex(), state, tryNumber, due);
  }

  private TaskInstance fresh(Task task, int mapIndex) {
    return row(UUID.randomUUID(), dag, task, mapIndex, null, 0, null);
  }

  private static TaskInstance row(
      UUID id,
      Dag dag,
      Task task,
      int mapIndex,
      @Nullable TaskState state,
      int tryNumber,
      @Nullable Instant due) {
    return new TaskInstance(
        id,
        1,
        dag.id(),
        "manual__1",
        task.id(),
        mapIndex,
        state,
        tryNumber,
        task.retries().count(),
        task.placement().pool(),
        task.placement().slots(),
        task.placement().queue(),
        dag.totalPriority(task),
        task.operator().name(),
        null,
        null,
        null,
        null,
        due,
        null,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** The instances of a DAG, as they are before anybody looked at them. */
  static Map<String, TaskInstance> instances(Dag dag) {
    Map<String, TaskInstance> all = new LinkedHashMap<>();
    dag.tasks()
        .forEach(task -> all.put(task.id(), row(UUID.randomUUID(), dag, task, -1, null, 0, null)));
    return all;
  }
}
