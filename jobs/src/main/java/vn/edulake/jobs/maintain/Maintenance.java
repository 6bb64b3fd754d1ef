package vn.edulake.jobs.maintain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.IngestSettings;
import vn.edulake.jobs.transform.RunPlan;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.MaintenancePolicy;
import vn.edulake.models.policy.MaintenanceRule;
import vn.edulake.warehouse.catalog.Forgetting;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;
import vn.edulake.warehouse.ops.LakeLock;
import vn.edulake.warehouse.ops.OpsDatabase;
import vn.edulake.warehouse.ops.RunLog;
import vn.edulake.warehouse.release.Publisher;

/**
 * Maintains tables as {@link MaintenancePolicy} says: rewrites small files, drops left-over
 * branches, expires snapshots, deletes files that nobody needs.
 *
 * <p>Each commit leaves the table with the rows it had. Files are deleted last, when nothing names
 * them any more: a process that dies in between leaves files to the next one, never a table with a
 * hole. Nobody publishes meanwhile, and nobody ingests while raw tables are worked on, so that a
 * file that nothing names is no file that somebody is just writing.
 */
public final class Maintenance {
  /** Steps announced while maintaining, in order; those from the third on for each table. */
  public static final List<String> STEPS =
      List.of(
          "maintain.locked",
          "maintain.planned",
          "maintain.rewritten",
          "maintain.compacted",
          "maintain.indexed",
          "maintain.forgotten",
          "maintain.deleting",
          "maintain.deleted");

  private static final Pattern RUN_BRANCH = Pattern.compile("run_(\\d+)");

  private final LakeConfig config;
  private final OpsDatabase database;
  private final LakeCatalogs catalogs;
  private final SourceContracts contracts;
  private final MaintenancePolicy policy;
  private final Clock clock;
  private final Steps steps;
  private final Consumer<String> progress;

  public Maintenance(
      LakeConfig config,
      OpsDatabase database,
      LakeCatalogs catalogs,
      SourceContracts contracts,
      MaintenancePolicy policy,
      Clock clock,
      Steps steps,
      Consumer<String> progress) {
    this.config = config;
    this.database = database;
    this.catalogs = catalogs;
    this.contracts = contracts;
    this.policy = policy;
    this.clock = clock;
    this.steps = steps;
    this.progress = progress;
  }

  /**
   * The plan that {@link #run} would follow now. No lock is taken: what an ingest or a run is just
   * writing is younger than what the policy lets go.
   *
   * @param selection layers, tables or patterns with {@code *}; all tables when empty
   */
  public MaintenancePlan plan(Optional<String> selection) {
    Set<TableName> all = tables();
    return plan(selected(all, selection), all);
  }

  /**
   * What was done.
   *
   * @param took how long each part took, over all tables
   */
  public record Result(MaintenancePlan plan, Map<String, Duration> took) {
    public Result {
      took = new LinkedHashMap<>(took);
    }
  }

  /**
   * Maintains.
   *
   * @param planned is told the plan before anything is done
   * @throws ExternalError {@code STORAGE_FAILED} when files cannot be read or written, or files
   *     that metadata name are not there; what was done until then is whole
   */
  public Result run(Optional<String> selection, Consumer<MaintenancePlan> planned) {
    return LakeLock.whileHeld(
        LakeLock.Work.PUBLISH,
        database,
        client(),
        config.duration(Setting.RELEASE_WAIT),
        holder -> progress.accept("Waiting for " + holder + ", who holds the publishing lock"),
        () -> runLocked(selection, planned));
  }

  private static String client() {
    return "lake maintain (pid " + ProcessHandle.current().pid() + ")";
  }

  private Result runLocked(Optional<String> selection, Consumer<MaintenancePlan> planned) {
    Map<String, Duration> took = new LinkedHashMap<>();
    new RunLog(database.jdbi()).closeDead();
    new Publisher(
            catalogs,
            database.jdbi(),
            config.duration(Setting.RELEASE_LEAD),
            config.duration(Setting.RELEASE_MARGIN),
            steps::at)
        .awaitLast();
    new Ingest(
            catalogs,
            database,
            contracts,
            IngestSettings.of(config, contracts),
            clock,
            steps,
            progress)
        .recover();
    LakeLock ingest =
        LakeLock.take(
            LakeLock.Work.INGEST,
            database,
            client(),
            config.duration(Setting.RELEASE_WAIT),
            holder -> progress.accept("Waiting for " + holder));
    MaintenancePlan plan;
    try {
      steps.at("maintain.locked");
      long start = System.nanoTime();
      plan = plan(selection);
      add(took, "planning", start);
      planned.accept(plan);
      steps.at("maintain.planned");
      apply(plan, Layer.RAW::equals, took);
    } finally {
      ingest.close();
    }
    apply(plan, layer -> layer != Layer.RAW, took);
    List<TablePlan> leftAlone =
        plan.tables().stream().filter(table -> !table.missing().isEmpty()).toList();
    if (!leftAlone.isEmpty()) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot maintain "
              + leftAlone.get(0).table()
              + (leftAlone.size() == 1 ? "" : " and " + (leftAlone.size() - 1) + " more")
              + ": its metadata name "
              + leftAlone.get(0).missing().size()
              + " files that are not there, e.g. "
              + leftAlone.get(0).missing().get(0)
              + ". Nothing of it was changed; the other tables are maintained.");
    }
    return new Result(plan, took);
  }

  private static void add(Map<String, Duration> took, String part, long start) {
    took.merge(part, Duration.ofNanos(System.nanoTime() - start), Duration::plus);
  }

  // ---- what there is

  private Set<TableName> tables() {
    Set<TableName> result = new TreeSet<>();
    for (Layer layer : Layer.values()) {
      Namespace schema = Namespace.of(layer.schema());
      var catalog = catalogs.catalog(layer.zone());
      if (((SupportsNamespaces) catalog).namespaceExists(schema)) {
        for (TableIdentifier table : catalog.listTables(schema)) {
          result.add(new TableName(layer, table.name()));
        }
      }
    }
    return result;
  }

  private static Set<TableName> selected(Set<TableName> all, Optional<String> selection) {
    if (selection.isEmpty()) {
      return all;
    }
    Set<TableName> result = new TreeSet<>();
    for (String item : selection.get().split(",", -1)) {
      Pattern pattern =
          Pattern.compile(Pattern.quote(item.strip()).replace("*", "\\E.*\\Q") + "(\\..*)?");
      List<TableName> found =
          all.stream().filter(table -> pattern.matcher(table.toString()).matches()).toList();
      if (found.isEmpty()) {
        throw new UserError(
            ErrorCode.TABLE_UNKNOWN,
            "Unknown table or layer: "
                + item.strip()
                + " (a layer, a table that is stored, or a name in which * stands for any"
                + " letters)");
      }
      result.addAll(found);
    }
    return result;
  }

  // ---- what to do

  private MaintenancePlan plan(Set<TableName> selected, Set<TableName> all) {
    Map<TableName, Set<Long>> consumed = RunPlan.consumed(all, catalogs);
    Map<TableName, Set<Long>> released = released();
    RunLog log = new RunLog(database.jdbi());
    Set<Long> atWork = log.unended();
    Map<Long, RunLog.Ended> ended = log.ended();
    Instant now = clock.instant();
    List<TablePlan> plans = new ArrayList<>();
    for (TableName name : selected) {
      Table table = catalogs.load(name);
      MaintenanceRule rule = policy.of(name);
      Set<String> branches = leftOver(table, rule, ended, atWork, now);
      Set<Long> expired =
          Expiry.of(
              table,
              rule,
              branches,
              released.getOrDefault(name, Set.of()),
              consumed.getOrDefault(name, Set.of()),
              now);
      try {
        plans.add(plan(name, table, rule, branches, expired, now));
      } catch (NotFoundException e) {
        plans.add(TablePlan.leftAlone(name, rule, List.of(String.valueOf(e.getMessage()))));
      } catch (IOException | UncheckedIOException e) {
        throw storage(name, e);
      }
    }
    return new MaintenancePlan(plans);
  }

  private Map<TableName, Set<Long>> released() {
    Map<TableName, Set<Long>> result = new TreeMap<>();
    database
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createQuery("SELECT table_name, snapshot_id FROM ops.release_table")
                    .map(
                        (row, context) ->
                            Map.entry(TableName.parse(row.getString(1)), row.getLong(2)))
                    .forEach(
                        entry ->
                            result
                                .computeIfAbsent(entry.getKey(), name -> new HashSet<>())
                                .add(entry.getValue())));
    return result;
  }

  private static Set<String> leftOver(
      Table table,
      MaintenanceRule rule,
      Map<Long, RunLog.Ended> ended,
      Set<Long> atWork,
      Instant now) {
    Set<String> result = new TreeSet<>();
    for (Map.Entry<String, SnapshotRef> ref : table.refs().entrySet()) {
      Matcher run = RUN_BRANCH.matcher(ref.getKey());
      if (!ref.getValue().isBranch() || !run.matches()) {
        continue;
      }
      long id = Long.parseLong(run.group(1));
      RunLog.Ended end = ended.get(id);
      Duration stays =
          end != null && end.end() == RunLog.End.REJECTED
              ? rule.rejectedBranchesAfter()
              : rule.failedBranchesAfter();
      Instant since =
          end == null
              ? Instant.ofEpochMilli(table.snapshot(ref.getValue().snapshotId()).timestampMillis())
              : end.at();
      if (!atWork.contains(id) && !since.plus(stays).isAfter(now)) {
        result.add(ref.getKey());
      }
    }
    return result;
  }

  private TablePlan plan(
      TableName name,
      Table table,
      MaintenanceRule rule,
      Set<String> branches,
      Set<Long> expired,
      Instant now)
      throws IOException {
    TableFiles files = new TableFiles(table);
    List<Snapshot> keptSnapshots = new ArrayList<>();
    List<Snapshot> snapshots = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      snapshots.add(snapshot);
      if (!expired.contains(snapshot.snapshotId())) {
        keptSnapshots.add(snapshot);
      }
    }
    Set<String> read = files.of(snapshots);
    Map<String, FileInfo> stored = files.stored();
    List<String> missing = missing(files, read, stored);
    if (!missing.isEmpty()) {
      return TablePlan.leftAlone(name, rule, missing);
    }
    Snapshot current = table.currentSnapshot();
    boolean isRewritten = current != null && isOfItsColumns(name, table, current);
    List<FileGroup> groups = isRewritten ? FileGroup.of(table, rule) : List.of();
    int manifests = isRewritten ? current.dataManifests(table.io()).size() : 0;
    TablePlan commits =
        new TablePlan(
            name,
            rule,
            groups,
            manifests >= rule.manifestsFrom() ? manifests : 0,
            branches,
            expired,
            !String.valueOf(rule.metadataFiles())
                .equals(table.properties().get(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX)),
            List.of(),
            List.of());
    Set<String> needed = files.of(keptSnapshots);
    // Each commit to come puts one more metadata file into the log.
    needed.addAll(files.metadataFiles(Math.max(0, rule.metadataFiles() - commits.commits())));
    Set<String> named = new HashSet<>(read);
    named.addAll(files.metadataFiles(Integer.MAX_VALUE));
    Instant bound = now.minus(rule.orphansAfter());
    List<TablePlan.DeadFile> dead = new ArrayList<>();
    stored.forEach(
        (place, file) -> {
          boolean isOld = !Instant.ofEpochMilli(file.createdAtMillis()).isAfter(bound);
          if (!needed.contains(place) && (named.contains(place) || isOld)) {
            dead.add(new TablePlan.DeadFile(file.location(), file.size()));
          }
        });
    return commits.deleting(dead);
  }

  /**
   * A snapshot written now has the columns that the table has now, and readers of a release would
   * see those that came since: such a table is rewritten after its next release.
   */
  private static boolean isOfItsColumns(TableName name, Table table, Snapshot current) {
    return name.layer() == Layer.RAW
        || name.layer() == Layer.OPS
        || current.schemaId() == null
        || current.schemaId() == table.schema().schemaId();
  }

  /** Guards against a lost file and against another notation of places than is known here. */
  private static List<String> missing(
      TableFiles files, Set<String> read, Map<String, FileInfo> stored) {
    if (!files.isListed()) {
      return List.of();
    }
    Set<String> wanted = new TreeSet<>(read);
    wanted.addAll(files.metadataFiles(0));
    wanted.removeAll(stored.keySet());
    return List.copyOf(wanted);
  }

  // ---- doing it

  private void apply(
      MaintenancePlan plan,
      java.util.function.Predicate<Layer> layers,
      Map<String, Duration> took) {
    for (TablePlan table : plan.tables()) {
      if (layers.test(table.table().layer()) && table.missing().isEmpty() && !table.isEmpty()) {
        try {
          apply(table, took);
        } catch (IOException | UncheckedIOException e) {
          throw storage(table.table(), e);
        }
      }
    }
  }

  private void apply(TablePlan plan, Map<String, Duration> took) throws IOException {
    Compaction compaction = new Compaction(catalogs.load(plan.table()), steps);
    long start = System.nanoTime();
    if (!plan.groups().isEmpty()) {
      compaction.files(plan.groups());
      add(took, "compaction", start);
      steps.at("maintain.compacted");
    }
    start = System.nanoTime();
    if (plan.manifests() > 0) {
      compaction.manifests();
      add(took, "manifests", start);
      steps.at("maintain.indexed");
    }
    start = System.nanoTime();
    if (plan.isForgetting()) {
      Forgetting.commit(
          catalogs.load(plan.table()),
          plan.branches(),
          plan.snapshots(),
          Map.of(
              TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
              String.valueOf(plan.rule().metadataFiles())));
      add(took, "expiry", start);
      steps.at("maintain.forgotten");
    }
    start = System.nanoTime();
    if (!plan.dead().isEmpty()) {
      delete(plan);
      add(took, "deletion", start);
      steps.at("maintain.deleted");
    }
  }

  private void delete(TablePlan plan) throws IOException {
    Table table = catalogs.load(plan.table());
    TableFiles files = new TableFiles(table);
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    // Asked again after the commits, since a deleted file does not come back.
    Set<String> needed = files.of(snapshots);
    needed.addAll(files.metadataFiles(0));
    for (TablePlan.DeadFile file : plan.dead()) {
      if (needed.contains(TableFiles.place(file.location()))) {
        throw new IllegalStateException("A file to be deleted is needed: " + file.location());
      }
      table.io().deleteFile(file.location());
      steps.at("maintain.deleting");
    }
  }

  private static ExternalError storage(TableName table, Exception cause) {
    return new ExternalError(
        ErrorCode.STORAGE_FAILED,
        "Cannot maintain "
            + table
            + ": "
            + cause.getMessage()
            + ". Its rows and releases are whole; the next maintenance goes on.",
        cause);
  }
}
