package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecordSetTest {
  private final RecordHash hash = new RecordHash(List.of("b", "a"));

  private String set(List<String> texts) {
    RecordSet result = new RecordSet();
    texts.forEach(text -> accept(result, text));
    return result.hash();
  }

  private void accept(RecordSet set, String text) {
    hash.of(Map.of("a", text));
    set.accept(hash.high(), hash.low());
  }

  private static String text(RecordHash hash, Map<String, String> values) {
    hash.of(values);
    return RecordHash.text(hash.high(), hash.low());
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
        hash.of(Map.of("a", "" + value));
        assertThat(seen.holds(hash.high(), hash.low())).isEqualTo(oracle.contains(value));
        assertThat(seen.add(hash.high(), hash.low())).isEqualTo(oracle.add(value));
      }
    }
  }

  @Property(tries = 50)
  void aSnapshotSaysAKeyOnce(@ForAll List<@IntRange(max = 999) Integer> numbers) {
    SeenRecords seen = new SeenRecords();
    Map<Integer, Integer> first = new HashMap<>();
    Set<Integer> said = new HashSet<>();
    for (int round = 0; round < 40; round++) {
      for (int number : numbers) {
        int record = number + 1000 * round;
        int key = record / 3;
        hash.of(Map.of("a", "" + key));
        long keyHigh = hash.high();
        long keyLow = hash.low();
        hash.of(Map.of("b", "" + record));
        SeenRecords.Outcome expected =
            said.contains(record)
                ? SeenRecords.Outcome.REPEATED
                : first.containsKey(key)
                    ? SeenRecords.Outcome.CONTRADICTS
                    : SeenRecords.Outcome.NEW;
        assertThat(seen.add(keyHigh, keyLow, hash.high(), hash.low())).isEqualTo(expected);
        first.putIfAbsent(key, record);
        said.add(record);
      }
    }
  }

  @Test
  void acceptedAndRejectedRecordsAreDifferentSets() {
    RecordSet accepted = new RecordSet();
    accept(accepted, "x");
    RecordSet rejected = new RecordSet();
    hash.of(Map.of("a", "x"));
    rejected.reject(hash.high(), hash.low());

    assertThat(accepted.hash()).isNotEqualTo(rejected.hash());
  }

  @Test
  void aTextMovedToTheNextColumnIsAnotherRecord() {
    assertThat(text(hash, Map.of("a", "x"))).isNotEqualTo(text(hash, Map.of("b", "x")));
    assertThat(text(hash, Map.of("a", "xb", "b", "y")))
        .isNotEqualTo(text(hash, Map.of("a", "x", "b", "by")));
  }

  @Test
  void aColumnWithoutTextAndOneThatIsNotThereAreTheSame() {
    assertThat(text(new RecordHash(List.of("a", "b", "new")), Map.of("a", "x")))
        .isEqualTo(text(hash, Map.of("a", "x")));
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
