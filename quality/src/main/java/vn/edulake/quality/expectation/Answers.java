package vn.edulake.quality.expectation;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of the rows by now. */
final class Answers {
  private final Map<Question, @Nullable Object> known = new HashMap<>();
  private final Map<Question, Exception> failed = new HashMap<>();

  boolean has(Question question) {
    return known.containsKey(question) || failed.containsKey(question);
  }

  void put(Question question, @Nullable Object answer) {
    known.put(question, answer);
  }

  void fail(Question question, Exception failure) {
    failed.put(question, failure);
  }

  /** The answer; null when there is nothing to answer from. */
  @Nullable Object find(Question question) {
    Exception failure = failed.get(question);
    if (failure != null) {
      throw new IllegalArgumentException(failure.getMessage(), failure);
    }
    if (!known.containsKey(question)) {
      throw new IllegalStateException("Nobody asked: " + question);
    }
    return known.get(question);
  }

  long count(Question question) {
    Object answer = find(question);
    return answer instanceof Number number ? number.longValue() : 0;
  }
}
