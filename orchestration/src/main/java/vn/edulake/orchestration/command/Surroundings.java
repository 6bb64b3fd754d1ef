package vn.edulake.orchestration.command;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.engine.Bag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.engine.Host;
import vn.edulake.orchestration.engine.Importer;
import vn.edulake.orchestration.engine.SchedulerOptions;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Processes;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.SchedulerDatabase;
import vn.edulake.orchestration.store.Seal;

/** Where everything is, as {@code lake} says in the environment. */
final class Surroundings implements AutoCloseable {
  private static final String PREFIX = "LAKE_SCHEDULER_";
  private static final int FEW_CONNECTIONS = 4;

  private final Map<String, String> environment;
  private final Clock clock = Clock.systemUTC();
  private final SchedulerDatabase database;

  private Surroundings(Map<String, String> environment, String client, int connections) {
    this.environment = environment;
    this.database =
        SchedulerDatabase.open(
            new SchedulerDatabase.Address(
                required(environment, "URL"),
                required(environment, "USER"),
                environment.getOrDefault(PREFIX + "PASSWORD", ""),
                client),
            connections);
  }

  /** Opens the database for one command. */
  static Surroundings open() {
    return new Surroundings(System.getenv(), "lake process dag", FEW_CONNECTIONS);
  }

  /** Opens the database for a scheduler. */
  static Surroundings openForScheduler() {
    return new Surroundings(
        System.getenv(), "lake process scheduler", Math.min(40, parallelism(System.getenv()) + 8));
  }

  private static String required(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(PREFIX + name))
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Missing environment variable: "
                        + PREFIX
                        + name
                        + ". Start this program by `./lake scheduler` or `./lake dag`."));
  }

  static int parallelism(Map<String, String> environment) {
    return Integer.parseInt(
        environment.getOrDefault(
            PREFIX + "PARALLELISM", String.valueOf(SchedulerOptions.PARALLELISM)));
  }

  static Path home() {
    return Path.of(required(System.getenv(), "HOME"));
  }

  Clock clock() {
    return clock;
  }

  SchedulerDatabase database() {
    return database;
  }

  Seal seal() {
    return Seal.ofKeyFile(home().resolve("secrets/scheduler.key"));
  }

  SchedulerOptions options() {
    Map<String, String> given = new TreeMap<>(environment);
    given.keySet().removeIf(name -> name.startsWith(PREFIX));
    Path project = Path.of(required(environment, "PROJECT"));
    // Commands of tasks find the program `lake` by its name.
    given.merge("PATH", project.toString(), (before, own) -> own + ":" + before);
    return new SchedulerOptions(
        Path.of(required(environment, "DAGS")),
        project,
        given,
        parallelism(environment),
        SchedulerOptions.SILENCE);
  }

  int port() {
    return Integer.parseInt(environment.getOrDefault(PREFIX + "PORT", "0"));
  }

  /** Who works at this terminal. */
  static String user() {
    return System.getProperty("user.name", "cli");
  }

  /** Reads in one transaction. */
  <T> T read(HandleCallback<T, RuntimeException> step) {
    return database.jdbi().inTransaction(step);
  }

  void use(HandleConsumer<RuntimeException> step) {
    database.jdbi().useTransaction(step);
  }

  /**
   * A run of a DAG.
   *
   * @param runId null for the newest
   * @throws UserError when there is none
   */
  DagRun run(String dagId, @Nullable String runId) {
    Optional<DagRun> run =
        read(
            handle ->
                runId == null
                    ? new Runs(handle).newest(dagId, 1).stream().findFirst()
                    : new Runs(handle).find(dagId, runId));
    return run.orElseThrow(
        () ->
            runId == null
                ? new UserError(ErrorCode.DAG_UNKNOWN, "DAG " + dagId + " has no run yet.")
                : Control.unknownRun(dagId, runId));
  }

  /**
   * The schedulers that run: those of this machine by their processes, those of others by their
   * signs of life.
   */
  List<Processes.Member> schedulers() {
    return read(handle -> new Processes(handle).alive()).stream()
        .filter(member -> member.kind().equals("scheduler"))
        .filter(
            member ->
                member.host().equals(Host.name())
                    ? ProcessHandle.of(member.pid()).map(ProcessHandle::isAlive).orElse(false)
                    : member.silentMillis() < SchedulerOptions.SILENCE.toMillis())
        .toList();
  }

  Control control() {
    return new Control(database.jdbi(), bag(), clock);
  }

  Bag bag() {
    Bag bag = new Bag();
    database.jdbi().useHandle(bag::refresh);
    return bag;
  }

  /** Reads the DAG files, so that a command sees them before a scheduler has. */
  Importer.Found importFiles() {
    return new Importer(database.jdbi(), options().environment(), clock).read(options().dags());
  }

  @Override
  public void close() {
    database.close();
  }
}
