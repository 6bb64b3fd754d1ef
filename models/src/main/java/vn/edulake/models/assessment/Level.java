package vn.edulake.models.assessment;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A level of a scheme.
 *
 * @param code its code, e.g. {@code good}
 * @param rank 1 for the best
 * @param name what transcripts write
 * @param rule what it asks for; null where that is not computed, or for what remains
 */
record Level(String code, int rank, String name, @Nullable LevelRule rule) implements Serializable {
  boolean holds(List<SubjectResult> results) {
    return rule != null && rule.holds(results);
  }

  boolean holdsBut(SubjectResult one, List<SubjectResult> results) {
    return rule != null && rule.holdsBut(one, results);
  }
}
