package vn.edulake.orchestration;

import java.time.Duration;

/**
 * How a task ended.
 *
 * @param exitCode of the process; 128 plus the signal's number when one ended it
 * @param took from its start to its end
 */
public record TaskOutcome(Ending ending, int exitCode, Duration took) {
  /** The ways in which a task ends, and what follows from each. */
  public enum Ending {
    /** It did what it was asked. */
    DONE,
    /** An outside system failed: the same command may succeed later. */
    OUTSIDE_FAILED,
    /** The data were rejected: a person has to correct them first. */
    REJECTED,
    /** The command, the configuration or the program is wrong: trying again changes nothing. */
    FAILED,
    /** It was ended because it took too long. */
    TIMED_OUT,
    /** It was ended because somebody wanted it. */
    CANCELLED;

    /** What an exit code of {@code lake} means; a signal is a failure. */
    static Ending ofExitCode(int code) {
      return switch (code) {
        case 0 -> DONE;
        case 3 -> REJECTED;
        case 4 -> OUTSIDE_FAILED;
        default -> FAILED;
      };
    }
  }

  public boolean isDone() {
    return ending == Ending.DONE;
  }

  /** Whether the scheduler may start the same command again by itself. */
  public boolean mayBeRetried() {
    return ending == Ending.OUTSIDE_FAILED;
  }

  /** Whether the owner of the data has to hear of it. */
  public boolean raisesAlert() {
    return ending == Ending.REJECTED;
  }
}
