package vn.edulake.jobs.pipeline;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.quality.References;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * Which of the tables that a run built readers may see: none that failed a check, and none that
 * would not fit to what they see of one that failed.
 */
final class Gate {
  private final ModelGraph graph;
  private final Map<TableName, TableDefinition> definitions;

  Gate(ModelGraph graph, Map<TableName, TableDefinition> definitions) {
    this.graph = graph;
    this.definitions = definitions;
  }

  /**
   * The tables that are held back, each with the table whose check failed.
   *
   * <p>With a table all that was built from it is held back; all that refers to it, since its new
   * rows may name new keys; and what it refers to, where keys went that its old rows may name.
   */
  Map<TableName, TableName> held(Collection<TableOutcome> outcomes) {
    Map<TableName, TableOutcome> built = new TreeMap<>();
    outcomes.forEach(outcome -> built.put(outcome.table(), outcome));
    Map<TableName, Set<TableName>> named = new HashMap<>();
    for (TableName table : built.keySet()) {
      named.put(table, named(table));
    }
    Map<TableName, TableName> result = new TreeMap<>();
    Deque<TableName> open = new ArrayDeque<>();
    for (TableOutcome outcome : built.values()) {
      if (outcome.isRejected()) {
        result.put(outcome.table(), outcome.table());
        open.add(outcome.table());
      }
    }
    while (!open.isEmpty()) {
      TableName table = open.remove();
      for (TableOutcome other : built.values()) {
        boolean isBound =
            graph.find(other.table()).orElseThrow().inputs().contains(table)
                || named.get(other.table()).contains(table)
                || (other.hasLostKeys() && named.get(table).contains(other.table()));
        if (isBound && !result.containsKey(other.table())) {
          result.put(other.table(), result.get(table));
          open.add(other.table());
        }
      }
    }
    return result;
  }

  /** The tables that a table's rows refer to. */
  private Set<TableName> named(TableName table) {
    Set<TableName> result = new TreeSet<>();
    References.of(definitions.get(table), graph.specs())
        .forEach(reference -> result.add(reference.dimension()));
    return result;
  }
}
