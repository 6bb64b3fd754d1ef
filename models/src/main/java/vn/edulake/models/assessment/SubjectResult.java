package vn.edulake.models.assessment;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a learner has in a subject: an average, or for a subject without marks whether it is passed.
 *
 * @param subject names the subject
 * @param mark the average; empty for a subject without marks
 * @param isPassed of a subject without marks; true for the others
 */
public record SubjectResult(String subject, Optional<BigDecimal> mark, boolean isPassed) {
  /** A subject with marks. */
  public static SubjectResult marked(String subject, BigDecimal mark) {
    return new SubjectResult(subject, Optional.of(mark), true);
  }

  /** A subject that is judged by comments alone. */
  public static SubjectResult commented(String subject, boolean isPassed) {
    return new SubjectResult(subject, Optional.empty(), isPassed);
  }

  boolean isBelow(BigDecimal limit) {
    return mark.isPresent() && mark.get().compareTo(limit) < 0;
  }

  boolean reaches(BigDecimal limit) {
    return mark.isPresent() && mark.get().compareTo(limit) >= 0;
  }
}
