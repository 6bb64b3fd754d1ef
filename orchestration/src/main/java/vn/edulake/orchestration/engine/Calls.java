package vn.edulake.orchestration.engine;

import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.edulake.orchestration.execute.CallbackSender;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Journal.Call;
import vn.edulake.orchestration.store.Resources;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.Seal;

/**
 * Calls the callbacks that wait, each at most once; how a call ended stands in the log of events.
 */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final int MOST = 20;

  private final Jdbi jdbi;
  private final Seal seal;
  private final SchedulerOptions options;
  private final Clock clock;

  Calls(Jdbi jdbi, Seal seal, SchedulerOptions options, Clock clock) {
    this.jdbi = jdbi;
    this.seal = seal;
    this.options = options;
    this.clock = clock;
  }

  /** Calls those that wait; returns how many. */
  int call() {
    List<Call> calls = jdbi.inTransaction(handle -> new Journal(handle).takeCalls(MOST));
    for (Call call : calls) {
      DagRun run = jdbi.withHandle(handle -> new Runs(handle).find(call.runKey())).orElse(null);
      String outcome =
          CallbackSender.send(
              call,
              run,
              options.environment(),
              id -> jdbi.withHandle(handle -> new Resources(handle, seal).connection(id)));
      LOG.info("Callback {} of {}: {}", call.event(), call.dagId(), outcome);
      jdbi.useTransaction(
          handle ->
              new Journal(handle)
                  .write(
                      call.event(),
                      "scheduler",
                      run,
                      call.dagId(),
                      null,
                      outcome,
                      clock.instant()));
    }
    return calls.size();
  }
}
