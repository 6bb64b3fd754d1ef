package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.quality.Verdict;
import vn.edulake.quality.Verdict.Severity;
import vn.edulake.warehouse.ddl.TableDefinition;

class GateTest {
  private static final Gate GATE = new Gate(ModelGraph.load(), TableDefinition.load());

  @Test
  void whereAllPassNothingIsHeldBack() {
    assertThat(held(passed("core.dim_school"), passed("core.dim_room"), losing("core.dim_class")))
        .isEmpty();
  }

  @Test
  void aWarningHoldsNothingBack() {
    TableOutcome warned = outcome("core.dim_school", Severity.WARNING, false, false);
    assertThat(held(warned, passed("core.dim_room"))).isEmpty();
  }

  @Test
  void whatIsBuiltFromATableWaitsWithIt() {
    assertThat(
            held(
                failed("core.fct_exam_score"),
                passed("marts.exam_result_by_place_subject"),
                passed("core.dim_date")))
        .isEqualTo(
            Map.of(
                "core.fct_exam_score", "core.fct_exam_score",
                "marts.exam_result_by_place_subject", "core.fct_exam_score"));
  }

  @Test
  void whatMayNameKeysThatNobodySeesWaitsThoughItIsNotBuiltFromThem() {
    assertThat(held(failed("core.dim_school"), passed("core.dim_room"), passed("core.dim_date")))
        .containsOnlyKeys("core.dim_school", "core.dim_room");
  }

  @Test
  void aDimensionWaitsWhenKeysWentThatRowsOfAHeldTableMayName() {
    assertThat(held(failed("core.fct_lesson_delivered"), losing("core.dim_class")))
        .containsOnlyKeys("core.fct_lesson_delivered", "core.dim_class");
    assertThat(held(failed("core.fct_lesson_delivered"), passed("core.dim_class")))
        .containsOnlyKeys("core.fct_lesson_delivered");
  }

  @Test
  void whatWaitsMakesOthersWait() {
    // The lessons keep the classes back, and these the plans that name them.
    assertThat(
            held(
                failed("core.fct_lesson_delivered"),
                losing("core.dim_class"),
                passed("core.fct_planned_teaching")))
        .containsEntry("core.fct_planned_teaching", "core.fct_lesson_delivered");
  }

  private static Map<String, String> held(TableOutcome... outcomes) {
    Map<String, String> result = new TreeMap<>();
    GATE.held(Arrays.asList(outcomes))
        .forEach((table, cause) -> result.put(table.toString(), cause.toString()));
    return result;
  }

  private static TableOutcome passed(String table) {
    return outcome(table, Severity.ERROR, true, false);
  }

  private static TableOutcome losing(String table) {
    return outcome(table, Severity.ERROR, true, true);
  }

  private static TableOutcome failed(String table) {
    return outcome(table, Severity.ERROR, false, false);
  }

  private static TableOutcome outcome(
      String name, Severity severity, boolean isPassed, boolean hasLostKeys) {
    TableName table = TableName.parse(name);
    return new TableOutcome(
        table,
        "an input changed",
        "all rows",
        2,
        2,
        Duration.ofSeconds(1),
        List.of(new Verdict(table, "key_unique", severity, isPassed, isPassed ? 0 : 1, "found")),
        List.of(),
        List.of(),
        hasLostKeys);
  }
}
