package vn.edulake.jobs.identity;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How often two different persons agree by chance, learnt from pairs within one file, where nearly
 * all pairs are different persons.
 *
 * <p>Things that hang together (a school and its commune, a name and a sex) would count twice. So a
 * column may lean on one other, more telling column: where that one agrees, the chance is that of
 * persons who agree there.
 */
final class Chance {
  private static final int PAIRS = 400_000;
  private static final int PAIRS_OF_A_LEAN = 20_000;
  private static final int LEAST_PAIRS_OF_A_LEAN = 300;
  private static final double LEAST_LIFT = 1.3;

  /** Of so many persons one has to share the value with somebody else. */
  private static final double LEAST_COMPANIONS = 0.05;

  private final Persons persons;
  private final SplittableRandom random = new SplittableRandom(20_250_701);
  private final int[] leansOn;
  private final double[][][] share;

  private Chance(Persons persons) {
    this.persons = persons;
    int columns = persons.columns().size();
    leansOn = new int[columns];
    Arrays.fill(leansOn, -1);
    share = new double[columns][2][];
  }

  static Chance of(Persons persons) {
    Chance chance = new Chance(persons);
    chance.learnAlone();
    chance.learnLeaning();
    return chance;
  }

  /** The column on which one leans; negative when it stands alone. */
  int leansOn(int column) {
    return leansOn[column];
  }

  /** The share of a level; {@code leaning} is 1 where the other column agrees. */
  double of(int column, int leaning, Level level) {
    return share[column][leaning][level.place()];
  }

  private void learnAlone() {
    List<Persons.Column> columns = persons.columns();
    long[][] counts = new long[columns.size()][Level.COUNT];
    for (int i = 0; i < PAIRS; i++) {
      boolean isLeft = random.nextInt(persons.count()) < persons.leftCount();
      int from = isLeft ? 0 : persons.leftCount();
      int size = isLeft ? persons.leftCount() : persons.rightCount();
      if (size < 2) {
        continue;
      }
      int a = from + random.nextInt(size);
      int b = from + random.nextInt(size);
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
              (counts[c][level.place()] + 0.5) / (others + 3.0) * (1 - exact[0] - exact[1]);
        }
      }
      result[Level.EQUAL.place()] = exact[0];
      result[Level.VARIANT.place()] = exact[1];
      result[Level.EXCHANGED.place()] = exchanged(c);
      share[c][0] = result;
      share[c][1] = result;
    }
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
        int value = column.valueOf(p);
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
      int value = column.valueOf(p);
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
        if (own.valueOf(p) >= 0) {
          with[own.classOf(p)]++;
        }
      }
      double sum = 0;
      for (int p = 0; p < persons.count(); p++) {
        sum += column2.valueOf(p) >= 0 ? with[column2.classOf(p)] : 0;
      }
      double pairs = (double) own.filled() * column2.filled();
      best = Math.max(best, sum / Math.max(1, pairs));
    }
    return Math.max(best, 1.0 / Math.max(1, own.filled()));
  }

  private void learnLeaning() {
    List<Persons.Column> columns = persons.columns();
    int size = columns.size();
    double[] lift = new double[size];
    for (int on = 0; on < size; on++) {
      long[][] counts = new long[size][Level.COUNT];
      if (!sample(on, counts)) {
        continue;
      }
      for (int c = 0; c < size; c++) {
        double alone = agreeing(share[c][0]);
        if (c == on || alone <= agreeing(share[on][0])) {
          continue;
        }
        long filled = 0;
        for (Level level : Level.values()) {
          filled += level == Level.MISSING ? 0 : counts[c][level.place()];
        }
        if (filled < LEAST_PAIRS_OF_A_LEAN) {
          continue;
        }
        double[] leaning = new double[Level.COUNT];
        for (Level level : Level.values()) {
          if (level != Level.MISSING) {
            double of = share[c][0][level.place()];
            leaning[level.place()] = (counts[c][level.place()] + 20 * of) / (filled + 20);
          }
        }
        double gained = agreeing(leaning) / alone;
        if (gained >= LEAST_LIFT && gained > lift[c]) {
          lift[c] = gained;
          leansOn[c] = on;
          share[c][1] = leaning;
        }
      }
    }
  }

  private static double agreeing(double[] shares) {
    return shares[Level.EQUAL.place()] + shares[Level.VARIANT.place()];
  }

  /** Counts levels of pairs that agree in a column; false when too few do by chance. */
  private boolean sample(int on, long[][] counts) {
    Persons.Column column = persons.columns().get(on);
    int classes = column.values().classCount();
    int[] start = new int[2 * classes + 1];
    for (int p = 0; p < persons.count(); p++) {
      if (column.valueOf(p) >= 0) {
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
      return false;
    }
    int[] members = new int[filled];
    int[] next = start.clone();
    for (int p = 0; p < persons.count(); p++) {
      if (column.valueOf(p) >= 0) {
        members[next[group(column, p)]++] = p;
      }
    }
    for (int i = 0, tries = 0; i < PAIRS_OF_A_LEAN && tries < 10 * PAIRS_OF_A_LEAN; tries++) {
      int a = members[random.nextInt(filled)];
      int group = group(column, a);
      int b = members[start[group] + random.nextInt(start[group + 1] - start[group])];
      if (a != b) {
        long pattern = persons.pattern(a, b);
        if (!looksTheSame(pattern, on)) {
          count(pattern, counts);
        }
        i++;
      }
    }
    return true;
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
