package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.error.UserError;

class SimulationTest {
  private static final Path PLACES = Path.of("bundled/vn-admin-units");

  @TempDir private Path folder;

  private Map<String, String> simulated(String name, long seed, int threads) throws IOException {
    Path out = folder.resolve(name);
    new Simulation(request(out, 2025, seed, threads), PLACES, line -> {}).run();
    Map<String, String> result = new TreeMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        result.put(out.relativize(file).toString(), hash(file));
      }
    }
    return result;
  }

  private static Simulation.Request request(Path out, int from, long seed, int threads) {
    return new Simulation.Request(
        Profile.load("dong_thap"), Scale.parse("school"), from, 2, 1, seed, out, true, threads);
  }

  private static String hash(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesWhateverTheThreads() throws IOException {
    Map<String, String> first = simulated("first", 3, 1);

    assertThat(first).hasSizeGreaterThan(300);
    assertThat(simulated("again", 3, 1)).isEqualTo(first);
    assertThat(simulated("two", 3, 2)).isEqualTo(first);
    assertThat(simulated("threads", 3, 3)).isEqualTo(first);
    assertThat(simulated("other", 4, 1)).isNotEqualTo(first);
  }

  @Test
  void whatIsThereIsNotWrittenOver() throws IOException {
    Files.writeString(folder.resolve("kept.txt"), "kept");
    Simulation simulation = new Simulation(request(folder, 2025, 1, 1), PLACES, line -> {});

    assertThatThrownBy(simulation::run)
        .isInstanceOf(UserError.class)
        .hasMessage("Cannot simulate into " + folder + ": it is not empty. Nothing was written.");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void noYearComesBeforeTheCensus() {
    assertThatThrownBy(() -> request(folder, 2022, 1, 1))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Invalid --from: 2022. The profile dong_thap begins with the school year 2023.");
  }

  @Test
  void aScaleIsAWordOrANumberOfLearners() {
    assertThat(Scale.parse("district").kind()).isEqualTo(Scale.Kind.DISTRICT);
    assertThat(Scale.parse("1000").learners()).isEqualTo(1000);
    for (String text : List.of("999", "town", "-5", "12345678", "")) {
      assertThatThrownBy(() -> Scale.parse(text))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("Invalid scale: " + text + " (school, district, province or");
    }
  }
}
