package vn.edulake.jobs.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * 128 bits over some columns of a record, by XXH3: their names and texts in the order of the names,
 * columns without text left out. So neither the order of a contract's columns nor a new optional
 * column changes it. One object serves one thread.
 */
final class RecordHash {
  /** Bytes of a hash as it is stored, the high half first. */
  static final int BYTES = 2 * Long.BYTES;

  private static final LongTupleHashFunction HASH = LongTupleHashFunction.xx128();
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BEFORE_TEXT = Long.BYTES + Integer.BYTES;

  private final List<String> columns;
  private final long[] names;
  private final long[] result = HASH.newResultArray();
  private byte[] buffer = new byte[1 << 10];
  private int length;

  RecordHash(List<String> columns) {
    this.columns = columns.stream().sorted().toList();
    this.names = new long[columns.size()];
    for (int i = 0; i < names.length; i++) {
      byte[] name = this.columns.get(i).getBytes(StandardCharsets.UTF_8);
      names[i] = HASH.hashBytes(name)[0];
    }
  }

  /** The columns in the order in which {@link #add} wants them. */
  List<String> columns() {
    return columns;
  }

  /** Finds the hash of a record. */
  RecordHash of(Map<String, String> values) {
    begin();
    for (int i = 0; i < names.length; i++) {
      String text = values.get(columns.get(i));
      if (text != null) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(i, bytes, 0, bytes.length);
      }
    }
    return end();
  }

  /** Finds the hash of a text that is no record. */
  RecordHash ofText(String text) {
    HASH.hashBytes(text.getBytes(StandardCharsets.UTF_8), result);
    return this;
  }

  /** Begins a record. */
  void begin() {
    length = 0;
  }

  /** Adds the text of a column that has one, in UTF-8; the columns come in their order. */
  void add(int column, byte[] bytes, int start, int count) {
    if (buffer.length - length < BEFORE_TEXT + count) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + BEFORE_TEXT + count));
    }
    LONG.set(buffer, length, names[column]);
    INT.set(buffer, length + Long.BYTES, count);
    System.arraycopy(bytes, start, buffer, length + BEFORE_TEXT, count);
    length += BEFORE_TEXT + count;
  }

  /** Finds the hash of what was added. */
  RecordHash end() {
    HASH.hashBytes(buffer, 0, length, result);
    return this;
  }

  /** The first half of the last hash. */
  long high() {
    return result[0];
  }

  /** The second half of the last hash. */
  long low() {
    return result[1];
  }

  /** A hash as text. */
  static String text(long high, long low) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
