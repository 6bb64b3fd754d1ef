package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The different values of a kind, numbered, so that persons hold numbers only. Values that are
 * equal have one number; values that are variants of each other have one class.
 */
abstract class Values {
  static final int[] NONE = {};
  private static final int REMEMBERED_BITS = 16;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Integer> classes = new HashMap<>();
  private final AtomicLongArray remembered = new AtomicLongArray(1 << REMEMBERED_BITS);
  private int[] classOf = new int[1024];
  private int size;
  private int classCount;

  /** The value's number; negative when the cell says nothing. */
  abstract int number(String cell);

  /** How far two different values agree. */
  abstract Level compare(int a, int b);

  /** As {@link #compare}; what was compared lately is remembered. */
  final Level compared(int a, int b) {
    long pair = (long) a << 32 | (long) b << Level.BITS;
    int place = mixed(31 * a + b) >>> (Integer.SIZE - REMEMBERED_BITS);
    long known = remembered.get(place);
    if (known >>> Level.BITS == pair >>> Level.BITS && known != 0) {
      return Level.at((int) known & (Level.COUNT - 1));
    }
    Level level = compare(a, b);
    if (a < 1 << 28 && b < 1 << 28) {
      remembered.lazySet(place, pair | level.place());
    }
    return level;
  }

  /** How many ways there are to group values that may be the same but for a slip. */
  abstract int keyKinds();

  /** The groups of one way in which a value is; numbers without a meaning. */
  abstract int[] keys(int kind, int value);

  /** What was read is complete: frequencies of words can be used, and no more values are added. */
  void complete() {
    numbers.clear();
    classes.clear();
  }

  final int size() {
    return size;
  }

  final int classCount() {
    return classCount;
  }

  final int classOf(int value) {
    return classOf[value];
  }

  /** The number of a text; {@code added} is called when it is new. */
  final int intern(String text, String ofClass, Runnable added) {
    Integer known = numbers.get(text);
    if (known != null) {
      return known;
    }
    int number = size;
    numbers.put(text, number);
    if (number == classOf.length) {
      classOf = Arrays.copyOf(classOf, 2 * number);
    }
    classOf[number] = classes.computeIfAbsent(ofClass, unused -> classes.size());
    classCount = classes.size();
    added.run();
    size++;
    return number;
  }

  static Values of(Comparison kind) {
    return switch (kind) {
      case NAME -> new Words(Words.Kind.NAME);
      case TEXT -> new Words(Words.Kind.TEXT);
      case ADDRESS -> new Words(Words.Kind.ADDRESS);
      case DATE -> new Days();
      case CODE -> new Codes();
      case EXACT -> new Plain();
    };
  }

  static int hash(int kind, String text) {
    return mixed(31 * text.hashCode() + kind);
  }

  static int mixed(int number) {
    int x = number * 0x9e3779b9;
    x ^= x >>> 15;
    x *= 0x85ebca6b;
    return x ^ (x >>> 13);
  }

  /** Days. */
  private static final class Days extends Values {
    private int[] digits = new int[1024];

    /** Of the digits that {@link DayText} makes of a cell. */
    @Override
    int number(String cell) {
      int day = Integer.parseInt(cell);
      return day <= 0 ? -1 : number(day);
    }

    private int number(int day) {
      int place = size();
      return intern(
          String.valueOf(day),
          String.valueOf(DayText.unordered(day)),
          () -> {
            digits = place < digits.length ? digits : Arrays.copyOf(digits, 2 * place);
            digits[place] = day;
          });
    }

    @Override
    Level compare(int a, int b) {
      return DayText.compare(digits[a], digits[b]);
    }

    @Override
    int keyKinds() {
      return 4;
    }

    @Override
    int[] keys(int kind, int value) {
      int day = digits[value];
      boolean isWhole = day % 10_000 != 0 && !DayText.isDamaged(day);
      return switch (kind) {
        case 0 -> isWhole ? new int[] {mixed(DayText.unordered(day))} : NONE;
        case 1 -> isWhole ? new int[] {mixed(day / 100 + 100_000_000)} : NONE;
        case 2 -> isWhole ? new int[] {mixed(day % 10_000 + 200_000_000)} : NONE;
        default -> isWhole ? new int[] {mixed(day / 10_000 * 100 + day % 100 + 300_000_000)} : NONE;
      };
    }
  }

  /** Codes. */
  private static final class Codes extends Values {
    private static final int LEAST_FOR_A_SLIP = 4;
    private static final int LEAST_FOR_HALVES = 6;

    private final List<String> texts = new ArrayList<>();

    @Override
    int number(String cell) {
      String code = PlainText.code(cell);
      return code.isEmpty()
          ? -1
          : intern(code, code.replaceFirst("^0+(?=.)", ""), () -> texts.add(code));
    }

    @Override
    Level compare(int a, int b) {
      if (classOf(a) == classOf(b)) {
        return Level.VARIANT;
      }
      String x = texts.get(a);
      String y = texts.get(b);
      int shorter = Math.min(x.length(), y.length());
      if (shorter < LEAST_FOR_A_SLIP) {
        return Level.DIFFERENT;
      }
      int slips = Slips.count(x, y, 2);
      if (slips <= 1) {
        return Level.CLOSE;
      }
      if (x.startsWith(y) || y.startsWith(x) || x.endsWith(y) || y.endsWith(x)) {
        return Level.PART;
      }
      boolean isWeak =
          shorter > LEAST_FOR_HALVES ? slips == 2 : x.regionMatches(0, y, 0, (shorter + 1) / 2);
      return isWeak ? Level.WEAK : Level.DIFFERENT;
    }

    @Override
    int keyKinds() {
      return 3;
    }

    @Override
    int[] keys(int kind, int value) {
      if (kind == 0) {
        return new int[] {mixed(classOf(value))};
      }
      String text = texts.get(value);
      int half = text.length() / 2;
      return text.length() < LEAST_FOR_HALVES
          ? NONE
          : new int[] {hash(kind, kind == 1 ? text.substring(0, half) : text.substring(half))};
    }
  }

  /** Values that are the same or not. */
  private static final class Plain extends Values {
    @Override
    int number(String cell) {
      String text = String.join(" ", PlainText.words(cell));
      String value = text.isEmpty() ? cell.strip() : text;
      return intern(value, value, () -> {});
    }

    @Override
    Level compare(int a, int b) {
      return Level.DIFFERENT;
    }

    @Override
    int keyKinds() {
      return 1;
    }

    @Override
    int[] keys(int kind, int value) {
      return new int[] {mixed(value)};
    }
  }
}
