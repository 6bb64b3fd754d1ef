package vn.edulake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.jobs.serve.RunningServer;
import vn.edulake.jobs.serve.Supervisor;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.warehouse.config.LakeConfig;

class UpCommandIT {
  /** The program with an {@code up} that loads nothing. */
  @Command(name = "lake")
  static final class ServersOnly {
    private ServersOnly() {}

    public static void main(String[] arguments) {
      System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
      return Lake.withErrorLines(
          new CommandLine(new ServersOnly())
              .addSubcommand(new UpCommand((lake, out) -> {}))
              .addSubcommand(new DownCommand())
              .addSubcommand(new StatusCommand())
              .addSubcommand(new SqlCommand()));
    }
  }

  @TempDir private Path home;
  private LakeConfig config;

  @BeforeEach
  void configure() {
    Path project = Path.of(System.getProperty("lake.project"));
    config = LakeConfig.load(project, Optional.empty(), Map.of(), Map.of("home", home.toString()));
  }

  @AfterEach
  void stopAll() throws IOException {
    Supervisor.stop(config);
    TrinoServer.stop(config);
    DatabaseServer.stop(config);
    Files.deleteIfExists(home.resolve("trino/plugin/iceberg"));
  }

  @Test
  void whatRunsIsUsedAgainAndStoppedWhole() {
    assertThat(lake("status").out())
        .contains("PostgreSQL  not running", "Trino       not running", "The lake is empty");
    assertThat(DatabaseServer.hasData(config)).isFalse();
    assertThat(lake("sql", "SELECT 1"))
        .isEqualTo(
            new Outcome(
                4,
                "",
                "TRINO_UNAVAILABLE Cannot reach Trino: it does not run. Start it with ./lake up.\n"));
    assertThat(lake("down")).isEqualTo(new Outcome(0, "Nothing runs.\n", ""));

    Outcome up = lake("up", "--detach");
    assertThat(up.code()).as(up.toString()).isZero();
    assertThat(up.out()).contains("Ready.");
    RunningServer database = DatabaseServer.find(config).orElseThrow();
    RunningServer trino = TrinoServer.find(config).orElseThrow();

    Outcome again = lake("up");
    assertThat(again.code()).as(again.toString()).isZero();
    assertThat(again.out()).startsWith("The lake was already up (pid ").contains("Ready.");
    assertThat(DatabaseServer.find(config)).contains(database);
    assertThat(TrinoServer.find(config)).contains(trino);

    asks();

    RunningServer supervisor = Supervisor.find(config).orElseThrow();
    ProcessHandle killed = ProcessHandle.of(supervisor.pid()).orElseThrow();
    killed.destroyForcibly();
    killed.onExit().join();
    Outcome adopted = lake("up", "--detach");
    assertThat(adopted.code()).as(adopted.toString()).isZero();
    assertThat(DatabaseServer.find(config)).contains(database);
    assertThat(TrinoServer.find(config)).contains(trino);
    assertThat(lake("status").out())
        .contains("Trino       http://127.0.0.1:" + trino.port() + ", pid " + trino.pid())
        .contains("Release     none yet");

    assertThat(lake("down").out())
        .contains("Stopped up", "Stopped Trino (pid " + trino.pid(), "Stopped PostgreSQL");
    assertThat(lake("status").out()).contains("PostgreSQL  not running", "Trino       not running");
  }

  private void asks() {
    assertThat(
            lake(
                "sql",
                "--format=csv",
                "SELECT 'Đồng Tháp' AS place, BIGINT '12553' AS n, DECIMAL '5.50' AS mean,"
                    + " DATE '2026-01-02' AS day, CAST(NULL AS VARCHAR) AS nothing;"))
        .isEqualTo(
            new Outcome(0, "place,n,mean,day,nothing\r\nĐồng Tháp,12553,5.50,2026-01-02,\r\n", ""));
    assertThat(
            lake(
                "sql",
                "--format=json",
                "--user=ada",
                "SELECT current_user AS who, 1.5e0 AS x, true AS t,"
                    + " TIMESTAMP '2026-01-02 03:04:05.678 UTC' AS at, NULL AS nothing"))
        .isEqualTo(
            new Outcome(
                0,
                "[\n{\"who\":\"ada\",\"x\":1.5,\"t\":true,\"at\":\"2026-01-02 03:04:05.678 UTC\","
                    + "\"nothing\":null}\n]\n",
                ""));
    Outcome wrong = lake("sql", "SELECT nothing FROM core.nowhere");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).startsWith("QUERY_FAILED Cannot answer the query: ").contains("core");
  }

  @Test
  void withoutANewJdkAllButTrinoIsDone() {
    Outcome up = lake("up", "--set", "trino.java-home=" + System.getProperty("java.home"));
    assertThat(up.code()).isEqualTo(2);
    assertThat(up.out()).contains("Data done").doesNotContain("Ready.");
    assertThat(up.err()).startsWith("TRINO_JAVA_MISSING").contains("LAKE_TRINO_JAVA_HOME");
    assertThat(DatabaseServer.find(config)).isEmpty();
    assertThat(Supervisor.find(config)).isEmpty();
  }

  private Outcome lake(String... arguments) {
    List<String> whole = new ArrayList<>(List.of(arguments));
    for (String setting : List.of("home=" + home, "trino.port=0", "trino.heap=1G")) {
      whole.addAll(1, List.of("--set", setting));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = ServersOnly.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = line.execute(whole.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }

  private record Outcome(int code, String out, String err) {}
}
