package vn.edulake.jobs.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Year;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.ContractColumn.OnInvalid;
import vn.edulake.models.contract.Notation;

/**
 * Says of texts in UTF-8, most of the time without making a {@link String} of them, that they keep
 * the contract of their column. What it is not sure of, the line check decides; texts that passed
 * are remembered, since most columns have few different ones. One object serves one thread.
 */
final class SureCheck {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** How long texts are that are remembered. */
  private static final int SHORT = 2 * Long.BYTES;

  private static final int REMEMBERED_BITS = 10;
  private static final int REMEMBERED_SHIFT = Long.SIZE - REMEMBERED_BITS;
  private static final int SAFE_DIGITS = 18;

  private final Predicate<String> lineCheck;
  private final Form form;
  private final byte[][] nulls;
  private final int wholeDigits;
  private final boolean spacedMoments;
  private final Optional<BytePattern> pattern;
  private final long[] passed = new long[2 << REMEMBERED_BITS];
  private final byte[] lengths = new byte[1 << REMEMBERED_BITS];

  /** What can be seen in the bytes. */
  private enum Form {
    /** Every text is right. */
    ANY,
    /** Every text that is not blank is right. */
    FILLED,
    WHOLE,
    DECIMAL,
    /** A moment as ISO 8601 or with a space in the middle. */
    MOMENT,
    /** A text with a pattern and no other rule. */
    PATTERN,
    /** Only the line check knows. */
    OTHER
  }

  /**
   * A check of one column.
   *
   * @param mayBeEmpty whether a record may lack the column
   * @param lineCheck what decides in doubt
   */
  SureCheck(
      ContractColumn column, Notation notation, boolean mayBeEmpty, Predicate<String> lineCheck) {
    this.lineCheck = lineCheck;
    this.pattern = column.pattern().flatMap(BytePattern::of);
    this.form = form(column, notation, mayBeEmpty);
    this.nulls =
        notation.nulls().stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    this.spacedMoments = !notation.formats().isEmpty();
    this.wholeDigits = Math.min(SAFE_DIGITS, ContractColumn.DIGITS - column.decimals());
  }

  private static Form form(ContractColumn column, Notation notation, boolean mayBeEmpty) {
    if (!column.codes().isEmpty() && column.onInvalid() == OnInvalid.REJECT) {
      return Form.OTHER;
    }
    if (column.pattern().isPresent()) {
      boolean isText = column.type() == ContractColumn.Type.TEXT;
      return isText || column.onInvalid() == OnInvalid.KEEP ? Form.PATTERN : Form.OTHER;
    }
    Form ofText = mayBeEmpty ? Form.ANY : Form.FILLED;
    if (column.onInvalid() == OnInvalid.KEEP) {
      return ofText;
    }
    return switch (column.type()) {
      case TEXT, CODE -> ofText;
      case INTEGER -> Form.WHOLE;
      case DECIMAL -> notation.numbers().isPlain() ? Form.DECIMAL : Form.OTHER;
      case TIMESTAMP ->
          notation.formats().isEmpty() || notation.formats().equals(List.of("yyyy-MM-dd HH:mm:ss"))
              ? Form.MOMENT
              : Form.OTHER;
      case BOOLEAN, DATE -> Form.OTHER;
    };
  }

  /** Whether a text surely keeps the contract. */
  boolean holds(byte[] bytes, int start, int length) {
    return switch (form) {
      case ANY -> true;
      case FILLED -> isFilled(bytes, start, length) || passes(bytes, start, length);
      case WHOLE ->
          (isWhole(bytes, start, length) && isFilled(bytes, start, length))
              || passes(bytes, start, length);
      case DECIMAL ->
          (isDecimal(bytes, start, length) && isFilled(bytes, start, length))
              || passes(bytes, start, length);
      case MOMENT ->
          (isMoment(bytes, start, length) && isFilled(bytes, start, length))
              || passes(bytes, start, length);
      case PATTERN ->
          (isFilled(bytes, start, length)
                  && pattern.isPresent()
                  && pattern.get().matches(bytes, start, length))
              || passes(bytes, start, length);
      case OTHER -> passes(bytes, start, length);
    };
  }

  /** Whether a text has a sign at both ends and is none of those that mean nothing. */
  private boolean isFilled(byte[] bytes, int start, int length) {
    if (!isSign(bytes[start]) || !isSign(bytes[start + length - 1])) {
      return false;
    }
    for (byte[] nothing : nulls) {
      if (nothing.length == length
          && Arrays.equals(nothing, 0, length, bytes, start, start + length)) {
        return false;
      }
    }
    return nulls.length == 0 || isAscii(bytes, start, length);
  }

  private static boolean isSign(byte one) {
    return one > ' ' && one < 0x7f;
  }

  private static boolean isAscii(byte[] bytes, int start, int length) {
    int all = 0;
    for (int i = start; i < start + length; i++) {
      all |= bytes[i];
    }
    return all >= 0;
  }

  private static boolean isDigit(byte one) {
    return one >= '0' && one <= '9';
  }

  private static int digits(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isDigit(bytes[at])) {
      at++;
    }
    return at - from;
  }

  private static boolean isWhole(byte[] bytes, int start, int length) {
    int from = bytes[start] == '-' ? start + 1 : start;
    int count = digits(bytes, from, start + length);
    return count > 0 && count <= SAFE_DIGITS && from + count == start + length;
  }

  private boolean isDecimal(byte[] bytes, int start, int length) {
    int end = start + length;
    int from = bytes[start] == '-' ? start + 1 : start;
    int whole = digits(bytes, from, end);
    if (whole == 0 || whole > wholeDigits) {
      return false;
    }
    int point = from + whole;
    return point == end
        || (bytes[point] == '.' && digits(bytes, point + 1, end) == end - point - 1);
  }

  /** {@code 2026-03-09T07:05:00}, with a fraction of a second or a Z after it or not. */
  private boolean isMoment(byte[] bytes, int start, int length) {
    int end = start + length;
    if (length < 19
        || bytes[start + 4] != '-'
        || bytes[start + 7] != '-'
        || bytes[start + 13] != ':'
        || bytes[start + 16] != ':') {
      return false;
    }
    int year = number(bytes, start, 4);
    int month = number(bytes, start + 5, 2);
    int day = number(bytes, start + 8, 2);
    int hour = number(bytes, start + 11, 2);
    int minute = number(bytes, start + 14, 2);
    int second = number(bytes, start + 17, 2);
    boolean isTime =
        year > 0
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= daysOf(year, month)
            && hour >= 0
            && hour <= 23
            && minute >= 0
            && minute <= 59
            && second >= 0
            && second <= 59;
    if (!isTime) {
      return false;
    }
    return isoOrSpaced(bytes, start, end);
  }

  private static int daysOf(int year, int month) {
    return month == 2
        ? Year.isLeap(year) ? 29 : 28
        : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  private boolean isoOrSpaced(byte[] bytes, int start, int end) {
    int at = start + 19;
    if (bytes[start + 10] == ' ') {
      return spacedMoments && at == end;
    }
    if (bytes[start + 10] != 'T' || spacedMoments) {
      return false;
    }
    if (at < end && bytes[at] == '.') {
      int fraction = digits(bytes, at + 1, end);
      if (fraction == 0 || fraction > 9) {
        return false;
      }
      at += 1 + fraction;
    }
    return at == end || (bytes[at] == 'Z' && at + 1 == end);
  }

  /** A number of that many digits; -1 when there is something else. */
  private static int number(byte[] bytes, int start, int length) {
    int result = 0;
    for (int i = start; i < start + length; i++) {
      if (!isDigit(bytes[i])) {
        return -1;
      }
      result = 10 * result + bytes[i] - '0';
    }
    return result;
  }

  private boolean passes(byte[] bytes, int start, int length) {
    if (length > SHORT || start + SHORT > bytes.length) {
      return lineCheck.test(new String(bytes, start, length, StandardCharsets.UTF_8));
    }
    // Up to 16 bytes are two numbers, what is behind the text cut off.
    long first = (long) LONG.get(bytes, start);
    long second = 0;
    if (length < Long.BYTES) {
      first &= (1L << (Byte.SIZE * length)) - 1;
    } else if (length > Long.BYTES) {
      second = (long) LONG.get(bytes, start + length - Long.BYTES);
    }
    long mixed = (first * 31 + second + length) * 0x9e3779b97f4a7c15L;
    int slot = 2 * (int) (mixed >>> REMEMBERED_SHIFT);
    if (passed[slot] == first && passed[slot + 1] == second && lengths[slot / 2] == length) {
      return true;
    }
    if (!lineCheck.test(new String(bytes, start, length, StandardCharsets.UTF_8))) {
      return false;
    }
    passed[slot] = first;
    passed[slot + 1] = second;
    lengths[slot / 2] = (byte) length;
    return true;
  }
}
