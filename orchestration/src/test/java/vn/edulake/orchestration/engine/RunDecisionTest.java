package vn.edulake.orchestration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.orchestration.engine.Plan.dag;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.orchestration.dag.OperatorKind;
import vn.edulake.orchestration.dag.TriggerRule;
import vn.edulake.orchestration.execute.TryResult;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.RunState;

class RunDecisionTest {
  private static final TryResult FAILURE = new TryResult.Failed("exit code 1", 1);

  private static TaskState state(String word) {
    return TaskState.parse(word);
  }

  /** The trigger rule of a task after two others, by how those ended. */
  @ParameterizedTest
  @CsvSource({
    "all_success,                 success, success, scheduled",
    "all_success,                 success, failed,  upstream_failed",
    "all_success,                 success, skipped, skipped",
    "all_failed,                  failed,  failed,  scheduled",
    "all_failed,                  failed,  success, skipped",
    "all_done,                    failed,  skipped, scheduled",
    "all_done_min_one_success,    success, failed,  scheduled",
    "all_done_min_one_success,    failed,  failed,  upstream_failed",
    "all_done_setup_success,      failed,  success, scheduled",
    "one_success,                 failed,  success, scheduled",
    "one_success,                 failed,  failed,  upstream_failed",
    "one_success,                 skipped, skipped, skipped",
    "one_failed,                  success, failed,  scheduled",
    "one_failed,                  success, success, skipped",
    "one_done,                    failed,  success, scheduled",
    "one_done,                    skipped, skipped, skipped",
    "none_failed,                 success, skipped, scheduled",
    "none_failed,                 skipped, skipped, scheduled",
    "none_failed,                 success, failed,  upstream_failed",
    "none_skipped,                success, failed,  scheduled",
    "none_skipped,                success, skipped, skipped",
    "none_failed_min_one_success, success, skipped, scheduled",
    "none_failed_min_one_success, skipped, skipped, skipped",
    "none_failed_min_one_success, success, failed,  upstream_failed",
    "all_skipped,                 skipped, skipped, scheduled",
    "all_skipped,                 success, skipped, skipped",
    "always,                      failed,  skipped, scheduled",
  })
  void theTriggerRuleSaysWhatBecomesOfATask(String rule, String a, String b, String then) {
    Simulation run =
        new Simulation(
            dag("rules")
                .task("a")
                .task("b")
                .task("c < a b", step -> step.rule(TriggerRule.parse(rule)))
                .build());

    run.finish("a", state(a)).finish("b", state(b));

    assertThat(run.state("c")).isEqualTo(then);
  }

  @Test
  void aTaskWaitsForAllBeforeIt() {
    Simulation run = new Simulation(dag("chain").task("a").task("b").task("c < a b").build());

    assertThat(run.states()).isEqualTo(Map.of("a", "scheduled", "b", "scheduled", "c", "none"));
    assertThat(run.finish("a", TaskState.SUCCESS).state("c")).isEqualTo("none");
    assertThat(run.finish("b", TaskState.SUCCESS).state("c")).isEqualTo("scheduled");
  }

  @Test
  void aRunSucceedsWhenItsLastTasksDo() {
    Simulation run =
        new Simulation(
            dag("leaf").task("a").task("b < a", s -> s.rule(TriggerRule.ALL_DONE)).build());

    run.finish("a", TaskState.FAILED).finish("b", TaskState.SUCCESS);

    assertThat(run.run()).isEqualTo(RunState.SUCCESS);
  }

  @Test
  void aRunFailsWhenALastTaskDoes() {
    Simulation run = new Simulation(dag("leaf").task("a").task("b").build());

    run.finish("a", TaskState.SUCCESS);
    assertThat(run.run()).isEqualTo(RunState.RUNNING);
    run.finish("b", TaskState.FAILED);

    assertThat(run.run()).isEqualTo(RunState.FAILED);
  }

  @Test
  void aFailureRunsDownTheChainAtOnce() {
    Simulation run =
        new Simulation(dag("chain").task("a").task("b < a").task("c < b").task("d < c").build());

    run.finish("a", FAILURE);

    assertThat(run.states())
        .isEqualTo(
            Map.of(
                "a", "failed",
                "b", "upstream_failed",
                "c", "upstream_failed",
                "d", "upstream_failed"));
    assertThat(run.run()).isEqualTo(RunState.FAILED);
  }

  @Test
  void aSkipRunsDownUntilARuleStopsIt() {
    Simulation run =
        new Simulation(
            dag("skip")
                .task("a")
                .task("b < a")
                .task("c < b")
                .task("join < c", s -> s.rule(TriggerRule.NONE_FAILED))
                .build());

    run.finish("a", TaskState.SKIPPED);

    assertThat(run.state("c")).isEqualTo("skipped");
    assertThat(run.state("join")).isEqualTo("scheduled");
  }

  @Test
  void aBranchSkipsTheWayThatIsNotTaken() {
    Simulation run =
        new Simulation(
            dag("branch")
                .task("choose")
                .task("left < choose")
                .task("right < choose")
                .task("after_right < right")
                .task(
                    "join < left after_right", s -> s.rule(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS))
                .build());

    run.chose("choose", "right");

    assertThat(run.states())
        .containsEntry("left", "scheduled")
        .containsEntry("right", "skipped")
        .containsEntry("after_right", "skipped")
        .containsEntry("join", "none");
    assertThat(run.finish("left", TaskState.SUCCESS).state("join")).isEqualTo("scheduled");
  }

  @Test
  void aShortCircuitSkipsAllBehindItWhateverTheirRule() {
    Simulation run =
        new Simulation(
            dag("short")
                .task("check")
                .task("b < check")
                .task("c < b", s -> s.rule(TriggerRule.ALL_DONE))
                .build());

    run.chose("check", "b", "c");

    assertThat(run.states()).containsEntry("b", "skipped").containsEntry("c", "skipped");
    assertThat(run.run()).isEqualTo(RunState.SUCCESS);
  }

  @Test
  void anEmptyTaskSucceedsWithoutAProcess() {
    Simulation run =
        new Simulation(
            dag("empty")
                .task("begin", s -> s.kind(OperatorKind.EMPTY))
                .task("end < begin", s -> s.kind(OperatorKind.EMPTY))
                .build());

    assertThat(run.states()).isEqualTo(Map.of("begin", "success", "end", "success"));
    assertThat(run.run()).isEqualTo(RunState.SUCCESS);
  }

  @Test
  void aFailedTryWaitsForItsDelayAndIsMadeAgain() {
    Simulation run =
        new Simulation(dag("retry").task("a", s -> s.retries(2, Duration.ofMinutes(5), 0)).build());

    run.finish("a", FAILURE);
    assertThat(run.state("a")).isEqualTo("up_for_retry");
    assertThat(run.next()).contains(Simulation.BEGIN.plus(Duration.ofMinutes(5)));

    run.tick(Duration.ofMinutes(5).minusMillis(1));
    assertThat(run.state("a")).isEqualTo("up_for_retry");
    run.tick(Duration.ofMillis(1));
    assertThat(run.state("a")).isEqualTo("scheduled");
    assertThat(run.instance("a").tryNumber()).isEqualTo(2);
  }

  @Test
  void afterItsLastRetryATaskFails() {
    Simulation run =
        new Simulation(dag("retry").task("a", s -> s.retries(2, Duration.ZERO, 0)).build());

    run.finish("a", FAILURE).finish("a", FAILURE);
    assertThat(run.instance("a").tryNumber()).isEqualTo(3);
    assertThat(run.finish("a", FAILURE).state("a")).isEqualTo("failed");
  }

  @Test
  void rejectedDataAreNotTriedAgain() {
    Simulation run =
        new Simulation(dag("retry").task("a", s -> s.retries(5, Duration.ZERO, 0)).build());

    assertThat(run.finish("a", new TryResult.Rejected("12 keys occur twice")).state("a"))
        .isEqualTo("failed");
  }

  @Test
  void aTaskWhoseProcessDiedIsTriedAgainByItsOwnRule() {
    Simulation run =
        new Simulation(
            dag("lost").task("a", s -> s.retries(1, Duration.ZERO, 0)).task("b").build());

    run.finish("a", new TryResult.Lost("gone")).finish("b", new TryResult.Lost("gone"));

    assertThat(run.states()).isEqualTo(Map.of("a", "scheduled", "b", "failed"));
  }

  @Test
  void aSensorThatAsksAgainGoesOnWithTheSameTry() {
    Simulation run = new Simulation(dag("sensor").task("a").build());

    run.finish("a", new TryResult.NotYet(Simulation.BEGIN.plusSeconds(60)));
    assertThat(run.state("a")).isEqualTo("up_for_reschedule");
    run.tick(Duration.ofSeconds(60));

    assertThat(run.state("a")).isEqualTo("scheduled");
    assertThat(run.instance("a").tryNumber()).isEqualTo(1);
  }

  @Test
  void aMappedTaskBecomesAsManyAsItsListHasElements() {
    Simulation run =
        new Simulation(
            dag("map")
                .task("list")
                .task("each < list", s -> s.mappedOver("list"))
                .task("sum < each")
                .build());

    assertThat(run.state("each")).isEqualTo("none");
    run.returned("list", "each", 3);
    assertThat(run.states())
        .containsEntry("each[0]", "scheduled")
        .containsEntry("each[1]", "scheduled")
        .containsEntry("each[2]", "scheduled")
        .containsEntry("sum", "none");

    run.finish("each[0]", TaskState.SUCCESS).finish("each[1]", TaskState.SUCCESS);
    assertThat(run.state("sum")).isEqualTo("none");
    assertThat(run.finish("each[2]", TaskState.SUCCESS).state("sum")).isEqualTo("scheduled");
  }

  @ParameterizedTest
  @CsvSource({"0, skipped", "1025, failed"})
  void aListThatIsEmptyOrTooLongMakesNoInstance(int length, String then) {
    Simulation run =
        new Simulation(
            dag("map").task("list").task("each < list", s -> s.mappedOver("list")).build());

    assertThat(run.returned("list", "each", length).state("each")).isEqualTo(then);
  }

  /** A task that depends on the past, by how it ended in the run before. */
  @ParameterizedTest
  @CsvSource({
    "success, scheduled",
    "skipped, scheduled",
    "failed, none",
    "upstream_failed, none",
    "running, none",
    ", none"
  })
  void dependingOnThePastATaskWaitsForTheRunBefore(String before, String then) {
    Simulation run =
        new Simulation(dag("past").task("a").task("b < a", s -> s.dependsOnPast()).build());
    run.after(Map.of("b", Collections.singletonList(before == null ? null : state(before))));

    assertThat(run.finish("a", TaskState.SUCCESS).state("b")).isEqualTo(then);
    assertThat(run.run()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void theFirstRunDependsOnNoPast() {
    Simulation run = new Simulation(dag("past").task("a", s -> s.dependsOnPast()).build());

    assertThat(run.state("a")).isEqualTo("scheduled");
  }

  @Test
  void waitingForDownstreamATaskWaitsForWhatCameAfterItInTheRunBefore() {
    Simulation run =
        new Simulation(
            dag("past").task("a").task("b < a", s -> s.waitForDownstream()).task("c < b").build());
    run.after(Map.of("b", List.of(TaskState.SUCCESS), "c", List.of(TaskState.RUNNING)));

    run.finish("a", TaskState.SUCCESS);
    assertThat(run.state("b")).isEqualTo("none");
    run.after(Map.of("b", List.of(TaskState.SUCCESS), "c", List.of(TaskState.SUCCESS)));
    assertThat(run.state("b")).isEqualTo("scheduled");
  }

  @Test
  void aRunThatTakesTooLongFailsAndItsTasksAreSkipped() {
    Simulation run =
        new Simulation(dag("slow").runTimeout(Duration.ofHours(1)).task("a").task("b < a").build());

    run.tick(Duration.ofHours(1).minusMillis(1));
    assertThat(run.run()).isEqualTo(RunState.RUNNING);
    run.tick(Duration.ofMillis(1));

    assertThat(run.run()).isEqualTo(RunState.FAILED);
    assertThat(run.reason()).isEqualTo("it took longer than its dagrun_timeout");
    assertThat(run.states()).isEqualTo(Map.of("a", "skipped", "b", "skipped"));
  }

  @Test
  void failingFastTheFirstFailureEndsTheRun() {
    Simulation run = new Simulation(dag("fast").failFast().task("a").task("b").build());

    run.finish("a", FAILURE);

    assertThat(run.states()).isEqualTo(Map.of("a", "failed", "b", "skipped"));
    assertThat(run.run()).isEqualTo(RunState.FAILED);
  }

  @Test
  void aTaskWhoseStartDateIsLaterThanTheRunCountsForNothing() {
    Simulation run =
        new Simulation(
            dag("dates")
                .task("a", s -> s.startDate(Simulation.BEGIN.plusSeconds(1)))
                .task("b < a")
                .task("c")
                .build());

    assertThat(run.states()).isEqualTo(Map.of("a", "removed", "b", "scheduled", "c", "scheduled"));
  }

  @Test
  void theOrderOfTheRowsDecidesNothing() {
    var dag =
        dag("order")
            .task("a", s -> s.kind(OperatorKind.EMPTY))
            .task("b < a", s -> s.kind(OperatorKind.EMPTY))
            .task("c < b")
            .build();
    List<String> orders = Arrays.asList("abc", "cba", "bac");
    for (String order : orders) {
      var all = Simulation.instances(dag);
      var decision =
          RunDecision.of(
              dag,
              new Simulation(dag).runRow(),
              order.chars().mapToObj(c -> all.get(String.valueOf((char) c))).toList(),
              RunDecision.Past.NONE,
              RunDecision.Left.NOTHING,
              Simulation.BEGIN);
      assertThat(decision.steps()).as(order).hasSize(3);
      assertThat(decision.steps().get(2)).isInstanceOf(RunDecision.Step.Schedule.class);
    }
  }
}
