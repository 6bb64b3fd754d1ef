package vn.edulake.jobs.whois;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Two statements of which nobody has said yet whether they are about one learner.
 *
 * @param score of a scored pair, the probability that they are; nothing where identifiers tie them
 * @param evidence what speaks for it and against it, in words
 * @param left how the last run left them
 */
public record DoubtfulPair(
    LearnerStatement one,
    LearnerStatement other,
    @Nullable BigDecimal score,
    String evidence,
    Left left) {
  private static final int SHOWN = 8;

  /** Whether a run counts the two as one learner meanwhile. */
  public enum Left {
    TOGETHER,
    APART
  }

  /** A short name for people: the beginnings of both statements' keys. */
  public String pairId() {
    return pairId(one.statementKey(), other.statementKey());
  }

  static String pairId(String one, String other) {
    return one.substring(0, SHOWN) + "-" + other.substring(0, SHOWN);
  }
}
