package vn.edulake.orchestration.execute;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the work of one try ended, as the operator that did it says. */
public sealed interface TryResult {
  /**
   * It did what it was asked.
   *
   * @param value what it returned, for others to read; null for nothing
   */
  record Done(@Nullable Object value) implements TryResult {}

  /** It chose which of the tasks after it run; these are skipped. */
  record Chose(List<String> followed, Set<String> skipped) implements TryResult {}

  /** It failed; whether it is tried again is for the task to say. */
  record Failed(String reason, @Nullable Integer exitCode) implements TryResult {}

  /** It failed in a way that trying again does not change. */
  record Hopeless(String reason, @Nullable Integer exitCode) implements TryResult {}

  /** It rejected data: a person has to correct them first. */
  record Rejected(String reason) implements TryResult {}

  /** It took longer than its execution time-out. */
  record TimedOut(String reason) implements TryResult {}

  /** There was nothing for it to do. */
  record Skipped(String reason) implements TryResult {}

  /** It waits for something that has not come, and asks again then. */
  record NotYet(Instant askAgainAt) implements TryResult {}

  /** The process that ran it has died or was told to stop. */
  record Lost(String reason) implements TryResult {}

  /** Somebody cleared it while it ran. */
  record Cleared() implements TryResult {}
}
