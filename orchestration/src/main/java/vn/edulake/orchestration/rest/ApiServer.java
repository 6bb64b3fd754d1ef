package vn.edulake.orchestration.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;
import vn.edulake.orchestration.engine.Bag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.store.Accounts;
import vn.edulake.orchestration.store.Accounts.Account;
import vn.edulake.orchestration.store.Accounts.Role;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.Seal;

/**
 * The server of Airflow's REST API v2 under {@code /api/v2}, and of tokens under {@code /auth}.
 * Nothing but version, health and the ways to a token is answered without one.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String COOKIE = "_token";
  private static final long LARGEST_BODY = 10L * 1024 * 1024;
  private static final Set<String> OPEN = Set.of("get_version", "get_health", "login", "logout");
  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE,
          HandlerType.HEAD,
          HandlerType.OPTIONS);

  private final Services services;
  private final Tokens tokens;
  private final Specification specification = Specification.load();
  private final Map<String, Handler> handlers = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final String host;
  private final Javalin server;

  /**
   * How to serve.
   *
   * @param host to listen on; the loopback address unless a proxy stands before it
   * @param port 0 for any that is free
   * @param tokenSecret signs tokens; the same for all schedulers of a database, at least 32 letters
   * @param nudge has the scheduler look at once
   */
  public record Options(
      String host,
      int port,
      Jdbi jdbi,
      Bag bag,
      Control control,
      Seal seal,
      String tokenSecret,
      Clock clock,
      Runnable nudge) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Options[" + host + ":" + port + "]";
    }
  }

  private ApiServer(Options options) {
    this.services =
        new Services(
            options.jdbi(),
            options.bag(),
            options.control(),
            options.seal(),
            options.clock(),
            options.nudge());
    this.tokens =
        new Tokens(options.tokenSecret().getBytes(StandardCharsets.UTF_8), options.clock());
    this.host = options.host();
    Shapes shapes = new Shapes(services);
    new DagCalls(services, shapes).addTo(handlers);
    new RunCalls(services, shapes, closed).addTo(handlers);
    new InstanceCalls(services, shapes).addTo(handlers);
    new ResourceCalls(services).addTo(handlers);
    new AssetCalls(services, shapes).addTo(handlers);
    new OtherCalls(services).addTo(handlers);
    this.server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.http.maxRequestSize = LARGEST_BODY;
              config.http.generateEtags = false;
              config.jetty.modifyHttpConfiguration(
                  http -> {
                    // Keys in a path may hold a slash, written %2F.
                    http.setUriCompliance(UriCompliance.UNSAFE);
                    http.setSendServerVersion(false);
                  });
              config.jetty.modifyServer(jetty -> jetty.setErrorHandler(ApiServer::unreadable));
              // A method that HTTP does not know meets no handler.
              config.routes.error(
                  404,
                  context -> {
                    if (!Answer.JSON.equals(context.res().getContentType())) {
                      handle(context);
                    }
                  });
              for (HandlerType method : METHODS) {
                config.routes.addHttpHandler(method, "/", this::handle);
                config.routes.addHttpHandler(method, "/*", this::handle);
              }
            });
  }

  /**
   * Starts to serve.
   *
   * @throws ExternalError when the port is taken
   */
  public static ApiServer start(Options options) {
    ApiServer api = new ApiServer(options);
    try {
      api.server.start(options.host(), options.port());
    } catch (RuntimeException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot serve on "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + e.getMessage()
              + ". Nothing was started.",
          e);
    }
    return api;
  }

  /** Where it serves, e.g. {@code http://127.0.0.1:8080}. */
  public URI uri() {
    return URI.create("http://" + host + ":" + server.port());
  }

  /** The operations that are served, by their id in the specification. */
  public Set<String> served() {
    return Set.copyOf(handlers.keySet());
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop();
  }

  private void handle(Context context) {
    try {
      write(context, answer(context));
    } catch (Problem.Thrown e) {
      fail(context, e.status(), e.detail());
    } catch (LakeException e) {
      fail(context, status(e), String.valueOf(e.getMessage()));
    } catch (JdbiException e) {
      if (isOfTheValue(e)) {
        fail(context, 400, "Invalid value: the database cannot hold it; nothing was changed");
        return;
      }
      LOG.warn(
          "{} {} failed at the database: {}", context.method(), context.path(), e.getMessage());
      fail(context, 503, "The database does not answer; nothing was changed");
    } catch (HttpResponseException e) {
      // Javalin's own refusals, such as of a body that is too long.
      fail(context, e.getStatus(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", context.method(), context.path(), e);
      fail(context, 500, "Internal Server Error");
    }
  }

  /** Answers what Jetty refuses by itself, such as a path that cannot be read. */
  private static boolean unreadable(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.JSON);
    response.write(
        true,
        ByteBuffer.wrap(
            Json.write(Answer.map("detail", HttpStatus.getMessage(response.getStatus())))
                .getBytes(StandardCharsets.UTF_8)),
        callback);
    return true;
  }

  /** Whether a value is to blame, such as a null character: SQLSTATE class 22. */
  private static boolean isOfTheValue(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.sql.SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().startsWith("22");
      }
    }
    return false;
  }

  private static int status(LakeException e) {
    return switch (e.code()) {
      case DAG_UNKNOWN -> 404;
      case DAG_CONFLICT -> 409;
      default -> e instanceof ExternalError ? 503 : 400;
    };
  }

  private static void fail(Context context, int status, Object detail) {
    context
        .status(status)
        .contentType(Answer.JSON)
        .result(Json.write(Answer.map("detail", detail)));
    if (status == 401) {
      context.header("WWW-Authenticate", "Bearer");
    }
  }

  private void write(Context context, Answer answer) {
    context.status(answer.status());
    answer.headers().forEach(context::header);
    context.header("Cache-Control", "no-store");
    context.header("X-Content-Type-Options", "nosniff");
    Answer.Stream stream = answer.stream();
    if (stream != null) {
      context.contentType(answer.type());
      try {
        stream.write(context.outputStream());
      } catch (IOException e) {
        LOG.debug("A client went away: {}", e.getMessage());
      }
    } else if (answer.status() == 204 || answer.status() == 307 || answer.status() == 303) {
      context.result("");
    } else if (answer.body() instanceof String text && !answer.type().equals(Answer.JSON)) {
      context.contentType(answer.type()).result(text);
    } else {
      context.contentType(answer.type()).result(Json.write(answer.body()));
    }
  }

  private Answer answer(Context context) {
    String raw = context.req().getRequestURI();
    List<String> segments = new ArrayList<>();
    for (String segment : raw.substring(Math.min(1, raw.length())).split("/", -1)) {
      segments.add(decoded(segment));
    }
    if (segments.size() > 1 && segments.get(segments.size() - 1).isEmpty()) {
      segments.remove(segments.size() - 1);
    }
    String method = context.req().getMethod().toUpperCase(Locale.ROOT);
    if (segments.get(0).equals("auth")) {
      return auth(context, method, segments);
    }
    Optional<Specification.Match> match =
        specification.find(method.equals("HEAD") ? "GET" : method, segments);
    if (match.isEmpty()) {
      Set<String> methods = specification.methods(segments);
      if (methods.isEmpty()) {
        if (segments.size() > 1 && segments.get(0).equals("api") && segments.get(1).equals("v1")) {
          throw Problem.notFound("/api/v1 is gone since Airflow 3; use /api/v2");
        }
        if (segments.equals(List.of("health"))) {
          throw Problem.notFound("Use /api/v2/monitor/health");
        }
        // Nobody learns without a token which paths there are.
        if (segments.get(0).equals("api") && !isOpenPath(segments)) {
          account(context);
        }
        throw Problem.notFound("Not Found");
      }
      context.header("Allow", String.join(", ", methods));
      throw Problem.of(405, "Method Not Allowed");
    }
    return answer(context, match.orElseThrow());
  }

  private static boolean isOpenPath(List<String> segments) {
    return segments.size() < 3;
  }

  private Answer answer(Context context, Specification.Match match) {
    String id = match.operation().id();
    if (id.equals("login")) {
      return Answer.redirect("/auth/login" + next(context));
    }
    if (id.equals("logout")) {
      context.removeCookie(COOKIE);
      return Answer.redirect("/auth/login");
    }
    Account account =
        OPEN.contains(id)
            ? new Account(
                "anonymous", Role.VIEWER, services.clock().instant(), java.util.UUID.randomUUID())
            : account(context);
    Handler handler = handlers.get(id);
    if (handler == null) {
      throw Problem.notFound("Not Found");
    }
    if (!account.role().mayActAs(handler.needs())) {
      throw Problem.of(403, "Forbidden");
    }
    if (id.equals("get_health")) {
      return new OtherCalls(services).health(null);
    }
    Object body = match.operation().body().isPresent() ? body(context) : null;
    services.jdbi().useHandle(services.bag()::refresh);
    Call call =
        new Call(
            specification,
            match,
            context.queryParamMap(),
            body,
            Optional.ofNullable(context.header("Accept")).orElse(""),
            account);
    return handler.work().apply(call);
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.notFound("Not Found");
    }
  }

  private static @Nullable Object body(Context context) {
    String text = context.body();
    if (text.isBlank()) {
      return null;
    }
    String type = Optional.ofNullable(context.contentType()).orElse(Answer.JSON);
    if (!type.contains("json")) {
      throw Problem.invalid(
          List.of("body"),
          "Input should be a valid dictionary or object to extract fields from",
          "model_attributes_type",
          text.substring(0, Math.min(100, text.length())));
    }
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      int at = (int) Math.max(0, e.getLocation() == null ? 0 : e.getLocation().getCharOffset());
      throw Problem.invalid(List.of("body", at), "JSON decode error", "json_invalid", Map.of());
    }
  }

  /** Whose token a request carries. */
  private Account account(Context context) {
    String header = context.header("Authorization");
    String token;
    if (header != null) {
      if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
        throw Problem.of(401, "Not authenticated");
      }
      token = header.substring(7).strip();
    } else {
      token = context.cookie(COOKIE);
      if (token == null || token.isEmpty()) {
        throw Problem.of(401, "Not authenticated");
      }
    }
    return tokens
        .bearer(token)
        .flatMap(
            bearer ->
                services
                    .in(handle -> new Accounts(handle).find(bearer.username()))
                    .filter(bearer::isStill))
        .orElseThrow(() -> Problem.of(401, "Invalid JWT token"));
  }

  // Tokens

  private static final Map<String, Object> LOGIN =
      Map.of(
          "type",
          "object",
          "required",
          List.of("username", "password"),
          "additionalProperties",
          false,
          "properties",
          Map.of("username", Map.of("type", "string"), "password", Map.of("type", "string")));

  private Answer auth(Context context, String method, List<String> segments) {
    String path = String.join("/", segments);
    switch (path) {
      case "auth/token", "auth/token/cli" -> {
        only(context, method, "POST");
        return token(context);
      }
      case "auth/login" -> {
        if (method.equals("POST")) {
          return login(context);
        }
        only(context, method, "GET");
        return new Answer(
            200, "text/html; charset=utf-8", page(next(context), false), null, Map.of());
      }
      case "auth/logout" -> {
        context.removeCookie(COOKIE);
        return Answer.redirect("/auth/login");
      }
      default -> throw Problem.notFound("Not Found");
    }
  }

  private static void only(Context context, String method, String allowed) {
    if (!method.equals(allowed) && !(method.equals("HEAD") && allowed.equals("GET"))) {
      context.header("Allow", allowed);
      throw Problem.of(405, "Method Not Allowed");
    }
  }

  private Answer token(Context context) {
    Object body = body(context);
    if (body == null) {
      throw Problem.invalid(List.of("body"), "Field required", "missing", null);
    }
    List<Map<String, @Nullable Object>> errors = new ArrayList<>();
    specification.check(LOGIN, body, List.of("body"), errors);
    if (!errors.isEmpty()) {
      // What stands in such a body may be a password.
      errors.forEach(error -> error.put("input", null));
      throw Problem.invalid(errors);
    }
    Map<String, Object> login = Specification.map(body);
    Account account =
        check(String.valueOf(login.get("username")), String.valueOf(login.get("password")))
            .orElseThrow(() -> Problem.of(401, "Invalid credentials"));
    return Answer.created(Answer.map("access_token", tokens.make(account)));
  }

  private Optional<Account> check(String username, String password) {
    return services.in(handle -> new Accounts(handle).check(username, password));
  }

  private Answer login(Context context) {
    Optional<Account> account =
        check(
            Optional.ofNullable(context.formParam("username")).orElse(""),
            Optional.ofNullable(context.formParam("password")).orElse(""));
    if (account.isEmpty()) {
      return new Answer(401, "text/html; charset=utf-8", page(next(context), true), null, Map.of());
    }
    String cookie =
        COOKIE
            + "="
            + tokens.make(account.orElseThrow())
            + "; Path=/; HttpOnly; SameSite=Lax; Max-Age="
            + Tokens.LIFE.toSeconds();
    String next =
        Optional.ofNullable(context.queryParam("next"))
            .filter(ApiServer::isOurs)
            .orElse("/api/v2/version");
    return new Answer(303, Answer.JSON, null, null, Map.of("Location", next, "Set-Cookie", cookie));
  }

  /** Whether a place to go on to is one of this server. */
  private static boolean isOurs(String next) {
    return next.startsWith("/")
        && !next.startsWith("//")
        && !next.contains("\\")
        && next.chars().allMatch(c -> c > 31);
  }

  private static String next(Context context) {
    return Optional.ofNullable(context.queryParam("next"))
        .filter(ApiServer::isOurs)
        .map(next -> "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8))
        .orElse("");
  }

  private static String page(String next, boolean refused) {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>edulake</title></head>
    <body>%s<form method="post" action="/auth/login%s">
    <label>Username <input name="username" autocomplete="username"></label>
    <label>Password <input name="password" type="password" autocomplete="current-password"></label>
    <button>Sign in</button></form></body></html>
    """
        .formatted(refused ? "<p>Invalid credentials</p>" : "", next);
  }
}
