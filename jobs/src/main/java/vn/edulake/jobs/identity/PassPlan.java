package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses passes from the columns, unless all pairs can be compared: each next one is that which
 * finds most of the pairs that the ones before would lose, if any column may be wrong or missing.
 */
final class PassPlan {
  private static final int MOST_PASSES = 20;
  private static final int PARTS = 3;

  /** Invented pairs of one person, each with other columns that are wrong. */
  private static final int TRIALS = 2000;

  private static final double CLEAN = 0.6;
  private static final double KEPT_BY_A_SLIP = 0.3;

  /** The most common keys are left out, so that a pass may expect more than it is allowed. */
  private static final double EXCESS = 10;

  private final Persons persons;
  private final List<Pass.Part> parts = new ArrayList<>();
  private final List<Integer> columnOf = new ArrayList<>();
  private final List<Double> shares = new ArrayList<>();
  private final List<BitSet> found = new ArrayList<>();

  private record Choice(List<Integer> parts, BitSet found, double pairs) {}

  private PassPlan(Persons persons) {
    this.persons = persons;
  }

  /**
   * The passes.
   *
   * @param budget how many pairs a pass may have
   * @param threads with more than one, keys are counted side by side; changes nothing but time
   */
  static List<Pass> of(Persons persons, long budget, int threads) {
    long larger = Math.max(persons.leftCount(), persons.rightCount());
    if (larger * larger <= budget) {
      return List.of(Pass.OF_ALL);
    }
    PassPlan plan = new PassPlan(persons);
    plan.makeParts(threads);
    return plan.choose(budget);
  }

  /** A part, and of all pairs across the files the share with a key in common. */
  private record Shared(Pass.Part part, double share) {}

  /** By column the parts of its kinds. */
  private List<List<Shared>> shared(int threads) {
    List<List<Shared>> result = new ArrayList<>();
    List<Runnable> work = new ArrayList<>();
    for (Persons.Column column : persons.columns()) {
      Shared[] own = new Shared[column.values().keyKinds()];
      result.add(Arrays.asList(own));
      for (int kind = 0; kind < own.length; kind++) {
        int at = kind;
        work.add(
            () -> {
              Pass.Part part = new Pass.Part(column, at);
              own[at] = new Shared(part, share(part));
            });
      }
    }
    SideBySide.run(threads, work);
    return result;
  }

  private void makeParts(int threads) {
    List<List<Shared>> shared = shared(threads);
    SplittableRandom random = new SplittableRandom(18_051_954);
    for (int c = 0; c < persons.columns().size(); c++) {
      Persons.Column column = persons.columns().get(c);
      double filled = filled(column, true) * filled(column, false);
      BitSet there = new BitSet();
      BitSet clean = new BitSet();
      for (int trial = 0; trial < TRIALS; trial++) {
        there.set(trial, random.nextDouble() < filled);
        clean.set(trial, random.nextDouble() < CLEAN);
      }
      for (int kind = 0; kind < column.values().keyKinds(); kind++) {
        double share = shared.get(c).get(kind).share();
        BitSet kept = new BitSet();
        for (int trial = 0; trial < TRIALS; trial++) {
          boolean survives = random.nextDouble() < (kind == 0 ? 0.1 : KEPT_BY_A_SLIP);
          kept.set(trial, there.get(trial) && (clean.get(trial) || survives));
        }
        if (share > 0 && share < 0.9) {
          parts.add(shared.get(c).get(kind).part());
          columnOf.add(c);
          shares.add(share);
          found.add(kept);
        }
      }
    }
  }

  private double filled(Persons.Column column, boolean isLeft) {
    int from = isLeft ? 0 : persons.leftCount();
    int to = isLeft ? persons.leftCount() : persons.count();
    int count = 0;
    for (int p = from; p < to; p++) {
      count += column.valueOf(p) >= 0 ? 1 : 0;
    }
    return (double) count / Math.max(1, to - from);
  }

  private double share(Pass.Part part) {
    int[] left = keys(part, 0, persons.leftCount(), null);
    KeyFilter ofLeft = new KeyFilter(left.length);
    for (int key : left) {
      ofLeft.add(key);
    }
    int[] right = keys(part, persons.leftCount(), persons.count(), ofLeft);
    double pairs = 0;
    int r = 0;
    for (int l = 0; l < left.length && r < right.length; ) {
      int key = left[l];
      while (r < right.length && right[r] < key) {
        r++;
      }
      int l0 = l;
      while (l < left.length && left[l] == key) {
        l++;
      }
      int r0 = r;
      while (r < right.length && right[r] == key) {
        r++;
      }
      pairs += (double) (l - l0) * (r - r0);
    }
    return pairs / ((double) persons.leftCount() * persons.rightCount());
  }

  /** The keys of persons, sorted; those that {@code wanted} does not have may be left out. */
  private static int[] keys(Pass.Part part, int from, int to, @Nullable KeyFilter wanted) {
    int[] keys = new int[to - from + 16];
    int count = 0;
    for (int person = from; person < to; person++) {
      int[] own = part.keys(person);
      if (count + own.length > keys.length) {
        keys = Arrays.copyOf(keys, keys.length + keys.length / 2);
      }
      for (int key : own) {
        if (wanted == null || wanted.mayHave(key)) {
          keys[count++] = key;
        }
      }
    }
    int[] result = Arrays.copyOf(keys, count);
    Arrays.sort(result);
    return result;
  }

  private List<Pass> choose(long budget) {
    List<Choice> choices = new ArrayList<>();
    double pairs = (double) persons.leftCount() * persons.rightCount();
    for (int i = 0; i < parts.size(); i++) {
      extend(List.of(i), pairs * shares.get(i), found.get(i), budget, choices);
    }
    List<Pass> result = new ArrayList<>();
    BitSet lost = new BitSet();
    lost.set(0, TRIALS);
    while (result.size() < MOST_PASSES) {
      Choice best = null;
      double most = 0;
      for (Choice choice : choices) {
        BitSet gained = (BitSet) choice.found().clone();
        gained.and(lost);
        double gain = gained.cardinality() / Math.sqrt(1 + choice.pairs() / budget);
        if (gain > most) {
          most = gain;
          best = choice;
        }
      }
      if (best == null) {
        break;
      }
      lost.andNot(best.found());
      result.add(new Pass(best.parts().stream().map(parts::get).toList()));
    }
    return result;
  }

  /** A set of parts that is rare enough needs no further part. */
  private void extend(
      List<Integer> chosen, double pairs, BitSet both, long budget, List<Choice> choices) {
    if (pairs <= EXCESS * budget) {
      choices.add(new Choice(chosen, both, pairs));
    }
    if (pairs <= budget || chosen.size() == PARTS) {
      return;
    }
    for (int next = chosen.get(chosen.size() - 1) + 1; next < parts.size(); next++) {
      int column = columnOf.get(next);
      if (chosen.stream().noneMatch(part -> columnOf.get(part) == column)) {
        BitSet kept = (BitSet) both.clone();
        kept.and(found.get(next));
        List<Integer> more = new ArrayList<>(chosen);
        more.add(next);
        extend(more, pairs * shares.get(next), kept, budget, choices);
      }
    }
  }
}
