package vn.edulake.orchestration.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Placement;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.store.Resources.Pool;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances.Taken;

/**
 * Which of the waiting instances get a slot: those with the highest priority for which pool, DAG,
 * task and process have room. A pure function of what is taken now.
 */
public final class Admission {
  private final Map<String, Integer> open = new HashMap<>();
  private final Map<String, Integer> byDag = new HashMap<>();
  private final Map<String, Integer> byTask = new HashMap<>();
  private final Map<String, Integer> byTaskInRun = new HashMap<>();
  private final Map<String, Integer> slots = new HashMap<>();

  /** Counts what is taken. */
  public Admission(List<Pool> pools, List<Taken> taken) {
    for (Pool pool : pools) {
      int all = pool.slots() < 0 ? Integer.MAX_VALUE : pool.slots();
      slots.put(pool.name(), all);
      open.put(pool.name(), all);
    }
    for (Taken each : taken) {
      take(each.pool(), each.dagId(), each.runKey(), each.taskId(), each.instances(), each.slots());
    }
  }

  private void take(
      String pool, String dagId, long runKey, String taskId, int instances, int taken) {
    open.computeIfPresent(pool, (name, left) -> left - taken);
    byDag.merge(dagId, instances, Integer::sum);
    byTask.merge(dagId + "#" + taskId, instances, Integer::sum);
    byTaskInRun.merge(runKey + "#" + taskId, instances, Integer::sum);
  }

  /** The pools that have no slot left; nobody has to ask for their tasks. */
  public Set<String> fullPools() {
    Set<String> full = new HashSet<>();
    open.forEach(
        (pool, left) -> {
          if (left <= 0) {
            full.add(pool);
          }
        });
    return full;
  }

  /** The DAGs that have as many active tasks as they may. */
  public Set<String> fullDags(Map<String, Dag> dags) {
    Set<String> full = new HashSet<>();
    byDag.forEach(
        (dagId, active) -> {
          Dag dag = dags.get(dagId);
          if (dag != null && active >= dag.maxActiveTasks()) {
            full.add(dagId);
          }
        });
    return full;
  }

  /**
   * Chooses.
   *
   * @param waiting those first that go first
   * @param dags the definitions; an instance whose DAG is missing waits
   * @param most how many the process can begin
   */
  public List<UUID> choose(List<TaskInstance> waiting, Map<String, Dag> dags, int most) {
    List<UUID> chosen = new ArrayList<>();
    Set<String> starving = new HashSet<>();
    for (TaskInstance instance : waiting) {
      if (chosen.size() >= most) {
        break;
      }
      Dag dag = dags.get(instance.dagId());
      Optional<Task> task = dag == null ? Optional.empty() : dag.find(instance.taskId());
      if (dag == null || task.isEmpty() || starving.contains(instance.pool())) {
        continue;
      }
      Integer left = open.get(instance.pool());
      if (left == null || instance.poolSlots() > slots.getOrDefault(instance.pool(), 0)) {
        // A pool that is missing or too small: it waits until somebody makes room.
        continue;
      }
      if (left < instance.poolSlots()) {
        // What comes behind with fewer slots may not overtake it for ever.
        starving.add(instance.pool());
        continue;
      }
      if (hasRoom(dag, task.get().placement(), instance)) {
        take(
            instance.pool(),
            instance.dagId(),
            instance.runKey(),
            instance.taskId(),
            1,
            instance.poolSlots());
        chosen.add(instance.id());
      }
    }
    return chosen;
  }

  private boolean hasRoom(Dag dag, Placement placement, TaskInstance instance) {
    int ofTask = byTask.getOrDefault(dag.id() + "#" + instance.taskId(), 0);
    int inRun = byTaskInRun.getOrDefault(instance.runKey() + "#" + instance.taskId(), 0);
    return byDag.getOrDefault(dag.id(), 0) < dag.maxActiveTasks()
        && (placement.maxActivePerDag() == 0 || ofTask < placement.maxActivePerDag())
        && (placement.maxActivePerRun() == 0 || inRun < placement.maxActivePerRun());
  }
}
