package vn.edulake.orchestration.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Schedule;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.Favorites;
import vn.edulake.orchestration.store.Resources;
import vn.edulake.orchestration.store.RunState;

/** DAGs, their tasks, versions, sources, tags and counts, and what could not be imported. */
final class DagCalls {
  private final Services services;
  private final Shapes shapes;

  DagCalls(Services services, Shapes shapes) {
    this.services = services;
    this.shapes = shapes;
  }

  /** A DAG and what is known of it. */
  private record Known(Dag dag, Catalogue.Entry entry) {}

  void addTo(Map<String, Handler> handlers) {
    handlers.put("get_dags", Handler.view(call -> Answer.ok(dags(call))));
    handlers.put("patch_dags", Handler.operate(this::patchAll));
    handlers.put(
        "get_dag",
        Handler.view(call -> services.in(handle -> Answer.ok(shape(handle, known(handle, call))))));
    handlers.put("patch_dag", Handler.operate(this::patch));
    handlers.put("delete_dag", Handler.operate(this::delete));
    handlers.put("favorite_dag", Handler.view(this::favorite));
    handlers.put("unfavorite_dag", Handler.view(this::unfavorite));
    handlers.put("get_dag_details", Handler.view(this::details));
    handlers.put("get_tasks", Handler.view(this::tasks));
    handlers.put("get_task", Handler.view(this::task));
    handlers.put("get_dag_source", Handler.view(this::source));
    handlers.put("get_dag_versions", Handler.view(this::versions));
    handlers.put("get_dag_version", Handler.view(this::version));
    handlers.put("get_dag_tags", Handler.view(this::tags));
    handlers.put("get_dag_stats", Handler.view(this::stats));
    handlers.put("get_import_errors", Handler.view(this::importErrors));
    handlers.put("get_import_error", Handler.view(this::importError));
    handlers.put("list_dag_warnings", Handler.view(this::warnings));
  }

  private List<Known> all(Handle handle) {
    return new Catalogue(handle)
        .all().stream()
            .flatMap(
                entry -> services.findDag(entry.dagId()).map(dag -> new Known(dag, entry)).stream())
            .toList();
  }

  private Known known(Handle handle, Call call) {
    Dag dag = services.dag(call.path("dag_id"));
    return new Known(
        dag,
        new Catalogue(handle)
            .find(dag.id())
            .orElseThrow(
                () -> Problem.notFound("The Dag with ID: `" + dag.id() + "` was not found")));
  }

  private static Set<String> brokenFiles(Handle handle) {
    return new Catalogue(handle)
        .problems().stream().map(Catalogue.Problem::file).collect(Collectors.toSet());
  }

  private Map<String, @Nullable Object> shape(Handle handle, Known known) {
    return shapes.dag(known.dag, known.entry, brokenFiles(handle).contains(known.entry.file()));
  }

  /** The state and start of the newest run of each DAG. */
  private record Last(String state, @Nullable Instant start, @Nullable Instant end) {}

  private static Map<String, Last> lastRuns(Handle handle) {
    Map<String, Last> last = new java.util.HashMap<>();
    handle
        .createQuery(
            """
            SELECT DISTINCT ON (dag_id) dag_id, state, start_date, end_date FROM dag_run
            ORDER BY dag_id, run_after DESC, run_key DESC
            """)
        .map(
            (row, context) ->
                last.put(
                    row.getString("dag_id"),
                    new Last(
                        row.getString("state"),
                        at(row.getObject("start_date", java.time.OffsetDateTime.class)),
                        at(row.getObject("end_date", java.time.OffsetDateTime.class)))))
        .list();
    return last;
  }

  private static @Nullable Instant at(java.time.@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private List<Known> chosen(Handle handle, Call call) {
    Map<String, Last> last = lastRuns(handle);
    Set<String> broken = brokenFiles(handle);
    boolean all = call.text("tags_match_mode").map("all"::equals).orElse(false);
    List<String> tags = call.texts("tags");
    List<String> owners = call.texts("owners");
    List<String> types = call.texts("timetable_type");
    Set<String> favorites = new Favorites(handle).of(call.user());
    boolean excludeStale = call.flag("exclude_stale").orElse(true);
    List<Known> found = new ArrayList<>();
    for (Known known : all(handle)) {
      Dag dag = known.dag;
      Last run = last.get(dag.id());
      boolean fits =
          (!excludeStale || !known.entry.isStale())
              && call.flag("paused").map(paused -> paused == known.entry.isPaused()).orElse(true)
              && call.flag("has_import_errors")
                  .map(wanted -> wanted == broken.contains(known.entry.file()))
                  .orElse(true)
              && call.flag("has_asset_schedule")
                  .map(wanted -> wanted == dag.schedule().findAssets().isPresent())
                  .orElse(true)
              && call.flag("is_favorite")
                  .map(wanted -> wanted == favorites.contains(dag.id()))
                  .orElse(true)
              && (types.isEmpty() || types.contains(timetableType(dag)))
              && call.text("bundle_name").map("dags"::equals).orElse(true)
              && call.text("bundle_version").isEmpty()
              && (tags.isEmpty()
                  || (all
                      ? dag.tags().containsAll(tags)
                      : tags.stream().anyMatch(tag -> dag.tags().contains(tag))))
              && (owners.isEmpty()
                  || owners.stream().anyMatch(owner -> dag.owners().contains(owner)))
              && Listing.matches(call.text("dag_id_pattern"), dag.id())
              && Listing.matches(call.text("dag_display_name_pattern"), dag.displayName())
              && call.text("asset_dependency")
                  .map(
                      text ->
                          dag.schedule().watched().stream()
                              .anyMatch(
                                  asset ->
                                      asset.name().contains(text) || asset.uri().contains(text)))
                  .orElse(true)
              && call.text("last_dag_run_state")
                  .map(state -> run != null && run.state().equals(state))
                  .orElse(true)
              && (call.texts("dag_run_state").isEmpty()
                  || (run != null && call.texts("dag_run_state").contains(run.state())))
              && within(call, "dag_run_start_date", run == null ? null : run.start())
              && within(call, "dag_run_end_date", run == null ? null : run.end());
      if (fits) {
        found.add(known);
      }
    }
    Comparator<Known> byId = Comparator.comparing(known -> known.dag.id());
    return Listing.sorted(
        call,
        "dag_id",
        found,
        Map.of(
            "dag_id", byId,
            "dag_display_name", Comparator.comparing(known -> known.dag.displayName()),
            "next_dagrun",
                Comparator.comparing(
                    known -> known.entry.next().map(next -> next.logicalDate()).orElse(null),
                    Comparator.nullsFirst(Comparator.naturalOrder())),
            "last_run_state",
                Comparator.comparing(
                    known ->
                        Optional.ofNullable(last.get(known.dag.id())).map(Last::state).orElse(""),
                    Comparator.naturalOrder()),
            "last_run_start_date",
                Comparator.comparing(
                    known ->
                        Optional.ofNullable(last.get(known.dag.id())).map(Last::start).orElse(null),
                    Comparator.nullsFirst(Comparator.naturalOrder()))));
  }

  /** Airflow's class of what starts the runs of a DAG. */
  private static String timetableType(Dag dag) {
    Schedule schedule = dag.schedule();
    if (schedule instanceof Schedule.Manual) {
      return "airflow.timetables.simple.NullTimetable";
    }
    if (schedule instanceof Schedule.OnAssets) {
      return "airflow.timetables.simple.AssetTriggeredTimetable";
    }
    if (schedule instanceof Schedule.OnAssetsOrTime) {
      return "airflow.timetables.assets.AssetOrTimeSchedule";
    }
    String name = ((Schedule.Timed) schedule).timetable().getClass().getSimpleName();
    String module =
        name.endsWith("TriggerTimetable")
            ? "trigger"
            : name.endsWith("DataIntervalTimetable")
                ? "interval"
                : name.equals("EventsTimetable") ? "events" : "simple";
    return "airflow.timetables." + module + "." + name;
  }

  static boolean within(Call call, String name, @Nullable Instant at) {
    Optional<Instant> gte = call.time(name + "_gte");
    Optional<Instant> gt = call.time(name + "_gt");
    Optional<Instant> lte = call.time(name + "_lte");
    Optional<Instant> lt = call.time(name + "_lt");
    if (gte.isEmpty() && gt.isEmpty() && lte.isEmpty() && lt.isEmpty()) {
      return true;
    }
    return at != null
        && gte.map(bound -> !at.isBefore(bound)).orElse(true)
        && gt.map(at::isAfter).orElse(true)
        && lte.map(bound -> !at.isAfter(bound)).orElse(true)
        && lt.map(at::isBefore).orElse(true);
  }

  private Map<String, @Nullable Object> dags(Call call) {
    return services.in(
        handle -> {
          Listing.Page<Known> page = Listing.cut(call, chosen(handle, call));
          return page.answer(
              "dags", page.rows().stream().map(known -> shape(handle, known)).toList());
        });
  }

  private Answer patchAll(Call call) {
    boolean paused = call.bodyFlag("is_paused", true);
    List<Known> found = services.in(handle -> Listing.cut(call, chosen(handle, call)).rows());
    if (call.masked().contains("is_paused")) {
      found.forEach(known -> services.control().pause(known.dag.id(), paused, call.user()));
    }
    services.nudge().run();
    return services.in(
        handle -> {
          List<Map<String, @Nullable Object>> rows =
              all(handle).stream()
                  .filter(
                      known ->
                          found.stream().anyMatch(other -> other.dag.id().equals(known.dag.id())))
                  .map(known -> shape(handle, known))
                  .toList();
          return Answer.ok(Answer.map("dags", rows, "total_entries", rows.size()));
        });
  }

  private Answer patch(Call call) {
    Dag dag = services.dag(call.path("dag_id"));
    for (String field : call.texts("update_mask")) {
      if (!field.equals("is_paused")) {
        throw Problem.of(400, "Only `is_paused` field can be updated through the REST API");
      }
    }
    services.control().pause(dag.id(), call.bodyFlag("is_paused", true), call.user());
    services.nudge().run();
    return services.in(handle -> Answer.ok(shape(handle, known(handle, call))));
  }

  private Answer delete(Call call) {
    Dag dag = services.dag(call.path("dag_id"));
    services.in(
        handle -> {
          boolean runs =
              handle
                  .createQuery(
                      "SELECT count(*) > 0 FROM task_instance WHERE dag_id = :dag AND state IN"
                          + " ('running', 'queued', 'restarting')")
                  .bind("dag", dag.id())
                  .mapTo(Boolean.class)
                  .one();
          if (runs) {
            throw Problem.of(
                409, "Task instances of dag with id: '" + dag.id() + "' are still running");
          }
          handle
              .createUpdate("DELETE FROM dag WHERE dag_id = :dag")
              .bind("dag", dag.id())
              .execute();
          new vn.edulake.orchestration.store.Journal(handle)
              .write(
                  "delete_dag",
                  call.user(),
                  null,
                  dag.id(),
                  null,
                  null,
                  services.clock().instant());
          return true;
        });
    return Answer.ok(null);
  }

  private Answer favorite(Call call) {
    return services.in(
        handle -> {
          new Favorites(handle).add(call.user(), known(handle, call).dag.id());
          return Answer.nothing();
        });
  }

  private Answer unfavorite(Call call) {
    return services.in(
        handle -> {
          if (!new Favorites(handle).remove(call.user(), known(handle, call).dag.id())) {
            throw Problem.of(409, "DAG is not marked as favorite");
          }
          return Answer.nothing();
        });
  }

  private Answer details(Call call) {
    return services.in(
        handle -> {
          Known known = known(handle, call);
          Catalogue.Version version =
              new Catalogue(handle)
                  .version(known.dag.id(), known.entry.versionNumber())
                  .orElseThrow(
                      () ->
                          Problem.notFound(
                              "The Dag with ID: `" + known.dag.id() + "` was not found"));
          int active = new vn.edulake.orchestration.store.Runs(handle).open(known.dag.id());
          return Answer.ok(
              shapes.details(
                  known.dag,
                  known.entry,
                  brokenFiles(handle).contains(known.entry.file()),
                  version,
                  active,
                  new Favorites(handle).of(call.user()).contains(known.dag.id())));
        });
  }

  private Answer tasks(Call call) {
    Dag dag = services.dag(call.path("dag_id"));
    List<Task> tasks =
        Listing.sorted(
            call,
            "task_id",
            dag.tasks(),
            Map.of(
                "task_id", Comparator.comparing(Task::id),
                "task_display_name", Comparator.comparing(Task::displayName),
                "owner", Comparator.comparing(Task::owner),
                "pool", Comparator.comparing(task -> task.placement().pool()),
                "queue", Comparator.comparing(task -> task.placement().queue()),
                "retries", Comparator.comparing(task -> task.retries().count()),
                "trigger_rule", Comparator.comparing(task -> task.triggerRule().word()),
                "priority_weight", Comparator.comparing(task -> task.placement().priority()),
                "operator_name", Comparator.comparing(task -> task.operator().name()),
                "start_date",
                    Comparator.comparing(
                        Task::startDate, Comparator.nullsFirst(Comparator.naturalOrder()))));
    return Answer.ok(
        Answer.map(
            "tasks",
            tasks.stream().map(task -> shapes.task(dag, task)).toList(),
            "total_entries",
            tasks.size()));
  }

  private Answer task(Call call) {
    Dag dag = services.dag(call.path("dag_id"));
    String taskId = call.path("task_id");
    return Answer.ok(
        shapes.task(
            dag,
            dag.find(taskId)
                .orElseThrow(() -> Problem.notFound("Task with id " + taskId + " was not found"))));
  }

  private Answer source(Call call) {
    String dagId = call.path("dag_id");
    return services.in(
        handle -> {
          Known known = known(handle, call);
          int number =
              call.number("version_number").map(Long::intValue).orElse(known.entry.versionNumber());
          Catalogue.Version version =
              new Catalogue(handle)
                  .version(dagId, number)
                  .orElseThrow(
                      () ->
                          Problem.notFound(
                              "The source code of the DAG "
                                  + dagId
                                  + ", version_number "
                                  + number
                                  + " was not found"));
          return call.wantsText()
              ? Answer.text(version.source())
              : Answer.ok(
                  Answer.map(
                      "content", version.source(),
                      "dag_id", dagId,
                      "version_number", version.number(),
                      "dag_display_name", services.name(dagId)));
        });
  }

  private Answer versions(Call call) {
    String dagId = call.path("dag_id");
    return services.in(
        handle -> {
          List<Catalogue.Version> versions =
              dagId.equals("~")
                  ? services.bag().dags().keySet().stream()
                      .flatMap(id -> new Catalogue(handle).versions(id).stream())
                      .toList()
                  : new Catalogue(handle).versions(services.dag(dagId).id());
          List<Catalogue.Version> fitting =
              versions.stream()
                  .filter(
                      version ->
                          call.number("version_number")
                                  .map(number -> number == version.number())
                                  .orElse(true)
                              && call.text("bundle_name").map("dags"::equals).orElse(true)
                              && call.text("bundle_version").isEmpty())
                  .toList();
          Listing.Page<Catalogue.Version> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "id",
                      fitting,
                      Map.of(
                          "id",
                              Comparator.comparing(
                                  version -> version.dagId() + version.createdAt()),
                          "version_number", Comparator.comparing(Catalogue.Version::number),
                          "created_at", Comparator.comparing(Catalogue.Version::createdAt),
                          "bundle_name", Comparator.comparing(version -> 0),
                          "bundle_version", Comparator.comparing(version -> 0))));
          return Answer.ok(
              page.answer("dag_versions", page.rows().stream().map(shapes::version).toList()));
        });
  }

  private Answer version(Call call) {
    String dagId = call.path("dag_id");
    int number = call.pathNumber("version_number");
    return services.in(
        handle ->
            Answer.ok(
                shapes.version(
                    new Catalogue(handle)
                        .version(dagId, number)
                        .orElseThrow(
                            () ->
                                Problem.notFound(
                                    "The DagVersion with dag_id: `"
                                        + dagId
                                        + "` and version_number: `"
                                        + number
                                        + "` was not found")))));
  }

  private Answer tags(Call call) {
    List<String> tags =
        new TreeSet<>(
                services.bag().dags().values().stream()
                    .flatMap(dag -> dag.tags().stream())
                    .toList())
            .stream().filter(tag -> Listing.matches(call.text("tag_name_pattern"), tag)).toList();
    Listing.Page<String> page =
        Listing.cut(
            call, Listing.sorted(call, "name", tags, Map.of("name", Comparator.naturalOrder())));
    return Answer.ok(page.answer("tags", page.rows()));
  }

  private Answer stats(Call call) {
    Set<String> wanted =
        call.texts("dag_ids").isEmpty()
            ? services.bag().dags().keySet()
            : new TreeSet<>(call.texts("dag_ids"));
    return services.in(
        handle -> {
          Map<String, Map<String, Long>> counts = new java.util.TreeMap<>();
          handle
              .createQuery("SELECT dag_id, state, count(*) FROM dag_run GROUP BY dag_id, state")
              .map(
                  (row, context) ->
                      counts
                          .computeIfAbsent(row.getString(1), unused -> new java.util.HashMap<>())
                          .put(row.getString(2), row.getLong(3)))
              .list();
          List<Object> dags = new ArrayList<>();
          for (String dagId : wanted) {
            if (services.findDag(dagId).isEmpty()) {
              continue;
            }
            Map<String, Long> of = counts.getOrDefault(dagId, Map.of());
            List<Object> stats = new ArrayList<>();
            for (RunState state : RunState.values()) {
              stats.add(
                  Answer.map("state", state.word(), "count", of.getOrDefault(state.word(), 0L)));
            }
            dags.add(
                Answer.map(
                    "dag_id", dagId, "dag_display_name", services.name(dagId), "stats", stats));
          }
          return Answer.ok(Answer.map("dags", dags, "total_entries", dags.size()));
        });
  }

  private static Map<String, @Nullable Object> importError(Catalogue.Problem problem) {
    return Answer.map(
        "import_error_id", problem.id(),
        "timestamp", Shapes.time(problem.foundAt()),
        "filename", problem.file(),
        "bundle_name", "dags",
        "stack_trace", problem.message());
  }

  private Answer importErrors(Call call) {
    return services.in(
        handle -> {
          List<Catalogue.Problem> problems =
              new Catalogue(handle)
                  .problems().stream()
                      .filter(
                          problem -> Listing.matches(call.text("filename_pattern"), problem.file()))
                      .toList();
          Listing.Page<Catalogue.Problem> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "id",
                      problems,
                      Map.of(
                          "id", Comparator.comparing(Catalogue.Problem::id),
                          "import_error_id", Comparator.comparing(Catalogue.Problem::id),
                          "timestamp", Comparator.comparing(Catalogue.Problem::foundAt),
                          "filename", Comparator.comparing(Catalogue.Problem::file),
                          "bundle_name", Comparator.comparing(problem -> 0),
                          "stacktrace", Comparator.comparing(Catalogue.Problem::message))));
          return Answer.ok(
              page.answer(
                  "import_errors", page.rows().stream().map(DagCalls::importError).toList()));
        });
  }

  private Answer importError(Call call) {
    int id = call.pathNumber("import_error_id");
    return services.in(
        handle ->
            Answer.ok(
                new Catalogue(handle)
                    .problems().stream()
                        .filter(problem -> problem.id() == id)
                        .findFirst()
                        .map(DagCalls::importError)
                        .orElseThrow(
                            () ->
                                Problem.notFound(
                                    "The ImportError with import_error_id: `"
                                        + id
                                        + "` was not found"))));
  }

  /** Tasks whose pool there is none of. */
  private Answer warnings(Call call) {
    return services.in(
        handle -> {
          Set<String> pools =
              Resources.pools(handle).stream()
                  .map(Resources.Pool::name)
                  .collect(Collectors.toSet());
          List<Map<String, @Nullable Object>> warnings = new ArrayList<>();
          for (Known known : all(handle)) {
            Set<String> missing = new TreeSet<>();
            known.dag.tasks().forEach(task -> missing.add(task.placement().pool()));
            missing.removeAll(pools);
            boolean wanted =
                call.text("dag_id").map(known.dag.id()::equals).orElse(true)
                    && call.text("warning_type").map("non-existent pool"::equals).orElse(true);
            if (!missing.isEmpty() && wanted) {
              warnings.add(
                  Answer.map(
                      "dag_id", known.dag.id(),
                      "warning_type", "non-existent pool",
                      "message",
                          "Dag '"
                              + known.dag.id()
                              + "' references non-existent pools: "
                              + String.join(", ", missing),
                      "timestamp", Shapes.time(known.entry.lastParsedAt()),
                      "dag_display_name", known.dag.displayName()));
            }
          }
          Comparator<Map<String, @Nullable Object>> byDag =
              Comparator.comparing(warning -> String.valueOf(warning.get("dag_id")));
          Listing.Page<Map<String, @Nullable Object>> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "dag_id",
                      warnings,
                      Map.of(
                          "dag_id", byDag,
                          "warning_type", Comparator.comparing(warning -> 0),
                          "message",
                              Comparator.comparing(
                                  warning -> String.valueOf(warning.get("message"))),
                          "timestamp",
                              Comparator.comparing(
                                  warning -> String.valueOf(warning.get("timestamp"))))));
          return Answer.ok(page.answer("dag_warnings", page.rows()));
        });
  }
}
