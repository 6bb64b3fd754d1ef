package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The persons of both files, as numbers: those of the left file first. A person is some tens of
 * bytes, whatever the cells hold; a value that many share is held once.
 */
final class Persons {
  private final List<String> ids;
  private final int leftCount;
  private final List<Column> columns;
  private Repeats repeats;

  Persons(List<String> ids, int leftCount, List<Column> columns) {
    this.ids = ids;
    this.leftCount = leftCount;
    this.columns = List.copyOf(columns);
    this.repeats = Repeats.none(leftCount, ids.size());
    countOnce(repeats);
  }

  /** Counts who has which value, each person once, however many rows it has. */
  void countOnce(Repeats found) {
    repeats = found;
    for (Column column : columns) {
      column.countOnce(leftCount, found);
    }
  }

  /** Which rows of a file are about one person. */
  Repeats repeats() {
    return repeats;
  }

  /** One column of both files. */
  static final class Column {
    /** A value that is one person's own is still, now and then, somebody else's too. */
    static final double LEAST_OTHERS = 0.05;

    private final LinkSpec.Column spec;
    private final Values values;
    private int[] valueOf = new int[1024];
    private int count;
    private double[] withValue = new double[0];
    private double[] withClass = new double[0];
    private double filled;
    private double shareOfSingleValue;
    private double shareOfSingleClass;

    Column(LinkSpec.Column spec, Values values) {
      this.spec = spec;
      this.values = values;
    }

    void add(int value) {
      if (count == valueOf.length) {
        valueOf = Arrays.copyOf(valueOf, 2 * count);
      }
      valueOf[count++] = value;
    }

    private void countOnce(int leftCount, Repeats repeats) {
      valueOf = Arrays.copyOf(valueOf, count);
      withValue = new double[values.size()];
      withClass = new double[values.classCount()];
      filled = 0;
      for (int p = 0; p < count; p++) {
        if (valueOf[p] >= 0) {
          double weight = repeats.weight(p);
          withValue[valueOf[p]] += weight;
          withClass[values.classOf(valueOf[p])] += weight;
          filled += weight;
        }
      }
      shareOfSingleValue = shareOfSingle(leftCount, repeats, false);
      shareOfSingleClass = shareOfSingle(leftCount, repeats, true);
    }

    /**
     * How common a value is that nobody else of a file has, after Good and Turing 1953: by how many
     * values two have and how many one. In a column of numbers that are nobody else's it is small.
     */
    private double shareOfSingle(int leftCount, Repeats repeats, boolean isClass) {
      long single = 0;
      long twice = 0;
      for (int side = 0; side < 2; side++) {
        int[] with = new int[isClass ? withClass.length : withValue.length];
        for (int p = side == 0 ? 0 : leftCount; p < (side == 0 ? leftCount : count); p++) {
          if (valueOf[p] >= 0 && repeats.isFirst(p)) {
            with[isClass ? values.classOf(valueOf[p]) : valueOf[p]]++;
          }
        }
        for (int number : with) {
          single += number == 1 ? 1 : 0;
          twice += number == 2 ? 1 : 0;
        }
      }
      double share = 2 * (2 * twice + 1.0) / ((single + 1.0) * (filled + 1.0));
      return Math.max(LEAST_OTHERS / (filled + 1.0), Math.min(0.5 / (filled + 1.0), share));
    }

    LinkSpec.Column spec() {
      return spec;
    }

    Values values() {
      return values;
    }

    /** The number of a person's value; negative when it has none. */
    int valueOf(int person) {
      return valueOf[person];
    }

    /** The class of a person's value; negative when it has none. */
    int classOf(int person) {
      int value = valueOf[person];
      return value < 0 ? -1 : values.classOf(value);
    }

    /** How many persons have a value at all. */
    double filled() {
      return filled;
    }

    /** The share of persons, other than two, who have the value or one of its class. */
    double shareOf(int value, Level level) {
      double others =
          (level == Level.EQUAL ? withValue[value] : withClass[values.classOf(value)]) - 2;
      return others > 0
          ? (others + 0.5) / (filled + 1.0)
          : level == Level.EQUAL ? shareOfSingleValue : shareOfSingleClass;
    }

    Level compare(int a, int b) {
      int x = valueOf[a];
      int y = valueOf[b];
      if (x < 0 || y < 0) {
        return Level.MISSING;
      }
      return x == y ? Level.EQUAL : values.compared(x, y);
    }
  }

  int leftCount() {
    return leftCount;
  }

  int rightCount() {
    return ids.size() - leftCount;
  }

  /** Of both files. */
  int count() {
    return ids.size();
  }

  String id(int person) {
    return ids.get(person);
  }

  List<Column> columns() {
    return columns;
  }

  /**
   * How far two persons agree, column by column: {@link Level#BITS} bits each, the first column
   * lowest. Two names that stand in each other's column are found here.
   */
  long pattern(int a, int b) {
    long pattern = 0;
    for (int i = 0; i < columns.size(); i++) {
      pattern |= (long) columns.get(i).compare(a, b).place() << (Level.BITS * i);
    }
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        Column one = columns.get(i);
        Column other = columns.get(j);
        if (one.values() == other.values()
            && !levelAt(pattern, i).agrees()
            && !levelAt(pattern, j).agrees()
            && areExchanged(one, other, a, b)) {
          pattern = exchanged(exchanged(pattern, i), j);
        }
      }
    }
    return pattern;
  }

  private static long exchanged(long pattern, int column) {
    return levelAt(pattern, column) == Level.MISSING
        ? pattern
        : pattern | (long) Level.EXCHANGED.place() << (Level.BITS * column);
  }

  /** One of the two is the other's, and what stands in its place is too, but for a slip. */
  private static boolean areExchanged(Column one, Column other, int a, int b) {
    return (isMoved(one, other, a, b) && isNearly(one, other, b, a))
        || (isMoved(one, other, b, a) && isNearly(one, other, a, b));
  }

  private static boolean isMoved(Column one, Column other, int a, int b) {
    int from = one.classOf(a);
    return from >= 0 && from == other.classOf(b);
  }

  private static boolean isNearly(Column one, Column other, int a, int b) {
    int x = one.valueOf(a);
    int y = other.valueOf(b);
    if (x < 0 || y < 0) {
      return true;
    }
    Level level = x == y ? Level.EQUAL : one.values().compared(x, y);
    return level.agrees() || level == Level.CLOSE || level == Level.PART;
  }

  static Level levelAt(long pattern, int column) {
    return Level.at((int) (pattern >>> (Level.BITS * column)) & (Level.COUNT - 1));
  }

  /** Columns whose values may stand in each other's place share their values. */
  static List<Column> columns(LinkSpec spec) {
    Map<Comparison, Values> shared = new EnumMap<>(Comparison.class);
    List<Column> columns = new ArrayList<>();
    for (LinkSpec.Column one : spec.columns()) {
      Comparison kind = one.comparison();
      boolean isShared = kind == Comparison.NAME || kind == Comparison.ADDRESS;
      columns.add(
          new Column(one, isShared ? shared.computeIfAbsent(kind, Values::of) : Values.of(kind)));
    }
    return columns;
  }
}
