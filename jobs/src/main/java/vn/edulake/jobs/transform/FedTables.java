package vn.edulake.jobs.transform;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.quality.References;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * Which tables have anything to be built from: a lake pays nothing for the sources that it does not
 * have.
 */
final class FedTables {
  private FedTables() {}

  /**
   * The tables that hold rows of a delivery, now or after a run that builds all it can.
   *
   * @param selected the tables that the run may build
   * @param stored the tables that are there
   */
  static Set<TableName> of(
      ModelGraph graph,
      Set<TableName> selected,
      Map<TableName, TableDefinition> definitions,
      Map<TableName, Table> stored) {
    Set<TableName> fed = new HashSet<>();
    stored.forEach(
        (name, table) -> {
          if (table.currentSnapshot() != null) {
            fed.add(name);
          }
        });
    int before;
    do {
      before = fed.size();
      for (TableSpec spec : graph.specs()) {
        // What is made of policy alone waits for nothing.
        boolean isReady = spec.inputs().isEmpty() || spec.inputs().stream().anyMatch(fed::contains);
        if (selected.contains(spec.table()) && isReady) {
          fed.add(spec.table());
        }
        if (fed.contains(spec.table())) {
          // Without its dimension a key refers to nothing, not even the one for "not known".
          References.of(definitions.get(spec.table()), graph.specs()).stream()
              .map(References.Reference::dimension)
              .filter(selected::contains)
              .forEach(fed::add);
        }
      }
    } while (fed.size() > before);
    return fed;
  }
}
