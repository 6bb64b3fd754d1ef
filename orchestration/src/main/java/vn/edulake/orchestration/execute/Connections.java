package vn.edulake.orchestration.execute;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.Resources.Connection;

/**
 * What a connection means for HTTP and JDBC. Like Airflow's, one can also be given in the
 * environment: {@code AIRFLOW_CONN_<ID>} as JSON or URI. One that is given nowhere may be there by
 * itself: {@code trino_default} is the Trino of this lake.
 */
public final class Connections {
  private static final String ENVIRONMENT = "AIRFLOW_CONN_";

  /** Of what {@code lake} itself knows; whatever a person gives comes before it. */
  private static final String OWN = "LAKE_CONN_";

  private Connections() {}

  /** The extras of a connection; empty when they are no JSON object. */
  public static Map<String, @Nullable Object> extra(Connection connection) {
    try {
      return Json.readMap(connection.extra());
    } catch (UserError e) {
      return Map.of();
    }
  }

  /**
   * The connection of an id: the one of the environment, else the one that is stored, else the one
   * that this lake has by itself.
   *
   * @throws UserError when an environment variable is neither JSON nor a URI
   */
  public static Optional<Connection> find(
      String id, Map<String, String> environment, Function<String, Optional<Connection>> stored) {
    return ofVariable(ENVIRONMENT, id, environment)
        .or(() -> stored.apply(id))
        .or(() -> ofVariable(OWN, id, environment));
  }

  private static Optional<Connection> ofVariable(
      String prefix, String id, Map<String, String> environment) {
    String variable = prefix + id.toUpperCase(Locale.ROOT);
    return Optional.ofNullable(environment.get(variable)).map(text -> parse(variable, id, text));
  }

  private static Connection parse(String variable, String id, String text) {
    return text.startsWith("{") ? ofJson(id, text) : ofUri(variable, id, text);
  }

  /** All connections that environment variables give; those that cannot be read are left out. */
  static List<Connection> allOf(Map<String, String> environment) {
    List<Connection> all = new ArrayList<>();
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith(ENVIRONMENT) || variable.startsWith(OWN)) {
            try {
              all.add(parse(variable, variable, text));
            } catch (UserError e) {
              // Whoever uses it is told.
            }
          }
        });
    return all;
  }

  private static Connection ofJson(String id, String text) {
    Map<String, @Nullable Object> map = Json.readMap(text);
    Object port = map.get("port");
    Object extra = map.get("extra");
    return new Connection(
        id,
        String.valueOf(map.getOrDefault("conn_type", "")),
        text(map.get("description")),
        text(map.get("host")),
        text(map.get("schema")),
        text(map.get("login")),
        text(map.get("password")),
        port == null ? null : Integer.valueOf(port.toString()),
        extra == null || extra instanceof String ? (String) extra : Json.write(extra));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static Connection ofUri(String variable, String id, String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Invalid connection: "
              + variable
              + " (JSON, or a URI such as trino://user:password@host:8080/schema).");
    }
    String[] user =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    Map<String, String> extra = new LinkedHashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&")) {
        String[] parts = pair.split("=", 2);
        extra.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
      }
    }
    String path = uri.getPath();
    return new Connection(
        id,
        uri.getScheme() == null ? "" : uri.getScheme(),
        null,
        uri.getHost(),
        path == null || path.length() < 2 ? null : path.substring(1),
        user.length > 0 ? decode(user[0]) : null,
        user.length > 1 ? decode(user[1]) : null,
        uri.getPort() < 0 ? null : Integer.valueOf(uri.getPort()),
        extra.isEmpty() ? null : Json.write(extra));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /**
   * The JDBC address of a connection, and the properties to enter it.
   *
   * @throws UserError for a type that is no database known here
   */
  static Jdbc jdbc(Connection connection) {
    Properties properties = new Properties();
    if (connection.login() != null) {
      properties.setProperty("user", connection.login());
    }
    if (connection.password() != null && !connection.password().isEmpty()) {
      properties.setProperty("password", connection.password());
    }
    Map<String, @Nullable Object> extra = extra(connection);
    String host = connection.host() == null ? "localhost" : connection.host();
    String schema = connection.schema() == null ? "" : connection.schema();
    switch (connection.type()) {
      case "trino" -> {
        Object catalog = extra.get("catalog");
        String path =
            catalog == null || schema.isEmpty() || schema.contains("/")
                ? (catalog == null ? schema : catalog + (schema.isEmpty() ? "" : "/" + schema))
                : catalog + "/" + schema;
        int port = connection.port() == null ? 8080 : connection.port();
        if ("https".equals(extra.get("protocol"))) {
          properties.setProperty("SSL", "true");
        }
        if (connection.login() == null) {
          properties.setProperty("user", "airflow");
        }
        return new Jdbc("jdbc:trino://" + host + ":" + port + "/" + path, properties);
      }
      case "postgres", "postgresql" -> {
        int port = connection.port() == null ? 5432 : connection.port();
        return new Jdbc("jdbc:postgresql://" + host + ":" + port + "/" + schema, properties);
      }
      case "jdbc" -> {
        return new Jdbc(host, properties);
      }
      default ->
          throw new UserError(
              ErrorCode.CONFIGURATION_INVALID,
              "Cannot run SQL over connection %s: its type is %s (known: trino, postgres, jdbc)."
                  .formatted(connection.id(), connection.type()));
    }
  }

  /** Where a database is and how to enter it. */
  record Jdbc(String url, Properties properties) {}

  /** The address that a connection and an endpoint make together. */
  static URI http(@Nullable Connection connection, String endpoint) {
    if (endpoint.startsWith("http://") || endpoint.startsWith("https://")) {
      return URI.create(endpoint);
    }
    String host = connection == null || connection.host() == null ? "" : connection.host();
    String base;
    if (host.contains("://")) {
      base = host;
    } else {
      String scheme =
          connection != null && connection.schema() != null && !connection.schema().isEmpty()
              ? connection.schema()
              : connection != null && connection.type().equals("https") ? "https" : "http";
      base = scheme + "://" + host;
    }
    if (connection != null && connection.port() != null) {
      base += ":" + connection.port();
    }
    return URI.create(
        base.endsWith("/") || endpoint.startsWith("/") || endpoint.isEmpty()
            ? base
                + (base.endsWith("/") && endpoint.startsWith("/")
                    ? endpoint.substring(1)
                    : endpoint)
            : base + "/" + endpoint);
  }
}
