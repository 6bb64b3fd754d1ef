package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class TableBuildTest {
  private static final List<String> KEY = List.of("learner_key", "school_year");

  private static TableBuild.Built built(Optional<Part> part) {
    return new TableBuild.Built(1, 10, 2, part, Optional.empty());
  }

  @Test
  void whatSharesAValueWithAPartIsKnownByTheValuesOfThePart() {
    List<Row> keys =
        List.of(
            RowFactory.create("a", "2024"),
            RowFactory.create("a", "2025"),
            RowFactory.create("b", "2025"));

    assertThat(built(Optional.of(new Part(KEY, keys))).sharing(Optional.of("learner_key")))
        .contains(
            new Part(
                List.of("learner_key"), List.of(RowFactory.create("a"), RowFactory.create("b"))));
  }

  @Test
  void itIsNotKnownForAllRowsForAnotherColumnForNoneAndForManyValues() {
    List<Row> keys = new ArrayList<>(List.of(RowFactory.create("a", "2024")));
    Part part = new Part(KEY, keys);

    assertThat(built(Optional.empty()).sharing(Optional.of("learner_key"))).isEmpty();
    assertThat(built(Optional.of(part)).sharing(Optional.of("class_key"))).isEmpty();
    assertThat(built(Optional.of(part)).sharing(Optional.empty())).isEmpty();

    for (int i = 0; i < 1_000; i++) {
      keys.add(RowFactory.create("k" + i, "2024"));
    }
    assertThat(built(Optional.of(new Part(KEY, keys))).sharing(Optional.of("learner_key")))
        .isEmpty();
  }
}
