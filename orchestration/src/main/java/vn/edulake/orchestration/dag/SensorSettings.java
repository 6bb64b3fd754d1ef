package vn.edulake.orchestration.dag;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a sensor waits.
 *
 * @param timeout counted from the first poke of the first try, over all reschedules
 * @param softFail a time-out skips the task instead of failing it
 * @param silentFail a poke that throws counts as not yet
 * @param exponentialWait the time between pokes grows
 * @param maxWait between two pokes, or null
 */
public record SensorSettings(
    Mode mode,
    Duration pokeInterval,
    Duration timeout,
    boolean softFail,
    boolean silentFail,
    boolean exponentialWait,
    @Nullable Duration maxWait) {
  /** Whether a sensor keeps its slot between two pokes. */
  public enum Mode {
    /** It keeps the slot. */
    POKE,
    /** It gives the slot back and asks again later. */
    RESCHEDULE
  }

  public SensorSettings {
    if (pokeInterval.isNegative()) {
      throw new IllegalArgumentException("Invalid poke_interval: " + pokeInterval + " (0 or more)");
    }
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("Invalid timeout: " + timeout + " (0 or more)");
    }
  }
}
