package vn.edulake.orchestration.rest;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.engine.Scheduler;
import vn.edulake.orchestration.engine.SchedulerOptions;
import vn.edulake.orchestration.store.Accounts;
import vn.edulake.orchestration.store.SchedulerDatabase;
import vn.edulake.orchestration.store.Seal;

/** PostgreSQL, a scheduler with two DAGs and a broken file, the server, and a user of each role. */
record RunningServer(
    EmbeddedPostgres postgres, SchedulerDatabase database, Scheduler scheduler, ApiServer server)
    implements AutoCloseable {
  /** Of every user; a user's name is the role's. */
  static final String PASSWORD = "mật khẩu dài";

  static RunningServer start(Path folder) throws IOException {
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    SchedulerDatabase database =
        SchedulerDatabase.open(
            new SchedulerDatabase.Address(
                postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", "test"),
            10);
    Seal seal = Seal.ofKeyFile(folder.resolve("secrets/scheduler.key"));
    Path dags = Files.createDirectories(folder.resolve("dags"));
    Files.writeString(
        dags.resolve("nightly.yml"),
        """
        nightly:
          description: loads the province
          schedule: "0 1 * * *"
          timezone: Asia/Ho_Chi_Minh
          start_date: 2026-01-01
          doc_md: "# Nightly"
          tags: [load, province]
          dagrun_timeout: {__type__: datetime.timedelta, hours: 2}
          params:
            school: {__type__: airflow.sdk.Param, default: north, type: string}
          default_args: {owner: night, retries: 0}
          task_groups: [{group_name: checks, tooltip: t}]
          tasks:
            load:
              operator: airflow.providers.standard.operators.bash.BashOperator
              bash_command: "echo {{ run_id }}; echo đêm"
              outlets: [{__type__: airflow.sdk.Asset, uri: "lake://core/marks", name: marks}]
            broken:
              operator: airflow.providers.standard.operators.bash.BashOperator
              bash_command: "exit 1"
              dependencies: [load]
            after:
              operator: airflow.operators.empty.EmptyOperator
              dependencies: [broken]
              task_group_name: checks
            each:
              operator: airflow.providers.standard.operators.bash.BashOperator
              expand: {bash_command: [echo 1, echo 2]}
        consumer:
          schedule: [{__type__: airflow.sdk.Asset, uri: "lake://core/marks", name: marks}]
          tasks:
            use: {operator: airflow.operators.empty.EmptyOperator, pool: nowhere, inlets: [{__type__: airflow.sdk.Asset, uri: "lake://core/marks", name: marks}]}
        """);
    Files.writeString(dags.resolve("bad.yml"), "bad:\n  tasks:\n    a: {operator: x.Y}\n");
    Scheduler scheduler =
        Scheduler.start(
            database,
            seal,
            new SchedulerOptions(dags, folder, System.getenv(), 4, Duration.ofSeconds(60)),
            Clock.systemUTC());
    ApiServer server =
        ApiServer.start(
            new ApiServer.Options(
                "127.0.0.1",
                0,
                database.jdbi(),
                scheduler.bag(),
                new Control(database.jdbi(), scheduler.bag(), scheduler.clock()),
                seal,
                "0123456789abcdef0123456789abcdef",
                scheduler.clock(),
                scheduler::nudge));
    for (Accounts.Role role : Accounts.Role.values()) {
      database
          .jdbi()
          .useHandle(
              handle -> new Accounts(handle).save(role.word(), role, PASSWORD, Instant.EPOCH));
    }
    return new RunningServer(postgres, database, scheduler, server);
  }

  @Override
  public void close() throws IOException {
    server.close();
    scheduler.close();
    database.close();
    postgres.close();
  }
}
