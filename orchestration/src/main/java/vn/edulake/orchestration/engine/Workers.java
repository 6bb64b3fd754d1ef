package vn.edulake.orchestration.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.edulake.models.error.LakeException;
import vn.edulake.orchestration.dag.Asset;
import vn.edulake.orchestration.dag.Callback;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.execute.Cancellation;
import vn.edulake.orchestration.execute.SecretMask;
import vn.edulake.orchestration.execute.TryLog;
import vn.edulake.orchestration.execute.TryResult;
import vn.edulake.orchestration.execute.Work;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.AssetEvents;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.Seal;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;

/**
 * Runs the tries that this process has taken, each in a thread of its own. The end of a try is
 * written as often as it takes: a database that is away for a while loses nothing.
 */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final Duration AGAIN = Duration.ofMillis(500);

  private final Jdbi jdbi;
  private final Seal seal;
  private final Bag bag;
  private final Rendering rendering;
  private final SchedulerOptions options;
  private final Clock clock;
  private final Runnable nudge;
  private final ExecutorService threads;
  private final AtomicInteger taken = new AtomicInteger();
  private final Map<UUID, Running> running = new ConcurrentHashMap<>();
  private volatile UUID owner;

  Workers(
      Jdbi jdbi,
      Seal seal,
      Bag bag,
      Rendering rendering,
      SchedulerOptions options,
      Clock clock,
      UUID owner,
      Runnable nudge) {
    this.jdbi = jdbi;
    this.seal = seal;
    this.bag = bag;
    this.rendering = rendering;
    this.options = options;
    this.clock = clock;
    this.owner = owner;
    this.nudge = nudge;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "task-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A try that runs in this process. */
  private record Running(
      TaskInstance instance,
      UUID owner,
      Cancellation cancellation,
      TryLog log,
      @Nullable Instant mostUntil) {}

  /** How many more tries this process can begin. */
  int free() {
    return options.parallelism() - taken.get();
  }

  int active() {
    return taken.get();
  }

  /** From now on tries are taken under this name. */
  void owner(UUID other) {
    owner = other;
  }

  /** Runs instances that this process has queued. */
  void run(Collection<TaskInstance> queued) {
    for (TaskInstance instance : queued) {
      taken.incrementAndGet();
      try {
        threads.execute(() -> runOne(instance));
      } catch (RejectedExecutionException e) {
        // The process ends; what is queued is found by another.
        taken.decrementAndGet();
      }
    }
  }

  private void runOne(TaskInstance queued) {
    UUID mine = queued.owner() == null ? owner : queued.owner();
    try {
      Optional<TaskInstance> begun =
          persist(
              () ->
                  jdbi.inTransaction(
                      handle -> {
                        Optional<TaskInstance> instance =
                            new TaskInstances(handle)
                                .begin(queued.id(), mine, Host.name(), null, clock.instant());
                        instance
                            .filter(each -> each.pokeCount() == 1)
                            .ifPresent(
                                each ->
                                    new Journal(handle)
                                        .forgetXcoms(
                                            each.runKey(), each.taskId(), each.mapIndex()));
                        return instance;
                      }));
      begun.ifPresent(instance -> work(instance, mine));
    } catch (RuntimeException e) {
      LOG.error("Cannot run task {} of {}", queued.label(), queued.dagId(), e);
    } finally {
      taken.decrementAndGet();
      nudge.run();
    }
  }

  private void work(TaskInstance instance, UUID mine) {
    Optional<Bag.Known> known = bag.find(instance.dagId());
    Optional<DagRun> run = persist(() -> jdbi.withHandle(h -> new Runs(h).find(instance.runKey())));
    Optional<Task> task = known.flatMap(each -> each.dag().find(instance.taskId()));
    TryLog log = new TryLog(jdbi, instance.id(), instance.tryNumber(), SecretMask.NONE, clock);
    if (known.isEmpty() || run.isEmpty() || task.isEmpty()) {
      log.error("The DAG does not have this task any more");
      log.flush();
      finish(
          instance,
          mine,
          null,
          null,
          run.orElse(null),
          new TryResult.Hopeless("the DAG does not have this task any more", null));
      return;
    }
    Duration most = task.get().executionTimeout();
    Cancellation cancellation = new Cancellation();
    Instant until = most == null || most.isZero() ? null : clock.instant().plus(most);
    Running mineNow = new Running(instance, mine, cancellation, log, until);
    running.put(instance.id(), mineNow);
    TryResult result;
    try {
      result = perform(known.get().dag(), task.get(), run.get(), instance, log, cancellation);
    } finally {
      running.remove(instance.id(), mineNow);
    }
    say(log, result);
    log.flush();
    finish(instance, mine, known.get().dag(), task.get(), run.get(), result);
  }

  private TryResult perform(
      Dag dag,
      Task task,
      DagRun run,
      TaskInstance instance,
      TryLog log,
      Cancellation cancellation) {
    try {
      Rendering.Context context = context(dag, task, run, instance);
      log.mask(SecretMask.of(context.connections(), context.variables(), options.environment()));
      if (instance.pokeCount() == 1) {
        log.info(
            "Try %d of %d of %s, run %s of %s"
                .formatted(
                    instance.tryNumber(),
                    instance.maxTries() + 1,
                    instance.label(),
                    run.runId(),
                    run.dagId()));
      }
      Map<String, @Nullable Object> arguments = new LinkedHashMap<>(task.operator().arguments());
      arguments.putAll(task.partial());
      task.expansion()
          .ifPresent(
              expansion ->
                  arguments.putAll(
                      Mapping.element(dag, expansion, context.xcoms(), instance.mapIndex())));
      Map<String, @Nullable Object> rendered =
          rendering.render(context, task.operator(), arguments);
      persist(
          () ->
              jdbi.inTransaction(
                  handle -> {
                    new TaskInstances(handle)
                        .rendered(instance.id(), log.hide(Json.write(rendered)));
                    if (instance.pokeCount() == 1) {
                      ask(
                          new Journal(handle),
                          run,
                          instance,
                          "on_execute_callback",
                          task.callbacks().onExecute(),
                          null);
                    }
                    return true;
                  }));
      return new Work(
              dag,
              task,
              run,
              instance,
              rendered,
              log,
              new TaskServices(jdbi, seal, bag, options, clock, run, instance),
              cancellation,
              clock)
          .perform();
    } catch (LakeException e) {
      log.error(e.line());
      return new TryResult.Hopeless(log.hide(e.line()), null);
    } catch (RuntimeException e) {
      LOG.error("Cannot run task {} of {}", instance.label(), instance.dagId(), e);
      log.error(e.toString());
      return new TryResult.Failed(log.hide(e.toString()), null);
    } catch (StackOverflowError | LinkageError | OutOfMemoryError e) {
      // The try has to come to an end whatever happens, or nobody would ever find it.
      LOG.error("Cannot run task {} of {}", instance.label(), instance.dagId(), e);
      return new TryResult.Failed(e.toString(), null);
    }
  }

  private Rendering.Context context(Dag dag, Task task, DagRun run, TaskInstance instance) {
    return persist(
        () -> jdbi.withHandle(handle -> Rendering.read(handle, seal, dag, task, run, instance)));
  }

  private static void say(TryLog log, TryResult result) {
    if (result instanceof TryResult.TimedOut timedOut) {
      log.error(timedOut.reason());
    } else if (result instanceof TryResult.Lost lost) {
      log.warning("Ended: " + lost.reason());
    } else if (result instanceof TryResult.Cleared) {
      log.warning("Ended, as somebody cleared or marked it");
    } else if (result instanceof TryResult.Skipped skipped) {
      log.info("Skipped: " + skipped.reason());
    }
  }

  /** Writes how a try ended. */
  void finish(
      TaskInstance instance,
      UUID mine,
      @Nullable Dag dag,
      @Nullable Task task,
      @Nullable DagRun run,
      TryResult result) {
    persist(
        () ->
            jdbi.inTransaction(
                handle -> {
                  end(handle, instance, mine, dag, task, run, result);
                  return true;
                }));
    nudge.run();
  }

  private void end(
      Handle handle,
      TaskInstance instance,
      UUID mine,
      @Nullable Dag dag,
      @Nullable Task task,
      @Nullable DagRun run,
      TryResult result) {
    Instant now = clock.instant();
    Runs runs = new Runs(handle);
    // The locks of runs come before those of instances, and in the order of their keys.
    if (dag != null && Decider.dependsOnPast(dag)) {
      runs.touchAll(dag.id(), now);
    }
    runs.touch(instance.runKey(), now);
    TaskInstances instances = new TaskInstances(handle);
    boolean wasCleared =
        instances
            .find(instance.id())
            .map(TaskInstance::state)
            .filter(state -> state == TaskState.RESTARTING)
            .isPresent();
    TryDecision decision =
        TryDecision.of(
            task,
            instance,
            run == null ? null : run.logicalDate(),
            wasCleared ? new TryResult.Cleared() : result,
            now);
    if (!instances.end(instance, mine, decision.end(), now)) {
      instances.endTry(
          instance,
          new TaskInstances.TryEnd(
              null, TaskState.FAILED, null, null, "taken from the process that ran it"),
          now);
      return;
    }
    if (run == null || task == null || dag == null) {
      return;
    }
    Journal journal = new Journal(handle);
    if (result instanceof TryResult.Done done) {
      if (task.pushesXcom() && done.value() != null) {
        journal.push(
            run, instance.taskId(), instance.mapIndex(), "return_value", done.value(), now);
      }
    } else if (result instanceof TryResult.Chose chose) {
      journal.push(
          run,
          instance.taskId(),
          instance.mapIndex(),
          Decider.SKIPPED,
          Map.of("followed", chose.followed(), "skipped", List.copyOf(chose.skipped())),
          now);
      journal.push(
          run, instance.taskId(), instance.mapIndex(), "return_value", chose.followed(), now);
    }
    if (decision.end().after() == TaskState.SUCCESS) {
      tellWatchers(handle, task, instance, now);
    }
    ask(journal, run, instance, decision.event(), decision.callbacks(), decision.end().reason());
    if (decision.alert()) {
      journal.write(
          "data_rejected", "scheduler", run, null, instance, decision.end().reason(), now);
    } else if (decision.end().after() == TaskState.FAILED) {
      journal.write("failed", "scheduler", run, null, instance, decision.end().reason(), now);
    }
  }

  private void tellWatchers(Handle handle, Task task, TaskInstance instance, Instant now) {
    AssetEvents assets = new AssetEvents(handle);
    for (Asset asset : task.outlets()) {
      assets.happened(assets.save(asset, now), instance, Map.of(), bag.watching(asset), now);
    }
  }

  private void ask(
      Journal journal,
      DagRun run,
      TaskInstance instance,
      String event,
      List<Callback> callbacks,
      @Nullable String reason) {
    for (Callback callback : callbacks) {
      journal.ask(run, instance, event, callback, reason, clock.instant());
    }
  }

  /** Ends the tries that somebody wants ended, or that took too long; writes logs that wait. */
  void watch() {
    Instant now = clock.instant();
    Set<UUID> local = Set.copyOf(running.keySet());
    if (local.isEmpty()) {
      return;
    }
    Map<UUID, Integer> wanted =
        jdbi.withHandle(
            handle ->
                local.stream()
                    .flatMap(id -> new TaskInstances(handle).find(id).stream())
                    .filter(instance -> instance.state() == TaskState.RUNNING)
                    .collect(Collectors.toMap(TaskInstance::id, TaskInstance::tryNumber)));
    for (UUID id : local) {
      Running each = running.get(id);
      if (each == null) {
        continue;
      }
      each.log().flush();
      Integer number = wanted.get(id);
      Instant until = each.mostUntil();
      if (number == null || number != each.instance().tryNumber()) {
        each.cancellation().cancel(new TryResult.Cleared());
      } else if (until != null && !now.isBefore(until)) {
        each.cancellation()
            .cancel(new TryResult.TimedOut("it took longer than its execution_timeout"));
      }
    }
  }

  /** Ends all tries. */
  void cancelAll(String reason) {
    running.values().forEach(each -> each.cancellation().cancel(new TryResult.Lost(reason)));
  }

  /** Ends all tries and waits until their ends are written, at most so long. */
  void close(Duration most) {
    cancelAll("its scheduler was told to stop");
    threads.shutdown();
    try {
      if (!threads.awaitTermination(most.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} tries have not ended; another scheduler will find them", taken.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something with the database, as often as it takes. */
  private <T> T persist(Supplier<T> step) {
    while (true) {
      try {
        return step.get();
      } catch (JdbiException e) {
        if (!Outages.isPassing(e)) {
          throw e;
        }
        LOG.warn("Waiting for the database: {}", e.getMessage());
        LockSupport.parkNanos(AGAIN.toNanos());
        if (Thread.currentThread().isInterrupted() && threads.isShutdown()) {
          throw e;
        }
      }
    }
  }
}
