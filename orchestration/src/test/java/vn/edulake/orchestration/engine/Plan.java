package vn.edulake.orchestration.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Callbacks;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Expansion;
import vn.edulake.orchestration.dag.Operator;
import vn.edulake.orchestration.dag.OperatorKind;
import vn.edulake.orchestration.dag.Placement;
import vn.edulake.orchestration.dag.Retries;
import vn.edulake.orchestration.dag.Schedule;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.dag.TriggerRule;

/** A DAG in the making, for tests. */
final class Plan {
  private final String id;
  private final List<Task> tasks = new ArrayList<>();
  private int maxActiveTasks = 16;
  private @Nullable Duration runTimeout;
  private boolean failFast;

  private Plan(String id) {
    this.id = id;
  }

  static Plan dag(String id) {
    return new Plan(id);
  }

  /** A task that runs a command after others; {@code "b < a c"} comes after a and c. */
  Plan task(String line) {
    return task(line, Step::same);
  }

  Plan task(String line, UnaryOperator<Step> change) {
    String[] parts = line.split("<");
    Set<String> upstream = new LinkedHashSet<>();
    if (parts.length > 1) {
      upstream.addAll(List.of(parts[1].strip().split(" ")));
    }
    tasks.add(change.apply(new Step()).build(parts[0].strip(), upstream));
    return this;
  }

  Plan maxActiveTasks(int most) {
    maxActiveTasks = most;
    return this;
  }

  Plan runTimeout(Duration most) {
    runTimeout = most;
    return this;
  }

  Plan failFast() {
    failFast = true;
    return this;
  }

  Dag build() {
    return new Dag(
        id,
        id,
        null,
        new Schedule.Manual(),
        ZoneId.of("UTC"),
        null,
        null,
        false,
        16,
        maxActiveTasks,
        0,
        runTimeout,
        null,
        failFast,
        false,
        null,
        new TreeSet<>(),
        Map.of(),
        Map.of(),
        Callbacks.NONE,
        List.of(),
        List.of(),
        tasks,
        new Dag.Source("plan.yml", 1));
  }

  /** What a task has beside its place. */
  static final class Step {
    private OperatorKind kind = OperatorKind.BASH;
    private TriggerRule rule = TriggerRule.ALL_SUCCESS;
    private Retries retries = Retries.NONE;
    private Placement placement = Placement.DEFAULT;
    private boolean dependsOnPast;
    private boolean waitForDownstream;
    private Optional<Expansion> expansion = Optional.empty();
    private @Nullable Instant startDate;

    Step same() {
      return this;
    }

    Step kind(OperatorKind value) {
      kind = value;
      return this;
    }

    Step rule(TriggerRule value) {
      rule = value;
      return this;
    }

    Step retries(int count, Duration delay, double backoff) {
      retries = new Retries(count, delay, backoff, null);
      return this;
    }

    Step placement(Placement value) {
      placement = value;
      return this;
    }

    Step dependsOnPast() {
      dependsOnPast = true;
      return this;
    }

    Step waitForDownstream() {
      dependsOnPast = true;
      waitForDownstream = true;
      return this;
    }

    Step mappedOver(String taskId) {
      expansion =
          Optional.of(
              new Expansion(Map.of("env", new Expansion.Input.Output(taskId, "return_value"))));
      return this;
    }

    Step startDate(Instant value) {
      startDate = value;
      return this;
    }

    Task build(String taskId, Set<String> upstream) {
      Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
      if (kind == OperatorKind.BASH) {
        arguments.put("bash_command", "true");
      }
      return new Task(
          taskId,
          taskId,
          null,
          new Operator(kind.classNames().get(0), kind, arguments),
          upstream,
          rule,
          "airflow",
          retries,
          placement,
          null,
          dependsOnPast,
          waitForDownstream,
          true,
          true,
          startDate,
          null,
          Callbacks.NONE,
          Optional.empty(),
          expansion,
          Map.of(),
          null,
          List.of(),
          List.of(),
          Map.of(),
          null,
          1);
    }
  }
}
