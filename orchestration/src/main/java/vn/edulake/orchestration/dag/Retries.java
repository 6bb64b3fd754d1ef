package vn.edulake.orchestration.dag;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often and when a failed task is tried again.
 *
 * @param count tries after the first one
 * @param delay before the first of them
 * @param backoff by what the delay grows each time; 0 means that it does not
 * @param maxDelay the longest delay, or null for a day
 */
public record Retries(int count, Duration delay, double backoff, @Nullable Duration maxDelay) {
  /** What a task has that says nothing. */
  public static final Retries NONE = new Retries(0, Duration.ofMinutes(5), 0, null);

  public Retries {
    if (count < 0) {
      throw new IllegalArgumentException("Invalid retries: " + count + " (0 or more)");
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("Invalid retry_delay: " + delay + " (0 or more)");
    }
    if (!(backoff >= 0) || Double.isInfinite(backoff)) {
      throw new IllegalArgumentException(
          "Invalid retry_exponential_backoff: " + backoff + " (0 or more)");
    }
  }
}
