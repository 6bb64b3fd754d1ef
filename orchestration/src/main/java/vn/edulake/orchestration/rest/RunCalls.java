package vn.edulake.orchestration.rest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.AssetEvents;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.RunState;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.timetable.DataInterval;

/** Runs of DAGs. */
final class RunCalls {
  private static final String DURATION =
      "CAST(extract(EPOCH FROM (run.end_date - run.start_date)) AS double precision)";

  private final Services services;
  private final Shapes shapes;

  /** Ends the waits for runs when the server stops. */
  private final CountDownLatch closed;

  RunCalls(Services services, Shapes shapes, CountDownLatch closed) {
    this.services = services;
    this.shapes = shapes;
    this.closed = closed;
  }

  void addTo(Map<String, Handler> handlers) {
    handlers.put("get_dag_runs", Handler.view(this::list));
    handlers.put("get_list_dag_runs_batch", Handler.view(this::batch));
    handlers.put("trigger_dag_run", Handler.operate(this::trigger));
    handlers.put(
        "get_dag_run", Handler.view(call -> services.in(handle -> Answer.ok(shape(handle, call)))));
    handlers.put("patch_dag_run", Handler.operate(this::patch));
    handlers.put("delete_dag_run", Handler.operate(this::delete));
    handlers.put("clear_dag_run", Handler.operate(this::clear));
    handlers.put("wait_dag_run_until_finished", Handler.view(this::await));
    handlers.put("get_upstream_asset_events", Handler.view(this::upstreamEvents));
    handlers.put(
        "get_hitl_details",
        Handler.view(call -> Answer.ok(Answer.map("hitl_details", List.of(), "total_entries", 0))));
  }

  private Map<String, @Nullable Object> shape(Handle handle, Call call) {
    return shapes.run(handle, services.run(handle, call.path("dag_id"), call.path("dag_run_id")));
  }

  private static Listing listing() {
    Listing listing = new Listing("run.run_key", "dag_run AS run", "run.run_key");
    for (String same :
        List.of(
            "run_id",
            "dag_id",
            "state",
            "run_type",
            "logical_date",
            "run_after",
            "start_date",
            "end_date",
            "queued_at",
            "note")) {
      listing.order(same, "run." + same);
    }
    return listing
        .order("id", "run.run_key")
        .order("dag_run_id", "run.run_id")
        .order("conf", "run.conf::text")
        .order("duration", DURATION)
        .order("updated_at", "coalesce(run.last_scheduling_decision, run.queued_at)")
        .order("data_interval_start", "run.interval_start")
        .order("data_interval_end", "run.interval_end");
  }

  private Answer list(Call call) {
    Listing listing = listing();
    String dagId = call.path("dag_id");
    if (!dagId.equals("~")) {
      listing.where("run.dag_id = ?", services.dag(dagId).id());
    }
    for (String name : List.of("run_after", "logical_date", "start_date", "end_date")) {
      listing.times(call, name, "run." + name);
    }
    listing
        .times(call, "updated_at", "coalesce(run.last_scheduling_decision, run.queued_at)")
        .durations(call, DURATION)
        .in("run.run_type", call.texts("run_type"))
        .in("run.state", states(call.texts("state")))
        .in("CAST(run.version_number AS text)", call.texts("dag_version"))
        .like("run.run_id", call.text("run_id_pattern"))
        .like("run.dag_id", call.text("dag_id_pattern"))
        .like("run.triggering_user_name", call.text("triggering_user_name_pattern"))
        .like("CAST(run.conf AS text)", call.text("conf_contains"));
    if (call.text("bundle_version").isPresent() || call.text("partition_key_pattern").isPresent()) {
      listing.where("false");
    }
    return services.in(
        handle -> {
          Listing.Page<Long> page =
              listing.page(handle, call, List.of("id"), (row, context) -> row.getLong(1));
          return Answer.ok(page.answer("dag_runs", runs(handle, page.rows())));
        });
  }

  private static List<String> states(List<String> states) {
    for (String state : states) {
      if (!List.of("queued", "running", "success", "failed", "none", "null").contains(state)) {
        throw Problem.invalid(
            List.of("query", "state"),
            "Invalid value for state. Valid values are queued, running, success, failed",
            "value_error",
            state);
      }
    }
    return states;
  }

  private List<Map<String, @Nullable Object>> runs(Handle handle, List<Long> keys) {
    return keys.stream()
        .flatMap(key -> new Runs(handle).find(key).stream())
        .map(run -> shapes.run(handle, run))
        .toList();
  }

  static List<String> texts(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    Specification.list(value)
        .forEach(each -> texts.add(each == null ? "none" : String.valueOf(each)));
    return texts;
  }

  static int whole(@Nullable Object value, int fallback) {
    return value instanceof Number number
        ? (int) Math.min(Integer.MAX_VALUE, number.longValue())
        : fallback;
  }

  private Answer batch(Call call) {
    if (!call.path("dag_id").equals("~")) {
      throw Problem.invalid(
          List.of("path", "dag_id"), "Input should be '~'", "literal_error", call.path("dag_id"));
    }
    Listing listing =
        listing()
            .in("run.dag_id", texts(call.get("dag_ids")))
            .in("run.state", texts(call.get("states")));
    for (String name : List.of("run_after", "logical_date", "start_date", "end_date")) {
      listing.bodyTimes(call, name, "run." + name);
    }
    listing
        .durations(call, DURATION)
        .like("CAST(run.conf AS text)", Optional.ofNullable(call.bodyText("conf_contains")));
    String order = call.bodyText("order_by");
    return services.in(
        handle -> {
          Listing.Page<Long> page =
              listing.page(
                  handle,
                  List.of(order == null ? "id" : order),
                  Math.min(100, whole(call.get("page_limit"), 100)),
                  whole(call.get("page_offset"), 0),
                  (row, context) -> row.getLong(1));
          return Answer.ok(page.answer("dag_runs", runs(handle, page.rows())));
        });
  }

  private Answer trigger(Call call) {
    String dagId = call.path("dag_id");
    Dag dag =
        services
            .findDag(dagId)
            .orElseThrow(() -> Problem.notFound("DAG with dag_id: '" + dagId + "' not found"));
    String runId = call.bodyText("dag_run_id");
    DagRun run =
        services
            .control()
            .trigger(
                new Control.Trigger(
                    dag.id(),
                    runId,
                    call.bodyTime("logical_date"),
                    interval(call),
                    call.bodyTime("run_after"),
                    call.bodyMap("conf"),
                    call.bodyText("note"),
                    "rest_api",
                    call.user(),
                    null));
    services.nudge().run();
    return services.in(
        handle -> Answer.ok(shapes.run(handle, new Runs(handle).find(run.key()).orElse(run))));
  }

  private static @Nullable DataInterval interval(Call call) {
    Instant start = call.bodyTime("data_interval_start");
    Instant end = call.bodyTime("data_interval_end");
    if ((start == null) != (end == null)) {
      throw Problem.invalid(
          List.of("body"),
          "Value error, Either both data_interval_start and data_interval_end must be provided or both must be None",
          "value_error",
          call.body());
    }
    if (start == null || end == null) {
      return null;
    }
    if (end.isBefore(start)) {
      throw Problem.invalid(
          List.of("body"),
          "Value error, data_interval_start must be on or before data_interval_end",
          "value_error",
          call.body());
    }
    return new DataInterval(start, end);
  }

  private Answer patch(Call call) {
    String dagId = call.path("dag_id");
    String runId = call.path("dag_run_id");
    services.in(handle -> services.run(handle, dagId, runId));
    Set<String> keys = call.masked();
    String state = call.bodyText("state");
    if (keys.contains("state") && state != null) {
      services
          .control()
          .mark(
              dagId,
              runId,
              RunState.valueOf(state.toUpperCase(java.util.Locale.ROOT)),
              call.user());
      services.nudge().run();
    }
    return services.in(
        handle -> {
          if (keys.contains("note")) {
            new Runs(handle).note(services.run(handle, dagId, runId).key(), call.bodyText("note"));
          }
          return Answer.ok(shape(handle, call));
        });
  }

  private Answer delete(Call call) {
    return services.in(
        handle -> {
          DagRun run = services.run(handle, call.path("dag_id"), call.path("dag_run_id"));
          if (run.state() == RunState.RUNNING) {
            throw Problem.of(
                409,
                "The DagRun with dag_id: `%s` and run_id: `%s` cannot be deleted in running state"
                    .formatted(run.dagId(), run.runId()));
          }
          new Journal(handle)
              .write(
                  "delete_dag_run", call.user(), run, null, null, null, services.clock().instant());
          new Runs(handle).delete(run.key());
          return Answer.nothing();
        });
  }

  private Answer clear(Call call) {
    String dagId = call.path("dag_id");
    String runId = call.path("dag_run_id");
    services.dag(dagId);
    DagRun run = services.in(handle -> services.run(handle, dagId, runId));
    boolean dryRun = call.bodyFlag("dry_run", true);
    List<TaskInstance> cleared =
        services
            .control()
            .clear(
                new Control.Clear(
                    dagId,
                    runId,
                    null,
                    null,
                    Set.of(),
                    false,
                    false,
                    false,
                    false,
                    call.bodyFlag("only_failed", false),
                    false,
                    true,
                    dryRun,
                    call.user()));
    if (!dryRun) {
      services.nudge().run();
    }
    return services.in(
        handle -> {
          if (dryRun) {
            return Answer.ok(
                Answer.map(
                    "task_instances",
                    cleared.stream()
                        .map(instance -> shapes.instance(handle, run, instance))
                        .toList(),
                    "total_entries",
                    cleared.size()));
          }
          return Answer.ok(shape(handle, call));
        });
  }

  /** A line for each look until the run has ended. */
  private Answer await(Call call) {
    String dagId = call.path("dag_id");
    String runId = call.path("dag_run_id");
    double seconds = call.decimal("interval").orElse(1d);
    if (!(seconds > 0) || seconds > 86_400) {
      throw Problem.invalid(
          List.of("query", "interval"), "Input should be greater than 0", "greater_than", seconds);
    }
    long key = services.in(handle -> services.run(handle, dagId, runId).key());
    List<String> results = call.texts("result");
    return Answer.lines(
        out -> {
          while (true) {
            Optional<DagRun> run = services.in(handle -> new Runs(handle).find(key));
            if (run.isEmpty()) {
              return;
            }
            boolean ended = run.get().state().isFinished();
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("state", run.get().state().word());
            if (ended && !results.isEmpty()) {
              line.put("results", results(key, results));
            }
            out.write((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (ended || pause(Duration.ofMillis((long) (seconds * 1000)))) {
              return;
            }
          }
        });
  }

  private Map<String, @Nullable Object> results(long key, List<String> tasks) {
    Map<String, @Nullable Object> found = new LinkedHashMap<>();
    services.in(
        handle -> {
          for (Journal.Xcom xcom : new Journal(handle).xcoms(key)) {
            if (xcom.key().equals("return_value") && tasks.contains(xcom.taskId())) {
              found.put(xcom.taskId(), xcom.value());
            }
          }
          return true;
        });
    return found;
  }

  /** Waits; true when the server stops. */
  private boolean pause(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private Answer upstreamEvents(Call call) {
    return services.in(
        handle -> {
          DagRun run = services.run(handle, call.path("dag_id"), call.path("dag_run_id"));
          List<AssetEvents.Event> events = new AssetEvents(handle).consumedBy(run.key());
          return Answer.ok(
              Answer.map(
                  "asset_events",
                  events.stream().map(event -> shapes.event(handle, event)).toList(),
                  "total_entries",
                  events.size()));
        });
  }

  /** Ids of tasks and, behind them, map indexes. */
  static Set<String> labels(@Nullable Object taskIds) {
    Set<String> labels = new LinkedHashSet<>();
    for (Object each : Specification.list(taskIds)) {
      if (each instanceof List<?> pair) {
        labels.add(pair.get(0) + "[" + pair.get(1) + "]");
      } else {
        labels.add(String.valueOf(each));
      }
    }
    return labels;
  }

  static String word(@Nullable TaskState state) {
    return state == null ? "none" : state.word();
  }
}
