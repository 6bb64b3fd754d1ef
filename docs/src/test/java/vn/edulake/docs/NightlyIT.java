package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The nightly DAG by the script {@code lake} alone, through a real scheduler, in a project of its
 * own with the packaged build: a delivery whose rows the gate rejects, the right one, and the same
 * run going on from the task that failed.
 */
@Tag("proof")
class NightlyIT {
  private static final String DAG = "nightly_province_load";

  @TempDir private Path folder;
  private PackagedLake lake;
  private EmbeddedPostgres postgres;

  @BeforeEach
  void layOut() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
    lake =
        new PackagedLake(
            folder,
            Map.of(
                "LAKE_HEAP", "1g",
                "LAKE_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"),
                "LAKE_DATABASE_USER", "postgres",
                "LAKE_SCHEDULER_PORT", "0"));
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    PackagedLake.Outcome stopped = lake.run("scheduler", "stop");
    postgres.close();
    assertThat(stopped.code()).as(stopped.text()).isZero();
  }

  /** A posting of one council, as a folder that waits for the next run. */
  private void deliver(int publication, String scores) throws IOException {
    Path file =
        lake.home().resolve("landing/vn_exam/publication-" + publication + "/dong_thap.xlsx");
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        Workbook workbook = new Workbook(out, "nightly", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("Sheet1");
      List<List<String>> rows =
          List.of(
              List.of("HO_TEN", "NGAY_SINH", "SOBAODANH", "DIEM_THI"),
              List.of("THÍ SINH MỘT", "00/01/1999", "50000001", "Toán: 5.00   Ngữ văn: 6.00"),
              List.of("THÍ SINH HAI", "00/01/1999", "50000002", scores));
      for (int row = 0; row < rows.size(); row++) {
        for (int column = 0; column < rows.get(row).size(); column++) {
          sheet.value(row, column, rows.get(row).get(column));
        }
      }
    }
  }

  /** The tasks of the run: name, state, try, and the rest. */
  private List<String> tasks() throws IOException, InterruptedException {
    return lake.done("dag", "tasks", DAG, "night", "--format", "csv")
        .lines()
        .map(line -> Arrays.stream(line.split(",")).limit(3).collect(Collectors.joining(" ")))
        .toList();
  }

  @Test
  void aRunWhoseDataWereRejectedGoesOnFromThatTaskOnceTheyAreRight()
      throws IOException, InterruptedException {
    lake.done(
        "ingest", "vn_admin", Project.root().resolve("jobs/bundled/vn-admin-units").toString());
    // No such subject is known: the score has no subject, and the gate lets no such row through.
    deliver(1, "Toán: 5.00   Thiên văn: 6.00");
    assertThat(lake.done("scheduler", "start")).contains("http://127.0.0.1:");

    PackagedLake.Outcome night = lake.run("dag", "trigger", DAG, "--run-id", "night", "--wait");

    assertThat(night.code()).as(night.text()).isEqualTo(3);
    assertThat(night.text()).contains("failed after");
    assertThat(tasks())
        .containsExactly(
            "task state try",
            "take_in success 1 of 3",
            "build_and_publish failed 1 of 3",
            "unknown_members upstream_failed 0 of 3",
            "unresolved_codes upstream_failed 0 of 3");
    assertThat(lake.done("dag", "logs", DAG, "build_and_publish", "night"))
        .contains(
            "RELEASE_REJECTED",
            "core.fct_exam_score: not_null.subject_key NULL_NOT_ALLOWED 1 rows",
            "Command exited with return code 3",
            "The data were rejected; the task is not tried again");
    String takenIn = lake.done("dag", "logs", DAG, "take_in", "night");

    deliver(2, "Toán: 5.00   Địa lí: 6.00");
    PackagedLake.Outcome again = lake.run("dag", "clear", DAG, "night", "--wait");

    assertThat(again.code()).as(again.text()).isZero();
    assertThat(again.text())
        .contains("night build_and_publish", "Cleared 3 task instances.", "success after")
        .doesNotContain("night take_in");
    assertThat(tasks())
        .containsExactly(
            "task state try",
            "take_in success 1 of 3",
            "build_and_publish success 2 of 4",
            "unknown_members success 1 of 3",
            "unresolved_codes success 1 of 3");
    assertThat(lake.done("dag", "logs", DAG, "take_in", "night")).isEqualTo(takenIn);
  }
}
