package vn.edulake.jobs.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.sql.SparkSession;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import vn.edulake.jobs.Outage;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.IngestSettings;
import vn.edulake.jobs.publish.PublishedViews;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.jobs.transform.DayRange;
import vn.edulake.jobs.transform.LakeRun;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.jobs.transform.ReleaseInputs;
import vn.edulake.jobs.transform.RunPlan;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.calendar.TeachingCalendar;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.Feeds;
import vn.edulake.models.policy.Policies;
import vn.edulake.quality.Measured;
import vn.edulake.quality.UnknownMembers;
import vn.edulake.quality.Verdict;
import vn.edulake.quality.history.TableHistory;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.DdlStep;
import vn.edulake.warehouse.ddl.TableDefinition;
import vn.edulake.warehouse.ops.Certifications;
import vn.edulake.warehouse.ops.DueDays;
import vn.edulake.warehouse.ops.LakeLock;
import vn.edulake.warehouse.ops.OpsDatabase;
import vn.edulake.warehouse.ops.OpsMirror;
import vn.edulake.warehouse.ops.RunLog;
import vn.edulake.warehouse.release.Publisher;
import vn.edulake.warehouse.release.Release;

/** Takes pending files in, builds what is out of date, audits it, publishes what passed at once. */
public final class Pipeline {
  /** The source whose files are part of the project. */
  private static final String REFERENCE = "reference";

  private static final String AFTER_OUTAGE =
      "Readers see one whole release; `lake run` goes on from there.";

  private final LakeConfig config;
  private final OpsDatabase database;
  private final LakeCatalogs catalogs;
  private final SparkSessions sessions;
  private final Clock clock;
  private final Steps steps;
  private final Consumer<String> progress;
  private final SourceContracts contracts = SourceContracts.load();
  private final ModelGraph graph = ModelGraph.load();
  private final Map<TableName, TableDefinition> definitions;
  private final Policies policies = Policies.load();
  private final int keyVersion;
  private final LakeRun run;

  public Pipeline(
      LakeConfig config,
      OpsDatabase database,
      LakeCatalogs catalogs,
      SparkSessions sessions,
      Clock clock,
      Steps steps,
      Consumer<String> progress) {
    this.sessions = sessions;
    this.config = config;
    this.database = database;
    this.catalogs = catalogs;
    this.clock = clock;
    this.steps = steps;
    this.progress = progress;
    this.definitions = definitions(contracts);
    this.keyVersion = PseudonymSecret.current(config.home());
    this.run = new LakeRun(catalogs, contracts, graph, definitions, policies, clock, keyVersion);
  }

  /** Every table: those of the DDL files, and the raw ones of the contracts. */
  public static Map<TableName, TableDefinition> definitions(SourceContracts contracts) {
    Map<TableName, TableDefinition> result = new TreeMap<>(TableDefinition.load());
    for (SourceContract contract : contracts.all()) {
      result.put(contract.rawTable(), TableDefinition.raw(contract));
    }
    return result;
  }

  /**
   * What a run did.
   *
   * @param end how it ended
   * @param release what was published
   * @param tables what was built
   * @param took how long each part took
   */
  public record Result(
      long runId,
      RunLog.End end,
      Optional<Release> release,
      List<TableOutcome> tables,
      Map<String, Duration> took) {

    public Result {
      tables = List.copyOf(tables);
    }
  }

  /**
   * What a run would do, without doing it.
   *
   * @param extents how much of each table is built
   */
  public record DryRun(
      DdlPlan ddl, List<Path> pending, RunPlan plan, Map<TableName, String> extents) {
    public DryRun {
      pending = List.copyOf(pending);
      extents = Map.copyOf(extents);
    }
  }

  /** The very plan that {@link #run} follows. */
  public DryRun dryRun(RunRequest request) {
    DdlPlan changes = DdlPlan.ofStored(definitions.values(), catalogs);
    RunPlan plan = run.plan(selected(request), request.full(), request.days());
    return new DryRun(changes.then(additions(plan)), pendingFiles(), plan, run.extents(plan));
  }

  /**
   * Runs.
   *
   * @param command for the account
   * @throws DataError {@code RELEASE_REJECTED} when a check failed; what failed and what depends on
   *     it was not published, the other tables were
   */
  public Result run(String command, RunRequest request) {
    Set<TableName> selected = selected(request);
    Map<String, Duration> took = new LinkedHashMap<>();
    return LakeLock.whileHeld(
        LakeLock.Work.PUBLISH,
        database,
        client(command),
        config.duration(Setting.RELEASE_WAIT),
        holder -> progress.accept("Waiting for " + holder + ", who holds the publishing lock"),
        () -> runLocked(command, selected, request, took));
  }

  private Result runLocked(
      String command, Set<TableName> selected, RunRequest request, Map<String, Duration> took) {
    RunLog log = new RunLog(database.jdbi());
    log.closeDead();
    long runId = log.begin(command);
    try {
      return run(log, runId, selected, request, took);
    } catch (DataError e) {
      log.end(runId, RunLog.End.REJECTED, e.line());
      throw e;
    } catch (RuntimeException | FSError e) {
      RuntimeException told = told(runId, e);
      try {
        log.end(runId, RunLog.End.FAILED, String.valueOf(told.getMessage()));
      } catch (RuntimeException unreached) {
        // The next run notes that this one died.
        told.addSuppressed(unreached);
      }
      throw told;
    }
  }

  private static RuntimeException told(long runId, Throwable failure) {
    if (failure instanceof LakeException known) {
      return known;
    }
    Optional<ExternalError> outage = Outage.find("go on with run " + runId, failure, AFTER_OUTAGE);
    if (outage.isPresent()) {
      return outage.get();
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }

  private Result run(
      RunLog log,
      long runId,
      Set<TableName> selected,
      RunRequest request,
      Map<String, Duration> took) {
    steps.at("run.locked");
    timed(took, "ingest", this::ingestPending);
    steps.at("run.ingested");
    timed(took, "ddl", () -> apply(DdlPlan.ofStored(definitions.values(), catalogs), "changed"));
    steps.at("run.defined");
    RunPlan plan = run.plan(selected, request.full(), request.days());
    timed(took, "new tables", () -> apply(additions(plan), "made"));
    steps.at("run.planned");
    if (plan.tables().isEmpty()) {
      log.end(runId, RunLog.End.UNCHANGED, "nothing was out of date");
      certify(runId, selected, List.of(), Map.of());
      timed(took, "copy of operations data", this::mirror);
      return new Result(runId, RunLog.End.UNCHANGED, Optional.empty(), List.of(), took);
    }
    progress.accept(
        "Run "
            + runId
            + ": "
            + plan.tables().size()
            + " of "
            + graph.specs().size()
            + " tables are out of date");
    List<TableOutcome> outcomes = new ArrayList<>();
    TableHistory history =
        TableHistory.load(
            catalogs, TeachingCalendar.of(policies), clock, config.zone(), accepted(request));
    timed(took, "build and audit", () -> outcomes.addAll(build(runId, plan, history)));
    Map<TableName, TableName> held = new Gate(graph, definitions).held(outcomes);
    List<TableOutcome> passed =
        outcomes.stream().filter(outcome -> !held.containsKey(outcome.table())).toList();
    record(runId, outcomes);
    List<Release> released = new ArrayList<>();
    if (!passed.isEmpty()) {
      timed(took, "publish", () -> released.add(publish(runId, passed, held)));
    }
    Optional<Release> release = released.stream().findFirst();
    certify(runId, selected, outcomes, held);
    Optional<DataError> refusal =
        held.isEmpty() ? Optional.empty() : Optional.of(refusal(runId, outcomes, held, release));
    // What follows serves the release; it is out whether or not that succeeds.
    log.end(
        runId,
        refusal.isEmpty() ? RunLog.End.PUBLISHED : RunLog.End.REJECTED,
        refusal
            .map(DataError::line)
            .orElseGet(() -> "release " + released.get(0).id() + ", " + passed.size() + " tables"));
    Map<TableName, List<Measured>> certified = new TreeMap<>();
    passed.forEach(outcome -> certified.put(outcome.table(), outcome.measured()));
    timed(took, "history", () -> history.save(runId, certified));
    timed(took, "copy of operations data", this::mirror);
    if (release.isPresent()) {
      timed(took, "views", this::syncViews);
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return new Result(runId, RunLog.End.PUBLISHED, release, outcomes, took);
  }

  private DataError refusal(
      long runId,
      List<TableOutcome> outcomes,
      Map<TableName, TableName> held,
      Optional<Release> release) {
    String findings =
        outcomes.stream()
            .filter(TableOutcome::isRejected)
            .map(Pipeline::findings)
            .collect(Collectors.joining("; "));
    List<TableName> dependents =
        held.keySet().stream().filter(table -> !held.get(table).equals(table)).toList();
    return new DataError(
        ErrorCode.RELEASE_REJECTED,
        "Cannot publish "
            + (release.isPresent() ? held.size() + " tables of " : "")
            + "run "
            + runId
            + ": "
            + findings
            + (dependents.isEmpty() ? "" : ". Held back with it: " + words(dependents))
            + ". Of these readers see what they saw; see branch "
            + branch(runId)
            + release
                .map(
                    one -> ". The other " + one.tables().size() + " tables are release " + one.id())
                .orElse("")
            + ".");
  }

  private static String words(List<TableName> tables) {
    int most = 5;
    return tables.stream().limit(most).map(TableName::toString).collect(Collectors.joining(", "))
        + (tables.size() > most ? " and " + (tables.size() - most) + " more" : "");
  }

  /** Notes of each table whether readers see its newest rows. */
  private void certify(
      long runId,
      Set<TableName> selected,
      List<TableOutcome> outcomes,
      Map<TableName, TableName> held) {
    Map<TableName, TableOutcome> built = new TreeMap<>();
    outcomes.forEach(outcome -> built.put(outcome.table(), outcome));
    Map<TableName, TableName> refused = new TreeMap<>(held);
    held.forEach(
        (table, cause) ->
            graph.descendants(table).forEach(reader -> refused.putIfAbsent(reader, cause)));
    Set<TableName> passed = new TreeSet<>(built.keySet());
    passed.removeAll(refused.keySet());
    Set<TableName> upToDate = new TreeSet<>(selected);
    upToDate.removeAll(built.keySet());
    upToDate.removeAll(refused.keySet());
    database
        .jdbi()
        .useTransaction(
            handle -> {
              Certifications.passed(handle, runId, passed);
              Certifications.upToDate(handle, upToDate);
              refused.forEach(
                  (table, cause) ->
                      Certifications.refused(
                          handle, runId, table, cause, findings(built.get(cause))));
            });
  }

  private void apply(DdlPlan ddl, String what) {
    ddl.apply(catalogs);
    if (!ddl.steps().isEmpty()) {
      progress.accept(
          "DDL: "
              + ddl.steps().stream().map(DdlStep::table).distinct().count()
              + " tables "
              + what);
    }
  }

  /** The tables that the run writes and that are not there yet. */
  private DdlPlan additions(RunPlan plan) {
    List<TableDefinition> wanted = new ArrayList<>();
    plan.tables().forEach(planned -> wanted.add(definitions.get(planned.spec().table())));
    definitions.values().stream()
        .filter(definition -> definition.table().layer() == Layer.OPS)
        .forEach(wanted::add);
    wanted.removeIf(definition -> catalogs.exists(definition.table()));
    return DdlPlan.of(wanted, catalogs);
  }

  private static String findings(TableOutcome outcome) {
    return outcome.table()
        + ": "
        + outcome.verdicts().stream()
            .filter(Verdict::rejects)
            .map(verdict -> verdict.check() + " " + verdict.message())
            .collect(Collectors.joining(", "));
  }

  private static void timed(Map<String, Duration> took, String part, Runnable work) {
    long start = System.nanoTime();
    work.run();
    took.put(part, Duration.ofNanos(System.nanoTime() - start));
  }

  private Set<TableName> accepted(RunRequest request) {
    return request.acceptedChange().map(graph::select).orElse(Set.of());
  }

  private Set<TableName> selected(RunRequest request) {
    // A name that is none is refused before anything is done, also where nothing is out of date.
    accepted(request);
    Set<TableName> result =
        request
            .selection()
            .map(graph::select)
            .orElseGet(
                () ->
                    graph.specs().stream()
                        .map(TableSpec::table)
                        .collect(Collectors.toCollection(TreeSet::new)));
    if (request.days().isPresent()) {
      refuseWithoutDays(result, request.days().get());
    }
    return result;
  }

  private void refuseWithoutDays(Set<TableName> selected, DayRange days) {
    List<TableName> byDay =
        graph.specs().stream()
            .filter(spec -> spec.refresh() instanceof Refresh.ByDay)
            .map(TableSpec::table)
            .toList();
    if (selected.stream().noneMatch(byDay::contains)) {
      throw new UserError(
          ErrorCode.USAGE,
          "Cannot build "
              + days
              + ": none of the selected tables is built by day. Built by day are: "
              + (byDay.isEmpty() ? "none" : byDay));
    }
  }

  private static String branch(long runId) {
    return "run_" + runId;
  }

  private static String client(String command) {
    return "lake " + command + " (pid " + ProcessHandle.current().pid() + ")";
  }

  /** Reference files of the project, what lies in the landing folder, and sources' tables. */
  private void ingestPending() {
    IngestSettings settings = IngestSettings.of(config, contracts);
    Ingest ingest = new Ingest(catalogs, database, contracts, settings, clock, steps, progress);
    ingest.recover();
    if (!Files.isDirectory(referenceFolder())) {
      progress.accept(
          "No reference files are in "
              + referenceFolder()
              + ": the codes taken in before are used");
    }
    takePending(ingest, REFERENCE, referenceFolder());
    for (String source : contracts.sources()) {
      takePending(ingest, source, config.home().resolve("landing").resolve(source));
      if (ingest.readsTables(source)) {
        ingest.runTables(source).failed().forEach(table -> progress.accept(table.reason()));
      }
    }
  }

  private void takePending(Ingest ingest, String source, Path folder) {
    if (Files.isDirectory(folder) && !isEmpty(folder)) {
      ingest.runPending(source, folder).failed().forEach(file -> progress.accept(file.reason()));
    }
  }

  private Path referenceFolder() {
    return config.project().resolve("models/src/main/resources/lake/reference");
  }

  private List<Path> pendingFiles() {
    Path landing = config.home().resolve("landing");
    if (!Files.isDirectory(landing)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(landing)) {
      return files.filter(Files::isRegularFile).map(landing::relativize).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.noneMatch(Files::isRegularFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<TableOutcome> build(long runId, RunPlan plan, TableHistory history) {
    return sessions.with(
        catalogs,
        PseudonymSecret.load(config.home(), keyVersion),
        session -> {
          List<TableOutcome> outcomes =
              run.build(
                  plan,
                  branch(runId),
                  session,
                  delivered(),
                  history,
                  outcome -> progress.accept(words(outcome)),
                  steps::at);
          compareSources(runId, session, outcomes);
          return outcomes;
        });
  }

  private void compareSources(long runId, SparkSession session, List<TableOutcome> outcomes) {
    Set<TableName> built =
        outcomes.stream().map(TableOutcome::table).collect(Collectors.toCollection(TreeSet::new));
    Map<String, Long> found =
        new SourceFindings(session, catalogs, contracts, database.jdbi(), branch(runId), built)
            .find(runId);
    found.values().removeIf(count -> count == 0);
    if (!found.isEmpty()) {
      progress.accept(
          "Deliveries against each other and their totals: "
              + found.entrySet().stream()
                  .map(one -> one.getKey() + " " + one.getValue())
                  .collect(Collectors.joining(", ")));
    }
  }

  private static String words(TableOutcome outcome) {
    return String.format(
        Locale.ROOT,
        "  %-42s %,12d rows, %s written (%s, %.1f s)%s",
        outcome.table(),
        outcome.rowCount(),
        String.format(Locale.ROOT, "%,d", outcome.writtenCount()),
        outcome.how(),
        outcome.took().toMillis() / 1000.0,
        outcome.isRejected() ? "  REJECTED" : "");
  }

  private Map<TableName, Instant> delivered() {
    Map<TableName, Instant> result = new TreeMap<>();
    database
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT 'raw.' || source_code || '__' || entity_code AS table_name,
                          max(ended_at) AS ended_at
                        FROM ops.load
                        WHERE status IN ('loaded', 'known')
                        GROUP BY source_code, entity_code
                        """)
                    .map(
                        (row, context) ->
                            Map.entry(
                                TableName.parse(row.getString(1)),
                                row.getObject(2, OffsetDateTime.class).toInstant()))
                    .forEach(entry -> result.put(entry.getKey(), entry.getValue())));
    return result;
  }

  private void record(long runId, Collection<TableOutcome> outcomes) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              for (TableOutcome outcome : outcomes) {
                for (Verdict verdict : outcome.verdicts()) {
                  handle
                      .createUpdate(
                          """
                          INSERT INTO ops.verdict
                            (run_id, table_name, check_code, severity, is_run, is_passed,
                             failed_count, message)
                          VALUES (:run, :table, :check, :severity, :isRun, :passed, :failed, :message)
                          """)
                      .bind("run", runId)
                      .bind("table", outcome.table().toString())
                      .bind("check", check(outcome, verdict))
                      .bind("severity", verdict.severity().name().toLowerCase(Locale.ROOT))
                      .bind("isRun", verdict.state() != Verdict.State.NOT_RUN)
                      .bind("passed", verdict.isPassed())
                      .bind("failed", verdict.failedCount())
                      .bind("message", verdict.message())
                      .execute();
                }
                record(handle, runId, outcome);
                for (UnknownMembers unknown : outcome.unknown()) {
                  handle.execute(
                      """
                      INSERT INTO ops.unknown_member
                        (run_id, table_name, column_name, row_count, missing_count, pending_count)
                      VALUES (?, ?, ?, ?, ?, ?)
                      """,
                      runId,
                      outcome.table().toString(),
                      unknown.column(),
                      unknown.rowCount(),
                      unknown.missingCount(),
                      unknown.pendingCount());
                }
              }
            });
  }

  private static String check(TableOutcome outcome, Verdict verdict) {
    return verdict.table().equals(outcome.table())
        ? verdict.check()
        : verdict.table() + "." + verdict.check();
  }

  private static void record(Handle handle, long runId, TableOutcome outcome) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO ops.quality_reject
              (run_id, table_name, check_code, severity, failed_key, message)
            VALUES (?, ?, ?, ?, ?, ?)
            """);
    for (Verdict verdict : outcome.verdicts()) {
      for (String key : verdict.keys()) {
        batch.add(
            runId,
            outcome.table().toString(),
            check(outcome, verdict),
            verdict.severity().name().toLowerCase(Locale.ROOT),
            key,
            verdict.message());
      }
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  private Release publish(long runId, List<TableOutcome> outcomes, Map<TableName, TableName> held) {
    Release release =
        publisher(config, catalogs, database, steps)
            .publish(
                runId,
                branch(runId),
                outcomes.stream().map(TableOutcome::table).toList(),
                "run " + runId + heldWords(held));
    progress.accept(
        "Release "
            + release.id()
            + ": "
            + release.tables().size()
            + " tables, visible since "
            + release.activatedAt());
    return release;
  }

  private static String heldWords(Map<TableName, TableName> held) {
    if (held.isEmpty()) {
      return "";
    }
    return ", without "
        + held.size()
        + " tables for "
        + words(List.copyOf(new TreeSet<>(held.values())));
  }

  /** A publisher as the configuration wants it. */
  public static Publisher publisher(
      LakeConfig config, LakeCatalogs catalogs, OpsDatabase database, Steps steps) {
    return new Publisher(
        catalogs,
        database.jdbi(),
        config.duration(Setting.RELEASE_LEAD),
        config.duration(Setting.RELEASE_MARGIN),
        steps::at);
  }

  /** Brings the ledger up to date and copies operations data to where readers see them. */
  void mirror() {
    Instant now = clock.instant();
    new DueDays(database.jdbi(), Feeds.load(), config.zone()).refresh(now);
    new ReleaseInputs(catalogs, database.jdbi()).record();
    new OpsMirror(catalogs, database, config.zone()).copy(now);
  }

  /** Brings the views up to date while no release is on its way. */
  public void syncViewsAlone(String command) {
    LakeLock.whileHeld(
        LakeLock.Work.PUBLISH,
        database,
        client(command),
        config.duration(Setting.RELEASE_WAIT),
        holder -> progress.accept("Waiting for " + holder + ", who holds the publishing lock"),
        () -> {
          syncViews();
          return null;
        });
  }

  /** Brings the views up to date, when a Trino runs; otherwise its next start does. */
  void syncViews() {
    if (config.isEmbeddedTrino() && TrinoServer.find(config).isEmpty()) {
      return;
    }
    try (Connection trino = TrinoServer.load(config).connect(TrinoServer.PUBLISHER)) {
      List<TableName> changed = new PublishedViews(catalogs, definitions.values()).sync(trino);
      if (!changed.isEmpty()) {
        progress.accept("Views made or changed: " + changed.size());
      }
    } catch (SQLException e) {
      throw new ExternalError(
          ErrorCode.TRINO_UNAVAILABLE,
          "Cannot reach Trino: "
              + e.getMessage()
              + ". The release is made; the next run makes its views.",
          e);
    }
  }
}
