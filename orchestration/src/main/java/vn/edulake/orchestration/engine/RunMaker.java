package vn.edulake.orchestration.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.AssetExpression;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Deadline;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.store.AssetEvents;
import vn.edulake.orchestration.store.AssetEvents.Queued;
import vn.edulake.orchestration.store.Backfills;
import vn.edulake.orchestration.store.Backfills.Backfill;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.Catalogue.Entry;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.Runs.NewRun;
import vn.edulake.orchestration.store.TaskInstances;
import vn.edulake.orchestration.store.TaskInstances.NewInstance;
import vn.edulake.orchestration.timetable.DataInterval;
import vn.edulake.orchestration.timetable.Restriction;
import vn.edulake.orchestration.timetable.RunIds;
import vn.edulake.orchestration.timetable.RunInfo;
import vn.edulake.orchestration.timetable.RunType;
import vn.edulake.orchestration.timetable.Timetable;

/** Makes runs when their time or their assets have come, and starts those that wait. */
final class RunMaker {
  /** A DAG that has as many active runs as it may is looked at again after so long. */
  private static final Duration BUSY = Duration.ofSeconds(2);

  private static final Duration NEVER = Duration.ofDays(3650);
  private static final int MOST_DAGS = 100;
  private static final int MOST_RUNS = 20;
  private static final int MOST_STARTS = 200;

  private final Bag bag;

  RunMaker(Bag bag) {
    this.bag = bag;
  }

  /** Makes the runs that the clock starts; returns how many DAGs were looked at. */
  int makeDue(Handle handle, Instant now) {
    Catalogue catalogue = new Catalogue(handle);
    List<Entry> due = catalogue.lockDue(now, MOST_DAGS);
    for (Entry entry : due) {
      Optional<Bag.Known> known = bag.find(entry.dagId());
      if (known.isEmpty()) {
        continue;
      }
      Dag dag = known.get().dag();
      Optional<Timetable> timetable = dag.schedule().findTimetable();
      if (timetable.isEmpty()) {
        catalogue.plan(entry.dagId(), Optional.empty(), now.plus(NEVER));
      } else {
        make(handle, catalogue, entry, known.get(), timetable.get(), now);
      }
    }
    return due.size();
  }

  private static void make(
      Handle handle,
      Catalogue catalogue,
      Entry entry,
      Bag.Known known,
      Timetable timetable,
      Instant now) {
    Dag dag = known.dag();
    Restriction restriction = new Restriction(dag.startDate(), dag.endDate(), dag.catchup());
    Runs runs = new Runs(handle);
    Optional<RunInfo> next = entry.next();
    if (next.isEmpty()) {
      next = timetable.next(runs.lastTimed(dag.id()).orElse(null), restriction, now);
    }
    int room = dag.maxActiveRuns() - runs.open(dag.id());
    int made = 0;
    while (next.isPresent()
        && !next.get().runAfter().isAfter(now)
        && room > 0
        && made < MOST_RUNS) {
      RunInfo due = next.get();
      Optional<DagRun> run =
          create(
              handle,
              known,
              new NewRun(
                  dag.id(),
                  RunIds.timed(RunType.SCHEDULED, due.runAfter()),
                  RunType.SCHEDULED,
                  due.logicalDate(),
                  due.interval(),
                  due.runAfter(),
                  Map.of(),
                  null,
                  "timetable",
                  null,
                  null,
                  null,
                  known.version(),
                  null),
              now);
      if (run.isPresent()) {
        room--;
      }
      made++;
      next = timetable.next(due.interval(), restriction, now);
    }
    Instant lookAt =
        next.isEmpty()
            ? now.plus(NEVER)
            : next.get().runAfter().isAfter(now)
                ? next.get().runAfter()
                : room > 0 ? now : now.plus(BUSY);
    catalogue.plan(dag.id(), next, lookAt);
  }

  /** Makes a run with its task instances and deadlines, unless there is one of that id or date. */
  static Optional<DagRun> create(Handle handle, Bag.Known known, NewRun run, Instant now) {
    Runs runs = new Runs(handle);
    Optional<DagRun> made = runs.create(run, now).flatMap(runs::find);
    made.ifPresent(
        created -> {
          new TaskInstances(handle)
              .create(
                  created,
                  known.dag().tasks().stream().map(task -> fresh(known.dag(), task, -1)).toList(),
                  now);
          addDeadlines(handle, known.dag(), created, now);
        });
    return made;
  }

  static NewInstance fresh(Dag dag, Task task, int mapIndex) {
    return new NewInstance(
        task.id(),
        mapIndex,
        task.retries().count(),
        task.placement().pool(),
        task.placement().slots(),
        task.placement().queue(),
        dag.totalPriority(task),
        task.operator().name(),
        null);
  }

  private static void addDeadlines(Handle handle, Dag dag, DagRun run, Instant now) {
    Journal journal = new Journal(handle);
    for (int i = 0; i < dag.deadlines().size(); i++) {
      Deadline deadline = dag.deadlines().get(i);
      Instant due = due(handle, deadline, run, now);
      if (due != null) {
        journal.addDeadline(run.key(), i, due.plus(deadline.interval()));
      }
    }
  }

  private static @Nullable Instant due(Handle handle, Deadline deadline, DagRun run, Instant now) {
    if (deadline.reference() instanceof Deadline.Reference.DagRunLogicalDate) {
      return run.logicalDate();
    }
    if (deadline.reference() instanceof Deadline.Reference.FixedDatetime fixed) {
      return fixed.at();
    }
    if (deadline.reference() instanceof Deadline.Reference.AverageRuntime average) {
      return new Runs(handle)
          .meanMillis(run.dagId(), average.maxRuns(), average.minRuns())
          .map(millis -> now.plusMillis(millis))
          .orElse(null);
    }
    return now;
  }

  /** Makes the runs that changed assets start; returns how many. */
  int makeOnAssets(Handle handle, Instant now) {
    AssetEvents assets = new AssetEvents(handle);
    Map<String, List<Queued>> byDag = new TreeMap<>();
    for (Queued queued : assets.queued()) {
      byDag.computeIfAbsent(queued.dagId(), id -> new java.util.ArrayList<>()).add(queued);
    }
    int made = 0;
    for (Map.Entry<String, List<Queued>> entry : byDag.entrySet()) {
      Optional<Bag.Known> known = bag.find(entry.getKey());
      Optional<AssetExpression> expression =
          known.flatMap(each -> each.dag().schedule().findAssets());
      if (known.isEmpty() || expression.isEmpty()) {
        continue;
      }
      Set<String> changed = new HashSet<>();
      entry.getValue().forEach(queued -> changed.add(queued.name() + "\n" + queued.uri()));
      if (expression.get().holds(asset -> changed.contains(asset.name() + "\n" + asset.uri()))) {
        make(handle, assets, known.get(), entry.getValue(), now);
        made++;
      }
    }
    return made;
  }

  private static void make(
      Handle handle, AssetEvents assets, Bag.Known known, List<Queued> queued, Instant now) {
    String dagId = known.dag().id();
    Instant since =
        new Runs(handle)
            .newest(dagId, 50).stream()
                .filter(run -> run.type() == RunType.ASSET_TRIGGERED)
                .map(DagRun::runAfter)
                .findFirst()
                .orElse(null);
    create(
            handle,
            known,
            new NewRun(
                dagId,
                RunIds.untimed(RunType.ASSET_TRIGGERED, null, now, letters()),
                RunType.ASSET_TRIGGERED,
                null,
                DataInterval.at(now),
                now,
                Map.of(),
                null,
                "asset",
                null,
                null,
                null,
                known.version(),
                null),
            now)
        .ifPresent(
            run ->
                assets.consume(
                    dagId, run.key(), queued.stream().map(Queued::assetId).toList(), since));
  }

  /** Letters that make an id one of its kind. */
  static String letters() {
    return UUID.randomUUID().toString().substring(0, 8);
  }

  /** Starts queued runs as far as their DAGs and backfills have room; returns how many. */
  int start(Handle handle, Instant now) {
    boolean mine =
        handle
            .createQuery("SELECT pg_try_advisory_xact_lock(hashtext('scheduler.start'))")
            .mapTo(Boolean.class)
            .one();
    if (!mine) {
      return 0;
    }
    Runs runs = new Runs(handle);
    Map<String, Integer> active = new TreeMap<>(runs.active());
    Map<Long, Integer> ofBackfills = new TreeMap<>(runs.activeOfBackfills());
    Map<Long, Integer> limits = new TreeMap<>();
    for (Backfill backfill : new Backfills(handle).all(null)) {
      limits.put(backfill.id(), backfill.maxActiveRuns());
    }
    Set<String> fullDags = new TreeSet<>();
    active.forEach(
        (dagId, count) -> {
          if (bag.find(dagId).map(known -> count >= known.dag().maxActiveRuns()).orElse(true)) {
            fullDags.add(dagId);
          }
        });
    Set<Long> fullBackfills = new TreeSet<>();
    ofBackfills.forEach(
        (id, count) -> {
          if (count >= limits.getOrDefault(id, 1)) {
            fullBackfills.add(id);
          }
        });
    int started = 0;
    for (DagRun run : runs.lockQueued(now, fullDags, fullBackfills, MOST_STARTS)) {
      Long backfill = run.backfillId();
      int most =
          backfill == null
              ? bag.find(run.dagId()).map(known -> known.dag().maxActiveRuns()).orElse(0)
              : limits.getOrDefault(backfill, 1);
      int now0 =
          backfill == null
              ? active.getOrDefault(run.dagId(), 0)
              : ofBackfills.getOrDefault(backfill, 0);
      if (now0 < most && runs.start(run.key(), now)) {
        started++;
        if (backfill == null) {
          active.merge(run.dagId(), 1, Integer::sum);
        } else {
          ofBackfills.merge(backfill, 1, Integer::sum);
        }
      }
    }
    return started;
  }
}
