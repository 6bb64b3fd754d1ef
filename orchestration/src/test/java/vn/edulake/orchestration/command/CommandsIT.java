package vn.edulake.orchestration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a person gives them: a process each, on a real PostgreSQL. */
class CommandsIT {
  private static final Pattern SCHEDULER =
      Pattern.compile("Scheduler   (http://127\\.0\\.0\\.1:\\d+), pid (\\d+) on ");

  private static EmbeddedPostgres postgres;

  private final Map<String, String> environment = new HashMap<>();

  @TempDir private Path folder;
  private String database = "";

  private record Outcome(int code, String text) {}

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void layOut(TestInfo test) throws IOException, SQLException {
    database = "c_" + Integer.toHexString(test.getDisplayName().hashCode());
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
    Files.createDirectories(folder.resolve("dags"));
    Files.writeString(
        folder.resolve("dags/daily.yml"),
        """
        daily:
          schedule: "@daily"
          timezone: Asia/Ho_Chi_Minh
          start_date: 2026-01-01
          max_active_runs: 16
          is_paused_upon_creation: false
          tasks:
            first:
              operator: airflow.providers.standard.operators.bash.BashOperator
              bash_command: "echo {{ ds }} >> days; test -e fixed"
            second:
              operator: airflow.operators.empty.EmptyOperator
              dependencies: [first]
        """);
  }

  @AfterEach
  void stop() {
    if (Files.exists(folder.resolve("logs/scheduler.log"))) {
      done("scheduler", "stop");
    }
  }

  private Outcome lake(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Scheduling.class.getName()));
    command.addAll(List.of(arguments));
    try {
      Path said = Files.createTempFile(folder, "said", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
      builder
          .environment()
          .putAll(
              Map.of(
                  "LAKE_SCHEDULER_HOME", folder.toString(),
                  "LAKE_SCHEDULER_PROJECT", folder.toString(),
                  "LAKE_SCHEDULER_DAGS", folder.resolve("dags").toString(),
                  "LAKE_SCHEDULER_URL", postgres.getJdbcUrl("postgres", database),
                  "LAKE_SCHEDULER_USER", "postgres"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      process.destroyForcibly();
      String text = Files.readString(said, StandardCharsets.UTF_8);
      assertThat(ended).as(text).isTrue();
      return new Outcome(process.exitValue(), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String done(String... arguments) {
    Outcome outcome = lake(arguments);
    assertThat(outcome.code()).as(outcome.text()).isZero();
    return outcome.text();
  }

  private static List<String> found(Pattern pattern, int group, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(group));
    }
    return found;
  }

  @Test
  @Tag("proof")
  void anotherSchedulerRunsBesideTheFirstAndGoesOnWhenThatDies() {
    String first = done("scheduler", "start");
    assertThat(first).containsPattern("First account: admin, password \\S{24} ");
    assertThat(found(SCHEDULER, 1, first)).hasSize(1);

    String again = done("scheduler", "start");
    assertThat(again).contains("It runs already.").doesNotContain("password");
    assertThat(found(SCHEDULER, 2, again)).isEqualTo(found(SCHEDULER, 2, first));

    String another = done("scheduler", "start", "--another");
    assertThat(another).doesNotContain("password");
    assertThat(found(SCHEDULER, 2, another))
        .hasSize(1)
        .doesNotContainAnyElementsOf(found(SCHEDULER, 2, first));
    assertThat(found(SCHEDULER, 1, done("scheduler", "status")))
        .containsExactlyInAnyOrder(
            found(SCHEDULER, 1, first).get(0), found(SCHEDULER, 1, another).get(0));

    ProcessHandle killed =
        ProcessHandle.of(Long.parseLong(found(SCHEDULER, 2, first).get(0))).orElseThrow();
    killed.destroyForcibly();
    killed.onExit().join();
    assertThat(found(SCHEDULER, 2, done("scheduler", "status")))
        .isEqualTo(found(SCHEDULER, 2, another));
    Outcome run = lake("dag", "trigger", "daily", "--run-id", "one", "--wait");
    assertThat(run.text()).contains("Started one of daily", "failed after");
    assertThat(run.code()).isEqualTo(3);

    assertThat(done("scheduler", "stop")).containsOnlyOnce("Stopped scheduler (pid ");
    assertThat(done("scheduler", "stop")).contains("No scheduler runs on this machine.");
    assertThat(done("scheduler", "status")).contains("not running");
  }

  @Test
  @Tag("proof")
  void thePastIsFilledBackwardsOneRunAtATimeAndClearedInLaterAndEarlierRuns() throws IOException {
    String[] fill = {"dag", "backfill", "daily", "--from", "2026-02-01", "--to", "2026-02-04"};
    List<String> backwards = new ArrayList<>(List.of(fill));
    backwards.addAll(List.of("--backwards", "--max-active-runs", "1"));
    List<String> tried = new ArrayList<>(backwards);
    tried.add("--dry-run");
    assertThat(done(tried.toArray(String[]::new)))
        .contains(
            """
            2026-02-04T00:00+07:00
            2026-02-03T00:00+07:00
            2026-02-02T00:00+07:00
            2026-02-01T00:00+07:00
            """);
    List<String> none = new ArrayList<>(List.of(fill));
    none.addAll(List.of("--max-active-runs", "0"));
    Outcome refused = lake(none.toArray(String[]::new));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.text()).contains("Invalid max active runs: 0 (1 or more)");
    done("scheduler", "start");
    assertThat(done(backwards.toArray(String[]::new))).contains("Started backfill 1 of daily");
    untilAllFailed();
    assertThat(Files.readAllLines(folder.resolve("days")))
        .containsExactly("2026-02-03", "2026-02-02", "2026-02-01", "2026-01-31");

    String middle = "backfill__2026-02-01T17:00:00+00:00";
    assertThat(cleared(middle, "--future"))
        .containsExactlyInAnyOrder(
            middle + " first",
            middle + " second",
            "backfill__2026-02-02T17:00:00+00:00 first",
            "backfill__2026-02-02T17:00:00+00:00 second",
            "backfill__2026-02-03T17:00:00+00:00 first",
            "backfill__2026-02-03T17:00:00+00:00 second");
    assertThat(cleared(middle, "--past", "--task", "first"))
        .containsExactlyInAnyOrder(middle + " first", "backfill__2026-01-31T17:00:00+00:00 first");
    Files.createFile(folder.resolve("fixed"));
    assertThat(done("dag", "clear", "daily", middle, "--future", "--wait"))
        .contains("Cleared 6 task instances.", "success after");
    assertThat(done("dag", "tasks", "daily", "backfill__2026-01-31T17:00:00+00:00"))
        .contains("failed", "upstream_failed")
        .doesNotContain("success");
  }

  /** What would be cleared, by the id of the run. */
  private List<String> cleared(String run, String... more) {
    List<String> command = new ArrayList<>(List.of("dag", "clear", "daily", run, "--dry-run"));
    command.addAll(List.of(more));
    return done(command.toArray(String[]::new))
        .lines()
        .filter(line -> line.startsWith("backfill__"))
        .toList();
  }

  private void untilAllFailed() {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    String runs = "";
    while (runs.lines().filter(line -> line.contains(",failed,backfill,")).count() < 4) {
      assertThat(System.nanoTime()).as(runs).isLessThan(end);
      runs = done("dag", "runs", "daily", "--format", "csv");
    }
  }

  @Test
  void whyASchedulerDidNotStartIsToldAtOnce() {
    environment.put("LAKE_SCHEDULER_PORT", "70000");

    Outcome outcome = lake("scheduler", "start");

    assertThat(outcome.code()).as(outcome.text()).isNotZero();
    assertThat(outcome.text()).contains("Its last words:", "70000", "All of it: ");
  }

  @Test
  void anAccountIsListedMadeChangedAndRemoved() {
    assertThat(done("scheduler", "account", "ada", "--role", "operator"))
        .containsPattern("New account: ada \\(operator\\), password \\S{24} ");
    assertThat(done("scheduler", "account", "ada", "--role", "viewer"))
        .contains("Changed account: ada (viewer), password ");
    String listed = done("scheduler", "account");
    assertThat(listed).containsPattern("ada +viewer ");
    assertThat(done("scheduler", "account", "list")).isEqualTo(listed);
    assertThat(done("scheduler", "account", "ada", "--remove")).contains("Removed account ada.");
    Outcome gone = lake("scheduler", "account", "ada", "--remove");
    assertThat(gone.code()).isEqualTo(2);
    assertThat(gone.text()).contains("Unknown account: ada.");
  }

  @Test
  void aWordThatIsNoNameMakesNoAccount() {
    for (String words : List.of("add", "remove ada", "list --role viewer", "--remove", ".ada")) {
      List<String> command = new ArrayList<>(List.of("scheduler", "account"));
      command.addAll(List.of(words.split(" ")));

      Outcome outcome = lake(command.toArray(String[]::new));

      assertThat(outcome.code()).as(outcome.text()).isEqualTo(2);
      assertThat(outcome.text()).contains("USAGE ", "Nothing was changed.");
    }
    assertThat(done("scheduler", "account", "--format", "json")).isEqualToIgnoringWhitespace("[]");
  }
}
