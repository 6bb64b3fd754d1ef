package vn.edulake.jobs.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.edulake.models.policy.Policies;

class EnrolmentTest {
  private static final int YEARS_BEFORE = 12;

  private static Province province(long seed) {
    return Province.found(
        Profile.load("dong_thap"),
        Scale.parse("15000"),
        seed,
        Path.of("bundled/vn-admin-units"),
        Policies.load());
  }

  private static Map<Integer, Integer> grades(Enrolment of) {
    Map<Integer, Integer> result = new TreeMap<>();
    of.cells().forEach(cell -> result.merge(cell.grade(), cell.learners(), Integer::sum));
    return result;
  }

  @Test
  void whatIsCountedOfAYearIsWhoLearnsOnItsCensusDay() {
    Province province = province(5);
    Map<Integer, Integer> counted = new TreeMap<>();
    int day = (int) province.profile().censusDay().toEpochDay();
    SchoolYear year = province.year();
    for (int i = 0; i < year.stints().count(); i++) {
      if (year.stints().holds(i, day)) {
        counted.merge(year.stints().grade(i), 1, Integer::sum);
      }
    }

    assertThat(grades(province.enrolment(year.year()))).isEqualTo(counted);
  }

  @Test
  void aYearThatIsOverIsToldAsItWas() {
    Province province = province(5);
    Map<Integer, Integer> before = grades(province.enrolment(province.year().year()));
    province.turn();
    province.turn();

    assertThat(grades(province.enrolment(province.profile().censusYear()))).isEqualTo(before);
  }

  @Test
  void cohortsGoThroughYearsThatNobodyLivedAsThroughThoseThatWereLived() {
    Province province = province(9);
    int census = province.profile().censusYear();
    province.turn();
    province.turn();

    for (int year = census - YEARS_BEFORE; year < census + 2; year++) {
      Map<Integer, Integer> now = grades(province.enrolment(year));
      Map<Integer, Integer> next = grades(province.enrolment(year + 1));
      for (int grade = 2; grade < 12; grade++) {
        double lowest = grade == 9 ? 0.5 : 0.9;
        assertThat((double) next.get(grade + 1) / now.get(grade))
            .as("from grade %d of %d to the next", grade, year)
            .isBetween(lowest, 1.1);
      }
    }
  }
}
