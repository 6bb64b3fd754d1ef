package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class RowDifferenceTest {
  private static Dataset<Row> said(String sql) {
    return TestSession.get().sql(sql);
  }

  @Test
  void keysOfRowsThatCameWentOrChangedAreTold() {
    Dataset<Row> before =
        said("SELECT * FROM VALUES ('a', 1), ('b', 2), ('c', 3) AS t(code, number)");
    Dataset<Row> after =
        said("SELECT * FROM VALUES ('b', 2), ('c', 4), ('d', 5) AS t(code, number)");

    RowDifference.Keys keys =
        new RowDifference(before, after, List.of("code")).keys(10).orElseThrow();

    assertThat(keys.gone())
        .containsExactlyInAnyOrder(RowFactory.create("a"), RowFactory.create("c"));
    assertThat(keys.came())
        .containsExactlyInAnyOrder(RowFactory.create("c"), RowFactory.create("d"));
  }

  @Test
  void rowsThatAreHeldAreComparedWhereTheyAre() {
    Dataset<Row> before = held("('a', 1), ('b', 2), ('c', 3), ('n', NULL), ('t', 7), ('t', 7)");
    Dataset<Row> after = held("('b', 2), ('c', 4), ('d', 5), ('n', NULL), ('t', 7)");
    assertThat(before.isLocal()).isTrue();

    RowDifference.Keys keys =
        new RowDifference(before, after, List.of("code")).keys(10).orElseThrow();

    assertThat(keys.gone())
        .containsExactlyInAnyOrder(
            RowFactory.create("a"), RowFactory.create("c"), RowFactory.create("t"));
    assertThat(keys.came())
        .containsExactlyInAnyOrder(RowFactory.create("c"), RowFactory.create("d"));
    RowDifference difference = new RowDifference(before, after, List.of("code"));
    assertThat(difference.keys(3)).isEmpty();
    assertThat(difference.gone(3).orElseThrow())
        .containsExactlyInAnyOrder(
            RowFactory.create("a"), RowFactory.create("c"), RowFactory.create("t"));
    assertThat(difference.gone(2)).isEmpty();
  }

  private static Dataset<Row> held(String values) {
    Dataset<Row> rows = said("SELECT * FROM VALUES " + values + " AS t(code, number)");
    return rows.sparkSession().createDataFrame(rows.collectAsList(), rows.schema());
  }

  private static Dataset<Row> many(String others) {
    return said(
        "SELECT CAST(id AS STRING) AS code, CAST(NULL AS STRING) AS text FROM range(20000)"
            + " WHERE id NOT IN (77, 78)"
            + " UNION ALL "
            + others);
  }

  private static Optional<RowDifference.Few> few(Dataset<Row> before, Dataset<Row> after) {
    return new RowDifference(before, after, List.of("code")).few(3);
  }

  @Test
  void ofManyRowsThoseThatDifferAreFoundWhereTheyAreMade() {
    Dataset<Row> before = many("VALUES ('77', NULL), ('78', 'x'), ('gone', 'x')");
    Dataset<Row> after = many("VALUES ('77', 'new'), ('78', 'x'), ('came', 'x')");

    RowDifference.Few few = few(before, after).orElseThrow();

    assertThat(few.keys().gone())
        .containsExactlyInAnyOrder(RowFactory.create("77"), RowFactory.create("gone"));
    assertThat(few.keys().came())
        .containsExactlyInAnyOrder(RowFactory.create("77"), RowFactory.create("came"));
    assertThat(few.came().isLocal()).isTrue();
    assertThat(few.came().collectAsList())
        .containsExactlyInAnyOrder(RowFactory.create("77", "new"), RowFactory.create("came", "x"));
  }

  @Test
  void ofManyRowsAllMayBeTheSameOrSomeMayOnlyGo() {
    Dataset<Row> before = many("VALUES ('77', NULL), ('gone', 'x')");
    Dataset<Row> after = many("VALUES ('77', NULL)");

    assertThat(few(before, before).orElseThrow().keys().all()).isEmpty();
    RowDifference.Few few = few(before, after).orElseThrow();
    assertThat(few.keys().gone()).containsExactly(RowFactory.create("gone"));
    assertThat(few.keys().came()).isEmpty();
    assertThat(few.came().isEmpty()).isTrue();
  }

  @Test
  void tooManyThatDifferAndRowsThatStandTwiceAreLeftToTheOtherWay() {
    Dataset<Row> before = many("VALUES ('77', NULL)");
    Dataset<Row> more = many("VALUES ('77', NULL), ('a', ''), ('b', ''), ('c', ''), ('d', '')");
    Dataset<Row> twice = many("VALUES ('77', NULL), ('77', NULL)");

    assertThat(few(before, more)).as("more came").isEmpty();
    assertThat(few(more, before)).as("more went").isEmpty();
    assertThat(few(twice, before)).as("one twice before").isEmpty();
    assertThat(few(before, twice)).as("one twice after").isEmpty();
  }

  @Test
  void whatIsKeptInMemoryIsNotComputedAgainThoughItHasUnionsInside() {
    Dataset<Row> before = said("SELECT * FROM VALUES ('a', 1L) AS t(code, number)");
    Dataset<Row> after =
        said(
            """
            SELECT code, count(*) AS number FROM (
              SELECT 'a' AS code UNION ALL SELECT 'b' UNION ALL SELECT 'c' UNION ALL SELECT 'a')
            GROUP BY code
            UNION ALL SELECT 'd', 1L UNION ALL SELECT 'e', 1L
            """);
    after.persist();
    try {
      RowDifference difference = new RowDifference(before, after, List.of("code"));

      assertThat(difference.keys(10).orElseThrow().all()).hasSize(5);
      assertThat(difference.different().queryExecution().executedPlan().toString())
          .contains("InMemoryTableScan");
    } finally {
      after.unpersist();
    }
  }
}
