package vn.edulake.jobs.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;

/**
 * The PostgreSQL server of the lake, found or started.
 *
 * <p>The embedded server is a process of its own that no command owns: whoever needs it starts it
 * or uses the one that runs, and the last one out stops it. Each user holds one connection whose
 * application name says so; that connection ends with its process, however the process ends. So a
 * killed command leaves the server to the next one, and a server in use is never stopped.
 */
public final class DatabaseServer implements AutoCloseable {
  private static final String DATABASE = "lake";
  private static final String PRESENCE = "lake process ";
  private static final Duration STOP_WAIT = Duration.ofSeconds(60);

  private final LakeConfig config;
  private final DatabaseAddress address;
  private final @Nullable Connection presence;
  private final @Nullable Thread exitHook;
  private boolean closed;

  private DatabaseServer(
      LakeConfig config, DatabaseAddress address, @Nullable Connection presence) {
    this.config = config;
    this.address = address;
    this.presence = presence;
    this.exitHook = presence == null ? null : new Thread(this::leave, "leave-database");
    if (exitHook != null) {
      Runtime.getRuntime().addShutdownHook(exitHook);
    }
  }

  /**
   * The database that the configuration names; the embedded one is started when it does not run.
   *
   * @throws ExternalError when the embedded server cannot be started or does not answer
   */
  public static DatabaseServer ensure(LakeConfig config) {
    if (!config.isEmbeddedDatabase()) {
      return new DatabaseServer(
          config,
          new DatabaseAddress(
              config.text(Setting.DATABASE_URL),
              config.text(Setting.DATABASE_USER),
              config.text(Setting.DATABASE_PASSWORD)),
          null);
    }
    return FileMutex.hold(
        lock(config),
        () -> {
          String password = password(config);
          RunningServer server = find(config).orElseGet(() -> start(config));
          DatabaseAddress address = address(config, server.port(), password);
          return new DatabaseServer(config, address, enter(config, address));
        });
  }

  /** The embedded server of this home, when one runs. */
  public static Optional<RunningServer> find(LakeConfig config) {
    return PostmasterFile.read(data(config)).flatMap(PostmasterFile::server);
  }

  /**
   * Stops the embedded server of this home, whoever uses it.
   *
   * @return the server that was stopped, or nothing when none ran
   */
  public static Optional<RunningServer> stop(LakeConfig config) {
    if (!Files.exists(data(config))) {
      return Optional.empty();
    }
    return FileMutex.hold(
        lock(config),
        () -> {
          Optional<RunningServer> server = find(config);
          server.ifPresent(running -> halt(config));
          return server;
        });
  }

  /** Where the database is and how to enter it. */
  public DatabaseAddress address() {
    return address;
  }

  /**
   * Leaves the end of the process to the caller, who closes this in a hook of its own; without it
   * the server is left as by {@link #close()} when the process is told to end.
   */
  public void closeOnlyByCaller() {
    forgetExitHook();
  }

  /** Leaves the server; stops it when it is the embedded one and nobody else uses it. */
  @Override
  public void close() {
    forgetExitHook();
    leave();
  }

  private void forgetExitHook() {
    if (exitHook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(exitHook);
      } catch (IllegalStateException e) {
        // The process ends already; leaving twice is leaving once.
      }
    }
  }

  private synchronized void leave() {
    if (closed || presence == null) {
      return;
    }
    closed = true;
    Connection leaving = presence;
    FileMutex.hold(
        lock(config),
        () -> {
          boolean last = isLast(leaving) && TrinoServer.find(config).isEmpty();
          quietly(leaving);
          if (last && find(config).isPresent()) {
            halt(config);
          }
          return last;
        });
  }

  private static boolean isLast(Connection presence) {
    try (Statement statement = presence.createStatement();
        ResultSet others =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND application_name LIKE '"
                    + PRESENCE
                    + "%'")) {
      others.next();
      return others.getLong(1) == 0;
    } catch (SQLException e) {
      // The server is gone or going: nobody uses it any more.
      return true;
    }
  }

  private static void quietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is being left anyway.
    }
  }

  private static Path lock(LakeConfig config) {
    return config.home().resolve("run/postgres.lock");
  }

  /** Whether the embedded server has a database, be it running or not. */
  public static boolean hasData(LakeConfig config) {
    return Files.exists(data(config).resolve("PG_VERSION"));
  }

  private static Path data(LakeConfig config) {
    return config.home().resolve("postgres");
  }

  private static Path remembered(LakeConfig config) {
    return config.home().resolve("run/postgres.properties");
  }

  private static Path log(LakeConfig config) {
    return config.home().resolve("logs/postgres.log");
  }

  private static DatabaseAddress address(LakeConfig config, int port, String password) {
    return new DatabaseAddress(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE,
        config.text(Setting.DATABASE_USER),
        password);
  }

  private static String password(LakeConfig config) {
    Path file = config.home().resolve("secrets/database.password");
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.createDirectories(
            file.getParent(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path whole = file.resolveSibling("database.password.new");
        Files.deleteIfExists(whole);
        Files.createFile(
            whole,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
            whole,
            Base64.getUrlEncoder().withoutPadding().encodeToString(random),
            StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot keep the database password in " + file + ": " + e.getMessage(),
          e);
    }
  }

  private static RunningServer start(LakeConfig config) {
    PostgresProgram program = PostgresProgram.unpack(config.home());
    try {
      Files.createDirectories(config.home().resolve("logs"));
      initialise(config, program);
      PostmasterFile.deleteStale(data(config));
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot prepare the database under " + config.home() + ": " + e.getMessage(),
          e);
    }
    int port = freePort(config);
    PostgresProgram.Result result =
        program.run(
            config.home().resolve("logs/postgres-control.log"),
            List.of(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                "60",
                "-D",
                data(config).toString(),
                "-l",
                log(config).toString(),
                "-o",
                "-p " + port));
    RunningServer server =
        find(config)
            .filter(ignored -> result.code() == 0)
            .orElseThrow(
                () ->
                    new ExternalError(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        "Cannot start PostgreSQL: "
                            + result.output().strip().replace('\n', ' ')
                            + "; see "
                            + log(config)));
    server.save(remembered(config));
    return server;
  }

  /** Makes the data folder beside its place, so that one cut short is never taken for a whole. */
  private static void initialise(LakeConfig config, PostgresProgram program) throws IOException {
    Path data = data(config);
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    Path part = data.resolveSibling("postgres.part");
    OwnedFolder.delete(part);
    Path secret = config.home().resolve("secrets/database.password");
    PostgresProgram.Result result =
        program.run(
            config.home().resolve("logs/postgres-control.log"),
            List.of(
                "initdb",
                "-D",
                part.toString(),
                "-U",
                config.text(Setting.DATABASE_USER),
                "--auth=scram-sha-256",
                "--pwfile=" + secret,
                "--encoding=UTF8",
                "--locale=C",
                "--set=listen_addresses=127.0.0.1",
                "--set=unix_socket_directories="));
    if (result.code() != 0) {
      throw new ExternalError(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot make the database under " + part + ": " + result.output().strip());
    }
    Files.move(part, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static int freePort(LakeConfig config) {
    int wanted = config.number(Setting.DATABASE_PORT);
    if (wanted != 0) {
      if (!LoopbackPort.isFree(wanted)) {
        throw new UserError(
            ErrorCode.DATABASE_UNAVAILABLE,
            "Cannot start PostgreSQL: port "
                + wanted
                + " is taken by another program. Set database.port to another, or to 0 for a free"
                + " one. Nothing was started.");
      }
      return wanted;
    }
    int last = RunningServer.lastPort(remembered(config));
    return last != 0 && LoopbackPort.isFree(last) ? last : LoopbackPort.findFree();
  }

  /** Opens the connection that marks this process as a user; makes the database the first time. */
  private static Connection enter(LakeConfig config, DatabaseAddress address) {
    try {
      return connect(address);
    } catch (SQLException e) {
      if (!"3D000".equals(e.getSQLState())) {
        throw unanswered(config, address, e);
      }
    }
    DatabaseAddress first =
        new DatabaseAddress(
            address.url().substring(0, address.url().lastIndexOf('/')) + "/postgres",
            address.user(),
            address.password());
    try {
      try (Connection connection = connect(first);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
      return connect(address);
    } catch (SQLException e) {
      throw unanswered(config, address, e);
    }
  }

  private static ExternalError unanswered(
      LakeConfig config, DatabaseAddress address, SQLException failure) {
    return new ExternalError(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot enter the embedded database at "
            + address
            + ": "
            + failure.getMessage()
            + "; see "
            + log(config),
        failure);
  }

  private static Connection connect(DatabaseAddress address) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    properties.setProperty("ApplicationName", PRESENCE + ProcessHandle.current().pid());
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    return DriverManager.getConnection(address.url(), properties);
  }

  private static void halt(LakeConfig config) {
    PostgresProgram.Result result =
        PostgresProgram.unpack(config.home())
            .run(
                config.home().resolve("logs/postgres-control.log"),
                List.of(
                    "pg_ctl",
                    "stop",
                    "-w",
                    "-m",
                    "fast",
                    "-t",
                    Long.toString(STOP_WAIT.toSeconds()),
                    "-D",
                    data(config).toString()));
    if (result.code() != 0 && find(config).isPresent()) {
      throw new ExternalError(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot stop PostgreSQL: " + result.output().strip() + "; see " + log(config));
    }
  }
}
