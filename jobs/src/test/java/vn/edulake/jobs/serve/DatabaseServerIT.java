package vn.edulake.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;

class DatabaseServerIT {
  @TempDir private Path project;
  private LakeConfig config;
  private final List<Process> children = new ArrayList<>();

  @BeforeEach
  void configure() {
    config = LakeConfig.load(project, Optional.empty(), Map.of(), Map.of());
  }

  @AfterEach
  void stopAll() {
    children.forEach(Process::destroyForcibly);
    DatabaseServer.stop(config);
  }

  @Test
  void rowsOutliveTheServerAndTheLastOneOutStopsIt() throws SQLException {
    DatabaseAddress first;
    try (DatabaseServer server = DatabaseServer.ensure(config)) {
      first = server.address();
      execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    assertThat(DatabaseServer.find(config)).isEmpty();

    try (DatabaseServer server = DatabaseServer.ensure(config)) {
      try (DatabaseServer other = DatabaseServer.ensure(config)) {
        assertThat(server.address()).isEqualTo(other.address()).isEqualTo(first);
      }
      assertThat(DatabaseServer.find(config)).isPresent();
      assertThat(number(server.address(), "SELECT answer FROM kept")).isEqualTo(42);
    }
    assertThat(DatabaseServer.find(config)).isEmpty();
    assertThat(DatabaseServer.stop(config)).isEmpty();
  }

  @Test
  void onlyWhoKnowsThePasswordEnters() throws Exception {
    try (DatabaseServer server = DatabaseServer.ensure(config)) {
      DatabaseAddress known = server.address();
      assertThatThrownBy(
              () -> number(new DatabaseAddress(known.url(), known.user(), "guessed"), "SELECT 1"))
          .hasMessageContaining("password authentication failed");
      Path secret = config.home().resolve("secrets/database.password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aKilledOwnerLeavesItsServerToTheNextCommand() throws Exception {
    Process owner = child();
    RunningServer started = DatabaseServer.find(config).orElseThrow();
    owner.destroyForcibly().waitFor();
    assertThat(DatabaseServer.find(config)).contains(started);

    try (DatabaseServer adopted = DatabaseServer.ensure(config)) {
      assertThat(number(adopted.address(), "SELECT 1")).isEqualTo(1);
      assertThat(DatabaseServer.find(config)).contains(started);
    }
    assertThat(DatabaseServer.find(config)).isEmpty();
  }

  @Test
  void twoCommandsAtOnceShareOneServer() throws Exception {
    Process one = start();
    Process two = start();
    String first = ready(one);
    assertThat(ready(two)).isEqualTo(first);

    end(one);
    assertThat(DatabaseServer.find(config)).isPresent();
    end(two);
    assertThat(DatabaseServer.find(config)).isEmpty();
  }

  @Test
  void aNoteLeftByAMachineCrashDoesNotBlockTheStart() throws Exception {
    try (DatabaseServer server = DatabaseServer.ensure(config)) {
      execute(server.address(), "CREATE TABLE kept AS SELECT 7 AS answer");
      RunningServer running = DatabaseServer.find(config).orElseThrow();
      ProcessHandle postmaster = running.process().orElseThrow();
      postmaster.destroyForcibly();
      postmaster.onExit().get(10, TimeUnit.SECONDS);
    }
    Path note = config.home().resolve("postgres/postmaster.pid");
    List<String> lines = new ArrayList<>(Files.readAllLines(note));
    // The number belongs to another program by now: this one.
    lines.set(0, Long.toString(ProcessHandle.current().pid()));
    Files.write(note, lines);

    try (DatabaseServer server = DatabaseServer.ensure(config)) {
      assertThat(number(server.address(), "SELECT answer FROM kept")).isEqualTo(7);
    }
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      LakeConfig fixed =
          LakeConfig.load(
              project, Optional.empty(), Map.of(), Map.of("database.port", Integer.toString(port)));
      assertThatThrownBy(() -> DatabaseServer.ensure(fixed))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "Cannot start PostgreSQL: port %d is taken by another program. Set database.port to"
                  + " another, or to 0 for a free one. Nothing was started.",
              port);
    }
  }

  /** A command that uses the server until its input ends. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws IOException {
      LakeConfig config =
          LakeConfig.load(Path.of(arguments[0]), Optional.empty(), Map.of(), Map.of());
      try (DatabaseServer server = DatabaseServer.ensure(config)) {
        System.out.println("READY " + server.address().url());
        while (System.in.read() >= 0) {
          // Input is only waited for.
        }
      }
    }
  }

  private Process child() throws IOException {
    Process process = start();
    ready(process);
    return process;
  }

  private Process start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName(),
                project.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(process);
    return process;
  }

  private static String ready(Process process) throws IOException {
    BufferedReader reader = process.inputReader();
    String line = reader.readLine();
    while (line != null && !line.startsWith("READY")) {
      line = reader.readLine();
    }
    return String.valueOf(line);
  }

  private static void end(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static void execute(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int number(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
