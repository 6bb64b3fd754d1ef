package vn.edulake.orchestration.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.orchestration.dag.Retries;
import vn.edulake.orchestration.dag.TriggerRule;

class RulesTest {
  private static List<@Nullable TaskState> states(@Nullable String words) {
    List<@Nullable TaskState> states = new ArrayList<>();
    if (words != null && !words.isBlank()) {
      Arrays.stream(words.strip().split(" +"))
          .forEach(
              word ->
                  states.add(
                      switch (word) {
                        case "S" -> TaskState.SUCCESS;
                        case "F" -> TaskState.FAILED;
                        case "U" -> TaskState.UPSTREAM_FAILED;
                        case "K" -> TaskState.SKIPPED;
                        case "X" -> TaskState.REMOVED;
                        case "R" -> TaskState.RUNNING;
                        default -> null;
                      }));
    }
    return states;
  }

  /** S success, F failed, U upstream failed, K skipped, R running, - none. */
  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "all_success | S S | READY",
        "all_success | S R | WAIT",
        "all_success | S - | WAIT",
        "all_success | F R | UPSTREAM_FAILED",
        "all_success | U S | UPSTREAM_FAILED",
        "all_success | K R | SKIP",
        "all_success | F K | UPSTREAM_FAILED",
        "all_failed | F U | READY",
        "all_failed | F R | WAIT",
        "all_failed | S R | SKIP",
        "all_failed | K F | SKIP",
        "all_done | S F K U | READY",
        "all_done | S R | WAIT",
        "all_done_min_one_success | S F | READY",
        "all_done_min_one_success | S R | WAIT",
        "all_done_min_one_success | F U | UPSTREAM_FAILED",
        "all_done_min_one_success | S K | SKIP",
        "all_done_setup_success | S F | READY",
        "all_done_setup_success | S R | WAIT",
        "one_success | S R | READY",
        "one_success | F R | WAIT",
        "one_success | F K | UPSTREAM_FAILED",
        "one_success | K K | SKIP",
        "one_failed | F R | READY",
        "one_failed | U R | READY",
        "one_failed | S R | WAIT",
        "one_failed | S K | SKIP",
        "one_done | S R | READY",
        "one_done | F R | READY",
        "one_done | K R | WAIT",
        "one_done | K U | SKIP",
        "none_failed | S K | READY",
        "none_failed | K K | READY",
        "none_failed | S R | WAIT",
        "none_failed | F R | UPSTREAM_FAILED",
        "none_skipped | S F | READY",
        "none_skipped | S R | WAIT",
        "none_skipped | K R | SKIP",
        "none_failed_min_one_success | S K | READY",
        "none_failed_min_one_success | K K | SKIP",
        "none_failed_min_one_success | K R | WAIT",
        "none_failed_min_one_success | U S | UPSTREAM_FAILED",
        "all_skipped | K K | READY",
        "all_skipped | K R | WAIT",
        "all_skipped | S R | SKIP",
        "all_skipped | F K | SKIP",
        "always | R - | READY",
        "all_success | '' | READY"
      })
  void aTriggerRuleSays(String rule, @Nullable String upstream, Verdict verdict) {
    assertThat(TriggerRules.evaluate(TriggerRule.parse(rule), Upstream.of(states(upstream)), -1))
        .isEqualTo(verdict);
  }

  @Test
  void everyRuleIsNamedAsInAirflow() {
    assertThat(Arrays.stream(TriggerRule.values()).map(TriggerRule::word))
        .containsExactlyInAnyOrder(
            "all_success",
            "all_failed",
            "all_done",
            "all_done_min_one_success",
            "all_done_setup_success",
            "one_success",
            "one_failed",
            "one_done",
            "none_failed",
            "none_skipped",
            "none_failed_min_one_success",
            "all_skipped",
            "always");
  }

  @Test
  void anInstanceBeyondWhatWasMadeBeforeItIsRemoved() {
    Upstream upstream = Upstream.of(states("S S X"));

    assertThat(TriggerRules.evaluate(TriggerRule.ALL_SUCCESS, upstream, 2))
        .isEqualTo(Verdict.REMOVE);
    assertThat(TriggerRules.evaluate(TriggerRule.ALL_SUCCESS, upstream, 1))
        .isEqualTo(Verdict.READY);
    assertThat(TriggerRules.evaluate(TriggerRule.ALL_SUCCESS, upstream, -1))
        .isEqualTo(Verdict.WAIT);
  }

  @ParameterizedTest(name = "leaves {0}, all {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "S | F S | SUCCESS",
        "F | S F | FAILED",
        "U | F U | FAILED",
        "K | S K | SUCCESS",
        "S K | F S K | SUCCESS",
        "S | R S | ''",
        "- | S - | ''"
      })
  void theLastTasksDecideHowARunEnds(String leaves, String all, @Nullable String outcome) {
    assertThat(RunOutcome.of(states(leaves), states(all)).map(RunOutcome::name).orElse(""))
        .isEqualTo(outcome == null ? "" : outcome);
  }

  /** The expected seconds were computed by Airflow's formula in Python. */
  @ParameterizedTest(name = "{0} s x {1}, try {2}, at most {3}: {4} s")
  @CsvSource({
    "300, 0, 3, , 300",
    "300, 1, 3, , 300",
    "300, 2, 1, , 379",
    "300, 2, 2, , 828",
    "300, 2, 3, , 2110",
    "300, 2, 8, , 63272",
    "300, 2, 12, , 86400",
    "300, 2, 3, 600, 600",
    "0, 2, 1, , 1",
    "10, 1.5, 2, , 18",
    "10, 3, 4, , 477",
    "300, 2, 12, 172800, 86400"
  })
  void aRetryWaitsAsLongAsAirflows(
      long delay, double backoff, int tryNumber, @Nullable Long most, long expected) {
    Retries retries =
        new Retries(
            20, Duration.ofSeconds(delay), backoff, most == null ? null : Duration.ofSeconds(most));

    assertThat(
            RetryDelay.of(
                retries, "nightly", "load.marks", Instant.parse("2026-09-14T17:00:00Z"), tryNumber))
        .isEqualTo(Duration.ofSeconds(expected));
  }

  @Test
  void aRunWithoutLogicalDateAndOneWithMicrosecondsWaitByTheirOwnText() {
    Retries retries = new Retries(3, Duration.ofMinutes(5), 2, null);

    assertThat(RetryDelay.of(retries, "nightly", "load.marks", null, 1))
        .isEqualTo(Duration.ofSeconds(498));
    assertThat(
            RetryDelay.of(
                retries, "nightly", "load.marks", Instant.parse("2026-09-14T17:00:00.25Z"), 1))
        .isEqualTo(Duration.ofSeconds(424));
  }
}
