package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How often two different persons agree by chance, learnt from pairs within one file, where nearly
 * all pairs are different persons.
 *
 * <p>Things that hang together (a school and its commune, an address and a surname) would count
 * twice. So a column may lean on others: where one of them agrees, the chance is that of persons
 * who agree there. What a person is called and when it was born leans on where it is found, never
 * the other way.
 */
final class Chance {
  private static final int PAIRS = 400_000;
  private static final int LEAST_PAIRS = 100_000;
  private static final int PAIRS_OF_A_LEAN = 20_000;
  private static final int LEAST_PAIRS_OF_A_LEAN = 300;

  /** Pairs of persons who are supposed to differ as usual, before any are seen. */
  private static final double SUPPOSED = 3;

  private static final double LEAST_LIFT = 1.3;
  private static final double LEAST_GAIN = 0.05;
  private static final int MOST_LEANS = 3;
  private static final int ROUNDS = 10;
  private static final long[] NOTHING = {};

  /** Where fewer of the pairs that agree are two persons, all may be one who were not found. */
  private static final double LEAST_SHARE_OF_OTHERS = 0.3;

  /** What more of all pairs have in common tells a kind, like a sex, and no person. */
  private static final double MOST_TELLING = 0.2;

  /** Of so many persons one has to share the value with somebody else. */
  private static final double LEAST_COMPANIONS = 0.05;

  private final Persons persons;
  private final SplittableRandom random = new SplittableRandom(20_250_701);
  private final int[][] leansOn;

  /** By column, by its state (alone, or the number of what it leans on), by level. */
  private final double[][][] share;

  private Chance(Persons persons) {
    this.persons = persons;
    int columns = persons.columns().size();
    leansOn = new int[columns][0];
    share = new double[columns][1][];
  }

  /** As if nothing hung together. */
  static Chance alone(Persons persons) {
    Chance chance = new Chance(persons);
    chance.learnAlone();
    return chance;
  }

  static Chance of(Persons persons) {
    return alone(persons).leaning(null);
  }

  /**
   * With what hangs together.
   *
   * @param same how the rows of one person agree, where persons may stand several times in a file
   */
  Chance leaning(@Nullable Weights same) {
    Chance chance = new Chance(persons);
    for (int c = 0; c < share.length; c++) {
      chance.share[c][0] = share[c][0];
    }
    chance.learnLeaning(same);
    return chance;
  }

  /** How many states a column has: alone, and one for each that it leans on. */
  int states(int column) {
    return share[column].length;
  }

  /** The state of a column in a pattern: by the first of those it leans on that agrees. */
  int state(long pattern, int column) {
    int[] on = leansOn[column];
    for (int i = 0; i < on.length; i++) {
      if (Persons.levelAt(pattern, on[i]).agrees()) {
        return i + 1;
      }
    }
    return 0;
  }

  /** The share of a level in a state. */
  double of(int column, int state, Level level) {
    return share[column][state][level.place()];
  }

  /** Whether the values which agree in a state do so by themselves. */
  boolean isOwn(int column, int state) {
    return state == 0 || agreeing(share[column][state]) <= agreeing(share[column][0]);
  }

  private void learnAlone() {
    List<Persons.Column> columns = persons.columns();
    long[][] counts = new long[columns.size()][Level.COUNT];
    int[] left = firsts(0, persons.leftCount());
    int[] right = firsts(persons.leftCount(), persons.count());
    long all = (long) left.length * left.length + (long) right.length * right.length;
    long smaller = Math.min(persons.leftCount(), persons.rightCount());
    long pairs = Math.min(all, Math.min(PAIRS, LEAST_PAIRS + 40L * smaller));
    for (int i = 0; i < pairs; i++) {
      int[] file = random.nextInt(left.length + right.length) < left.length ? left : right;
      if (file.length < 2) {
        continue;
      }
      int a = file[random.nextInt(file.length)];
      int b = file[random.nextInt(file.length)];
      if (a != b) {
        count(persons.pattern(a, b), counts);
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      double[] exact = exactShares(columns.get(c));
      long others = 0;
      for (Level level : Level.values()) {
        others += level == Level.MISSING || level.agrees() ? 0 : counts[c][level.place()];
      }
      double[] result = new double[Level.COUNT];
      for (Level level : Level.values()) {
        if (level != Level.MISSING && !level.agrees()) {
          result[level.place()] =
              (counts[c][level.place()] + SUPPOSED * usual(level))
                  / (others + SUPPOSED)
                  * (1 - exact[0] - exact[1]);
        }
      }
      result[Level.EQUAL.place()] = exact[0];
      result[Level.VARIANT.place()] = exact[1];
      result[Level.EXCHANGED.place()] = exchanged(c);
      share[c][0] = result;
    }
  }

  /** How often two persons agree so far, of those who do not agree; files of a few tell it not. */
  private static double usual(Level level) {
    return switch (level) {
      case CLOSE -> 0.01;
      case PART -> 0.03;
      case WEAK -> 0.10;
      case DIFFERENT -> 0.86;
      default -> 0;
    };
  }

  /** The rows from which persons are counted. */
  private int[] firsts(int from, int to) {
    return IntStream.range(from, to).filter(persons.repeats()::isFirst).toArray();
  }

  private static void count(long pattern, long[][] counts) {
    for (int c = 0; c < counts.length; c++) {
      counts[c][Persons.levelAt(pattern, c).place()]++;
    }
  }

  /** How many pairs of one file have the same value, and how many a variant of it. */
  private double[] exactShares(Persons.Column column) {
    double equal = 0;
    double alike = 0;
    double all = 0;
    for (int side = 0; side < 2; side++) {
      int from = side == 0 ? 0 : persons.leftCount();
      int to = side == 0 ? persons.leftCount() : persons.count();
      int[] values = new int[column.values().size()];
      int[] classes = new int[column.values().classCount()];
      double filled = 0;
      for (int p = from; p < to; p++) {
        int value = valueOf(column, p);
        if (value >= 0) {
          equal += values[value]++;
          alike += classes[column.values().classOf(value)]++;
          filled++;
        }
      }
      all += filled * (filled - 1) / 2;
    }
    double least = Persons.Column.LEAST_OTHERS / Math.max(1, column.filled());
    double ofEqual = Math.min(0.999, Math.max(least, equal / Math.max(1, all)));
    double ofVariant =
        Math.max(
            Math.max(0.01 * least, (alike - equal) / Math.max(1, all)),
            variantsAcross(column) * Math.max(least, alike / Math.max(1, all)));
    return new double[] {ofEqual, Math.min(ofVariant, 0.9995 - ofEqual)};
  }

  /**
   * Of the pairs across the files with values of one class, the share whose values differ: one file
   * may write all names without marks.
   */
  private double variantsAcross(Persons.Column column) {
    double[] values = new double[column.values().size()];
    double[] classes = new double[column.values().classCount()];
    double equal = 0;
    double alike = 0;
    for (int p = 0; p < persons.count(); p++) {
      int value = valueOf(column, p);
      if (value >= 0 && p < persons.leftCount()) {
        values[value]++;
        classes[column.values().classOf(value)]++;
      } else if (value >= 0) {
        equal += values[value];
        alike += classes[column.values().classOf(value)];
      }
    }
    return alike == 0 ? 0 : (alike - equal) / alike;
  }

  /** The chance that a value stands in another column of the same kind. */
  private double exchanged(int column) {
    Persons.Column own = persons.columns().get(column);
    double best = 0;
    for (int other = 0; other < persons.columns().size(); other++) {
      Persons.Column column2 = persons.columns().get(other);
      if (other == column || column2.values() != own.values()) {
        continue;
      }
      double[] with = new double[own.values().classCount()];
      for (int p = 0; p < persons.count(); p++) {
        if (valueOf(own, p) >= 0) {
          with[own.classOf(p)]++;
        }
      }
      double sum = 0;
      for (int p = 0; p < persons.count(); p++) {
        sum += valueOf(column2, p) >= 0 ? with[column2.classOf(p)] : 0;
      }
      double pairs = own.filled() * column2.filled();
      best = Math.max(best, sum / Math.max(1, pairs));
    }
    return Math.max(best, 1.0 / Math.max(1, own.filled()));
  }

  private void learnLeaning(@Nullable Weights same) {
    int size = persons.columns().size();
    List<List<Lean>> leans = new ArrayList<>();
    for (int c = 0; c < size; c++) {
      leans.add(new ArrayList<>());
    }
    for (int on = 0; on < size; on++) {
      long[] patterns = sample(on);
      double[] isOther = same == null ? looksOther(patterns, on) : isOther(patterns, on, same);
      double others = Arrays.stream(isOther).sum();
      if (others > (same == null ? 0 : LEAST_SHARE_OF_OTHERS * patterns.length)) {
        double[][] counts = new double[size][Level.COUNT];
        for (int i = 0; i < patterns.length; i++) {
          for (int c = 0; c < size; c++) {
            counts[c][Persons.levelAt(patterns[i], c).place()] += isOther[i];
          }
        }
        for (int c = 0; c < size; c++) {
          Lean lean = lean(c, on, counts[c]);
          if (comesBefore(on, c) && lean.gain >= LEAST_GAIN) {
            leans.get(c).add(lean);
          }
        }
      }
    }
    for (int c = 0; c < size; c++) {
      List<Lean> best = leans.get(c);
      best.sort(Comparator.comparingDouble((Lean lean) -> -lean.gain));
      int count = Math.min(MOST_LEANS, best.size());
      leansOn[c] = best.stream().limit(count).mapToInt(lean -> lean.on).toArray();
      share[c] = Arrays.copyOf(share[c], count + 1);
      for (int i = 0; i < count; i++) {
        share[c][i + 1] = best.get(i).shares;
      }
    }
  }

  /** What a column would be, leaning on another; the gain is in bits. */
  private static final class Lean {
    final int on;
    final double[] shares;
    final double gain;

    Lean(int on, double[] shares, double gain) {
      this.on = on;
      this.shares = shares;
      this.gain = gain;
    }
  }

  private Lean lean(int c, int on, double[] counts) {
    double[] alone = share[c][0];
    double filled = 0;
    for (Level level : Level.values()) {
      filled += level == Level.MISSING ? 0 : counts[level.place()];
    }
    if (c == on || filled < LEAST_PAIRS_OF_A_LEAN) {
      return new Lean(on, alone, 0);
    }
    double agreed =
        (counts[Level.EQUAL.place()] + counts[Level.VARIANT.place()] + 20 * agreeing(alone))
            / (filled + 20);
    boolean isLifted = agreed >= LEAST_LIFT * agreeing(alone);
    double scale = isLifted ? 1 : (1 - agreeing(alone)) / Math.max(1e-9, 1 - agreed);
    double[] shares = new double[Level.COUNT];
    double gain = 0;
    for (Level level : Level.values()) {
      int place = level.place();
      if (level != Level.MISSING && alone[place] > 0) {
        double leaning = (counts[place] + 20 * alone[place]) / (filled + 20);
        shares[place] = isLifted ? leaning : level.agrees() ? alone[place] : leaning * scale;
        gain += leaning * Weights.log2(leaning / alone[place]);
      }
    }
    return new Lean(on, shares, gain);
  }

  /** An order in which what tells a person apart comes last, and before that what tells most. */
  private boolean comesBefore(int on, int c) {
    boolean isOfPerson = isOfPerson(on);
    if (isOfPerson != isOfPerson(c)) {
      return !isOfPerson || agreeing(share[c][0]) > MOST_TELLING;
    }
    double one = agreeing(share[on][0]);
    double other = agreeing(share[c][0]);
    return one != other ? one < other : on < c;
  }

  private boolean isOfPerson(int column) {
    LinkSpec.Column spec = persons.columns().get(column).spec();
    return (spec.comparison() == Comparison.NAME || spec.comparison() == Comparison.DATE)
        && agreeing(share[column][0]) <= MOST_TELLING;
  }

  private static double agreeing(double[] shares) {
    return shares[Level.EQUAL.place()] + shares[Level.VARIANT.place()];
  }

  /** Patterns of pairs that agree in a column; none when too few do by chance. */
  private long[] sample(int on) {
    Persons.Column column = persons.columns().get(on);
    int classes = column.values().classCount();
    int[] start = new int[2 * classes + 1];
    for (int p = 0; p < persons.count(); p++) {
      if (valueOf(column, p) >= 0) {
        start[group(column, p) + 1]++;
      }
    }
    double companions = 0;
    for (int i = 0; i < 2 * classes; i++) {
      companions += (double) start[i + 1] * (start[i + 1] - 1);
      start[i + 1] += start[i];
    }
    int filled = start[2 * classes];
    if (filled == 0 || companions / filled < LEAST_COMPANIONS || agreeing(share[on][0]) > 0.5) {
      return NOTHING;
    }
    int[] members = new int[filled];
    int[] next = start.clone();
    for (int p = 0; p < persons.count(); p++) {
      if (valueOf(column, p) >= 0) {
        members[next[group(column, p)]++] = p;
      }
    }
    long[] patterns = new long[PAIRS_OF_A_LEAN];
    int size = 0;
    for (int tries = 0; size < PAIRS_OF_A_LEAN && tries < 10 * PAIRS_OF_A_LEAN; tries++) {
      int a = members[random.nextInt(filled)];
      int group = group(column, a);
      int b = members[start[group] + random.nextInt(start[group + 1] - start[group])];
      if (a != b) {
        patterns[size++] = persons.pattern(a, b);
      }
    }
    return Arrays.copyOf(patterns, size);
  }

  private double[] looksOther(long[] patterns, int on) {
    return Arrays.stream(patterns)
        .mapToDouble(pattern -> looksTheSame(pattern, on) ? 0 : 1)
        .toArray();
  }

  /**
   * How likely each pair that agrees in a column is two persons. Those who share a household share
   * neither the birth date nor all names, whatever else they share.
   */
  private double[] isOther(long[] patterns, int on, Weights same) {
    List<Integer> telling = telling(patterns, on);
    double[] odds = new double[patterns.length];
    Arrays.fill(odds, 1);
    for (int i = 0; i < odds.length; i++) {
      for (int c : telling) {
        Level level = Persons.levelAt(patterns[i], c);
        if (level != Level.MISSING) {
          odds[i] *= Math.max(1e-4, same.shareOf(c, level)) / Math.max(1e-9, of(c, 0, level));
        }
      }
    }
    double[] result = new double[patterns.length];
    double share = 0.5;
    for (int round = 0; round < ROUNDS && patterns.length > 0; round++) {
      double sum = 0;
      for (int i = 0; i < odds.length; i++) {
        result[i] = (1 - share) / (1 - share + share * odds[i]);
        sum += 1 - result[i];
      }
      share = Math.max(0.001, Math.min(0.999, sum / odds.length));
    }
    return result;
  }

  /** Dates, and of the names that which agrees least. */
  private List<Integer> telling(long[] patterns, int on) {
    List<Integer> result = new ArrayList<>();
    int name = -1;
    double least = Double.MAX_VALUE;
    for (int c = 0; c < persons.columns().size(); c++) {
      int column = c;
      if (c == on || !isOfPerson(c)) {
        continue;
      }
      if (persons.columns().get(c).spec().comparison() == Comparison.DATE) {
        result.add(c);
        continue;
      }
      double agreed =
          Arrays.stream(patterns).filter(one -> Persons.levelAt(one, column).agrees()).count()
              / Math.max(1e-9, agreeing(share[c][0]));
      if (agreed < least) {
        least = agreed;
        name = c;
      }
    }
    if (name >= 0) {
      result.add(name);
    }
    return result;
  }

  /** Of the first row of a person; negative of its others. */
  private int valueOf(Persons.Column column, int row) {
    return persons.repeats().isFirst(row) ? column.valueOf(row) : -1;
  }

  private int group(Persons.Column column, int person) {
    return 2 * column.classOf(person) + (person < persons.leftCount() ? 0 : 1);
  }

  /** Whether the pair is rather one person twice in a file: it differs in nothing. */
  private boolean looksTheSame(long pattern, int but) {
    int agreeing = 0;
    for (int c = 0; c < persons.columns().size(); c++) {
      Level level = Persons.levelAt(pattern, c);
      if (level == Level.DIFFERENT || level == Level.WEAK) {
        return false;
      }
      agreeing += c != but && level.agrees() ? 1 : 0;
    }
    return agreeing >= 2;
  }
}
