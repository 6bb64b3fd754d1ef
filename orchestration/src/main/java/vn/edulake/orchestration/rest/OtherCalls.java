package vn.edulake.orchestration.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.store.Processes;

/** Health, version, jobs, providers, the log of events, and what is specified but empty here. */
final class OtherCalls {
  static final String VERSION = "3.2.1";
  private static final Duration SILENT = Duration.ofSeconds(30);

  private final Services services;

  OtherCalls(Services services) {
    this.services = services;
  }

  void addTo(Map<String, Handler> handlers) {
    handlers.put("get_health", Handler.view(this::health));
    handlers.put(
        "get_version",
        Handler.view(call -> Answer.ok(Answer.map("version", VERSION, "git_version", null))));
    handlers.put("get_jobs", Handler.view(this::jobs));
    handlers.put("get_providers", Handler.view(this::providers));
    handlers.put(
        "get_plugins",
        Handler.view(call -> Answer.ok(Answer.map("plugins", List.of(), "total_entries", 0))));
    handlers.put(
        "import_errors",
        Handler.view(
            call -> Answer.ok(Answer.map("import_errors", List.of(), "total_entries", 0))));
    handlers.put("get_config", Handler.administer(Settings::answer));
    handlers.put("get_config_value", Handler.administer(Settings::answer));
    handlers.put("get_event_logs", Handler.view(this::events));
    handlers.put("get_event_log", Handler.view(this::event));
    handlers.put("reparse_dag_file", Handler.operate(this::reparse));
  }

  Answer health(@Nullable Call unused) {
    String database = "healthy";
    Optional<Instant> beat = Optional.empty();
    try {
      beat =
          services.in(
              handle ->
                  new Processes(handle)
                      .alive().stream()
                          .filter(process -> process.kind().equals("scheduler"))
                          .map(Processes.Member::heartbeatAt)
                          .max(Instant::compareTo));
    } catch (JdbiException e) {
      database = "unhealthy";
    }
    boolean alive =
        beat.map(at -> Duration.between(at, services.clock().instant()).compareTo(SILENT) < 0)
            .orElse(false);
    String status = alive ? "healthy" : "unhealthy";
    String at = beat.map(Instant::toString).orElse(null);
    return Answer.ok(
        Answer.map(
            "metadatabase", Answer.map("status", database),
            "scheduler", Answer.map("status", status, "latest_scheduler_heartbeat", at),
            "triggerer", Answer.map("status", null, "latest_triggerer_heartbeat", null),
            "dag_processor", Answer.map("status", status, "latest_dag_processor_heartbeat", at)));
  }

  private Answer jobs(Call call) {
    return services.in(
        handle -> {
          List<Processes.Member> members =
              new Processes(handle)
                  .alive().stream()
                      .filter(process -> process.kind().equals("scheduler"))
                      .filter(
                          process -> call.text("hostname").map(process.host()::equals).orElse(true))
                      .filter(
                          process -> call.text("job_type").map("SchedulerJob"::equals).orElse(true))
                      .filter(process -> call.text("job_state").map("running"::equals).orElse(true))
                      .filter(process -> call.flag("is_alive").orElse(true))
                      .filter(process -> DagCalls.within(call, "start_date", process.startedAt()))
                      .filter(process -> DagCalls.within(call, "end_date", null))
                      .toList();
          Comparator<Processes.Member> none = Comparator.comparing(process -> 0);
          Listing.Page<Processes.Member> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "id",
                      members,
                      Map.ofEntries(
                          Map.entry("id", Comparator.comparing(Processes.Member::pid)),
                          Map.entry(
                              "start_date", Comparator.comparing(Processes.Member::startedAt)),
                          Map.entry(
                              "latest_heartbeat",
                              Comparator.comparing(Processes.Member::heartbeatAt)),
                          Map.entry("hostname", Comparator.comparing(Processes.Member::host)),
                          Map.entry("dag_id", none),
                          Map.entry("state", none),
                          Map.entry("job_type", none),
                          Map.entry("end_date", none),
                          Map.entry("executor_class", none),
                          Map.entry("unixname", none))));
          return Answer.ok(page.answer("jobs", page.rows().stream().map(OtherCalls::job).toList()));
        });
  }

  private static Map<String, @Nullable Object> job(Processes.Member process) {
    return Answer.map(
        "id",
        process.pid(),
        "dag_id",
        null,
        "state",
        "running",
        "job_type",
        "SchedulerJob",
        "start_date",
        Shapes.time(process.startedAt()),
        "end_date",
        null,
        "latest_heartbeat",
        Shapes.time(process.heartbeatAt()),
        "executor_class",
        null,
        "hostname",
        process.host(),
        "unixname",
        null,
        "dag_display_name",
        null);
  }

  private Answer providers(Call call) {
    List<Map<String, @Nullable Object>> providers =
        List.of(
            Answer.map(
                "package_name",
                "edulake",
                "description",
                "Operators of the lake, and those of Airflow's providers standard, common.sql and http that a DAG file can name",
                "version",
                VERSION,
                "documentation_url",
                null));
    Listing.Page<Map<String, @Nullable Object>> page = Listing.cut(call, providers);
    return Answer.ok(page.answer("providers", page.rows()));
  }

  /** Files are read again every few seconds; this asks for nothing that does not come by itself. */
  private Answer reparse(Call call) {
    String token = call.path("file_token");
    boolean known =
        services.in(
            handle ->
                new vn.edulake.orchestration.store.Catalogue(handle)
                    .all().stream()
                        .anyMatch(entry -> Shapes.fileToken(entry.file()).equals(token)));
    if (!known) {
      throw Problem.notFound("File not found");
    }
    services.nudge().run();
    return Answer.created(null);
  }

  private static Listing listing() {
    Listing listing = new Listing("*", "event_log", "event_log_id");
    for (String same :
        List.of(
            "dag_id",
            "task_id",
            "run_id",
            "event",
            "logical_date",
            "owner",
            "extra",
            "map_index",
            "try_number")) {
      listing.order(same, same);
    }
    return listing
        .order("id", "event_log_id")
        .order("event_log_id", "event_log_id")
        .order("when", "happened_at")
        .order("dttm", "happened_at");
  }

  private Map<String, @Nullable Object> shape(java.sql.ResultSet row) throws java.sql.SQLException {
    String dagId = row.getString("dag_id");
    String taskId = row.getString("task_id");
    return Answer.map(
        "event_log_id", row.getLong("event_log_id"),
        "when", InstanceCalls.time(row, "happened_at"),
        "dag_id", dagId,
        "task_id", taskId,
        "run_id", row.getString("run_id"),
        "map_index", row.getObject("map_index"),
        "try_number", row.getObject("try_number"),
        "event", row.getString("event"),
        "logical_date", InstanceCalls.time(row, "logical_date"),
        "owner", row.getString("owner"),
        "extra", row.getString("extra"),
        "dag_display_name", dagId == null ? null : services.name(dagId),
        "task_display_name", taskId);
  }

  private Answer events(Call call) {
    Listing listing =
        listing()
            .equal("dag_id", call.text("dag_id"))
            .equal("task_id", call.text("task_id"))
            .equal("run_id", call.text("run_id"))
            .equal("owner", call.text("owner"))
            .equal("event", call.text("event"))
            .equal("map_index", call.number("map_index"))
            .equal("try_number", call.number("try_number"))
            .in("event", call.texts("included_events"))
            .like("dag_id", call.text("dag_id_pattern"))
            .like("task_id", call.text("task_id_pattern"))
            .like("run_id", call.text("run_id_pattern"))
            .like("owner", call.text("owner_pattern"))
            .like("event", call.text("event_pattern"));
    call.texts("excluded_events").forEach(event -> listing.where("event <> ?", event));
    call.time("before").ifPresent(at -> listing.where("happened_at < ?", at));
    call.time("after").ifPresent(at -> listing.where("happened_at > ?", at));
    return services.in(
        handle -> {
          Listing.Page<Map<String, @Nullable Object>> page =
              listing.page(handle, call, List.of("id"), (row, context) -> shape(row));
          return Answer.ok(page.answer("event_logs", page.rows()));
        });
  }

  private Answer event(Call call) {
    int id = call.pathNumber("event_log_id");
    return services.in(
        handle ->
            Answer.ok(
                listing()
                    .where("event_log_id = ?", id)
                    .page(handle, List.of(), 1, 0, (row, context) -> shape(row))
                    .rows()
                    .stream()
                    .findFirst()
                    .orElseThrow(
                        () -> Problem.notFound("The Event Log with id: `" + id + "` not found"))));
  }
}
