package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.key.KeyKind;

/** The key of the pseudonyms and its versions. */
class PseudonymSecretTest {
  @TempDir private Path home;

  @Test
  void theFirstUseMakesAKeyThatStays() {
    assertThat(PseudonymSecret.versions(home)).isEmpty();
    assertThat(PseudonymSecret.current(home)).isEqualTo(1);
    byte[] first = PseudonymSecret.load(home, 1);
    assertThat(first).hasSize(32);
    assertThat(PseudonymSecret.load(home, 1)).isEqualTo(first);
    assertThat(PseudonymSecret.versions(home)).hasSize(1);
  }

  @Test
  void aRotationGivesEverybodyAnotherPseudonymAndKeepsTheOldKey() {
    byte[] first = PseudonymSecret.load(home, 1);
    assertThat(PseudonymSecret.rotate(home)).isEqualTo(2);
    assertThat(PseudonymSecret.rotate(home)).isEqualTo(3);
    byte[] third = PseudonymSecret.load(home, PseudonymSecret.current(home));
    assertThat(PseudonymSecret.load(home, 1)).isEqualTo(first);
    List<String> person = List.of("learner_code", "8700000001");
    assertThat(KeyKind.LEARNER.pseudonym(third, person))
        .hasSize(32)
        .isNotEqualTo(KeyKind.LEARNER.pseudonym(first, person))
        .isEqualTo(KeyKind.LEARNER.pseudonym(third, person));
  }

  @Test
  void onlyTheOwnerReadsAKey() throws IOException {
    PseudonymSecret.load(home, 1);
    PseudonymSecret.rotate(home);
    try (var files = Files.list(home.resolve("secrets"))) {
      assertThat(files)
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void aVersionThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> PseudonymSecret.load(home, 4))
        .isInstanceOf(ExternalError.class)
        .hasMessageContaining("pseudonym.4.key");
  }
}
