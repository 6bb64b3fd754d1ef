package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.LakeChild;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.pipeline.TinyFiles.Candidate;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** A disk that is full and a database that goes away while a run builds and publishes. */
class OutageIT {
  private static final TableName SCORE = TableName.parse("core.fct_exam_score");

  @TempDir private Path home;

  /** A lake with one release, and a second council that waits. */
  private TinyLake waiting() {
    TinyLake lake = TinyLake.open(home);
    lake.ingestExam(
        TinyFiles.posting(
            lake.exam("publication-1/a.xlsx"),
            List.of(new Candidate("50000001", "Toán:   5.00   "))));
    lake.run();
    TinyFiles.posting(
        home.resolve("landing/vn_exam/vn-exam-2017/publication-1/b.xlsx"),
        List.of(
            new Candidate("53000001", "Toán:   9.00   Ngữ văn: 4.25"),
            new Candidate("53000002", "Toán:   2.00   ")));
    return lake;
  }

  private static void assertNextRunEndsWell(TinyLake lake) {
    runUntilReached(lake);
    assertThat(lake.rows(SCORE)).hasSize(4);
    assertThat(
            lake.lake.ops(
                """
                SELECT concat_ws(' ',
                  (SELECT count(*) FROM ops.run WHERE status = 'running'),
                  (SELECT count(*) FROM ops.load WHERE status IN ('registered', 'failed')),
                  (SELECT sum(received_count - accepted_count - rejected_count - known_count)
                   FROM ops.load),
                  (SELECT count(*) FROM ops.release))
                """))
        .containsExactly("0 0 0 2");
  }

  /** The pools of this process still hold dead connections; each failure drops some of them. */
  private static void runUntilReached(TinyLake lake) {
    for (int left = 20; ; left--) {
      try {
        lake.run();
        return;
      } catch (ExternalError e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  @Test
  void aDatabaseThatGoesAwayWhileAReleaseIsWrittenIsSaidSo() {
    aDatabaseThatGoesAwayIsSaidSo("publish.written");
  }

  @Tag("proof")
  @ParameterizedTest
  @ValueSource(
      strings = {"run.ingested", "run.planned", "run.built", "run.audited", "publish.swapped"})
  void aDatabaseThatGoesAwayIsSaidSo(String step) {
    try (TinyLake lake = waiting()) {
      Map<TableName, List<String>> old = lake.published();
      AtomicBoolean isGone = new AtomicBoolean();
      Pipeline cut =
          new Pipeline(
              lake.lake.config,
              lake.lake.database,
              lake.lake.catalogs,
              TestSession.ofRuns(),
              Clock.systemUTC(),
              at -> {
                if (at.equals(step) && isGone.compareAndSet(false, true)) {
                  lake.lake.refuseConnections();
                }
              },
              lake.said::add);

      assertThatThrownBy(() -> cut.run("test", RunRequest.outOfDate()))
          .isInstanceOfSatisfying(
              ExternalError.class,
              e -> {
                assertThat(e.code()).isIn(ErrorCode.DATABASE_UNAVAILABLE, ErrorCode.STORAGE_FAILED);
                assertThat(e).hasMessageContaining("Readers see").hasMessageContaining("run");
              });
      assertThat(isGone).isTrue();
      lake.lake.allowConnections();

      assertThat(published(lake)).isEqualTo(old);
      assertNextRunEndsWell(lake);
    }
  }

  private static Map<TableName, List<String>> published(TinyLake lake) {
    for (int left = 20; ; left--) {
      try {
        return lake.published();
      } catch (RuntimeException e) {
        // A dead connection of the pool; see above.
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  /** From a step on no file of the process may have more than some bytes: a disk that is full. */
  @Tag("proof")
  @ParameterizedTest
  @ValueSource(strings = {"run.ingested", "run.planned", "run.audited"})
  void aDiskThatGetsFullIsSaidSo(String step) throws Exception {
    try (TinyLake lake = waiting()) {
      Map<TableName, List<String>> old = lake.published();

      List<String> said = new ArrayList<>();
      assertThat(runOnFullDisk(lake, step, said)).as("%s", said).isEqualTo(4);

      assertThat(said).noneMatch(line -> line.startsWith("BUG"));
      assertThat(said)
          .anyMatch(
              line ->
                  line.matches(
                      "STORAGE_FAILED Cannot .*File too large.*(Nothing was|Readers see).*"));
      assertThat(lake.published()).isEqualTo(old);
      assertNextRunEndsWell(lake);
    }
  }

  private int runOnFullDisk(TinyLake lake, String step, List<String> said)
      throws IOException, InterruptedException {
    Path log = home.resolve("steps.log");
    Process process =
        LakeChild.of(lake.lake)
            .java("-Xmx1g")
            .java("-D" + Steps.LOG + "=" + log)
            .set("spark.master", "local[1]")
            .process(List.of("run"))
            .start();
    while (process.isAlive() && !(Files.exists(log) && Files.readString(log).contains(step))) {
      process.waitFor(1, TimeUnit.MILLISECONDS);
    }
    signal(process, "STOP");
    assertThat(Files.readString(log)).contains(step).doesNotContain("publish.written");
    // So much the log of the steps may have, and no metadata file of a table.
    assertThat(
            new ProcessBuilder("prlimit", "--pid", String.valueOf(process.pid()), "--fsize=4000")
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    signal(process, "CONT");
    said.addAll(process.inputReader().lines().toList());
    return process.waitFor();
  }

  private static void signal(Process process, String name)
      throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor())
        .isZero();
  }
}
