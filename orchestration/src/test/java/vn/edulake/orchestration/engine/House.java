package vn.edulake.orchestration.engine;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.SchedulerDatabase;
import vn.edulake.orchestration.store.Seal;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;

/**
 * A scheduler's surroundings for tests: a database of its own in a real PostgreSQL, and a folder.
 */
final class House implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);

  private final SchedulerDatabase database;
  private final Path folder;
  private final Seal seal;
  private final Bag bag = new Bag();
  private final Map<String, String> environment = new TreeMap<>(System.getenv());

  House(EmbeddedPostgres postgres, String name, Path folder) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    this.database =
        SchedulerDatabase.open(
            new SchedulerDatabase.Address(
                postgres.getJdbcUrl("postgres", name), "postgres", "postgres", "test"),
            20);
    this.folder = folder;
    this.seal = Seal.ofKeyFile(folder.resolve("secrets/scheduler.key"));
  }

  SchedulerDatabase database() {
    return database;
  }

  Jdbi jdbi() {
    return database.jdbi();
  }

  Seal seal() {
    return seal;
  }

  House environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  House dags(String file, String text) {
    try {
      Files.createDirectories(folder.resolve("dags"));
      Files.writeString(folder.resolve("dags").resolve(file), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SchedulerOptions options() {
    try {
      Files.createDirectories(folder.resolve("dags"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SchedulerOptions(
        folder.resolve("dags"), folder, environment, 8, Duration.ofSeconds(60));
  }

  Scheduler scheduler() {
    return Scheduler.start(database, seal, options(), Clock.systemUTC());
  }

  Control control() {
    return new Control(jdbi(), bag, Clock.systemUTC());
  }

  DagRun trigger(String dagId) {
    return control()
        .trigger(
            new Control.Trigger(
                dagId, null, null, null, null, Map.of(), null, "test", "tester", null));
  }

  DagRun find(DagRun run) {
    return jdbi().withHandle(handle -> new Runs(handle).find(run.key())).orElseThrow();
  }

  List<DagRun> runs(String dagId) {
    return jdbi().withHandle(handle -> new Runs(handle).newest(dagId, 1000));
  }

  List<TaskInstance> instances(DagRun run) {
    return jdbi().withHandle(handle -> new TaskInstances(handle).ofRun(run.key()));
  }

  TaskInstance instance(DagRun run, String label) {
    return instances(run).stream()
        .filter(instance -> instance.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  Map<String, String> states(DagRun run) {
    Map<String, String> states = new TreeMap<>();
    for (TaskInstance instance : instances(run)) {
      TaskState state = instance.state();
      states.put(instance.label(), state == null ? "none" : state.word());
    }
    return states;
  }

  String log(DagRun run, String label, int tryNumber) {
    TaskInstance instance = instance(run, label);
    return jdbi()
        .withHandle(handle -> new Journal(handle).lines(instance.id(), tryNumber, 0, 10_000))
        .stream()
        .map(Journal.Line::event)
        .collect(Collectors.joining("\n"));
  }

  DagRun untilEnded(DagRun run) {
    until(() -> find(run).state().isFinished(), () -> states(run).toString());
    return find(run);
  }

  void until(BooleanSupplier holds, java.util.function.Supplier<String> otherwise) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("It did not come: " + otherwise.get());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
