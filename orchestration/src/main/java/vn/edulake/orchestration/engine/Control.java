package vn.edulake.orchestration.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Param;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.Backfills;
import vn.edulake.orchestration.store.Backfills.Part;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.RunState;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.Runs.NewRun;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;
import vn.edulake.orchestration.timetable.DataInterval;
import vn.edulake.orchestration.timetable.Restriction;
import vn.edulake.orchestration.timetable.RunIds;
import vn.edulake.orchestration.timetable.RunInfo;
import vn.edulake.orchestration.timetable.RunType;
import vn.edulake.orchestration.timetable.Timetable;

/**
 * What people do: start, clear, mark, pause, fill the past. Each is one transaction and leaves a
 * line in the log of events.
 */
public final class Control {
  private static final int MOST_RUNS = 5000;

  private final Jdbi jdbi;
  private final Bag bag;
  private final Clock clock;

  public Control(Jdbi jdbi, Bag bag, Clock clock) {
    this.jdbi = jdbi;
    this.bag = bag;
    this.clock = clock;
  }

  /**
   * A run that somebody asks for; what is null is derived.
   *
   * @param by Airflow's word for what it came through: {@code cli, rest_api, ui, …}
   */
  public record Trigger(
      String dagId,
      @Nullable String runId,
      @Nullable Instant logicalDate,
      @Nullable DataInterval interval,
      @Nullable Instant runAfter,
      Map<String, @Nullable Object> conf,
      @Nullable String note,
      String by,
      @Nullable String user,
      @Nullable UUID reservedBy) {}

  private Bag.Known known(String dagId) {
    jdbi.useHandle(bag::refresh);
    return bag.find(dagId).orElseThrow(() -> unknownDag(dagId));
  }

  /** The error for a DAG that there is none of. */
  public static UserError unknownDag(String dagId) {
    return new UserError(
        ErrorCode.DAG_UNKNOWN,
        "Unknown DAG: " + dagId + ". `./lake dag list` shows those that there are.");
  }

  /**
   * Starts a run.
   *
   * @throws UserError when the DAG is unknown, a param is wrong, or there is a run of that id or
   *     date
   */
  public DagRun trigger(Trigger ask) {
    Bag.Known known = known(ask.dagId());
    checkParams(known.dag(), ask.conf());
    Instant now = clock.instant();
    Instant after = ask.runAfter() == null ? now : ask.runAfter();
    return jdbi.inTransaction(
        handle -> {
          Optional<DagRun> run = create(handle, known, ask, after, RunType.MANUAL, now);
          run.ifPresent(
              made ->
                  new Journal(handle)
                      .write(
                          "trigger_dag_run",
                          user(ask.user()),
                          made,
                          null,
                          null,
                          ask.conf().isEmpty() ? null : String.join(",", ask.conf().keySet()),
                          now));
          return run.orElseThrow(
              () ->
                  new UserError(
                      ErrorCode.DAG_CONFLICT,
                      "Cannot start a run of "
                          + ask.dagId()
                          + ": there is one of this id or logical date already. Nothing was"
                          + " started."));
        });
  }

  private static String user(@Nullable String user) {
    return user == null ? "anonymous" : user;
  }

  private static Optional<DagRun> create(
      Handle handle, Bag.Known known, Trigger ask, Instant after, RunType type, Instant now) {
    DataInterval interval = ask.interval();
    Instant logical = ask.logicalDate();
    if (interval == null) {
      Instant reference = logical == null ? after : logical;
      interval =
          known
              .dag()
              .schedule()
              .findTimetable()
              .map(timetable -> timetable.manual(reference))
              .orElseGet(() -> DataInterval.at(reference));
    }
    String given = ask.runId();
    String runId = given == null ? RunIds.untimed(type, logical, after, RunMaker.letters()) : given;
    return RunMaker.create(
        handle,
        known,
        new NewRun(
            ask.dagId(),
            runId,
            type,
            logical,
            interval,
            after,
            ask.conf(),
            ask.note(),
            ask.by(),
            ask.user(),
            null,
            null,
            known.version(),
            ask.reservedBy()),
        now);
  }

  /** Starts a run that materializes an asset. */
  public DagRun materialize(String dagId, @Nullable String user) {
    Bag.Known known = known(dagId);
    Instant now = clock.instant();
    Trigger ask =
        new Trigger(dagId, null, null, null, null, Map.of(), null, "rest_api", user, null);
    return jdbi.inTransaction(
        handle ->
            create(handle, known, ask, now, RunType.ASSET_MATERIALIZATION, now).orElseThrow());
  }

  Optional<String> triggerFromTask(
      String dagId,
      @Nullable String runId,
      @Nullable Instant logicalDate,
      Map<String, @Nullable Object> conf,
      boolean reset,
      String fromDag) {
    Bag.Known known = known(dagId);
    checkParams(known.dag(), conf);
    Instant now = clock.instant();
    Trigger ask =
        new Trigger(dagId, runId, logicalDate, null, null, conf, null, "operator", fromDag, null);
    return jdbi.inTransaction(
        handle -> {
          Optional<DagRun> made = create(handle, known, ask, now, RunType.MANUAL, now);
          if (made.isPresent() || !reset) {
            return made.map(DagRun::runId);
          }
          Runs runs = new Runs(handle);
          Optional<DagRun> there =
              runId != null
                  ? runs.find(dagId, runId)
                  : logicalDate != null ? runs.find(dagId, logicalDate) : Optional.empty();
          there.ifPresent(
              run -> {
                clear(handle, known.dag(), List.of(run), ids -> true, false, now);
                runs.requeue(run.key(), now, conf);
              });
          return there.map(DagRun::runId);
        });
  }

  private static void checkParams(Dag dag, Map<String, @Nullable Object> conf) {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, Param> entry : dag.params().entrySet()) {
      Param param = entry.getValue();
      boolean allowsNull =
          !param.schema().containsKey("type")
              || String.valueOf(param.schema().get("type")).contains("null");
      if (param.value() == null && conf.get(entry.getKey()) == null && !allowsNull) {
        missing.add(entry.getKey());
      }
    }
    if (!missing.isEmpty()) {
      throw new UserError(
          ErrorCode.USAGE,
          "Missing params of DAG "
              + dag.id()
              + ": "
              + String.join(", ", missing)
              + ". Give them in the conf. Nothing was started.");
    }
  }

  /** Pauses a DAG or lets it go on; false when it was so already. */
  public boolean pause(String dagId, boolean paused, @Nullable String user) {
    known(dagId);
    return jdbi.inTransaction(
        handle -> {
          boolean changed = new Catalogue(handle).pause(dagId, paused, clock.instant());
          if (changed) {
            new Journal(handle)
                .write(
                    paused ? "paused" : "unpaused",
                    user(user),
                    null,
                    dagId,
                    null,
                    null,
                    clock.instant());
          }
          return changed;
        });
  }

  /**
   * What is to be cleared.
   *
   * @param runId null for all runs that are chosen otherwise
   * @param from of logical dates, or null
   * @param to of logical dates, inclusive, or null
   * @param tasks ids, or {@code id[3]}; empty for all
   * @param onlyFailed those alone that failed or could not run
   * @param onlyRunning those alone that run
   */
  public record Clear(
      String dagId,
      @Nullable String runId,
      @Nullable Instant from,
      @Nullable Instant to,
      Set<String> tasks,
      boolean downstream,
      boolean upstream,
      boolean future,
      boolean past,
      boolean onlyFailed,
      boolean onlyRunning,
      boolean resetRuns,
      boolean dryRun,
      @Nullable String user) {}

  /**
   * Has task instances run again: those that are named, and as it is asked those before and after
   * them, in earlier and later runs.
   *
   * @return what was cleared, or would be
   */
  public List<TaskInstance> clear(Clear ask) {
    Bag.Known known = known(ask.dagId());
    Dag dag = known.dag();
    Set<String> wanted = new LinkedHashSet<>();
    for (String task : ask.tasks()) {
      String id = task.replaceFirst("\\[\\d+]$", "");
      if (dag.find(id).isEmpty()) {
        throw new UserError(
            ErrorCode.DAG_UNKNOWN,
            "Unknown task of DAG %s: %s. Known: %s. Nothing was cleared."
                .formatted(
                    dag.id(),
                    id,
                    String.join(", ", dag.tasks().stream().map(each -> each.id()).toList())));
      }
      wanted.add(id);
    }
    Set<String> more = new LinkedHashSet<>();
    for (String id : wanted) {
      if (ask.downstream()) {
        more.addAll(dag.allDownstream(id));
      }
      if (ask.upstream()) {
        more.addAll(dag.allUpstream(id));
      }
    }
    java.util.function.Predicate<TaskInstance> chosen =
        instance ->
            (ask.tasks().isEmpty()
                    || more.contains(instance.taskId())
                    || ask.tasks().contains(instance.taskId())
                    || ask.tasks().contains(instance.label()))
                && (!ask.onlyFailed() || isFailure(instance.state()))
                && (!ask.onlyRunning() || instance.state() == TaskState.RUNNING);
    Instant now = clock.instant();
    return jdbi.inTransaction(
        handle -> {
          List<DagRun> runs = runs(handle, ask);
          if (ask.dryRun()) {
            return chosen(handle, runs, chosen);
          }
          List<TaskInstance> cleared = clear(handle, dag, runs, chosen, ask.resetRuns(), now);
          Journal journal = new Journal(handle);
          journal.write(
              "clear",
              user(ask.user()),
              runs.isEmpty() ? null : runs.get(0),
              dag.id(),
              null,
              cleared.size() + " task instances",
              now);
          return cleared;
        });
  }

  private static boolean isFailure(@Nullable TaskState state) {
    return state == TaskState.FAILED || state == TaskState.UPSTREAM_FAILED;
  }

  private static List<DagRun> runs(Handle handle, Clear ask) {
    Runs runs = new Runs(handle);
    List<DagRun> all = runs.newest(ask.dagId(), MOST_RUNS);
    String runId = ask.runId();
    if (runId == null) {
      return all.stream().filter(run -> isWithin(run.logicalDate(), ask.from(), ask.to())).toList();
    }
    DagRun named = runs.find(ask.dagId(), runId).orElseThrow(() -> unknownRun(ask.dagId(), runId));
    Instant date = named.logicalDate();
    return all.stream()
        .filter(
            run ->
                run.key() == named.key()
                    || (date != null
                        && run.logicalDate() != null
                        && ((ask.future() && run.logicalDate().isAfter(date))
                            || (ask.past() && run.logicalDate().isBefore(date)))))
        .toList();
  }

  private static boolean isWithin(
      @Nullable Instant date, @Nullable Instant from, @Nullable Instant to) {
    if (from == null && to == null) {
      return true;
    }
    return date != null
        && (from == null || !date.isBefore(from))
        && (to == null || !date.isAfter(to));
  }

  /** The error for a run that there is none of. */
  public static UserError unknownRun(String dagId, String runId) {
    return new UserError(
        ErrorCode.DAG_UNKNOWN,
        "Unknown run of DAG %s: %s. `./lake dag runs %s` shows those that there are."
            .formatted(dagId, runId, dagId));
  }

  private static List<TaskInstance> chosen(
      Handle handle, List<DagRun> runs, java.util.function.Predicate<TaskInstance> chosen) {
    List<TaskInstance> all = new ArrayList<>();
    for (DagRun run : runs) {
      new TaskInstances(handle).ofRun(run.key()).stream().filter(chosen).forEach(all::add);
    }
    return all;
  }

  private static List<TaskInstance> clear(
      Handle handle,
      Dag dag,
      Collection<DagRun> runs,
      java.util.function.Predicate<TaskInstance> chosen,
      boolean resetRuns,
      Instant now) {
    List<TaskInstance> cleared = new ArrayList<>();
    Runs all = new Runs(handle);
    TaskInstances instances = new TaskInstances(handle);
    List<DagRun> inOrder = new ArrayList<>(runs);
    inOrder.sort(java.util.Comparator.comparingLong(DagRun::key));
    for (DagRun run : inOrder) {
      all.lock(run.key());
      boolean any = false;
      for (TaskInstance instance : instances.ofRun(run.key())) {
        if (!chosen.test(instance)) {
          continue;
        }
        int retries = dag.find(instance.taskId()).map(task -> task.retries().count()).orElse(0);
        if (instances.clear(instance, instance.tryNumber() + retries, now)) {
          cleared.add(instance);
          any = true;
          new Journal(handle)
              .forgetXcom(run.key(), instance.taskId(), instance.mapIndex(), Decider.SKIPPED);
        }
      }
      if (any) {
        if (run.state().isFinished() && resetRuns) {
          all.requeue(run.key(), now, null);
        } else {
          all.touch(run.key(), now);
        }
      }
    }
    return cleared;
  }

  private static DagRun locked(Runs runs, String dagId, String runId) {
    return runs.find(dagId, runId)
        .flatMap(found -> runs.lock(found.key()))
        .orElseThrow(() -> unknownRun(dagId, runId));
  }

  /** Sets the state of a run and of its instances that have not ended: Airflow's mark. */
  public DagRun mark(String dagId, String runId, RunState state, @Nullable String user) {
    Instant now = clock.instant();
    Bag.Known known = known(dagId);
    return jdbi.inTransaction(
        handle -> {
          Runs runs = new Runs(handle);
          DagRun run = locked(runs, dagId, runId);
          TaskInstances instances = new TaskInstances(handle);
          switch (state) {
            case QUEUED -> {
              clear(handle, known.dag(), List.of(run), each -> true, false, now);
              runs.requeue(run.key(), now, null);
            }
            case RUNNING -> runs.force(run.key(), state, now);
            case SUCCESS, FAILED -> {
              for (TaskInstance instance : instances.ofRun(run.key())) {
                markWithRun(instances, instance, state, now);
              }
              runs.force(run.key(), state, now);
            }
          }
          new Journal(handle)
              .write("set_dag_run_state_" + state.word(), user(user), run, null, null, null, now);
          return runs.find(run.key()).orElseThrow();
        });
  }

  private static void markWithRun(
      TaskInstances instances, TaskInstance instance, RunState state, Instant now) {
    TaskState before = instance.state();
    if (state == RunState.SUCCESS) {
      if (before != TaskState.SUCCESS && before != TaskState.SKIPPED) {
        instances.force(instance.id(), TaskState.SUCCESS, "its run was marked success", now);
      }
    } else if (before == TaskState.RUNNING || before == TaskState.QUEUED) {
      instances.force(instance.id(), TaskState.FAILED, "its run was marked failed", now);
    } else if (before == null || !before.isFinished()) {
      instances.force(instance.id(), TaskState.SKIPPED, "its run was marked failed", now);
    }
  }

  /**
   * Sets the state of a task instance; those after it that could not run because of it are cleared.
   */
  public TaskInstance mark(
      String dagId,
      String runId,
      String taskId,
      int mapIndex,
      TaskState state,
      @Nullable String user) {
    Instant now = clock.instant();
    Bag.Known known = known(dagId);
    return jdbi.inTransaction(
        handle -> {
          Runs runs = new Runs(handle);
          DagRun run = locked(runs, dagId, runId);
          TaskInstances instances = new TaskInstances(handle);
          TaskInstance instance =
              instances
                  .find(run.key(), taskId, mapIndex)
                  .orElseThrow(
                      () ->
                          new UserError(
                              ErrorCode.DAG_UNKNOWN,
                              "Unknown task of run %s of %s: %s. Nothing was changed."
                                  .formatted(runId, dagId, taskId)));
          instances.force(instance.id(), state, "marked by " + user(user), now);
          if (state == TaskState.SUCCESS || state == TaskState.SKIPPED) {
            Set<String> after = known.dag().allDownstream(taskId);
            clear(
                handle,
                known.dag(),
                List.of(run),
                each -> after.contains(each.taskId()) && each.state() == TaskState.UPSTREAM_FAILED,
                true,
                now);
          }
          runs.touch(run.key(), now);
          new Journal(handle)
              .write("set_task_state_" + state.word(), user(user), run, null, instance, null, now);
          return instances.find(instance.id()).orElseThrow();
        });
  }

  /**
   * Runs for past times.
   *
   * @param reprocess Airflow's word: {@code none, failed} or {@code completed}
   */
  public record Fill(
      String dagId,
      Instant from,
      Instant to,
      boolean backwards,
      Map<String, @Nullable Object> conf,
      String reprocess,
      int maxActiveRuns,
      @Nullable String user) {}

  /** The times that a backfill would run for. */
  public List<RunInfo> times(Fill ask) {
    Dag dag = known(ask.dagId()).dag();
    Timetable timetable =
        dag.schedule()
            .findTimetable()
            .filter(Timetable::isPeriodic)
            .orElseThrow(
                () ->
                    new UserError(
                        ErrorCode.DAG_CONFLICT,
                        "Cannot fill the past of DAG "
                            + ask.dagId()
                            + ": its schedule has no times to walk through. Nothing was"
                            + " started."));
    List<RunInfo> times = new ArrayList<>();
    Restriction restriction = new Restriction(ask.from(), ask.to(), true);
    Optional<RunInfo> next = timetable.next(null, restriction, ask.from());
    while (next.isPresent() && !next.get().logicalDate().isAfter(ask.to())) {
      if (times.size() == MOST_RUNS) {
        throw new UserError(
            ErrorCode.USAGE,
            "Cannot fill the past of DAG %s: there are more than %d times between the first and the"
                    .formatted(ask.dagId(), MOST_RUNS)
                + " last. Ask for fewer at once. Nothing was started.");
      }
      if (!next.get().logicalDate().isBefore(ask.from())) {
        times.add(next.get());
      }
      next = timetable.next(next.get().interval(), restriction, ask.from());
    }
    if (ask.backwards()) {
      Collections.reverse(times);
    }
    return times;
  }

  /**
   * Makes runs for past times.
   *
   * @throws UserError when one of the DAG goes on, the times are wrong, or tasks depend on the past
   *     and it goes backwards
   */
  public long backfill(Fill ask) {
    List<RunInfo> times = times(ask);
    Bag.Known known = known(ask.dagId());
    if (ask.from().isAfter(ask.to())) {
      throw new UserError(
          ErrorCode.USAGE, "Invalid times: the first is after the last. Nothing was started.");
    }
    if (!Set.of("none", "failed", "completed").contains(ask.reprocess())) {
      throw new UserError(
          ErrorCode.USAGE,
          "Invalid reprocess behavior: " + ask.reprocess() + " (none, failed, completed)");
    }
    if (ask.maxActiveRuns() < 1) {
      throw new UserError(
          ErrorCode.USAGE,
          "Invalid max active runs: " + ask.maxActiveRuns() + " (1 or more). Nothing was started.");
    }
    if (ask.backwards() && Decider.dependsOnPast(known.dag())) {
      throw new UserError(
          ErrorCode.DAG_CONFLICT,
          "Cannot run DAG "
              + ask.dagId()
              + " backwards: it has tasks that depend on the past. Nothing was started.");
    }
    Instant now = clock.instant();
    return jdbi.inTransaction(
        handle -> {
          Backfills backfills = new Backfills(handle);
          backfills.all(ask.dagId()).stream()
              .filter(other -> other.completedAt() == null)
              .findFirst()
              .ifPresent(
                  other -> {
                    throw new UserError(
                        ErrorCode.DAG_CONFLICT,
                        "Cannot fill the past of DAG %s: backfill %d of it goes on. Nothing was started."
                            .formatted(ask.dagId(), other.id()));
                  });
          long id =
              backfills.create(
                  ask.dagId(),
                  ask.from(),
                  ask.to(),
                  ask.backwards(),
                  ask.conf(),
                  ask.reprocess(),
                  ask.maxActiveRuns(),
                  ask.user(),
                  now);
          int ordinal = 0;
          for (RunInfo time : times) {
            ordinal++;
            backfills.add(id, fill(handle, known, ask, id, ordinal, time, now));
          }
          new Journal(handle)
              .write(
                  "create_backfill",
                  user(ask.user()),
                  null,
                  ask.dagId(),
                  null,
                  "backfill " + id + ", " + times.size() + " times",
                  now);
          return id;
        });
  }

  private static Part fill(
      Handle handle, Bag.Known known, Fill ask, long id, int ordinal, RunInfo time, Instant now) {
    Runs runs = new Runs(handle);
    Optional<DagRun> there =
        runs.find(ask.dagId(), time.logicalDate()).flatMap(run -> runs.lock(run.key()));
    if (there.isPresent()) {
      DagRun run = there.get();
      if (!run.state().isFinished()) {
        return new Part(ordinal, time.logicalDate(), null, "in flight");
      }
      boolean again =
          ask.reprocess().equals("completed")
              || (ask.reprocess().equals("failed") && run.state() == RunState.FAILED);
      if (!again) {
        return new Part(ordinal, time.logicalDate(), null, "already exists");
      }
      clear(handle, known.dag(), List.of(run), each -> true, false, now);
      runs.requeue(run.key(), now, ask.conf());
      new Backfills(handle).adopt(id, ordinal, run.key());
      return new Part(ordinal, time.logicalDate(), run.key(), null);
    }
    Optional<DagRun> made =
        RunMaker.create(
            handle,
            known,
            new NewRun(
                ask.dagId(),
                RunIds.timed(RunType.BACKFILL, time.runAfter()),
                RunType.BACKFILL,
                time.logicalDate(),
                time.interval(),
                time.runAfter(),
                new LinkedHashMap<>(ask.conf()),
                null,
                "backfill",
                ask.user(),
                id,
                ordinal,
                known.version(),
                null),
            now);
    return new Part(
        ordinal,
        time.logicalDate(),
        made.map(DagRun::key).orElse(null),
        made.isPresent() ? null : "already exists");
  }

  /** Ends a backfill: its runs that wait fail, those that run go on. */
  public void cancelBackfill(long id, @Nullable String user) {
    Instant now = clock.instant();
    jdbi.useTransaction(
        handle -> {
          Backfills backfills = new Backfills(handle);
          if (backfills.find(id).isEmpty()) {
            throw new UserError(
                ErrorCode.DAG_UNKNOWN, "Unknown backfill: " + id + ". Nothing was changed.");
          }
          Runs runs = new Runs(handle);
          for (Part part : backfills.parts(id)) {
            Long key = part.runKey();
            if (key != null) {
              runs.lock(key)
                  .filter(run -> run.state() == RunState.QUEUED)
                  .ifPresent(run -> runs.end(run.key(), RunState.FAILED, now));
            }
          }
          backfills.complete(id, now);
          new Journal(handle)
              .write("cancel_backfill", user(user), null, null, null, "backfill " + id, now);
        });
  }
}
