package vn.edulake.jobs.identity;

import java.util.Arrays;
import java.util.List;

/** One way to find pairs: persons who share a key of each of its parts. */
final class Pass {
  /** All persons share its one key. */
  static final Pass OF_ALL = new Pass(List.of());

  static final int MOST_KEYS = 27;
  private static final long KEY_MASK = (1L << 39) - 1;

  private final List<Part> parts;
  private final boolean isSimple;

  Pass(List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.isSimple = parts.stream().allMatch(Part::isSimple);
  }

  /** The keys of one kind of one column. */
  static final class Part {
    private final Persons.Column column;
    private final int kind;
    private final int[][] keysOf;

    /** Of the keys of each value. */
    Part(Persons.Column column, int kind) {
      this.column = column;
      this.kind = kind;
      keysOf = new int[column.values().size()][];
      for (int value = 0; value < keysOf.length; value++) {
        keysOf[value] = distinct(column.values().keys(kind, value));
      }
    }

    private static int[] distinct(int[] keys) {
      if (keys.length < 2) {
        return keys;
      }
      int[] sorted = keys.clone();
      Arrays.sort(sorted);
      int count = 1;
      for (int i = 1; i < sorted.length; i++) {
        if (sorted[i] != sorted[count - 1]) {
          sorted[count++] = sorted[i];
        }
      }
      return count == sorted.length ? sorted : Arrays.copyOf(sorted, count);
    }

    int[] keys(int person) {
      int value = column.valueOf(person);
      return value < 0 ? Values.NONE : keysOf[value];
    }

    boolean isSimple() {
      return Arrays.stream(keysOf).allMatch(keys -> keys.length <= 1);
    }

    @Override
    public String toString() {
      return column.spec().name() + ":" + kind;
    }
  }

  /** Whether nobody has more than one key. */
  boolean isSimple() {
    return isSimple;
  }

  private static long add(long hash, int key) {
    long x = (hash ^ key) * 0x9e3779b97f4a7c15L;
    return x ^ (x >>> 29);
  }

  private static long end(long hash) {
    return (hash ^ (hash >>> 32)) & KEY_MASK;
  }

  /** Writes a person's keys into {@code into}; how many there are. */
  int keys(int person, long[] into) {
    return keys(person, 0, 1, into, 0);
  }

  private int keys(int person, int part, long hash, long[] into, int count) {
    if (part == parts.size()) {
      into[count] = end(hash);
      return count + 1;
    }
    int total = count;
    for (int key : parts.get(part).keys(person)) {
      total = keys(person, part + 1, add(hash, key), into, total);
    }
    return total;
  }

  /** The least key that both have and that is not left out; negative when there is none. */
  long common(int a, int b, long[] leftOut) {
    return common(a, b, 0, 1, leftOut);
  }

  private long common(int a, int b, int part, long hash, long[] leftOut) {
    if (part == parts.size()) {
      long key = end(hash);
      return leftOut.length > 0 && Arrays.binarySearch(leftOut, key) >= 0 ? -1 : key;
    }
    long least = -1;
    int[] ofA = parts.get(part).keys(a);
    int[] ofB = parts.get(part).keys(b);
    for (int key : ofA) {
      for (int other : ofB) {
        if (key == other) {
          long found = common(a, b, part + 1, add(hash, key), leftOut);
          least = found >= 0 && (least < 0 || found < least) ? found : least;
        }
      }
    }
    return least;
  }

  @Override
  public String toString() {
    return parts.toString();
  }
}
