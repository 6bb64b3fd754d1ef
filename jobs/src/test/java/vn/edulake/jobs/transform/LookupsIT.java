package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.TableDefinition;

/** What of a table is read to find few of its rows. */
class LookupsIT {
  private static final int ROWS = 200_000;
  private static final List<Integer> WANTED = List.of(7, 77_777, 177_777);

  @TempDir private Path home;

  @Test
  void fewRowsAreFoundWithoutReadingTheOthers() {
    try (TestLake lake = TestLake.open(home, SourceContracts.load())) {
      TestSession.ofRuns()
          .with(
              lake.catalogs,
              new byte[32],
              session -> {
                String plain = table(lake.catalogs, session, "dim_plain", "");
                String looked =
                    table(
                        lake.catalogs,
                        session,
                        "dim_looked",
                        "TBLPROPERTIES ('lookups' = 'looked_key')");

                assertThat(read(session, plain)).isEqualTo(ROWS);
                assertThat(read(session, looked)).isBetween(3L, ROWS / 4L);
                return null;
              });
    }
  }

  private static String table(
      LakeCatalogs catalogs, SparkSession session, String name, String properties) {
    TableDefinition definition =
        TableDefinition.parse(
            "core/" + name + ".sql",
            """
            CREATE TABLE core.%s (
              looked_key STRING COMMENT 'public: a hash',
              number BIGINT COMMENT 'public: a number')
            USING iceberg
            COMMENT 'One row per number'
            %s
            """
                .formatted(name, properties));
    DdlPlan.of(List.of(definition), catalogs).apply(catalogs);
    String table = LakeCatalogs.sparkName(TableName.parse("core." + name));
    session.sql(
        "INSERT INTO %s SELECT sha2(CAST(id AS STRING), 256), id FROM range(%d)"
            .formatted(table, ROWS));
    return table;
  }

  /** How many rows Spark read to find the wanted ones. */
  private static long read(SparkSession session, String table) {
    AtomicLong read = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            read.addAndGet(end.taskMetrics().inputMetrics().recordsRead());
          }
        };
    List<String> keys = WANTED.stream().map(number -> "sha2('" + number + "', 256)").toList();
    session.sparkContext().addSparkListener(listener);
    try {
      assertThat(
              session
                  .sql(
                      "SELECT number FROM %s WHERE looked_key IN (%s) ORDER BY number"
                          .formatted(table, String.join(", ", keys)))
                  .collectAsList())
          .containsExactlyElementsOf(
              WANTED.stream().map(number -> RowFactory.create((long) number)).toList());
      session.sparkContext().listenerBus().waitUntilEmpty(60_000);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      session.sparkContext().removeSparkListener(listener);
    }
    return read.get();
  }
}
