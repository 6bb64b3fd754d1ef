package vn.edulake.models.assessment;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The learning level that the averages of a term or year give, as Circular 22/2021 article 9 says:
 * the best level whose conditions hold, raised when one subject alone cost two levels or more.
 */
public final class LearningLevels implements Serializable {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // List.copyOf is serializable
  private final List<Level> levels;

  private final int raiseFrom;
  private final RaiseTo raiseTo;
  private final boolean raisesForComments;

  /** Where a result is raised to. */
  enum RaiseTo {
    /** The level next below the one that was lost. */
    NEXT_BELOW,
    /** The level next above the one that was given. */
    NEXT_ABOVE
  }

  /**
   * A level and how it came about.
   *
   * @param level the level
   * @param plainLevel the level before it was raised
   * @param raisedFor the subject that alone had cost the level; empty when nothing was raised
   */
  public record Rating(String level, String plainLevel, Optional<String> raisedFor) {}

  LearningLevels(List<Level> levels, int raiseFrom, RaiseTo raiseTo, boolean raisesForComments) {
    this.levels = levels.stream().sorted(Comparator.comparingInt(Level::rank)).toList();
    this.raiseFrom = raiseFrom;
    this.raiseTo = raiseTo;
    this.raisesForComments = raisesForComments;
  }

  /** The level of these subjects; their order changes nothing. */
  public Rating rate(List<SubjectResult> given) {
    List<SubjectResult> results =
        given.stream().sorted(Comparator.comparing(SubjectResult::subject)).toList();
    int plain = 0;
    while (plain < levels.size() - 1 && !levels.get(plain).holds(results)) {
      plain++;
    }
    String plainCode = levels.get(plain).code();
    for (int lost = 0; lost <= plain - raiseFrom; lost++) {
      Optional<String> subject = only(levels.get(lost), results);
      if (subject.isPresent()) {
        int raised = raiseTo == RaiseTo.NEXT_BELOW ? lost + 1 : plain - 1;
        return new Rating(levels.get(raised).code(), plainCode, subject);
      }
    }
    return new Rating(plainCode, plainCode, Optional.empty());
  }

  /** The subject that alone stands between the results and a level. */
  private Optional<String> only(Level level, List<SubjectResult> results) {
    return results.stream()
        .filter(one -> raisesForComments || one.mark().isPresent())
        .filter(one -> level.holdsBut(one, results))
        .map(SubjectResult::subject)
        .findFirst();
  }
}
