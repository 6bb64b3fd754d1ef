package vn.edulake.orchestration.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.execute.TryResult;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.Backfills;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Processes;
import vn.edulake.orchestration.store.Resources;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.SchedulerDatabase;
import vn.edulake.orchestration.store.Seal;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;

/**
 * One scheduler; any number of them work on one database. What has to be done once for all (due
 * runs, dead processes, DAG files) comes by Quartz's ticks to one of them; deciding about runs and
 * running tasks each does as fast as it can, on rows that it alone has locked.
 */
public final class Scheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private static final String RUNS = "runs";
  private static final String RESCUE = "rescue";
  private static final String FILES = "files";
  private static final Duration RUNS_EVERY = Duration.ofSeconds(1);
  private static final Duration RESCUE_EVERY = Duration.ofSeconds(5);
  private static final Duration FILES_EVERY = Duration.ofSeconds(30);

  /** When Quartz's ticks have not come for so long, whoever sees it does their work. */
  private static final Duration TICKS_LOST = Duration.ofSeconds(4);

  private static final Duration BEAT_EVERY = Duration.ofSeconds(2);
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int MOST_WAITING = 500;
  private static final int MOST_ORPHANS = 500;

  private final SchedulerDatabase database;
  private final Jdbi jdbi;
  private final SchedulerOptions options;
  private final ClusterClock clock;
  private final Bag bag = new Bag();
  private final RunMaker maker;
  private final Decider decider;
  private final Workers workers;
  private final Calls calls;
  private final Importer importer;
  private final String kind;
  private final Semaphore nudges = new Semaphore(0);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile UUID id = UUID.randomUUID();
  private volatile boolean stopping;
  private volatile long lastBeat = System.nanoTime();
  private volatile @Nullable String address;
  private @Nullable Cluster cluster;
  private @Nullable Thread loop;
  private @Nullable Thread pulse;
  private @Nullable Thread caller;

  private Scheduler(
      SchedulerDatabase database, Seal seal, SchedulerOptions options, Clock clock, String kind) {
    this.database = database;
    this.jdbi = database.jdbi();
    this.options = options;
    this.clock = new ClusterClock(clock);
    this.kind = kind;
    this.maker = new RunMaker(bag);
    this.decider = new Decider(bag);
    this.importer = new Importer(jdbi, options.environment(), this.clock);
    TemplateRendering rendering = new TemplateRendering(options.environment(), this.clock);
    this.calls = new Calls(jdbi, seal, bag, rendering, options, this.clock);
    this.workers = new Workers(jdbi, seal, bag, rendering, options, this.clock, id, this::nudge);
  }

  /** Starts a scheduler. The database stays open when it is closed. */
  public static Scheduler start(
      SchedulerDatabase database, Seal seal, SchedulerOptions options, Clock clock) {
    Scheduler scheduler = new Scheduler(database, seal, options, clock, "scheduler");
    scheduler.begin();
    return scheduler;
  }

  /**
   * A scheduler that does nothing by itself: whoever has it says when it looks, and what time it
   * is.
   */
  static Scheduler stepped(
      SchedulerDatabase database, Seal seal, SchedulerOptions options, Clock clock) {
    return new Scheduler(database, seal, options, clock, "test");
  }

  /** Looks once at all that is due, but for callbacks; says whether there was anything. */
  boolean step() {
    tickRuns();
    boolean worked = pass(null);
    workers.watch();
    return worked;
  }

  /** Calls the callbacks that are due; returns how many. */
  int callBack() {
    return calls.call();
  }

  private void begin() {
    enter();
    importer.read(options.dags());
    jdbi.useHandle(bag::refresh);
    cluster = new Cluster(database.dataSource(), id, this::tick);
    cluster.every(RUNS, RUNS_EVERY);
    cluster.every(RESCUE, RESCUE_EVERY);
    cluster.every(FILES, FILES_EVERY);
    cluster.start();
    pulse = thread("scheduler-pulse", this::pulse);
    loop = thread("scheduler-loop", this::loop);
    caller = thread("scheduler-calls", this::callAll);
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void enter() {
    jdbi.useTransaction(
        handle -> {
          Processes processes = new Processes(handle);
          processes.enter(id, kind, Host.name(), ProcessHandle.current().pid());
          clock.correct(Duration.ofMillis(processes.aheadMillis(clock.own().instant())));
          String where = address;
          if (where != null) {
            processes.address(id, where);
          }
        });
  }

  /** Says under which address people reach this scheduler. */
  public void address(String where) {
    address = where;
    jdbi.useHandle(handle -> new Processes(handle).address(id, where));
  }

  /** The definitions of DAGs. */
  public Bag bag() {
    return bag;
  }

  /** The time on which all schedulers agree. */
  public Clock clock() {
    return clock;
  }

  /** Reads the DAG files now. */
  public Importer.Found importFiles() {
    Importer.Found found = importer.read(options.dags());
    jdbi.useHandle(bag::refresh);
    return found;
  }

  /** Has the loop look at once. */
  public void nudge() {
    nudges.release();
  }

  private void tick(String name) {
    try {
      switch (name) {
        case RUNS -> tickRuns();
        case RESCUE -> rescue();
        case FILES -> importFiles();
        default -> LOG.warn("Unknown tick {}", name);
      }
    } catch (RuntimeException e) {
      report("tick " + name, e);
    }
  }

  private void tickRuns() {
    jdbi.useHandle(bag::refresh);
    Instant now = clock.instant();
    boolean more = true;
    while (more && !stopping) {
      more = jdbi.inTransaction(handle -> maker.makeDue(handle, now)) > 0 && !stopping;
      if (more) {
        start(now);
        // What is due still at this very time is due again at once only when there was much of it.
        more = jdbi.withHandle(handle -> isMoreDue(handle, now));
      }
    }
    jdbi.inTransaction(handle -> maker.makeOnAssets(handle, now));
    start(now);
    missedDeadlines(now);
    jdbi.useTransaction(
        handle -> {
          new Backfills(handle).completeFinished(now);
          new Processes(handle).ticked(RUNS);
        });
  }

  private static boolean isMoreDue(org.jdbi.v3.core.Handle handle, Instant now) {
    return handle
        .createQuery(
            "SELECT count(*) > 0 FROM dag WHERE look_at <= :now AND NOT is_paused AND NOT is_stale")
        .bind("now", now)
        .mapTo(Boolean.class)
        .one();
  }

  private void start(Instant now) {
    if (jdbi.inTransaction(handle -> maker.start(handle, now)) > 0) {
      nudge();
    }
  }

  private void missedDeadlines(Instant now) {
    jdbi.useTransaction(
        handle -> {
          Journal journal = new Journal(handle);
          for (Journal.Missed missed : journal.takeMissedDeadlines(now)) {
            Optional<DagRun> run = new Runs(handle).find(missed.runKey());
            if (run.isEmpty()) {
              continue;
            }
            String reason = "run " + run.get().runId() + " missed its deadline " + missed.due();
            journal.write("deadline_missed", "scheduler", run.get(), null, null, reason, now);
            bag.find(run.get().dagId())
                .map(known -> known.dag().deadlines())
                .filter(deadlines -> missed.ordinal() < deadlines.size())
                .map(deadlines -> deadlines.get(missed.ordinal()).callback())
                .ifPresent(
                    callback ->
                        journal.ask(run.get(), null, "deadline_missed", callback, reason, now));
          }
        });
  }

  /** Buries dead processes, and has what they ran tried again by its own rule. */
  private void rescue() {
    jdbi.useTransaction(
        handle -> {
          Processes processes = new Processes(handle);
          for (UUID silent : processes.bury(options.silence().toSeconds())) {
            LOG.warn("Scheduler {} is silent and taken for dead", silent);
          }
          for (Processes.Member member : processes.alive()) {
            if (member.host().equals(Host.name())
                && !ProcessHandle.of(member.pid()).map(ProcessHandle::isAlive).orElse(false)
                && processes.bury(member.id())) {
              LOG.warn("Scheduler {} (pid {}) has died", member.id(), member.pid());
            }
          }
        });
    List<TaskInstance> orphans =
        jdbi.withHandle(
            handle ->
                new TaskInstances(handle).orphans(options.silence().toSeconds(), MOST_ORPHANS));
    for (TaskInstance orphan : orphans) {
      jdbi.useTransaction(
          handle -> {
            Instant now = clock.instant();
            if (orphan.state() == TaskState.QUEUED) {
              new Runs(handle).touch(orphan.runKey(), now);
              new TaskInstances(handle).unqueue(orphan, now);
            }
          });
      if (orphan.state() != TaskState.QUEUED) {
        rescueRunning(orphan);
      }
    }
    if (!orphans.isEmpty()) {
      nudge();
    }
  }

  private void rescueRunning(TaskInstance orphan) {
    UUID owner = orphan.owner();
    if (owner == null) {
      return;
    }
    Optional<DagRun> run = jdbi.withHandle(handle -> new Runs(handle).find(orphan.runKey()));
    Optional<Dag> dag = bag.find(orphan.dagId()).map(Bag.Known::dag);
    Task task = dag.flatMap(each -> each.find(orphan.taskId())).orElse(null);
    String reason = "the scheduler that ran it has died";
    workers.finish(
        orphan, owner, dag.orElse(null), task, run.orElse(null), new TryResult.Lost(reason));
    jdbi.useTransaction(
        handle ->
            new Journal(handle)
                .append(
                    orphan.id(),
                    orphan.tryNumber(),
                    List.of(new Journal.Line(0, clock.instant(), "error", "Ended: " + reason))));
  }

  /** Gives signs of life, and ends what runs when this process may be taken for dead. */
  private void pulse() {
    while (!stopping) {
      try {
        boolean known = jdbi.withHandle(handle -> new Processes(handle).beat(id));
        if (!known) {
          LOG.warn("Another scheduler took this one for dead; its tries are ended");
          workers.cancelAll("another scheduler took this one for dead");
          id = UUID.randomUUID();
          workers.owner(id);
          enter();
        }
        clock.correct(
            Duration.ofMillis(
                jdbi.withHandle(
                    handle -> new Processes(handle).aheadMillis(clock.own().instant()))));
        lastBeat = System.nanoTime();
        workers.watch();
        if (jdbi.withHandle(handle -> new Processes(handle).sinceTick(RUNS))
            > TICKS_LOST.toMillis()) {
          tick(RUNS);
          tick(RESCUE);
        }
      } catch (RuntimeException e) {
        report("heartbeat", e);
        Duration silent = Duration.ofNanos(System.nanoTime() - lastBeat);
        if (silent.compareTo(options.silence().multipliedBy(3).dividedBy(4)) > 0) {
          workers.cancelAll("its scheduler cannot reach the database");
        }
      }
      await(BEAT_EVERY);
    }
  }

  private void await(Duration time) {
    try {
      if (stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("Stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    while (!stopping) {
      boolean worked = false;
      try {
        worked = pass(null);
      } catch (RuntimeException e) {
        report("pass", e);
        await(IDLE);
      }
      if (!worked) {
        try {
          if (nudges.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
            nudges.drainPermits();
          }
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  /** Calls the callbacks that wait; a call that takes long holds up no task. */
  private void callAll() {
    while (!stopping) {
      boolean worked = false;
      try {
        worked = calls.call() > 0;
      } catch (RuntimeException e) {
        report("callbacks", e);
      }
      if (!worked) {
        await(IDLE);
      }
    }
  }

  /** Decides what is due, begins what may run, calls what waits; says whether there was any. */
  private boolean pass(@Nullable UUID only) {
    boolean worked = false;
    Instant now = clock.instant();
    for (int i = 0; i < 200 && !stopping; i++) {
      if (!jdbi.inTransaction(handle -> decider.decideOne(handle, only, now))) {
        break;
      }
      worked = true;
      if (i % 10 == 9) {
        admit(only);
      }
    }
    worked |= admit(only) > 0;
    return worked;
  }

  private int admit(@Nullable UUID only) {
    int free = workers.free();
    if (free <= 0) {
      return 0;
    }
    List<TaskInstance> queued =
        jdbi.inTransaction(
            handle -> {
              boolean mine =
                  handle
                      .createQuery("SELECT pg_try_advisory_xact_lock(hashtext('scheduler.admit'))")
                      .mapTo(Boolean.class)
                      .one();
              TaskInstances instances = new TaskInstances(handle);
              if (!mine || !instances.anyWaiting()) {
                return List.<TaskInstance>of();
              }
              Admission admission = new Admission(Resources.pools(handle), instances.taken());
              java.util.Map<String, Dag> dags = bag.dags();
              List<TaskInstance> waiting =
                  instances.waiting(
                      admission.fullPools(), admission.fullDags(dags), MOST_WAITING, only);
              List<UUID> chosen = admission.choose(waiting, dags, free);
              return chosen.isEmpty()
                  ? List.<TaskInstance>of()
                  : instances.queue(chosen, id, clock.instant());
            });
    workers.run(queued);
    return queued.size();
  }

  private static void report(String what, RuntimeException e) {
    if (Outages.isPassing(e)) {
      LOG.warn("The {} waits for the database: {}", what, e.getMessage());
    } else {
      LOG.error("The {} failed; going on", what, e);
    }
  }

  /**
   * Runs one run in this process alone, whoever else schedules, until it has ended; no slot of a
   * pool and no pause holds it up for longer than others hold the slots.
   *
   * @param listener is told each change of a task instance
   */
  public static DagRun test(
      SchedulerDatabase database,
      Seal seal,
      SchedulerOptions options,
      Clock clock,
      Control.Trigger ask,
      java.util.function.Consumer<TaskInstance> listener) {
    Scheduler scheduler = new Scheduler(database, seal, options, clock, "test");
    scheduler.enter();
    try {
      return scheduler.runAlone(ask, listener);
    } finally {
      scheduler.close();
    }
  }

  private DagRun runAlone(Control.Trigger ask, java.util.function.Consumer<TaskInstance> listener) {
    jdbi.useHandle(bag::refresh);
    DagRun run =
        new Control(jdbi, bag, clock)
            .trigger(
                new Control.Trigger(
                    ask.dagId(),
                    ask.runId(),
                    ask.logicalDate(),
                    ask.interval(),
                    ask.runAfter(),
                    ask.conf(),
                    ask.note(),
                    ask.by(),
                    ask.user(),
                    id));
    jdbi.useTransaction(handle -> new Runs(handle).start(run.key(), clock.instant()));
    pulse = thread("test-pulse", this::pulse);
    java.util.Map<UUID, String> told = new java.util.HashMap<>();
    while (true) {
      boolean worked = pass(id);
      worked |= calls.call() > 0;
      for (TaskInstance instance :
          jdbi.withHandle(handle -> new TaskInstances(handle).ofRun(run.key()))) {
        String state = instance.state() + " " + instance.tryNumber();
        if (!state.equals(told.put(instance.id(), state)) && instance.state() != null) {
          listener.accept(instance);
        }
      }
      DagRun then = jdbi.withHandle(handle -> new Runs(handle).find(run.key())).orElseThrow();
      if (then.state().isFinished()) {
        calls.call();
        return then;
      }
      if (!worked) {
        try {
          if (nudges.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
            nudges.drainPermits();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return then;
        }
      }
    }
  }

  /** Ends what runs in this process, so that it is tried again by its own rule, and stops. */
  @Override
  public void close() {
    stopping = true;
    stopped.countDown();
    Cluster timer = cluster;
    if (timer != null) {
      timer.close();
    }
    for (Thread thread : new Thread[] {loop, pulse, caller}) {
      if (thread != null) {
        try {
          thread.join(STOP.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
    workers.close(STOP);
    try {
      jdbi.useHandle(handle -> new Processes(handle).leave(id));
    } catch (RuntimeException e) {
      report("leave", e);
    }
  }

  /** How many tries run in this process. */
  public int active() {
    return workers.active();
  }
}
