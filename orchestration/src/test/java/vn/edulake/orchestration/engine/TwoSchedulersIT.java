package vn.edulake.orchestration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two scheduler processes on one database, one clock three seconds ahead and the other two behind,
 * killed at random moments and started anew, while the database is restarted once.
 */
class TwoSchedulersIT {
  private static final int TASKS = 20;
  private static final int WIDTH = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(40);

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final Random random = new Random(7);
  private EmbeddedPostgres postgres;
  private Path data;

  @BeforeEach
  void startPostgres() throws IOException {
    data = folder.resolve("data");
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .start();
  }

  @AfterEach
  void stop() throws IOException {
    processes.forEach(Process::destroyForcibly);
    postgres.close();
  }

  @Test
  void everyTryIsBegunOnceAndNoneIsLostWhileASchedulerIsKilledAndTheDatabaseRestarted()
      throws IOException, InterruptedException {
    prove(10, 2);
  }

  @Test
  @Tag("proof")
  void fiveHundredDagsEndWhileSchedulersAreKilled() throws IOException, InterruptedException {
    prove(500, 6);
  }

  private void prove(int dags, int kills) throws IOException, InterruptedException {
    Path evidence = Files.createDirectories(folder.resolve("evidence"));
    try (House house = new House(postgres, "two", folder)) {
      for (int i = 0; i < dags; i++) {
        house.dags("d" + i + ".yml", dag("d" + i, evidence));
      }
      new Importer(house.jdbi(), Map.of(), Clock.systemUTC()).read(house.options().dags());
      for (int i = 0; i < dags; i++) {
        house.trigger("d" + i);
      }
      String url = postgres.getJdbcUrl("postgres", "two");
      long began = System.nanoTime();
      processes.add(start(url, 3));
      processes.add(start(url, -2));
      int total = dags * TASKS;
      for (int i = 1; i <= kills; i++) {
        untilEnded(house, total * i / (kills + 2));
        Process victim = processes.remove(random.nextInt(processes.size()));
        victim.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        processes.add(start(url, i % 2 == 0 ? 3 : -2));
        if (i == (kills + 1) / 2) {
          restartDatabase();
        }
      }
      untilEnded(house, total);
      double seconds = (System.nanoTime() - began) / 1e9;

      assertThat(count(house, "SELECT count(*) FROM task_instance WHERE state = 'success'"))
          .isEqualTo(total);
      house.until(
          () -> count(house, "SELECT count(*) FROM dag_run WHERE state = 'success'") == dags,
          () -> "some run has not ended");
      assertThat(count(house, "SELECT count(*) FROM task_try WHERE end_date IS NULL")).isZero();
      checkEvidence(house, evidence, total);
      report(house, dags, kills, total, seconds);
    }
  }

  private static String dag(String id, Path evidence) {
    StringBuilder text =
        new StringBuilder(
            """
            %s:
              schedule: null
              is_paused_upon_creation: false
              max_active_tasks: 64
              default_args: {owner: test, start_date: 2026-01-01, retries: 9, retry_delay: {__type__: datetime.timedelta, seconds: 0}}
              tasks:
            """
                .formatted(id));
    for (int i = 0; i < TASKS; i++) {
      String file = evidence.resolve(id + ".t" + i).toString();
      text.append(
          "    t%d: {operator: airflow.providers.standard.operators.bash.BashOperator, bash_command: 'echo begin $AIRFLOW_CTX_TRY_NUMBER >> %s; echo end $AIRFLOW_CTX_TRY_NUMBER >> %s'%s}\n"
              .formatted(i, file, file, i < WIDTH ? "" : ", dependencies: [t" + (i - WIDTH) + "]"));
    }
    return text.toString();
  }

  private Process start(String url, int skew) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SchedulerProcess.class.getName(),
            url,
            folder.toString(),
            String.valueOf(skew))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("scheduler.log").toFile()))
        .start();
  }

  private void restartDatabase() throws IOException, InterruptedException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    Path control = Path.of("/proc/" + pid + "/exe").toRealPath().resolveSibling("pg_ctl");
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; in a namespace of its own nobody is root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(
        List.of(
            control.toString(),
            "restart",
            "-w",
            "-m",
            "fast",
            "-D",
            data.toString(),
            "-l",
            folder.resolve("postgres.log").toString()));
    Process restart =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(restart.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(restart.exitValue()).isZero();
  }

  private void untilEnded(House house, int wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ended(house) < wanted) {
      assertThat(System.nanoTime()).as("time").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** How many instances ended well; none while the database restarts and cannot say. */
  private static long ended(House house) {
    try {
      return count(house, "SELECT count(*) FROM task_instance WHERE state = 'success'");
    } catch (JdbiException e) {
      return 0;
    }
  }

  private static long count(House house, String sql) {
    return house.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  /** What the tasks themselves wrote: no try began twice, and the last one came to its end. */
  private static void checkEvidence(House house, Path evidence, int total) throws IOException {
    List<String> wrong = new ArrayList<>();
    int files = 0;
    try (Stream<Path> all = Files.list(evidence)) {
      for (Path file : all.toList()) {
        files++;
        List<String> lines = Files.readAllLines(file);
        Set<String> seen = new HashSet<>();
        lines.stream()
            .filter(line -> !seen.add(line))
            .forEach(line -> wrong.add(file.getFileName() + ": " + line + " twice"));
        if (!lines.get(lines.size() - 1).startsWith("end ")) {
          wrong.add(file.getFileName() + ": no end");
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(files).isEqualTo(total);
    assertThat(
            count(
                house,
                "SELECT count(*) FROM (SELECT 1 FROM task_try GROUP BY task_instance_id, try_number"
                    + " HAVING count(*) > 1) AS twice"))
        .isZero();
  }

  /**
   * Prints what was measured: how long a task whose last upstream task has ended is not seen to be
   * ready, and how long one that is ready waits for a slot, which is for want of slots here.
   */
  private static void report(House house, int dags, int kills, int total, double seconds) {
    Map<String, Object> delays =
        house
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT
                              percentile_cont(0.5) WITHIN GROUP (ORDER BY decision) AS decision_p50,
                              percentile_cont(0.95) WITHIN GROUP (ORDER BY decision) AS decision_p95,
                              percentile_cont(0.5) WITHIN GROUP (ORDER BY slot) AS slot_p50,
                              percentile_cont(0.95) WITHIN GROUP (ORDER BY slot) AS slot_p95,
                              (SELECT count(*) FROM task_try WHERE state = 'failed') AS lost
                            FROM (
                              SELECT
                                extract(EPOCH FROM instance.scheduled_at - before.end_date) AS decision,
                                extract(EPOCH FROM instance.start_date - instance.scheduled_at) AS slot
                              FROM task_instance AS instance
                              INNER JOIN task_instance AS before
                                ON before.run_key = instance.run_key
                                  AND before.task_id =
                                    't' || (CAST(substr(instance.task_id, 2) AS integer) - 5)
                              WHERE instance.try_number = 1) AS delays
                            """)
                        .mapToMap()
                        .one());
    System.out.println(
        String.format(
            Locale.ROOT,
            "%d DAGs, %d task instances, %d kills, 1 database restart: %.1f s, %.1f task"
                + " instances/s; ready after the last task before it p50 %.2f s, p95 %.2f s; then"
                + " waiting for a slot p50 %.2f s, p95 %.2f s; %s tries lost and made again",
            dags,
            total,
            kills,
            seconds,
            total / seconds,
            number(delays, "decision_p50"),
            number(delays, "decision_p95"),
            number(delays, "slot_p50"),
            number(delays, "slot_p95"),
            delays.get("lost")));
  }

  private static double number(Map<String, Object> row, String name) {
    return ((Number) row.get(name)).doubleValue();
  }
}
