package vn.edulake.orchestration.engine;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import vn.edulake.orchestration.dag.Asset;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.DagYaml;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.Catalogue.Version;

/** The newest definition of every DAG, as the database has it. */
public final class Bag {
  /** A definition and the number of its version. */
  public record Known(Dag dag, int version) {}

  private volatile Map<String, Known> known = Map.of();

  /** Reads what has changed since the last time. */
  public synchronized void refresh(Handle handle) {
    Catalogue catalogue = new Catalogue(handle);
    Map<String, Integer> numbers = catalogue.newestNumbers();
    Map<String, Known> next = new TreeMap<>();
    boolean isOld = known.size() != numbers.size();
    for (Map.Entry<String, Integer> entry : numbers.entrySet()) {
      Known before = known.get(entry.getKey());
      if (before != null && before.version() == entry.getValue()) {
        next.put(entry.getKey(), before);
      } else {
        isOld = true;
      }
    }
    if (!isOld) {
      return;
    }
    if (next.isEmpty()) {
      for (Version version : catalogue.newest()) {
        next.put(version.dagId(), new Known(DagYaml.read(version.definition()), version.number()));
      }
    } else {
      numbers.forEach(
          (dagId, number) -> {
            if (!next.containsKey(dagId)) {
              catalogue
                  .version(dagId, number)
                  .ifPresent(
                      version ->
                          next.put(dagId, new Known(DagYaml.read(version.definition()), number)));
            }
          });
    }
    known = next;
  }

  public Optional<Known> find(String dagId) {
    return Optional.ofNullable(known.get(dagId));
  }

  /** All definitions by id. */
  public Map<String, Dag> dags() {
    Map<String, Dag> dags = new TreeMap<>();
    known.forEach((dagId, each) -> dags.put(dagId, each.dag()));
    return dags;
  }

  /** The ids of the DAGs that watch an asset. */
  public java.util.List<String> watching(Asset asset) {
    return known.values().stream()
        .filter(
            each ->
                each.dag().schedule().watched().stream()
                    .anyMatch(
                        watched ->
                            watched.name().equals(asset.name())
                                && watched.uri().equals(asset.uri())))
        .map(each -> each.dag().id())
        .toList();
  }
}
