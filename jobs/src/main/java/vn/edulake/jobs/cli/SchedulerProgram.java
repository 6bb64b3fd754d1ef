package vn.edulake.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.edulake.jobs.serve.RunningServer;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;

/**
 * The program of the scheduler, which has a class path of its own without Spark. It is told by its
 * environment where everything is; what this program was told is told to the tasks as well.
 */
final class SchedulerProgram {
  /** The folder of its class path; the script {@code lake} sets it. */
  private static final String PLACE = "lake.scheduler";

  private static final String MAIN = "vn.edulake.orchestration.command.Scheduling";

  private SchedulerProgram() {}

  /** Whether this program was started in a way that knows where the scheduler's is. */
  static boolean isThere() {
    return System.getProperty(PLACE) != null;
  }

  /**
   * Runs one of its commands with this terminal.
   *
   * @return its exit code
   */
  static int run(LakeConfig config, DatabaseAddress database, List<String> arguments) {
    String place = System.getProperty(PLACE);
    if (place == null) {
      throw new UserError(
          ErrorCode.SCHEDULER_UNAVAILABLE,
          "Cannot find the scheduler's program: start this one by the script `lake`. Nothing was"
              + " started.");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx512m",
            "-Dfile.encoding=UTF-8",
            "-Dsun.stdout.encoding=UTF-8",
            "-Dsun.stderr.encoding=UTF-8",
            "-cp",
            Path.of(place).resolve("*").toString(),
            MAIN));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    surround(builder.environment(), config, database);
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.SCHEDULER_UNAVAILABLE,
          "Cannot start the scheduler's program: " + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void surround(
      Map<String, String> environment, LakeConfig config, DatabaseAddress database) {
    for (Setting setting : Setting.values()) {
      String value = config.text(setting);
      if (!value.isEmpty()) {
        environment.put(setting.environment(), value);
      }
    }
    environment.put(Setting.HOME.environment(), config.home().toString());
    environment.put("LAKE_SCHEDULER_HOME", config.home().toString());
    environment.put("LAKE_SCHEDULER_PROJECT", config.project().toString());
    environment.put(
        Setting.SCHEDULER_DAGS.environment(),
        config.project().resolve(config.text(Setting.SCHEDULER_DAGS)).toString());
    environment.put("LAKE_SCHEDULER_URL", database.url());
    environment.put("LAKE_SCHEDULER_USER", database.user());
    environment.put("LAKE_SCHEDULER_PASSWORD", database.password());
    environment.put("LAKE_CONN_TRINO_DEFAULT", trino(config));
  }

  /** The connection of tasks to this lake's Trino, as JSON; the catalog is that of readers. */
  private static String trino(LakeConfig config) {
    Map<String, Object> connection = new LinkedHashMap<>();
    connection.put("login", config.text(Setting.TRINO_USER));
    String password = config.text(Setting.TRINO_PASSWORD);
    if (!password.isEmpty()) {
      connection.put("password", password);
    }
    if (config.isEmbeddedTrino()) {
      connection.put("conn_type", "trino");
      connection.put("host", "127.0.0.1");
      connection.put(
          "port",
          TrinoServer.find(config)
              .map(RunningServer::port)
              .orElse(config.number(Setting.TRINO_PORT)));
      connection.put("extra", Map.of("catalog", TrinoServer.PUBLISHED));
    } else {
      connection.put("conn_type", "jdbc");
      connection.put("host", config.text(Setting.TRINO_URL));
    }
    return new ObjectMapper().valueToTree(connection).toString();
  }
}
