package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecordSetTest {
  private final RecordHash hash = new RecordHash(List.of("b", "a"));

  private String set(List<String> texts) {
    RecordSet result = new RecordSet();
    texts.forEach(text -> result.accept(hash.of(Map.of("a", text))));
    return result.hash();
  }

  @Property(tries = 100)
  void theOrderOfTheRecordsDoesNotMatter(@ForAll List<String> texts, @ForAll int seed) {
    List<String> shuffled = new ArrayList<>(texts);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(set(shuffled)).isEqualTo(set(texts));
  }

  @Property(tries = 100)
  void anotherRecordMakesAnotherSet(@ForAll List<String> texts, @ForAll String other) {
    List<String> more = new ArrayList<>(texts);
    more.add(other);

    assertThat(set(more)).isNotEqualTo(set(texts));
  }

  @Property(tries = 50)
  void aHashIsNewTheFirstTimeOnly(@ForAll List<Integer> numbers) {
    SeenHashes seen = new SeenHashes();
    Set<Integer> oracle = new HashSet<>();
    for (int round = 0; round < 40; round++) {
      for (int number : numbers) {
        int value = number + 31 * round;
        assertThat(seen.add(hash.of(Map.of("a", "" + value)))).isEqualTo(oracle.add(value));
      }
    }
  }

  @Test
  void acceptedAndRejectedRecordsAreDifferentSets() {
    RecordSet accepted = new RecordSet();
    accepted.accept(hash.of(Map.of("a", "x")));
    RecordSet rejected = new RecordSet();
    rejected.reject(hash.of(Map.of("a", "x")));

    assertThat(accepted.hash()).isNotEqualTo(rejected.hash());
  }

  @Test
  void aTextMovedToTheNextColumnIsAnotherRecord() {
    assertThat(hash.of(Map.of("a", "x"))).isNotEqualTo(hash.of(Map.of("b", "x")));
    assertThat(hash.of(Map.of("a", "xb", "b", "y")))
        .isNotEqualTo(hash.of(Map.of("a", "x", "b", "by")));
  }

  @Test
  void aColumnWithoutTextAndOneThatIsNotThereAreTheSame() {
    assertThat(new RecordHash(List.of("a", "b", "new")).of(Map.of("a", "x")))
        .isEqualTo(hash.of(Map.of("a", "x")));
  }

  @Test
  void aNumberHasOneTextInBothContainers() {
    assertThat(NumberText.of("6.7999999999999998")).isEqualTo(NumberText.of(6.8)).isEqualTo("6.8");
    assertThat(NumberText.of("7.00")).isEqualTo(NumberText.of(7.0)).isEqualTo("7");
    assertThat(NumberText.of("1E-3")).isEqualTo("0.001");
    assertThat(NumberText.of("12345678901234567890")).isEqualTo("12345678901234567890");
    assertThat(NumberText.of("#N/A")).isEqualTo("#N/A");
  }
}
