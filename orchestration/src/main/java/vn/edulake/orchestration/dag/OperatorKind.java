package vn.edulake.orchestration.dag;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operators that a DAG file can name: a closed register. A file runs nothing that is not one of
 * them.
 */
public enum OperatorKind {
  /** Does nothing. */
  EMPTY(
      List.of(
          "airflow.providers.standard.operators.empty.EmptyOperator",
          "airflow.operators.empty.EmptyOperator",
          "airflow.operators.dummy.DummyOperator",
          "airflow.operators.dummy_operator.DummyOperator"),
      Set.of(),
      Set.of(),
      Set.of()),
  /** Runs a shell command; its exit code decides. */
  BASH(
      List.of(
          "airflow.providers.standard.operators.bash.BashOperator",
          "airflow.operators.bash.BashOperator",
          "airflow.operators.bash_operator.BashOperator"),
      Set.of("bash_command"),
      Set.of("env", "append_env", "output_encoding", "skip_on_exit_code", "cwd"),
      Set.of("bash_command", "env", "cwd")),
  /** Runs a {@code lake} command without a shell; its exit code decides. */
  LAKE(
      List.of("edulake.operators.LakeOperator"),
      Set.of("command"),
      Set.of("env"),
      Set.of("command", "env")),
  /**
   * Runs a shell command whose last line names the tasks to follow: a JSON list, or ids with commas
   * or blanks between them.
   */
  BRANCH_BASH(
      List.of("edulake.operators.BranchBashOperator"),
      Set.of("bash_command"),
      Set.of("env", "append_env", "cwd"),
      Set.of("bash_command", "env", "cwd")),
  /** Runs a shell command; what comes after it is skipped when it exits with 1 or 99. */
  SHORT_CIRCUIT_BASH(
      List.of("edulake.operators.ShortCircuitBashOperator"),
      Set.of("bash_command"),
      Set.of("env", "append_env", "cwd", "ignore_downstream_trigger_rules"),
      Set.of("bash_command", "env", "cwd")),
  /** Runs SQL over a connection. */
  SQL(
      List.of(
          "airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator",
          "airflow.providers.trino.operators.trino.TrinoOperator",
          "airflow.providers.postgres.operators.postgres.PostgresOperator"),
      Set.of("sql"),
      Set.of(
          "conn_id",
          "trino_conn_id",
          "postgres_conn_id",
          "database",
          "autocommit",
          "parameters",
          "split_statements",
          "return_last",
          "show_return_value_in_logs",
          "hook_params"),
      Set.of("sql", "parameters", "conn_id", "database")),
  /** Fails when a value of the first row is false, 0 or null, or there is no row. */
  SQL_CHECK(
      List.of("airflow.providers.common.sql.operators.sql.SQLCheckOperator"),
      Set.of("sql"),
      Set.of("conn_id", "database", "parameters"),
      Set.of("sql", "parameters", "conn_id")),
  /** Follows one of two branches by the first value of a query. */
  BRANCH_SQL(
      List.of("airflow.providers.common.sql.operators.sql.BranchSQLOperator"),
      Set.of("sql", "follow_task_ids_if_true", "follow_task_ids_if_false"),
      Set.of("conn_id", "database", "parameters"),
      Set.of("sql", "parameters", "conn_id")),
  /** Follows one of two branches by the day of the week. */
  BRANCH_DAY_OF_WEEK(
      List.of(
          "airflow.providers.standard.operators.weekday.BranchDayOfWeekOperator",
          "airflow.operators.weekday.BranchDayOfWeekOperator"),
      Set.of("week_day", "follow_task_ids_if_true", "follow_task_ids_if_false"),
      Set.of("use_task_logical_date", "use_task_execution_day"),
      Set.of()),
  /** Follows one of two branches by the time. */
  BRANCH_DATE_TIME(
      List.of(
          "airflow.providers.standard.operators.datetime.BranchDateTimeOperator",
          "airflow.operators.datetime.BranchDateTimeOperator"),
      Set.of("follow_task_ids_if_true", "follow_task_ids_if_false"),
      Set.of("target_lower", "target_upper", "use_task_logical_date", "use_task_execution_date"),
      Set.of()),
  /** Skips what comes after it in runs that are not the newest. */
  LATEST_ONLY(
      List.of(
          "airflow.providers.standard.operators.latest_only.LatestOnlyOperator",
          "airflow.operators.latest_only.LatestOnlyOperator",
          "airflow.operators.latest_only_operator.LatestOnlyOperator"),
      Set.of(),
      Set.of(),
      Set.of()),
  /** Sends an HTTP request over a connection; a status of 400 or more fails. */
  HTTP(
      List.of(
          "airflow.providers.http.operators.http.HttpOperator",
          "airflow.providers.http.operators.http.SimpleHttpOperator",
          "airflow.operators.http_operator.SimpleHttpOperator"),
      Set.of(),
      Set.of(
          "endpoint", "method", "data", "headers", "http_conn_id", "log_response", "extra_options"),
      Set.of("endpoint", "data", "headers", "http_conn_id")),
  /** Starts a run of another DAG. */
  TRIGGER_DAG_RUN(
      List.of(
          "airflow.providers.standard.operators.trigger_dagrun.TriggerDagRunOperator",
          "airflow.operators.trigger_dagrun.TriggerDagRunOperator",
          "airflow.operators.dagrun_operator.TriggerDagRunOperator"),
      Set.of("trigger_dag_id"),
      Set.of(
          "trigger_run_id",
          "conf",
          "logical_date",
          "execution_date",
          "reset_dag_run",
          "wait_for_completion",
          "poke_interval",
          "allowed_states",
          "failed_states",
          "skip_when_already_exists",
          "fail_when_dag_is_paused",
          "deferrable"),
      Set.of("trigger_dag_id", "trigger_run_id", "logical_date", "conf")),
  /** Waits for a task or a run of another DAG. */
  EXTERNAL_TASK_SENSOR(
      List.of(
          "airflow.providers.standard.sensors.external_task.ExternalTaskSensor",
          "airflow.sensors.external_task.ExternalTaskSensor",
          "airflow.sensors.external_task_sensor.ExternalTaskSensor"),
      Set.of("external_dag_id"),
      Set.of(
          "external_task_id",
          "external_task_ids",
          "external_task_group_id",
          "allowed_states",
          "skipped_states",
          "failed_states",
          "execution_delta",
          "execution_delta_secs",
          "check_existence",
          "poll_interval",
          "deferrable"),
      Set.of("external_dag_id", "external_task_id", "external_task_ids", "external_task_group_id")),
  /** Waits for a time of the day. */
  TIME_SENSOR(
      List.of(
          "airflow.providers.standard.sensors.time.TimeSensor",
          "airflow.sensors.time_sensor.TimeSensor"),
      Set.of("target_time"),
      Set.of("deferrable"),
      Set.of()),
  /** Waits until some time has passed since the end of the data interval. */
  TIME_DELTA_SENSOR(
      List.of(
          "airflow.providers.standard.sensors.time_delta.TimeDeltaSensor",
          "airflow.sensors.time_delta.TimeDeltaSensor",
          "airflow.sensors.time_delta_sensor.TimeDeltaSensor"),
      Set.of("delta"),
      Set.of("deferrable"),
      Set.of()),
  /** Waits for a time. */
  DATE_TIME_SENSOR(
      List.of(
          "airflow.providers.standard.sensors.date_time.DateTimeSensor",
          "airflow.sensors.date_time.DateTimeSensor",
          "airflow.sensors.date_time_sensor.DateTimeSensor"),
      Set.of("target_time"),
      Set.of("deferrable"),
      Set.of("target_time")),
  /** Waits for a day of the week. */
  DAY_OF_WEEK_SENSOR(
      List.of(
          "airflow.providers.standard.sensors.weekday.DayOfWeekSensor",
          "airflow.sensors.weekday.DayOfWeekSensor"),
      Set.of("week_day"),
      Set.of("use_task_logical_date", "use_task_execution_day"),
      Set.of()),
  /** Waits for a file. */
  FILE_SENSOR(
      List.of(
          "airflow.providers.standard.sensors.filesystem.FileSensor",
          "airflow.sensors.filesystem.FileSensor"),
      Set.of("filepath"),
      Set.of("fs_conn_id", "recursive", "deferrable"),
      Set.of("filepath")),
  /** Waits until a shell command succeeds. */
  BASH_SENSOR(
      List.of(
          "airflow.providers.standard.sensors.bash.BashSensor",
          "airflow.sensors.bash.BashSensor",
          "airflow.sensors.bash_sensor.BashSensor"),
      Set.of("bash_command"),
      Set.of("env", "output_encoding", "retry_exit_code"),
      Set.of("bash_command", "env")),
  /** Waits until an HTTP request is answered with a status below 400. */
  HTTP_SENSOR(
      List.of(
          "airflow.providers.http.sensors.http.HttpSensor",
          "airflow.sensors.http_sensor.HttpSensor"),
      Set.of("endpoint"),
      Set.of(
          "http_conn_id",
          "method",
          "request_params",
          "headers",
          "extra_options",
          "response_error_codes_allowlist",
          "deferrable"),
      Set.of("endpoint", "request_params", "headers")),
  /** Waits until the first value of a query is neither empty, 0 nor null. */
  SQL_SENSOR(
      List.of(
          "airflow.providers.common.sql.sensors.sql.SqlSensor",
          "airflow.sensors.sql.SqlSensor",
          "airflow.sensors.sql_sensor.SqlSensor"),
      Set.of("sql"),
      Set.of("conn_id", "parameters", "fail_on_empty", "hook_params"),
      Set.of("sql", "parameters", "conn_id"));

  private static final Map<String, OperatorKind> BY_CLASS = new LinkedHashMap<>();

  static {
    for (OperatorKind kind : values()) {
      kind.classNames.forEach(name -> BY_CLASS.put(name, kind));
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final List<String> classNames;

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final Set<String> required;

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final Set<String> optional;

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final Set<String> templated;

  OperatorKind(
      List<String> classNames, Set<String> required, Set<String> optional, Set<String> templated) {
    this.classNames = classNames;
    this.required = required;
    this.optional = optional;
    this.templated = templated;
  }

  /** The kind of a dotted class. */
  public static Optional<OperatorKind> find(String className) {
    return Optional.ofNullable(BY_CLASS.get(className));
  }

  /** Every class that is understood. */
  public static Set<String> knownClasses() {
    return BY_CLASS.keySet();
  }

  /** The dotted classes that mean it; the first is Airflow 3's own. */
  public List<String> classNames() {
    return classNames;
  }

  /** The arguments it must be given. */
  public Set<String> required() {
    return required;
  }

  /** All arguments it understands, but for those that every task or sensor has. */
  public Set<String> arguments() {
    Set<String> all = new TreeSet<>(required);
    all.addAll(optional);
    return all;
  }

  /** The arguments in which templates are rendered. */
  public Set<String> templated() {
    return templated;
  }

  /** Whether it waits for something. */
  public boolean isSensor() {
    return name().endsWith("_SENSOR");
  }

  /** Whether it chooses which of the tasks after it run. */
  public boolean isBranch() {
    return name().startsWith("BRANCH_");
  }

  static boolean isArgumentOfAny(String key) {
    return Arrays.stream(values())
        .anyMatch(kind -> kind.required.contains(key) || kind.optional.contains(key));
  }
}
