package vn.edulake.jobs.transform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vn.edulake.jobs.Outage;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.calendar.TeachingCalendar;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.policy.Policies;
import vn.edulake.quality.Figure;
import vn.edulake.quality.HistoryCheck;
import vn.edulake.quality.Measured;
import vn.edulake.quality.References;
import vn.edulake.quality.SuiteCheck;
import vn.edulake.quality.TableAudit;
import vn.edulake.quality.TableSuite;
import vn.edulake.quality.UnknownMembers;
import vn.edulake.quality.Verdict;
import vn.edulake.quality.history.TableHistory;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Builds and audits the tables that are out of date, on a branch; publishes nothing. */
public final class LakeRun {
  /** So begins the description of Spark's jobs that check what was built. */
  public static final String AUDIT = "audit of ";

  /** Models that are computed side by side; more gains nothing on two cores (measured). */
  private static final int PARALLEL = 4;

  private final LakeCatalogs catalogs;
  private final SourceContracts contracts;
  private final ModelGraph graph;
  private final Map<TableName, TableDefinition> definitions;
  private final Policies policies;
  private final Clock clock;
  private final int keyVersion;
  private final Map<TableName, TableSuite> suites = TableSuite.load();

  /**
   * A run.
   *
   * @param keyVersion of the key of the pseudonyms: tables that were made with another one are out
   *     of date
   */
  public LakeRun(
      LakeCatalogs catalogs,
      SourceContracts contracts,
      ModelGraph graph,
      Map<TableName, TableDefinition> definitions,
      Policies policies,
      Clock clock,
      int keyVersion) {
    this.keyVersion = keyVersion;
    this.catalogs = catalogs;
    this.contracts = contracts;
    this.graph = graph;
    this.definitions = definitions;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * One table of a run.
   *
   * @param rowCount rows in the whole table
   * @param writtenCount rows written now
   * @param how "all rows", "n keys", "n days" or "nothing"
   * @param unknown of a fact: how many rows written now name an unknown member
   * @param measured what later runs are compared with
   * @param hasLostKeys whether a key went to which rows of other tables may refer
   */
  public record TableOutcome(
      TableName table,
      String reason,
      String how,
      long rowCount,
      long writtenCount,
      Duration took,
      List<Verdict> verdicts,
      List<UnknownMembers> unknown,
      List<Measured> measured,
      boolean hasLostKeys) {

    public TableOutcome {
      verdicts = List.copyOf(verdicts);
      measured = List.copyOf(measured);
      unknown = List.copyOf(unknown);
    }

    /** Whether the audit refuses the table. */
    public boolean isRejected() {
      return verdicts.stream().anyMatch(Verdict::rejects);
    }
  }

  /** The tables whose rows change with the key of the pseudonyms. */
  public static List<TableName> makingPseudonyms(ModelGraph graph) {
    return graph.specs().stream()
        .filter(Provenance::makesPseudonyms)
        .map(TableSpec::table)
        .toList();
  }

  /**
   * Which tables would be built; Spark is not started.
   *
   * @param full whether all of them are, all rows
   * @param days the days that are built in tables cut by day, whether or not an input changed
   */
  public RunPlan plan(Set<TableName> selected, boolean full, Optional<DayRange> days) {
    return RunPlan.of(
        graph, selected, full, days, contracts, definitions, policies, keyVersion, catalogs);
  }

  /** How much of each table would be built, in words; Spark is not started. */
  public Map<TableName, String> extents(RunPlan plan) {
    Set<TableName> built = new TreeSet<>();
    plan.tables().forEach(planned -> built.add(planned.spec().table()));
    Extent extent = new Extent(catalogs, built);
    Map<TableName, String> result = new TreeMap<>();
    plan.tables().forEach(planned -> result.put(planned.spec().table(), extent.words(planned)));
    return result;
  }

  /** Builds and audits as the other one, with nothing to compare with. */
  public List<TableOutcome> build(
      RunPlan plan,
      String branch,
      SparkSession session,
      Map<TableName, Instant> delivered,
      Consumer<TableOutcome> progress,
      Consumer<String> step) {
    TableHistory none = TableHistory.none(TeachingCalendar.of(policies), clock);
    return build(plan, branch, session, delivered, none, progress, step);
  }

  /**
   * Builds and audits.
   *
   * @param delivered when each raw table got its newest delivery
   * @param history what earlier runs left
   * @param progress is told each table as soon as it is built
   * @param step is told {@code run.part-deleted} where a part goes before it is written anew,
   *     {@code run.built} for each table, then {@code run.audited}
   */
  public List<TableOutcome> build(
      RunPlan plan,
      String branch,
      SparkSession session,
      Map<TableName, Instant> delivered,
      TableHistory history,
      Consumer<TableOutcome> progress,
      Consumer<String> step) {
    TableBuild build =
        new TableBuild(session, catalogs, contracts, definitions, policies, branch, step);
    Map<TableName, CompletableFuture<Done>> pending = new HashMap<>();
    Map<TableName, Done> done = new ConcurrentHashMap<>();
    Map<TableName, List<Verdict>> references = new TreeMap<>();
    Set<TableName> lost = new TreeSet<>();
    ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
    try {
      for (RunPlan.Planned planned : plan.tables()) {
        CompletableFuture<?>[] inputs =
            planned.spec().inputs().stream()
                .map(pending::get)
                .filter(future -> future != null)
                .toArray(CompletableFuture[]::new);
        pending.put(
            planned.spec().table(),
            CompletableFuture.allOf(inputs)
                .thenApplyAsync(
                    ignored -> {
                      Done result = tryBuild(session, build, planned, done, delivered, history);
                      done.put(planned.spec().table(), result);
                      progress.accept(outcome(planned, result, List.of(), false));
                      step.accept("run.built");
                      return result;
                    },
                    pool));
      }
      CompletableFuture.allOf(pending.values().toArray(CompletableFuture[]::new)).join();
      references.putAll(references(session, build, done, pool, lost));
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    } finally {
      pool.shutdownNow();
    }
    List<TableOutcome> outcomes = new ArrayList<>();
    for (RunPlan.Planned planned : plan.tables()) {
      Done result = done.get(planned.spec().table());
      outcomes.add(
          outcome(
              planned,
              result,
              references.getOrDefault(planned.spec().table(), List.of()),
              lost.contains(planned.spec().table())));
    }
    step.accept("run.audited");
    return outcomes;
  }

  private static TableOutcome outcome(
      RunPlan.Planned planned, Done result, List<Verdict> references, boolean hasLostKeys) {
    List<Verdict> verdicts = new ArrayList<>(result.verdicts());
    verdicts.addAll(references);
    return new TableOutcome(
        planned.spec().table(),
        planned.reason(),
        result.built().how(planned.spec().refresh()),
        result.built().rows(),
        result.built().written(),
        result.took(),
        verdicts,
        result.unknown(),
        result.measured(),
        hasLostKeys);
  }

  private record Done(
      TableBuild.Built built,
      Duration took,
      List<Verdict> verdicts,
      List<UnknownMembers> unknown,
      List<Measured> measured) {}

  private Done tryBuild(
      SparkSession session,
      TableBuild build,
      RunPlan.Planned planned,
      Map<TableName, Done> done,
      Map<TableName, Instant> delivered,
      TableHistory history) {
    try {
      return buildOne(session, build, planned, done, delivered, history);
    } catch (Exception | FSError e) {
      // Spark throws checked exceptions that it does not declare.
      Optional<ExternalError> outage =
          e instanceof LakeException
              ? Optional.empty()
              : Outage.find(
                  "build " + planned.spec().table(),
                  e,
                  "Readers see what they saw; run again when it is back.");
      if (outage.isPresent()) {
        throw outage.get();
      }
      throw e instanceof RuntimeException known
          ? known
          : new IllegalStateException("Cannot build " + planned.spec().table(), e);
    }
  }

  private Done buildOne(
      SparkSession session,
      TableBuild build,
      RunPlan.Planned planned,
      Map<TableName, Done> done,
      Map<TableName, Instant> delivered,
      TableHistory history) {
    Instant start = clock.instant();
    TableSpec spec = planned.spec();
    Map<TableName, Long> snapshots = new TreeMap<>();
    for (TableName input : spec.inputs()) {
      Done built = done.get(input);
      snapshots.put(
          input, built == null ? RunPlan.snapshot(catalogs, input) : built.built().snapshot());
    }
    describe(session, spec.table().toString());
    TableBuild.Built built = build.build(planned, snapshots);
    List<SuiteCheck> suite =
        Optional.ofNullable(suites.get(spec.table())).map(TableSuite::checks).orElse(List.of());
    List<HistoryCheck> compared = historyChecks(spec, suite);
    TableAudit.Wanted wanted = wanted(spec, suite, compared);
    boolean isWhole = wanted.day().isPresent() ? built.isOfWholeDays() : built.isWhole();
    describe(session, AUDIT + spec.table());
    TableAudit.Found found =
        SmallPlans.with(
            session,
            built.size(),
            () ->
                TableAudit.rows(
                    spec,
                    definitions.get(spec.table()),
                    graph.specs(),
                    suite,
                    isWhole ? wanted : TableAudit.Wanted.NONE,
                    new TableAudit.Rows(
                        build.builtRows(spec, built), build.writtenRows(spec, built)),
                    built.checked()));
    List<Verdict> verdicts = new ArrayList<>(found.verdicts());
    if (built.checked() > 0) {
      verdicts.addAll(
          TableAudit.table(
              spec,
              definitions.get(spec.table()),
              suite,
              column -> build.sharing(column, spec, built)));
    }
    List<Measured> measured = measured(build, spec, built, wanted, found.measured());
    verdicts.addAll(history.judge(spec.table(), compared, measured));
    Optional<Instant> newest =
        graph.ancestors(spec.table()).stream()
            .map(delivered::get)
            .filter(at -> at != null)
            .max(Instant::compareTo);
    // What is made of policy alone waits for no delivery.
    boolean isDelivered =
        graph.ancestors(spec.table()).stream().anyMatch(name -> name.layer() == Layer.RAW);
    if (isDelivered) {
      verdicts.add(TableAudit.freshness(spec.table(), spec.within(), newest, clock.instant()));
    }
    return new Done(
        built, Duration.between(start, clock.instant()), verdicts, found.unknown(), measured);
  }

  /**
   * What a table is asked of its history: what every one is, as far as it has such figures, and
   * what its suite adds.
   */
  private List<HistoryCheck> historyChecks(TableSpec spec, List<SuiteCheck> suite) {
    Set<Figure.Kind> had = EnumSet.of(Figure.Kind.ROW_COUNT);
    Figure.ofColumns(definitions.get(spec.table()), suite)
        .forEach(figure -> had.add(figure.kind()));
    List<HistoryCheck> result =
        HistoryCheck.ofEveryTable(spec.owner()).stream()
            .filter(check -> check.kinds().stream().anyMatch(had::contains))
            .collect(Collectors.toCollection(ArrayList::new));
    Optional.ofNullable(suites.get(spec.table())).ifPresent(own -> result.addAll(own.history()));
    return result;
  }

  /** The figures that a check judges, and no other: each costs something in every audit. */
  private TableAudit.Wanted wanted(
      TableSpec spec, List<SuiteCheck> suite, List<HistoryCheck> checks) {
    Optional<String> day =
        spec.refresh() instanceof Refresh.ByDay byDay && TableHistory.isByDay(checks)
            ? Optional.of(byDay.column())
            : Optional.empty();
    HistoryCheck.Per per = day.isPresent() ? HistoryCheck.Per.DAY : HistoryCheck.Per.RUN;
    Set<Figure.Kind> asked =
        checks.stream()
            .filter(check -> check.per() == per)
            .flatMap(check -> check.kinds().stream())
            .collect(Collectors.toSet());
    List<Figure> figures = new ArrayList<>();
    if (day.isPresent()) {
      figures.add(Figure.ROWS);
    }
    Figure.ofColumns(definitions.get(spec.table()), suite).stream()
        .filter(figure -> asked.contains(figure.kind()))
        .forEach(figures::add);
    return new TableAudit.Wanted(figures, day);
  }

  /**
   * Figures of the table as it is now. Of days of which only some rows were written, and so
   * audited, all rows are measured here.
   *
   * @param audited what the audit measured
   */
  private static List<Measured> measured(
      TableBuild build,
      TableSpec spec,
      TableBuild.Built built,
      TableAudit.Wanted wanted,
      List<Measured> audited) {
    Map<Figure, Double> whole = new LinkedHashMap<>(Map.of(Figure.ROWS, (double) built.rows()));
    if (wanted.day().isEmpty()) {
      audited.forEach(one -> whole.putAll(one.figures()));
      return List.of(new Measured(Optional.empty(), whole));
    }
    List<Measured> days = audited;
    if (!built.isOfWholeDays()) {
      days =
          built.written() == 0
              ? List.of()
              : TableAudit.measure(wanted, build.partRows(spec, built));
    }
    if (built.part().isPresent() && built.written() > 0) {
      days = TableHistory.withEmpty(built.part().get().days(), days);
    }
    List<Measured> result = new ArrayList<>(days);
    result.add(new Measured(Optional.empty(), whole));
    return result;
  }

  /**
   * Checks each reference that may have broken now, one pass for each table: those of rows that
   * were written, and those of all rows to a dimension that lost a key.
   *
   * @param lost gets the dimensions that lost a key
   */
  private Map<TableName, List<Verdict>> references(
      SparkSession session,
      TableBuild build,
      Map<TableName, Done> done,
      Executor pool,
      Set<TableName> lost) {
    Map<References.Key, CompletableFuture<Boolean>> losses = new HashMap<>();
    Map<TableName, CompletableFuture<List<Verdict>>> pending = new TreeMap<>();
    for (TableSpec spec : graph.specs()) {
      boolean isBuilt = done.containsKey(spec.table());
      List<References.Reference> all =
          References.of(definitions.get(spec.table()), graph.specs()).stream()
              .filter(reference -> isBuilt || done.containsKey(reference.dimension()))
              .toList();
      if (all.isEmpty() || !catalogs.exists(spec.table())) {
        continue;
      }
      for (References.Reference reference : all) {
        Done dimension = done.get(reference.dimension());
        if (dimension != null) {
          losses.computeIfAbsent(
              reference.target(),
              target ->
                  CompletableFuture.supplyAsync(
                      () -> {
                        describe(session, AUDIT + "the keys of " + target.dimension());
                        return build.hasLost(
                            target.dimension(), target.column(), dimension.built());
                      },
                      pool));
        }
      }
      pending.put(
          spec.table(),
          CompletableFuture.allOf(
                  all.stream()
                      .map(reference -> losses.get(reference.target()))
                      .filter(loss -> loss != null)
                      .toArray(CompletableFuture[]::new))
              .thenApplyAsync(
                  ignored -> {
                    describe(session, AUDIT + "the references of " + spec.table());
                    return references(build, done, spec, all, losses);
                  },
                  pool));
    }
    Map<TableName, List<Verdict>> result = new TreeMap<>();
    pending.forEach(
        (table, verdicts) -> {
          for (Verdict verdict : verdicts.join()) {
            TableName blamed = done.containsKey(table) ? table : dimension(verdict);
            result.computeIfAbsent(blamed, name -> new ArrayList<>()).add(verdict);
          }
        });
    losses.forEach(
        (target, loss) -> {
          if (loss.join()) {
            lost.add(target.dimension());
          }
        });
    return result;
  }

  private List<Verdict> references(
      TableBuild build,
      Map<TableName, Done> done,
      TableSpec spec,
      List<References.Reference> all,
      Map<References.Key, CompletableFuture<Boolean>> losses) {
    List<References.Reference> broken =
        all.stream()
            .filter(reference -> losses.containsKey(reference.target()))
            .filter(reference -> losses.get(reference.target()).join())
            .toList();
    Done built = done.get(spec.table());
    List<Verdict> result = new ArrayList<>();
    if (!broken.isEmpty()) {
      result.addAll(
          TableAudit.references(
              broken,
              build.at(spec.table(), snapshot(done, spec.table())),
              dimensions(build, done, broken),
              Long.MAX_VALUE));
    }
    List<References.Reference> rest = all.stream().filter(one -> !broken.contains(one)).toList();
    // Where no row was written there is none to check.
    if (built != null && !rest.isEmpty() && built.built().checked() > 0) {
      result.addAll(
          TableAudit.references(
              rest,
              build.writtenRows(spec, built.built()),
              dimensions(build, done, rest),
              built.built().checked()));
    }
    return result;
  }

  private static void describe(SparkSession session, String work) {
    session.sparkContext().setJobDescription(work);
  }

  private Map<TableName, Dataset<Row>> dimensions(
      TableBuild build, Map<TableName, Done> done, List<References.Reference> references) {
    Map<TableName, Dataset<Row>> result = new TreeMap<>();
    for (References.Reference reference : references) {
      result.computeIfAbsent(reference.dimension(), name -> build.at(name, snapshot(done, name)));
    }
    return result;
  }

  /** The dimension that a reference verdict speaks of. */
  private TableName dimension(Verdict verdict) {
    return References.of(definitions.get(verdict.table()), graph.specs()).stream()
        .filter(reference -> verdict.check().equals("reference." + reference.column()))
        .map(References.Reference::dimension)
        .findFirst()
        .orElseThrow();
  }

  private long snapshot(Map<TableName, Done> done, TableName name) {
    Done built = done.get(name);
    return built == null ? RunPlan.snapshot(catalogs, name) : built.built().snapshot();
  }
}
