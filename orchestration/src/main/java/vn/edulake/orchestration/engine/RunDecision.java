package vn.edulake.orchestration.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.OperatorKind;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.rule.RunOutcome;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.rule.TriggerRules;
import vn.edulake.orchestration.rule.Upstream;
import vn.edulake.orchestration.rule.Verdict;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.RunState;
import vn.edulake.orchestration.store.TaskInstance;

/**
 * What has to happen to a running run now. A pure function: the same rows and the same time give
 * the same answer, whichever scheduler asks.
 *
 * @param steps in the order in which they have to be made
 * @param ended how the run ended, when it has
 * @param reason why it ended so, when that does not show in its tasks
 * @param next when the run has to be looked at again, if nothing happens before
 */
public record RunDecision(
    List<Step> steps, Optional<RunState> ended, @Nullable String reason, Optional<Instant> next) {
  /** Airflow's {@code max_map_length}. */
  public static final int MOST_INSTANCES = 1024;

  /** A change of one task instance. */
  public sealed interface Step {
    /**
     * It may run and waits for a slot.
     *
     * @param newTry false for a sensor that asks again within the same try
     */
    record Schedule(TaskInstance instance, boolean newTry) implements Step {}

    /** It comes to a state without running. */
    record Settle(TaskInstance instance, TaskState after, @Nullable String reason)
        implements Step {}

    /** A mapped task whose list is known becomes so many; the instance becomes the first. */
    record Expand(TaskInstance instance, Task task, List<@Nullable String> labels)
        implements Step {}

    /** A task that the run does not have yet, as its DAG has changed. */
    record Add(Task task) implements Step {}
  }

  /**
   * What a task that depends on the run before has to know.
   *
   * @param exists whether there is a run with an earlier logical date
   * @param states of that run's instances, by task
   */
  public record Past(boolean exists, Map<String, List<@Nullable TaskState>> states) {
    /** There is no run before. */
    public static final Past NONE = new Past(false, Map.of());
  }

  /**
   * What tasks left behind.
   *
   * @param skipped by the task that chose: the tasks it chose not to run
   * @param lists how long the list of each mapped task is; missing while it is not known
   */
  public record Left(Map<String, Set<String>> skipped, Map<String, Integer> lists) {
    /** Nothing. */
    public static final Left NOTHING = new Left(Map.of(), Map.of());
  }

  /** Decides. */
  public static RunDecision of(
      Dag dag, DagRun run, List<TaskInstance> instances, Past past, Left left, Instant now) {
    return new Pass(dag, run, instances, past, left, now).decide();
  }

  /** One decision in the making: the states as they will be when the steps are made. */
  private static final class Pass {
    private final Dag dag;
    private final DagRun run;
    private final Past past;
    private final Left left;
    private final Instant now;
    private final Map<String, List<TaskInstance>> byTask = new LinkedHashMap<>();
    private final Map<UUID, @Nullable TaskState> states = new HashMap<>();
    private final Set<String> expanding = new HashSet<>();
    private final List<Step> steps = new ArrayList<>();
    private boolean waitsForPast;
    private @Nullable Instant next;

    Pass(Dag dag, DagRun run, List<TaskInstance> instances, Past past, Left left, Instant now) {
      this.dag = dag;
      this.run = run;
      this.past = past;
      this.left = left;
      this.now = now;
      for (TaskInstance instance : instances) {
        byTask.computeIfAbsent(instance.taskId(), id -> new ArrayList<>()).add(instance);
        states.put(instance.id(), instance.state());
      }
    }

    RunDecision decide() {
      Instant timeout = timeout();
      if (timeout != null && !now.isBefore(timeout)) {
        stopAll("the run took longer than its dagrun_timeout");
        return new RunDecision(
            steps,
            Optional.of(RunState.FAILED),
            "it took longer than its dagrun_timeout",
            Optional.empty());
      }
      if (timeout != null) {
        lookAgainAt(timeout);
      }
      dropUnknown();
      boolean added = addMissing();
      if (dag.failFast() && anyFailed()) {
        stopAll("another task of the run failed, and the DAG says fail_fast");
      }
      for (Task task : dag.tasks()) {
        for (TaskInstance instance : byTask.getOrDefault(task.id(), List.of())) {
          decide(task, instance);
        }
      }
      if (added || !expanding.isEmpty()) {
        // The rows have to be there before anything follows from them.
        lookAgainAt(now);
        return new RunDecision(steps, Optional.empty(), null, Optional.of(now));
      }
      return outcome();
    }

    private @Nullable Instant timeout() {
      Duration most = dag.runTimeout();
      Instant start = run.startDate();
      return most == null || start == null ? null : start.plus(most);
    }

    private void lookAgainAt(Instant time) {
      Instant before = next;
      if (before == null || time.isBefore(before)) {
        next = time;
      }
    }

    private @Nullable TaskState state(TaskInstance instance) {
      return states.get(instance.id());
    }

    private void settle(TaskInstance instance, TaskState after, @Nullable String reason) {
      steps.add(new Step.Settle(instance, after, reason));
      states.put(instance.id(), after);
    }

    private void stopAll(String reason) {
      for (List<TaskInstance> all : byTask.values()) {
        for (TaskInstance instance : all) {
          TaskState state = state(instance);
          if (state == null || !state.isFinished()) {
            settle(
                instance,
                state != null && isTaken(state) ? TaskState.FAILED : TaskState.SKIPPED,
                reason);
          }
        }
      }
    }

    private static boolean isTaken(TaskState state) {
      return state == TaskState.QUEUED
          || state == TaskState.RUNNING
          || state == TaskState.RESTARTING;
    }

    private boolean anyFailed() {
      return states.containsValue(TaskState.FAILED);
    }

    /** Instances of tasks that the DAG does not have any more. */
    private void dropUnknown() {
      byTask.forEach(
          (taskId, all) -> {
            if (dag.find(taskId).isEmpty()) {
              for (TaskInstance instance : all) {
                TaskState state = state(instance);
                if (state == null || (!state.isFinished() && !isTaken(state))) {
                  settle(instance, TaskState.REMOVED, "the DAG does not have this task any more");
                }
              }
            }
          });
    }

    private boolean addMissing() {
      boolean added = false;
      for (Task task : dag.tasks()) {
        if (!byTask.containsKey(task.id())) {
          steps.add(new Step.Add(task));
          added = true;
        }
      }
      return added;
    }

    private void decide(Task task, TaskInstance instance) {
      TaskState state = state(instance);
      if (state == TaskState.UP_FOR_RETRY || state == TaskState.UP_FOR_RESCHEDULE) {
        Instant due = instance.dueAt();
        if (due != null && due.isAfter(now)) {
          lookAgainAt(due);
          return;
        }
      } else if (state != null) {
        return;
      }
      if (isBeyondItsDates(task)) {
        settle(instance, TaskState.REMOVED, "the run is not between the task's start and end date");
        return;
      }
      if (isSkippedByAnother(task)) {
        settle(instance, TaskState.SKIPPED, "the task before it chose another way");
        return;
      }
      Verdict verdict =
          TriggerRules.evaluate(
              task.triggerRule(), Upstream.of(statesBefore(task)), instance.mapIndex());
      switch (verdict) {
        case WAIT -> {}
        case SKIP -> settle(instance, TaskState.SKIPPED, "its trigger rule cannot hold any more");
        case UPSTREAM_FAILED ->
            settle(instance, TaskState.UPSTREAM_FAILED, "a task before it failed: " + failed(task));
        case REMOVE -> settle(instance, TaskState.REMOVED, "what it was to work on is gone");
        case READY -> start(task, instance, state);
      }
    }

    private void start(Task task, TaskInstance instance, @Nullable TaskState state) {
      if (isHeldByThePast(task)) {
        waitsForPast = true;
        return;
      }
      if (task.isMapped() && instance.mapIndex() < 0) {
        expand(task, instance);
        return;
      }
      if (task.operator().kind() == OperatorKind.EMPTY
          && task.callbacks().isEmpty()
          && task.outlets().isEmpty()) {
        // Nothing is to be done, so nobody has to be found who does it.
        settle(instance, TaskState.SUCCESS, null);
        return;
      }
      steps.add(new Step.Schedule(instance, state != TaskState.UP_FOR_RESCHEDULE));
      states.put(instance.id(), TaskState.SCHEDULED);
    }

    private void expand(Task task, TaskInstance instance) {
      Integer length = left.lists().get(task.id());
      if (length == null) {
        settle(
            instance,
            TaskState.UPSTREAM_FAILED,
            "the list over which it is mapped was not returned by the task before it");
      } else if (length == 0) {
        settle(instance, TaskState.SKIPPED, "the list over which it is mapped is empty");
      } else if (length > MOST_INSTANCES) {
        settle(
            instance,
            TaskState.FAILED,
            "the list over which it is mapped has %d elements (at most %d)"
                .formatted(length, MOST_INSTANCES));
      } else {
        List<@Nullable String> labels = new ArrayList<>();
        for (int i = 0; i < length; i++) {
          labels.add(null);
        }
        steps.add(new Step.Expand(instance, task, labels));
        expanding.add(task.id());
      }
    }

    private boolean isBeyondItsDates(Task task) {
      Instant date = run.logicalDate();
      Instant first = task.startDate();
      Instant last = task.endDate();
      return date != null
          && ((first != null && date.isBefore(first)) || (last != null && date.isAfter(last)));
    }

    private boolean isSkippedByAnother(Task task) {
      for (Map.Entry<String, Set<String>> choice : left.skipped().entrySet()) {
        if (choice.getValue().contains(task.id())
            && byTask.getOrDefault(choice.getKey(), List.of()).stream()
                .allMatch(instance -> state(instance) == TaskState.SUCCESS)) {
          return true;
        }
      }
      return false;
    }

    /**
     * The states of all instances directly before a task; one that is about to be many has none.
     */
    private List<@Nullable TaskState> statesBefore(Task task) {
      List<@Nullable TaskState> before = new ArrayList<>();
      for (String id : task.upstream()) {
        for (TaskInstance instance : byTask.getOrDefault(id, List.of())) {
          TaskState state = state(instance);
          // A task that the run does not have counts for nothing; one of many counts.
          if (state != TaskState.REMOVED || instance.mapIndex() >= 0) {
            before.add(state);
          }
        }
        if (!byTask.containsKey(id)) {
          before.add(null);
        }
      }
      return before;
    }

    private String failed(Task task) {
      return task.upstream().stream()
          .filter(
              id ->
                  byTask.getOrDefault(id, List.of()).stream()
                      .anyMatch(
                          instance ->
                              state(instance) == TaskState.FAILED
                                  || state(instance) == TaskState.UPSTREAM_FAILED))
          .collect(Collectors.joining(", "));
    }

    private boolean isHeldByThePast(Task task) {
      if (!task.dependsOnPast() && !task.waitForDownstream()) {
        return false;
      }
      if (!past.exists()) {
        return false;
      }
      List<@Nullable TaskState> same = past.states().get(task.id());
      if (same == null) {
        // The run before did not have the task.
        return false;
      }
      if (!same.stream().allMatch(Pass::isGood)) {
        return true;
      }
      return task.waitForDownstream()
          && dag.downstream(task.id()).stream()
              .flatMap(id -> past.states().getOrDefault(id, List.of()).stream())
              .anyMatch(state -> !isGood(state));
    }

    private static boolean isGood(@Nullable TaskState state) {
      return state == TaskState.SUCCESS || state == TaskState.SKIPPED;
    }

    private RunDecision outcome() {
      List<@Nullable TaskState> all = new ArrayList<>();
      List<@Nullable TaskState> leaves = new ArrayList<>();
      Set<String> leafIds = dag.leaves().stream().map(Task::id).collect(Collectors.toSet());
      byTask.forEach(
          (taskId, instances) -> {
            for (TaskInstance instance : instances) {
              all.add(state(instance));
              if (leafIds.contains(taskId)) {
                leaves.add(state(instance));
              }
            }
          });
      Optional<RunOutcome> outcome = RunOutcome.of(leaves, all);
      if (outcome.isPresent()) {
        return new RunDecision(
            steps,
            Optional.of(outcome.get() == RunOutcome.SUCCESS ? RunState.SUCCESS : RunState.FAILED),
            null,
            Optional.empty());
      }
      boolean isStuck =
          !waitsForPast && all.stream().allMatch(state -> state == null || state.isFinished());
      if (isStuck) {
        return new RunDecision(
            steps,
            Optional.of(RunState.FAILED),
            "no task of it can run any more, and some have not run",
            Optional.empty());
      }
      return new RunDecision(steps, Optional.empty(), null, Optional.ofNullable(next));
    }
  }
}
