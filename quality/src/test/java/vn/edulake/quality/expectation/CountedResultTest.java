package vn.edulake.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CountedResultTest {
  @Test
  void percentsHaveTheDigitsOfPython() {
    assertThat(fields(Step.RowCheck.Shape.VALUE, 3, List.of(List.of(1L))))
        .containsEntry("unexpected_percent", 33.33333333333333)
        .containsEntry("unexpected_percent_total", 33.33333333333333)
        .containsEntry("unexpected_percent_nonmissing", 33.33333333333333)
        .containsEntry("missing_percent", 0.0);
  }

  @Test
  void equallyFrequentValuesStandInTheirOrder() {
    assertThat(counted(List.of(-5L), List.of(10.5), List.of(9L), List.of(-7L), List.of(9L)))
        .isEqualTo(List.of(told(9L, 2), told(-7L, 1), told(-5L, 1), told(10.5, 1)));
    assertThat(counted(List.of("b"), List.of("a"), List.of("B")))
        .isEqualTo(List.of(told("B", 1), told("a", 1), told("b", 1)));
    assertThat(counted(List.of(true), List.of(false)))
        .isEqualTo(List.of(told(false, 1), told(true, 1)));
  }

  @Test
  void ofPairsTheFirstDifferenceDecides() {
    assertThat(
            fields(
                    Step.RowCheck.Shape.PAIR,
                    9,
                    List.of(Arrays.asList(null, 10L), Arrays.asList(null, 9L)))
                .get("partial_unexpected_counts"))
        .isEqualTo(List.of(told(Arrays.asList(null, 9L), 1), told(Arrays.asList(null, 10L), 1)));
  }

  @Test
  void valuesThatHaveNoOrderAreNotCounted() {
    List<@Nullable Object> gap = Arrays.asList(1L, null);
    List<@Nullable Object> full = Arrays.asList(1L, 2L);
    assertThat(fields(Step.RowCheck.Shape.RECORD, 9, List.of(gap, full)))
        .doesNotContainKey("partial_unexpected_counts");
    // The one that is more frequent stands first, without a look at the values.
    assertThat(fields(Step.RowCheck.Shape.RECORD, 9, List.of(gap, full, gap)))
        .containsEntry("partial_unexpected_counts", List.of(told(gap, 2), told(full, 1)));
  }

  private static Map<String, @Nullable Object> told(Object value, long count) {
    Map<String, @Nullable Object> told = new LinkedHashMap<>();
    told.put("value", value);
    told.put("count", count);
    return told;
  }

  private static @Nullable Object counted(List<?>... rows) {
    return fields(Step.RowCheck.Shape.VALUE, 9, List.of(rows)).get("partial_unexpected_counts");
  }

  private static Map<String, @Nullable Object> fields(
      Step.RowCheck.Shape shape, long elements, List<? extends List<?>> rows) {
    List<FailingRow> failing = new ArrayList<>();
    for (List<?> row : rows) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      row.forEach(value -> values.put("c" + values.size(), value));
      failing.add(new FailingRow(failing.size() + 1L, Map.of(), values, Map.of()));
    }
    Step.RowCheck check = new Step.RowCheck(List.of(), shape, "FALSE", List.of());
    return new CountedResult(
            new Step.Counted(false, check, elements, Optional.of(elements), failing.size()),
            ResultFormat.COMPLETE,
            failing,
            true)
        .fields();
  }
}
