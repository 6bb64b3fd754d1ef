package vn.edulake.orchestration.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.timetable.CronDataIntervalTimetable;
import vn.edulake.orchestration.timetable.CronTriggerTimetable;
import vn.edulake.orchestration.timetable.Delta;
import vn.edulake.orchestration.timetable.DeltaDataIntervalTimetable;
import vn.edulake.orchestration.timetable.DeltaTriggerTimetable;
import vn.edulake.orchestration.timetable.EventsTimetable;
import vn.edulake.orchestration.timetable.MultipleCronTriggerTimetable;

/** Every form of a DAG file, in fixtures of our own. */
class DagFilesTest {
  private static final String BASH = "airflow.providers.standard.operators.bash.BashOperator";

  @TempDir private Path folder;

  private final Clock clock = Clock.fixed(Instant.parse("2026-09-14T10:00:00Z"), ZoneOffset.UTC);

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private DagFiles.Result read() {
    return new DagFiles(Map.of("PROVINCE", "dong-thap"), clock).read(folder);
  }

  /** The one DAG of one file. */
  private Dag dag(String text) throws IOException {
    file("one.yml", text);
    DagFiles.Result result = read();
    assertThat(result.errors()).isEmpty();
    assertThat(result.dags()).hasSize(1);
    Dag dag = result.dags().get(0);
    assertThat(DagYaml.write(DagYaml.read(DagYaml.write(dag)))).isEqualTo(DagYaml.write(dag));
    return dag;
  }

  private static Task task(Dag dag, String id) {
    return dag.find(id).orElseThrow();
  }

  /** What the one file of the folder is refused with. */
  private String refusal(String text) throws IOException {
    file("one.yml", text);
    DagFiles.Result result = read();
    assertThat(result.dags()).isEmpty();
    assertThat(result.errors()).hasSize(1);
    return result.errors().get(0).message();
  }

  private Schedule schedule(String yaml) throws IOException {
    return dag("d:\n"
            + yaml.indent(2)
            + "  tasks:\n    a: {operator: "
            + BASH
            + ", bash_command: x}\n")
        .schedule();
  }

  @Test
  void tasksAreAListOrAMapAndWaitForEachOther() throws IOException {
    for (String tasks :
        List.of(
            """
              - task_id: load
                operator: airflow.operators.bash.BashOperator
                bash_command: ./lake ingest vnedu
              - task_id: check
                operator: airflow.providers.standard.operators.empty.EmptyOperator
                dependencies: [load]
            """,
            """
              load:
                operator: airflow.operators.bash_operator.BashOperator
                bash_command: ./lake ingest vnedu
              check:
                operator: airflow.operators.dummy.DummyOperator
                dependencies: [load]
            """)) {
      Dag dag = dag("nightly:\n  tasks:\n" + tasks.indent(2));

      assertThat(dag.tasks()).extracting(Task::id).containsExactly("load", "check");
      assertThat(task(dag, "check").upstream()).containsExactly("load");
      assertThat(task(dag, "load").operator().kind()).isEqualTo(OperatorKind.BASH);
      assertThat(task(dag, "check").operator().kind()).isEqualTo(OperatorKind.EMPTY);
      assertThat(dag.leaves()).extracting(Task::id).containsExactly("check");
    }
  }

  @Test
  void keysOfADagAreTaken() throws IOException {
    Dag dag =
        dag(
            """
            nightly:
              dag_display_name: Nạp đêm
              description: loads the province
              schedule: "0 1 * * *"
              timezone: Asia/Ho_Chi_Minh
              start_date: 2026-09-01
              end_date: "2027-05-31 12:00"
              catchup: true
              max_active_runs: 1
              max_active_tasks: 4
              max_consecutive_failed_dag_runs: 3
              dagrun_timeout: {__type__: datetime.timedelta, hours: 2}
              is_paused_upon_creation: false
              fail_fast: true
              render_template_as_native_obj: True
              doc_md: "# Nightly"
              tags: [load, province]
              params:
                year: 2027
                school:
                  __type__: airflow.sdk.Param
                  default: north
                  type: string
                  description: which school
              on_failure_callback:
                callback: airflow.providers.http.notifications.HttpNotifier
                http_conn_id: chat
                endpoint: /alert
              deadline:
                __type__: airflow.sdk.DeadlineAlert
                reference: airflow.sdk.DeadlineReference.DAGRUN_QUEUED_AT
                interval: {__type__: datetime.timedelta, minutes: 90}
                callback: {callback: edulake.notifications.LogNotifier, message: late}
              tasks:
                a: {operator: edulake.operators.LakeOperator, command: [run, --select, marts]}
            """);

    assertThat(dag.displayName()).isEqualTo("Nạp đêm");
    assertThat(dag.timezone()).isEqualTo(ZoneId.of("Asia/Ho_Chi_Minh"));
    assertThat(dag.startDate()).isEqualTo(Instant.parse("2026-08-31T17:00:00Z"));
    assertThat(dag.endDate()).isEqualTo(Instant.parse("2027-05-31T05:00:00Z"));
    assertThat(dag.catchup()).isTrue();
    assertThat(dag.maxActiveRuns()).isEqualTo(1);
    assertThat(dag.maxActiveTasks()).isEqualTo(4);
    assertThat(dag.maxConsecutiveFailedRuns()).isEqualTo(3);
    assertThat(dag.runTimeout()).isEqualTo(Duration.ofHours(2));
    assertThat(dag.pausedUponCreation()).isFalse();
    assertThat(dag.failFast()).isTrue();
    assertThat(dag.rendersNativeObjects()).isTrue();
    assertThat(dag.tags()).containsExactly("load", "province");
    assertThat(dag.params().get("year")).isEqualTo(Param.of(2027L));
    assertThat(dag.params().get("school"))
        .isEqualTo(new Param("north", "which school", Map.of("type", "string")));
    assertThat(dag.callbacks().onFailure())
        .singleElement()
        .extracting(Callback::kind)
        .isEqualTo(Callback.Kind.HTTP);
    assertThat(dag.deadlines())
        .singleElement()
        .extracting(Deadline::interval)
        .isEqualTo(Duration.ofMinutes(90));
    assertThat(task(dag, "a").operator().arguments())
        .containsEntry("command", List.of("run", "--select", "marts"));
    assertThat(dag.schedule().summary()).isEqualTo("0 1 * * *");
  }

  @Test
  void aTasksKeysStandOverThoseOfItsGroupsAndOfTheDag() throws IOException {
    Dag dag =
        dag(
            """
            default:
              default_args:
                owner: province
                retries: 2
                retry_delay_sec: 60
                pool: loaders
            nightly:
              default_args:
                owner: night
                retry_exponential_backoff: true
                max_retry_delay: {__type__: datetime.timedelta, hours: 1}
                execution_timeout: 600
              task_groups:
                - group_name: load
                  default_args: {retries: 5}
              tasks:
                - {task_id: a, operator: airflow.operators.empty.EmptyOperator}
                - {task_id: b, operator: airflow.operators.empty.EmptyOperator, task_group_name: load}
                - task_id: c
                  operator: airflow.operators.empty.EmptyOperator
                  task_group_name: load
                  retries: 0
                  owner: c
                  retry_delay: 5 minutes
                  trigger_rule: none_failed_or_skipped
                  weight_rule: upstream
                  priority_weight: 10
                  pool_slots: 2
                  depends_on_past: true
                  max_active_tis_per_dag: 1
                  do_xcom_push: false
            """);

    assertThat(task(dag, "a").retries())
        .isEqualTo(new Retries(2, Duration.ofSeconds(60), 2, Duration.ofHours(1)));
    assertThat(task(dag, "a").owner()).isEqualTo("night");
    assertThat(task(dag, "a").placement().pool()).isEqualTo("loaders");
    assertThat(task(dag, "a").executionTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(task(dag, "load.b").retries().count()).isEqualTo(5);
    Task c = task(dag, "load.c");
    assertThat(c.retries().count()).isZero();
    assertThat(c.retries().delay()).isEqualTo(Duration.ofMinutes(5));
    assertThat(c.owner()).isEqualTo("c");
    assertThat(c.triggerRule()).isEqualTo(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS);
    assertThat(c.placement())
        .isEqualTo(new Placement("loaders", 2, 10, WeightRule.UPSTREAM, "default", 1, 0));
    assertThat(c.dependsOnPast()).isTrue();
    assertThat(c.pushesXcom()).isFalse();
  }

  @Test
  void groupsAreWaitedForAsOneAndStandBeforeTheIdsOfTheirTasks() throws IOException {
    for (String groups :
        List.of(
            """
              - group_name: load
                tooltip: brings files in
                dependencies: [start]
              - group_name: marks
                parent_group_name: load
              - group_name: flat
                prefix_group_id: false
                dependencies: [load]
            """,
            """
              load:
                tooltip: brings files in
                dependencies: [start]
              marks:
                parent_group_name: load
              flat:
                prefix_group_id: false
                dependencies: [load]
            """)) {
      Dag dag =
          dag(
              "d:\n  task_groups:\n"
                  + groups.indent(2)
                  + """
                    tasks:
                      start: {operator: airflow.operators.empty.EmptyOperator}
                      a: {operator: airflow.operators.empty.EmptyOperator, task_group_name: load}
                      b: {operator: airflow.operators.empty.EmptyOperator, task_group_name: load, dependencies: [a]}
                      c: {operator: airflow.operators.empty.EmptyOperator, task_group_name: marks}
                      f: {operator: airflow.operators.empty.EmptyOperator, task_group_name: flat}
                      end: {operator: airflow.operators.empty.EmptyOperator, dependencies: [load]}
                  """);

      assertThat(dag.tasks())
          .extracting(Task::id)
          .containsExactlyInAnyOrder("start", "load.a", "load.b", "load.marks.c", "f", "end");
      assertThat(task(dag, "load.a").upstream()).containsExactly("start");
      assertThat(task(dag, "load.b").upstream()).containsExactly("load.a");
      assertThat(task(dag, "load.marks.c").upstream()).containsExactly("start");
      assertThat(task(dag, "end").upstream()).containsExactlyInAnyOrder("load.b", "load.marks.c");
      assertThat(task(dag, "f").upstream()).containsExactlyInAnyOrder("load.b", "load.marks.c");
      assertThat(dag.groups())
          .extracting(TaskGroup::id)
          .containsExactly("load", "load.marks", "flat");
      assertThat(dag.groups().get(1).parentId()).isEqualTo("load");
    }
  }

  @Test
  void aScheduleIsACronExpressionAPresetOrNone() throws IOException {
    assertThat(schedule("schedule: \"@daily\"").summary()).isEqualTo("0 0 * * *");
    assertThat(schedule("schedule: 0 3 * * *").summary()).isEqualTo("0 3 * * *");
    assertThat(schedule("schedule_interval: 0 3 * * MON#1").summary()).isEqualTo("0 3 * * MON#1");
    assertThat(schedule("schedule: \"@once\"").summary()).isEqualTo("@once");
    assertThat(schedule("schedule: \"@continuous\"\nmax_active_runs: 1").summary())
        .isEqualTo("@continuous");
    for (String none :
        List.of(
            "schedule: null", "schedule: None", "schedule_interval: \"None\"", "catchup: false")) {
      assertThat(schedule(none)).isEqualTo(new Schedule.Manual());
    }
  }

  @Test
  void aScheduleIsADistanceInTime() throws IOException {
    for (String written :
        List.of(
            "schedule: {__type__: datetime.timedelta, seconds: 90}",
            "schedule: {type: timedelta, value: {seconds: 90}}",
            "schedule_interval: {__type__: datetime.timedelta, minutes: 1, seconds: 30}")) {
      assertThat(schedule(written).findTimetable())
          .contains(
              new DeltaTriggerTimetable(Delta.of(Duration.ofSeconds(90)), Delta.of(Duration.ZERO)));
    }
    assertThat(
            schedule("schedule: {__type__: dateutil.relativedelta.relativedelta, months: 1}")
                .findTimetable())
        .contains(
            new DeltaTriggerTimetable(
                new Delta(Period.ofMonths(1), Duration.ZERO), Delta.of(Duration.ZERO)));
  }

  @Test
  void aScheduleIsATimetable() throws IOException {
    for (String written :
        List.of(
            """
            schedule:
              __type__: airflow.timetables.trigger.CronTriggerTimetable
              __args__: ["0 1 * * 3"]
              timezone: Asia/Ho_Chi_Minh
              interval: {__type__: datetime.timedelta, days: 1}
            """,
            """
            timetable:
              callable: airflow.timetables.trigger.CronTriggerTimetable
              params:
                cron: 0 1 * * 3
                timezone: Asia/Ho_Chi_Minh
                interval: {__type__: datetime.timedelta, days: 1}
            """)) {
      CronTriggerTimetable trigger =
          (CronTriggerTimetable) schedule(written).findTimetable().orElseThrow();
      assertThat(trigger.cron().zone()).isEqualTo(ZoneId.of("Asia/Ho_Chi_Minh"));
      assertThat(trigger.interval()).isEqualTo(Delta.of(Duration.ofDays(1)));
    }
    assertThat(
            schedule(
                    """
                    schedule:
                      __type__: airflow.timetables.interval.CronDataIntervalTimetable
                      __args__: ["0 1 * * *", Asia/Ho_Chi_Minh]
                    """)
                .findTimetable())
        .get()
        .isInstanceOf(CronDataIntervalTimetable.class);
    assertThat(
            schedule(
                    """
                    schedule:
                      __type__: airflow.timetables.trigger.MultipleCronTriggerTimetable
                      __args__: ["0 6 * * *", "0 18 * * *"]
                      timezone: UTC
                    """)
                .findTimetable())
        .get()
        .isInstanceOf(MultipleCronTriggerTimetable.class);
    assertThat(
            schedule(
                    """
                    schedule:
                      __type__: airflow.timetables.interval.DeltaDataIntervalTimetable
                      __args__: [{__type__: datetime.timedelta, hours: 6}]
                    """)
                .findTimetable())
        .contains(new DeltaDataIntervalTimetable(Delta.of(Duration.ofHours(6))));
    assertThat(
            schedule(
                    """
                    timezone: Asia/Ho_Chi_Minh
                    schedule:
                      __type__: airflow.timetables.events.EventsTimetable
                      event_dates: [2026-09-05, "2027-01-15T00:00:00+07:00"]
                      restrict_to_events: true
                    """)
                .findTimetable())
        .contains(
            new EventsTimetable(
                List.of(
                    Instant.parse("2026-09-04T17:00:00Z"), Instant.parse("2027-01-14T17:00:00Z")),
                true,
                ""));
  }

  @Test
  void aScheduleIsAnExpressionOfAssets() throws IOException {
    AssetExpression a =
        new AssetExpression.One(new Asset("marks", "lake://core/marks", "asset", Map.of()));
    AssetExpression b = new AssetExpression.One(Asset.ofUri("lake://core/b"));
    AssetExpression c = new AssetExpression.One(Asset.ofUri("lake://core/c"));
    String written = "{__type__: airflow.sdk.Asset, uri: lake://core/marks, name: marks}";

    assertThat(schedule("schedule:\n  - " + written + "\n  - lake://core/b"))
        .isEqualTo(new Schedule.OnAssets(new AssetExpression.All(List.of(a, b))));
    assertThat(
            schedule(
                "schedule:\n  __or__:\n    - __and__: ["
                    + written
                    + ", lake://core/b]\n    - lake://core/c"))
        .isEqualTo(
            new Schedule.OnAssets(
                new AssetExpression.Any(List.of(new AssetExpression.All(List.of(a, b)), c))));
    assertThat(
            schedule(
                "schedule:\n  or:\n    - and: ["
                    + written
                    + ", lake://core/b]\n    - lake://core/c"))
        .isEqualTo(
            schedule(
                "schedule:\n  datasets: !or\n    - !and ["
                    + written
                    + ", lake://core/b]\n    - lake://core/c"));
    assertThat(schedule("schedule: {datasets: \"((x & y) | z)\"}"))
        .isEqualTo(
            new Schedule.OnAssets(
                new AssetExpression.Any(
                    List.of(
                        new AssetExpression.All(
                            List.of(
                                new AssetExpression.One(Asset.ofUri("x")),
                                new AssetExpression.One(Asset.ofUri("y")))),
                        new AssetExpression.One(Asset.ofUri("z"))))));
    Schedule both =
        schedule(
            """
            schedule:
              datasets: [lake://core/b]
              timetable:
                __type__: airflow.timetables.trigger.CronTriggerTimetable
                cron: "0 1 * * 5"
                timezone: UTC
            """);
    assertThat(both.findTimetable()).isPresent();
    assertThat(both.watched()).containsExactly(Asset.ofUri("lake://core/b"));
    assertThat(both.summary()).isEqualTo("Asset or 0 1 * * 5");
  }

  @Test
  void aRelativeStartDateCountsFromTodaysMidnightInTheZone() throws IOException {
    Dag dag =
        dag(
            """
            d:
              timezone: Asia/Ho_Chi_Minh
              default_args: {start_date: 2 days}
              tasks:
                a: {operator: airflow.operators.empty.EmptyOperator}
            """);

    assertThat(dag.startDate()).isEqualTo(Instant.parse("2026-09-11T17:00:00Z"));
    assertThat(DagYaml.write(dag)).contains("2026-09-12T00:00+07:00").doesNotContain("2 days");
  }

  @Test
  void aMappedTaskExpandsOverAListAMapOrTheOutputOfAnother() throws IOException {
    Dag dag =
        dag(
            """
            d:
              tasks:
                request: {operator: %1$s, bash_command: echo}
                list:
                  operator: %1$s
                  partial: {env: {A: b}}
                  expand: {bash_command: [echo 1, echo 2]}
                output:
                  operator: %1$s
                  expand:
                    bash_command:
                      request.output
                  dependencies: [list]
                keyed:
                  operator: edulake.operators.LakeOperator
                  expand: {command: "request.output['schools']"}
                pairs:
                  operator: %1$s
                  bash_command: echo
                  expand: {env: {a: {X: 1}, b: {X: 2}}}
            """
                .formatted(BASH));

    assertThat(task(dag, "list").expansion())
        .contains(
            new Expansion(
                Map.of("bash_command", new Expansion.Input.Literal(List.of("echo 1", "echo 2")))));
    assertThat(task(dag, "list").partial()).isEqualTo(Map.of("env", Map.of("A", "b")));
    assertThat(task(dag, "output").expansion())
        .contains(
            new Expansion(
                Map.of("bash_command", new Expansion.Input.Output("request", "return_value"))));
    assertThat(task(dag, "output").upstream()).containsExactlyInAnyOrder("list", "request");
    assertThat(task(dag, "keyed").expansion().orElseThrow().inputs())
        .containsEntry("command", new Expansion.Input.Output("request", "schools"));
    assertThat(task(dag, "pairs").expansion().orElseThrow().inputs().get("env"))
        .isInstanceOf(Expansion.Input.LiteralMap.class);
  }

  @Test
  void operatorsAndSensorsTakeTheirOwnArguments() throws IOException {
    Dag dag =
        dag(
            """
            d:
              tasks:
                q: {operator: airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator, conn_id: trino, sql: "SELECT 1"}
                h: {operator: airflow.providers.http.operators.http.SimpleHttpOperator, http_conn_id: chat, endpoint: /x, method: POST, data: {a: 1}, headers: {b: c}}
                t: {operator: airflow.providers.standard.operators.trigger_dagrun.TriggerDagRunOperator, trigger_dag_id: other, conf: {a: 1}, wait_for_completion: true, poke_interval: 10}
                s:
                  operator: airflow.sensors.external_task.ExternalTaskSensor
                  external_dag_id: other
                  external_task_id: last
                  execution_delta: 1 days,
                  mode: reschedule
                  poke_interval: 30
                  timeout: {__type__: datetime.timedelta, hours: 1}
                  soft_fail: true
                f: {operator: airflow.providers.standard.sensors.filesystem.FileSensor, filepath: "in/$PROVINCE/${PROVINCE}-$UNSET.csv"}
                ts: {operator: airflow.providers.standard.sensors.time.TimeSensor, target_time: {__type__: datetime.time, hour: 6}}
                td: {operator: airflow.providers.standard.sensors.time_delta.TimeDeltaSensor, delta: {__type__: datetime.timedelta, minutes: 5}}
                hs: {operator: airflow.providers.http.sensors.http.HttpSensor, endpoint: /ready}
                ss: {operator: airflow.providers.common.sql.sensors.sql.SqlSensor, conn_id: trino, sql: SELECT 1}
                bs: {operator: airflow.providers.standard.sensors.bash.BashSensor, bash_command: "test -f x"}
                day: {operator: airflow.providers.standard.operators.weekday.BranchDayOfWeekOperator, week_day: Monday, follow_task_ids_if_true: yes_, follow_task_ids_if_false: [no_]}
                yes_: {operator: airflow.operators.empty.EmptyOperator, dependencies: [day], outlets: [lake://core/b]}
                no_: {operator: airflow.operators.empty.EmptyOperator, dependencies: [day], inlets: [{__type__: airflow.datasets.Dataset, uri: lake://core/b}]}
            """);

    assertThat(task(dag, "s").sensor())
        .contains(
            new SensorSettings(
                SensorSettings.Mode.RESCHEDULE,
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                true,
                false,
                false,
                null));
    assertThat(task(dag, "s").operator().arguments())
        .containsEntry("execution_delta", Duration.ofDays(1));
    assertThat(task(dag, "f").operator().arguments())
        .containsEntry("filepath", "in/dong-thap/dong-thap-$UNSET.csv");
    assertThat(task(dag, "t").operator().arguments())
        .containsEntry("poke_interval", Duration.ofSeconds(10))
        .containsEntry("conf", Map.of("a", 1L));
    assertThat(task(dag, "ts").operator().arguments()).containsEntry("target_time", "06:00");
    assertThat(task(dag, "yes_").outlets()).containsExactly(Asset.ofUri("lake://core/b"));
    assertThat(task(dag, "no_").inlets()).containsExactly(Asset.ofUri("lake://core/b"));
    assertThat(task(dag, "hs").sensor().orElseThrow().timeout()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void defaultsOfFoldersStandBehindThoseOfTheFile() throws IOException {
    file("defaults.yml", "default_args: {owner: top, retries: 1, queue: top}\ntags: [top]\n");
    file("a/defaults.yml", "default_args: {owner: inner, retries: 2}\n");
    file(
        "a/d.yml",
        """
        default: {default_args: {owner: file}}
        d: {tasks: {a: {operator: airflow.operators.empty.EmptyOperator}}}
        """);

    DagFiles.Result result = read();

    assertThat(result.errors()).isEmpty();
    Task task = task(result.dags().get(0), "a");
    assertThat(task.owner()).isEqualTo("file");
    assertThat(task.retries().count()).isEqualTo(2);
    assertThat(task.placement().queue()).isEqualTo("top");
    assertThat(result.dags().get(0).tags()).containsExactly("top");
  }

  @Test
  void aFileExtendsOthersAndLaterOnesStandOverEarlierOnes() throws IOException {
    file("base.yaml", "default: {default_args: {owner: base, retries: 1}, schedule: \"@daily\"}\n");
    file("more.yaml", "default: {default_args: {owner: more}}\n");
    file(
        "d.yml",
        """
        __extends__: [base.yaml, more.yaml]
        d: {tasks: {a: {operator: airflow.operators.empty.EmptyOperator}}}
        """);

    DagFiles.Result result = read();

    assertThat(result.errors()).isEmpty();
    assertThat(task(result.dags().get(0), "a").owner()).isEqualTo("more");
    assertThat(task(result.dags().get(0), "a").retries().count()).isEqualTo(1);
    assertThat(result.dags().get(0).schedule().summary()).isEqualTo("0 0 * * *");
  }

  @Test
  void aliasesAnchorsAndMergeKeysAreFollowed() throws IOException {
    Dag dag =
        dag(
            """
            operator_aliases:
              - {operator_alias: Bash, operator_path: airflow.operators.bash.BashOperator}
            d:
              tasks:
                a: &a {operator: Bash, bash_command: !join [echo, " ", 1], pool: p}
                b: {<<: *a, bash_command: echo 2}
            """);

    assertThat(task(dag, "a").operator().arguments()).containsEntry("bash_command", "echo 1");
    assertThat(task(dag, "b").operator().arguments()).containsEntry("bash_command", "echo 2");
    assertThat(task(dag, "b").placement().pool()).isEqualTo("p");
  }

  @Test
  void aQueryMayStandInAFileBesideTheDag() throws IOException {
    file("sql/count.sql", "SELECT count(*)\n");
    Dag dag =
        dag(
            """
            d:
              template_searchpath: sql
              tasks:
                q: {operator: airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator, sql: count.sql}
            """);

    assertThat(task(dag, "q").operator().arguments()).containsEntry("sql", "SELECT count(*)\n");
    assertThat(
            refusal(
                """
                d:
                  tasks:
                    q: {operator: airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator, sql: ../../etc/x.sql}
                """))
        .startsWith("one.yml:3: Missing file: ../../etc/x.sql");
  }

  @Test
  void aVariableStandsForAnArgument() throws IOException {
    Dag dag =
        dag(
            """
            d:
              tasks:
                a:
                  operator: airflow.operators.bash.BashOperator
                  variables_as_arguments: [{variable: command, attribute: bash_command}]
            """);

    assertThat(task(dag, "a").operator().arguments())
        .containsEntry("bash_command", "{{ var.value['command'] }}");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "operator: x.Y                                  | 4: Unknown operator: x.Y. Known: airflow",
        "operator: airflow.operators.python.PythonOperator | 4: Cannot use operator airflow.operators.python.PythonOperator: Python callables cannot be run here",
        "operator: airflow.providers.standard.operators.python.ShortCircuitOperator | 4: Cannot use operator",
        "decorator: airflow.sdk.task                    | 4: Cannot use decorator: Python callables cannot be run here",
        "bash_command: x                                | 4: Missing operator of the task",
        "operator: BASH, bash_comand: x                 | 4: Unknown key of airflow.providers.standard.operators.bash.BashOperator: bash_comand. Nearest: bash_command.",
        "operator: BASH                                 | 4: Missing bash_command of airflow",
        "operator: BASH, bash_command: x, run_as_user: root | 4: Unknown key of",
        "operator: BASH, bash_command: x, python_callable: f | 4: Unknown key of airflow.providers.standard.operators.bash.BashOperator: python_callable. Python callables",
        "operator: BASH, bash_command: x, trigger_rule: all | 4: Task a: Unknown trigger rule: all. Known: all_success",
        "operator: BASH, bash_command: x, retries: many | 4: Invalid retries: many (a whole number)",
        "operator: BASH, bash_command: x, retries: -1   | 4: Task a: Invalid retries: -1 (0 or more)",
        "operator: BASH, bash_command: x, retry_delay: soon | 4: Invalid retry_delay: soon",
        "operator: BASH, bash_command: x, dependencies: [b] | 4: Unknown dependency: b, neither a task nor a task group",
        "operator: BASH, bash_command: x, dependencies: [a] | 4: Task a: Invalid dependencies of task a: it names itself",
        "operator: BASH, bash_command: x, task_group_name: g | 4: Unknown task group: g",
        "operator: BASH, bash_command: x, on_failure_callback: my.function | 4: Unknown callback: my.function. Known: airflow",
        "operator: BASH, bash_command: x, on_failure_callback_name: f | 4: Unknown key of",
        "operator: BASH, expand: {bash_command: b.output} | 4: Unknown task: b",
        "operator: BASH, expand: {nothing: [1]}         | 4: Unknown key of expand: nothing.",
        "operator: BASH, bash_command: x, params: {p: {__type__: my.Class}} | 4: Unknown type: my.Class",
        "operator: BASH, bash_command: x, env: !!python/name:os.system '' | 4: Unknown tag: "
      })
  void whatIsNotUnderstoodIsAnImportErrorWithFileAndLine(String task, String message)
      throws IOException {
    String refusal =
        refusal("# a comment\nd:\n  tasks:\n    a: {" + task.strip().replace("BASH", BASH) + "}\n");

    assertThat(refusal).startsWith("one.yml:" + message.strip());
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "schedul: x                    | 2: Unknown key of a DAG: schedul. Nearest: schedule.",
        "schedule: every day           | 2: Invalid cron expression: 'every day'",
        "schedule: 3600                | 2: Invalid schedule: 3600",
        "schedule: {__type__: my.Timetable} | 2: Unknown timetable: my.Timetable. Known:",
        "timezone: Mars/Olympus        | 2: Unknown timezone: Mars/Olympus",
        "start_date: soon              | 2: Invalid start_date: soon",
        "catchup: perhaps              | 2: Invalid catchup: perhaps (true or false)",
        "max_active_runs: 0            | 1: DAG d: Invalid max_active_runs: 0 (1 or more)",
        "schedule: '@continuous'       | 1: Invalid max_active_runs: 16 (1 with @continuous)",
        "access_control: {x: y}        | 2: Cannot use access_control",
        "user_defined_macros: {x: y}   | 2: Unknown key of a DAG: user_defined_macros. Python callables",
        "default_args: {nonsense: 1}   | 2: Unknown key of default_args: nonsense."
      })
  void aWrongKeyOfADagIsAnImportErrorWithFileAndLine(String key, String message)
      throws IOException {
    String refusal =
        refusal(
            "d:\n  "
                + key.strip()
                + "\n  tasks:\n    a: {operator: "
                + BASH
                + ", bash_command: x}\n");

    assertThat(refusal).startsWith("one.yml:" + message.strip());
  }

  @Test
  void tasksThatWaitForEachOtherInACircleAreRefused() throws IOException {
    assertThat(
            refusal(
                """
                d:
                  tasks:
                    a: {operator: airflow.operators.empty.EmptyOperator, dependencies: [b]}
                    b: {operator: airflow.operators.empty.EmptyOperator, dependencies: [a]}
                """))
        .isEqualTo(
            "one.yml:1: DAG d: Invalid dependencies: the tasks wait for each other in a circle: a, b");
  }

  @Test
  void everyProblemOfAFileIsNamedAtOnce() throws IOException {
    assertThat(
            refusal(
                    """
                d:
                  catchup_: true
                  tasks:
                    a: {operator: x.Y}
                    b: {operator: airflow.operators.empty.EmptyOperator, retrys: 1}
                """)
                .lines())
        .hasSize(3)
        .allMatch(line -> line.matches("one\\.yml:[245]: Unknown .*"));
  }

  @Test
  void aBrokenFileStopsNoOther() throws IOException {
    file("a.yml", "a: [\n");
    file("b.yml", "b: {tasks: {t: {operator: airflow.operators.empty.EmptyOperator}}}\n");
    file("c.yml", "b: {tasks: {t: {operator: airflow.operators.empty.EmptyOperator}}}\n");
    file("d/e.yaml", "just a text\n");
    Files.write(folder.resolve("f.yml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    DagFiles.Result result = read();

    assertThat(result.dags()).extracting(Dag::id).containsExactly("b");
    assertThat(result.errors())
        .extracting(ImportError::file)
        .containsExactly("a.yml", "c.yml", "d/e.yaml", "f.yml");
    assertThat(result.errors().get(1).message())
        .isEqualTo("c.yml:1: Duplicate dag_id: b, also in b.yml");
    assertThat(result.texts()).containsOnlyKeys("b");
  }

  @Test
  void whatHasNoEffectHereIsSaidAndNotSkipped() throws IOException {
    file(
        "one.yml",
        """
        d:
          default_view: tree
          default_args: {catchup: false, email: a@example.org, email_on_failure: false}
          tasks:
            a: {operator: airflow.operators.empty.EmptyOperator, executor_config: {x: 1}}
        """);

    DagFiles.Result result = read();

    assertThat(result.errors()).isEmpty();
    assertThat(result.warnings())
        .extracting(warning -> warning.line() + " " + warning.message())
        .containsExactlyInAnyOrder(
            "2 default_view has no effect here",
            "3 catchup has no effect in default_args; it is a key of the DAG",
            "3 email has no effect here",
            "5 executor_config has no effect here");
  }

  @Test
  void aDagThatIsWrittenAndReadIsTheSame() throws IOException {
    Dag dag =
        dag(
            """
            d:
              schedule: {__or__: [lake://a, {__and__: [lake://b, lake://c]}]}
              default_args: {retries: 3, retry_delay_sec: 10, owner: x}
              task_groups: [{group_name: g, tooltip: t, prefix_group_id: false}]
              params: {no: "no", time: "22:30", nested: {a: [1, 2.5, null, true]}}
              tasks:
                a: {operator: %s, bash_command: "echo \\"đêm\\"\\n\\ttab 'x'", retries: 0, task_group_name: g, owner: airflow}
                b: {operator: airflow.operators.empty.EmptyOperator, dependencies: [g], params: {on: off}}
            """
                .formatted(BASH));

    Dag again = DagYaml.read(DagYaml.write(dag));

    assertThat(again.params()).isEqualTo(dag.params());
    assertThat(again.schedule()).isEqualTo(dag.schedule());
    assertThat(again.groups()).isEqualTo(dag.groups());
    assertThat(again.tasks())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("line")
        .isEqualTo(dag.tasks());
    assertThat(DagYaml.write(dag)).contains("\"no\": \"no\"", "\"on\": \"off\"");
  }

  @Test
  void aFolderThatIsNotThereIsAMistakeOfTheCaller() {
    DagFiles files = new DagFiles(Map.of(), clock);
    Path missing = folder.resolve("none");

    assertThatThrownBy(() -> files.read(missing))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is no folder. Nothing was read.");
  }
}
