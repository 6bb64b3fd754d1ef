package vn.edulake.jobs.serve;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import vn.edulake.models.Layer.Zone;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;

/**
 * The Trino server that people ask, found or started.
 *
 * <p>It knows two catalogs: {@code lake}, the tables of the served zone, and {@value #PUBLISHED},
 * the views that show one release. The personal zone is not configured in it at all.
 */
public final class TrinoServer {
  /** The catalog of the published views. */
  public static final String PUBLISHED = "edu";

  /** The user that may make the published views. */
  public static final String PUBLISHER = "lake_publisher";

  private static final Duration START_WAIT = Duration.ofMinutes(3);
  private static final Duration STOP_WAIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(200);

  private final LakeConfig config;
  private final String url;

  private TrinoServer(LakeConfig config, String url) {
    this.config = config;
    this.url = url;
  }

  /**
   * The Trino that the configuration names; the embedded one is started when it does not run, and
   * answers queries when this returns. The Iceberg catalog must have been opened before.
   *
   * @throws UserError when no JDK is new enough or the port is taken
   * @throws ExternalError when it does not start
   */
  public static TrinoServer ensure(LakeConfig config, DatabaseAddress database) {
    if (!config.isEmbeddedTrino()) {
      return new TrinoServer(config, config.text(Setting.TRINO_URL));
    }
    return FileMutex.hold(
        config.home().resolve("run/trino.lock"),
        () -> {
          RunningServer server = find(config).orElseGet(() -> start(config, database));
          TrinoServer trino = at(config, server);
          trino.awaitReady(server);
          return trino;
        });
  }

  /** The embedded server of this home, when one runs. */
  public static Optional<RunningServer> find(LakeConfig config) {
    return RunningServer.find(record(config));
  }

  /**
   * The Trino that the configuration names, without starting one.
   *
   * @throws ExternalError {@code TRINO_UNAVAILABLE} when the embedded one does not run
   */
  public static TrinoServer load(LakeConfig config) {
    if (!config.isEmbeddedTrino()) {
      return new TrinoServer(config, config.text(Setting.TRINO_URL));
    }
    return find(config)
        .map(server -> at(config, server))
        .orElseThrow(
            () ->
                new ExternalError(
                    ErrorCode.TRINO_UNAVAILABLE,
                    "Cannot reach Trino: it does not run. Start it with ./lake up."));
  }

  /**
   * Stops the embedded server of this home, whoever uses it.
   *
   * @return the server that was stopped, or nothing when none ran
   */
  public static Optional<RunningServer> stop(LakeConfig config) {
    Optional<RunningServer> server = find(config);
    server.ifPresent(TrinoServer::end);
    if (server.isPresent()) {
      try {
        Files.deleteIfExists(record(config));
      } catch (IOException e) {
        // The record of an ended process is ignored.
      }
    }
    return server;
  }

  /** The JDBC address. */
  public String url() {
    return url;
  }

  /**
   * A connection for one user; {@link #PUBLISHED} is the default catalog of the embedded server.
   */
  public Connection connect(String user) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("source", "lake");
    String password = config.text(Setting.TRINO_PASSWORD);
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    return DriverManager.getConnection(url, properties);
  }

  private static TrinoServer at(LakeConfig config, RunningServer server) {
    return new TrinoServer(config, "jdbc:trino://127.0.0.1:" + server.port() + "/" + PUBLISHED);
  }

  private static Path record(LakeConfig config) {
    return config.home().resolve("run/trino.properties");
  }

  private static Path log(LakeConfig config) {
    return config.home().resolve("logs/trino.log");
  }

  private static RunningServer start(LakeConfig config, DatabaseAddress database) {
    Path java = TrinoJava.find(config, System.getenv());
    int port = port(config);
    TrinoInstance instance = new TrinoInstance(config);
    instance.prepare(port, database);
    List<String> command = instance.command(java);
    try {
      Files.createDirectories(log(config).getParent());
      if (Files.exists(log(config))) {
        Files.move(
            log(config),
            log(config).resolveSibling("trino.log.1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(instance.folder().toFile());
      builder.environment().put(TrinoInstance.PASSWORD_VARIABLE, database.password());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectErrorStream(true);
      builder.redirectOutput(log(config).toFile());
      Process process = builder.start();
      RunningServer server =
          RunningServer.of(process.pid(), port).orElseThrow(() -> unstarted(config));
      server.save(record(config));
      return server;
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.TRINO_UNAVAILABLE, "Cannot start Trino: " + e.getMessage(), e);
    }
  }

  private static int port(LakeConfig config) {
    int port = config.number(Setting.TRINO_PORT);
    if (port == 0) {
      return LoopbackPort.findFree();
    }
    if (!LoopbackPort.isFree(port)) {
      throw new UserError(
          ErrorCode.TRINO_UNAVAILABLE,
          "Cannot start Trino: port "
              + port
              + " is taken by another program. Set trino.port to another, or to 0 for a free one."
              + " Trino was not started.");
    }
    return port;
  }

  private void awaitReady(RunningServer server) {
    long deadline = System.nanoTime() + START_WAIT.toNanos();
    String answer = "nothing";
    while (System.nanoTime() < deadline) {
      if (!server.isAlive()) {
        throw unstarted(config);
      }
      try {
        answer = info(server.port());
        if (answer.contains("\"starting\":false")) {
          answer = "queries fail";
          readCatalog();
          return;
        }
      } catch (IOException | SQLException e) {
        answer = String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new ExternalError(
        ErrorCode.TRINO_UNAVAILABLE,
        "Cannot use Trino: not ready after "
            + START_WAIT.toSeconds()
            + " s ("
            + answer
            + "); see "
            + log(config)
            + ". It still runs; `./lake down` stops it.");
  }

  private static String info(int port) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/v1/info").toURL().openConnection();
    connection.setConnectTimeout(2_000);
    connection.setReadTimeout(5_000);
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  /** The server calls itself started before its catalogs are loaded. */
  private void readCatalog() throws SQLException {
    try (Connection connection = connect(config.text(Setting.TRINO_USER));
        Statement statement = connection.createStatement();
        ResultSet schemas =
            statement.executeQuery("SHOW SCHEMAS FROM " + LakeCatalogs.name(Zone.SERVED))) {
      while (schemas.next()) {
        schemas.getString(1);
      }
    }
  }

  private static ExternalError unstarted(LakeConfig config) {
    String why = "";
    try {
      why =
          Files.readAllLines(log(config)).stream()
              .filter(line -> line.contains("ERROR") || line.startsWith("Error"))
              .findFirst()
              .map(line -> ": " + line.replace('\t', ' ').strip())
              .orElse("");
    } catch (IOException e) {
      // The log is named below.
    }
    return new ExternalError(
        ErrorCode.TRINO_UNAVAILABLE,
        "Cannot start Trino: its process ended" + why + "; see " + log(config));
  }

  private static void end(RunningServer server) {
    server.process().ifPresent(ProcessHandle::destroy);
    if (!ended(server)) {
      server.process().ifPresent(ProcessHandle::destroyForcibly);
      ended(server);
    }
  }

  private static boolean ended(RunningServer server) {
    long deadline = System.nanoTime() + STOP_WAIT.toNanos();
    while (server.isAlive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos() / 4);
    }
    return true;
  }
}
