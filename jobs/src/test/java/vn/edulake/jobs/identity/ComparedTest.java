package vn.edulake.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pairs are remembered while there is room, in the order in which they came. */
class ComparedTest {
  @Test
  void pairsComeBackInTheirOrder() {
    Compared.Room room = new Compared.Room(20_000);
    Compared compared = new Compared(room);
    for (int i = 0; i < 10_000; i++) {
      compared.add(i, 2 * i, 3L * i);
    }
    List<String> found = new ArrayList<>();
    compared.each((left, right, pattern) -> found.add(left + " " + right + " " + pattern));

    assertThat(room.wasEnough()).isTrue();
    assertThat(found).hasSize(10_000).startsWith("0 0 0", "1 2 3").endsWith("9999 19998 29997");
  }

  @Test
  void whatListsShareIsAllOrNothing() {
    Compared.Room room = new Compared.Room(10_000);
    Compared one = new Compared(room);
    Compared other = new Compared(room);
    for (int i = 0; i < 6_000; i++) {
      one.add(i, i, i);
      other.add(i, i, i);
    }

    assertThat(room.wasEnough()).isFalse();
    assertThat(new Compared.Room(0).wasEnough()).as("nobody asked yet").isTrue();
  }
}
