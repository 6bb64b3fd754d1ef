package vn.edulake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.TaskOutcome.Ending;

/** Real child processes. */
class LakeProcessIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  private LakeProcess bash(String script) {
    return LakeProcess.start(
        List.of("bash", "-c", script),
        folder,
        Map.of("TASK", "đêm"),
        said::add,
        Duration.ofMillis(300));
  }

  /** Starts a script and returns when it has said the number of a process. */
  private LakeProcess bashThatNamesAProcess(String script, AtomicLong named)
      throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    LakeProcess process =
        LakeProcess.start(
            List.of("bash", "-c", script),
            folder,
            Map.of(),
            line -> {
              named.set(Long.parseLong(line));
              told.countDown();
            },
            Duration.ofMillis(300));
    assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
    return process;
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @ParameterizedTest
  @CsvSource({
    "0, DONE, false, false",
    "1, FAILED, false, false",
    "2, FAILED, false, false",
    "3, REJECTED, false, true",
    "4, OUTSIDE_FAILED, true, false",
    "137, FAILED, false, false"
  })
  void theExitCodeSaysWhatFollows(int code, Ending ending, boolean retry, boolean alert) {
    TaskOutcome outcome = bash("exit " + code).await(LONG);

    assertThat(outcome.exitCode()).isEqualTo(code);
    assertThat(outcome.ending()).isEqualTo(ending);
    assertThat(outcome.isDone()).isEqualTo(code == 0);
    assertThat(outcome.mayBeRetried()).isEqualTo(retry);
    assertThat(outcome.raisesAlert()).isEqualTo(alert);
    assertThat(outcome.took()).isPositive();
  }

  @Test
  void whatItPrintsIsToldLineByLineInItsOrder() {
    TaskOutcome outcome = bash("echo Đồng Tháp; echo lỗi >&2; echo $TASK; pwd").await(LONG);

    assertThat(outcome.isDone()).isTrue();
    assertThat(said).startsWith("Đồng Tháp", "lỗi", "đêm").hasSize(4);
    assertThat(said.get(3)).endsWith(folder.getFileName().toString());
  }

  @Test
  void moreOutputThanAPipeHoldsStopsNothing() {
    TaskOutcome outcome = bash("seq 1 100000").await(LONG);

    assertThat(outcome.isDone()).isTrue();
    assertThat(said).hasSize(100_000).endsWith("100000");
  }

  @Test
  void aListenerThatFailsLetsTheProcessEndFirst() {
    LakeProcess process =
        LakeProcess.start(
            List.of("bash", "-c", "seq 1 100000"),
            folder,
            Map.of(),
            line -> {
              throw new IllegalStateException("full");
            });

    assertThatThrownBy(() -> process.await(LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("full");
    assertThat(isAlive(process.pid())).isFalse();
  }

  @Test
  void aProcessThatTakesTooLongIsEndedWithWhatItStarted() throws InterruptedException {
    AtomicLong child = new AtomicLong();
    LakeProcess process = bashThatNamesAProcess("sleep 600 & echo $!; wait", child);

    TaskOutcome outcome = process.await(Duration.ofMillis(1));

    assertThat(outcome.ending()).isEqualTo(Ending.TIMED_OUT);
    assertThat(outcome.mayBeRetried()).isFalse();
    assertThat(isAlive(process.pid())).isFalse();
    assertThat(isAlive(child.get())).isFalse();
  }

  @Test
  void aProcessThatDoesNotListenIsKilled() throws InterruptedException {
    AtomicLong self = new AtomicLong();
    LakeProcess process =
        bashThatNamesAProcess("trap '' TERM; echo $$; while :; do sleep 1; done", self);

    TaskOutcome outcome = process.await(Duration.ofMillis(1));

    assertThat(outcome.ending()).isEqualTo(Ending.TIMED_OUT);
    assertThat(outcome.exitCode()).isEqualTo(128 + 9);
    assertThat(isAlive(self.get())).isFalse();
  }

  @Test
  void cancellingEndsTheProcessWithWhatItStarted() throws InterruptedException {
    AtomicLong child = new AtomicLong();
    LakeProcess process = bashThatNamesAProcess("sleep 600 & echo $!; wait", child);

    process.cancel();

    assertThat(process.await(LONG).ending()).isEqualTo(Ending.CANCELLED);
    assertThat(isAlive(process.pid())).isFalse();
    assertThat(isAlive(child.get())).isFalse();
  }

  @Test
  void cancellingAfterTheEndChangesNothing() {
    LakeProcess process = bash("exit 3");
    process.await(LONG);

    process.cancel();

    assertThat(process.await(LONG).ending()).isEqualTo(Ending.REJECTED);
  }

  @Test
  void aServerThatIsLeftBehindDoesNotHoldTheOutcomeUp() throws InterruptedException {
    AtomicLong server = new AtomicLong();
    LakeProcess process = bashThatNamesAProcess("sleep 600 & echo $!", server);

    assertThat(process.await(LONG).isDone()).isTrue();

    assertThat(isAlive(server.get())).isTrue();
    ProcessHandle.of(server.get()).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void aProgramThatIsNotThereIsAMistakeOfTheCaller() {
    Path missing = folder.resolve("lake");

    assertThatThrownBy(
            () ->
                LakeProcess.start(List.of(missing.toString(), "run"), folder, Map.of(), said::add))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot start " + missing)
        .hasMessageEndingWith("Nothing was started.");
  }

  @Test
  void sparkIsNotOnTheClassPath() {
    assertThatThrownBy(() -> Class.forName("org.apache.spark.sql.SparkSession"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
