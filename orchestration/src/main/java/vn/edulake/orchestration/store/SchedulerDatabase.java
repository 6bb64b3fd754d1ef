package vn.edulake.orchestration.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** The PostgreSQL database of the scheduler. Opening it brings its tables up to date. */
public final class SchedulerDatabase implements AutoCloseable {
  /** The schema that holds all tables, Quartz's among them. */
  public static final String SCHEMA = "scheduler";

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private SchedulerDatabase(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool).registerArgument(new InstantArgument());
    jdbi.registerArgument(new UuidArgument());
  }

  /**
   * Where it is.
   *
   * @param client who connects, shown to others: {@code lake process scheduler}
   */
  public record Address(String url, String user, String password, String client) {}

  /**
   * Connects and migrates.
   *
   * @param connections how many at most
   * @throws ExternalError when the database does not answer
   */
  public static SchedulerDatabase open(Address address, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(address.url());
    config.setUsername(address.user());
    config.setPassword(address.password());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
    config.setPoolName(SCHEMA);
    config.setSchema(SCHEMA);
    config.addDataSourceProperty("ApplicationName", address.client());
    config.addDataSourceProperty("currentSchema", SCHEMA);
    // A server that went away without a word is noticed.
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    HikariDataSource pool = null;
    try {
      pool = new HikariDataSource(config);
      migrate(pool);
      return new SchedulerDatabase(pool);
    } catch (HikariPool.PoolInitializationException | FlywayException e) {
      if (pool != null) {
        pool.close();
      }
      throw new ExternalError(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot open the scheduler's database at " + address.url() + ": " + e.getMessage(),
          e);
    }
  }

  private static void migrate(DataSource pool) {
    Flyway.configure()
        .dataSource(pool)
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .createSchemas(true)
        .locations("classpath:db/scheduler")
        .javaMigrations(new V2__Quartz())
        .load()
        .migrate();
  }

  /** For reading and writing rows. */
  public Jdbi jdbi() {
    return jdbi;
  }

  /** For Quartz, which makes its own statements. */
  public DataSource dataSource() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Binds an id as what it is: a missing one would be taken for a text. */
  private static final class UuidArgument extends AbstractArgumentFactory<UUID> {
    UuidArgument() {
      super(Types.OTHER);
    }

    @Override
    protected Argument build(UUID value, ConfigRegistry config) {
      return (position, statement, context) -> statement.setObject(position, value);
    }
  }

  /** Binds a moment as a time with its zone: a time without one would pass through the JVM's. */
  private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
    InstantArgument() {
      super(Types.TIMESTAMP_WITH_TIMEZONE);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      OffsetDateTime time = value.atOffset(ZoneOffset.UTC);
      return (position, statement, context) -> statement.setObject(position, time);
    }
  }
}
