package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.edulake.jobs.transform.SmallPlans.Size;

class SmallPlansTest {
  private final SparkSession session = TestSession.get();
  private final SparkContext spark = session.sparkContext();

  @AfterEach
  void endGroup() {
    spark.clearJobGroup();
  }

  /** Shuffles twice. */
  private Dataset<Row> counted() {
    return session.sql(
        "SELECT times, count(*) AS keys"
            + " FROM (SELECT id % 7 AS key, count(*) AS times FROM range(0, 30, 1, 2) GROUP BY 1)"
            + " GROUP BY times");
  }

  private int jobs(Size size) throws TimeoutException {
    String group = "small-plans-" + size;
    spark.setJobGroup(group, group, false);
    SmallPlans.with(session, size, () -> counted().collectAsList());
    // Which jobs there were is told by another thread.
    spark.listenerBus().waitUntilEmpty(60_000);
    return spark.statusTracker().getJobIdsForGroup(group).length;
  }

  @ParameterizedTest
  @EnumSource(Size.class)
  void rowsAreTheSame(Size size) {
    assertThat(SmallPlans.with(session, size, () -> counted().collectAsList()))
        .containsExactlyInAnyOrder(RowFactory.create(5L, 2L), RowFactory.create(4L, 5L));
  }

  @Test
  void aQueryOverFewRowsIsOneJob() throws TimeoutException {
    assertThat(jobs(Size.FEW)).isEqualTo(1);
    assertThat(jobs(Size.SOME)).isEqualTo(1);
    assertThat(jobs(Size.MANY)).isGreaterThan(1);
  }

  @Test
  void fewRowsAreShuffledToOneTaskAndOthersToOneForEachProcessor() {
    assertThat(parts(Size.FEW)).isEqualTo(1);
    assertThat(parts(Size.SOME)).isEqualTo(spark.defaultParallelism());
  }

  private int parts(Size size) {
    return SmallPlans.with(session, size, () -> counted().javaRDD().getNumPartitions());
  }

  @Test
  void afterItQueriesArePlannedAsBefore() {
    SmallPlans.with(
        session,
        Size.FEW,
        () -> {
          SmallPlans.with(session, Size.SOME, () -> isAdaptive());
          assertThat(isAdaptive()).isFalse();
          return 0;
        });
    assertThat(isAdaptive()).isTrue();

    assertThatThrownBy(
            () ->
                SmallPlans.with(
                    session,
                    Size.FEW,
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(isAdaptive()).isTrue();
    assertThat(session.conf().get("spark.sql.adaptive.enabled")).isEqualTo("true");
  }

  private static boolean isAdaptive() {
    return SQLConf.get().adaptiveExecutionEnabled();
  }

  @Test
  void sizeIsKnownOfFewKeysOnly() {
    Part few = new Part(List.of("code"), List.of(RowFactory.create("a")));
    Part many =
        new Part(
            List.of("code"),
            IntStream.range(0, 201)
                .mapToObj(key -> RowFactory.create(String.valueOf(key)))
                .toList());

    assertThat(SmallPlans.of(Optional.of(few), true)).isEqualTo(Size.FEW);
    assertThat(SmallPlans.of(Optional.of(few), false)).isEqualTo(Size.SOME);
    assertThat(SmallPlans.of(Optional.of(many), true)).isEqualTo(Size.MANY);
    assertThat(SmallPlans.of(Optional.empty(), true)).isEqualTo(Size.MANY);
  }
}
