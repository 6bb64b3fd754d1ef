package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    assertThat(new RowDifference(before, after, List.of("code")).keys(3)).isEmpty();
  }

  private static Dataset<Row> held(String values) {
    Dataset<Row> rows = said("SELECT * FROM VALUES " + values + " AS t(code, number)");
    return rows.sparkSession().createDataFrame(rows.collectAsList(), rows.schema());
  }

  @Test
  void ofManyRowsThoseThatDifferAreFoundWithoutSendingTheOthers() {
    Dataset<Row> before =
        said(
            "SELECT CAST(id AS STRING) AS code, CAST(NULL AS STRING) AS text FROM range(20000)"
                + " UNION ALL SELECT 'twice', 'a' UNION ALL SELECT 'twice', 'a'"
                + " UNION ALL SELECT 'gone', 'x'");
    Dataset<Row> after =
        said(
            "SELECT CAST(id AS STRING) AS code, IF(id = 77, 'new', NULL) AS text FROM range(20000)"
                + " UNION ALL SELECT 'other', 'b' UNION ALL SELECT 'other', 'b'"
                + " UNION ALL SELECT 'came', 'x'");
    RowDifference difference = new RowDifference(before, after, List.of("code"));

    RowDifference.Keys keys = difference.fewKeys(10).orElseThrow();

    assertThat(keys.gone())
        .containsExactlyInAnyOrder(
            RowFactory.create("77"), RowFactory.create("twice"), RowFactory.create("gone"));
    assertThat(keys.came())
        .containsExactlyInAnyOrder(
            RowFactory.create("77"), RowFactory.create("other"), RowFactory.create("came"));
    assertThat(difference.fewKeys(2)).as("more than are worth knowing").isEmpty();
    assertThat(new RowDifference(before, before, List.of("code")).fewKeys(10).orElseThrow().all())
        .isEmpty();
    Dataset<Row> all = after.selectExpr("code", "'z' AS text");
    assertThat(new RowDifference(before, all, List.of("code")).fewKeys(100)).isEmpty();
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
