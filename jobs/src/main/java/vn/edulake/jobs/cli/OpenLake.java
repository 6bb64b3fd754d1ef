package vn.edulake.jobs.cli;

import java.time.Clock;
import java.util.function.Consumer;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.IngestSettings;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.ops.OpsDatabase;

/** The lake as a command holds it: database, operations data and catalogs, open. */
public final class OpenLake implements AutoCloseable {
  private final LakeConfig config;
  private final String client;
  private final DatabaseServer database;
  private final OpsDatabase operations;
  private final LakeCatalogs catalogs;

  private OpenLake(
      LakeConfig config,
      String client,
      DatabaseServer database,
      OpsDatabase operations,
      LakeCatalogs catalogs) {
    this.config = config;
    this.client = client;
    this.database = database;
    this.operations = operations;
    this.catalogs = catalogs;
  }

  /**
   * Opens the lake; the embedded database is started when it does not run.
   *
   * @param command who opens it, e.g. {@code lake run}; shown to others that wait for it
   */
  public static OpenLake open(LakeConfig config, String command) {
    String client = command + " (pid " + ProcessHandle.current().pid() + ")";
    DatabaseServer database = DatabaseServer.ensure(config);
    try {
      OpsDatabase operations = OpsDatabase.open(database.address(), client);
      try {
        return new OpenLake(
            config, client, database, operations, new LakeCatalogs(config, database.address()));
      } catch (RuntimeException e) {
        operations.close();
        throw e;
      }
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  public LakeConfig config() {
    return config;
  }

  /** Who opened the lake, with the number of its process. */
  public String client() {
    return client;
  }

  public DatabaseServer database() {
    return database;
  }

  public OpsDatabase operations() {
    return operations;
  }

  public LakeCatalogs catalogs() {
    return catalogs;
  }

  /** An ingest into it with all contracts. */
  Ingest ingest(Consumer<String> progress) {
    SourceContracts contracts = SourceContracts.load();
    return new Ingest(
        catalogs,
        operations,
        contracts,
        IngestSettings.of(config, contracts),
        Clock.systemUTC(),
        Steps.ofProcess(),
        progress);
  }

  @Override
  public void close() {
    try {
      catalogs.close();
    } finally {
      try {
        operations.close();
      } finally {
        database.close();
      }
    }
  }
}
