package vn.edulake.orchestration.execute;

import java.time.Duration;
import vn.edulake.orchestration.dag.SensorSettings;

/** Waiting for something: asks, and asks again. */
final class Sensor {
  private Sensor() {}

  /** Asks once. */
  @FunctionalInterface
  interface Poke {
    /** Whether it has come. */
    Answer ask(Work work);
  }

  /** What a poke says. */
  enum Answer {
    YES,
    NOT_YET,
    /** What it waits for was skipped, so it is too. */
    SKIP,
    /** What it waits for failed, so it will not come. */
    NEVER
  }

  static Answer when(boolean holds) {
    return holds ? Answer.YES : Answer.NOT_YET;
  }

  static TryResult wait(Work work, Poke poke) {
    SensorSettings settings =
        work.task()
            .sensor()
            .orElseGet(
                () ->
                    new SensorSettings(
                        SensorSettings.Mode.POKE,
                        Duration.ofMinutes(1),
                        Duration.ofDays(7),
                        false,
                        false,
                        false,
                        null));
    int pokes = Math.max(1, work.instance().pokeCount());
    while (work.cancellation().why().isEmpty()) {
      switch (ask(work, poke, settings)) {
        case YES -> {
          return new TryResult.Done(null);
        }
        case SKIP -> {
          return new TryResult.Skipped("what it waits for was skipped");
        }
        case NEVER -> {
          return settings.softFail()
              ? new TryResult.Skipped("what it waits for failed")
              : new TryResult.Failed("what it waits for failed", null);
        }
        case NOT_YET -> {}
      }
      if (work.waited().compareTo(settings.timeout()) >= 0) {
        String reason =
            "Sensor has timed out; run duration of %d seconds exceeds the specified timeout of %d."
                .formatted(Work.seconds(work.waited()), Work.seconds(settings.timeout()));
        work.log().error(reason);
        return settings.softFail()
            ? new TryResult.Skipped(reason)
            : new TryResult.Hopeless(reason, null);
      }
      Duration interval = interval(settings, pokes);
      if (settings.mode() == SensorSettings.Mode.RESCHEDULE) {
        return new TryResult.NotYet(work.clock().instant().plus(interval));
      }
      work.pause(interval);
      pokes++;
    }
    return work.cancellation().why().orElseThrow();
  }

  private static Answer ask(Work work, Poke poke, SensorSettings settings) {
    if (!settings.silentFail()) {
      return poke.ask(work);
    }
    try {
      return poke.ask(work);
    } catch (RuntimeException e) {
      work.log().warning("Cannot ask: " + e.getMessage() + "; asking again later");
      return Answer.NOT_YET;
    }
  }

  private static Duration interval(SensorSettings settings, int pokes) {
    if (!settings.exponentialWait()) {
      return settings.pokeInterval();
    }
    Duration grown = settings.pokeInterval().multipliedBy(1L << Math.min(20, pokes - 1));
    Duration most = settings.maxWait();
    return most != null && grown.compareTo(most) > 0 ? most : grown;
  }
}
