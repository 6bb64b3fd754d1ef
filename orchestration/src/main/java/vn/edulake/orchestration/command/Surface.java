package vn.edulake.orchestration.command;

import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.engine.Scheduler;
import vn.edulake.orchestration.rest.ApiServer;
import vn.edulake.orchestration.store.Seal;

/** What of a scheduler is reached from outside: Airflow's REST API, on loopback. */
final class Surface implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final ApiServer server;

  private Surface(ApiServer server) {
    this.server = server;
  }

  static Surface open(Surroundings place, Scheduler scheduler) {
    return new Surface(
        ApiServer.start(
            new ApiServer.Options(
                HOST,
                place.port(),
                place.database().jdbi(),
                scheduler.bag(),
                new Control(place.database().jdbi(), scheduler.bag(), scheduler.clock()),
                place.seal(),
                java.util.Base64.getEncoder()
                    .encodeToString(
                        Seal.keyBytes(Surroundings.home().resolve("secrets/scheduler-token.key"))),
                scheduler.clock(),
                scheduler::nudge)));
  }

  String address() {
    return server.uri().toString();
  }

  @Override
  public void close() {
    server.close();
  }
}
