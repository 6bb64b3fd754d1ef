package vn.edulake.jobs.transform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.catalog.RowState;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * Which tables are out of date, and why. Made from snapshots alone; no row is read and Spark is not
 * started.
 *
 * @param tables the tables to build, each behind its inputs
 * @param waiting selected tables of which no input was ever delivered or built
 */
public record RunPlan(List<Planned> tables, List<TableName> waiting) {

  public RunPlan {
    tables = List.copyOf(tables);
    waiting = List.copyOf(waiting);
  }

  /**
   * A table to build.
   *
   * @param fingerprint of its rule as written down now
   * @param before what the published state was made from, when its rule is still the same
   * @param days the days that somebody wants anew, of a table that is built by day
   * @param reason why it is built, for people
   */
  public record Planned(
      TableSpec spec,
      String fingerprint,
      Optional<Map<TableName, Long>> before,
      Optional<DayRange> days,
      String reason) {

    /** Whether it may be enough to build the changed keys or days. */
    public boolean mayBuildInPart() {
      return before.isPresent() && !spec.refresh().columns().isEmpty();
    }
  }

  /** Compares what each table was made from with what is there now. */
  static RunPlan of(
      ModelGraph graph,
      Set<TableName> selected,
      boolean full,
      Optional<DayRange> days,
      SourceContracts contracts,
      Map<TableName, TableDefinition> definitions,
      Policies policies,
      int keyVersion,
      LakeCatalogs catalogs) {
    Map<TableName, Table> stored = new HashMap<>();
    catalogs.tables().forEach(name -> stored.put(name, catalogs.load(name)));
    Set<TableName> fed = FedTables.of(graph, selected, definitions, stored);
    List<Planned> planned = new ArrayList<>();
    List<TableName> waiting = new ArrayList<>();
    Set<TableName> building = new HashSet<>();
    for (TableSpec spec : graph.specs()) {
      if (!selected.contains(spec.table())) {
        continue;
      }
      Optional<Provenance> provenance =
          Optional.ofNullable(stored.get(spec.table())).flatMap(Provenance::find);
      if (provenance.isEmpty() && !fed.contains(spec.table())) {
        waiting.add(spec.table());
        continue;
      }
      String fingerprint =
          Provenance.fingerprint(
              spec, contracts, definitions.get(spec.table()), policies, keyVersion);
      Optional<String> reason = Optional.empty();
      boolean sameRule = false;
      Optional<DayRange> wanted = days.filter(range -> spec.refresh() instanceof Refresh.ByDay);
      if (provenance.isEmpty()) {
        reason = Optional.of("new table");
      } else if (full) {
        reason = Optional.of("full build wanted");
      } else if (!provenance.get().fingerprint().equals(fingerprint)) {
        reason = Optional.of("its SQL, definition or policy changed");
      } else {
        sameRule = true;
        for (TableName input : spec.inputs()) {
          long now = rowState(stored.get(input));
          if (building.contains(input)
              || provenance.get().inputs().getOrDefault(input, 0L) != now) {
            reason = Optional.of(input + " changed");
            break;
          }
        }
        if (wanted.isPresent()) {
          reason =
              Optional.of(reason.map(words -> words + ", ").orElse("") + wanted.get() + " wanted");
        }
      }
      if (reason.isPresent()) {
        building.add(spec.table());
        planned.add(
            new Planned(
                spec,
                fingerprint,
                sameRule ? provenance.map(Provenance::inputs) : Optional.empty(),
                wanted,
                reason.get()));
      }
    }
    return new RunPlan(planned, waiting);
  }

  private static long snapshot(@Nullable Table table) {
    return table == null || table.currentSnapshot() == null
        ? 0
        : table.currentSnapshot().snapshotId();
  }

  /**
   * What the newest build of each table was made from: of every input the {@link RowState} of the
   * snapshots that were read. The next run asks how these inputs changed since.
   */
  public static Map<TableName, Set<Long>> consumed(
      Collection<TableName> tables, LakeCatalogs catalogs) {
    Map<TableName, Set<Long>> result = new TreeMap<>();
    for (TableName table : tables) {
      Provenance.find(catalogs.load(table))
          .ifPresent(
              provenance ->
                  provenance
                      .inputs()
                      .forEach(
                          (input, state) ->
                              result.computeIfAbsent(input, name -> new TreeSet<>()).add(state)));
    }
    return result;
  }

  /** The state of the rows that readers of a table see; 0 when there is none. */
  private static long rowState(@Nullable Table table) {
    return table == null || table.currentSnapshot() == null
        ? 0
        : RowState.of(table, table.currentSnapshot());
  }

  /** The snapshot that readers of a table see; 0 when there is none. */
  static long snapshot(LakeCatalogs catalogs, TableName name) {
    return catalogs.exists(name) ? snapshot(catalogs.load(name)) : 0;
  }
}
