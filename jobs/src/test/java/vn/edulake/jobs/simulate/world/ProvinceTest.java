package vn.edulake.jobs.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.edulake.models.policy.Policies;

class ProvinceTest {
  private static final Path PLACES = Path.of("bundled/vn-admin-units");

  private static Province province(String scale, long seed) {
    return Province.found(
        Profile.load("dong_thap"), Scale.parse(scale), seed, PLACES, Policies.load());
  }

  private static Map<String, Integer> counted(Province province, LocalDate on) {
    Map<String, Integer> result = new HashMap<>();
    int day = (int) on.toEpochDay();
    SchoolYear year = province.year();
    for (SchoolClass one : year.classes()) {
      String level = one.level().figure();
      result.merge("classes." + level, 1, Integer::sum);
      result.merge("learners." + level, year.size(one, day), Integer::sum);
    }
    for (Institution institution : province.institutions()) {
      result.merge("institutions", 1, Integer::sum);
      result.merge("institutions." + institution.kind().figure(), 1, Integer::sum);
    }
    for (Staff.Person person : province.staff().people()) {
      if (person.worksOn(on)) {
        result.merge("staff", 1, Integer::sum);
        result.merge("staff.teachers", person.role() == Staff.Role.TEACHER ? 1 : 0, Integer::sum);
      }
    }
    return result;
  }

  @Test
  void onTheCensusDayTheCountsAreThoseOfTheProfile() {
    Province province = province("province", 7);

    Map<String, Integer> counted = counted(province, province.profile().censusDay());

    for (Profile.Figure figure : province.profile().counts()) {
      if (counted.containsKey(figure.name())) {
        assertThat(counted.get(figure.name()))
            .as(figure.name())
            .isEqualTo(figure.value().intValueExact());
      }
    }
    assertThat(counted.keySet()).hasSizeGreaterThan(20);
  }

  @Test
  void aProvinceLivesOnWithoutJumps() {
    Province province = province("15000", 3);
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Map<String, Integer> counted =
          counted(province, province.year().days().opening().plusDays(30));
      int learners =
          counted.get("learners.primary")
              + counted.get("learners.lower_secondary")
              + counted.get("learners.upper_secondary");
      sizes.add(learners);
      province.turn();
    }
    for (int i = 1; i < sizes.size(); i++) {
      assertThat((double) sizes.get(i) / sizes.get(i - 1)).isBetween(0.95, 1.05);
    }
  }
}
