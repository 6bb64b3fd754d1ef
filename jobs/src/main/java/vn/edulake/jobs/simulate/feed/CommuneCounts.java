package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.edulake.jobs.simulate.world.Commune;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Shares;

/**
 * Counts by commune as communes are on a day. What was counted of a commune that was split is
 * divided among its successors in equal parts, as its learners are.
 */
final class CommuneCounts {
  private final boolean isReformed;
  private final Map<String, Count> counts = new TreeMap<>();

  /** A count of a commune. */
  static final class Count {
    private final String code;
    private final String name;
    private int count;

    private Count(String code, String name) {
      this.code = code;
      this.name = name;
    }

    String code() {
      return code;
    }

    String name() {
      return name;
    }

    int count() {
      return count;
    }
  }

  CommuneCounts(LocalDate day) {
    this.isReformed = !day.isBefore(Province.REFORM);
  }

  void add(Commune commune, int count) {
    List<Commune.Successor> now =
        isReformed && !commune.successors().isEmpty()
            ? commune.successors()
            : List.of(new Commune.Successor(commune.code(), commune.name()));
    double[] equal = new double[now.size()];
    Arrays.fill(equal, 1);
    int[] parts = Shares.of(count, equal, 0);
    for (int i = 0; i < parts.length; i++) {
      Commune.Successor one = now.get(i);
      counts.computeIfAbsent(one.code(), code -> new Count(code, one.name())).count += parts[i];
    }
  }

  /** The counts by code. */
  List<Count> all() {
    return List.copyOf(counts.values());
  }
}
