package vn.edulake.jobs.serve;

import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;
import vn.edulake.warehouse.ops.DatabaseAddress;

/** The PostgreSQL server of the lake. */
public final class DatabaseServer implements AutoCloseable {
  private final DatabaseAddress address;

  private DatabaseServer(DatabaseAddress address) {
    this.address = address;
  }

  /** The database that the configuration names. */
  public static DatabaseServer ensure(LakeConfig config) {
    if (config.isEmbeddedDatabase()) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Missing value: database.url (the address of a PostgreSQL)");
    }
    return new DatabaseServer(
        new DatabaseAddress(
            config.text(Setting.DATABASE_URL),
            config.text(Setting.DATABASE_USER),
            config.text(Setting.DATABASE_PASSWORD)));
  }

  public DatabaseAddress address() {
    return address;
  }

  @Override
  public void close() {}
}
