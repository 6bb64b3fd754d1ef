package vn.edulake.warehouse.ops;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.config.DatabaseAddress;

/**
 * The PostgreSQL database that remembers what the lake did. Opening it brings its tables up to
 * date.
 */
public final class OpsDatabase implements AutoCloseable {
  private final DatabaseAddress address;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private OpsDatabase(DatabaseAddress address, HikariDataSource pool) {
    this.address = address;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * Connects and migrates.
   *
   * @param client who connects, shown to others that wait for a lock: {@code lake run (pid 12)}
   * @throws ExternalError when the database does not answer
   */
  public static OpsDatabase open(DatabaseAddress address, String client) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(address.url());
    config.setUsername(address.user());
    config.setPassword(address.password());
    config.setMaximumPoolSize(6);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(10_000);
    config.setPoolName("ops");
    config.addDataSourceProperty("ApplicationName", client);
    try {
      HikariDataSource pool = new HikariDataSource(config);
      Flyway.configure()
          .dataSource(pool)
          .schemas("ops")
          .createSchemas(true)
          .locations("classpath:db/migration")
          .load()
          .migrate();
      return new OpsDatabase(address, pool);
    } catch (HikariPool.PoolInitializationException | FlywayException e) {
      throw new ExternalError(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot open the operations database at " + address.url() + ": " + e.getMessage(),
          e);
    }
  }

  public DatabaseAddress address() {
    return address;
  }

  /** For reading and writing rows. */
  public Jdbi jdbi() {
    return jdbi;
  }

  /** A connection of its own outside the pool, for locks that live as long as it does. */
  public Connection dedicatedConnection(String client) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    properties.setProperty("ApplicationName", client);
    return java.sql.DriverManager.getConnection(address.url(), properties);
  }

  @Override
  public void close() {
    pool.close();
  }
}
