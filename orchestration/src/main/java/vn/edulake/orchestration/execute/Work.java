package vn.edulake.orchestration.execute;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.TaskInstance;

/**
 * The work of one try.
 *
 * @param arguments of the operator, rendered
 */
public record Work(
    Dag dag,
    Task task,
    DagRun run,
    TaskInstance instance,
    Map<String, @Nullable Object> arguments,
    TryLog log,
    Services services,
    Cancellation cancellation,
    Clock clock) {

  /** Does it, and says how it ended; nothing is thrown but for a bug of the scheduler. */
  public TryResult perform() {
    TryResult result;
    try {
      result = Operators.of(task.operator().kind()).perform(this);
    } catch (UserError e) {
      log.error(e.line());
      result = new TryResult.Hopeless(e.line(), null);
    } catch (RuntimeException e) {
      log.error(e.toString());
      result = new TryResult.Failed(e.toString(), null);
    }
    return cancellation.why().orElse(result);
  }

  Optional<String> text(String name) {
    Object value = arguments.get(name);
    return value == null || value.toString().isEmpty()
        ? Optional.empty()
        : Optional.of(value.toString());
  }

  String required(String name) {
    return text(name)
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.DAG_INVALID,
                    "Missing argument of task %s: %s is empty.".formatted(instance.label(), name)));
  }

  boolean flag(String name, boolean absent) {
    Object value = arguments.get(name);
    return value == null ? absent : Boolean.parseBoolean(value.toString());
  }

  /** A list of texts; one text is a list of one. */
  List<String> texts(String name) {
    Object value = arguments.get(name);
    List<String> texts = new ArrayList<>();
    if (value instanceof Iterable<?> list) {
      list.forEach(each -> texts.add(String.valueOf(each)));
    } else if (value != null) {
      texts.add(value.toString());
    }
    return texts;
  }

  Map<String, String> map(String name) {
    Map<String, String> map = new java.util.LinkedHashMap<>();
    if (arguments.get(name) instanceof Map<?, ?> given) {
      given.forEach((key, value) -> map.put(String.valueOf(key), String.valueOf(value)));
    }
    return map;
  }

  /**
   * The choice of a branch: what follows it directly is skipped unless it was chosen, or comes
   * after something that was.
   */
  TryResult choose(List<String> chosen) {
    Set<String> direct = dag.downstream(task.id());
    Set<String> kept = new LinkedHashSet<>();
    for (String id : chosen) {
      Set<String> meant = new LinkedHashSet<>();
      for (String candidate : direct) {
        if (candidate.equals(id) || candidate.startsWith(id + ".")) {
          meant.add(candidate);
        }
      }
      if (meant.isEmpty()) {
        String reason =
            "Cannot follow branch %s: it does not come directly after %s. Known: %s."
                .formatted(id, task.id(), String.join(", ", direct));
        log.error(reason);
        return new TryResult.Hopeless(reason, null);
      }
      for (String each : meant) {
        kept.add(each);
        kept.addAll(dag.allDownstream(each));
      }
    }
    Set<String> skipped = new LinkedHashSet<>(direct);
    skipped.removeAll(kept);
    log.info("Following branch " + chosen + ", skipping " + skipped);
    return new TryResult.Chose(chosen, skipped);
  }

  /** Goes on, or skips all that comes after. */
  TryResult shortCircuit(boolean goesOn, boolean directOnly) {
    if (goesOn) {
      return new TryResult.Done(true);
    }
    Set<String> skipped = directOnly ? dag.downstream(task.id()) : dag.allDownstream(task.id());
    log.info("Skipping " + skipped);
    return new TryResult.Chose(List.of(), skipped);
  }

  /** Waits, unless the work is cancelled before. */
  void pause(Duration time) {
    ReentrantLock lock = new ReentrantLock();
    Condition told = lock.newCondition();
    cancellation.whenCancelled(
        () -> {
          lock.lock();
          try {
            told.signalAll();
          } finally {
            lock.unlock();
          }
        });
    lock.lock();
    try {
      long left = time.toNanos();
      while (left > 0 && cancellation.why().isEmpty()) {
        left = told.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      cancellation.cancel(new TryResult.Lost("the scheduler was told to stop"));
    } finally {
      lock.unlock();
    }
    cancellation.whenCancelled(() -> {});
  }

  /** How long it has waited since the first poke of its first try, by the clock. */
  Duration waited() {
    return instance.firstPokeAt() == null
        ? Duration.ZERO
        : Duration.between(instance.firstPokeAt(), clock.instant());
  }

  static long seconds(Duration time) {
    return TimeUnit.MILLISECONDS.toSeconds(time.toMillis());
  }
}
