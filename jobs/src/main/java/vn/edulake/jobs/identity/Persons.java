package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The persons of both files, as numbers: those of the left file first. A person is some tens of
 * bytes, whatever the cells hold; a value that many share is held once.
 */
final class Persons {
  private final List<String> ids;
  private final int leftCount;
  private final List<Column> columns;

  Persons(List<String> ids, int leftCount, List<Column> columns) {
    this.ids = ids;
    this.leftCount = leftCount;
    this.columns = List.copyOf(columns);
  }

  /** One column of both files. */
  static final class Column {
    /** A value that is one person's own is still, now and then, somebody else's too. */
    static final double LEAST_OTHERS = 0.05;

    private final LinkSpec.Column spec;
    private final Values values;
    private int[] valueOf = new int[1024];
    private int count;
    private int[] withValue = new int[0];
    private int[] withClass = new int[0];
    private int filled;
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

    /** Counts who has which value, when all are there. */
    void complete(int leftCount) {
      valueOf = Arrays.copyOf(valueOf, count);
      withValue = new int[values.size()];
      withClass = new int[values.classCount()];
      for (int value : valueOf) {
        if (value >= 0) {
          withValue[value]++;
          withClass[values.classOf(value)]++;
          filled++;
        }
      }
      shareOfSingleValue = shareOfSingle(leftCount, false);
      shareOfSingleClass = shareOfSingle(leftCount, true);
    }

    /**
     * How common a value is that nobody else of a file has, after Good and Turing 1953: by how many
     * values two have and how many one. In a column of numbers that are nobody else's it is small.
     */
    private double shareOfSingle(int leftCount, boolean isClass) {
      long single = 0;
      long twice = 0;
      for (int side = 0; side < 2; side++) {
        int[] with = new int[isClass ? withClass.length : withValue.length];
        for (int p = side == 0 ? 0 : leftCount; p < (side == 0 ? leftCount : count); p++) {
          if (valueOf[p] >= 0) {
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
    int filled() {
      return filled;
    }

    /** The share of persons, other than two, who have the value or one of its class. */
    double shareOf(int value, Level level) {
      int others = (level == Level.EQUAL ? withValue[value] : withClass[values.classOf(value)]) - 2;
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
      return x == y ? Level.EQUAL : values.compare(x, y);
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
        if (!levelAt(pattern, i).agrees()
            && !levelAt(pattern, j).agrees()
            && areExchanged(columns.get(i), columns.get(j), a, b)) {
          pattern |= (long) Level.EXCHANGED.place() << (Level.BITS * i);
          pattern |= (long) Level.EXCHANGED.place() << (Level.BITS * j);
        }
      }
    }
    return pattern;
  }

  private static boolean areExchanged(Column one, Column other, int a, int b) {
    if (one.values() != other.values()) {
      return false;
    }
    int first = one.classOf(a);
    int second = other.classOf(a);
    return first >= 0
        && second >= 0
        && first != second
        && first == other.classOf(b)
        && second == one.classOf(b);
  }

  static Level levelAt(long pattern, int column) {
    return Level.at((int) (pattern >>> (Level.BITS * column)) & (Level.COUNT - 1));
  }

  static List<Column> columns(LinkSpec spec) {
    Values names = Values.of(Comparison.NAME);
    List<Column> columns = new ArrayList<>();
    for (LinkSpec.Column one : spec.columns()) {
      columns.add(
          new Column(
              one, one.comparison() == Comparison.NAME ? names : Values.of(one.comparison())));
    }
    return columns;
  }
}
