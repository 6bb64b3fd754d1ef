package vn.edulake.jobs.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.edulake.models.assessment.Assessment;
import vn.edulake.models.assessment.LearningLevels;
import vn.edulake.models.assessment.SubjectResult;
import vn.edulake.models.policy.Policies;

/** The rule by which the simulation rates, and that of the policy, share no code and agree. */
class RatingOracleTest {
  private static final int CASES = 20_000;
  private static final Marks.Term NO_TERM = new Marks.Term(List.of(), 0, 0, 0);

  @Test
  void theSimulationRatesAsThePolicyDoes() {
    LearningLevels levels =
        Assessment.of(Policies.load()).findLevels("circular_22_2021").orElseThrow();
    Random random = new Random(11);
    int raised = 0;
    for (int i = 0; i < CASES; i++) {
      List<Marks.OfSubject> simulated = new ArrayList<>();
      List<SubjectResult> results = new ArrayList<>();
      // Most subjects near one mark and some far below, so that one alone often decides.
      int usual = 40 + random.nextInt(50);
      for (Subject subject : Subject.of(6 + random.nextInt(7))) {
        if (subject.hasMarks()) {
          int drop = random.nextInt(8) == 0 ? random.nextInt(60) : 0;
          int average = Math.max(0, Math.min(100, usual + random.nextInt(20) - 5 - drop));
          simulated.add(new Marks.OfSubject(subject, NO_TERM, NO_TERM, average, true));
          results.add(SubjectResult.marked(subject.code(), BigDecimal.valueOf(average, 1)));
        } else {
          boolean passes = random.nextInt(40) > 0;
          simulated.add(new Marks.OfSubject(subject, NO_TERM, NO_TERM, 0, passes));
          results.add(SubjectResult.commented(subject.code(), passes));
        }
      }
      LearningLevels.Rating rating = levels.rate(results);
      raised += rating.raisedFor().isPresent() ? 1 : 0;

      assertThat(rating.level()).as(results.toString()).isEqualTo(code(Marks.rating(simulated)));
    }
    assertThat(raised).as("cases in which one subject alone decides").isGreaterThan(CASES / 50);
  }

  private static String code(Marks.Rating rating) {
    return switch (rating) {
      case GOOD, FAIR -> rating.name().toLowerCase(Locale.ROOT);
      case PASS -> "passed";
      case FAIL -> "not_passed";
    };
  }
}
