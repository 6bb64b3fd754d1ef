package vn.edulake.jobs.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.SourceContract;

/**
 * Some records of a file on their way into a raw table: for each column of the contract, and after
 * them for the fields that it does not name, a piece of one array of bytes in UTF-8.
 */
final class RecordBatch {
  /** The start of a text that is not there. */
  static final int NO_TEXT = -1;

  private final List<String> columns;
  private final int width;
  private final Map<Integer, Doubtful> doubtful = new HashMap<>();
  private byte[] bytes = new byte[1 << 16];
  private int byteCount;
  private int count;
  private int[] starts;
  private int[] lengths;
  private long[] numbers;
  private long[] hashes;

  /** A record that breaks the contract. */
  record Doubtful(Line line, Map<String, String> values, Violation violation) {}

  RecordBatch(SourceContract contract) {
    columns = contract.columns().stream().map(column -> column.name()).toList();
    width = columns.size() + 1;
    int capacity = 1 << 10;
    starts = new int[capacity * width];
    lengths = new int[capacity * width];
    numbers = new long[capacity];
    hashes = new long[capacity * 4];
  }

  /** How many columns a record has: those of the contract and the one for all other fields. */
  int width() {
    return width;
  }

  /** The column of the fields that the contract does not name. */
  int extra() {
    return columns.size();
  }

  int count() {
    return count;
  }

  /** The bytes in which the texts lie. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes are in use. */
  int byteCount() {
    return byteCount;
  }

  void clear() {
    byteCount = 0;
    count = 0;
    doubtful.clear();
  }

  /**
   * Makes room for bytes that are put in as they are; pieces of records may lie in them.
   *
   * @return the bytes, with what was in them
   */
  byte[] room(int length) {
    if (bytes.length < length) {
      bytes = Arrays.copyOf(bytes, length);
    }
    return bytes;
  }

  /** Says how many bytes were put in. */
  void used(int length) {
    byteCount = length;
  }

  /** Appends a text to the bytes; its start. */
  int append(byte[] text) {
    return append(text, 0, text.length);
  }

  private int append(byte[] source, int start, int length) {
    if (bytes.length - byteCount < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, byteCount + length));
    }
    System.arraycopy(source, start, bytes, byteCount, length);
    byteCount += length;
    return byteCount - length;
  }

  /** Begins a record without texts; its position. */
  int begin() {
    if (count == numbers.length) {
      int capacity = 2 * count;
      starts = Arrays.copyOf(starts, capacity * width);
      lengths = Arrays.copyOf(lengths, capacity * width);
      numbers = Arrays.copyOf(numbers, capacity);
      hashes = Arrays.copyOf(hashes, capacity * 4);
    }
    Arrays.fill(starts, count * width, (count + 1) * width, NO_TEXT);
    return count;
  }

  void text(int row, int column, int start, int length) {
    starts[row * width + column] = start;
    lengths[row * width + column] = length;
  }

  /** Ends the record that was begun; one that is not ended is not there. */
  void end(long number, long high, long low, long keyHigh, long keyLow) {
    numbers[count] = number;
    hashes[4 * count] = high;
    hashes[4 * count + 1] = low;
    hashes[4 * count + 2] = keyHigh;
    hashes[4 * count + 3] = keyLow;
    count++;
  }

  /**
   * Adds records of another batch that keep the contract.
   *
   * @param rows the first {@code rowCount} of these
   */
  void add(RecordBatch other, int[] rows, int rowCount) {
    for (int i = 0; i < rowCount; i++) {
      int from = rows[i];
      int row = begin();
      for (int column = 0; column < width; column++) {
        int start = other.start(from, column);
        if (start != NO_TEXT) {
          int length = other.length(from, column);
          text(row, column, append(other.bytes, start, length), length);
        }
      }
      end(
          other.number(from),
          other.high(from),
          other.low(from),
          other.keyHigh(from),
          other.keyLow(from));
    }
  }

  /** Adds a record whose texts are known, with why it breaks the contract, if it does. */
  void add(
      Line line,
      Map<String, String> values,
      @Nullable Violation violation,
      RecordHash hash,
      RecordHash keyHash) {
    int row = begin();
    if (violation == null) {
      for (int column = 0; column < columns.size(); column++) {
        text(row, column, values.get(columns.get(column)));
      }
      text(row, extra(), line.extra());
    } else {
      doubtful.put(row, new Doubtful(line, values, violation));
    }
    end(line.number(), hash.high(), hash.low(), keyHash.high(), keyHash.low());
  }

  private void text(int row, int column, @Nullable String text) {
    if (text != null) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      text(row, column, append(encoded), encoded.length);
    }
  }

  /** Where a text starts; {@link #NO_TEXT} when there is none. */
  int start(int row, int column) {
    return starts[row * width + column];
  }

  int length(int row, int column) {
    return lengths[row * width + column];
  }

  long number(int row) {
    return numbers[row];
  }

  /** Numbers the records anew: each number is that much higher. */
  void shiftNumbers(long by) {
    for (int row = 0; row < count; row++) {
      numbers[row] += by;
    }
  }

  long high(int row) {
    return hashes[4 * row];
  }

  long low(int row) {
    return hashes[4 * row + 1];
  }

  long keyHigh(int row) {
    return hashes[4 * row + 2];
  }

  long keyLow(int row) {
    return hashes[4 * row + 3];
  }

  /** What is known of a record that breaks the contract; null when it keeps it. */
  @Nullable Doubtful doubtful(int row) {
    return doubtful.isEmpty() ? null : doubtful.get(row);
  }

  /** A record as it was before it was cut into pieces. */
  Line line(int row) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int column = 0; column < columns.size(); column++) {
      if (start(row, column) != NO_TEXT) {
        values.put(columns.get(column), text(row, column));
      }
    }
    String other = start(row, extra()) == NO_TEXT ? null : text(row, extra());
    return new Line(number(row), values, other, null);
  }

  private String text(int row, int column) {
    return new String(bytes, start(row, column), length(row, column), StandardCharsets.UTF_8);
  }
}
