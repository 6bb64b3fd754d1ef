package vn.edulake.orchestration.dag;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Yaml.Mapping;
import vn.edulake.orchestration.timetable.ContinuousTimetable;
import vn.edulake.orchestration.timetable.Cron;
import vn.edulake.orchestration.timetable.CronDataIntervalTimetable;
import vn.edulake.orchestration.timetable.CronTriggerTimetable;
import vn.edulake.orchestration.timetable.CronTriggerTimetable.RunImmediately;
import vn.edulake.orchestration.timetable.Delta;
import vn.edulake.orchestration.timetable.DeltaDataIntervalTimetable;
import vn.edulake.orchestration.timetable.DeltaTriggerTimetable;
import vn.edulake.orchestration.timetable.EventsTimetable;
import vn.edulake.orchestration.timetable.MultipleCronTriggerTimetable;
import vn.edulake.orchestration.timetable.Timetable;

/**
 * The one form in which a DAG is written: dag-factory YAML without defaults, anchors and relative
 * dates. The same DAG is the same text; reading it back gives an equal DAG but for the lines that
 * it and its tasks stand on.
 */
public final class DagYaml {
  private static final String FILE = "dag.yml";
  private static final String TRIGGER = "airflow.timetables.trigger.";
  private static final String INTERVALS = "airflow.timetables.interval.";

  private final Dag dag;

  private DagYaml(Dag dag) {
    this.dag = dag;
  }

  /** Writes a DAG. */
  public static String write(Dag dag) {
    return YamlText.write(map(dag.id(), new DagYaml(dag).dag()));
  }

  /**
   * Reads what {@link #write} wrote; nothing in it is expanded or looked up.
   *
   * @throws IllegalArgumentException with every problem of the text
   */
  public static Dag read(String text) {
    try {
      Mapping content = Yaml.read(text, FILE);
      String key =
          content.values().keySet().stream()
              .findFirst()
              .orElseThrow(() -> content.place().problem("Missing DAG"));
      DagReader reader =
          new DagReader(
              new Values(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
              Map.of(),
              Path.of("/"),
              null,
              FILE);
      return reader
          .read(
              key,
              content.placeOf(key),
              Values.mapping(Objects.requireNonNull(content.values().get(key)), key))
          .orElseThrow(() -> reader.problems().get(0));
    } catch (UserError e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Map<String, @Nullable Object> dag() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    put(out, "dag_display_name", dag.displayName().equals(dag.id()) ? null : dag.displayName());
    put(out, "description", dag.description());
    put(out, "timezone", dag.timezone().equals(ZoneOffset.UTC) ? null : dag.timezone().getId());
    schedule(out);
    put(out, "start_date", date(dag.startDate()));
    put(out, "end_date", date(dag.endDate()));
    put(out, "catchup", dag.catchup() ? true : null);
    put(out, "max_active_runs", unless(dag.maxActiveRuns(), Dag.DEFAULT_ACTIVE));
    put(out, "max_active_tasks", unless(dag.maxActiveTasks(), Dag.DEFAULT_ACTIVE));
    put(out, "max_consecutive_failed_dag_runs", unless(dag.maxConsecutiveFailedRuns(), 0));
    put(out, "dagrun_timeout", duration(dag.runTimeout()));
    put(out, "is_paused_upon_creation", dag.pausedUponCreation());
    put(out, "fail_fast", dag.failFast() ? true : null);
    put(out, "render_template_as_native_obj", dag.rendersNativeObjects() ? true : null);
    put(out, "doc_md", dag.docMd());
    put(out, "tags", dag.tags().isEmpty() ? null : List.copyOf(dag.tags()));
    put(out, "params", params(dag.params()));
    put(out, "default_args", dag.defaultArgs().isEmpty() ? null : dag.defaultArgs());
    callbacks(out, dag.callbacks());
    if (!dag.deadlines().isEmpty()) {
      out.put("deadline", dag.deadlines().stream().map(DagYaml::deadline).toList());
    }
    if (!dag.groups().isEmpty()) {
      out.put("task_groups", dag.groups().stream().map(this::group).toList());
    }
    out.put("tasks", dag.tasks().stream().map(this::task).toList());
    return out;
  }

  private void schedule(Map<String, @Nullable Object> out) {
    Schedule schedule = dag.schedule();
    if (schedule instanceof Schedule.Manual) {
      out.put("schedule", null);
    } else if (schedule instanceof Schedule.Timed timed) {
      out.put("schedule", timetable(timed.timetable(), true));
    } else if (schedule instanceof Schedule.OnAssets on) {
      out.put("schedule", expression(on.assets()));
    } else if (schedule instanceof Schedule.OnAssetsOrTime both) {
      out.put(
          "schedule",
          map(
              Values.TYPE,
              "airflow.timetables.assets.AssetOrTimeSchedule",
              "timetable",
              timetable(both.timetable(), false),
              "assets",
              expression(both.assets())));
    }
  }

  private Object timetable(Timetable timetable, boolean mayBeShort) {
    if (timetable instanceof CronTriggerTimetable cron) {
      if (mayBeShort
          && cron.equals(CronTriggerTimetable.of(cron.cron()))
          && isOwnZone(cron.cron())) {
        return cron.cron().written();
      }
      Map<String, @Nullable Object> out =
          map(
              Values.TYPE,
              TRIGGER + "CronTriggerTimetable",
              Values.ARGS,
              List.of(cron.cron().written()));
      trigger(out, cron);
      return out;
    }
    if (timetable instanceof MultipleCronTriggerTimetable several) {
      Map<String, @Nullable Object> out =
          map(
              Values.TYPE,
              TRIGGER + "MultipleCronTriggerTimetable",
              Values.ARGS,
              several.parts().stream().map(part -> part.cron().written()).toList());
      trigger(out, several.parts().get(0));
      return out;
    }
    if (timetable instanceof CronDataIntervalTimetable cron) {
      return map(
          Values.TYPE,
          INTERVALS + "CronDataIntervalTimetable",
          Values.ARGS,
          List.of(cron.cron().written()),
          "timezone",
          cron.cron().zone().getId());
    }
    if (timetable instanceof DeltaTriggerTimetable delta) {
      if (mayBeShort && isZero(delta.interval())) {
        return delta(delta.delta());
      }
      Map<String, @Nullable Object> out =
          map(
              Values.TYPE,
              TRIGGER + "DeltaTriggerTimetable",
              Values.ARGS,
              List.of(delta(delta.delta())));
      put(out, "interval", isZero(delta.interval()) ? null : delta(delta.interval()));
      return out;
    }
    if (timetable instanceof DeltaDataIntervalTimetable delta) {
      return map(
          Values.TYPE,
          INTERVALS + "DeltaDataIntervalTimetable",
          Values.ARGS,
          List.of(delta(delta.delta())));
    }
    if (timetable instanceof EventsTimetable events) {
      Map<String, @Nullable Object> out =
          map(
              Values.TYPE,
              "airflow.timetables.events.EventsTimetable",
              "event_dates",
              events.events().stream().map(this::date).toList());
      put(out, "restrict_to_events", events.restrictsManual() ? true : null);
      put(out, "description", events.description().isEmpty() ? null : events.description());
      return out;
    }
    boolean once = !(timetable instanceof ContinuousTimetable);
    if (mayBeShort) {
      return once ? "@once" : "@continuous";
    }
    return map(
        Values.TYPE,
        "airflow.timetables.simple." + (once ? "OnceTimetable" : "ContinuousTimetable"));
  }

  private void trigger(Map<String, @Nullable Object> out, CronTriggerTimetable cron) {
    out.put("timezone", cron.cron().zone().getId());
    put(out, "interval", isZero(cron.interval()) ? null : delta(cron.interval()));
    if (cron.immediately() instanceof RunImmediately.Always) {
      out.put("run_immediately", true);
    } else if (cron.immediately() instanceof RunImmediately.Within within) {
      out.put("run_immediately", duration(within.distance()));
    }
  }

  private boolean isOwnZone(Cron cron) {
    return cron.zone().equals(dag.timezone());
  }

  private static boolean isZero(Delta delta) {
    return delta.equals(Delta.of(Duration.ZERO));
  }

  private static Object expression(AssetExpression expression) {
    if (expression instanceof AssetExpression.One one) {
      return asset(one.asset());
    }
    if (expression instanceof AssetExpression.All all) {
      return map("__and__", all.parts().stream().map(DagYaml::expression).toList());
    }
    return map(
        "__or__",
        ((AssetExpression.Any) expression).parts().stream().map(DagYaml::expression).toList());
  }

  private static Map<String, @Nullable Object> asset(Asset asset) {
    Map<String, @Nullable Object> out =
        map(Values.TYPE, "airflow.sdk.Asset", "uri", asset.uri(), "name", asset.name());
    put(out, "group", asset.group().equals("asset") ? null : asset.group());
    put(out, "extra", asset.extra().isEmpty() ? null : argument(asset.extra()));
    return out;
  }

  private static @Nullable Object params(Map<String, Param> params) {
    if (params.isEmpty()) {
      return null;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    params.forEach(
        (name, param) -> {
          if (param.schema().isEmpty()
              && param.description() == null
              && !(param.value() instanceof Map)) {
            out.put(name, argument(param.value()));
          } else {
            Map<String, @Nullable Object> full =
                map(Values.TYPE, "airflow.sdk.Param", "default", argument(param.value()));
            put(full, "description", param.description());
            full.putAll(param.schema());
            out.put(name, full);
          }
        });
    return out;
  }

  private static void callbacks(Map<String, @Nullable Object> out, Callbacks callbacks) {
    callback(out, "on_execute_callback", callbacks.onExecute());
    callback(out, "on_success_callback", callbacks.onSuccess());
    callback(out, "on_failure_callback", callbacks.onFailure());
    callback(out, "on_retry_callback", callbacks.onRetry());
    callback(out, "on_skipped_callback", callbacks.onSkipped());
  }

  private static void callback(
      Map<String, @Nullable Object> out, String key, List<Callback> callbacks) {
    if (!callbacks.isEmpty()) {
      out.put(key, callbacks.stream().map(DagYaml::callback).toList());
    }
  }

  private static Object callback(Callback callback) {
    Map<String, @Nullable Object> out = map("callback", callback.className());
    callback.arguments().forEach((key, value) -> out.put(key, argument(value)));
    return out;
  }

  private static Object deadline(Deadline deadline) {
    Deadline.Reference reference = deadline.reference();
    Object written;
    if (reference instanceof Deadline.Reference.FixedDatetime fixed) {
      written =
          map(
              Values.TYPE,
              "airflow.sdk.DeadlineReference.FIXED_DATETIME",
              Values.ARGS,
              List.of(fixed.at().toString()));
    } else if (reference instanceof Deadline.Reference.AverageRuntime average) {
      written =
          map(
              Values.TYPE,
              "airflow.sdk.DeadlineReference.AVERAGE_RUNTIME",
              "max_runs",
              average.maxRuns(),
              "min_runs",
              average.minRuns());
    } else {
      written =
          reference instanceof Deadline.Reference.DagRunQueuedAt
              ? "airflow.sdk.DeadlineReference.DAGRUN_QUEUED_AT"
              : "airflow.sdk.DeadlineReference.DAGRUN_LOGICAL_DATE";
    }
    return map(
        Values.TYPE,
        "airflow.sdk.DeadlineAlert",
        "reference",
        written,
        "interval",
        duration(deadline.interval()),
        "callback",
        callback(deadline.callback()));
  }

  private Object group(TaskGroup group) {
    String name = name(group);
    Map<String, @Nullable Object> out = map("group_name", name);
    put(out, "group_display_name", group.label().equals(name) ? null : group.label());
    put(out, "tooltip", group.tooltip().isEmpty() ? null : group.tooltip());
    String parentId = group.parentId();
    if (parentId != null) {
      dag.groups().stream()
          .filter(other -> other.id().equals(parentId))
          .forEach(parent -> out.put("parent_group_name", name(parent)));
    }
    put(out, "prefix_group_id", group.prefixesIds() ? null : false);
    return out;
  }

  private static String name(TaskGroup group) {
    String parent = group.parentId();
    return parent != null && group.id().startsWith(parent + ".")
        ? group.id().substring(parent.length() + 1)
        : group.id();
  }

  private Object task(Task task) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    Map<String, @Nullable Object> defaults = dag.defaultArgs();
    out.put("task_id", task.label());
    put(out, "task_display_name", task.displayName().equals(task.id()) ? null : task.displayName());
    out.put("operator", task.operator().className());
    task.operator().arguments().forEach((key, value) -> out.put(key, argument(value)));
    if (!task.partial().isEmpty()) {
      out.put("partial", argument(task.partial()));
    }
    task.expansion().ifPresent(expansion -> out.put("expand", expand(expansion)));
    String groupId = task.groupId();
    if (groupId != null) {
      dag.groups().stream()
          .filter(group -> group.id().equals(groupId))
          .forEach(group -> out.put("task_group_name", name(group)));
    }
    put(out, "dependencies", task.upstream().isEmpty() ? null : List.copyOf(task.upstream()));
    Settings settings = new Settings(out, defaults);
    settings.put("trigger_rule", task.triggerRule().word(), TriggerRule.ALL_SUCCESS.word());
    settings.put("owner", task.owner(), "airflow");
    Retries retries = task.retries();
    settings.put("retries", retries.count(), 0);
    settings.put("retry_delay", duration(retries.delay()), duration(Retries.NONE.delay()));
    settings.put("retry_exponential_backoff", retries.backoff(), 0d);
    settings.put("max_retry_delay", duration(retries.maxDelay()), null);
    Placement place = task.placement();
    settings.put("pool", place.pool(), Placement.DEFAULT_POOL);
    settings.put("pool_slots", place.slots(), 1);
    settings.put("priority_weight", place.priority(), 1);
    settings.put("weight_rule", place.weightRule().word(), WeightRule.DOWNSTREAM.word());
    settings.put("queue", place.queue(), Placement.DEFAULT_QUEUE);
    settings.put("max_active_tis_per_dag", place.maxActivePerDag(), 0);
    settings.put("max_active_tis_per_dagrun", place.maxActivePerRun(), 0);
    settings.put("execution_timeout", duration(task.executionTimeout()), null);
    settings.put("depends_on_past", task.dependsOnPast(), false);
    settings.put("wait_for_downstream", task.waitForDownstream(), false);
    settings.put("ignore_first_depends_on_past", task.ignoreFirstDependsOnPast(), false);
    settings.put("do_xcom_push", task.pushesXcom(), true);
    put(out, "start_date", date(task.startDate()));
    put(out, "end_date", date(task.endDate()));
    callbacks(out, task.callbacks());
    task.sensor().ifPresent(sensor -> sensor(settings, sensor));
    settings.put("map_index_template", task.mapIndexTemplate(), null);
    put(
        out,
        "inlets",
        task.inlets().isEmpty() ? null : task.inlets().stream().map(DagYaml::asset).toList());
    put(
        out,
        "outlets",
        task.outlets().isEmpty() ? null : task.outlets().stream().map(DagYaml::asset).toList());
    put(out, "params", params(task.params()));
    put(out, "doc_md", task.docMd());
    return out;
  }

  /** Keys that are written when they differ from what a task has without them. */
  private record Settings(
      Map<String, @Nullable Object> out, Map<String, @Nullable Object> defaults) {
    void put(String key, @Nullable Object value, @Nullable Object usual) {
      boolean isDefault =
          defaults.get(key) != null
              || defaults.get(key + "_sec") != null
              || defaults.get(key + "_secs") != null;
      if (!Objects.equals(value, usual) || (isDefault && value != null)) {
        out.put(key, value);
      }
    }
  }

  private static void sensor(Settings settings, SensorSettings sensor) {
    settings.put("mode", sensor.mode().name().toLowerCase(java.util.Locale.ROOT), "poke");
    settings.put("poke_interval", duration(sensor.pokeInterval()), duration(Duration.ofMinutes(1)));
    settings.put("timeout", duration(sensor.timeout()), duration(Duration.ofDays(7)));
    settings.put("soft_fail", sensor.softFail(), false);
    settings.put("silent_fail", sensor.silentFail(), false);
    settings.put("exponential_backoff", sensor.exponentialWait(), false);
    settings.put("max_wait", duration(sensor.maxWait()), null);
  }

  private static Object expand(Expansion expansion) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    expansion
        .inputs()
        .forEach(
            (key, input) -> {
              if (input instanceof Expansion.Input.Literal literal) {
                out.put(key, argument(literal.values()));
              } else if (input instanceof Expansion.Input.LiteralMap literal) {
                out.put(key, argument(literal.values()));
              } else if (input instanceof Expansion.Input.Output output) {
                out.put(
                    key,
                    output.taskId()
                        + ".output"
                        + (output.key().equals("return_value") ? "" : "['" + output.key() + "']"));
              }
            });
    return out;
  }

  private @Nullable String date(@Nullable Instant at) {
    return at == null ? null : at.atZone(dag.timezone()).toOffsetDateTime().toString();
  }

  private static @Nullable Object duration(@Nullable Duration duration) {
    if (duration == null) {
      return null;
    }
    return map(
        Values.TYPE,
        "datetime.timedelta",
        "seconds",
        duration.toMillis() % 1000 == 0
            ? (Object) duration.toSeconds()
            : (Object) (duration.toMillis() / 1000d));
  }

  private static Object delta(Delta delta) {
    if (delta.period().getYears() == 0 && delta.period().getMonths() == 0) {
      return Objects.requireNonNull(duration(delta.duration()));
    }
    Map<String, @Nullable Object> out = map(Values.TYPE, "dateutil.relativedelta.relativedelta");
    put(out, "years", unless(delta.period().getYears(), 0));
    put(out, "months", unless(delta.period().getMonths(), 0));
    put(out, "seconds", delta.duration().isZero() ? null : delta.duration().toSeconds());
    return out;
  }

  /** A value of an argument as the file writes it. */
  private static @Nullable Object argument(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return duration(duration);
    }
    if (value instanceof Instant at) {
      var utc = at.atOffset(ZoneOffset.UTC);
      return map(
          Values.TYPE,
          "datetime.datetime",
          "year",
          utc.getYear(),
          "month",
          utc.getMonthValue(),
          "day",
          utc.getDayOfMonth(),
          "hour",
          utc.getHour(),
          "minute",
          utc.getMinute(),
          "second",
          utc.getSecond(),
          "tz",
          "UTC");
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> out = new ArrayList<>();
      list.forEach(element -> out.add(argument(element)));
      return out;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      map.forEach((key, element) -> out.put(String.valueOf(key), argument(element)));
      return out;
    }
    return value;
  }

  private static @Nullable Object unless(int value, int usual) {
    return value == usual ? null : (Object) value;
  }

  private static void put(Map<String, @Nullable Object> out, String key, @Nullable Object value) {
    if (value != null) {
      out.put(key, value);
    }
  }

  private static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      out.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return out;
  }
}
