package vn.edulake.jobs.serve;

import java.util.Optional;
import vn.edulake.warehouse.config.LakeConfig;

/** The Trino server of the lake. */
public final class TrinoServer {
  private TrinoServer() {}

  /** The embedded server of this home, when one runs. */
  public static Optional<RunningServer> find(LakeConfig config) {
    return RunningServer.find(config.home().resolve("run/trino.properties"));
  }
}
