package vn.edulake.orchestration.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.execute.Connections;
import vn.edulake.orchestration.execute.Services;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Resources;
import vn.edulake.orchestration.store.Resources.Connection;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.Seal;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;
import vn.edulake.orchestration.timetable.RunInfo;

/** What the work of one try may ask for, from the database. */
final class TaskServices implements Services {
  private final Jdbi jdbi;
  private final Seal seal;
  private final Bag bag;
  private final SchedulerOptions options;
  private final Clock clock;
  private final DagRun run;
  private final TaskInstance instance;

  TaskServices(
      Jdbi jdbi,
      Seal seal,
      Bag bag,
      SchedulerOptions options,
      Clock clock,
      DagRun run,
      TaskInstance instance) {
    this.jdbi = jdbi;
    this.seal = seal;
    this.bag = bag;
    this.options = options;
    this.clock = clock;
    this.run = run;
    this.instance = instance;
  }

  @Override
  public Optional<Connection> connection(String id) {
    return Connections.find(
        id,
        options.environment(),
        wanted -> jdbi.withHandle(handle -> new Resources(handle, seal).connection(wanted)));
  }

  @Override
  public Path project() {
    return options.project();
  }

  @Override
  public Map<String, String> environment() {
    return options.environment();
  }

  @Override
  public Optional<DagRun> run(String dagId, Instant logicalDate) {
    return jdbi.withHandle(handle -> new Runs(handle).find(dagId, logicalDate));
  }

  @Override
  public Optional<DagRun> run(String dagId, String runId) {
    return jdbi.withHandle(handle -> new Runs(handle).find(dagId, runId));
  }

  @Override
  public List<@Nullable TaskState> states(DagRun other, String taskId) {
    return jdbi.withHandle(
        handle -> {
          List<@Nullable TaskState> states = new java.util.ArrayList<>();
          for (TaskInstance each : new TaskInstances(handle).ofRun(other.key())) {
            if (each.taskId().equals(taskId)) {
              states.add(each.state());
            }
          }
          return states;
        });
  }

  @Override
  public List<Task> tasksOfGroup(String dagId, String groupId) {
    return bag.find(dagId)
        .map(
            known ->
                known.dag().tasks().stream()
                    .filter(
                        task ->
                            task.groupId() != null
                                && (task.groupId().equals(groupId)
                                    || task.groupId().startsWith(groupId + ".")))
                    .toList())
        .orElse(List.of());
  }

  @Override
  public void started(long pid) {
    jdbi.useTransaction(
        handle -> new TaskInstances(handle).pid(instance.id(), instance.tryNumber(), pid));
  }

  @Override
  public boolean isKnown(String dagId) {
    return jdbi.withHandle(handle -> new Catalogue(handle).find(dagId)).isPresent();
  }

  @Override
  public boolean isLatest(DagRun which) {
    Instant date = which.logicalDate();
    if (date == null) {
      return true;
    }
    Instant now = clock.instant();
    boolean hasLater =
        jdbi.withHandle(handle -> new Runs(handle).newest(which.dagId(), 50)).stream()
            .anyMatch(other -> other.logicalDate() != null && other.logicalDate().isAfter(date));
    Optional<RunInfo> next =
        jdbi.withHandle(handle -> new Catalogue(handle).find(which.dagId()))
            .flatMap(Catalogue.Entry::next);
    return !hasLater && next.map(due -> due.runAfter().isAfter(now)).orElse(true);
  }

  @Override
  public Optional<String> trigger(
      String dagId,
      @Nullable String runId,
      @Nullable Instant logicalDate,
      Map<String, @Nullable Object> conf,
      boolean reset) {
    return new Control(jdbi, bag, clock)
        .triggerFromTask(dagId, runId, logicalDate, conf, reset, run.dagId());
  }

  @Override
  public void push(String key, @Nullable Object value) {
    jdbi.useTransaction(
        handle ->
            new Journal(handle)
                .push(run, instance.taskId(), instance.mapIndex(), key, value, clock.instant()));
  }

  @Override
  public Optional<Object> pull(String key) {
    return jdbi.withHandle(
            handle ->
                new Journal(handle).xcom(run.key(), instance.taskId(), instance.mapIndex(), key))
        .map(Journal.Xcom::value);
  }
}
