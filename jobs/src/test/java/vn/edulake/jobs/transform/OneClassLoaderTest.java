package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.metrics.source.CodegenMetrics;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class OneClassLoaderTest {
  private final SparkSession session = TestSession.get();

  private static long compiled() {
    return CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
  }

  /** Counts the rows that the query makes, and makes no Java objects of them. */
  private static long rows(SparkSession session, String query) {
    return session.sql(query).queryExecution().toRdd().count();
  }

  private static ClassLoader loader() {
    return Thread.currentThread().getContextClassLoader();
  }

  @Test
  void aTaskHasTheLoaderOfTheThreadThatStartedTheSession() {
    int here = System.identityHashCode(loader());

    assertThat(
            JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(List.of(1))
                .map(one -> System.identityHashCode(loader()))
                .collect())
        .containsExactly(here);
  }

  @Test
  void aQueryIsCompiledOnceForDriverAndTasksAndNotAgainInAnotherSession() {
    String query = "SELECT 7919 * id + 104729 AS number FROM range(0, 5, 1, 2)";
    long before = compiled();

    assertThat(rows(session, query)).isEqualTo(5);

    assertThat(compiled() - before).isEqualTo(1);
    assertThat(rows(session.newSession(), query)).isEqualTo(5);
    assertThat(compiled() - before).isEqualTo(1);
  }

  @Test
  void classesAreThoseOfTheClassPathAndAMissingOneIsMissingEachTime() throws Exception {
    assertThat(loader().loadClass(Part.class.getName())).isSameAs(Part.class);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> loader().loadClass("vn.edulake.NoSuchClass"))
          .isInstanceOf(ClassNotFoundException.class)
          .hasMessageContaining("vn.edulake.NoSuchClass");
    }
    assertThat(loader().getResource("vn/edulake/jobs/transform/Part.class")).isNotNull();
  }
}
