package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which rows of one file are about one person, as far as it shows. Such rows would make a value
 * look common because its owner stands there often, and what agrees look as if it always did
 * together; so what is counted is counted once for each person.
 */
final class Repeats {
  /** Nobody stands in a file so often. */
  private static final int MOST_ROWS = 200;

  /** What one pair can say for or against a whole group, in bits. */
  private static final double MOST_BITS = 15;

  private final int leftCount;
  private final int[] firstOf;
  private final int[] size;
  private final boolean isFound;

  private Repeats(int leftCount, int[] firstOf) {
    this.leftCount = leftCount;
    this.firstOf = firstOf;
    this.size = new int[firstOf.length];
    for (int first : firstOf) {
      size[first]++;
    }
    this.isFound = Arrays.stream(size).anyMatch(one -> one > 1);
  }

  /** What speaks for two rows, in bits. */
  interface Bits {
    double of(int a, int b);
  }

  /** Nobody stands twice in a file. */
  static Repeats none(int leftCount, int count) {
    int[] firstOf = new int[count];
    Arrays.setAll(firstOf, i -> i);
    return new Repeats(leftCount, firstOf);
  }

  /**
   * Groups rows, the surest pairs first, where all pairs of a group together speak for it.
   *
   * @param pairs of rows of one file that are rather one person
   */
  static Repeats of(int leftCount, int count, Pairs pairs, Bits bits) {
    int[] firstOf = new int[count];
    Arrays.setAll(firstOf, i -> i);
    Map<Integer, List<Integer>> groups = new HashMap<>();
    for (int pair : surestFirst(pairs)) {
      int a = firstOf[pairs.left(pair)];
      int b = firstOf[pairs.right(pair)];
      if (a == b) {
        continue;
      }
      List<Integer> some = groups.getOrDefault(a, List.of(a));
      List<Integer> others = groups.getOrDefault(b, List.of(b));
      if (some.size() + others.size() <= MOST_ROWS && speakFor(some, others, bits)) {
        List<Integer> both = new ArrayList<>(some);
        both.addAll(others);
        int first = Math.min(a, b);
        both.forEach(row -> firstOf[row] = first);
        groups.remove(Math.max(a, b));
        groups.put(first, both);
      }
    }
    return new Repeats(leftCount, firstOf);
  }

  private static List<Integer> surestFirst(Pairs pairs) {
    List<Integer> order = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      order.add(i);
    }
    order.sort(
        Comparator.comparingDouble((Integer i) -> -pairs.bits(i))
            .thenComparingInt(pairs::left)
            .thenComparingInt(pairs::right));
    return order;
  }

  /** Whether the pairs between two groups speak, taken together, for their being one person. */
  static boolean speakFor(List<Integer> some, List<Integer> others, Bits bits) {
    double sum = 0;
    for (int a : some) {
      for (int b : others) {
        sum += Math.max(-MOST_BITS, Math.min(MOST_BITS, bits.of(a, b)));
      }
    }
    return sum > 0;
  }

  /** Rows of both files. */
  int rows() {
    return firstOf.length;
  }

  /** Whether anybody stands twice in a file. */
  boolean isFound() {
    return isFound;
  }

  boolean isLeft(int row) {
    return row < leftCount;
  }

  /** The rows of each person who has several in a file. */
  List<List<Integer>> groups() {
    Map<Integer, List<Integer>> groups = new TreeMap<>();
    for (int row = 0; row < firstOf.length; row++) {
      if (size[firstOf[row]] > 1) {
        groups.computeIfAbsent(firstOf[row], first -> new ArrayList<>()).add(row);
      }
    }
    return List.copyOf(groups.values());
  }

  /** Whether it is the row that stands for its person. */
  boolean isFirst(int row) {
    return firstOf[row] == row;
  }

  /** How many persons rows of a file are about. */
  int persons(boolean isLeft) {
    int count = 0;
    for (int p = isLeft ? 0 : leftCount; p < (isLeft ? leftCount : firstOf.length); p++) {
      count += isFirst(p) ? 1 : 0;
    }
    return count;
  }

  /** How much of its person a row is. */
  double weight(int row) {
    return 1.0 / size[firstOf[row]];
  }

  /** How many rows of its file the person of a row has, on the average over rows. */
  double rowsOfARow(boolean isLeft) {
    double sum = 0;
    int from = isLeft ? 0 : leftCount;
    int to = isLeft ? leftCount : firstOf.length;
    for (int p = from; p < to; p++) {
      sum += size[firstOf[p]];
    }
    return sum / Math.max(1, to - from);
  }

  /** Of the rows of a file, the share whose person has another one. */
  double shareRepeated(boolean isLeft) {
    double count = 0;
    int from = isLeft ? 0 : leftCount;
    int to = isLeft ? leftCount : firstOf.length;
    for (int p = from; p < to; p++) {
      count += size[firstOf[p]] > 1 ? 1 : 0;
    }
    return count / Math.max(1, to - from);
  }
}
