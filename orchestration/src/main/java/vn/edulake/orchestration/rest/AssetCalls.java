package vn.edulake.orchestration.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Asset;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.store.AssetEvents;
import vn.edulake.orchestration.store.AssetEvents.Kept;
import vn.edulake.orchestration.store.Backfills;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.timetable.DataInterval;

/** Assets with their events, and backfills. */
final class AssetCalls {
  private final Services services;
  private final Shapes shapes;

  AssetCalls(Services services, Shapes shapes) {
    this.services = services;
    this.shapes = shapes;
  }

  void addTo(Map<String, Handler> handlers) {
    handlers.put("get_assets", Handler.view(this::assets));
    handlers.put(
        "get_asset",
        Handler.view(call -> services.in(handle -> Answer.ok(shape(handle, asset(handle, call))))));
    handlers.put(
        "get_asset_aliases",
        Handler.view(
            call -> Answer.ok(Answer.map("asset_aliases", List.of(), "total_entries", 0))));
    handlers.put(
        "get_asset_alias",
        Handler.view(
            call -> {
              throw Problem.notFound(
                  "The AssetAlias with ID: `"
                      + call.pathNumber("asset_alias_id")
                      + "` was not found");
            }));
    handlers.put("get_asset_events", Handler.view(this::events));
    handlers.put("create_asset_event", Handler.operate(this::createEvent));
    handlers.put("materialize_asset", Handler.operate(this::materialize));
    handlers.put(
        "get_asset_queued_events",
        Handler.view(
            call ->
                queued(call, Optional.empty(), Optional.of((long) call.pathNumber("asset_id")))));
    handlers.put(
        "delete_asset_queued_events",
        Handler.operate(
            call ->
                services.in(
                    handle ->
                        forget(
                            handle,
                            call,
                            Optional.empty(),
                            Optional.of(asset(handle, call).id())))));
    handlers.put(
        "get_dag_asset_queued_events",
        Handler.view(call -> queued(call, Optional.of(dagId(call)), Optional.empty())));
    handlers.put(
        "delete_dag_asset_queued_events",
        Handler.operate(
            call ->
                services.in(
                    handle -> forget(handle, call, Optional.of(dagId(call)), Optional.empty()))));
    handlers.put("get_dag_asset_queued_event", Handler.view(this::queuedEvent));
    handlers.put(
        "delete_dag_asset_queued_event",
        Handler.operate(
            call ->
                services.in(
                    handle ->
                        forget(
                            handle,
                            call,
                            Optional.of(dagId(call)),
                            Optional.of(asset(handle, call).id())))));
    handlers.put("list_backfills", Handler.view(this::backfills));
    handlers.put(
        "get_backfill",
        Handler.view(
            call -> services.in(handle -> Answer.ok(shapes.backfill(backfill(handle, call))))));
    handlers.put("create_backfill", Handler.operate(this::createBackfill));
    handlers.put("create_backfill_dry_run", Handler.operate(this::dryRun));
    handlers.put("pause_backfill", Handler.operate(call -> pause(call, true)));
    handlers.put("unpause_backfill", Handler.operate(call -> pause(call, false)));
    handlers.put("cancel_backfill", Handler.operate(this::cancel));
  }

  private String dagId(Call call) {
    return services.dag(call.path("dag_id")).id();
  }

  private static Kept asset(Handle handle, Call call) {
    int id = call.pathNumber("asset_id");
    return new AssetEvents(handle)
        .find(id)
        .orElseThrow(() -> Problem.notFound("The Asset with ID: `" + id + "` was not found"));
  }

  private static boolean is(Asset one, Asset other) {
    return one.name().equals(other.name()) && one.uri().equals(other.uri());
  }

  private Map<String, @Nullable Object> shape(Handle handle, Kept kept) {
    String created = Shapes.time(kept.createdAt());
    String updated = Shapes.time(kept.updatedAt());
    List<Object> scheduled = new ArrayList<>();
    List<Object> producing = new ArrayList<>();
    List<Object> consuming = new ArrayList<>();
    for (Dag dag : services.bag().dags().values()) {
      if (dag.schedule().watched().stream().anyMatch(asset -> is(asset, kept.asset()))) {
        scheduled.add(Answer.map("dag_id", dag.id(), "created_at", created, "updated_at", updated));
      }
      dag.tasks()
          .forEach(
              task -> {
                Map<String, @Nullable Object> reference =
                    Answer.map(
                        "dag_id",
                        dag.id(),
                        "task_id",
                        task.id(),
                        "created_at",
                        created,
                        "updated_at",
                        updated);
                if (task.outlets().stream().anyMatch(asset -> is(asset, kept.asset()))) {
                  producing.add(reference);
                }
                if (task.inlets().stream().anyMatch(asset -> is(asset, kept.asset()))) {
                  consuming.add(reference);
                }
              });
    }
    Map<String, @Nullable Object> last =
        handle
            .createQuery(
                "SELECT event_id, happened_at FROM asset_event WHERE asset_id = :id ORDER BY event_id DESC LIMIT 1")
            .bind("id", kept.id())
            .map(
                (row, context) ->
                    Answer.map(
                        "id", row.getLong(1), "timestamp", InstanceCalls.time(row, "happened_at")))
            .findOne()
            .orElse(null);
    return Answer.map(
        "id", kept.id(),
        "name", kept.asset().name(),
        "uri", kept.asset().uri(),
        "group", kept.asset().group(),
        "extra", kept.asset().extra(),
        "created_at", created,
        "updated_at", updated,
        "scheduled_dags", scheduled,
        "producing_tasks", producing,
        "consuming_tasks", consuming,
        "aliases", List.of(),
        "watchers", List.of(),
        "last_asset_event", last);
  }

  private Answer assets(Call call) {
    return services.in(
        handle -> {
          List<Kept> fitting = new ArrayList<>();
          for (Kept kept : new AssetEvents(handle).all()) {
            List<String> dags = call.texts("dag_ids");
            boolean used =
                services.bag().dags().values().stream()
                    .filter(dag -> dags.isEmpty() || dags.contains(dag.id()))
                    .anyMatch(dag -> uses(dag, kept.asset()));
            boolean only = call.flag("only_active").orElse(true) || !dags.isEmpty();
            if (Listing.matches(call.text("name_pattern"), kept.asset().name())
                && Listing.matches(call.text("uri_pattern"), kept.asset().uri())
                && (used || !only)) {
              fitting.add(kept);
            }
          }
          Listing.Page<Kept> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "id",
                      fitting,
                      Map.of(
                          "id", Comparator.comparing(Kept::id),
                          "name", Comparator.comparing(kept -> kept.asset().name()),
                          "uri", Comparator.comparing(kept -> kept.asset().uri()),
                          "created_at", Comparator.comparing(Kept::createdAt),
                          "updated_at", Comparator.comparing(Kept::updatedAt))));
          return Answer.ok(
              page.answer(
                  "assets", page.rows().stream().map(kept -> shape(handle, kept)).toList()));
        });
  }

  private static boolean uses(Dag dag, Asset asset) {
    return dag.schedule().watched().stream().anyMatch(other -> is(other, asset))
        || dag.tasks().stream()
            .anyMatch(
                task ->
                    task.outlets().stream().anyMatch(other -> is(other, asset))
                        || task.inlets().stream().anyMatch(other -> is(other, asset)));
  }

  private Answer events(Call call) {
    Listing listing =
        new Listing(
                "event.event_id",
                "asset_event AS event INNER JOIN asset ON asset.asset_id = event.asset_id",
                "event.event_id")
            .order("id", "event.event_id")
            .order("timestamp", "event.happened_at")
            .order("asset_id", "event.asset_id")
            .order("source_dag_id", "event.source_dag_id")
            .order("source_task_id", "event.source_task_id")
            .order("source_run_id", "event.source_run_id")
            .order("source_map_index", "event.source_map_index")
            .equal("event.asset_id", call.number("asset_id"))
            .equal("event.source_dag_id", call.text("source_dag_id"))
            .equal("event.source_task_id", call.text("source_task_id"))
            .equal("event.source_run_id", call.text("source_run_id"))
            .equal("event.source_map_index", call.number("source_map_index"))
            .like("asset.name", call.text("name_pattern"))
            .times(call, "timestamp", "event.happened_at");
    return services.in(
        handle -> {
          Listing.Page<Long> page =
              listing.page(handle, call, List.of("timestamp"), (row, context) -> row.getLong(1));
          return Answer.ok(
              page.answer(
                  "asset_events",
                  page.rows().stream()
                      .flatMap(id -> new AssetEvents(handle).event(id).stream())
                      .map(event -> shapes.event(handle, event))
                      .toList()));
        });
  }

  private Answer createEvent(Call call) {
    long id = RunCalls.whole(call.get("asset_id"), 0);
    Map<String, @Nullable Object> extra = new LinkedHashMap<>(call.bodyMap("extra"));
    extra.put("from_rest_api", true);
    Answer answer =
        services.in(
            handle -> {
              AssetEvents events = new AssetEvents(handle);
              Kept kept =
                  events
                      .find(id)
                      .orElseThrow(
                          () -> Problem.notFound("The Asset with ID: `" + id + "` was not found"));
              long event =
                  events.happened(
                      id,
                      null,
                      extra,
                      services.bag().watching(kept.asset()),
                      services.clock().instant());
              new Journal(handle)
                  .write(
                      "create_asset_event",
                      call.user(),
                      null,
                      null,
                      null,
                      kept.asset().name(),
                      services.clock().instant());
              return Answer.ok(shapes.event(handle, events.event(event).orElseThrow()));
            });
    services.nudge().run();
    return answer;
  }

  private Answer materialize(Call call) {
    Kept kept = services.in(handle -> asset(handle, call));
    List<Dag> producers =
        services.bag().dags().values().stream()
            .filter(
                dag ->
                    dag.tasks().stream()
                        .anyMatch(
                            task ->
                                task.outlets().stream().anyMatch(other -> is(other, kept.asset()))))
            .toList();
    if (producers.isEmpty()) {
      throw Problem.notFound("No DAG materializes asset with ID: " + kept.id());
    }
    if (producers.size() > 1) {
      throw Problem.of(409, "More than one DAG materializes asset with ID: " + kept.id());
    }
    String dagId = producers.get(0).id();
    boolean isPlain = call.body().values().stream().allMatch(value -> value == null);
    DagRun run;
    if (isPlain) {
      run = services.control().materialize(dagId, call.user());
    } else {
      Instant start = call.bodyTime("data_interval_start");
      Instant end = call.bodyTime("data_interval_end");
      run =
          services
              .control()
              .trigger(
                  new Control.Trigger(
                      dagId,
                      call.bodyText("dag_run_id"),
                      call.bodyTime("logical_date"),
                      start == null || end == null ? null : new DataInterval(start, end),
                      call.bodyTime("run_after"),
                      call.bodyMap("conf"),
                      call.bodyText("note"),
                      "rest_api",
                      call.user(),
                      null));
    }
    services.nudge().run();
    return services.in(
        handle -> {
          handle
              .createUpdate(
                  "UPDATE dag_run SET run_type = 'asset_materialization' WHERE run_key = :key")
              .bind("key", run.key())
              .execute();
          return Answer.ok(shapes.run(handle, new Runs(handle).find(run.key()).orElse(run)));
        });
  }

  /** A change that a DAG has not consumed. */
  private record Queued(String dagId, long assetId, Instant at) {}

  private List<Queued> all(
      Handle handle, Call call, Optional<String> dagId, Optional<Long> assetId) {
    Instant before = call.text("before").flatMap(Specification::time).orElse(null);
    return handle
        .createQuery(
            "SELECT dag_id, asset_id, queued_at FROM asset_queue ORDER BY dag_id, asset_id")
        .map(
            (row, context) ->
                new Queued(
                    row.getString(1),
                    row.getLong(2),
                    row.getObject(3, java.time.OffsetDateTime.class).toInstant()))
        .list()
        .stream()
        .filter(
            queued ->
                dagId.map(queued.dagId::equals).orElse(true)
                    && assetId.map(id -> id == queued.assetId).orElse(true)
                    && (before == null || queued.at.isBefore(before)))
        .toList();
  }

  private Map<String, @Nullable Object> shape(Queued queued) {
    return Answer.map(
        "dag_id",
        queued.dagId,
        "asset_id",
        queued.assetId,
        "created_at",
        Shapes.time(queued.at),
        "dag_display_name",
        services.name(queued.dagId));
  }

  /** The specification knows no 404 here: without changes the list is empty. */
  private Answer queued(Call call, Optional<String> dagId, Optional<Long> assetId) {
    return services.in(
        handle -> {
          List<Queued> found = all(handle, call, dagId, assetId);
          return Answer.ok(
              Answer.map(
                  "queued_events",
                  found.stream().map(this::shape).toList(),
                  "total_entries",
                  found.size()));
        });
  }

  private Answer queuedEvent(Call call) {
    return services.in(
        handle ->
            Answer.ok(
                all(handle, call, Optional.of(dagId(call)), Optional.of(asset(handle, call).id()))
                    .stream()
                    .findFirst()
                    .map(this::shape)
                    .orElseThrow(
                        () ->
                            Problem.notFound(
                                "Queued event with dag_id: `%s` and asset_id: `%s` was not found"
                                    .formatted(call.path("dag_id"), call.path("asset_id"))))));
  }

  private Answer forget(Handle handle, Call call, Optional<String> dagId, Optional<Long> assetId) {
    List<Queued> found = all(handle, call, dagId, assetId);
    if (found.isEmpty()) {
      throw Problem.notFound("Queue event was not found");
    }
    found.forEach(queued -> new AssetEvents(handle).forgetQueued(queued.dagId, queued.assetId));
    return Answer.nothing();
  }

  // Backfills

  private static Backfills.Backfill backfill(Handle handle, Call call) {
    int id = call.pathNumber("backfill_id");
    return new Backfills(handle).find(id).orElseThrow(() -> Problem.notFound("Backfill not found"));
  }

  private Answer backfills(Call call) {
    return services.in(
        handle -> {
          String dagId = call.text("dag_id").orElse("~");
          List<Backfills.Backfill> all =
              new Backfills(handle).all(dagId.equals("~") ? null : dagId);
          Listing.Page<Backfills.Backfill> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "id",
                      all,
                      Map.of(
                          "id", Comparator.comparing(Backfills.Backfill::id),
                          "dag_id", Comparator.comparing(Backfills.Backfill::dagId),
                          "from_date", Comparator.comparing(Backfills.Backfill::from),
                          "to_date", Comparator.comparing(Backfills.Backfill::to),
                          "created_at", Comparator.comparing(Backfills.Backfill::createdAt),
                          "updated_at", Comparator.comparing(Backfills.Backfill::updatedAt),
                          "completed_at",
                              Comparator.comparing(
                                  Backfills.Backfill::completedAt,
                                  Comparator.nullsFirst(Comparator.naturalOrder())))));
          return Answer.ok(
              page.answer("backfills", page.rows().stream().map(shapes::backfill).toList()));
        });
  }

  private Control.Fill fill(Call call) {
    String dagId = String.valueOf(call.bodyText("dag_id"));
    if (services.findDag(dagId).isEmpty()) {
      throw Problem.notFound("Could not find dag " + dagId);
    }
    Instant from = call.bodyTime("from_date");
    Instant to = call.bodyTime("to_date");
    if (from == null || to == null) {
      throw new IllegalStateException("The specification requires both dates");
    }
    String behavior = call.bodyText("reprocess_behavior");
    int most = RunCalls.whole(call.get("max_active_runs"), 10);
    if (from.isAfter(to)) {
      throw Problem.invalid(
          List.of("body"),
          "Value error, from_date must be before to_date",
          "value_error",
          call.body());
    }
    if (most < 1) {
      throw Problem.invalid(
          List.of("body", "max_active_runs"),
          "Input should be greater than 0",
          "greater_than",
          most);
    }
    return new Control.Fill(
        dagId,
        from,
        to,
        call.bodyFlag("run_backwards", false),
        call.bodyMap("dag_run_conf"),
        behavior == null ? "none" : behavior,
        most,
        call.user());
  }

  private Answer createBackfill(Call call) {
    long id = services.control().backfill(fill(call));
    services.nudge().run();
    return services.in(
        handle -> Answer.ok(shapes.backfill(new Backfills(handle).find(id).orElseThrow())));
  }

  private Answer dryRun(Call call) {
    List<Map<String, @Nullable Object>> times =
        services.control().times(fill(call)).stream()
            .map(
                time ->
                    Answer.map(
                        "logical_date", Shapes.time(time.logicalDate()),
                        "partition_key", null,
                        "partition_date", null))
            .toList();
    return Answer.ok(Answer.map("backfills", times, "total_entries", times.size()));
  }

  private static void checkOpen(Backfills.Backfill backfill) {
    if (backfill.completedAt() != null) {
      throw Problem.of(409, "Backfill is already completed.");
    }
  }

  private Answer pause(Call call, boolean paused) {
    Answer answer =
        services.in(
            handle -> {
              Backfills.Backfill backfill = backfill(handle, call);
              checkOpen(backfill);
              new Backfills(handle).pause(backfill.id(), paused, services.clock().instant());
              new Journal(handle)
                  .write(
                      paused ? "pause_backfill" : "unpause_backfill",
                      call.user(),
                      null,
                      backfill.dagId(),
                      null,
                      "backfill " + backfill.id(),
                      services.clock().instant());
              return Answer.ok(shapes.backfill(backfill(handle, call)));
            });
    services.nudge().run();
    return answer;
  }

  private Answer cancel(Call call) {
    long id =
        services.in(
            handle -> {
              Backfills.Backfill backfill = backfill(handle, call);
              checkOpen(backfill);
              return backfill.id();
            });
    services.control().cancelBackfill(id, call.user());
    return services.in(handle -> Answer.ok(shapes.backfill(backfill(handle, call))));
  }
}
