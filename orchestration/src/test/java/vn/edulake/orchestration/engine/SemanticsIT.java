package vn.edulake.orchestration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.orchestration.rest.ApiServer;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.Accounts;
import vn.edulake.orchestration.store.AssetEvents;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.timetable.RunType;

/** Rules of Airflow that take a database to show; the clock is set, nobody waits for it. */
class SemanticsIT {
  private static final String NOW = "2026-09-14T10:00:00Z";
  private static final String DATE = "2026-09-14T00:00:00Z";

  private static final String HEAD =
      """
      default:
        default_args: {owner: test, start_date: 2026-01-01}
        is_paused_upon_creation: false
        schedule: null
      """;

  private static EmbeddedPostgres postgres;

  @TempDir private Path folder;
  private Stage stage;
  private HttpServer server;
  private final AtomicInteger status = new AtomicInteger(200);
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void open(TestInfo test) throws IOException {
    stage =
        new Stage(
            postgres, "s_" + Integer.toHexString(test.getDisplayName().hashCode()), folder, NOW);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = "{\"answer\": 42}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status.get(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    stage.connection("http_default", "http", "127.0.0.1", server.getAddress().getPort(), "", null);
    stage.connection("base", "postgres", "127.0.0.1", postgres.getPort(), "postgres", "postgres");
  }

  @AfterEach
  void close() {
    server.stop(0);
    stage.close();
  }

  private static String bash(String id, String command, String... more) {
    return task(id, "airflow.providers.standard.operators.bash.BashOperator", command, more);
  }

  private static String task(String id, String operator, String command, String... more) {
    return "    %s: {operator: %s, bash_command: '%s'%s}\n"
        .formatted(id, operator, command, more.length == 0 ? "" : ", " + String.join(", ", more));
  }

  private static String other(String id, String operator, String... arguments) {
    return "    %s: {operator: %s%s}\n"
        .formatted(id, operator, arguments.length == 0 ? "" : ", " + String.join(", ", arguments));
  }

  private static String empty(String id, String... arguments) {
    return other(id, "airflow.providers.standard.operators.empty.EmptyOperator", arguments);
  }

  private static String dag(String id, String keys, String... tasks) {
    return id + ":\n" + keys + "  tasks:\n" + String.join("", tasks);
  }

  @Test
  void aSqlTaskRunsItsStatementsAndHandsOnTheRowsOfTheLast() {
    stage.dags(
        HEAD
            + dag(
                "sql",
                "",
                other(
                    "rows",
                    "airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator",
                    "conn_id: base",
                    "sql: \"CREATE TEMPORARY TABLE t AS SELECT 7 AS n; SELECT n, '{{ ds }}' FROM t\""),
                other(
                    "checked",
                    "airflow.providers.common.sql.operators.sql.SQLCheckOperator",
                    "conn_id: base",
                    "sql: SELECT 1 = 2",
                    "dependencies: [rows]")));

    DagRun run = stage.trigger("sql", DATE);

    assertThat(stage.value(run, "rows")).isEqualTo(List.of(List.of(7, "2026-09-14")));
    assertThat(stage.state(run, "checked")).isEqualTo("failed");
    assertThat(stage.house().instance(run, "checked").reason())
        .isEqualTo("Test failed. Results: [false]");
  }

  @Test
  void aSqlTaskWhoseStatementIsWrongFailsWithWhatTheServerSaid() {
    stage.dags(
        HEAD
            + dag(
                "sql",
                "",
                other(
                    "wrong",
                    "airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator",
                    "conn_id: base",
                    "sql: SELECT nothing",
                    "retries: 1",
                    "retry_delay: {__type__: datetime.timedelta, minutes: 5}")));

    DagRun run = stage.trigger("sql", DATE);

    assertThat(stage.state(run, "wrong")).isEqualTo("up_for_retry");
    assertThat(stage.house().instance(run, "wrong").reason())
        .startsWith("SQL failed: ERROR: column \"nothing\" does not exist");
  }

  @Test
  void anHttpTaskFailsOnAnErrorStatusAndIsTriedAgainAfterItsDelay() {
    stage.dags(
        HEAD
            + dag(
                "http",
                "",
                other(
                    "post",
                    "airflow.providers.http.operators.http.HttpOperator",
                    "endpoint: /x",
                    "data: 'day={{ ds }}'",
                    "retries: 1",
                    "retry_delay: {__type__: datetime.timedelta, minutes: 5}")));
    status.set(503);

    DagRun run = stage.trigger("http", DATE);
    assertThat(stage.state(run, "post")).isEqualTo("up_for_retry");
    stage.after(Duration.ofMinutes(4));
    assertThat(stage.state(run, "post")).isEqualTo("up_for_retry");
    status.set(200);
    stage.after(Duration.ofMinutes(1));

    assertThat(stage.state(run, "post")).isEqualTo("success");
    assertThat(stage.value(run, "post")).isEqualTo("{\"answer\": 42}");
    assertThat(heard).containsExactly("day=2026-09-14", "day=2026-09-14");
    assertThat(stage.house().log(run, "post", 1)).contains("HTTP status 503 from /x");
  }

  @Test
  void aRunThatATaskStartsIsWaitedForWhenTheTaskSaysSo() {
    String trigger = "airflow.providers.standard.operators.trigger_dagrun.TriggerDagRunOperator";
    stage.dags(
        HEAD
            + dag(
                "outer",
                "",
                other("lets_go", trigger, "trigger_dag_id: inner", "conf: {n: 1}"),
                other(
                    "waits",
                    trigger,
                    "trigger_dag_id: inner",
                    "trigger_run_id: mine",
                    "wait_for_completion: true",
                    "poke_interval: 60"))
            + dag("inner", "", bash("a", "test \"{{ dag_run.run_id }}\" != mine || exit 7")));

    DagRun run = stage.trigger("outer", DATE);

    assertThat(stage.state(run, "lets_go")).isEqualTo("success");
    assertThat(stage.house().runs("inner"))
        .filteredOn(inner -> inner.conf().equals(Map.of("n", 1)))
        .singleElement()
        .extracting(stage::state)
        .isEqualTo("success");
    assertThat(stage.state(run, "waits")).isEqualTo("up_for_reschedule");
    stage.after(Duration.ofSeconds(60));
    assertThat(stage.state(run, "waits")).isEqualTo("failed");
    assertThat(stage.house().instance(run, "waits").reason())
        .isEqualTo("Run mine of inner came to state failed");
    assertThat(stage.house().runs("inner")).hasSize(2);
  }

  @Test
  void anExternalTaskSensorWaitsForTheTaskOfTheSameLogicalDate() {
    String sensor = "airflow.providers.standard.sensors.external_task.ExternalTaskSensor";
    stage.dags(
        HEAD
            + dag("before", "", bash("good", "true"), bash("bad", "exit 1"))
            + dag(
                "after",
                "",
                other(
                    "good",
                    sensor,
                    "external_dag_id: before",
                    "external_task_id: good",
                    "mode: reschedule",
                    "poke_interval: 60"),
                other(
                    "bad",
                    sensor,
                    "external_dag_id: before",
                    "external_task_id: bad",
                    "failed_states: [failed]",
                    "mode: reschedule",
                    "poke_interval: 60")));

    DagRun run = stage.trigger("after", DATE);
    stage.trigger("before", "2026-09-13T00:00:00Z");
    stage.after(Duration.ofMinutes(1));
    assertThat(stage.state(run, "good")).isEqualTo("up_for_reschedule");

    stage.trigger("before", DATE);
    stage.after(Duration.ofMinutes(1));

    assertThat(stage.state(run, "good")).isEqualTo("success");
    assertThat(stage.state(run, "bad")).isEqualTo("failed");
    assertThat(stage.house().instance(run, "bad").reason()).isEqualTo("what it waits for failed");
  }

  @Test
  void sensorsOfTimeAskAgainUntilTheirTimeHasCome() {
    String sensors = "airflow.providers.standard.sensors.";
    String mode = "mode: reschedule";
    String often = "poke_interval: 60";
    stage.dags(
        HEAD
            + dag(
                "times",
                "  timezone: Asia/Ho_Chi_Minh\n",
                other(
                    "delta",
                    sensors + "time_delta.TimeDeltaSensor",
                    "delta: {__type__: datetime.timedelta, minutes: 10}",
                    mode,
                    often),
                other(
                    "at",
                    sensors + "date_time.DateTimeSensor",
                    "target_time: '2026-09-14T10:20:00+00:00'",
                    mode,
                    often),
                // Half past five in Vietnam is half past ten in UTC.
                other(
                    "clock", sensors + "time.TimeSensor", "target_time: '17:30:00'", mode, often)));

    DagRun run = stage.trigger("times", NOW);
    stage.at("2026-09-14T10:09:59Z");
    assertThat(stage.state(run, "delta")).isEqualTo("up_for_reschedule");
    stage.at("2026-09-14T10:11:00Z");
    assertThat(stage.state(run, "delta")).isEqualTo("success");
    assertThat(stage.state(run, "at")).isEqualTo("up_for_reschedule");
    stage.at("2026-09-14T10:20:00Z").at("2026-09-14T10:21:00Z");
    assertThat(stage.state(run, "at")).isEqualTo("success");
    assertThat(stage.state(run, "clock")).isEqualTo("up_for_reschedule");
    stage.at("2026-09-14T10:31:00Z");
    assertThat(stage.state(run)).isEqualTo("success");
    assertThat(stage.house().instance(run, "clock").tryNumber()).isEqualTo(1);
  }

  @Test
  void aSensorThatWaitedTooLongFailsForGoodOrIsSkipped() {
    String sensor = "airflow.providers.standard.sensors.filesystem.FileSensor";
    String[] common = {
      "filepath: never", "mode: reschedule", "poke_interval: 60", "timeout: 300", "retries: 3"
    };
    stage.dags(
        HEAD
            + dag(
                "late",
                "",
                other("hard", sensor, common),
                other("soft", sensor, String.join(", ", common), "soft_fail: true")));

    DagRun run = stage.trigger("late", DATE);
    stage.after(Duration.ofSeconds(299));
    assertThat(stage.state(run, "hard")).isEqualTo("up_for_reschedule");
    stage.after(Duration.ofSeconds(60));

    assertThat(stage.state(run, "hard")).isEqualTo("failed");
    assertThat(stage.house().instance(run, "hard").tryNumber()).isEqualTo(1);
    assertThat(stage.state(run, "soft")).isEqualTo("skipped");
  }

  private static String deadline(String minutes) {
    return """
        deadline:
          __type__: airflow.sdk.DeadlineAlert
          reference: airflow.sdk.DeadlineReference.DAGRUN_QUEUED_AT
          interval: {__type__: datetime.timedelta, minutes: %s}
          callback: {callback: edulake.notifications.LogNotifier, message: 'late: {{ dag.dag_id }}'}
      """
        .formatted(minutes);
  }

  @Test
  void aMissedDeadlineIsToldOnceAndOneThatIsKeptIsNot() {
    stage.dags(
        HEAD
            + dag(
                "slow",
                deadline("30"),
                other(
                    "waits",
                    "airflow.providers.standard.sensors.filesystem.FileSensor",
                    "filepath: never",
                    "mode: reschedule"))
            + dag("quick", deadline("30"), empty("a")));
    DagRun slow = stage.trigger("slow", DATE);
    stage.trigger("quick", DATE);

    stage.after(Duration.ofMinutes(30));
    stage.scheduler().callBack();
    assertThat(stage.events("slow", "deadline_missed")).isEmpty();
    stage.after(Duration.ofSeconds(1)).after(Duration.ofMinutes(10));
    stage.scheduler().callBack();

    assertThat(stage.events("slow", "deadline_missed"))
        .containsExactly(
            "run " + slow.runId() + " missed its deadline 2026-09-14T10:30:00Z", "late: slow");
    assertThat(stage.events("quick", "deadline_missed")).isEmpty();
    assertThat(stage.state(slow)).isEqualTo("running");
  }

  private static String tells(String event) {
    return event
        + ": {callback: airflow.providers.http.notifications.HttpNotifier, endpoint: /hook,"
        + " json: {what: '"
        + event
        + " of {{ ti.task_id }} in {{ ds }}'}}";
  }

  @Test
  void callbacksTellWhatBecameOfATaskAndOfItsRun() {
    String retries = "retries: 1, retry_delay: {__type__: datetime.timedelta, seconds: 0}";
    String all =
        String.join(
            ", ",
            tells("on_execute_callback"),
            tells("on_success_callback"),
            tells("on_retry_callback"),
            tells("on_failure_callback"),
            tells("on_skipped_callback"));
    stage.dags(
        HEAD
            + dag(
                "told",
                """
                  on_failure_callback: {callback: edulake.notifications.LogNotifier, message: 'run of {{ ds }} failed'}
                  on_success_callback: {callback: edulake.notifications.LogNotifier, message: never}
                """,
                bash("fails", "exit 4", retries, all),
                bash("works", "true", "dependencies: [fails]", "trigger_rule: all_done", all),
                bash("skips", "exit 99", all),
                bash(
                    "logs",
                    "true",
                    "on_success_callback: {callback: edulake.notifications.LogNotifier, message:"
                        + " 'well done, {{ ti.task_id }}', level: warning}"),
                bash("last", "exit 1", "dependencies: [works]")));

    DagRun run = stage.trigger("told", DATE);
    for (int i = 0; i < 5; i++) {
      stage.scheduler().callBack();
    }

    assertThat(heard)
        .containsExactlyInAnyOrder(
            "{\"what\":\"on_execute_callback of fails in 2026-09-14\"}",
            "{\"what\":\"on_execute_callback of fails in 2026-09-14\"}",
            "{\"what\":\"on_retry_callback of fails in 2026-09-14\"}",
            "{\"what\":\"on_failure_callback of fails in 2026-09-14\"}",
            "{\"what\":\"on_execute_callback of works in 2026-09-14\"}",
            "{\"what\":\"on_success_callback of works in 2026-09-14\"}",
            "{\"what\":\"on_execute_callback of skips in 2026-09-14\"}",
            "{\"what\":\"on_skipped_callback of skips in 2026-09-14\"}");
    assertThat(stage.events("told", "on_failure_callback"))
        .containsExactlyInAnyOrder("sent, HTTP status 200", "run of 2026-09-14 failed");
    assertThat(stage.house().log(run, "logs", 1)).contains("well done, logs");
    assertThat(stage.state(run)).isEqualTo("failed");
  }

  private DagRun toldOfSuccess() {
    stage.dags(HEAD + dag("told", "", bash("a", "true", tells("on_success_callback"))));
    return stage.trigger("told", DATE);
  }

  @Test
  void aCallbackThatIsNotAnsweredIsCalledAgainAndGivenUpInTheEnd() {
    status.set(500);
    toldOfSuccess();

    assertThat(stage.scheduler().callBack()).isEqualTo(1);
    assertThat(stage.scheduler().callBack()).isZero();
    Duration wait = Calls.AGAIN;
    for (int i = 2; i <= Calls.MOST_TIMES; i++) {
      stage.after(wait.minusSeconds(1));
      assertThat(stage.scheduler().callBack()).isZero();
      stage.after(Duration.ofSeconds(1));
      assertThat(stage.scheduler().callBack()).isEqualTo(1);
      wait = wait.multipliedBy(2);
    }
    stage.after(Duration.ofDays(1));

    assertThat(stage.scheduler().callBack()).isZero();
    assertThat(heard).hasSize(Calls.MOST_TIMES);
    assertThat(stage.events("told", "on_success_callback"))
        .hasSize(Calls.MOST_TIMES)
        .last()
        .isEqualTo("not sent: HTTP status 500; given up after 5 calls");
  }

  @Test
  void aCallbackWhoseProcessDiedBeforeItWasCalledIsCalledByAnother() {
    toldOfSuccess();
    Instant now = stage.clock().instant();
    List<Journal.Call> taken =
        stage
            .house()
            .jdbi()
            .inTransaction(handle -> new Journal(handle).takeCalls(10, now, now.plus(Calls.TAKEN)));
    assertThat(taken).hasSize(1);

    assertThat(stage.scheduler().callBack()).isZero();
    stage.after(Calls.TAKEN);

    assertThat(stage.scheduler().callBack()).isEqualTo(1);
    assertThat(heard).hasSize(1);
    assertThat(stage.scheduler().callBack()).isZero();
  }

  private static String writer(String asset) {
    return dag(
        "write_" + asset,
        "",
        bash("w", "true", "outlets: [{__type__: airflow.sdk.Asset, uri: 'lake://" + asset + "'}]"));
  }

  private static String reader(String id, String kind) {
    return dag(
        id,
        """
          schedule:
            %s:
              - {__type__: airflow.sdk.Asset, uri: 'lake://a'}
              - {__type__: airflow.sdk.Asset, uri: 'lake://b'}
        """
            .formatted(kind),
        empty("r"));
  }

  @Test
  void anAndOfAssetsWaitsForAllOfThemAndAnOrForOne() {
    stage.dags(
        HEAD + writer("a") + writer("b") + reader("both", "__and__") + reader("one", "__or__"));

    stage.trigger("write_a", DATE);
    assertThat(stage.house().runs("both")).isEmpty();
    assertThat(stage.house().runs("one")).hasSize(1);
    stage.trigger("write_a", "2026-09-13T00:00:00Z");
    assertThat(stage.house().runs("both")).isEmpty();
    stage.trigger("write_b", DATE);

    assertThat(stage.house().runs("both"))
        .singleElement()
        .extracting(DagRun::type)
        .isEqualTo(RunType.ASSET_TRIGGERED);
    assertThat(stage.house().runs("one")).hasSize(3);
    long consumed = stage.house().runs("both").get(0).key();
    List<AssetEvents.Event> events =
        stage.house().jdbi().withHandle(handle -> new AssetEvents(handle).consumedBy(consumed));
    assertThat(events)
        .extracting(AssetEvents.Event::uri)
        .containsExactly("lake://a", "lake://a", "lake://b");
    stage.trigger("write_a", "2026-09-12T00:00:00Z");
    assertThat(stage.house().runs("both")).hasSize(1);
  }

  @Test
  void aTaskThatFailedChangesNoAsset() {
    stage.dags(
        HEAD
            + dag(
                "write_a",
                "",
                bash("w", "exit 1", "outlets: [{__type__: airflow.sdk.Asset, uri: 'lake://a'}]"))
            + writer("b")
            + reader("one", "__or__"));

    stage.trigger("write_a", DATE);

    assertThat(stage.house().runs("one")).isEmpty();
  }

  private Map<String, String> backfill(String behavior, String last) {
    stage
        .control()
        .backfill(
            new Control.Fill(
                "daily",
                Instant.parse("2026-09-01T00:00:00Z"),
                Instant.parse(last + "T00:00:00Z"),
                false,
                Map.of(),
                behavior,
                10,
                "tester"));
    stage.settle();
    Map<String, String> runs = new java.util.TreeMap<>();
    for (DagRun run : stage.house().runs("daily")) {
      runs.put(
          String.valueOf(run.logicalDate()).substring(0, 10),
          run.state().word() + ", cleared " + run.clearNumber());
    }
    return runs;
  }

  @Test
  void aBackfillMakesAgainWhatItIsAskedToAndNeverWhatGoesOn() throws IOException {
    stage.dags(
        HEAD
            + dag(
                "daily",
                "  schedule: '@daily'\n  catchup: false\n",
                bash("a", "test {{ ds_nodash }} != 20260902 || test -e fixed"),
                other(
                    "b",
                    "airflow.providers.standard.sensors.filesystem.FileSensor",
                    "filepath: '{{ ds }}'",
                    "mode: reschedule")));
    for (int day = 1; day <= 3; day++) {
      Files.createFile(folder.resolve("2026-09-0" + day));
    }
    Map<String, String> runs = backfill("none", "2026-09-03");
    assertThat(runs)
        .isEqualTo(
            Map.of(
                "2026-09-01", "success, cleared 0",
                "2026-09-02", "failed, cleared 0",
                "2026-09-03", "success, cleared 0"));
    stage.trigger("daily", "2026-09-04T00:00:00Z");
    Files.createFile(folder.resolve("fixed"));

    assertThat(backfill("none", "2026-09-04"))
        .containsEntry("2026-09-02", "failed, cleared 0")
        .containsEntry("2026-09-04", "running, cleared 0");
    assertThat(backfill("failed", "2026-09-04"))
        .isEqualTo(
            Map.of(
                "2026-09-01", "success, cleared 0",
                "2026-09-02", "success, cleared 1",
                "2026-09-03", "success, cleared 0",
                "2026-09-04", "running, cleared 0"));
    assertThat(backfill("completed", "2026-09-04"))
        .isEqualTo(
            Map.of(
                "2026-09-01", "success, cleared 1",
                "2026-09-02", "success, cleared 2",
                "2026-09-03", "success, cleared 1",
                "2026-09-04", "running, cleared 0"));
  }

  @Test
  void aTickThatWasMissedIsMadeUpForWithCatchupAlone() {
    String days = "  schedule: '0 0 * * *'\n  start_date: 2026-09-10\n";
    stage.dags(
        HEAD
            + dag("with", days + "  catchup: true\n", empty("a"))
            + dag("without", days + "  catchup: false\n", empty("a")));
    stage.settle();

    assertThat(stage.house().runs("with"))
        .extracting(run -> String.valueOf(run.logicalDate()))
        .containsExactly(
            "2026-09-14T00:00:00Z",
            "2026-09-13T00:00:00Z",
            "2026-09-12T00:00:00Z",
            "2026-09-11T00:00:00Z",
            "2026-09-10T00:00:00Z");
    assertThat(stage.house().runs("without")).isEmpty();
    stage.at("2026-09-15T00:00:00Z");
    assertThat(stage.house().runs("without"))
        .extracting(run -> String.valueOf(run.logicalDate()))
        .containsExactly("2026-09-15T00:00:00Z");
  }

  @Test
  void aDagThatWasPausedGoesOnWithTheNextTickUnlessItCatchesUp() {
    String days = "  schedule: '0 0 * * *'\n  start_date: 2026-09-14\n";
    stage.dags(
        HEAD
            + dag("with", days + "  catchup: true\n", empty("a"))
            + dag("without", days + "  catchup: false\n", empty("a")));
    stage.settle();
    for (String id : List.of("with", "without")) {
      stage.control().pause(id, true, "tester");
    }
    stage.at("2026-09-16T15:00:00Z");
    for (String id : List.of("with", "without")) {
      stage.control().pause(id, false, "tester");
    }
    stage.settle().at("2026-09-17T00:00:00Z");

    assertThat(stage.house().runs("without"))
        .extracting(run -> String.valueOf(run.logicalDate()))
        .containsExactly("2026-09-17T00:00:00Z");
    assertThat(stage.house().runs("with"))
        .extracting(run -> String.valueOf(run.logicalDate()))
        .containsExactly(
            "2026-09-17T00:00:00Z",
            "2026-09-16T00:00:00Z",
            "2026-09-15T00:00:00Z",
            "2026-09-14T00:00:00Z");
  }

  @Test
  void aDagHasNoMoreActiveRunsThanItMay() {
    stage.dags(
        HEAD
            + dag(
                "two",
                "  max_active_runs: 2\n",
                other(
                    "waits",
                    "airflow.providers.standard.sensors.filesystem.FileSensor",
                    "filepath: never",
                    "mode: reschedule")));
    for (int day = 1; day <= 3; day++) {
      stage.trigger("two", "2026-09-0" + day + "T00:00:00Z");
    }

    assertThat(stage.house().runs("two"))
        .extracting(stage::state)
        .containsExactlyInAnyOrder("running", "running", "queued");
  }

  @Test
  void aDagWhoseLastRunsAllFailedIsPaused() {
    stage.dags(HEAD + dag("bad", "  max_consecutive_failed_dag_runs: 2\n", bash("a", "exit 1")));

    stage.trigger("bad", "2026-09-01T00:00:00Z");
    assertThat(stage.events("bad", "paused")).isEmpty();
    stage.trigger("bad", "2026-09-02T00:00:00Z");

    assertThat(stage.events("bad", "paused"))
        .containsExactly("its last 2 runs failed (max_consecutive_failed_dag_runs)");
    assertThat(stage.control().pause("bad", true, "tester")).isFalse();
  }

  @Test
  void aRunThatTakesLongerThanItMayFails() {
    stage.dags(
        HEAD
            + dag(
                "long",
                "  dagrun_timeout: {__type__: datetime.timedelta, hours: 1}\n",
                other(
                    "waits",
                    "airflow.providers.standard.sensors.filesystem.FileSensor",
                    "filepath: never",
                    "mode: reschedule"),
                bash("next", "true", "dependencies: [waits]")));

    DagRun run = stage.trigger("long", DATE);
    stage.after(Duration.ofMinutes(59));
    assertThat(stage.state(run)).isEqualTo("running");
    stage.after(Duration.ofMinutes(1));

    assertThat(stage.state(run)).isEqualTo("failed");
    assertThat(stage.house().states(run)).isEqualTo(Map.of("waits", "skipped", "next", "skipped"));
  }

  @Test
  void aTryThatTakesLongerThanItMayIsEndedAndTriedAgain() throws IOException {
    Path pids = folder.resolve("pids");
    stage.dags(
        HEAD
            + dag(
                "long",
                "",
                bash(
                    "sleeps",
                    "echo $$ >> " + pids + "; test {{ ti.try_number }} = 2 || exec sleep 600",
                    "execution_timeout: {__type__: datetime.timedelta, minutes: 10}",
                    "retries: 1",
                    "retry_delay: {__type__: datetime.timedelta, minutes: 5}")));
    DagRun run =
        stage
            .control()
            .trigger(
                new Control.Trigger(
                    "long", null, null, null, null, Map.of(), null, "test", null, null));
    stage
        .house()
        .until(
            () -> {
              stage.scheduler().step();
              return Files.exists(pids);
            },
            () -> stage.house().states(run).toString());

    stage.after(Duration.ofMinutes(10));
    assertThat(stage.state(run, "sleeps")).isEqualTo("up_for_retry");
    assertThat(stage.house().instance(run, "sleeps").reason())
        .isEqualTo("it took longer than its execution_timeout");
    assertThat(ProcessHandle.of(Long.parseLong(Files.readAllLines(pids).get(0)))).isEmpty();
    stage.after(Duration.ofMinutes(5));
    assertThat(stage.state(run)).isEqualTo("success");
  }

  @Test
  void aTaskMappedOverTwoListsRunsForEveryPair() {
    stage.dags(
        HEAD
            + dag(
                "pairs",
                "",
                """
                    each:
                      operator: airflow.providers.standard.operators.bash.BashOperator
                      partial: {append_env: true}
                      expand: {bash_command: ['echo one', 'echo two'], env: [{A: x}, {A: y}, {A: z}]}
                """,
                bash("last", "true", "dependencies: [each]"),
                """
                    none:
                      operator: airflow.providers.standard.operators.bash.BashOperator
                      expand: {bash_command: []}
                """));

    DagRun run = stage.trigger("pairs", DATE);

    assertThat(stage.house().instances(run))
        .filteredOn(instance -> instance.taskId().equals("each"))
        .hasSize(6)
        .allMatch(instance -> instance.state() == TaskState.SUCCESS);
    assertThat(stage.house().log(run, "each[5]", 1)).contains("two");
    assertThat(stage.state(run, "last")).isEqualTo("success");
    assertThat(stage.state(run, "none")).isEqualTo("skipped");
  }

  @Test
  void waitingForDownstreamATaskWaitsForWhatFollowedItInTheRunBefore() throws IOException {
    Path fixed = folder.resolve("fixed");
    stage.dags(
        HEAD
            + dag(
                "chain",
                "",
                bash("a", "true", "wait_for_downstream: true", "depends_on_past: true"),
                bash("b", "test -e " + fixed, "dependencies: [a]")));
    DagRun first = stage.trigger("chain", "2026-09-01T00:00:00Z");
    DagRun second = stage.trigger("chain", "2026-09-02T00:00:00Z");
    assertThat(stage.house().states(first)).isEqualTo(Map.of("a", "success", "b", "failed"));
    assertThat(stage.state(second, "a")).isEqualTo("none");

    Files.createFile(fixed);
    stage
        .control()
        .clear(
            new Control.Clear(
                "chain",
                first.runId(),
                null,
                null,
                java.util.Set.of("b"),
                false,
                false,
                false,
                false,
                false,
                false,
                true,
                false,
                "tester"));
    stage.settle();

    assertThat(stage.state(first)).isEqualTo("success");
    assertThat(stage.state(second)).isEqualTo("success");
  }

  private static HttpResponse<String> ask(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  @Test
  void theLogOfATryIsReadAsOneObjectALine() throws IOException, InterruptedException {
    stage.dags(HEAD + dag("talks", "", bash("a", "echo một; echo two")));
    DagRun run = stage.trigger("talks", DATE);
    String password = Accounts.newPassword();
    stage
        .house()
        .jdbi()
        .useTransaction(
            handle ->
                new Accounts(handle)
                    .save("reader", Accounts.Role.VIEWER, password, stage.clock().instant()));
    try (ApiServer api =
        ApiServer.start(
            new ApiServer.Options(
                "127.0.0.1",
                0,
                stage.house().jdbi(),
                stage.scheduler().bag(),
                stage.control(),
                stage.house().seal(),
                Base64.getEncoder().encodeToString(new byte[64]),
                Clock.systemUTC(),
                () -> {}))) {
      HttpResponse<String> entered =
          ask(
              HttpRequest.newBuilder(api.uri().resolve("/auth/token"))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          Json.write(Map.of("username", "reader", "password", password)))));
      String token = String.valueOf(Json.readMap(entered.body()).get("access_token"));

      HttpResponse<String> log =
          ask(
              HttpRequest.newBuilder(
                      api.uri()
                          .resolve(
                              "/api/v2/dags/talks/dagRuns/"
                                  + URLEncoder.encode(run.runId(), StandardCharsets.UTF_8)
                                  + "/taskInstances/a/logs/1"))
                  .header("Authorization", "Bearer " + token)
                  .header("Accept", "application/x-ndjson"));

      assertThat(log.statusCode()).as(log.body()).isEqualTo(200);
      assertThat(log.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/x-ndjson");
      assertThat(log.body().lines().map(line -> Json.readMap(line).get("event")))
          .containsSubsequence("một", "two");
    }
  }
}
