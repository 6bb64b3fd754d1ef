package vn.edulake.orchestration.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import vn.edulake.orchestration.store.SchedulerDatabase;
import vn.edulake.orchestration.store.Seal;

/**
 * A scheduler in a process of its own, whose clock is some seconds off; it runs until it is killed.
 */
final class SchedulerProcess {
  private SchedulerProcess() {}

  /** Arguments: the database's address, the folder, the seconds by which the clock is off. */
  public static void main(String[] arguments) throws InterruptedException {
    Path folder = Path.of(arguments[1]);
    SchedulerDatabase database =
        SchedulerDatabase.open(
            new SchedulerDatabase.Address(arguments[0], "postgres", "postgres", "test"), 20);
    SchedulerOptions options =
        new SchedulerOptions(
            folder.resolve("dags"), folder, System.getenv(), 16, Duration.ofSeconds(60));
    try (Scheduler scheduler =
        Scheduler.start(
            database,
            Seal.ofKeyFile(folder.resolve("secrets/scheduler.key")),
            options,
            Clock.offset(Clock.systemUTC(), Duration.ofSeconds(Long.parseLong(arguments[2]))))) {
      System.out.println("ready " + scheduler.active());
      new CountDownLatch(1).await();
    }
  }
}
