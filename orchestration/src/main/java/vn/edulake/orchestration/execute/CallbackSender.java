package vn.edulake.orchestration.execute;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal.Call;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.Resources.Connection;

/** Tells others what happened: by an HTTP request, or by a line in the log of events. */
public final class CallbackSender {
  private CallbackSender() {}

  /** Sends one; returns how it went, in one line. */
  public static String send(
      Call call,
      @Nullable DagRun run,
      Map<String, String> environment,
      Function<String, Optional<Connection>> connections) {
    if (!call.kind().equals("HTTP")) {
      Object message = call.arguments().get("message");
      return message == null ? String.valueOf(call.reason()) : message.toString();
    }
    Object id = call.arguments().getOrDefault("http_conn_id", "http_default");
    try {
      Optional<Connection> connection =
          Connections.ofEnvironment(String.valueOf(id), environment)
              .or(() -> connections.apply(String.valueOf(id)));
      if (connection.isEmpty()) {
        return "not sent: unknown connection " + id;
      }
      Map<String, String> headers = new LinkedHashMap<>();
      if (call.arguments().get("headers") instanceof Map<?, ?> given) {
        given.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
      }
      Object body = call.arguments().get("json");
      if (body == null) {
        body = call.arguments().get("data");
      }
      if (body == null) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("event", call.event());
        told.put("dag_id", call.dagId());
        told.put("dag_run_id", run == null ? null : run.runId());
        told.put("reason", call.reason());
        body = told;
      }
      headers.putIfAbsent("Content-Type", "application/json");
      int status =
          Requests.tell(
              Requests.request(
                  Connections.http(
                      connection.get(),
                      String.valueOf(call.arguments().getOrDefault("endpoint", ""))),
                  String.valueOf(call.arguments().getOrDefault("method", "POST"))
                      .toUpperCase(Locale.ROOT),
                  headers,
                  body instanceof String ? body : Json.write(body),
                  connection));
      return "sent, HTTP status " + status;
    } catch (IOException | RuntimeException e) {
      return "not sent: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "not sent: interrupted";
    }
  }
}
