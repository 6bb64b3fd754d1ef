package vn.edulake.jobs.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;

/**
 * An optional column of texts in one row group of a Parquet file. Texts that repeat are written as
 * positions in a dictionary; a column in which few do is written plainly.
 */
final class TextColumn {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE_ROWS = 20_000;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int MOST_ENTRIES = 1 << 15;
  private static final int MOST_DICTIONARY_BYTES = 1 << 20;
  private static final int FEW = 1 << 8;

  private final PageWriter pages;
  private final PrimitiveType type;
  private boolean isPlain;

  /** Rows of the page, and which of them have a text. */
  private int rows;

  private boolean[] isThere = new boolean[FEW];

  /** Positions in the dictionary of the texts of the page, or the texts themselves. */
  private int values;

  private int[] positions = new int[FEW];
  private byte[] plain = new byte[0];
  private int plainLength;

  /** Where the lowest and the highest text of a plain page lie. */
  private int lowest;

  private int lowestLength;
  private int highest;
  private int highestLength;

  /** The dictionary: each entry its length and its text. */
  private byte[] dictionary = new byte[1 << 12];

  private int dictionaryLength;
  private int[] entries = new int[FEW];
  private int entryCount;

  /** Positions plus one, by hash; 0 where there is none. */
  private int[] slots = new int[2 * FEW];

  private int last = -1;
  private boolean isFirstPage = true;

  /**
   * A column.
   *
   * @param isPlain whether no dictionary is tried
   */
  TextColumn(PageWriter pages, PrimitiveType type, boolean isPlain) {
    this.pages = pages;
    this.type = type;
    this.isPlain = isPlain;
  }

  /** Whether the texts turned out to repeat too seldom for a dictionary. */
  boolean isPlain() {
    return isPlain;
  }

  /** Adds a row without text. */
  void addNull() throws IOException {
    endRow(false);
  }

  /** Adds a row with a text. */
  void add(byte[] bytes, int start, int length) throws IOException {
    if (!isPlain) {
      int position = position(bytes, start, length);
      if (position < 0) {
        endPage();
        isPlain = true;
      } else {
        if (values == positions.length) {
          positions = Arrays.copyOf(positions, 2 * values);
        }
        positions[values] = position;
      }
    }
    if (isPlain) {
      plain = room(plain, plainLength, Integer.BYTES + length);
      plainLength = put(plain, plainLength, bytes, start, length);
      bound(plainLength - length, length);
    }
    values++;
    endRow(true);
  }

  /** Compares a text of a plain page with the lowest and the highest one before it. */
  private void bound(int start, int length) {
    if (values == 0 || compare(start, length, lowest, lowestLength) < 0) {
      lowest = start;
      lowestLength = length;
    }
    if (values == 0 || compare(start, length, highest, highestLength) > 0) {
      highest = start;
      highestLength = length;
    }
  }

  private int compare(int start, int length, int other, int otherLength) {
    return Arrays.compareUnsigned(plain, start, start + length, plain, other, other + otherLength);
  }

  private Statistics<?> statistics() {
    Statistics<?> result = Statistics.createStats(type);
    result.incrementNumNulls((long) rows - values);
    if (values > 0 && isPlain) {
      result.updateStats(Binary.fromReusedByteArray(plain, lowest, lowestLength));
      result.updateStats(Binary.fromReusedByteArray(plain, highest, highestLength));
    } else {
      boolean[] isSeen = new boolean[entryCount];
      for (int i = 0; i < values; i++) {
        int position = positions[i];
        if (!isSeen[position]) {
          isSeen[position] = true;
          int at = entries[position];
          int length = (int) INT.get(dictionary, at);
          result.updateStats(Binary.fromReusedByteArray(dictionary, at + Integer.BYTES, length));
        }
      }
    }
    return result;
  }

  private void endRow(boolean hasText) throws IOException {
    if (rows == isThere.length) {
      isThere = Arrays.copyOf(isThere, 2 * rows);
    }
    isThere[rows++] = hasText;
    if (rows == PAGE_ROWS || plainLength >= PAGE_BYTES) {
      endPage();
    }
  }

  private static byte[] room(byte[] bytes, int used, int more) {
    return bytes.length - used >= more
        ? bytes
        : Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + more + (1 << 12)));
  }

  private static int put(byte[] target, int at, byte[] bytes, int start, int length) {
    INT.set(target, at, length);
    System.arraycopy(bytes, start, target, at + Integer.BYTES, length);
    return at + Integer.BYTES + length;
  }

  /** Where a text stands in the dictionary; -1 when that is full. */
  private int position(byte[] bytes, int start, int length) {
    if (last >= 0 && isEntry(last, bytes, start, length)) {
      return last;
    }
    int slot = hash(bytes, start, length) & (slots.length - 1);
    while (slots[slot] != 0) {
      int position = slots[slot] - 1;
      if (isEntry(position, bytes, start, length)) {
        last = position;
        return position;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    if (entryCount == MOST_ENTRIES || dictionaryLength + length > MOST_DICTIONARY_BYTES) {
      return -1;
    }
    if (entryCount == entries.length) {
      entries = Arrays.copyOf(entries, 2 * entryCount);
    }
    entries[entryCount] = dictionaryLength;
    dictionary = room(dictionary, dictionaryLength, Integer.BYTES + length);
    dictionaryLength = put(dictionary, dictionaryLength, bytes, start, length);
    last = entryCount++;
    slots[slot] = entryCount;
    if (2 * entryCount == slots.length) {
      growSlots();
    }
    return last;
  }

  private void growSlots() {
    slots = new int[2 * slots.length];
    for (int position = 0; position < entryCount; position++) {
      int length = (int) INT.get(dictionary, entries[position]);
      int slot = hash(dictionary, entries[position] + Integer.BYTES, length) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = position + 1;
    }
  }

  private boolean isEntry(int position, byte[] bytes, int start, int length) {
    int at = entries[position];
    return (int) INT.get(dictionary, at) == length
        && Arrays.equals(
            dictionary,
            at + Integer.BYTES,
            at + Integer.BYTES + length,
            bytes,
            start,
            start + length);
  }

  private static int hash(byte[] bytes, int start, int length) {
    long hash = length;
    int at = start;
    int end = start + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(bytes, at)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    for (; at < end; at++) {
      hash = (hash ^ bytes[at]) * 0x9e3779b97f4a7c15L;
    }
    hash ^= hash >>> 29;
    return (int) (hash ^ (hash >>> 32));
  }

  private void endPage() throws IOException {
    if (rows == 0) {
      return;
    }
    boolean isAlmostAllNew = isFirstPage && !isPlain && 3 * entryCount > 2 * values && values > 64;
    Statistics<?> statistics = statistics();
    if (isAlmostAllNew) {
      expand();
      isPlain = true;
    }
    isFirstPage = false;
    BytesInput levels = BytesInput.from(levels());
    BytesInput page;
    Encoding encoding;
    if (isPlain || values == 0) {
      page = BytesInput.concat(levels, BytesInput.from(plain, 0, plainLength));
      encoding = Encoding.PLAIN;
    } else {
      page = BytesInput.concat(levels, BytesInput.from(encodedPositions()));
      encoding = Encoding.RLE_DICTIONARY;
    }
    pages.writePage(page, rows, rows, statistics, Encoding.RLE, Encoding.RLE, encoding);
    rows = 0;
    values = 0;
    plainLength = 0;
  }

  /** Writes out the texts of the first page, and forgets the dictionary, which nothing needs. */
  private void expand() {
    for (int i = 0; i < values; i++) {
      int at = entries[positions[i]];
      int length = Integer.BYTES + (int) INT.get(dictionary, at);
      plain = room(plain, plainLength, length);
      System.arraycopy(dictionary, at, plain, plainLength, length);
      plainLength += length;
    }
    entryCount = 0;
    dictionaryLength = 0;
  }

  /** The definition levels with their length before them: 1 where there is a text. */
  private byte[] levels() throws IOException {
    byte[] encoded;
    if (values == rows) {
      encoded = run(1, 1, rows);
    } else if (values == 0) {
      encoded = run(0, 1, rows);
    } else {
      try (RunLengthBitPackingHybridEncoder encoder = encoder(1)) {
        for (int i = 0; i < rows; i++) {
          encoder.writeInt(isThere[i] ? 1 : 0);
        }
        encoded = bytes(encoder);
      }
    }
    byte[] result = new byte[Integer.BYTES + encoded.length];
    INT.set(result, 0, encoded.length);
    System.arraycopy(encoded, 0, result, Integer.BYTES, encoded.length);
    return result;
  }

  /** The positions with the width of each before them. */
  private byte[] encodedPositions() throws IOException {
    int width = width(entryCount);
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(width);
    try (RunLengthBitPackingHybridEncoder encoder = encoder(width)) {
      for (int i = 0; i < values; i++) {
        encoder.writeInt(positions[i]);
      }
      encoder.toBytes().writeAllTo(result);
    }
    return result.toByteArray();
  }

  private static RunLengthBitPackingHybridEncoder encoder(int width) {
    return new RunLengthBitPackingHybridEncoder(
        width, 1 << 10, 1 << 16, HeapByteBufferAllocator.getInstance());
  }

  private static byte[] bytes(RunLengthBitPackingHybridEncoder encoder) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    encoder.toBytes().writeAllTo(result);
    return result.toByteArray();
  }

  /** How many bits the positions in a dictionary need. */
  static int width(int entries) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(entries - 1);
  }

  /** One number, so often, in the encoding of levels and positions. */
  static byte[] run(int value, int width, int count) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    BytesInput.fromUnsignedVarInt(count << 1).writeAllTo(result);
    for (int written = 0; written < width; written += Byte.SIZE) {
      result.write(value >>> written);
    }
    return result.toByteArray();
  }

  /** About how many bytes wait for being written. */
  long bufferedSize() {
    return pages.getMemSize() + plainLength + dictionaryLength + (long) values * Integer.BYTES;
  }

  /** Ends the column. */
  void end() throws IOException {
    endPage();
    if (entryCount > 0) {
      pages.writeDictionaryPage(
          new DictionaryPage(
              BytesInput.from(dictionary, 0, dictionaryLength), entryCount, Encoding.PLAIN));
    }
  }
}
