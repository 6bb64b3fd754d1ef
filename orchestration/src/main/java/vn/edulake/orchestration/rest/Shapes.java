package vn.edulake.orchestration.rest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.AssetExpression;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Param;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.store.AssetEvents;
import vn.edulake.orchestration.store.Backfills;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskTry;
import vn.edulake.orchestration.timetable.DataInterval;
import vn.edulake.orchestration.timetable.RunInfo;

/** What things look like in answers: the schemas of the specification. */
final class Shapes {
  private static final String BUNDLE = "dags";

  private final Services services;

  Shapes(Services services) {
    this.services = services;
  }

  static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  static @Nullable Double seconds(@Nullable Instant start, @Nullable Instant end) {
    return start == null || end == null ? null : Duration.between(start, end).toMillis() / 1000d;
  }

  private static @Nullable Object delta(@Nullable Duration duration) {
    return duration == null
        ? null
        : Answer.map(
            "__type",
            "TimeDelta",
            "days",
            duration.toDays(),
            "seconds",
            duration.toSeconds() % 86_400,
            "microseconds",
            duration.toNanosPart() / 1000);
  }

  /** An opaque word for the file of a DAG. */
  static String fileToken(String file) {
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(file.getBytes(StandardCharsets.UTF_8));
  }

  Map<String, @Nullable Object> dag(Dag dag, Catalogue.Entry entry, boolean hasImportErrors) {
    RunInfo next = entry.isPaused() || entry.isStale() ? null : entry.next().orElse(null);
    return Answer.map(
        "dag_id", dag.id(),
        "dag_display_name", dag.displayName(),
        "is_paused", entry.isPaused(),
        "is_stale", entry.isStale(),
        "last_parsed_time", time(entry.lastParsedAt()),
        "last_parse_duration", null,
        "last_expired", null,
        "bundle_name", BUNDLE,
        "bundle_version", null,
        "relative_fileloc", entry.file(),
        "fileloc", entry.file(),
        "description", dag.description(),
        "timetable_summary", dag.schedule().summary(),
        "timetable_description",
            dag.schedule().findTimetable().map(timetable -> timetable.description()).orElse(""),
        "timetable_partitioned", false,
        "tags", dag.tags().stream().map(tag -> tag(dag, tag)).toList(),
        "max_active_tasks", dag.maxActiveTasks(),
        "max_active_runs", dag.maxActiveRuns(),
        "max_consecutive_failed_dag_runs", dag.maxConsecutiveFailedRuns(),
        "has_task_concurrency_limits",
            dag.tasks().stream()
                .anyMatch(
                    task ->
                        task.placement().maxActivePerDag() > 0
                            || task.placement().maxActivePerRun() > 0),
        "has_import_errors", hasImportErrors,
        "next_dagrun_logical_date", next == null ? null : time(next.logicalDate()),
        "next_dagrun_data_interval_start", next == null ? null : time(next.interval().start()),
        "next_dagrun_data_interval_end", next == null ? null : time(next.interval().end()),
        "next_dagrun_run_after", next == null ? null : time(next.runAfter()),
        "allowed_run_types", null,
        "owners", List.copyOf(dag.owners()),
        "file_token", fileToken(entry.file()));
  }

  private static Object tag(Dag dag, String tag) {
    return Answer.map("name", tag, "dag_id", dag.id(), "dag_display_name", dag.displayName());
  }

  Map<String, @Nullable Object> details(
      Dag dag,
      Catalogue.Entry entry,
      boolean hasImportErrors,
      Catalogue.Version version,
      int active,
      boolean isFavorite) {
    Map<String, @Nullable Object> out = dag(dag, entry, hasImportErrors);
    out.put("catchup", dag.catchup());
    Duration timeout = dag.runTimeout();
    out.put("dag_run_timeout", timeout == null ? null : timeout.toString());
    out.put(
        "asset_expression",
        dag.schedule().findAssets().map(expression -> asset(expression)).orElse(null));
    out.put("doc_md", dag.docMd());
    out.put("start_date", time(dag.startDate()));
    out.put("end_date", time(dag.endDate()));
    out.put("is_paused_upon_creation", dag.pausedUponCreation());
    out.put("params", params(dag.params()));
    out.put("render_template_as_native_obj", dag.rendersNativeObjects());
    out.put("template_search_path", null);
    out.put("timezone", dag.timezone().getId().equals("Z") ? "UTC" : dag.timezone().getId());
    out.put("last_parsed", time(entry.lastParsedAt()));
    out.put("default_args", dag.defaultArgs());
    out.put("owner_links", null);
    out.put("is_favorite", isFavorite);
    out.put("active_runs_count", active);
    out.put("concurrency", dag.maxActiveTasks());
    out.put("latest_dag_version", version(version));
    return out;
  }

  private static Map<String, @Nullable Object> asset(AssetExpression expression) {
    if (expression instanceof AssetExpression.One one) {
      return Answer.map(
          "asset",
          Answer.map(
              "uri", one.asset().uri(), "name", one.asset().name(), "group", one.asset().group()));
    }
    if (expression instanceof AssetExpression.All all) {
      return Answer.map("all", all.parts().stream().map(Shapes::asset).toList());
    }
    return Answer.map(
        "any", ((AssetExpression.Any) expression).parts().stream().map(Shapes::asset).toList());
  }

  private static Map<String, @Nullable Object> params(Map<String, Param> params) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    params.forEach(
        (name, param) ->
            out.put(
                name,
                Answer.map(
                    "value",
                    param.value(),
                    "schema",
                    param.schema(),
                    "description",
                    param.description())));
    return out;
  }

  static UUID versionId(String dagId, int number) {
    return UUID.nameUUIDFromBytes((dagId + "#" + number).getBytes(StandardCharsets.UTF_8));
  }

  Map<String, @Nullable Object> version(Catalogue.Version version) {
    return version(version.dagId(), version.number(), version.createdAt());
  }

  private Map<String, @Nullable Object> version(String dagId, int number, Instant createdAt) {
    return Answer.map(
        "id",
        versionId(dagId, number).toString(),
        "version_number",
        number,
        "dag_id",
        dagId,
        "bundle_name",
        BUNDLE,
        "bundle_version",
        null,
        "bundle_url",
        null,
        "created_at",
        time(createdAt),
        "dag_display_name",
        services.name(dagId));
  }

  Map<String, @Nullable Object> task(Dag dag, Task task) {
    String className = task.operator().className();
    int dot = className.lastIndexOf('.');
    return Answer.map(
        "task_id", task.id(),
        "task_display_name", task.displayName(),
        "owner", task.owner(),
        "start_date", time(task.startDate() == null ? dag.startDate() : task.startDate()),
        "end_date", time(task.endDate() == null ? dag.endDate() : task.endDate()),
        "trigger_rule", task.triggerRule().word(),
        "depends_on_past", task.dependsOnPast(),
        "wait_for_downstream", task.waitForDownstream(),
        "retries", (double) task.retries().count(),
        "queue", task.placement().queue(),
        "pool", task.placement().pool(),
        "pool_slots", (double) task.placement().slots(),
        "execution_timeout", delta(task.executionTimeout()),
        "retry_delay", delta(task.retries().delay()),
        "retry_exponential_backoff", task.retries().backoff(),
        "priority_weight", (double) task.placement().priority(),
        "weight_rule", task.placement().weightRule().word(),
        "ui_color", "#f0ede4",
        "ui_fgcolor", "#000",
        "template_fields", task.operator().kind().templated().stream().sorted().toList(),
        "downstream_task_ids", List.copyOf(dag.downstream(task.id())),
        "doc_md", task.docMd(),
        "operator_name", task.operator().name(),
        "params", params(task.params()),
        "class_ref",
            Answer.map(
                "module_path",
                dot < 0 ? null : className.substring(0, dot),
                "class_name",
                className.substring(dot + 1)),
        "is_mapped", task.isMapped(),
        "extra_links", List.of());
  }

  Map<String, @Nullable Object> run(Handle handle, DagRun run) {
    Optional<DataInterval> interval = run.interval();
    List<Object> versions = new ArrayList<>();
    new Catalogue(handle)
        .version(run.dagId(), run.versionNumber())
        .ifPresent(version -> versions.add(version(version)));
    return Answer.map(
        "dag_run_id", run.runId(),
        "dag_id", run.dagId(),
        "logical_date", time(run.logicalDate()),
        "queued_at", time(run.queuedAt()),
        "start_date", time(run.startDate()),
        "end_date", time(run.endDate()),
        "duration", seconds(run.startDate(), run.endDate()),
        "data_interval_start", interval.map(found -> time(found.start())).orElse(null),
        "data_interval_end", interval.map(found -> time(found.end())).orElse(null),
        "run_after", time(run.runAfter()),
        "last_scheduling_decision", time(run.lastDecision()),
        "run_type", run.type().word(),
        "state", run.state().word(),
        "triggered_by", run.triggeredBy(),
        "triggering_user_name", run.triggeringUser(),
        "conf", run.conf(),
        "note", run.note(),
        "dag_versions", versions,
        "bundle_version", null,
        "dag_display_name", services.name(run.dagId()),
        "partition_key", null);
  }

  Map<String, @Nullable Object> instance(Handle handle, DagRun run, TaskInstance instance) {
    Optional<Task> task = services.findDag(run.dagId()).flatMap(dag -> dag.find(instance.taskId()));
    Map<String, @Nullable Object> out = common(run, instance, task);
    List<TaskTry> tries =
        instance.tryNumber() == 0
            ? List.of()
            : new vn.edulake.orchestration.store.TaskInstances(handle).tries(instance.id());
    String host = tries.isEmpty() ? "" : tries.get(tries.size() - 1).host();
    out.put("id", instance.id().toString());
    out.put("logical_date", time(run.logicalDate()));
    out.put("run_after", time(run.runAfter()));
    out.put("start_date", time(instance.startDate()));
    out.put("end_date", time(instance.endDate()));
    out.put("duration", seconds(instance.startDate(), instance.endDate()));
    out.put("state", instance.state() == null ? null : instance.state().word());
    out.put("try_number", instance.tryNumber());
    out.put("hostname", host);
    out.put("queued_when", time(instance.queuedAt()));
    out.put("scheduled_when", time(instance.scheduledAt()));
    out.put("pid", instance.pid());
    out.put("note", instance.note());
    String label = instance.mapLabel();
    out.put(
        "rendered_map_index",
        label != null
            ? label
            : instance.mapIndex() < 0 ? null : String.valueOf(instance.mapIndex()));
    out.put("rendered_fields", Json.readMap(instance.renderedFields()));
    out.put("trigger", null);
    out.put("triggerer_job", null);
    return out;
  }

  private Map<String, @Nullable Object> common(
      DagRun run, TaskInstance instance, Optional<Task> task) {
    String operator = instance.operator().substring(instance.operator().lastIndexOf('.') + 1);
    return Answer.map(
        "task_id", instance.taskId(),
        "dag_id", run.dagId(),
        "dag_run_id", run.runId(),
        "map_index", instance.mapIndex(),
        "max_tries", instance.maxTries(),
        "task_display_name", task.map(Task::displayName).orElse(instance.taskId()),
        "dag_display_name", services.name(run.dagId()),
        "unixname", null,
        "pool", instance.pool(),
        "pool_slots", instance.poolSlots(),
        "queue", instance.queue(),
        "priority_weight", instance.priorityWeight(),
        "operator", operator,
        "operator_name", operator,
        "executor", null,
        "executor_config", "{}",
        "dag_version", version(run.dagId(), run.versionNumber(), run.runAfter()));
  }

  Map<String, @Nullable Object> attempt(DagRun run, TaskInstance instance, TaskTry attempt) {
    Optional<Task> task = services.findDag(run.dagId()).flatMap(dag -> dag.find(instance.taskId()));
    Map<String, @Nullable Object> out = common(run, instance, task);
    out.put("start_date", time(attempt.startDate()));
    out.put("end_date", time(attempt.endDate()));
    out.put("duration", seconds(attempt.startDate(), attempt.endDate()));
    out.put("state", attempt.state().word());
    out.put("try_number", attempt.number());
    out.put("hostname", attempt.host());
    out.put("queued_when", time(attempt.queuedAt()));
    out.put("scheduled_when", null);
    out.put("pid", attempt.pid());
    return out;
  }

  Map<String, @Nullable Object> backfill(Backfills.Backfill backfill) {
    return Answer.map(
        "id", backfill.id(),
        "dag_id", backfill.dagId(),
        "from_date", time(backfill.from()),
        "to_date", time(backfill.to()),
        "dag_run_conf", backfill.conf(),
        "is_paused", backfill.isPaused(),
        "reprocess_behavior", backfill.reprocess(),
        "max_active_runs", backfill.maxActiveRuns(),
        "created_at", time(backfill.createdAt()),
        "completed_at", time(backfill.completedAt()),
        "updated_at", time(backfill.updatedAt()),
        "dag_display_name", services.name(backfill.dagId()));
  }

  Map<String, @Nullable Object> event(Handle handle, AssetEvents.Event event) {
    List<Map<String, @Nullable Object>> runs =
        handle
            .createQuery(
                """
                SELECT run.run_key FROM dag_run AS run
                INNER JOIN dag_run_asset_event AS consumed ON consumed.run_key = run.run_key
                WHERE consumed.event_id = :event
                ORDER BY run.run_key
                """)
            .bind("event", event.id())
            .mapTo(Long.class)
            .list()
            .stream()
            .flatMap(key -> new vn.edulake.orchestration.store.Runs(handle).find(key).stream())
            .map(Shapes::reference)
            .toList();
    return Answer.map(
        "id", event.id(),
        "asset_id", event.assetId(),
        "uri", event.uri(),
        "name", event.name(),
        "group", null,
        "extra", event.extra(),
        "source_task_id", event.taskId(),
        "source_dag_id", event.dagId(),
        "source_run_id", event.runId(),
        "source_map_index", event.mapIndex(),
        "created_dagruns", runs,
        "timestamp", time(event.at()),
        "partition_key", null);
  }

  private static Map<String, @Nullable Object> reference(DagRun run) {
    Instant start = run.startDate() == null ? run.runAfter() : run.startDate();
    return Answer.map(
        "run_id", run.runId(),
        "dag_id", run.dagId(),
        "logical_date", time(run.logicalDate()),
        "start_date", time(start),
        "end_date", time(run.endDate()),
        "state", run.state().word(),
        "data_interval_start", run.interval().map(found -> time(found.start())).orElse(null),
        "data_interval_end", run.interval().map(found -> time(found.end())).orElse(null),
        "partition_key", null);
  }
}
