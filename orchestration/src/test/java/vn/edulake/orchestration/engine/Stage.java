package vn.edulake.orchestration.engine;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Resources;

/**
 * A scheduler on a real PostgreSQL whose clock is set by the test and stands still meanwhile; it
 * looks when it is told to.
 */
final class Stage implements AutoCloseable {
  private final House house;
  private final SetClock clock;
  private final Scheduler scheduler;

  Stage(EmbeddedPostgres postgres, String name, Path folder, String now) {
    this.house = new House(postgres, name, folder);
    this.clock = new SetClock(Instant.parse(now));
    this.scheduler = Scheduler.stepped(house.database(), house.seal(), house.options(), clock);
  }

  /** A clock that stands still until it is set. */
  private static final class SetClock extends Clock {
    private volatile Instant now;

    SetClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  House house() {
    return house;
  }

  Clock clock() {
    return clock;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Control control() {
    return new Control(house.jdbi(), scheduler.bag(), clock);
  }

  /** Takes in a file that has to be right. */
  Stage dags(String text) {
    house.dags("dags.yml", text);
    List<?> errors = scheduler.importFiles().errors();
    if (!errors.isEmpty()) {
      throw new IllegalStateException(errors.toString());
    }
    return this;
  }

  /** Lets happen what is due, until nothing is and nothing runs. */
  Stage settle() {
    house.until(
        () -> {
          boolean isQuiet = scheduler.active() == 0;
          return !scheduler.step() && isQuiet;
        },
        () -> "something goes on");
    return this;
  }

  Stage at(String now) {
    clock.now = Instant.parse(now);
    return settle();
  }

  Stage after(Duration time) {
    clock.now = clock.now.plus(time);
    return settle();
  }

  /** Starts a run of a logical date, and lets happen what follows at once. */
  DagRun trigger(String dagId, String logicalDate) {
    DagRun run =
        control()
            .trigger(
                new Control.Trigger(
                    dagId,
                    null,
                    Instant.parse(logicalDate),
                    null,
                    null,
                    Map.of(),
                    null,
                    "test",
                    "tester",
                    null));
    settle();
    return run;
  }

  String state(DagRun run) {
    return house.find(run).state().word();
  }

  String state(DagRun run, String label) {
    return house.states(run).getOrDefault(label, "missing");
  }

  /** What a task handed on. */
  @Nullable Object value(DagRun run, String taskId) {
    return house.jdbi().withHandle(handle -> new Journal(handle).xcoms(run.key())).stream()
        .filter(xcom -> xcom.taskId().equals(taskId) && xcom.key().equals("return_value"))
        .findFirst()
        .map(Journal.Xcom::value)
        .orElse(null);
  }

  /** What the log of events has of a kind, the oldest first. */
  List<String> events(String dagId, String event) {
    List<String> said =
        new java.util.ArrayList<>(
            house.jdbi().withHandle(handle -> new Journal(handle).events(dagId, 1000)).stream()
                .filter(each -> each.event().equals(event))
                .map(each -> String.valueOf(each.extra()))
                .toList());
    java.util.Collections.reverse(said);
    return said;
  }

  Stage connection(
      String id, String type, String host, int port, String schema, @Nullable String login) {
    house
        .jdbi()
        .useTransaction(
            handle ->
                new Resources(handle, house.seal())
                    .save(
                        new Resources.Connection(
                            id, type, null, host, schema, login, login, port, null)));
    return this;
  }

  @Override
  public void close() {
    scheduler.close();
    house.close();
  }
}
