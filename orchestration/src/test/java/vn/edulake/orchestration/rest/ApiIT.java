package vn.edulake.orchestration.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.orchestration.store.Accounts;
import vn.edulake.orchestration.store.SchedulerDatabase;

/**
 * The server with a running scheduler and PostgreSQL; every answer is held to the specification.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = RunningServer.PASSWORD;

  @TempDir private static Path folder;

  private final Specification specification = Specification.load();
  private final SpecificationSchemas schemas = new SpecificationSchemas();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> tokens = new LinkedHashMap<>();
  private final Set<String> succeeded = new TreeSet<>();
  private RunningServer running;
  private SchedulerDatabase database;
  private ApiServer server;

  /** An answer. */
  private record Reply(int status, String body, HttpResponse<String> response) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @BeforeAll
  void start() throws IOException, InterruptedException {
    running = RunningServer.start(folder);
    server = running.server();
    database = running.database();
    for (Accounts.Role role : Accounts.Role.values()) {
      tokens.put(role.word(), token(role.word(), PASSWORD));
    }
  }

  @AfterAll
  void stop() throws IOException {
    running.close();
  }

  private Reply plain(String method, String path, @Nullable Object body, @Nullable String token) {
    try {
      String text =
          body == null ? "" : body instanceof String raw ? raw : JSON.writeValueAsString(body);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.uri().resolve(path))
              .timeout(Duration.ofSeconds(60))
              .method(method, HttpRequest.BodyPublishers.ofString(text));
      if (body != null) {
        request.header("Content-Type", "application/json");
      }
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends as an admin, and holds the answer to the specification. */
  private Reply send(String method, String path, @Nullable Object body) {
    Reply reply = plain(method, "/api/v2" + path, body, tokens.get("admin"));
    List<String> segments = new ArrayList<>();
    for (String segment : ("api/v2" + path.replaceFirst("\\?.*", "")).split("/")) {
      segments.add(java.net.URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    Specification.Operation operation =
        specification.find(method, segments).orElseThrow().operation();
    assertThat(schemas.problems(operation, reply.status, reply.body))
        .as("%s %s: %d %s", method, path, reply.status, reply.body)
        .isEmpty();
    if (reply.status < 300) {
      succeeded.add(operation.id());
    }
    return reply;
  }

  private JsonNode ok(String method, String path, @Nullable Object body) {
    Reply reply = send(method, path, body);
    assertThat(reply.status).as("%s %s: %s", method, path, reply.body).isLessThan(300);
    return reply.body.isEmpty() ? JSON.nullNode() : reply.json();
  }

  private JsonNode get(String path) {
    return ok("GET", path, null);
  }

  private static String in(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode untilEnded(String dagId, String runId) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (true) {
      JsonNode run = get("/dags/" + dagId + "/dagRuns/" + in(runId));
      if (Set.of("success", "failed").contains(run.get("state").asText())) {
        return run;
      }
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  @Test
  @Order(1)
  void everyServedOperationAnswersAsTheSpecificationSays() {
    // DAGs
    assertThat(get("/monitor/health").at("/scheduler/status").asText()).isEqualTo("healthy");
    assertThat(get("/version").get("version").asText()).isEqualTo("3.2.1");
    assertThat(
            get("/dags?order_by=-dag_id&tags=load&tags=x&limit=10&paused=true")
                .get("total_entries")
                .asInt())
        .isEqualTo(1);
    assertThat(get("/dags?dag_id_pattern=n%25y&owners=night").get("dags")).hasSize(1);
    assertThat(
            get("/dags?timetable_type=airflow.timetables.simple.AssetTriggeredTimetable")
                .get("dags")
                .findValuesAsText("timetable_summary"))
        .hasSize(1);
    assertThat(
            get("/dags?timetable_type=airflow.timetables.trigger.CronTriggerTimetable"
                    + "&timetable_type=airflow.timetables.simple.OnceTimetable")
                .get("dags"))
        .singleElement()
        .satisfies(dag -> assertThat(dag.get("dag_id").asText()).isEqualTo("nightly"));
    assertThat(get("/dags/nightly").get("is_paused").asBoolean()).isTrue();
    JsonNode details = get("/dags/nightly/details");
    assertThat(details.get("timezone").asText()).isEqualTo("Asia/Ho_Chi_Minh");
    assertThat(details.at("/params/school/value").asText()).isEqualTo("north");
    assertThat(details.get("dag_run_timeout").asText()).isEqualTo("PT2H");
    assertThat(get("/dags/nightly/tasks?order_by=-task_id").get("tasks")).hasSize(4);
    assertThat(get("/dags/nightly/tasks/load").at("/retry_delay/seconds").asInt()).isEqualTo(300);
    assertThat(get("/dags/nightly/tasks/checks.after").get("trigger_rule").asText())
        .isEqualTo("all_success");
    assertThat(get("/dagSources/nightly").get("content").asText()).contains("loads the province");
    assertThat(get("/dags/nightly/dagVersions").get("total_entries").asInt()).isEqualTo(1);
    get("/dags/~/dagVersions");
    get("/dags/nightly/dagVersions/1");
    assertThat(get("/dagTags?tag_name_pattern=prov").get("tags")).hasSize(1);
    assertThat(get("/dagStats?dag_ids=nightly&dag_ids=consumer").get("dags")).hasSize(2);
    JsonNode errors = get("/importErrors");
    assertThat(errors.at("/import_errors/0/stack_trace").asText())
        .startsWith("bad.yml:3: Unknown operator: x.Y");
    get("/importErrors/" + errors.at("/import_errors/0/import_error_id").asLong());
    assertThat(get("/dagWarnings").at("/dag_warnings/0/warning_type").asText())
        .isEqualTo("non-existent pool");
    assertThat(
            ok("PATCH", "/dags/consumer?update_mask=is_paused", Map.of("is_paused", true))
                .get("is_paused")
                .asBoolean())
        .isTrue();
    ok("PATCH", "/dags?dag_id_pattern=cons", Map.of("is_paused", false));
    assertThat(
            ok("PATCH", "/dags/nightly", Map.of("is_paused", false)).get("is_paused").asBoolean())
        .isFalse();

    ok("POST", "/dags/nightly/favorite", null);
    ok("POST", "/dags/nightly/favorite", null);
    assertThat(get("/dags?is_favorite=true").findValuesAsText("dag_id")).contains("nightly");
    assertThat(get("/dags/nightly/details").get("is_favorite").asBoolean()).isTrue();
    ok("POST", "/dags/nightly/unfavorite", null);
    assertThat(send("POST", "/dags/nightly/unfavorite", null).status).isEqualTo(409);
    assertThat(get("/dags?is_favorite=true").get("dags")).isEmpty();

    // Runs
    JsonNode run =
        ok(
            "POST",
            "/dags/nightly/dagRuns",
            Map.of(
                "dag_run_id",
                "by/hand 1",
                "logical_date",
                "2026-03-01T00:00:00Z",
                "conf",
                Map.of("school", "south"),
                "note",
                "a note"));
    assertThat(run.get("state").asText()).isIn("queued", "running");
    assertThat(run.get("triggered_by").asText()).isEqualTo("rest_api");
    assertThat(run.get("triggering_user_name").asText()).isEqualTo("admin");
    assertThat(send("POST", "/dags/nightly/dagRuns", Map.of("dag_run_id", "by/hand 1")).status)
        .isEqualTo(409);
    String id = in("by/hand 1");
    JsonNode ended = untilEnded("nightly", "by/hand 1");
    assertThat(ended.get("state").asText()).isEqualTo("failed");
    assertThat(ended.get("note").asText()).isEqualTo("a note");
    assertThat(ended.get("logical_date").asText()).isEqualTo("2026-03-01T00:00:00Z");
    String base = "/dags/nightly/dagRuns/" + id;
    Reply wait =
        plain(
            "GET", "/api/v2" + base + "/wait?interval=0.2&result=load", null, tokens.get("admin"));
    assertThat(wait.status).isEqualTo(200);
    assertThat(wait.body.strip().lines().toList())
        .last()
        .asString()
        .startsWith("{\"state\":\"failed\"");
    succeeded.add("wait_dag_run_until_finished");
    assertThat(
            get("/dags/~/dagRuns?state=failed&state=success&order_by=-start_date&run_type=manual")
                .get("dag_runs"))
        .hasSize(1);
    assertThat(
            get("/dags/nightly/dagRuns?logical_date_gte=2026-03-01T00:00:00%2B00:00&logical_date_lt=2026-03-02")
                .get("total_entries")
                .asInt())
        .isEqualTo(1);
    assertThat(
            ok(
                    "POST",
                    "/dags/~/dagRuns/list",
                    Map.of(
                        "dag_ids",
                        List.of("nightly"),
                        "states",
                        List.of("failed"),
                        "page_limit",
                        5))
                .get("dag_runs"))
        .hasSize(1);
    get(base + "/upstreamAssetEvents");
    get(base + "/hitlDetails");
    assertThat(
            ok("PATCH", base + "?update_mask=note", Map.of("note", "other")).get("note").asText())
        .isEqualTo("other");

    // Task instances
    JsonNode instances = get(base + "/taskInstances?order_by=task_id");
    assertThat(instances.get("task_instances")).hasSize(5);
    assertThat(instances.findValuesAsText("state"))
        .contains("success", "failed", "upstream_failed");
    assertThat(
            get("/dags/~/dagRuns/~/taskInstances?state=upstream_failed&limit=1")
                .get("task_instances"))
        .hasSize(1);
    assertThat(
            ok(
                    "POST",
                    "/dags/~/dagRuns/~/taskInstances/list",
                    Map.of("task_ids", List.of("load"), "state", List.of("success")))
                .get("total_entries")
                .asInt())
        .isEqualTo(1);
    assertThat(get(base + "/taskInstances/load").get("try_number").asInt()).isEqualTo(1);
    assertThat(get(base + "/taskInstances/each/1").get("map_index").asInt()).isEqualTo(1);
    assertThat(get(base + "/taskInstances/each/listMapped").get("total_entries").asInt())
        .isEqualTo(2);
    get(base + "/taskInstances/load/tries");
    get(base + "/taskInstances/load/tries/1");
    get(base + "/taskInstances/each/0/tries");
    get(base + "/taskInstances/each/0/tries/1");
    get(base + "/taskInstances/load/dependencies");
    get(base + "/taskInstances/each/0/dependencies");
    get(base + "/taskInstances/load/links");
    assertThat(send("GET", base + "/taskInstances/load/externalLogUrl/1", null).status)
        .isEqualTo(400);
    String question = base + "/taskInstances/load/-1/hitlDetails";
    assertThat(send("GET", question, null).status).isEqualTo(404);
    assertThat(send("GET", question + "/tries/1", null).status).isEqualTo(404);
    assertThat(send("PATCH", question, Map.of("chosen_options", List.of("yes"))).status)
        .isEqualTo(404);
    JsonNode log = get(base + "/taskInstances/load/logs/1");
    assertThat(log.get("content").findValuesAsText("event")).contains("by/hand 1", "đêm");
    ok("PATCH", base + "/taskInstances/broken/dry_run", Map.of("new_state", "success"));
    ok("PATCH", base + "/taskInstances/each/0/dry_run", Map.of("new_state", "success"));
    assertThat(
            ok("PATCH", base + "/taskInstances/each/0", Map.of("note", "n"))
                .at("/task_instances/0/note")
                .asText())
        .isEqualTo("n");
    assertThat(
            ok("POST", "/dags/nightly/clearTaskInstances", Map.of("dag_run_id", "by/hand 1"))
                .get("total_entries")
                .asInt())
        .isEqualTo(2);
    assertThat(get(base).get("state").asText()).isEqualTo("failed");
    assertThat(
            ok("PATCH", base + "/taskInstances/broken", Map.of("new_state", "success"))
                .at("/task_instances/0/state")
                .asText())
        .isEqualTo("success");
    assertThat(untilEnded("nightly", "by/hand 1").get("state").asText()).isEqualTo("success");
    ok(
        "PATCH",
        base + "/taskInstances",
        Map.of(
            "actions",
            List.of(
                Map.of(
                    "action",
                    "update",
                    "entities",
                    List.of(Map.of("task_id", "load", "note", "bulk"))))));
    assertThat(ok("POST", base + "/clear", Map.of("dry_run", true)).get("total_entries").asInt())
        .isEqualTo(5);
    assertThat(ok("POST", base + "/clear", Map.of("dry_run", false)).get("state").asText())
        .isIn("queued", "running");
    assertThat(untilEnded("nightly", "by/hand 1").get("state").asText()).isEqualTo("failed");
    assertThat(get(base + "/taskInstances/load").get("try_number").asInt()).isEqualTo(2);

    // XComs
    String xcoms = base + "/taskInstances/load/xcomEntries";
    assertThat(
            ok("POST", xcoms, Map.of("key", "rows", "value", Map.of("a", 1)))
                .at("/value/a")
                .asInt())
        .isEqualTo(1);
    assertThat(
            plain("POST", "/api/v2" + xcoms, Map.of("key", "rows", "value", 1), tokens.get("admin"))
                .status)
        .isEqualTo(409);
    ok("PATCH", xcoms + "/rows", Map.of("value", List.of(1, 2)));
    assertThat(get(xcoms + "/rows").get("value")).hasSize(2);
    assertThat(get(xcoms + "/rows?stringify=true").get("value").asText()).isEqualTo("[1,2]");
    assertThat(get(xcoms + "?xcom_key=rows").get("total_entries").asInt()).isEqualTo(1);
    get("/dags/~/dagRuns/~/taskInstances/~/xcomEntries");
    ok("DELETE", xcoms + "/rows", null);

    // Resources
    assertThat(ok("POST", "/pools", Map.of("name", "heavy", "slots", 2)).get("open_slots").asInt())
        .isEqualTo(2);
    assertThat(send("POST", "/pools", Map.of("name", "heavy", "slots", 2)).status).isEqualTo(409);
    assertThat(get("/pools?order_by=-name").get("pools").findValuesAsText("name"))
        .contains("default_pool", "heavy");
    assertThat(get("/pools/default_pool").get("slots").asInt()).isEqualTo(128);
    assertThat(
            ok("PATCH", "/pools/heavy?update_mask=slots", Map.of("slots", 3, "description", "x"))
                .get("slots")
                .asInt())
        .isEqualTo(3);
    assertThat(
            ok(
                    "PATCH",
                    "/pools",
                    Map.of(
                        "actions",
                        List.of(
                            Map.of(
                                "action",
                                "create",
                                "action_on_existence",
                                "overwrite",
                                "entities",
                                List.of(Map.of("name", "heavy", "slots", 9))),
                            Map.of(
                                "action",
                                "create",
                                "entities",
                                List.of(Map.of("name", "heavy", "slots", 9))),
                            Map.of(
                                "action",
                                "delete",
                                "entities",
                                List.of("none"),
                                "action_on_non_existence",
                                "skip"))))
                .at("/create/errors/0/status_code")
                .asInt())
        .isEqualTo(409);
    ok("DELETE", "/pools/heavy", null);
    ok("POST", "/variables", Map.of("key", "a/b c", "value", Map.of("x", 1)));
    assertThat(get("/variables/" + in("a/b c")).get("value").asText()).isEqualTo("{\"x\":1}");
    ok(
        "PATCH",
        "/variables/" + in("a/b c"),
        Map.of("key", "a/b c", "value", "v", "description", "d"));
    ok(
        "PATCH",
        "/variables",
        Map.of(
            "actions",
            List.of(
                Map.of(
                    "action",
                    "create",
                    "action_on_existence",
                    "overwrite",
                    "entities",
                    List.of(Map.of("key", "k", "value", "v"))))));
    assertThat(get("/variables?variable_key_pattern=%25k%25").get("total_entries").asInt())
        .isEqualTo(1);
    ok("DELETE", "/variables/" + in("a/b c"), null);
    ok(
        "POST",
        "/connections",
        Map.of(
            "connection_id",
            "chat",
            "conn_type",
            "http",
            "host",
            "localhost",
            "password",
            "geheim",
            "extra",
            "{\"api_key\": \"geheim\", \"a\": 1}"));
    JsonNode connection = get("/connections/chat");
    assertThat(connection.toString()).doesNotContain("geheim").contains("***");
    ok(
        "PATCH",
        "/connections/chat",
        Map.of("connection_id", "chat", "conn_type", "http", "password", "***", "port", 8080));
    ok(
        "PATCH",
        "/connections",
        Map.of(
            "actions",
            List.of(
                Map.of(
                    "action",
                    "update",
                    "entities",
                    List.of(Map.of("connection_id", "chat", "conn_type", "http", "host", "h"))))));
    assertThat(get("/connections").toString()).doesNotContain("geheim");
    ok("DELETE", "/connections/chat", null);
    ok("POST", "/connections/defaults", null);
    ok(
        "PATCH",
        "/connections/trino_default",
        Map.of("connection_id", "trino_default", "conn_type", "trino", "host", "h"));
    ok("POST", "/connections/defaults", null);
    assertThat(get("/connections/trino_default").get("host").asText()).isEqualTo("h");
    assertThat(
            send("POST", "/connections/test", Map.of("connection_id", "chat", "conn_type", "http"))
                .status)
        .isEqualTo(403);

    // Assets
    JsonNode asset = get("/assets?name_pattern=marks&order_by=-id").at("/assets/0");
    long assetId = asset.get("id").asLong();
    assertThat(asset.get("scheduled_dags")).hasSize(1);
    assertThat(asset.get("producing_tasks")).hasSize(1);
    get("/assets/" + assetId);
    get("/assets/aliases");
    assertThat(send("GET", "/assets/aliases/1", null).status).isEqualTo(404);
    assertThat(
            get("/assets/events?source_dag_id=nightly&order_by=-timestamp")
                .get("total_entries")
                .asInt())
        .isEqualTo(2);
    ok("PATCH", "/dags/consumer", Map.of("is_paused", false));
    assertThat(
            ok("POST", "/assets/events", Map.of("asset_id", assetId, "extra", Map.of("a", "b")))
                .at("/extra/from_rest_api")
                .asBoolean())
        .isTrue();
    JsonNode materialized = ok("POST", "/assets/" + assetId + "/materialize", Map.of());
    assertThat(materialized.get("run_type").asText()).isEqualTo("asset_materialization");
    untilEnded("nightly", materialized.get("dag_run_id").asText());
    queuedEvents(assetId);

    // Backfills
    Map<String, Object> fill =
        Map.of(
            "dag_id",
            "nightly",
            "from_date",
            "2026-02-01T00:00:00Z",
            "to_date",
            "2026-02-03T23:00:00Z",
            "max_active_runs",
            1);
    assertThat(ok("POST", "/backfills/dry_run", fill).get("total_entries").asInt()).isEqualTo(3);
    long backfill = ok("POST", "/backfills", fill).get("id").asLong();
    assertThat(send("POST", "/backfills", fill).status).isEqualTo(409);
    assertThat(ok("PUT", "/backfills/" + backfill + "/pause", null).get("is_paused").asBoolean())
        .isTrue();
    ok("PUT", "/backfills/" + backfill + "/unpause", null);
    assertThat(get("/backfills?dag_id=nightly").get("total_entries").asInt()).isEqualTo(1);
    get("/backfills/" + backfill);
    assertThat(ok("PUT", "/backfills/" + backfill + "/cancel", null).get("completed_at").isNull())
        .isFalse();

    // The rest
    JsonNode events =
        get("/eventLogs?dag_id=nightly&order_by=-when&limit=3&excluded_events=paused");
    assertThat(events.get("event_logs")).hasSize(3);
    get("/eventLogs/" + events.at("/event_logs/0/event_log_id").asLong());
    assertThat(get("/jobs?is_alive=true").at("/jobs/0/job_type").asText())
        .isEqualTo("SchedulerJob");
    assertThat(get("/jobs?start_date_gte=2020-01-01&order_by=-start_date").get("jobs")).hasSize(1);
    assertThat(get("/jobs?start_date_lt=2020-01-01").get("jobs")).isEmpty();
    assertThat(get("/jobs?end_date_gte=2020-01-01").get("jobs")).isEmpty();
    get("/providers");
    get("/plugins");
    get("/plugins/importErrors");
    assertThat(get("/config").at("/sections/0/name").asText()).isEqualTo("api");
    assertThat(get("/config?section=core").get("sections")).hasSize(1);
    assertThat(
            get("/config/section/api_auth/option/jwt_expiration_time")
                .at("/sections/0/options/0/value")
                .asText())
        .isEqualTo("86400");
    ok("PUT", "/parseDagFile/" + get("/dags/nightly").get("file_token").asText(), null);
    ok("DELETE", base + "/taskInstances/load", null);
    ok("DELETE", base, null);
    assertThat(send("GET", base, null).status).isEqualTo(404);

    Set<String> left = new TreeSet<>(server.served());
    left.removeAll(succeeded);
    assertThat(left)
        .as("served, but refused by choice")
        .containsExactlyInAnyOrder(
            "test_connection",
            "get_external_log_url",
            "get_asset_alias",
            "get_hitl_detail",
            "get_hitl_detail_try_detail",
            "update_hitl_detail",
            "delete_dag");
    ok("DELETE", "/dags/consumer", null);
  }

  /** Changes that wait: the consumer is paused so that none is consumed. */
  private void queuedEvents(long assetId) {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("DELETE FROM asset_queue");
              handle.execute("UPDATE dag SET is_paused = true WHERE dag_id = 'consumer'");
            });
    for (String path :
        List.of(
            "/assets/" + assetId + "/queuedEvents",
            "/dags/consumer/assets/queuedEvents",
            "/dags/consumer/assets/" + assetId + "/queuedEvents")) {
      assertThat(send("GET", path, null).status)
          .isEqualTo(
              path.endsWith("/assets/" + assetId + "/queuedEvents") && !path.startsWith("/assets")
                  ? 404
                  : 200);
      database
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "INSERT INTO asset_queue (dag_id, asset_id, queued_at) VALUES ('consumer', ?, now())",
                      assetId));
      get(path);
      ok("DELETE", path, null);
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @Order(2)
  @CsvSource(
      delimiterString = " => ",
      value = {
        "GET /nothing => '' => 404 => Not Found",
        "POST /backfills => dag_id=nightly => 422 => json_invalid",
        "DELETE /version => '' => 405 => Method Not Allowed",
        "PUT /dags => '' => 405 => Method Not Allowed",
        "TRACE /dags => '' => 405 => Method Not Allowed",
        "BREW /dags => '' => 405 => Method Not Allowed",
        "BREW /nothing => '' => 404 => Not Found",
        "POST /pools => {\"name\": \"\\ud800\", \"slots\": 1} => 422 => string_unicode",
        "POST /dags/none/favorite => '' => 404 => The Dag with ID: `none` was not found",
        "GET /dags/nightly/dagRuns/x/taskInstances/a/0/hitlDetails => '' => 404 => The DagRun with dag_id",
        "GET /config?section=none => '' => 404 => Section none not found.",
        "GET /config/section/core/option/none => '' => 404 => Option [core/none] not found.",
        "GET /dags/none => '' => 404 => The Dag with ID: `none` was not found",
        "POST /dags/none/dagRuns => {} => 404 => DAG with dag_id: 'none' not found",
        "GET /dags/nightly/dagRuns/none => '' => 404 => The DagRun with dag_id: `nightly` and run_id: `none` was not found",
        "GET /dags?order_by=password => '' => 400 => Ordering with 'password' is disallowed",
        "GET /dags?limit=many => '' => 422 => int_parsing",
        "GET /dags?limit=-1 => '' => 422 => greater_than_equal",
        "GET /dags?paused=perhaps => '' => 422 => bool_parsing",
        "GET /dags/nightly/dagRuns?state=lost => '' => 422 => value_error",
        "GET /dags/nightly/dagRuns?start_date_gte=soon => '' => 422 => datetime_from_date_parsing",
        "GET /backfills => '' => 422 => missing",
        "PATCH /dags/nightly => {\"is_paused\": true, \"x\": 1} => 422 => extra_forbidden",
        "PATCH /dags/nightly => {} => 422 => missing",
        "PATCH /dags/nightly => {\"is_paused\": \"x\"} => 422 => boolean_type",
        "PATCH /dags/nightly => [] => 422 => model_attributes_type",
        "PATCH /dags/nightly => {\"is => 422 => json_invalid",
        "PATCH /dags/nightly => '' => 422 => missing",
        "POST /dags/nightly/dagRuns => {\"execution_date\": \"2026-01-01T00:00:00Z\"} => 422 => extra_forbidden",
        "POST /dags/nightly/dagRuns => {\"logical_date\": \"soon\"} => 422 => datetime_from_date_parsing",
        "POST /dags/nightly/dagRuns => {\"data_interval_start\": \"2026-01-01T00:00:00Z\"} => 422 => value_error",
        "POST /pools => {\"name\": \"p\"} => 422 => missing",
        "POST /pools => {\"name\": \"p\", \"slots\": -2} => 422 => greater_than_equal",
        "POST /connections => {\"connection_id\": \"a b\", \"conn_type\": \"x\"} => 422 => string_pattern_mismatch",
        "PATCH /pools => {\"actions\": [{\"action\": \"drop\", \"entities\": []}]} => 422 => literal_error",
        "DELETE /pools/default_pool => '' => 400 => Default Pool can't be deleted",
        "POST /dags/nightly/clearTaskInstances => {\"task_ids\": [\"none\"]} => 404 => not found in DAG",
        "POST /dags/nightly/clearTaskInstances => {\"task_ids\": []} => 422 => at least 1 element",
        "POST /dags/nightly/clearTaskInstances => {\"only_failed\": true, \"only_running\": true} => 422 => both are set to True",
        "POST /dags/nightly/clearTaskInstances => {\"start_date\": \"2026-01-02T00:00:00Z\", \"end_date\": \"2026-01-01T00:00:00Z\"} => 422 => end_date is sooner",
        "POST /dags/nightly/clearTaskInstances => {\"dag_run_id\": \"x\", \"end_date\": \"2026-01-01T00:00:00Z\"} => 422 => Exactly one of",
        "GET /jobs?order_by=none => '' => 400 => Ordering with 'none' is disallowed",
        "GET /dags?dag_id_pattern=%00 => '' => 422 => string_type",
        "POST /dags/nightly/dagRuns => {\"conf\": {\"a\": \"\\u0000\"}} => 400 => Invalid value",
        "GET /assets/x => '' => 422 => int_parsing"
      })
  void whatIsWrongIsAnsweredInAirflowsForm(
      String request, @Nullable String body, int status, String detail) {
    String[] parts = request.split(" ", 2);

    Reply reply =
        plain(
            parts[0],
            "/api/v2" + parts[1],
            body == null || body.isEmpty() ? null : body,
            tokens.get("admin"));

    assertThat(reply.status).as(reply.body).isEqualTo(status);
    assertThat(reply.json().get("detail")).isNotNull();
    assertThat(reply.body).contains(detail);
    if (status == 422) {
      assertThat(reply.json().get("detail").get(0).get("loc").isArray()).isTrue();
    }
  }

  @Test
  @Order(3)
  void nothingButVersionAndHealthIsAnsweredWithoutAToken() {
    for (Specification.Operation operation : specification.operations()) {
      String path = "/" + String.join("/", operation.path()).replaceAll("\\{\\w+\\}", "1");
      Reply reply = plain(operation.method(), path, Map.of(), null);
      int expected =
          switch (operation.id()) {
            case "get_version", "get_health" -> 200;
            case "login", "logout" -> 307;
            default -> 401;
          };
      assertThat(reply.status).as(operation.method() + " " + path).isEqualTo(expected);
    }
    assertThat(plain("GET", "/api/v2/nothing", null, null).status).isEqualTo(401);
    assertThat(plain("GET", "/api/v2/dags", null, "x.y.z").status).isEqualTo(401);
    String token = String.valueOf(tokens.get("admin"));
    assertThat(
            plain("GET", "/api/v2/dags", null, token.substring(0, token.length() - 4) + "AAAA")
                .status)
        .isEqualTo(401);
  }

  @Test
  @Order(4)
  void aViewerLooksAnOperatorStartsAnAdminChanges() {
    String viewer = tokens.get("viewer");
    String operator = tokens.get("operator");
    for (Specification.Operation operation : specification.operations()) {
      if (operation.method().equals("GET") || !server.served().contains(operation.id())) {
        continue;
      }
      boolean isForAll =
          operation.id().contains("batch") || operation.id().endsWith("favorite_dag");
      String path = "/" + String.join("/", operation.path()).replaceAll("\\{\\w+\\}", "1");
      Reply reply = plain(operation.method(), path, Map.of(), viewer);
      assertThat(reply.status == 403).as(operation.id() + " " + reply.status).isEqualTo(!isForAll);
    }
    assertThat(plain("GET", "/api/v2/dags", null, viewer).status).isEqualTo(200);
    assertThat(plain("PATCH", "/api/v2/dags/nightly", Map.of("is_paused", true), operator).status)
        .isEqualTo(200);
    assertThat(
            plain("POST", "/api/v2/variables", Map.of("key", "k2", "value", "v"), operator).status)
        .isEqualTo(403);
    assertThat(plain("GET", "/api/v2/config", null, operator).status).isEqualTo(403);
  }

  @Test
  @Order(5)
  void aTokenIsGivenForAPasswordAlone() {
    assertThat(
            plain(
                    "POST",
                    "/auth/token/cli",
                    Map.of("username", "viewer", "password", PASSWORD),
                    null)
                .status)
        .isEqualTo(201);
    Reply wrong = plain("POST", "/auth/token", Map.of("username", "viewer", "password", "x"), null);
    assertThat(wrong.status).isEqualTo(401);
    assertThat(wrong.body).isEqualTo("{\"detail\":\"Invalid credentials\"}");
    assertThat(
            plain("POST", "/auth/token", Map.of("username", "nobody", "password", "x"), null)
                .status)
        .isEqualTo(401);
    Reply more =
        plain(
            "POST",
            "/auth/token",
            Map.of("username", "viewer", "password", PASSWORD, "x", 1),
            null);
    assertThat(more.status).isEqualTo(422);
    assertThat(more.body).doesNotContain(PASSWORD);
    assertThat(plain("GET", "/auth/token", null, null).status).isEqualTo(405);
  }

  @Test
  @Order(5)
  void aTokenEndsWithThePasswordTheRoleAndTheAccountThatItWasGivenFor() {
    save("leaver", Accounts.Role.OPERATOR, PASSWORD);
    String first = token("leaver", PASSWORD);
    String second = token("leaver", PASSWORD);
    assertThat(seen(first)).isEqualTo(200);
    assertThat(seen(second)).as("another token ends none").isEqualTo(200);

    save("leaver", Accounts.Role.OPERATOR, "another one");
    assertThat(seen(first)).as("the password was changed").isEqualTo(401);
    assertThat(seen(second)).as("the password was changed").isEqualTo(401);
    String changed = token("leaver", "another one");
    assertThat(seen(changed)).isEqualTo(200);

    save("leaver", Accounts.Role.VIEWER, "another one");
    assertThat(seen(changed)).as("the role was changed").isEqualTo(401);
    String viewer = token("leaver", "another one");
    assertThat(seen(viewer)).isEqualTo(200);

    database.jdbi().useHandle(handle -> new Accounts(handle).delete("leaver"));
    assertThat(seen(viewer)).as("the account was removed").isEqualTo(401);
    save("leaver", Accounts.Role.VIEWER, "another one");
    assertThat(seen(viewer)).as("an account of the same name is another").isEqualTo(401);
    assertThat(seen(tokens.get("viewer"))).as("others keep theirs").isEqualTo(200);
    database.jdbi().useHandle(handle -> new Accounts(handle).delete("leaver"));
  }

  private void save(String name, Accounts.Role role, String password) {
    database
        .jdbi()
        .useHandle(handle -> new Accounts(handle).save(name, role, password, Instant.EPOCH));
  }

  private String token(String name, String password) {
    Reply reply =
        plain("POST", "/auth/token", Map.of("username", name, "password", password), null);
    assertThat(reply.status).isEqualTo(201);
    return reply.json().get("access_token").asText();
  }

  private int seen(@Nullable String token) {
    return plain("GET", "/api/v2/dags", null, token).status;
  }

  @Test
  @Order(6)
  void theBrowserIsSentToTheLoginAndComesBackWithACookie()
      throws IOException, InterruptedException {
    Reply redirect = plain("GET", "/api/v2/auth/login?next=/api/v2/dags", null, null);
    assertThat(redirect.status).isEqualTo(307);
    assertThat(redirect.response.headers().firstValue("Location"))
        .contains("/auth/login?next=%2Fapi%2Fv2%2Fdags");
    HttpResponse<String> login =
        client.send(
            HttpRequest.newBuilder(URI.create(server.uri() + "/auth/login?next=%2Fapi%2Fv2%2Fdags"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "username=viewer&password="
                            + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(login.statusCode()).isEqualTo(303);
    assertThat(login.headers().firstValue("Location")).contains("/api/v2/dags");
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).startsWith("_token=").contains("HttpOnly", "SameSite=Lax");
    HttpResponse<String> dags =
        client.send(
            HttpRequest.newBuilder(URI.create(server.uri() + "/api/v2/dags"))
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(dags.statusCode()).isEqualTo(200);
    Reply elsewhere = plain("GET", "/api/v2/auth/login?next=https://evil.example/", null, null);
    assertThat(elsewhere.response.headers().firstValue("Location")).contains("/auth/login");
  }

  @Test
  @Order(7)
  void aPatternOfNothingButAlternativesFindsAll() {
    assertThat(get("/dags/~/dagRuns?dag_id_pattern=%7C").get("total_entries").asInt())
        .isEqualTo(get("/dags/~/dagRuns").get("total_entries").asInt())
        .isPositive();
    assertThat(get("/dags?dag_id_pattern=%7C").get("dags")).hasSameSizeAs(get("/dags").get("dags"));
    assertThat(get("/dags?dag_id_pattern=none%20%7C%20night").get("dags")).hasSize(1);
  }

  @Test
  @Order(7)
  void aBodyThatIsTooLongAndAPathThatCannotBeReadAreRefusedInAirflowsForm() throws IOException {
    Reply tooLong =
        plain(
            "POST",
            "/api/v2/variables",
            Map.of("key", "long", "value", "x".repeat(10 * 1024 * 1024)),
            tokens.get("admin"));
    assertThat(tooLong.status).isEqualTo(413);
    assertThat(tooLong.json().get("detail").asText()).isEqualTo("Content Too Large");
    String answer;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/v2/% HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("application/json")
        .contains("{\"detail\":\"Bad Request\"}");
  }

  @Test
  @Order(7)
  void aFilterWithNothingBehindItIsNone() {
    assertThat(get("/jobs?job_type=&hostname=&is_alive=").get("total_entries").asInt())
        .isEqualTo(get("/jobs").get("total_entries").asInt())
        .isPositive();
    assertThat(
            get("/dags/nightly/dagRuns?state=&start_date_gte=&limit=").get("total_entries").asInt())
        .isEqualTo(get("/dags/nightly/dagRuns").get("total_entries").asInt())
        .isPositive();
  }

  @Test
  @Order(7)
  void aSourceAndTheSettingsComeAsTextToThoseWhoAskForIt()
      throws IOException, InterruptedException {
    assertThat(text("/api/v2/dagSources/nightly")).startsWith("nightly:");
    assertThat(text("/api/v2/config?section=core"))
        .startsWith("[core]\ndags_are_paused_at_creation = True\n");
  }

  private String text(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(server.uri().resolve(path))
                .header("Accept", "text/plain")
                .header("Authorization", "Bearer " + tokens.get("admin"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    return response.body();
  }

  @Test
  @Order(8)
  void everyServedPathStandsInTheManualAndNoOther() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("lake.project")).resolve("docs/scheduler-api.md"));
    Set<String> served = new TreeSet<>();
    for (Specification.Operation operation : specification.operations()) {
      if (server.served().contains(operation.id())) {
        served.add(
            "| "
                + operation.method()
                + " | `/"
                + String.join("/", operation.path()).substring(7)
                + "` |");
      }
    }
    Set<String> written = new TreeSet<>();
    page.lines()
        .filter(line -> line.matches("\\| (GET|POST|PUT|PATCH|DELETE) \\| .*"))
        .forEach(line -> written.add(line.substring(0, line.indexOf("` |") + 3)));
    assertThat(written).isEqualTo(served);
  }
}
