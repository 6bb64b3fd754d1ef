package vn.edulake.orchestration.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
                free(place.port()),
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

  /** The port, or 0 for any when another program has it. */
  private static int free(int wanted) {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound() ? wanted : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  String address() {
    return server.uri().toString();
  }

  @Override
  public void close() {
    server.close();
  }
}
