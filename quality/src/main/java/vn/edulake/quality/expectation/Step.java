package vn.edulake.quality.expectation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How far the judgement of one expectation is. */
sealed interface Step {
  /** More has to be known of the rows. */
  record Ask(List<Question> questions, Function<Answers, Step> then) implements Step {}

  /** All is known. */
  sealed interface Judged extends Step {
    boolean isMet();
  }

  /**
   * A figure was compared with what is expected of it.
   *
   * @param result fields beside {@code observed_value}
   * @param details what Great Expectations tells under {@code details}
   */
  record Observed(
      boolean isMet,
      @Nullable Object observed,
      Map<String, @Nullable Object> result,
      Map<String, @Nullable Object> details)
      implements Judged {
    /** In place of a figure, where only differences are told. */
    static final Object NOTHING = new Object();

    Observed(boolean isMet, @Nullable Object observed) {
      this(isMet, observed, Map.of(), Map.of());
    }
  }

  /**
   * Rows were counted that are not as expected.
   *
   * @param elements rows that the expectation is about
   * @param considered of them those that are judged; empty when nulls are judged too
   */
  record Counted(
      boolean isMet, RowCheck check, long elements, Optional<Long> considered, long unexpected)
      implements Judged {}

  /**
   * A condition on each row.
   *
   * @param columns whose values are told of an unexpected row
   * @param unexpected true of an unexpected row
   * @param derived columns of that condition that look at other rows
   */
  record RowCheck(
      List<String> columns, Shape shape, String unexpected, List<Question.Derived> derived) {
    /** How the values of a row are told. */
    enum Shape {
      VALUE,
      PAIR,
      RECORD
    }
  }
}
