package vn.edulake.orchestration.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Callback;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.execute.CallbackSender;
import vn.edulake.orchestration.execute.CallbackSender.Outcome;
import vn.edulake.orchestration.execute.SecretMask;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Journal.Call;
import vn.edulake.orchestration.store.Resources;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.Seal;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;

/**
 * Calls the callbacks that wait, each at least once: one that is not answered is called again, a
 * few times and after longer and longer, and so is one whose process died before it could write
 * that it was called. How each call ended stands in the log of events.
 */
final class Calls {
  /** How often a callback is called that is not answered. */
  static final int MOST_TIMES = 5;

  /** After how long it is called again the first time; then after twice as long, and so on. */
  static final Duration AGAIN = Duration.ofSeconds(10);

  /** A process that has not called what it took after so long is taken for dead. */
  static final Duration TAKEN = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /** So many that all of them are called in the time, however slow the other side is. */
  private static final int MOST = 10;

  private final Jdbi jdbi;
  private final Seal seal;
  private final Bag bag;
  private final Rendering rendering;
  private final SchedulerOptions options;
  private final Clock clock;

  Calls(Jdbi jdbi, Seal seal, Bag bag, Rendering rendering, SchedulerOptions options, Clock clock) {
    this.jdbi = jdbi;
    this.seal = seal;
    this.bag = bag;
    this.rendering = rendering;
    this.options = options;
    this.clock = clock;
  }

  /** Takes those that are due: for a while nobody else calls them. */
  List<Call> take() {
    Instant now = clock.instant();
    return jdbi.inTransaction(handle -> new Journal(handle).takeCalls(MOST, now, now.plus(TAKEN)));
  }

  /** Calls those that are due; returns how many. */
  int call() {
    List<Call> calls = take();
    calls.forEach(this::call);
    return calls.size();
  }

  private void call(Call call) {
    Optional<Rendering.Context> context = jdbi.withHandle(handle -> context(handle, call));
    if (context.isEmpty()) {
      write(call, null, SecretMask.NONE, Outcome.hopeless("the DAG is not known any more"));
      return;
    }
    Rendering.Context known = context.get();
    SecretMask mask = SecretMask.of(known.connections(), known.variables(), options.environment());
    write(call, known, mask, tell(call, known));
  }

  private Outcome tell(Call call, Rendering.Context context) {
    try {
      Map<String, @Nullable Object> arguments =
          rendering.render(
              context,
              new Callback(call.className(), Callback.Kind.valueOf(call.kind()), call.arguments()));
      return CallbackSender.send(
          call,
          context.run(),
          arguments,
          options.environment(),
          id -> jdbi.withHandle(handle -> new Resources(handle, seal).connection(id)));
    } catch (UserError e) {
      return Outcome.hopeless(e.line());
    }
  }

  private Optional<Rendering.Context> context(Handle handle, Call call) {
    Optional<DagRun> run = new Runs(handle).find(call.runKey());
    Optional<Dag> dag = bag.find(call.dagId()).map(Bag.Known::dag);
    if (run.isEmpty() || dag.isEmpty()) {
      return Optional.empty();
    }
    TaskInstance instance =
        call.instance() == null
            ? null
            : new TaskInstances(handle).find(call.instance()).orElse(null);
    Task task = instance == null ? null : dag.get().find(instance.taskId()).orElse(null);
    return Optional.of(Rendering.read(handle, seal, dag.get(), task, run.get(), instance));
  }

  private void write(
      Call call, Rendering.@Nullable Context context, SecretMask mask, Outcome outcome) {
    boolean isOver = outcome.isOver() || call.count() >= MOST_TIMES;
    String said =
        mask.hide(outcome.line())
            + (isOver && !outcome.isOver() ? "; given up after " + call.count() + " calls" : "");
    LOG.info("Callback {} of {}: {}", call.event(), call.dagId(), said);
    Instant now = clock.instant();
    jdbi.useTransaction(
        handle -> {
          Journal journal = new Journal(handle);
          if (isOver) {
            journal.called(call.id());
          } else {
            journal.callAgain(call.id(), now.plus(AGAIN.multipliedBy(1L << (call.count() - 1))));
          }
          journal.write(
              call.event(),
              "scheduler",
              context == null ? null : context.run(),
              call.dagId(),
              context == null ? null : context.instance(),
              said,
              now);
          if (call.kind().equals(Callback.Kind.LOG.name()) && call.instance() != null) {
            String level = String.valueOf(call.arguments().getOrDefault("level", "info"));
            journal.append(
                call.instance(),
                call.tryNumber(),
                List.of(new Journal.Line(0, now, level.toLowerCase(Locale.ROOT), said)));
          }
        });
  }
}
