package vn.edulake.orchestration.dag;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A graph of tasks with a schedule. Ids are unique, every dependency is known and no task waits for
 * itself by way of others.
 *
 * @param id letters, digits, {@code _ - .}, at most 250
 * @param timezone of the cron expressions and of dates without one
 * @param startDate no run has a logical date before it; null when only a person starts runs
 * @param endDate no run has a logical date after it, or null
 * @param catchup whether missed ticks are made up for
 * @param maxActiveRuns runs at a time
 * @param maxActiveTasks task instances at a time over all runs
 * @param maxConsecutiveFailedRuns after so many the DAG is paused; 0 for never
 * @param runTimeout after which a running run fails, or null
 * @param pausedUponCreation whether it starts paused; null for the scheduler's default
 * @param failFast whether the first failed task ends the run
 * @param tasks before-after order: each stands behind those that it waits for
 */
public record Dag(
    String id,
    String displayName,
    @Nullable String description,
    Schedule schedule,
    ZoneId timezone,
    @Nullable Instant startDate,
    @Nullable Instant endDate,
    boolean catchup,
    int maxActiveRuns,
    int maxActiveTasks,
    int maxConsecutiveFailedRuns,
    @Nullable Duration runTimeout,
    @Nullable Boolean pausedUponCreation,
    boolean failFast,
    boolean rendersNativeObjects,
    @Nullable String docMd,
    SortedSet<String> tags,
    Map<String, Param> params,
    Map<String, @Nullable Object> defaultArgs,
    Callbacks callbacks,
    List<Deadline> deadlines,
    List<TaskGroup> groups,
    List<Task> tasks,
    Source source) {
  /** Airflow's limits of active runs and tasks of a DAG. */
  public static final int DEFAULT_ACTIVE = 16;

  private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}_.-]+");
  private static final int LONGEST_ID = 250;

  /**
   * Where it stands.
   *
   * @param file relative to the folder of DAG files, with {@code /}
   * @param line of its key, counted from 1
   */
  public record Source(String file, int line) {}

  public Dag {
    checkId("dag", id);
    atLeast("max_active_runs", maxActiveRuns, 1);
    atLeast("max_active_tasks", maxActiveTasks, 1);
    atLeast("max_consecutive_failed_dag_runs", maxConsecutiveFailedRuns, 0);
    if (startDate != null && endDate != null && endDate.isBefore(startDate)) {
      throw new IllegalArgumentException(
          "Invalid end_date: " + endDate + " (not before start_date " + startDate + ")");
    }
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    defaultArgs = Collections.unmodifiableMap(new LinkedHashMap<>(defaultArgs));
    deadlines = List.copyOf(deadlines);
    groups = List.copyOf(groups);
    checkIds(groups, tasks);
    tasks = List.copyOf(inOrder(tasks));
  }

  /** The task of an id. */
  public Optional<Task> find(String taskId) {
    return tasks.stream().filter(task -> task.id().equals(taskId)).findFirst();
  }

  /** The ids of the tasks that come directly after one. */
  public Set<String> downstream(String taskId) {
    return tasks.stream()
        .filter(task -> task.upstream().contains(taskId))
        .map(Task::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The ids of all tasks that come after one, near or far. */
  public Set<String> allDownstream(String taskId) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(taskId));
    while (!open.isEmpty()) {
      for (String next : downstream(open.pop())) {
        if (found.add(next)) {
          open.push(next);
        }
      }
    }
    return found;
  }

  /** The ids of all tasks that come before one, near or far. */
  public Set<String> allUpstream(String taskId) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(taskId));
    while (!open.isEmpty()) {
      for (String next : find(open.pop()).map(Task::upstream).orElse(Set.of())) {
        if (found.add(next)) {
          open.push(next);
        }
      }
    }
    return found;
  }

  /** The tasks after which none comes: they decide how a run ended. */
  public List<Task> leaves() {
    Set<String> waitedFor =
        tasks.stream().flatMap(task -> task.upstream().stream()).collect(Collectors.toSet());
    return tasks.stream().filter(task -> !waitedFor.contains(task.id())).toList();
  }

  /** The tasks that wait for none. */
  public List<Task> roots() {
    return tasks.stream().filter(task -> task.upstream().isEmpty()).toList();
  }

  /** Whose its tasks are, once each. */
  public SortedSet<String> owners() {
    return tasks.stream().map(Task::owner).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The weight of a task that its weight rule says; a higher one goes first. */
  public int totalPriority(Task task) {
    Set<String> counted =
        switch (task.placement().weightRule()) {
          case ABSOLUTE -> Set.of();
          case DOWNSTREAM -> allDownstream(task.id());
          case UPSTREAM -> allUpstream(task.id());
        };
    return task.placement().priority()
        + tasks.stream()
            .filter(other -> counted.contains(other.id()))
            .mapToInt(other -> other.placement().priority())
            .sum();
  }

  static void checkId(String what, String id) {
    if (id.length() > LONGEST_ID || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "Invalid "
              + what
              + " id: '"
              + id
              + "' (letters, digits, '_', '-' and '.', at most "
              + LONGEST_ID
              + ")");
    }
  }

  private static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": " + value + " (" + least + " or more)");
    }
  }

  private static void checkIds(List<TaskGroup> groups, List<Task> tasks) {
    Set<String> groupIds = new HashSet<>();
    Set<String> used = new HashSet<>();
    for (TaskGroup group : groups) {
      if (!used.add(group.id())) {
        throw new IllegalArgumentException("Duplicate group id: " + group.id());
      }
      groupIds.add(group.id());
    }
    for (TaskGroup group : groups) {
      if (group.parentId() != null && !groupIds.contains(group.parentId())) {
        throw new IllegalArgumentException(
            "Unknown group: " + group.parentId() + ", parent of " + group.id());
      }
    }
    for (Task task : tasks) {
      if (!used.add(task.id())) {
        throw new IllegalArgumentException("Duplicate task id: " + task.id());
      }
      if (task.groupId() != null && !groupIds.contains(task.groupId())) {
        throw new IllegalArgumentException("Unknown group: " + task.groupId() + " of " + task.id());
      }
    }
  }

  /** Kahn's order; the order of the file decides among those that could come next. */
  private static List<Task> inOrder(List<Task> tasks) {
    Map<String, Task> byId = new LinkedHashMap<>();
    tasks.forEach(task -> byId.put(task.id(), task));
    Map<String, Integer> open = new HashMap<>();
    for (Task task : tasks) {
      for (String before : task.upstream()) {
        if (!byId.containsKey(before)) {
          throw new IllegalArgumentException(
              "Unknown dependency of task " + task.id() + ": " + before);
        }
      }
      open.put(task.id(), task.upstream().size());
    }
    Map<String, Task> left = new LinkedHashMap<>(byId);
    Map<String, Task> sorted = new LinkedHashMap<>();
    while (!left.isEmpty()) {
      List<Task> ready = left.values().stream().filter(task -> isZero(open, task)).toList();
      if (ready.isEmpty()) {
        throw new IllegalArgumentException(
            "Invalid dependencies: the tasks wait for each other in a circle: "
                + String.join(", ", new TreeSet<>(left.keySet())));
      }
      for (Task task : ready) {
        sorted.put(task.id(), task);
        left.remove(task.id());
      }
      for (Task waiting : left.values()) {
        open.put(
            waiting.id(),
            (int) waiting.upstream().stream().filter(id -> !sorted.containsKey(id)).count());
      }
    }
    return List.copyOf(sorted.values());
  }

  private static boolean isZero(Map<String, Integer> open, Task task) {
    return Integer.valueOf(0).equals(open.get(task.id()));
  }
}
