package vn.edulake.orchestration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.orchestration.engine.Plan.dag;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Placement;
import vn.edulake.orchestration.dag.WeightRule;
import vn.edulake.orchestration.store.Resources.Pool;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances.Taken;

class AdmissionTest {
  private static Placement in(String pool, int slots) {
    return new Placement(pool, slots, 1, WeightRule.ABSOLUTE, "default", 0, 0);
  }

  private static Pool pool(String name, int slots) {
    return new Pool(1, name, slots, null, false);
  }

  /** Chooses among the tasks of a DAG, those with the highest weight first. */
  private static List<String> choose(Dag dag, List<Pool> pools, List<Taken> taken, int most) {
    List<TaskInstance> waiting = new ArrayList<>(Simulation.instances(dag).values());
    waiting.sort((one, other) -> other.priorityWeight() - one.priorityWeight());
    List<java.util.UUID> chosen =
        new Admission(pools, taken).choose(waiting, Map.of(dag.id(), dag), most);
    return waiting.stream()
        .filter(instance -> chosen.contains(instance.id()))
        .map(TaskInstance::taskId)
        .toList();
  }

  private static List<String> choose(Dag dag, Pool pool, Taken... taken) {
    return choose(dag, List.of(pool), List.of(taken), 10);
  }

  @Test
  void theWeightOfATaskCountsAllThatComeAfterIt() {
    Dag dag = dag("weight").task("alone").task("head").task("b < head").task("c < b").build();

    assertThat(dag.totalPriority(dag.find("head").orElseThrow())).isEqualTo(3);
    assertThat(choose(dag, pool("default_pool", 2))).containsExactly("head", "b");
  }

  @Test
  void aPoolGivesNoMoreSlotsThanItHas() {
    Dag dag =
        dag("pool")
            .task("a", s -> s.placement(in("lake", 1)))
            .task("b", s -> s.placement(in("lake", 1)))
            .task("c", s -> s.placement(in("other", 1)))
            .build();

    assertThat(choose(dag, List.of(pool("lake", 1), pool("other", 5)), List.of(), 10))
        .containsExactly("a", "c");
    assertThat(
            choose(
                dag,
                List.of(pool("lake", 1), pool("other", 5)),
                List.of(new Taken("lake", "another", 9, "x", 1, 1)),
                10))
        .containsExactly("c");
  }

  @Test
  void aTaskThatNeedsManySlotsIsNotOvertakenByThoseBehindIt() {
    Dag dag =
        dag("slots")
            .task("wide", s -> s.placement(in("lake", 3)))
            .task("narrow", s -> s.placement(in("lake", 1)))
            .build();

    assertThat(choose(dag, pool("lake", 3), new Taken("lake", "another", 9, "x", 1, 1))).isEmpty();
  }

  @Test
  void aTaskThatNeedsMoreSlotsThanItsPoolHasHoldsNobodyUp() {
    Dag dag =
        dag("slots")
            .task("impossible", s -> s.placement(in("lake", 4)))
            .task("narrow", s -> s.placement(in("lake", 1)))
            .build();

    assertThat(choose(dag, pool("lake", 3))).containsExactly("narrow");
  }

  @Test
  void aPoolWithoutLimitGivesAll() {
    Dag dag = dag("open").task("a").task("b").task("c").build();

    assertThat(choose(dag, pool("default_pool", -1))).hasSize(3);
  }

  @Test
  void aDagHasNoMoreActiveTasksThanItMay() {
    Dag dag = dag("few").maxActiveTasks(2).task("a").task("b").task("c").build();

    assertThat(choose(dag, pool("default_pool", 128))).hasSize(2);
    assertThat(
            choose(dag, pool("default_pool", 128), new Taken("default_pool", "few", 9, "x", 1, 1)))
        .hasSize(1);
  }

  @Test
  void aTaskHasNoMoreActiveInstancesOverAllRunsThanItMay() {
    Dag dag =
        dag("one")
            .task(
                "a",
                s ->
                    s.placement(
                        new Placement("default_pool", 1, 1, WeightRule.ABSOLUTE, "default", 1, 0)))
            .build();

    assertThat(choose(dag, pool("default_pool", 128))).hasSize(1);
    assertThat(
            choose(dag, pool("default_pool", 128), new Taken("default_pool", "one", 9, "a", 1, 1)))
        .isEmpty();
  }

  @Test
  void aProcessGetsNoMoreThanItCanBegin() {
    Dag dag = dag("many").task("a").task("b").task("c").build();

    assertThat(choose(dag, List.of(pool("default_pool", 128)), List.of(), 1)).hasSize(1);
  }

  @Test
  void aTaskWhosePoolIsMissingWaits() {
    Dag dag = dag("pool").task("a", s -> s.placement(in("nowhere", 1))).build();

    assertThat(choose(dag, pool("default_pool", 128))).isEmpty();
  }
}
