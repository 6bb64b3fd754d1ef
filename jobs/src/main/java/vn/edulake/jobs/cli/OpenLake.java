package vn.edulake.jobs.cli;

import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.ops.OpsDatabase;

/** A lake that a command works on: its database runs, its catalogs are open. */
public final class OpenLake implements AutoCloseable {
  private final LakeConfig config;
  private final DatabaseServer server;
  private final OpsDatabase database;
  private final LakeCatalogs catalogs;

  private OpenLake(
      LakeConfig config, DatabaseServer server, OpsDatabase database, LakeCatalogs catalogs) {
    this.config = config;
    this.server = server;
    this.database = database;
    this.catalogs = catalogs;
  }

  /**
   * Opens the lake of a configuration, starting its database when that is embedded.
   *
   * @param client who opens it, shown to others that wait: {@code lake run (pid 12)}
   */
  public static OpenLake open(LakeConfig config, String client) {
    DatabaseServer server = DatabaseServer.ensure(config);
    OpsDatabase database = null;
    try {
      database = OpsDatabase.open(server.address(), client);
      return new OpenLake(config, server, database, new LakeCatalogs(config, server.address()));
    } catch (RuntimeException e) {
      if (database != null) {
        database.close();
      }
      server.close();
      throw e;
    }
  }

  public LakeConfig config() {
    return config;
  }

  public OpsDatabase database() {
    return database;
  }

  public LakeCatalogs catalogs() {
    return catalogs;
  }

  @Override
  public void close() {
    catalogs.close();
    database.close();
    server.close();
  }
}
