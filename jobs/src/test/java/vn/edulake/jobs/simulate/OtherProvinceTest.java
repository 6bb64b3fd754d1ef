package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.error.UserError;

/** Another province by a file: the one of code 95 before the reform and 96 after it, made small. */
class OtherProvinceTest {
  private static final Path PLACES = Path.of("bundled/vn-admin-units");

  /** Invented; without a special school, continuing education or primary schools up to grade 9. */
  private static final Map<String, Integer> COUNTS = new LinkedHashMap<>();

  static {
    COUNTS.put("institutions", 20);
    COUNTS.put("institutions.preschool", 6);
    COUNTS.put("institutions.primary", 8);
    COUNTS.put("institutions.lower_secondary", 4);
    COUNTS.put("institutions.upper_secondary", 2);
    COUNTS.put("teaching.primary", 8);
    COUNTS.put("teaching.lower_secondary", 4);
    COUNTS.put("classes", 136);
    COUNTS.put("classes.preschool", 30);
    COUNTS.put("classes.primary", 60);
    COUNTS.put("classes.lower_secondary", 32);
    COUNTS.put("classes.upper_secondary", 14);
    COUNTS.put("learners", 4120);
    COUNTS.put("learners.preschool", 750);
    COUNTS.put("learners.primary", 1800);
    COUNTS.put("learners.lower_secondary", 1050);
    COUNTS.put("learners.upper_secondary", 520);
    COUNTS.put("staff", 300);
    COUNTS.put("staff.teachers", 245);
  }

  @TempDir private Path folder;

  private Path profile(String before, String after) throws IOException {
    String text = Profile.load("dong_thap").text();
    StringBuilder counts = new StringBuilder("counts:\n");
    COUNTS.forEach(
        (name, value) ->
            counts.append("  - {name: %s, value: %d, source: assumed}\n".formatted(name, value)));
    String other =
        text.replaceAll("(?s)counts:.*(?=parameters:)", counts.toString())
            .replace("code_before: '87'", "code_before: '" + before + "'")
            .replace("code_after: '82'", "code_after: '" + after + "'");
    return Files.writeString(folder.resolve("small.yml"), other);
  }

  private Path simulated(String scale, Path profile) {
    Path out = folder.resolve(scale);
    new Simulation(
            new Simulation.Request(
                Profile.load(profile.toString()), Scale.parse(scale), 2023, 1, 0, 5, out, false, 2),
            PLACES,
            line -> {})
        .run();
    return out;
  }

  private static long count(Path out, String start) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files.filter(file -> file.getFileName().toString().startsWith(start)).count();
    }
  }

  @Test
  void aSchoolOfAnotherProvinceIsSimulatedAndSaysWhyItsCountsAreNotCompared() throws IOException {
    Path out = simulated("school", profile("95", "96"));
    Files.delete(folder.resolve("small.yml"));

    assertThat(count(out, "hocsinh_95")).isPositive();
    assertThat(count(out, "hocsinh_87")).isZero();
    assertThat(Files.readString(out.resolve("simulation.json")))
        .contains("\"profile\" : \"small\"");
    assertThatThrownBy(() -> BaselineCheck.of(out))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Cannot check "
                + out
                + ": none of the 19 counts can be compared; they hold of the whole province of the"
                + " profile small on 2022-10-15, at --scale province --from 2023, and this is"
                + " --scale school --from 2023");
  }

  @Test
  void theWholeOfItHasTheCountsOfItsProfile() throws IOException {
    Path out = simulated("province", profile("95", "96"));
    Files.delete(folder.resolve("small.yml"));

    List<BaselineCheck.Line> lines = BaselineCheck.of(out);

    assertThat(lines)
        .extracting(BaselineCheck.Line::figure)
        .containsExactlyElementsOf(COUNTS.keySet());
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.found()).as(line.figure()).isEqualTo(line.expected()));
  }

  @Test
  void theCodesAreThoseOfOneProvince() throws IOException {
    Path after = profile("95", "82");
    assertThatThrownBy(() -> simulated("school", after))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Cannot use the profile small: the province of the code 95 has the code 96 after the"
                + " reform, not 82");
    Path before = profile("99", "82");
    assertThatThrownBy(() -> simulated("school", before))
        .isInstanceOf(UserError.class)
        .hasMessage("Cannot use the profile small: no province had the code 99");
  }
}
