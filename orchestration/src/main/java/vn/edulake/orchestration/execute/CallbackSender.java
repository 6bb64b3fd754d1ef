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

  /**
   * How a call went.
   *
   * @param line says so
   * @param isOver whether there is nothing more to try
   */
  public record Outcome(String line, boolean isOver) {
    static Outcome done(String line) {
      return new Outcome(line, true);
    }

    /** It will never go. */
    public static Outcome hopeless(String why) {
      return new Outcome("not sent: " + why, true);
    }

    static Outcome failed(String why) {
      return new Outcome("not sent: " + why, false);
    }
  }

  /**
   * Sends one.
   *
   * @param arguments with their templates rendered
   */
  public static Outcome send(
      Call call,
      DagRun run,
      Map<String, @Nullable Object> arguments,
      Map<String, String> environment,
      Function<String, Optional<Connection>> connections) {
    if (!call.kind().equals("HTTP")) {
      Object message = arguments.get("message");
      String reason = call.reason();
      return Outcome.done(
          message != null ? message.toString() : reason != null ? reason : call.event());
    }
    Object id = arguments.getOrDefault("http_conn_id", "http_default");
    try {
      Optional<Connection> connection =
          Connections.find(String.valueOf(id), environment, connections);
      if (connection.isEmpty()) {
        return Outcome.failed("unknown connection " + id);
      }
      Map<String, String> headers = new LinkedHashMap<>();
      if (arguments.get("headers") instanceof Map<?, ?> given) {
        given.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
      }
      Object body = arguments.get("json");
      if (body == null) {
        body = arguments.get("data");
      }
      if (body == null) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("event", call.event());
        told.put("dag_id", call.dagId());
        told.put("dag_run_id", run.runId());
        told.put("reason", call.reason());
        body = told;
      }
      headers.putIfAbsent("Content-Type", "application/json");
      int status =
          Requests.tell(
              Requests.request(
                  Connections.http(
                      connection.get(), String.valueOf(arguments.getOrDefault("endpoint", ""))),
                  String.valueOf(arguments.getOrDefault("method", "POST")).toUpperCase(Locale.ROOT),
                  headers,
                  body instanceof String ? body : Json.write(body),
                  connection));
      return status < 400
          ? Outcome.done("sent, HTTP status " + status)
          : Outcome.failed("HTTP status " + status);
    } catch (IOException | RuntimeException e) {
      return Outcome.failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.failed("interrupted");
    }
  }
}
