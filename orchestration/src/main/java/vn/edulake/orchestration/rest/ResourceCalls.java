package vn.edulake.orchestration.rest;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Placement;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.Resources;
import vn.edulake.orchestration.store.Resources.Connection;
import vn.edulake.orchestration.store.Resources.Pool;
import vn.edulake.orchestration.store.Resources.Variable;

/** Pools, variables and connections. A password is never answered with, nor what looks like one. */
final class ResourceCalls {
  private static final String MASK = "***";

  /** Airflow's words: a key with one of them holds a secret. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i).*(access_token|api_key|apikey|authorization|passphrase|passwd|password|private_key|secret|token|keyfile_dict|service_account).*");

  /** What a connection that is made or overwritten consists of, named or not. */
  private static final Set<String> CONNECTION_KEYS =
      Set.of("conn_type", "description", "host", "schema", "login", "password", "port", "extra");

  private static final List<Connection> DEFAULTS =
      List.of(
          usual("http_default", "http", null),
          usual("postgres_default", "postgres", 5432),
          usual("trino_default", "trino", 8080));

  private static Connection usual(String id, String type, @Nullable Integer port) {
    return new Connection(id, type, null, "localhost", null, null, null, port, null);
  }

  private final Services services;

  ResourceCalls(Services services) {
    this.services = services;
  }

  void addTo(Map<String, Handler> handlers) {
    handlers.put("get_pools", Handler.view(this::pools));
    handlers.put(
        "get_pool",
        Handler.view(
            call ->
                services.in(
                    handle -> Answer.ok(shape(handle, pool(handle, call.path("pool_name")))))));
    handlers.put("post_pool", Handler.administer(this::postPool));
    handlers.put("patch_pool", Handler.administer(this::patchPool));
    handlers.put("delete_pool", Handler.administer(this::deletePool));
    handlers.put(
        "bulk_pools",
        Handler.administer(
            call -> Bulk.answer(call, (action, entity) -> bulkPool(call, action, entity))));
    handlers.put("get_variables", Handler.view(this::variables));
    handlers.put(
        "get_variable",
        Handler.view(
            call ->
                services.in(
                    handle -> Answer.ok(shape(variable(handle, call.path("variable_key")))))));
    handlers.put("post_variable", Handler.administer(this::postVariable));
    handlers.put("patch_variable", Handler.administer(this::patchVariable));
    handlers.put("delete_variable", Handler.administer(this::deleteVariable));
    handlers.put(
        "bulk_variables",
        Handler.administer(
            call -> Bulk.answer(call, (action, entity) -> bulkVariable(call, action, entity))));
    handlers.put("get_connections", Handler.view(this::connections));
    handlers.put(
        "get_connection",
        Handler.view(
            call ->
                services.in(
                    handle -> Answer.ok(shape(connection(handle, call.path("connection_id")))))));
    handlers.put("post_connection", Handler.administer(this::postConnection));
    handlers.put("patch_connection", Handler.administer(this::patchConnection));
    handlers.put("delete_connection", Handler.administer(this::deleteConnection));
    handlers.put(
        "bulk_connections",
        Handler.administer(
            call -> Bulk.answer(call, (action, entity) -> bulkConnection(call, action, entity))));
    handlers.put(
        "test_connection",
        Handler.administer(
            call -> {
              throw Problem.of(
                  403,
                  "Testing connections is disabled in Airflow configuration. Contact your deployment admin to enable it.");
            }));
    handlers.put("create_default_connections", Handler.administer(this::defaultConnections));
  }

  private Resources resources(Handle handle) {
    return new Resources(handle, services.seal());
  }

  private void log(Handle handle, String event, Call call, @Nullable String name) {
    new Journal(handle)
        .write(event, call.user(), null, null, null, name, services.clock().instant());
  }

  private static @Nullable String text(Map<String, ?> body, String key) {
    Object value = body.get(key);
    return value == null ? null : String.valueOf(value);
  }

  // Pools

  private static Pool pool(Handle handle, String name) {
    return Resources.pools(handle).stream()
        .filter(pool -> pool.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("The Pool with name: `" + name + "` was not found"));
  }

  private Map<String, @Nullable Object> shape(Handle handle, Pool pool) {
    Map<String, Long> slots = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT state, sum(pool_slots) FROM task_instance WHERE pool = :pool AND state IN"
                + " ('running', 'restarting', 'queued', 'scheduled', 'deferred') GROUP BY state")
        .bind("pool", pool.name())
        .map((row, context) -> slots.put(row.getString(1), row.getLong(2)))
        .list();
    long running = slots.getOrDefault("running", 0L) + slots.getOrDefault("restarting", 0L);
    long queued = slots.getOrDefault("queued", 0L);
    long deferred = slots.getOrDefault("deferred", 0L);
    long occupied = running + queued + (pool.includeDeferred() ? deferred : 0);
    return Answer.map(
        "name",
        pool.name(),
        "slots",
        pool.slots(),
        "description",
        pool.description(),
        "include_deferred",
        pool.includeDeferred(),
        "occupied_slots",
        occupied,
        "running_slots",
        running,
        "queued_slots",
        queued,
        "scheduled_slots",
        slots.getOrDefault("scheduled", 0L),
        "open_slots",
        pool.slots() < 0 ? -1 : pool.slots() - occupied,
        "deferred_slots",
        deferred,
        "team_name",
        null);
  }

  private Answer pools(Call call) {
    return services.in(
        handle -> {
          Listing.Page<Pool> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "id",
                      Resources.pools(handle).stream()
                          .filter(
                              pool -> Listing.matches(call.text("pool_name_pattern"), pool.name()))
                          .toList(),
                      Map.of(
                          "id", Comparator.comparing(Pool::id),
                          "name", Comparator.comparing(Pool::name),
                          "pool", Comparator.comparing(Pool::name),
                          "slots", Comparator.comparing(Pool::slots))));
          return Answer.ok(
              page.answer("pools", page.rows().stream().map(pool -> shape(handle, pool)).toList()));
        });
  }

  private boolean exists(Handle handle, String name) {
    return Resources.pools(handle).stream().anyMatch(pool -> pool.name().equals(name));
  }

  private void save(Handle handle, Map<String, ?> body, String name) {
    resources(handle)
        .save(
            name,
            RunCalls.whole(body.get("slots"), 0),
            text(body, "description"),
            Boolean.TRUE.equals(body.get("include_deferred")));
  }

  private Answer postPool(Call call) {
    String name = String.valueOf(call.bodyText("name"));
    return services.in(
        handle -> {
          if (exists(handle, name)) {
            throw Problem.of(409, "The Pool with name: `" + name + "` already exists");
          }
          save(handle, call.body(), name);
          log(handle, "post_pool", call, name);
          return Answer.created(shape(handle, pool(handle, name)));
        });
  }

  private Answer patchPool(Call call) {
    String name = call.path("pool_name");
    Set<String> keys = call.masked();
    return services.in(
        handle -> {
          Pool pool = pool(handle, name);
          boolean isDefault = name.equals(Placement.DEFAULT_POOL);
          if (isDefault
              && keys.stream()
                  .anyMatch(key -> !Set.of("slots", "include_deferred").contains(key))) {
            throw Problem.of(
                400, "Only slots and included_deferred can be modified on Default Pool");
          }
          String wanted = keys.contains("pool") ? call.bodyText("pool") : null;
          if (wanted != null && !wanted.equals(name)) {
            throw Problem.of(
                400, "Invalid body, pool name from request body doesn't match uri parameter");
          }
          patch(handle, pool, call.body(), keys);
          log(handle, "patch_pool", call, name);
          return Answer.ok(shape(handle, pool(handle, name)));
        });
  }

  private void patch(Handle handle, Pool pool, Map<String, ?> body, Set<String> keys) {
    boolean includes = keys.contains("include_deferred") && body.get("include_deferred") != null;
    resources(handle)
        .save(
            pool.name(),
            keys.contains("slots") ? RunCalls.whole(body.get("slots"), pool.slots()) : pool.slots(),
            keys.contains("description") ? text(body, "description") : pool.description(),
            includes ? Boolean.TRUE.equals(body.get("include_deferred")) : pool.includeDeferred());
  }

  private Answer deletePool(Call call) {
    String name = call.path("pool_name");
    return services.in(
        handle -> {
          removePool(handle, name);
          log(handle, "delete_pool", call, name);
          return Answer.nothing();
        });
  }

  private void removePool(Handle handle, String name) {
    if (name.equals(Placement.DEFAULT_POOL)) {
      throw Problem.of(400, "Default Pool can't be deleted");
    }
    pool(handle, name);
    resources(handle).deletePool(name);
  }

  private String bulkPool(Call call, Bulk.Action action, Object entity) {
    Map<String, Object> body = Specification.map(entity);
    String name = entity instanceof String id ? id : String.valueOf(body.get("name"));
    return services.in(
        handle -> {
          boolean isThere = exists(handle, name);
          if (passes(action, isThere, "The pool with name: `" + name + "`")) {
            return "";
          }
          if (action.kind().equals("delete")) {
            removePool(handle, name);
          } else if (action.kind().equals("update")) {
            patch(handle, pool(handle, name), body, action.keys(body));
          } else {
            save(handle, body, name);
          }
          log(handle, "bulk_pools_" + action.kind(), call, name);
          return name;
        });
  }

  /** Whether an entity is passed over. */
  private static boolean passes(Bulk.Action action, boolean isThere, String what) {
    if (action.kind().equals("create")) {
      if (isThere && action.onExistence().equals("fail")) {
        throw Problem.of(409, what + " already exists.");
      }
      return isThere && action.onExistence().equals("skip");
    }
    if (!isThere && action.onMissing().equals("fail")) {
      throw Problem.of(404, what + " was not found.");
    }
    return !isThere;
  }

  // Variables

  private Variable variable(Handle handle, String key) {
    return resources(handle)
        .variable(key)
        .orElseThrow(() -> Problem.notFound("The Variable with key: `" + key + "` was not found"));
  }

  private static Map<String, @Nullable Object> shape(Variable variable) {
    String value = variable.value();
    return Answer.map(
        "key",
        variable.key(),
        "value",
        SECRET.matcher(variable.key()).matches() && !value.isEmpty() ? MASK : redacted(value),
        "description",
        variable.description(),
        "is_encrypted",
        true,
        "team_name",
        null);
  }

  /** A text of JSON with the values of secret keys masked; any other text as it is. */
  private static @Nullable String redacted(@Nullable String text) {
    if (text == null || !text.stripLeading().startsWith("{")) {
      return text;
    }
    try {
      Map<String, @Nullable Object> all = Json.readMap(text);
      Map<String, @Nullable Object> masked = redacted(all);
      return masked.equals(all) ? text : Json.write(masked);
    } catch (UserError e) {
      return text;
    }
  }

  private static Map<String, @Nullable Object> redacted(
      Map<String, ? extends @Nullable Object> all) {
    Map<String, @Nullable Object> masked = new LinkedHashMap<>();
    all.forEach(
        (key, value) ->
            masked.put(
                key,
                SECRET.matcher(key).matches() && value != null && !value.equals("")
                    ? MASK
                    : value instanceof Map<?, ?> ? redacted(Specification.map(value)) : value));
    return masked;
  }

  private Answer variables(Call call) {
    return services.in(
        handle -> {
          Listing.Page<Variable> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "id",
                      resources(handle).variables().stream()
                          .filter(
                              each ->
                                  Listing.matches(call.text("variable_key_pattern"), each.key()))
                          .toList(),
                      Map.of(
                          "id", Comparator.comparing(Variable::key),
                          "key", Comparator.comparing(Variable::key),
                          "_val", Comparator.comparing(Variable::key),
                          "description",
                              Comparator.comparing(
                                  Variable::description,
                                  Comparator.nullsFirst(Comparator.naturalOrder())),
                          "is_encrypted", Comparator.comparing(each -> 0))));
          return Answer.ok(
              page.answer("variables", page.rows().stream().map(ResourceCalls::shape).toList()));
        });
  }

  private static String valueText(@Nullable Object value) {
    return value instanceof String text ? text : Json.write(value);
  }

  private Answer postVariable(Call call) {
    String key = String.valueOf(call.bodyText("key"));
    return services.in(
        handle -> {
          if (resources(handle).variable(key).isPresent()) {
            throw Problem.of(409, "The Variable with key: `" + key + "` already exists");
          }
          resources(handle)
              .save(new Variable(key, valueText(call.get("value")), call.bodyText("description")));
          log(handle, "post_variable", call, key);
          return Answer.created(shape(variable(handle, key)));
        });
  }

  private Answer patchVariable(Call call) {
    String key = call.path("variable_key");
    if (!key.equals(call.bodyText("key"))) {
      throw Problem.of(400, "Invalid body, key from request body doesn't match uri parameter");
    }
    Set<String> keys = call.masked();
    return services.in(
        handle -> {
          Variable old = variable(handle, key);
          resources(handle).save(patched(old, call.body(), keys));
          log(handle, "patch_variable", call, key);
          return Answer.ok(shape(variable(handle, key)));
        });
  }

  /** A variable with some of a body: a value that is masked stays what it is. */
  private static Variable patched(Variable old, Map<String, ?> body, Set<String> keys) {
    String value = keys.contains("value") ? valueText(body.get("value")) : old.value();
    return new Variable(
        old.key(),
        value.equals(MASK) ? old.value() : value,
        keys.contains("description") ? text(body, "description") : old.description());
  }

  private Answer deleteVariable(Call call) {
    String key = call.path("variable_key");
    return services.in(
        handle -> {
          variable(handle, key);
          resources(handle).deleteVariable(key);
          log(handle, "delete_variable", call, key);
          return Answer.nothing();
        });
  }

  private String bulkVariable(Call call, Bulk.Action action, Object entity) {
    Map<String, Object> body = Specification.map(entity);
    String key = entity instanceof String id ? id : String.valueOf(body.get("key"));
    return services.in(
        handle -> {
          Optional<Variable> old = resources(handle).variable(key);
          if (passes(action, old.isPresent(), "The variable with key: `" + key + "`")) {
            return "";
          }
          if (action.kind().equals("delete")) {
            resources(handle).deleteVariable(key);
          } else {
            boolean isUpdate = action.kind().equals("update");
            resources(handle)
                .save(
                    patched(
                        old.orElseGet(() -> new Variable(key, MASK, null)),
                        body,
                        isUpdate ? action.keys(body) : Set.of("value", "description")));
          }
          log(handle, "bulk_variables_" + action.kind(), call, key);
          return key;
        });
  }

  // Connections

  private Connection connection(Handle handle, String id) {
    return resources(handle)
        .connection(id)
        .orElseThrow(
            () ->
                Problem.notFound("The Connection with connection_id: `" + id + "` was not found"));
  }

  private static Map<String, @Nullable Object> shape(Connection connection) {
    return Answer.map(
        "connection_id", connection.id(),
        "conn_type", connection.type(),
        "description", connection.description(),
        "host", connection.host(),
        "login", connection.login(),
        "schema", connection.schema(),
        "port", connection.port(),
        "password", connection.password() == null ? null : MASK,
        "extra", redacted(connection.extra()),
        "team_name", null);
  }

  private Answer connections(Call call) {
    return services.in(
        handle -> {
          Comparator<Connection> byId = Comparator.comparing(Connection::id);
          Listing.Page<Connection> page =
              Listing.cut(
                  call,
                  Listing.sorted(
                      call,
                      "id",
                      resources(handle).connections().stream()
                          .filter(
                              each ->
                                  Listing.matches(call.text("connection_id_pattern"), each.id()))
                          .toList(),
                      Map.of(
                          "id", byId,
                          "conn_id", byId,
                          "connection_id", byId,
                          "conn_type", Comparator.comparing(Connection::type),
                          "description", nullable(Connection::description),
                          "host", nullable(Connection::host),
                          "port",
                              Comparator.comparing(
                                  Connection::port,
                                  Comparator.nullsFirst(Comparator.naturalOrder())))));
          return Answer.ok(
              page.answer("connections", page.rows().stream().map(ResourceCalls::shape).toList()));
        });
  }

  private static Comparator<Connection> nullable(
      java.util.function.Function<Connection, @Nullable String> field) {
    return Comparator.comparing(field, Comparator.nullsFirst(Comparator.naturalOrder()));
  }

  /** A connection of a body over an old one: masked secrets stay what they are. */
  private static Connection merged(
      Map<String, ?> body, Set<String> keys, String id, Optional<Connection> old) {
    Connection before =
        old.orElseGet(
            () ->
                new Connection(
                    id,
                    String.valueOf(body.get("conn_type")),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
    String password = keys.contains("password") ? text(body, "password") : before.password();
    String extra = keys.contains("extra") ? text(body, "extra") : before.extra();
    Object port = body.get("port");
    return new Connection(
        id,
        keys.contains("conn_type") ? String.valueOf(body.get("conn_type")) : before.type(),
        keys.contains("description") ? text(body, "description") : before.description(),
        keys.contains("host") ? text(body, "host") : before.host(),
        keys.contains("schema") ? text(body, "schema") : before.schema(),
        keys.contains("login") ? text(body, "login") : before.login(),
        MASK.equals(password) ? before.password() : password,
        keys.contains("port")
            ? (port instanceof Number number ? Integer.valueOf(number.intValue()) : null)
            : before.port(),
        unmasked(extra, before.extra()));
  }

  private static @Nullable String unmasked(@Nullable String extra, @Nullable String old) {
    if (extra == null || !extra.contains(MASK)) {
      return extra;
    }
    try {
      Map<String, @Nullable Object> merged = new LinkedHashMap<>(Json.readMap(extra));
      Map<String, @Nullable Object> before = Json.readMap(old);
      merged.replaceAll(
          (key, value) -> MASK.equals(value) && before.containsKey(key) ? before.get(key) : value);
      return Json.write(merged);
    } catch (UserError e) {
      return extra;
    }
  }

  private static void checkExtra(Map<String, ?> body) {
    String extra = text(body, "extra");
    if (extra == null || extra.isEmpty()) {
      return;
    }
    try {
      Json.readMap(extra);
    } catch (UserError e) {
      throw Problem.invalid(
          List.of("body", "extra"),
          "Value error, The `extra` field must be a valid JSON object (e.g., {'key': 'value'})",
          "value_error",
          null);
    }
  }

  private Answer postConnection(Call call) {
    String id = String.valueOf(call.bodyText("connection_id"));
    checkExtra(call.body());
    return services.in(
        handle -> {
          if (resources(handle).connection(id).isPresent()) {
            throw Problem.of(409, "The Connection with connection_id: `" + id + "` already exists");
          }
          resources(handle).save(merged(call.body(), call.body().keySet(), id, Optional.empty()));
          log(handle, "post_connection", call, id);
          return Answer.created(shape(connection(handle, id)));
        });
  }

  /** Makes those that operators take when a task names none, where there is none of the id. */
  private Answer defaultConnections(Call call) {
    return services.in(
        handle -> {
          for (Connection usual : DEFAULTS) {
            if (resources(handle).connection(usual.id()).isEmpty()) {
              resources(handle).save(usual);
            }
          }
          log(handle, "create_default_connections", call, null);
          return Answer.nothing();
        });
  }

  private Answer patchConnection(Call call) {
    String id = call.path("connection_id");
    if (!id.equals(call.bodyText("connection_id"))) {
      throw Problem.of(
          400, "The connection_id in the request body does not match the URL parameter");
    }
    checkExtra(call.body());
    return services.in(
        handle -> {
          Connection old = connection(handle, id);
          resources(handle).save(merged(call.body(), call.masked(), id, Optional.of(old)));
          log(handle, "patch_connection", call, id);
          return Answer.ok(shape(connection(handle, id)));
        });
  }

  private Answer deleteConnection(Call call) {
    String id = call.path("connection_id");
    return services.in(
        handle -> {
          connection(handle, id);
          resources(handle).deleteConnection(id);
          log(handle, "delete_connection", call, id);
          return Answer.nothing();
        });
  }

  private String bulkConnection(Call call, Bulk.Action action, Object entity) {
    Map<String, Object> body = Specification.map(entity);
    String id = entity instanceof String text ? text : String.valueOf(body.get("connection_id"));
    checkExtra(body);
    return services.in(
        handle -> {
          Optional<Connection> old = resources(handle).connection(id);
          if (passes(action, old.isPresent(), "The connection with connection_id: `" + id + "`")) {
            return "";
          }
          if (action.kind().equals("delete")) {
            resources(handle).deleteConnection(id);
          } else {
            boolean isUpdate = action.kind().equals("update");
            resources(handle)
                .save(merged(body, isUpdate ? action.keys(body) : CONNECTION_KEYS, id, old));
          }
          log(handle, "bulk_connections_" + action.kind(), call, id);
          return id;
        });
  }
}
