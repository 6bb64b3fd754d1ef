package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import vn.edulake.jobs.transform.TestSession;

/** A new file is compared with those of its sender on the days beside it, and so are they. */
class NearbyFilesTest {
  private final SparkSession session = TestSession.get();

  private Dataset<Row> files(Row... rows) {
    return session.createDataFrame(
        List.of(rows),
        StructType.fromDDL("_load_id BIGINT, sender_code STRING, day STRING, number STRING"));
  }

  private static Row row(long load, String sender, String day) {
    return RowFactory.create(load, sender, day, sender + " " + day);
  }

  @Test
  void onlyTheDaysBesideTheNewOneAreTold() {
    Dataset<Row> all =
        files(
            row(1, "A1", "2025-04-01"),
            row(2, "A1", "2025-04-02"),
            row(3, "A1", "2025-04-03"),
            row(4, "A1", "2025-04-07"),
            row(5, "A1", "2025-04-08"),
            row(6, "A2", "2025-04-03"),
            row(7, "A1", "2025-04-03"));

    NearbyFiles nearby = NearbyFiles.of(all, "day", 6);

    assertThat(nearby.loads()).containsExactlyInAnyOrder(2L, 3L, 4L, 7L);
    assertThat(nearby.of(all, "day").select("_load_id").as(Encoders.LONG()).collectAsList())
        .as("what these are compared with, too")
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 7L);
  }

  @Test
  void aFileOfSeveralDaysIsToldWhole() {
    Dataset<Row> all =
        files(
            row(1, "A1", "2025-04-01"),
            row(1, "A1", "2025-04-09"),
            row(2, "A1", "2025-04-03"),
            row(3, "A1", "2025-04-04"),
            row(4, "A1", "2025-04-02"));

    assertThat(NearbyFiles.of(all, "day", 3).loads())
        .as("the days before and after the new one, one of which a file has with another day")
        .containsExactlyInAnyOrder(1L, 2L, 4L);
    assertThat(NearbyFiles.of(all, "day", 4).loads()).isEmpty();
  }
}
