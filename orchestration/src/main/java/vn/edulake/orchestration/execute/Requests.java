package vn.edulake.orchestration.execute;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.Resources.Connection;

/** HTTP requests over a connection. */
final class Requests {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Others wait behind a callback. */
  private static final Duration SHORT = Duration.ofSeconds(30);

  private static final int LONGEST_SHOWN = 2000;

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(30))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  private Requests() {}

  static TryResult send(Work work) {
    Optional<HttpResponse<String>> response =
        send(work, work.arguments().getOrDefault("data", null), "POST");
    if (response.isEmpty()) {
      return new TryResult.Lost("the request was given up");
    }
    int status = response.get().statusCode();
    String body = response.get().body();
    if (status >= 400) {
      String reason = "HTTP status " + status + " from " + response.get().uri().getPath();
      work.log().error(reason + ": " + shown(body));
      return new TryResult.Failed(reason, null);
    }
    if (work.flag("log_response", false)) {
      work.log().info(shown(body));
    }
    return new TryResult.Done(body);
  }

  static Sensor.Answer isAnswered(Work work) {
    Optional<HttpResponse<String>> response =
        send(work, work.arguments().getOrDefault("request_params", null), "GET");
    if (response.isEmpty()) {
      return Sensor.Answer.NOT_YET;
    }
    int status = response.get().statusCode();
    List<String> tolerated = work.texts("response_error_codes_allowlist");
    if (status >= 400 && status != 404 && !tolerated.contains(String.valueOf(status))) {
      work.log().error("HTTP status " + status);
      return Sensor.Answer.NEVER;
    }
    return Sensor.when(status < 400);
  }

  private static String shown(String body) {
    return body.length() > LONGEST_SHOWN ? body.substring(0, LONGEST_SHOWN) + " …" : body;
  }

  private static Optional<HttpResponse<String>> send(
      Work work, @Nullable Object data, String usualMethod) {
    String id = work.text("http_conn_id").orElse("http_default");
    Optional<Connection> connection = work.services().connection(id);
    String endpoint = work.text("endpoint").orElse("");
    if (connection.isEmpty() && !endpoint.matches("https?://.*")) {
      throw Queries.unknown(work, id);
    }
    String method = work.text("method").orElse(usualMethod).toUpperCase(Locale.ROOT);
    Map<String, String> headers = new LinkedHashMap<>();
    connection.ifPresent(
        known ->
            Connections.extra(known)
                .forEach((name, value) -> headers.put(name, String.valueOf(value))));
    headers.putAll(work.map("headers"));
    return exchange(
        Connections.http(connection.orElse(null), endpoint),
        method,
        headers,
        data,
        connection,
        work);
  }

  private static Optional<HttpResponse<String>> exchange(
      URI uri,
      String method,
      Map<String, String> headers,
      @Nullable Object data,
      Optional<Connection> connection,
      Work work) {
    HttpRequest request = request(uri, method, headers, data, connection);
    work.log().info("Sending '" + method + "' to url: " + request.uri());
    CompletableFuture<HttpResponse<String>> answer =
        CLIENT.sendAsync(request, BodyHandlers.ofString());
    work.cancellation().whenCancelled(() -> answer.cancel(true));
    try {
      return Optional.of(answer.get());
    } catch (InterruptedException e) {
      work.cancellation().cancel(new TryResult.Lost("the scheduler was told to stop"));
      return Optional.empty();
    } catch (java.util.concurrent.CancellationException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Cannot reach " + request.uri().getHost() + ": " + e.getCause(), e);
    }
  }

  /** Makes a request; also for callbacks. */
  static HttpRequest request(
      URI uri,
      String method,
      Map<String, String> headers,
      @Nullable Object data,
      Optional<Connection> connection) {
    boolean hasBody = !method.equals("GET") && !method.equals("HEAD") && !method.equals("DELETE");
    URI whole = uri;
    String body = "";
    Map<String, String> sent = new LinkedHashMap<>(headers);
    if (data instanceof Map<?, ?> map && !hasBody) {
      if (!map.isEmpty()) {
        whole = URI.create(uri + (uri.getQuery() == null ? "?" : "&") + form(map));
      }
    } else if (data instanceof Map<?, ?> map && !isJson(sent)) {
      body = form(map);
      sent.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
    } else if (data != null) {
      body = data instanceof String text ? text : Json.write(data);
    }
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(whole)
            .timeout(LONGEST)
            .method(method, hasBody ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
    sent.forEach(builder::header);
    connection
        .filter(known -> known.login() != null && !sent.containsKey("Authorization"))
        .ifPresent(
            known ->
                builder.header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(
                                (known.login()
                                        + ":"
                                        + (known.password() == null ? "" : known.password()))
                                    .getBytes(StandardCharsets.UTF_8))));
    return builder.build();
  }

  private static boolean isJson(Map<String, String> headers) {
    return headers.entrySet().stream()
        .anyMatch(
            header ->
                header.getKey().equalsIgnoreCase("Content-Type")
                    && header.getValue().contains("json"));
  }

  private static String form(Map<?, ?> map) {
    return map.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(@Nullable Object value) {
    return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8);
  }

  /**
   * Sends a request and returns its status; for callbacks, of whose answers nothing depends.
   *
   * @throws IOException when it was not answered
   */
  static int tell(HttpRequest request) throws IOException, InterruptedException {
    HttpRequest hasty =
        HttpRequest.newBuilder(request, (name, value) -> true).timeout(SHORT).build();
    return CLIENT.send(hasty, BodyHandlers.discarding()).statusCode();
  }
}
