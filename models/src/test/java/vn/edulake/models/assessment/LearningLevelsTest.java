package vn.edulake.models.assessment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.policy.Policies;

/** Circular 22/2021 article 9, at its borders and for all marks. */
class LearningLevelsTest {
  private static final Assessment ASSESSMENT = Assessment.of(Policies.load());
  private static final LearningLevels LEVELS =
      ASSESSMENT.findLevels("circular_22_2021").orElseThrow();
  private static final List<String> WORST_FIRST = List.of("not_passed", "passed", "fair", "good");

  private static List<SubjectResult> results(String marks, boolean... comments) {
    List<SubjectResult> result = new ArrayList<>();
    for (String mark : marks.split(" ")) {
      result.add(SubjectResult.marked("mark " + result.size(), new BigDecimal(mark)));
    }
    for (boolean passes : comments) {
      result.add(SubjectResult.commented("comment " + result.size(), passes));
    }
    return result;
  }

  private static LearningLevels.Rating rate(String marks, boolean... comments) {
    return LEVELS.rate(results(marks, comments));
  }

  @ParameterizedTest
  @CsvSource({
    "8.0 8.0 8.0 8.0 8.0 8.0 6.5 6.5, good",
    "8.0 8.0 8.0 8.0 8.0 7.9 6.5 6.5, fair",
    "8.0 8.0 8.0 8.0 8.0 8.0 6.5 6.4, fair",
    "6.5 6.5 6.5 6.5 6.5 6.5 5.0 5.0, fair",
    "6.5 6.5 6.5 6.5 6.5 6.4 5.0 5.0, passed",
    "6.5 6.5 6.5 6.5 6.5 6.5 5.0 4.9, passed",
    "5.0 5.0 5.0 5.0 5.0 5.0 3.5 3.5, passed",
    "5.0 5.0 5.0 5.0 5.0 4.9 3.5 3.5, not_passed",
    "5.0 5.0 5.0 5.0 5.0 5.0 3.5 3.4, not_passed"
  })
  void aLevelBeginsAtItsBorder(String marks, String level) {
    LearningLevels.Rating rating = rate(marks, true, true);

    assertThat(rating.plainLevel()).isEqualTo(level);
    assertThat(rating.level()).isEqualTo(level);
    assertThat(rating.raisedFor()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // From good down to passed, and to not passed.
    "8.0 8.0 8.0 8.0 8.0 8.0 6.5 4.9, passed, fair",
    "8.0 8.0 8.0 8.0 8.0 8.0 6.5 3.4, not_passed, fair",
    // The subject itself would be the sixth of at least 8.0.
    "8.0 8.0 8.0 8.0 8.0 6.5 6.5 3.4, not_passed, fair",
    // From fair down to not passed.
    "6.5 6.5 6.5 6.5 6.5 6.5 5.0 3.4, not_passed, passed"
  })
  void aResultThatOneSubjectAloneLoweredByTwoLevelsIsRaised(
      String marks, String plain, String raised) {
    LearningLevels.Rating rating = rate(marks, true);

    assertThat(rating.plainLevel()).isEqualTo(plain);
    assertThat(rating.level()).isEqualTo(raised);
    assertThat(rating.raisedFor()).contains("mark 7");
  }

  @Test
  void twoSubjectsTogetherRaiseNothing() {
    assertThat(rate("8.0 8.0 8.0 8.0 8.0 8.0 4.9 4.9", true).level()).isEqualTo("passed");
    assertThat(rate("6.5 6.5 6.5 6.5 6.5 6.5 3.4 3.4", true).level()).isEqualTo("not_passed");
  }

  @Test
  void aFailedCommentLeavesAPassAndTwoDoNot() {
    assertThat(rate("8.0 8.0 8.0 8.0 8.0 8.0", false).level()).isEqualTo("passed");
    assertThat(rate("8.0 8.0 8.0 8.0 8.0 8.0", false, false).level()).isEqualTo("not_passed");
  }

  @Test
  void whetherACommentSubjectMayBeTheOneIsConfigured() {
    LearningLevels other = levels("raise_for_comment_subject", "true");

    LearningLevels.Rating rating = other.rate(results("8.0 8.0 8.0 8.0 8.0 8.0", false));

    assertThat(rating.level()).isEqualTo("fair");
    assertThat(rating.raisedFor()).contains("comment 6");
  }

  @Test
  void whereAResultIsRaisedToIsConfigured() {
    LearningLevels other = levels("raise_to", "next_above");
    List<SubjectResult> results = results("8.0 8.0 8.0 8.0 8.0 8.0 6.5 3.4");

    assertThat(LEVELS.rate(results).level()).isEqualTo("fair");
    assertThat(other.rate(results).level()).isEqualTo("passed");
  }

  @Test
  void aRuleWithAWrongFieldIsRefused() {
    assertThatThrownBy(() -> levels("raise_to", "somewhere"))
        .hasMessage(
            "Cannot use policy assessment.raise_to: somewhere is neither next_below nor next_above");
    assertThatThrownBy(() -> levels("raise_from", "two"))
        .hasMessage("Cannot use policy assessment.raise_from: two is no number");
  }

  /** The levels of the policy with another value of one field. */
  private static LearningLevels levels(String field, String value) {
    String text =
        vn.edulake.models.ResourceFolder.read("lake/policy", ".yml").get("assessment.yml");
    String changed = text.replaceFirst("(?m)^(\\s+" + field + ": ).*$", "$1" + value);
    assertThat(changed).isNotEqualTo(text);
    return Assessment.of(Policies.parse(Map.of("assessment.yml", changed)))
        .findLevels("circular_22_2021")
        .orElseThrow();
  }

  /** Marks of one decimal, those at borders often. */
  @Provide
  Arbitrary<List<SubjectResult>> grades() {
    Arbitrary<BigDecimal> mark =
        Arbitraries.oneOf(
                Arbitraries.integers().between(0, 100),
                Arbitraries.of(34, 35, 49, 50, 64, 65, 79, 80, 81))
            .map(tenths -> BigDecimal.valueOf(tenths, 1));
    Arbitrary<List<BigDecimal>> marks = mark.list().ofMinSize(1).ofMaxSize(10);
    Arbitrary<List<Boolean>> comments = Arbitraries.of(true, true, true, false).list().ofMaxSize(4);
    return marks.flatMap(
        some ->
            comments.map(
                others -> {
                  List<SubjectResult> result = new ArrayList<>();
                  some.forEach(m -> result.add(SubjectResult.marked("m" + result.size(), m)));
                  others.forEach(p -> result.add(SubjectResult.commented("c" + result.size(), p)));
                  return result;
                }));
  }

  @Property
  void aBetterResultInOneSubjectNeverLowersTheLevel(
      @ForAll("grades") List<SubjectResult> results,
      @ForAll @IntRange(min = 0, max = 20) int which,
      @ForAll @IntRange(min = 1, max = 30) int tenths) {
    List<SubjectResult> better = new ArrayList<>(results);
    int at = which % results.size();
    SubjectResult old = results.get(at);
    better.set(
        at,
        old.mark()
            .map(
                mark ->
                    SubjectResult.marked(
                        old.subject(), mark.add(BigDecimal.valueOf(tenths, 1)).min(BigDecimal.TEN)))
            .orElseGet(() -> SubjectResult.commented(old.subject(), true)));

    assertThat(rank(LEVELS.rate(better).level()))
        .isGreaterThanOrEqualTo(rank(LEVELS.rate(results).level()));
  }

  @Property
  void aRaisedLevelIsBetterThanThePlainOneAndWorseThanWhatWasLost(
      @ForAll("grades") List<SubjectResult> results) {
    LearningLevels.Rating rating = LEVELS.rate(results);

    assertThat(rating.raisedFor().isPresent())
        .isEqualTo(rank(rating.level()) > rank(rating.plainLevel()));
    if (rating.raisedFor().isPresent()) {
      assertThat(rating.level()).isNotEqualTo("good");
      List<SubjectResult> best = new ArrayList<>(results);
      best.replaceAll(
          one ->
              one.subject().equals(rating.raisedFor().get())
                  ? SubjectResult.marked(one.subject(), BigDecimal.TEN)
                  : one);
      // With the best mark in that subject alone the level would be two better than the plain one.
      assertThat(rank(LEVELS.rate(best).plainLevel()) - rank(rating.plainLevel()))
          .isGreaterThanOrEqualTo(2);
    }
  }

  @Property
  void theOrderOfSubjectsChangesNothing(
      @ForAll("grades") List<SubjectResult> results, @ForAll long seed) {
    List<SubjectResult> shuffled = new ArrayList<>(results);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(LEVELS.rate(shuffled)).isEqualTo(LEVELS.rate(results));
  }

  private static int rank(String level) {
    return WORST_FIRST.indexOf(level);
  }

  @ParameterizedTest
  @CsvSource({
    "circular_22_2021, passed, passed, 45, promoted",
    "circular_22_2021, passed, passed, 46, absences",
    "circular_22_2021, not_passed, passed, 45, learning",
    "circular_22_2021, passed, not_passed, 45, conduct",
    "circular_22_2021, not_passed, good, 46, absences",
    "circular_22_2021, good, , 0, unknown",
    "circular_22_2021, good, good, , unknown",
    "circular_22_2021, , good, 46, absences",
    "circular_27_2020, completed, , 60, promoted",
    "circular_27_2020, not_completed, , 0, learning",
    "circular_27_2020, , , 0, unknown",
    "none, good, good, 0, unknown"
  })
  void whoIsPromotedFollowsFromLearningConductAndAbsences(
      String scheme, String learning, String conduct, Long absences, String expected) {
    assertThat(ASSESSMENT.promotion(scheme, learning, conduct, absences)).isEqualTo(expected);
  }

  @Test
  void eachGradeHasItsSchemeFromItsYearOn() {
    assertThat(ASSESSMENT.grades())
        .filteredOn(rule -> rule.grade().equals("9"))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.validFrom()).isEqualTo("2024-08-01");
              assertThat(rule.scheme().code()).isEqualTo("circular_22_2021");
              assertThat(rule.scheme().regularMarks())
                  .extracting(Assessment.RegularMarks::count)
                  .containsExactly(2, 3, 4);
            });
    assertThat(ASSESSMENT.grades()).extracting(Assessment.GradeRule::grade).hasSize(12);
    assertThat(ASSESSMENT.findLevels("circular_27_2020")).isEmpty();
    assertThat(ASSESSMENT.findLearning("circular_27_2020", "Hoàn thành tốt")).contains("good");
    assertThat(ASSESSMENT.findConduct("circular_22_2021", "Chưa đạt")).contains("not_passed");
    assertThat(ASSESSMENT.findConduct("circular_22_2021", null)).isEmpty();
  }
}
