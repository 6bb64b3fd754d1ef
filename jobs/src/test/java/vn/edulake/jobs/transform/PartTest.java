package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class PartTest {
  /** Of three days the part has 300 keys of the second, and one without a key. */
  private static Part many() {
    List<Row> keys = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      keys.add(RowFactory.create("2025-04-08", "k" + i));
    }
    keys.add(RowFactory.create("2025-04-08", null));
    return new Part(List.of("day", "code"), keys);
  }

  private static Dataset<Row> rows() {
    return TestSession.get()
        .sql(
            """
            SELECT date_add(DATE '2025-04-07', CAST(id % 3 AS INT)) AS day,
              concat('k', CAST(id AS STRING)) AS code, id
            FROM range(1000)
            UNION ALL SELECT DATE '2025-04-08', NULL, 5000
            UNION ALL SELECT DATE '2025-04-09', NULL, 5001
            """);
  }

  @Test
  void manyKeysHaveTheRowsOfEachAndOfNoOther() {
    List<Long> found =
        many().of(TestSession.get(), rows()).select("id").collectAsList().stream()
            .map(row -> row.getLong(0))
            .sorted()
            .toList();

    List<Long> wanted = new ArrayList<>();
    for (long id = 1; id < 300; id += 3) {
      wanted.add(id);
    }
    wanted.add(5000L);
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void manyKeysOfOneDayReadThisDayAlone() {
    assertThat(many().outlines())
        .containsExactly(new Part(List.of("day"), List.of(RowFactory.create("2025-04-08"))));
    String plan = many().of(TestSession.get(), rows()).queryExecution().optimizedPlan().toString();
    assertThat(plan).contains("= 2025-04-08");
  }

  @Test
  void aColumnOfManyValuesLeavesNothingOut() {
    List<Row> keys = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      keys.add(RowFactory.create("k" + i));
    }

    assertThat(new Part(List.of("code"), keys).outlines()).isEmpty();
  }

  @Test
  void daysAreTheRowsThatAnExpressionTellsThem() {
    Dataset<Row> rows =
        TestSession.get()
            .sql(
                "SELECT * FROM VALUES (1, TIMESTAMP '2025-04-07 23:59:59'), (2, TIMESTAMP '2025-04-08 00:00:00'), (3, NULL) AS t (id, seen_at)");
    List<LocalDate> days = List.of(LocalDate.parse("2025-04-08"), LocalDate.parse("2025-04-09"));

    assertThat(ids(Part.ofDays("day", days, false).ofDays(rows, "CAST(seen_at AS DATE)")))
        .containsExactly(2);
    assertThat(ids(Part.ofDays("day", days, true).ofDays(rows, "CAST(seen_at AS DATE)")))
        .containsExactly(2, 3);
  }

  private static List<Integer> ids(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.<Integer>getAs("id")).sorted().toList();
  }
}
