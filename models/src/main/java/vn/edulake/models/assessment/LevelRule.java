package vn.edulake.models.assessment;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a level of learning asks for.
 *
 * @param eachAtLeast the average of every subject
 * @param someAtLeast the average of so many subjects as {@code someCount}
 * @param failedComments how many subjects without marks may be failed
 */
record LevelRule(BigDecimal eachAtLeast, BigDecimal someAtLeast, int someCount, int failedComments)
    implements Serializable {

  boolean holds(List<SubjectResult> results) {
    return holds(below(results), reaching(results), failed(results));
  }

  /** Whether it would hold if this one of the subjects had the best result. */
  boolean holdsBut(SubjectResult one, List<SubjectResult> results) {
    int better = one.mark().isPresent() && !one.reaches(someAtLeast) ? 1 : 0;
    return holds(
        below(results) - (one.isBelow(eachAtLeast) ? 1 : 0),
        reaching(results) + better,
        failed(results) - (one.isPassed() ? 0 : 1));
  }

  private boolean holds(long below, long reaching, long failed) {
    return below == 0 && reaching >= someCount && failed <= failedComments;
  }

  private long below(List<SubjectResult> results) {
    return results.stream().filter(result -> result.isBelow(eachAtLeast)).count();
  }

  private long reaching(List<SubjectResult> results) {
    return results.stream().filter(result -> result.reaches(someAtLeast)).count();
  }

  private static long failed(List<SubjectResult> results) {
    return results.stream().filter(result -> !result.isPassed()).count();
  }
}
