package vn.edulake.orchestration.rule;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Retries;
import vn.edulake.orchestration.timetable.RunIds;

/**
 * How long a failed try waits for the next one. With a backoff the delay grows by it each time, and
 * a share of it is added that depends on the task instance alone, so that tasks that failed
 * together do not come back together.
 *
 * <p>Source: Apache Airflow 3.2, {@code TaskInstance.next_retry_datetime}.
 */
public final class RetryDelay {
  /** The longest delay of a task that names a backoff. */
  static final Duration LONGEST = Duration.ofDays(1);

  private RetryDelay() {}

  /**
   * The delay.
   *
   * @param tryNumber of the try that failed, from 1
   * @param logicalDate of the run, or null
   */
  public static Duration of(
      Retries retries, String dagId, String taskId, @Nullable Instant logicalDate, int tryNumber) {
    if (retries.backoff() == 0 || retries.backoff() == 1) {
      return retries.delay();
    }
    Duration wanted = retries.maxDelay();
    Duration most = wanted == null || wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    double grown =
        Math.ceil(seconds(retries.delay()) * Math.pow(retries.backoff(), tryNumber - 1.0));
    if (grown >= LONGEST.toSeconds()) {
      return most;
    }
    long least = Math.max(1, (long) grown);
    String date = logicalDate == null ? "None" : RunIds.iso(logicalDate).replace('T', ' ');
    BigInteger hash = sha1(dagId + "#" + taskId + "#" + date + "#" + tryNumber);
    long jitter = hash.mod(BigInteger.valueOf(least)).longValueExact();
    Duration delay = Duration.ofSeconds(least + jitter);
    return delay.compareTo(most) > 0 ? most : delay;
  }

  private static double seconds(Duration delay) {
    return delay.getSeconds() + delay.getNano() / 1e9;
  }

  private static BigInteger sha1(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return new BigInteger(1, digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1", e);
    }
  }
}
