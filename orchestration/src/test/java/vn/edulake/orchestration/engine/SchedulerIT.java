package vn.edulake.orchestration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Resources;
import vn.edulake.orchestration.store.RunState;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;
import vn.edulake.orchestration.timetable.RunType;

/** A scheduler on a real PostgreSQL, with real processes. */
class SchedulerIT {
  private static final String HEAD =
      """
      default:
        default_args: {owner: test, start_date: 2026-01-01}
        is_paused_upon_creation: false
      """;

  private static EmbeddedPostgres postgres;

  @TempDir private Path folder;
  private House house;

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void open(TestInfo test) {
    house =
        new House(postgres, "h_" + Integer.toHexString(test.getDisplayName().hashCode()), folder);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private static String bash(String id, String command, String... more) {
    return "    %s: {operator: airflow.providers.standard.operators.bash.BashOperator, bash_command: '%s'%s}\n"
        .formatted(id, command, more.length == 0 ? "" : ", " + String.join(", ", more));
  }

  private static String dag(String id, String keys, String... tasks) {
    return HEAD + id + ":\n  schedule: null\n" + keys + "  tasks:\n" + String.join("", tasks);
  }

  @Test
  void tasksRunOneAfterAnotherAndTheirLogsAreKept() {
    house.dags(
        "a.yml",
        dag(
            "chain",
            "",
            bash("first", "echo xin chào"),
            bash("second", "echo $AIRFLOW_CTX_TASK_ID", "dependencies: [first]")));
    try (Scheduler scheduler = house.scheduler()) {
      DagRun run = house.untilEnded(house.trigger("chain"));

      assertThat(run.state()).isEqualTo(RunState.SUCCESS);
      assertThat(house.log(run, "first", 1)).contains("xin chào");
      assertThat(house.log(run, "second", 1)).contains("second", "return code 0");
      assertThat(house.instance(run, "second").startDate())
          .isAfterOrEqualTo(house.instance(run, "first").endDate());
      assertThat(scheduler.active()).isZero();
    }
  }

  @Test
  void theExitCodeOfACommandDecides() {
    house.dags(
        "a.yml",
        dag(
            "codes",
            "",
            bash("ok", "exit 0"),
            bash("skips", "exit 99"),
            bash("after_skip", "true", "dependencies: [skips]"),
            bash(
                "rejects",
                "echo KEY_NOT_UNIQUE Cannot publish core.x: 3 keys occur twice; exit 3",
                "retries: 3"),
            bash("fails", "exit 7"),
            bash(
                "retried",
                "exit 4",
                "retries: 1",
                "retry_delay: {__type__: datetime.timedelta, seconds: 0}")));
    try (Scheduler scheduler = house.scheduler()) {
      DagRun run = house.untilEnded(house.trigger("codes"));

      assertThat(run.state()).isEqualTo(RunState.FAILED);
      assertThat(house.states(run))
          .isEqualTo(
              Map.of(
                  "ok", "success",
                  "skips", "skipped",
                  "after_skip", "skipped",
                  "rejects", "failed",
                  "fails", "failed",
                  "retried", "failed"));
      assertThat(house.instance(run, "rejects").tryNumber()).isEqualTo(1);
      assertThat(house.instance(run, "rejects").reason())
          .isEqualTo("KEY_NOT_UNIQUE Cannot publish core.x: 3 keys occur twice");
      assertThat(house.instance(run, "retried").tryNumber()).isEqualTo(2);
      assertThat(house.instance(run, "fails").exitCode()).isEqualTo(7);
      List<Journal.Event> events =
          house.jdbi().withHandle(handle -> new Journal(handle).events("codes", 100));
      assertThat(events).filteredOn(event -> event.event().equals("data_rejected")).hasSize(1);
      assertThat(scheduler.bag().find("codes")).isPresent();
    }
  }

  @Test
  void whatATaskPrintsLastIsMappedOver() throws IOException {
    Files.writeString(folder.resolve("list.json"), "[\"echo Đồng Tháp\", \"echo Cà Mau\"]");
    house.dags(
        "a.yml",
        dag(
            "map",
            "",
            bash("list", "cat list.json"),
            """
                each:
                  operator: airflow.providers.standard.operators.bash.BashOperator
                  partial: {append_env: true}
                  expand: {bash_command: list.output}
                  dependencies: [list]
            """));
    try (Scheduler scheduler = house.scheduler()) {
      assertThat(scheduler.importFiles().errors()).isEmpty();
      DagRun run = house.untilEnded(house.trigger("map"));

      assertThat(house.states(run))
          .isEqualTo(Map.of("list", "success", "each[0]", "success", "each[1]", "success"));
      assertThat(house.log(run, "each[0]", 1)).contains("Đồng Tháp");
      assertThat(house.log(run, "each[1]", 1)).contains("Cà Mau");
    }
  }

  @Test
  void aBranchRunsOneWayAndSkipsTheOther() {
    house.dags(
        "a.yml",
        dag(
            "branch",
            "",
            "    choose: {operator: edulake.operators.BranchBashOperator, bash_command: 'echo left'}\n",
            bash("left", "true", "dependencies: [choose]"),
            bash("right", "true", "dependencies: [choose]"),
            bash(
                "join",
                "true",
                "dependencies: [left, right]",
                "trigger_rule: none_failed_min_one_success")));
    try (Scheduler scheduler = house.scheduler()) {
      DagRun run = house.untilEnded(house.trigger("branch"));

      assertThat(house.states(run))
          .isEqualTo(
              Map.of(
                  "choose", "success", "left", "success", "right", "skipped", "join", "success"));
      assertThat(scheduler.active()).isZero();
    }
  }

  @Test
  void aClearedTaskAndThoseAfterItRunAgainAndTheOthersDoNot() throws IOException {
    Path flag = folder.resolve("fixed");
    house.dags(
        "a.yml",
        dag(
            "fix",
            "",
            bash("before", "echo once >> " + folder.resolve("count")),
            bash("gate", "test -e " + flag, "dependencies: [before]"),
            bash("after", "true", "dependencies: [gate]")));
    try (Scheduler scheduler = house.scheduler()) {
      DagRun run = house.untilEnded(house.trigger("fix"));
      assertThat(house.states(run))
          .isEqualTo(Map.of("before", "success", "gate", "failed", "after", "upstream_failed"));

      Files.createFile(flag);
      List<TaskInstance> cleared =
          house
              .control()
              .clear(
                  new Control.Clear(
                      "fix",
                      run.runId(),
                      null,
                      null,
                      Set.of(),
                      false,
                      false,
                      false,
                      false,
                      true,
                      false,
                      true,
                      false,
                      "tester"));
      assertThat(cleared).extracting(TaskInstance::taskId).containsExactly("after", "gate");
      run = house.untilEnded(run);

      assertThat(run.state()).isEqualTo(RunState.SUCCESS);
      assertThat(run.clearNumber()).isEqualTo(1);
      assertThat(Files.readAllLines(folder.resolve("count"))).hasSize(1);
      assertThat(house.instance(run, "gate").tryNumber()).isEqualTo(2);
      assertThat(scheduler.active()).isZero();
    }
  }

  @Test
  void aSensorGivesItsSlotBackBetweenTwoPokes() throws IOException {
    house.dags(
        "a.yml",
        dag(
            "wait",
            "",
            """
                landed:
                  operator: airflow.providers.standard.sensors.filesystem.FileSensor
                  filepath: landing/done.txt
                  mode: reschedule
                  poke_interval: 0.3
            """));
    try (Scheduler scheduler = house.scheduler()) {
      assertThat(scheduler.importFiles().errors()).isEmpty();
      DagRun run = house.trigger("wait");
      house.until(
          () -> house.instance(run, "landed").state() == TaskState.UP_FOR_RESCHEDULE,
          () -> house.states(run).toString());
      Files.createDirectories(folder.resolve("landing"));
      Files.createFile(folder.resolve("landing/done.txt"));

      assertThat(house.untilEnded(run).state()).isEqualTo(RunState.SUCCESS);
      assertThat(house.instance(run, "landed").tryNumber()).isEqualTo(1);
      assertThat(house.instance(run, "landed").pokeCount()).isGreaterThan(1);
    }
  }

  @Test
  void theClockStartsRunsAndUnpausingDoesNotMakeUpForThePast() {
    house.dags(
        "a.yml",
        HEAD
            + "tick:\n  schedule: {__type__: datetime.timedelta, seconds: 1}\n  catchup: false\n"
            + "  max_active_runs: 2\n  tasks:\n"
            + bash("a", "true"));
    try (Scheduler scheduler = house.scheduler()) {
      house.until(
          () ->
              house.runs("tick").stream().filter(run -> run.state() == RunState.SUCCESS).count()
                  >= 2,
          () -> house.runs("tick").toString());
      assertThat(house.control().pause("tick", true, "tester")).isTrue();

      assertThat(house.runs("tick")).extracting(DagRun::type).containsOnly(RunType.SCHEDULED);
      assertThat(house.runs("tick").get(0).runId()).startsWith("scheduled__");
      assertThat(scheduler.bag().find("tick")).isPresent();
    }
  }

  @Test
  void aChangedAssetStartsTheDagsThatWatchIt() {
    house.dags(
        "a.yml",
        dag(
                "writer",
                "",
                bash(
                    "write",
                    "true",
                    "outlets: [{__type__: airflow.sdk.Asset, uri: 'lake://marts/a'}]"))
            + "reader:\n  schedule: [{__type__: airflow.sdk.Asset, uri: 'lake://marts/a'}]\n  tasks:\n"
            + bash("read", "true"));
    try (Scheduler scheduler = house.scheduler()) {
      assertThat(scheduler.importFiles().errors()).isEmpty();
      house.untilEnded(house.trigger("writer"));
      house.until(() -> !house.runs("reader").isEmpty(), () -> "no run of reader");

      DagRun run = house.untilEnded(house.runs("reader").get(0));
      assertThat(run.type()).isEqualTo(RunType.ASSET_TRIGGERED);
      assertThat(run.state()).isEqualTo(RunState.SUCCESS);
      assertThat(run.logicalDate()).isNull();
    }
  }

  @Test
  void aBackfillRunsForPastTimesWithItsOwnLimit() {
    house.dags(
        "a.yml",
        HEAD
            + "daily:\n  schedule: '@daily'\n  is_paused_upon_creation: false\n  tasks:\n"
            + bash("a", "true"));
    try (Scheduler scheduler = house.scheduler()) {
      long id =
          house
              .control()
              .backfill(
                  new Control.Fill(
                      "daily",
                      Instant.parse("2026-02-01T00:00:00Z"),
                      Instant.parse("2026-02-05T00:00:00Z"),
                      true,
                      Map.of(),
                      "none",
                      1,
                      "tester"));
      house.until(
          () ->
              house.runs("daily").stream()
                      .filter(
                          run -> run.type() == RunType.BACKFILL && run.state() == RunState.SUCCESS)
                      .count()
                  == 5,
          () -> house.runs("daily").toString());

      List<DagRun> inOrder =
          house.runs("daily").stream()
              .filter(run -> run.type() == RunType.BACKFILL)
              .sorted(java.util.Comparator.comparing(DagRun::startDate))
              .toList();
      assertThat(inOrder)
          .extracting(run -> String.valueOf(run.logicalDate()))
          .containsExactly(
              "2026-02-05T00:00:00Z",
              "2026-02-04T00:00:00Z",
              "2026-02-03T00:00:00Z",
              "2026-02-02T00:00:00Z",
              "2026-02-01T00:00:00Z");
      for (int i = 1; i < inOrder.size(); i++) {
        assertThat(inOrder.get(i).startDate()).isAfterOrEqualTo(inOrder.get(i - 1).endDate());
      }
      assertThat(id).isPositive();
      assertThat(scheduler.active()).isZero();
    }
  }

  @Test
  void aTryThatTakesTooLongIsEnded() {
    house.dags(
        "a.yml",
        dag(
            "slow",
            "",
            bash(
                "sleeps",
                "sleep 600",
                "execution_timeout: {__type__: datetime.timedelta, seconds: 1}")));
    try (Scheduler scheduler = house.scheduler()) {
      assertThat(scheduler.importFiles().errors()).isEmpty();
      DagRun run = house.untilEnded(house.trigger("slow"));

      assertThat(house.instance(run, "sleeps").reason())
          .isEqualTo("it took longer than its execution_timeout");
      assertThat(house.log(run, "sleeps", 1)).contains("execution_timeout");
    }
  }

  @Test
  void aTaskThatIsMarkedWhileItRunsIsEnded() {
    house.dags("a.yml", dag("mark", "", bash("sleeps", "sleep 600")));
    try (Scheduler scheduler = house.scheduler()) {
      DagRun run = house.trigger("mark");
      house.until(
          () -> house.instance(run, "sleeps").pid() != null, () -> house.states(run).toString());
      long pid = house.instance(run, "sleeps").pid();

      house.control().mark("mark", run.runId(), "sleeps", -1, TaskState.SUCCESS, "tester");

      assertThat(house.untilEnded(run).state()).isEqualTo(RunState.SUCCESS);
      house.until(() -> scheduler.active() == 0, () -> "a try goes on");
      assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }
  }

  @Test
  void whatAProcessRanThatDiedIsTriedAgainByItsOwnRule() {
    house.dags(
        "a.yml",
        dag(
            "lost",
            "",
            bash(
                "again",
                "true",
                "retries: 1",
                "retry_delay: {__type__: datetime.timedelta, seconds: 0}"),
            bash("once", "true")));
    DagRun run;
    new Importer(house.jdbi(), Map.of(), Clock.systemUTC()).read(house.options().dags());
    run = house.trigger("lost");
    UUID dead = UUID.randomUUID();
    house
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("UPDATE dag_run SET state = 'running', start_date = now()");
              handle.execute(
                  "UPDATE task_instance SET state = 'queued', owner = ?, try_number = 1", dead);
              for (TaskInstance instance : new TaskInstances(handle).ofRun(run.key())) {
                assertThat(
                        new TaskInstances(handle)
                            .begin(instance.id(), dead, "elsewhere", null, Instant.EPOCH))
                    .isPresent();
              }
            });

    try (Scheduler scheduler = house.scheduler()) {
      house.untilEnded(run);

      assertThat(house.states(run)).isEqualTo(Map.of("again", "success", "once", "failed"));
      assertThat(house.instance(run, "once").reason())
          .isEqualTo("the scheduler that ran it has died");
      assertThat(house.instance(run, "again").tryNumber()).isEqualTo(2);
      assertThat(scheduler.active()).isZero();
    }
  }

  @Test
  void aTryIsBegunByOneProcessAlone() {
    house.dags("a.yml", dag("one", "", bash("a", "true")));
    new Importer(house.jdbi(), Map.of(), Clock.systemUTC()).read(house.options().dags());
    DagRun run = house.trigger("one");
    UUID mine = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    house
        .jdbi()
        .useTransaction(
            handle -> {
              TaskInstances instances = new TaskInstances(handle);
              TaskInstance a = instances.ofRun(run.key()).get(0);
              assertThat(instances.schedule(a, true, Instant.EPOCH)).isTrue();
              assertThat(instances.schedule(a, true, Instant.EPOCH)).isFalse();
              assertThat(instances.queue(List.of(a.id()), mine, Instant.EPOCH)).hasSize(1);
              assertThat(instances.queue(List.of(a.id()), other, Instant.EPOCH)).isEmpty();
              assertThat(instances.begin(a.id(), other, "h", null, Instant.EPOCH)).isEmpty();
              assertThat(instances.begin(a.id(), mine, "h", null, Instant.EPOCH)).isPresent();
              assertThat(instances.begin(a.id(), mine, "h", null, Instant.EPOCH)).isEmpty();
            });
  }

  @Test
  void secretsComeNeitherIntoLogsNorIntoTheDatabase() {
    house
        .jdbi()
        .useTransaction(
            handle ->
                new Resources(handle, house.seal())
                    .save(
                        new Resources.Connection(
                            "bank",
                            "http",
                            null,
                            "h",
                            null,
                            "u",
                            "pa55word-123",
                            null,
                            "{\"token\": \"tok-987654\"}")));
    house.dags("a.yml", dag("leak", "", bash("a", "echo pa55word-123 and tok-987654; exit 1")));
    try (Scheduler scheduler = house.scheduler()) {
      DagRun run = house.untilEnded(house.trigger("leak"));

      assertThat(house.log(run, "a", 1)).contains("*** and ***").doesNotContain("pa55word");
      assertThat(house.instance(run, "a").reason()).doesNotContain("tok-987654");
      String kept =
          house
              .jdbi()
              .withHandle(
                  handle ->
                      handle
                          .createQuery(
                              "SELECT encode(password_sealed, 'escape') ||"
                                  + " encode(extra_sealed, 'escape') FROM connection")
                          .mapTo(String.class)
                          .one());
      assertThat(kept).doesNotContain("pa55word").doesNotContain("tok-987654");
      assertThat(scheduler.active()).isZero();
    }
  }

  @Test
  void aRunOfTheSameLogicalDateIsRefused() {
    house.dags("a.yml", dag("same", "", bash("a", "true")));
    new Importer(house.jdbi(), Map.of(), Clock.systemUTC()).read(house.options().dags());
    Control.Trigger ask =
        new Control.Trigger(
            "same",
            null,
            Instant.parse("2026-03-01T00:00:00Z"),
            null,
            null,
            Map.of(),
            null,
            "test",
            null,
            null);
    house.control().trigger(ask);

    assertThatThrownBy(() -> house.control().trigger(ask))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is one of this id or logical date already");
  }

  @Test
  void aRunCanBeTriedInOneProcessWithoutAScheduler() {
    house.dags(
        "a.yml", dag("alone", "", bash("a", "echo hi"), bash("b", "true", "dependencies: [a]")));
    new Importer(house.jdbi(), Map.of(), Clock.systemUTC()).read(house.options().dags());
    List<String> said = new ArrayList<>();

    DagRun run =
        Scheduler.test(
            house.database(),
            house.seal(),
            house.options(),
            Clock.systemUTC(),
            new Control.Trigger(
                "alone", null, null, null, null, Map.of(), null, "test", null, null),
            instance -> said.add(instance.taskId() + " " + instance.state()));

    assertThat(run.state()).isEqualTo(RunState.SUCCESS);
    assertThat(said).contains("a SUCCESS", "b SUCCESS");
    assertThat(Duration.between(run.startDate(), run.endDate())).isLessThan(Duration.ofMinutes(1));
  }
}
