package vn.edulake.orchestration.rest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;
import vn.edulake.orchestration.store.TaskTry;

/** Task instances, their tries, logs and XComs. */
final class InstanceCalls {
  private static final String FROM =
      "task_instance AS ti INNER JOIN dag_run AS run ON run.run_key = ti.run_key";
  private static final String DURATION =
      "CAST(extract(EPOCH FROM (ti.end_date - ti.start_date)) AS double precision)";
  private static final int LOG_LINES = 5000;

  private final Services services;
  private final Shapes shapes;

  InstanceCalls(Services services, Shapes shapes) {
    this.services = services;
    this.shapes = shapes;
  }

  void addTo(Map<String, Handler> handlers) {
    handlers.put("get_task_instances", Handler.view(call -> list(call, Optional.empty())));
    handlers.put(
        "get_mapped_task_instances",
        Handler.view(call -> list(call, Optional.of(call.path("task_id")))));
    handlers.put("get_task_instances_batch", Handler.view(this::batch));
    handlers.put("get_task_instance", Handler.view(call -> one(call, -1)));
    handlers.put(
        "get_mapped_task_instance", Handler.view(call -> one(call, call.pathNumber("map_index"))));
    handlers.put("patch_task_instance", Handler.operate(call -> patch(call, index(call), false)));
    handlers.put(
        "patch_task_instance_by_map_index",
        Handler.operate(call -> patch(call, Optional.of(call.pathNumber("map_index")), false)));
    handlers.put(
        "patch_task_instance_dry_run", Handler.operate(call -> patch(call, index(call), true)));
    handlers.put(
        "patch_task_instance_dry_run_by_map_index",
        Handler.operate(call -> patch(call, Optional.of(call.pathNumber("map_index")), true)));
    handlers.put("delete_task_instance", Handler.operate(this::delete));
    handlers.put("bulk_task_instances", Handler.operate(this::bulk));
    handlers.put("post_clear_task_instances", Handler.operate(this::clear));
    handlers.put(
        "get_task_instance_tries", Handler.view(call -> tries(call, index(call).orElse(-1))));
    handlers.put(
        "get_mapped_task_instance_tries",
        Handler.view(call -> tries(call, call.pathNumber("map_index"))));
    handlers.put(
        "get_task_instance_try_details",
        Handler.view(call -> attempt(call, index(call).orElse(-1))));
    handlers.put(
        "get_mapped_task_instance_try_details",
        Handler.view(call -> attempt(call, call.pathNumber("map_index"))));
    handlers.put(
        "get_task_instance_dependencies",
        Handler.view(call -> dependencies(call, index(call).orElse(-1))));
    handlers.put(
        "get_task_instance_dependencies_by_map_index",
        Handler.view(call -> dependencies(call, call.pathNumber("map_index"))));
    handlers.put("get_extra_links", Handler.view(this::links));
    handlers.put("get_log", Handler.view(this::log));
    handlers.put("get_external_log_url", Handler.view(InstanceCalls::externalLog));
    handlers.put("get_hitl_detail", Handler.view(this::question));
    handlers.put("get_hitl_detail_try_detail", Handler.view(this::question));
    handlers.put("update_hitl_detail", Handler.operate(this::question));
    handlers.put("get_xcom_entries", Handler.view(this::xcoms));
    handlers.put("get_xcom_entry", Handler.view(this::xcom));
    handlers.put("create_xcom_entry", Handler.operate(this::createXcom));
    handlers.put("update_xcom_entry", Handler.operate(this::updateXcom));
    handlers.put("delete_xcom_entry", Handler.operate(this::deleteXcom));
  }

  private static Optional<Integer> index(Call call) {
    return call.number("map_index").map(Long::intValue);
  }

  /** An instance and its run. */
  private record Found(DagRun run, TaskInstance instance) {}

  private Found found(Handle handle, Call call, int mapIndex) {
    DagRun run = services.run(handle, call.path("dag_id"), call.path("dag_run_id"));
    String taskId = call.path("task_id");
    Optional<TaskInstance> instance = new TaskInstances(handle).find(run.key(), taskId, mapIndex);
    if (instance.isEmpty()
        && mapIndex < 0
        && new TaskInstances(handle).find(run.key(), taskId, 0).isPresent()) {
      throw Problem.notFound("Task instance is mapped, add the map_index value to the URL");
    }
    return new Found(
        run,
        instance.orElseThrow(
            () ->
                Problem.notFound(
                    "The Task Instance with dag_id: `%s`, run_id: `%s`, task_id: `%s`%s was not found"
                        .formatted(
                            run.dagId(),
                            run.runId(),
                            taskId,
                            mapIndex < 0 ? "" : " and map_index: `" + mapIndex + "`"))));
  }

  private static Listing listing() {
    Listing listing =
        new Listing("ti.task_instance_id", FROM, "ti.run_key, ti.task_id, ti.map_index");
    for (String same :
        List.of(
            "state",
            "start_date",
            "end_date",
            "map_index",
            "try_number",
            "task_id",
            "dag_id",
            "run_id",
            "pool",
            "queue",
            "priority_weight",
            "operator",
            "max_tries",
            "pool_slots")) {
      listing.order(same, "ti." + same);
    }
    return listing
        .order("id", "ti.run_key")
        .order("duration", DURATION)
        .order("logical_date", "run.logical_date")
        .order("run_after", "run.run_after")
        .order("data_interval_start", "run.interval_start")
        .order("data_interval_end", "run.interval_end")
        .order("queued_when", "ti.queued_at")
        .order("queued_dttm", "ti.queued_at")
        .order("scheduled_when", "ti.scheduled_at")
        .order("task_display_name", "ti.task_id")
        .order("rendered_map_index", "coalesce(ti.map_label, CAST(ti.map_index AS text))")
        .order("updated_at", "ti.changed_at");
  }

  private Answer list(Call call, Optional<String> mapped) {
    Listing listing = listing();
    String dagId = call.path("dag_id");
    String runId = call.path("dag_run_id");
    if (!dagId.equals("~")) {
      listing.where("ti.dag_id = ?", services.dag(dagId).id());
    }
    if (!runId.equals("~")) {
      if (!dagId.equals("~")) {
        services.in(handle -> services.run(handle, dagId, runId));
      }
      listing.where("ti.run_id = ?", runId);
    }
    mapped.ifPresent(
        taskId -> {
          if (services.dag(dagId).find(taskId).isEmpty()) {
            throw Problem.notFound("Task id " + taskId + " not found");
          }
          listing.where("ti.task_id = ?", taskId).where("ti.map_index >= 0");
        });
    listing.equal("ti.task_id", mapped.isPresent() ? Optional.empty() : call.text("task_id"));
    for (String name : List.of("run_after", "logical_date")) {
      listing.times(call, name, "run." + name);
    }
    for (String name : List.of("start_date", "end_date")) {
      listing.times(call, name, "ti." + name);
    }
    listing
        .times(call, "updated_at", "ti.changed_at")
        .durations(call, DURATION)
        .in("ti.state", states(call.texts("state")))
        .in("ti.pool", call.texts("pool"))
        .in("ti.queue", call.texts("queue"))
        .in("CAST(ti.try_number AS text)", call.texts("try_number"))
        .in("CAST(ti.map_index AS text)", call.texts("map_index"))
        .in("CAST(run.version_number AS text)", call.texts("version_number"))
        .in("regexp_replace(ti.operator, '^.*[.]', '')", call.texts("operator"))
        .like("regexp_replace(ti.operator, '^.*[.]', '')", call.text("operator_name_pattern"))
        .like("ti.task_id", call.text("task_display_name_pattern"))
        .like("ti.dag_id", call.text("dag_id_pattern"))
        .like("ti.run_id", call.text("run_id_pattern"))
        .like("ti.pool", call.text("pool_name_pattern"))
        .like("ti.queue", call.text("queue_name_pattern"));
    call.text("task_group_id")
        .ifPresent(group -> listing.in("ti.task_id", membersOf(services.dag(dagId), group)));
    if (!call.texts("executor").isEmpty()) {
      listing.where("false");
    }
    return services.in(
        handle -> {
          Listing.Page<UUID> page =
              listing.page(
                  handle,
                  call,
                  List.of("map_index"),
                  (row, context) -> row.getObject(1, UUID.class));
          return Answer.ok(page.answer("task_instances", instances(handle, page.rows())));
        });
  }

  private static List<String> membersOf(Dag dag, String group) {
    List<String> members =
        dag.tasks().stream()
            .filter(task -> task.groupId() != null)
            .filter(
                task ->
                    group.equals(task.groupId())
                        || String.valueOf(task.groupId()).startsWith(group + "."))
            .map(task -> task.id())
            .toList();
    if (members.isEmpty()) {
      throw Problem.notFound("Task group '" + group + "' not found in DAG '" + dag.id() + "'");
    }
    return members;
  }

  private static List<String> states(List<String> states) {
    for (String state : states) {
      if (!state.equals("none") && !state.equals("null") && !state.equals("no_status")) {
        try {
          TaskState.parse(state);
        } catch (IllegalArgumentException e) {
          throw Problem.invalid(
              List.of("query", "state"), "Invalid value for state", "value_error", state);
        }
      }
    }
    return states.stream().map(state -> state.equals("no_status") ? "none" : state).toList();
  }

  private List<Map<String, @Nullable Object>> instances(Handle handle, List<UUID> ids) {
    List<Map<String, @Nullable Object>> found = new ArrayList<>();
    for (UUID id : ids) {
      new TaskInstances(handle).find(id).ifPresent(instance -> found.add(shape(handle, instance)));
    }
    return found;
  }

  private Map<String, @Nullable Object> shape(Handle handle, TaskInstance instance) {
    return shapes.instance(
        handle, new Runs(handle).find(instance.runKey()).orElseThrow(), instance);
  }

  private Answer batch(Call call) {
    for (String name : List.of("dag_id", "dag_run_id")) {
      if (!call.path(name).equals("~")) {
        throw Problem.invalid(
            List.of("path", name), "Input should be '~'", "literal_error", call.path(name));
      }
    }
    Listing listing =
        listing()
            .in("ti.dag_id", RunCalls.texts(call.get("dag_ids")))
            .in("ti.run_id", RunCalls.texts(call.get("dag_run_ids")))
            .in("ti.task_id", RunCalls.texts(call.get("task_ids")))
            .in("ti.state", RunCalls.texts(call.get("state")))
            .in("ti.pool", RunCalls.texts(call.get("pool")))
            .in("ti.queue", RunCalls.texts(call.get("queue")))
            .durations(call, DURATION);
    for (String name : List.of("run_after", "logical_date")) {
      listing.bodyTimes(call, name, "run." + name);
    }
    for (String name : List.of("start_date", "end_date")) {
      listing.bodyTimes(call, name, "ti." + name);
    }
    String order = call.bodyText("order_by");
    return services.in(
        handle -> {
          Listing.Page<UUID> page =
              listing.page(
                  handle,
                  List.of(order == null ? "id" : order),
                  Math.min(100, RunCalls.whole(call.get("page_limit"), 100)),
                  RunCalls.whole(call.get("page_offset"), 0),
                  (row, context) -> row.getObject(1, UUID.class));
          return Answer.ok(page.answer("task_instances", instances(handle, page.rows())));
        });
  }

  private Answer one(Call call, int mapIndex) {
    return services.in(
        handle -> {
          Found found = found(handle, call, mapIndex);
          return Answer.ok(shapes.instance(handle, found.run, found.instance));
        });
  }

  private List<TaskInstance> named(
      Handle handle, DagRun run, String taskId, Optional<Integer> mapIndex) {
    return new TaskInstances(handle)
        .ofRun(run.key()).stream()
            .filter(instance -> instance.taskId().equals(taskId))
            .filter(instance -> mapIndex.map(index -> index == instance.mapIndex()).orElse(true))
            .toList();
  }

  private Answer patch(Call call, Optional<Integer> mapIndex, boolean dryRun) {
    String dagId = call.path("dag_id");
    List<TaskInstance> changed =
        change(
            dagId,
            call.path("dag_run_id"),
            call.path("task_id"),
            mapIndex,
            call.body(),
            call.masked(),
            dryRun,
            call.user());
    return services.in(
        handle ->
            Answer.ok(
                Answer.map(
                    "task_instances",
                    changed.stream()
                        .flatMap(instance -> new TaskInstances(handle).find(instance.id()).stream())
                        .map(instance -> shape(handle, instance))
                        .toList(),
                    "total_entries",
                    changed.size())));
  }

  /** Marks and annotates instances; returns them. */
  private List<TaskInstance> change(
      String dagId,
      String runId,
      String taskId,
      Optional<Integer> mapIndex,
      Map<String, @Nullable Object> body,
      Set<String> keys,
      boolean dryRun,
      String user) {
    Dag dag = services.dag(dagId);
    TaskState state = newState(body, keys);
    List<TaskInstance> wanted =
        services.in(
            handle -> {
              DagRun run = services.run(handle, dagId, runId);
              List<TaskInstance> all = new ArrayList<>(named(handle, run, taskId, mapIndex));
              if (all.isEmpty()) {
                throw Problem.notFound(
                    "The Task Instance with dag_id: `%s`, run_id: `%s` and task_id: `%s` was not found"
                        .formatted(dagId, runId, taskId));
              }
              Set<String> more = new LinkedHashSet<>();
              if (Boolean.TRUE.equals(body.get("include_upstream"))) {
                more.addAll(dag.allUpstream(taskId));
              }
              if (Boolean.TRUE.equals(body.get("include_downstream"))) {
                more.addAll(dag.allDownstream(taskId));
              }
              for (String other : more) {
                all.addAll(named(handle, run, other, Optional.empty()));
              }
              more.add(taskId);
              for (DagRun other : others(handle, run, body)) {
                for (String id : more) {
                  all.addAll(
                      named(handle, other, id, id.equals(taskId) ? mapIndex : Optional.empty()));
                }
              }
              return all;
            });
    if (dryRun) {
      return wanted;
    }
    if (state != null) {
      for (TaskInstance instance : wanted) {
        services
            .control()
            .mark(dagId, instance.runId(), instance.taskId(), instance.mapIndex(), state, user);
      }
      services.nudge().run();
    }
    if (keys.contains("note")) {
      Object note = body.get("note");
      services.in(
          handle -> {
            for (TaskInstance instance : wanted) {
              new TaskInstances(handle)
                  .note(instance.id(), note == null ? null : String.valueOf(note));
            }
            return true;
          });
    }
    return wanted;
  }

  private static @Nullable TaskState newState(
      Map<String, @Nullable Object> body, Set<String> keys) {
    Object word = body.get("new_state");
    if (word == null || !keys.contains("new_state")) {
      return null;
    }
    if (!Set.of("success", "failed", "skipped").contains(String.valueOf(word))) {
      throw Problem.invalid(
          List.of("body", "new_state"),
          "Value error, '" + word + "' is not one of ['success', 'failed', 'skipped']",
          "value_error",
          word);
    }
    return TaskState.parse(String.valueOf(word));
  }

  private static List<DagRun> others(
      Handle handle, DagRun run, Map<String, @Nullable Object> body) {
    boolean future = Boolean.TRUE.equals(body.get("include_future"));
    boolean past = Boolean.TRUE.equals(body.get("include_past"));
    java.time.Instant date = run.logicalDate();
    if (date == null || (!future && !past)) {
      return List.of();
    }
    return new Runs(handle)
        .newest(run.dagId(), 5000).stream()
            .filter(other -> other.key() != run.key())
            .filter(
                other -> {
                  java.time.Instant at = other.logicalDate();
                  return at != null
                      && ((future && at.isAfter(date)) || (past && at.isBefore(date)));
                })
            .toList();
  }

  private Answer delete(Call call) {
    return services.in(
        handle -> {
          Found found = found(handle, call, index(call).orElse(-1));
          TaskState state = found.instance.state();
          if (state == TaskState.RUNNING
              || state == TaskState.QUEUED
              || state == TaskState.RESTARTING) {
            throw Problem.of(409, "The Task Instance runs; mark or clear it first");
          }
          handle
              .createUpdate("DELETE FROM task_instance WHERE task_instance_id = :id")
              .bind("id", found.instance.id())
              .execute();
          new Journal(handle)
              .write(
                  "delete_task_instance",
                  call.user(),
                  found.run,
                  null,
                  found.instance,
                  null,
                  services.clock().instant());
          return Answer.ok(null);
        });
  }

  private Answer bulk(Call call) {
    return Bulk.answer(
        call,
        (action, entity) -> {
          boolean isMap = entity instanceof Map<?, ?>;
          Map<String, @Nullable Object> body = new java.util.LinkedHashMap<>();
          Specification.map(entity).forEach(body::put);
          String taskId = isMap ? String.valueOf(body.get("task_id")) : String.valueOf(entity);
          Object dagId = body.get("dag_id");
          Object runId = body.get("dag_run_id");
          String dag = dagId == null ? call.path("dag_id") : String.valueOf(dagId);
          String run = runId == null ? call.path("dag_run_id") : String.valueOf(runId);
          Optional<Integer> mapIndex =
              body.get("map_index") instanceof Number number
                  ? Optional.of(number.intValue())
                  : Optional.empty();
          String label =
              dag + "." + run + "." + taskId + mapIndex.map(index -> "[" + index + "]").orElse("");
          switch (action.kind()) {
            case "create" -> throw Problem.of(405, "Task instances bulk create is not supported");
            case "update" ->
                change(dag, run, taskId, mapIndex, body, action.keys(body), false, call.user());
            default ->
                services.in(
                    handle -> {
                      DagRun found = services.run(handle, dag, run);
                      List<TaskInstance> all = named(handle, found, taskId, mapIndex);
                      if (all.isEmpty()) {
                        throw Problem.notFound("Task instance " + label + " was not found");
                      }
                      for (TaskInstance instance : all) {
                        handle
                            .createUpdate("DELETE FROM task_instance WHERE task_instance_id = :id")
                            .bind("id", instance.id())
                            .execute();
                      }
                      return true;
                    });
          }
          return label;
        });
  }

  private Answer clear(Call call) {
    String dagId = call.path("dag_id");
    services.dag(dagId);
    String runId = call.bodyText("dag_run_id");
    checkClear(call);
    if (runId != null) {
      services.in(handle -> services.run(handle, dagId, runId));
    }
    boolean dryRun = call.bodyFlag("dry_run", true);
    Set<String> labels = RunCalls.labels(call.get("task_ids"));
    for (String label : labels) {
      String id = label.replaceFirst("\\[\\d+]$", "");
      if (services.dag(dagId).find(id).isEmpty()) {
        throw Problem.notFound("Task ids ['" + id + "'] not found in DAG '" + dagId + "'");
      }
    }
    if (call.bodyFlag("prevent_running_task", false)) {
      for (TaskInstance instance : services.control().clear(asked(call, labels, true))) {
        if (instance.state() == TaskState.RUNNING) {
          throw Problem.of(
              409,
              "Task %s of run %s runs; nothing was cleared"
                  .formatted(instance.label(), instance.runId()));
        }
      }
    }
    List<TaskInstance> cleared = services.control().clear(asked(call, labels, dryRun));
    if (!dryRun) {
      services.nudge().run();
    }
    return services.in(
        handle ->
            Answer.ok(
                Answer.map(
                    "task_instances",
                    cleared.stream()
                        .flatMap(instance -> new TaskInstances(handle).find(instance.id()).stream())
                        .map(instance -> shape(handle, instance))
                        .toList(),
                    "total_entries",
                    cleared.size())));
  }

  private static Control.Clear asked(Call call, Set<String> labels, boolean dryRun) {
    boolean onlyRunning = call.bodyFlag("only_running", false);
    return new Control.Clear(
        call.path("dag_id"),
        call.bodyText("dag_run_id"),
        call.bodyTime("start_date"),
        call.bodyTime("end_date"),
        labels,
        call.bodyFlag("include_downstream", false),
        call.bodyFlag("include_upstream", false),
        call.bodyFlag("include_future", false),
        call.bodyFlag("include_past", false),
        call.bodyFlag("only_failed", !onlyRunning),
        onlyRunning,
        call.bodyFlag("reset_dag_runs", true),
        dryRun,
        call.user());
  }

  /** What Airflow refuses of a request to clear; what is left out counts as not said. */
  private static void checkClear(Call call) {
    java.time.Instant start = call.bodyTime("start_date");
    java.time.Instant end = call.bodyTime("end_date");
    boolean isOfRun = call.bodyText("dag_run_id") != null;
    String wrong = null;
    if (call.bodyFlag("only_failed", false) && call.bodyFlag("only_running", false)) {
      wrong = "only_failed and only_running both are set to True";
    } else if (start != null && end != null && start.isAfter(end)) {
      wrong = "end_date is sooner than start_date";
    } else if (isOfRun && (start != null || end != null)) {
      wrong = "Exactly one of dag_run_id or (start_date and end_date) must be provided";
    } else if (!isOfRun && call.get("task_ids") instanceof List<?> tasks && tasks.isEmpty()) {
      // Generated clients send an empty list for one that was left out; of a run that is all of it.
      wrong = "task_ids list should have at least 1 element.";
    }
    if (wrong != null) {
      throw Problem.invalid(List.of("body"), "Value error, " + wrong, "value_error", call.body());
    }
  }

  private Answer tries(Call call, int mapIndex) {
    return services.in(
        handle -> {
          Found found = found(handle, call, mapIndex);
          List<TaskTry> tries = new TaskInstances(handle).tries(found.instance.id());
          return Answer.ok(
              Answer.map(
                  "task_instances",
                  tries.stream()
                      .map(each -> shapes.attempt(found.run, found.instance, each))
                      .toList(),
                  "total_entries",
                  tries.size()));
        });
  }

  private Answer attempt(Call call, int mapIndex) {
    int number = call.pathNumber("task_try_number");
    return services.in(
        handle -> {
          Found found = found(handle, call, mapIndex);
          return Answer.ok(
              new TaskInstances(handle)
                  .tries(found.instance.id()).stream()
                      .filter(each -> each.number() == number)
                      .findFirst()
                      .map(each -> shapes.attempt(found.run, found.instance, each))
                      .orElseThrow(
                          () ->
                              Problem.notFound(
                                  "The Task Instance with dag_id: `%s`, run_id: `%s`, task_id: `%s`, try_number: `%d` and map_index: `%d` was not found"
                                      .formatted(
                                          found.run.dagId(),
                                          found.run.runId(),
                                          found.instance.taskId(),
                                          number,
                                          mapIndex))));
        });
  }

  private Answer dependencies(Call call, int mapIndex) {
    return services.in(
        handle -> {
          Found found = found(handle, call, mapIndex);
          List<Object> waits = new ArrayList<>();
          TaskState state = found.instance.state();
          if (state == null
              || state == TaskState.SCHEDULED
              || state == TaskState.UP_FOR_RETRY
              || state == TaskState.UP_FOR_RESCHEDULE) {
            services
                .findDag(found.run.dagId())
                .flatMap(dag -> dag.find(found.instance.taskId()))
                .ifPresent(
                    task -> {
                      Map<String, List<TaskState>> open = new java.util.TreeMap<>();
                      for (TaskInstance other : new TaskInstances(handle).ofRun(found.run.key())) {
                        TaskState of = other.state();
                        if (task.upstream().contains(other.taskId())
                            && (of == null || !of.isFinished())) {
                          open.computeIfAbsent(
                              other.label() + " is " + RunCalls.word(of), key -> new ArrayList<>());
                        }
                      }
                      if (!open.isEmpty()) {
                        waits.add(
                            Answer.map(
                                "name",
                                "Trigger Rule",
                                "reason",
                                "Task's trigger rule '"
                                    + task.triggerRule().word()
                                    + "' waits: "
                                    + String.join(", ", open.keySet())));
                      }
                    });
            java.time.Instant due = found.instance.dueAt();
            if (due != null && due.isAfter(services.clock().instant())) {
              waits.add(
                  Answer.map(
                      "name", "Not In Retry Period", "reason", "Task is not ready before " + due));
            }
            if (!found.run.state().word().equals("running")) {
              waits.add(
                  Answer.map(
                      "name",
                      "Dagrun Running",
                      "reason",
                      "Task instance's dagrun is in state '" + found.run.state().word() + "'"));
            }
          } else {
            waits.add(
                Answer.map(
                    "name",
                    "Task Instance State",
                    "reason",
                    "Task is in the '" + state.word() + "' state."));
          }
          return Answer.ok(Answer.map("dependencies", waits));
        });
  }

  private Answer links(Call call) {
    return services.in(
        handle -> {
          found(handle, call, index(call).orElse(-1));
          return Answer.ok(Answer.map("extra_links", Map.of(), "total_entries", 0));
        });
  }

  /** Logs are kept in the scheduler's own database. */
  private static Answer externalLog(Call call) {
    throw Problem.of(400, "Task log handler does not support external logs.");
  }

  /** No operator asks a human, so no instance waits for an answer. */
  private Answer question(Call call) {
    return services.in(
        handle -> {
          found(handle, call, call.pathNumber("map_index"));
          throw Problem.notFound("Human-in-the-loop detail not found");
        });
  }

  /** A log in pieces: the token names the last line that was given. */
  private Answer log(Call call) {
    int attempt = call.pathNumber("try_number");
    int after = call.text("token").map(InstanceCalls::lineOf).orElse(0);
    return services.in(
        handle -> {
          Found found = found(handle, call, index(call).orElse(-1));
          boolean lines = call.accepts(Answer.LINES);
          if (attempt < 0 || attempt > Math.max(1, found.instance.tryNumber())) {
            throw Problem.notFound(
                "TaskInstance did not execute in the run specified, or has no try " + attempt);
          }
          List<Journal.Line> read =
              new Journal(handle)
                  .lines(
                      found.instance.id(),
                      attempt,
                      after,
                      lines || call.flag("full_content").orElse(false)
                          ? Integer.MAX_VALUE
                          : LOG_LINES);
          if (lines) {
            StringBuilder text = new StringBuilder();
            read.forEach(line -> text.append(Json.write(line(line))).append('\n'));
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return Answer.lines(out -> out.write(bytes));
          }
          boolean goesOn =
              read.size() == LOG_LINES
                  || (found.instance.tryNumber() == attempt
                      && found.instance.state() != null
                      && !found.instance.state().isFinished());
          int last = read.isEmpty() ? after : read.get(read.size() - 1).number();
          return Answer.ok(
              Answer.map(
                  "content",
                  read.stream().map(InstanceCalls::line).toList(),
                  "continuation_token",
                  goesOn ? "line-" + last : null));
        });
  }

  private static int lineOf(String token) {
    if (!token.matches("line-\\d{1,9}")) {
      throw Problem.of(400, "Bad Signature. Please use only the tokens provided by the API.");
    }
    return Integer.parseInt(token.substring(5));
  }

  private static Map<String, @Nullable Object> line(Journal.Line line) {
    return Answer.map(
        "timestamp", Shapes.time(line.at()), "event", line.event(), "level", line.level());
  }

  private Answer xcoms(Call call) {
    String dagId = call.path("dag_id");
    String runId = call.path("dag_run_id");
    String taskId = call.path("task_id");
    Listing listing =
        new Listing(
                "x.dag_id, x.run_id, x.task_id, x.map_index, x.key, x.pushed_at, run.logical_date, run.run_after",
                "xcom AS x INNER JOIN dag_run AS run ON run.run_key = x.run_key",
                "x.dag_id, x.run_id, x.task_id, x.map_index, x.key")
            .order("id", "x.run_key")
            .equal("x.dag_id", dagId.equals("~") ? Optional.empty() : Optional.of(dagId))
            .equal("x.run_id", runId.equals("~") ? Optional.empty() : Optional.of(runId))
            .equal("x.task_id", taskId.equals("~") ? Optional.empty() : Optional.of(taskId))
            .equal("x.key", call.text("xcom_key"))
            .equal("x.map_index", index(call))
            .equal("x.map_index", call.number("map_index_filter").map(Long::intValue))
            .like("x.key", call.text("xcom_key_pattern"))
            .like("x.dag_id", call.text("dag_display_name_pattern"))
            .like("x.run_id", call.text("run_id_pattern"))
            .like("x.task_id", call.text("task_id_pattern"))
            .times(call, "logical_date", "run.logical_date")
            .times(call, "run_after", "run.run_after");
    return services.in(
        handle -> {
          if (!dagId.equals("~") && !runId.equals("~")) {
            services.run(handle, dagId, runId);
          }
          Listing.Page<Map<String, @Nullable Object>> page =
              listing.page(
                  handle,
                  List.of("id"),
                  call.limit(),
                  call.offset(),
                  (row, context) ->
                      Answer.map(
                          "key", row.getString("key"),
                          "timestamp", time(row, "pushed_at"),
                          "logical_date", time(row, "logical_date"),
                          "map_index", row.getInt("map_index"),
                          "task_id", row.getString("task_id"),
                          "dag_id", row.getString("dag_id"),
                          "run_id", row.getString("run_id"),
                          "dag_display_name", services.name(row.getString("dag_id")),
                          "task_display_name", row.getString("task_id"),
                          "run_after", time(row, "run_after")));
          return Answer.ok(page.answer("xcom_entries", page.rows()));
        });
  }

  static @Nullable String time(java.sql.ResultSet row, String column) throws java.sql.SQLException {
    java.time.OffsetDateTime time = row.getObject(column, java.time.OffsetDateTime.class);
    return time == null ? null : time.toInstant().toString();
  }

  private Map<String, @Nullable Object> shape(DagRun run, Journal.Xcom xcom, boolean asText) {
    Map<String, @Nullable Object> out =
        Answer.map(
            "key", xcom.key(),
            "timestamp", Shapes.time(xcom.at()),
            "logical_date", Shapes.time(run.logicalDate()),
            "map_index", xcom.mapIndex(),
            "task_id", xcom.taskId(),
            "dag_id", run.dagId(),
            "run_id", run.runId(),
            "dag_display_name", services.name(run.dagId()),
            "task_display_name", xcom.taskId(),
            "run_after", Shapes.time(run.runAfter()));
    Object value = xcom.value();
    out.put("value", asText ? (value instanceof String ? value : Json.write(value)) : value);
    return out;
  }

  private static Journal.Xcom find(Handle handle, DagRun run, Call call, int mapIndex, String key) {
    return new Journal(handle)
        .xcom(run.key(), call.path("task_id"), mapIndex, key)
        .orElseThrow(() -> Problem.notFound("XCom entry with key: `" + key + "` not found"));
  }

  private Answer xcom(Call call) {
    return services.in(
        handle -> {
          DagRun run = services.run(handle, call.path("dag_id"), call.path("dag_run_id"));
          Journal.Xcom xcom =
              find(handle, run, call, index(call).orElse(-1), call.path("xcom_key"));
          return Answer.ok(shape(run, xcom, call.flag("stringify").orElse(false)));
        });
  }

  private Answer createXcom(Call call) {
    String key = String.valueOf(call.bodyText("key"));
    int mapIndex = RunCalls.whole(call.get("map_index"), -1);
    return services.in(
        handle -> {
          Dag dag = services.dag(call.path("dag_id"));
          if (dag.find(call.path("task_id")).isEmpty()) {
            throw Problem.notFound(
                "Task with ID: `"
                    + call.path("task_id")
                    + "` not found in dag: `"
                    + dag.id()
                    + "`");
          }
          DagRun run = services.run(handle, dag.id(), call.path("dag_run_id"));
          found(handle, call, mapIndex);
          boolean isThere =
              new Journal(handle).xcom(run.key(), call.path("task_id"), mapIndex, key).isPresent();
          if (isThere) {
            throw Problem.of(
                409,
                "The XCom with key: `" + key + "` with mentioned task instance already exists.");
          }
          return Answer.created(pushed(handle, run, call, mapIndex, key));
        });
  }

  /** Keeps the value of a body; returns what is kept now. */
  private Map<String, @Nullable Object> pushed(
      Handle handle, DagRun run, Call call, int mapIndex, String key) {
    new Journal(handle)
        .push(
            run,
            call.path("task_id"),
            mapIndex,
            key,
            call.get("value"),
            services.clock().instant());
    return shape(run, find(handle, run, call, mapIndex, key), false);
  }

  private Answer updateXcom(Call call) {
    int mapIndex = RunCalls.whole(call.get("map_index"), -1);
    String key = call.path("xcom_key");
    return services.in(
        handle -> {
          DagRun run = services.run(handle, call.path("dag_id"), call.path("dag_run_id"));
          find(handle, run, call, mapIndex, key);
          return Answer.ok(pushed(handle, run, call, mapIndex, key));
        });
  }

  private Answer deleteXcom(Call call) {
    return services.in(
        handle -> {
          DagRun run = services.run(handle, call.path("dag_id"), call.path("dag_run_id"));
          find(handle, run, call, index(call).orElse(-1), call.path("xcom_key"));
          new Journal(handle)
              .forgetXcom(
                  run.key(), call.path("task_id"), index(call).orElse(-1), call.path("xcom_key"));
          return Answer.nothing();
        });
  }
}
