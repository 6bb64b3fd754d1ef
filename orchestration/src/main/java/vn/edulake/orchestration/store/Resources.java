package vn.edulake.orchestration.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Pools, variables and connections, in the transaction of a handle. */
public final class Resources {
  private final Handle handle;
  private final Seal seal;

  public Resources(Handle handle, Seal seal) {
    this.handle = handle;
    this.seal = seal;
  }

  /**
   * A share of the machine.
   *
   * @param slots how many; −1 for no limit
   */
  public record Pool(
      long id, String name, int slots, @Nullable String description, boolean includeDeferred) {}

  /** A value that DAGs read by its key. */
  public record Variable(String key, String value, @Nullable String description) {}

  /** How to reach another system. */
  public record Connection(
      String id,
      String type,
      @Nullable String description,
      @Nullable String host,
      @Nullable String schema,
      @Nullable String login,
      @Nullable String password,
      @Nullable Integer port,
      @Nullable String extra) {
    @Override
    public String toString() {
      return "Connection[" + id + ", " + type + "]";
    }
  }

  /** The pools by name. */
  public List<Pool> pools() {
    return pools(handle);
  }

  /** The pools by name; no secret is needed for them. */
  public static List<Pool> pools(Handle handle) {
    return handle
        .createQuery("SELECT * FROM pool ORDER BY name")
        .map(
            (row, context) ->
                new Pool(
                    row.getLong("pool_id"),
                    row.getString("name"),
                    row.getInt("slots"),
                    row.getString("description"),
                    row.getBoolean("include_deferred")))
        .list();
  }

  public Optional<Pool> pool(String name) {
    return pools().stream().filter(pool -> pool.name().equals(name)).findFirst();
  }

  /** Makes or changes a pool. */
  public void save(String name, int slots, @Nullable String description, boolean includeDeferred) {
    handle
        .createUpdate(
            """
            INSERT INTO pool (name, slots, description, include_deferred)
            VALUES (:name, :slots, :description, :deferred)
            ON CONFLICT (name) DO UPDATE
            SET slots = :slots, description = :description, include_deferred = :deferred
            """)
        .bind("name", name)
        .bind("slots", slots)
        .bind("description", description)
        .bind("deferred", includeDeferred)
        .execute();
  }

  public boolean deletePool(String name) {
    return handle.createUpdate("DELETE FROM pool WHERE name = :name").bind("name", name).execute()
        == 1;
  }

  /** The variables by key. */
  public List<Variable> variables() {
    return handle
        .createQuery("SELECT * FROM variable ORDER BY key")
        .map(
            (row, context) ->
                new Variable(
                    row.getString("key"),
                    text(seal.open(row.getBytes("value_sealed"))),
                    row.getString("description")))
        .list();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  public Optional<Variable> variable(String key) {
    return variables().stream().filter(variable -> variable.key().equals(key)).findFirst();
  }

  public void save(Variable variable) {
    handle
        .createUpdate(
            """
            INSERT INTO variable (key, value_sealed, description)
            VALUES (:key, :value, :description)
            ON CONFLICT (key) DO UPDATE SET value_sealed = :value, description = :description
            """)
        .bind("key", variable.key())
        .bind("value", seal.seal(variable.value()))
        .bind("description", variable.description())
        .execute();
  }

  public boolean deleteVariable(String key) {
    return handle.createUpdate("DELETE FROM variable WHERE key = :key").bind("key", key).execute()
        == 1;
  }

  /** The connections by id. */
  public List<Connection> connections() {
    return handle
        .createQuery("SELECT * FROM connection ORDER BY connection_id")
        .map(
            (row, context) ->
                new Connection(
                    row.getString("connection_id"),
                    row.getString("conn_type"),
                    row.getString("description"),
                    row.getString("host"),
                    row.getString("schema_name"),
                    row.getString("login"),
                    seal.open(row.getBytes("password_sealed")),
                    Rows.findInt(row, "port"),
                    seal.open(row.getBytes("extra_sealed"))))
        .list();
  }

  public Optional<Connection> connection(String id) {
    return connections().stream().filter(connection -> connection.id().equals(id)).findFirst();
  }

  public void save(Connection connection) {
    handle
        .createUpdate(
            """
            INSERT INTO connection (connection_id, conn_type, description, host, schema_name, login,
              port, password_sealed, extra_sealed)
            VALUES (:id, :type, :description, :host, :schema, :login, :port, :password, :extra)
            ON CONFLICT (connection_id) DO UPDATE
            SET conn_type = :type, description = :description, host = :host, schema_name = :schema,
              login = :login, port = :port, password_sealed = :password, extra_sealed = :extra
            """)
        .bind("id", connection.id())
        .bind("type", connection.type())
        .bind("description", connection.description())
        .bind("host", connection.host())
        .bind("schema", connection.schema())
        .bind("login", connection.login())
        .bind("port", connection.port())
        .bind("password", seal.seal(connection.password()))
        .bind("extra", seal.seal(connection.extra()))
        .execute();
  }

  public boolean deleteConnection(String id) {
    return handle
            .createUpdate("DELETE FROM connection WHERE connection_id = :id")
            .bind("id", id)
            .execute()
        == 1;
  }
}
