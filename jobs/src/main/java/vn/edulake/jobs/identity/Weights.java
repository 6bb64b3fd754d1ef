package vn.edulake.jobs.identity;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * What each level of each column says for or against two persons being one, in bits, learnt by
 * expectation maximisation.
 *
 * <p>The chance side stays as {@link Chance} has it. The pairs that were not candidates count as
 * different persons, so that the choice of candidates does not move the prior.
 */
final class Weights {
  private static final int ROUNDS = 30;

  /** Invented persons who keep a level from being impossible. */
  private static final double DOUBT = 12;

  private static final double LEAST_SHARE = 0.003;
  private static final int RARITY_STEPS = 2;
  private static final int RARITY_PLACES = 64;
  private static final int RARITY_SHIFT = 52;
  private static final double LOG_2 = Math.log(2);

  private static final Level[] LESS_AND_LESS = {
    Level.CLOSE, Level.PART, Level.WEAK, Level.DIFFERENT
  };

  private final Persons persons;
  private final Chance chance;
  private final int columns;
  private final double[][][] share;
  private final double[][][] bits;
  private double prior;

  private Weights(Persons persons, Chance chance) {
    this.persons = persons;
    this.chance = chance;
    this.columns = persons.columns().size();
    share = new double[columns][][];
    bits = new double[columns][][];
    double pairs = (double) persons.leftCount() * persons.rightCount();
    prior = 0.5 * Math.min(persons.leftCount(), persons.rightCount()) / pairs;
    for (int c = 0; c < columns; c++) {
      share[c] = new double[chance.states(c)][];
      Arrays.fill(share[c], expected(persons.columns().get(c).spec().comparison()));
      bits[c] = new double[chance.states(c)][Level.COUNT];
    }
    weigh();
  }

  /** Weights before anything is learnt. */
  static Weights expected(Persons persons, Chance chance) {
    return new Weights(persons, chance);
  }

  /** The share of levels that one person's values have, before anything is learnt. */
  private static double[] expected(Comparison kind) {
    double[] result = new double[Level.COUNT];
    boolean isPlain = kind == Comparison.EXACT;
    result[Level.EQUAL.place()] = isPlain ? 0.95 : 0.80;
    result[Level.VARIANT.place()] = isPlain ? 0 : 0.05;
    result[Level.CLOSE.place()] = isPlain ? 0 : 0.05;
    result[Level.PART.place()] = isPlain ? 0 : 0.03;
    result[Level.WEAK.place()] = isPlain ? 0 : 0.02;
    result[Level.DIFFERENT.place()] = 0.04;
    result[Level.EXCHANGED.place()] = kind == Comparison.NAME ? 0.01 : 0;
    return result;
  }

  /**
   * Learns from how often each pattern occurs.
   *
   * @param counts candidates by {@link #key}
   * @param fraction of the left file from which they come
   */
  void learn(SortedMap<Long, Long> counts, double fraction) {
    double pairs = (double) persons.leftCount() * persons.rightCount() * fraction;
    Repeats repeats = persons.repeats();
    double most =
        Math.min(
                persons.leftCount() * repeats.rowsOfARow(false),
                persons.rightCount() * repeats.rowsOfARow(true))
            / pairs
            * fraction;
    for (int round = 0; round < ROUNDS; round++) {
      double[][][] sums = new double[columns][][];
      for (int c = 0; c < columns; c++) {
        sums[c] = new double[chance.states(c)][Level.COUNT];
      }
      double same = 0;
      for (Map.Entry<Long, Long> one : counts.entrySet()) {
        long key = one.getKey();
        double probability = probability(score(key, rarityOf(key)));
        double weight = probability * one.getValue();
        if (weight < 1e-9) {
          continue;
        }
        same += weight;
        for (int c = 0; c < columns; c++) {
          sums[c][chance.state(key, c)][Persons.levelAt(key, c).place()] += weight;
        }
      }
      prior = Math.max(1e-15, Math.min(most, Math.max(same, 0.5) / pairs));
      for (int c = 0; c < columns; c++) {
        learnColumn(c, sums[c]);
      }
      weigh();
    }
  }

  private void learnColumn(int c, double[][] sums) {
    double[] expected = expected(persons.columns().get(c).spec().comparison());
    double[] all = new double[Level.COUNT];
    for (double[] one : sums) {
      for (int i = 0; i < Level.COUNT; i++) {
        all[i] += one[i];
      }
    }
    double[] whole = shares(all, expected);
    for (int state = 0; state < sums.length; state++) {
      share[c][state] = shares(sums[state], whole);
    }
  }

  private static double[] shares(double[] counts, double[] doubt) {
    double all = DOUBT;
    for (int i = 0; i < Level.COUNT; i++) {
      all += i == Level.MISSING.place() ? 0 : counts[i];
    }
    double[] result = new double[Level.COUNT];
    for (int i = 0; i < Level.COUNT; i++) {
      result[i] = i == Level.MISSING.place() ? 0 : (counts[i] + DOUBT * doubt[i]) / all;
    }
    return result;
  }

  private void weigh() {
    for (int c = 0; c < columns; c++) {
      for (int state = 0; state < bits[c].length; state++) {
        double[] weights = bits[c][state];
        for (Level level : Level.values()) {
          weights[level.place()] =
              level == Level.MISSING ? 0 : log2(same(c, state, level) / other(c, state, level));
        }
        order(c, state);
      }
    }
  }

  private double same(int c, int state, Level level) {
    double learnt = Math.max(share[c][state][level.place()], 1e-6);
    return Math.max(learnt, LEAST_SHARE * chance.of(c, state, level));
  }

  private double other(int c, int state, Level level) {
    return Math.max(1e-9, chance.of(c, state, level));
  }

  /**
   * Who agrees less is never more likely the same: neighbouring levels of which this was learnt
   * count as one. A difference never speaks for two being one.
   */
  private void order(int c, int state) {
    double[] weights = bits[c][state];
    double[] same = new double[LESS_AND_LESS.length];
    double[] other = new double[LESS_AND_LESS.length];
    int[] end = new int[LESS_AND_LESS.length];
    int groups = 0;
    for (int i = 0; i < LESS_AND_LESS.length; i++) {
      same[groups] = same(c, state, LESS_AND_LESS[i]);
      other[groups] = other(c, state, LESS_AND_LESS[i]);
      end[groups++] = i + 1;
      while (groups > 1
          && same[groups - 1] * other[groups - 2] > same[groups - 2] * other[groups - 1]) {
        groups--;
        same[groups - 1] += same[groups];
        other[groups - 1] += other[groups];
        end[groups - 1] = i + 1;
      }
    }
    double best = Math.max(weights[Level.EQUAL.place()], weights[Level.VARIANT.place()]);
    for (int group = 0, i = 0; group < groups; group++) {
      for (; i < end[group]; i++) {
        weights[LESS_AND_LESS[i].place()] = Math.min(best, log2(same[group] / other[group]));
      }
    }
    weights[Level.DIFFERENT.place()] = Math.min(0, weights[Level.DIFFERENT.place()]);
  }

  static double log2(double value) {
    return Math.log(value) / LOG_2;
  }

  static double probability(double bits) {
    return bits > 60 ? 1 : 1 / (1 + Math.exp(-bits * LOG_2));
  }

  /** What speaks for a pair of the pattern, in bits; the prior is in it. */
  double score(long pattern, double rarity) {
    double sum = log2(prior / (1 - prior)) + rarity;
    for (int c = 0; c < columns; c++) {
      sum += bits[c][chance.state(pattern, c)][Persons.levelAt(pattern, c).place()];
    }
    return sum;
  }

  double score(int a, int b) {
    long pattern = persons.pattern(a, b);
    return score(pattern, rarity(pattern, a, b));
  }

  /** What more or less it says that the values which agree are rare or common, in bits. */
  double rarity(long pattern, int a, int b) {
    double sum = 0;
    for (int c = 0; c < columns; c++) {
      Level level = Persons.levelAt(pattern, c);
      if (level.agrees() && chance.isOwn(c, chance.state(pattern, c))) {
        sum += log2(commonness(c, level) / share(c, level, a, b));
      }
    }
    return sum;
  }

  /** How common a value is that agrees. */
  double share(int column, Level level, int a, int b) {
    Persons.Column of = persons.columns().get(column);
    return Math.max(of.shareOf(of.valueOf(a), level), of.shareOf(of.valueOf(b), level));
  }

  private double commonness(int column, Level level) {
    double equal = chance.of(column, 0, Level.EQUAL);
    return level == Level.EQUAL ? equal : equal + chance.of(column, 0, Level.VARIANT);
  }

  /** A pattern with its rarity, in steps of half a bit. */
  static long key(long pattern, double rarity) {
    long step = Math.round(rarity * RARITY_STEPS) + RARITY_PLACES;
    return pattern | Math.max(0, Math.min(2 * RARITY_PLACES - 1, step)) << RARITY_SHIFT;
  }

  private static double rarityOf(long key) {
    return (double) ((key >>> RARITY_SHIFT) - RARITY_PLACES) / RARITY_STEPS;
  }

  /** The share of a level among pairs that are one person. */
  double shareOf(int column, Level level) {
    return share[column][0][level.place()];
  }

  /** Of all pairs, the share that is one person. */
  double prior() {
    return prior;
  }
}
