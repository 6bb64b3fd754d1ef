package vn.edulake.jobs.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a CSV file in chunks that end with a record, as far as can be seen without reading
 * fields: a line break outside quotation marks. Who reads the fields finds out when it was not.
 */
final class CsvChunks implements Closeable {
  private static final int CHUNK = 1 << 20;
  private static final int LONGEST = 1 << 25;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final InputStream in;
  private final byte quote;
  private byte[] carried = new byte[0];
  private long sequence;
  private boolean isAtEnd;

  /**
   * What is known of a chunk.
   *
   * @param sequence its position among the chunks, from 0
   * @param isLast whether the file ends with it
   */
  record Chunk(long sequence, boolean isAscii, boolean isLast) {}

  CsvChunks(InputStream in, byte quote) {
    this.in = in;
    this.quote = quote;
  }

  /**
   * Puts the next chunk into an empty batch.
   *
   * @return null after the last one
   * @throws NotPlain when a record is longer than a chunk may be
   */
  synchronized @Nullable Chunk next(RecordBatch batch) throws IOException, NotPlain {
    if (isAtEnd) {
      return null;
    }
    byte[] bytes = batch.room(Math.max(CHUNK, 2 * carried.length));
    System.arraycopy(carried, 0, bytes, 0, carried.length);
    int length = carried.length;
    while (true) {
      length += in.readNBytes(bytes, length, bytes.length - length);
      isAtEnd = length < bytes.length;
      int seen = signs(bytes, length);
      int end = isAtEnd ? length : end(bytes, length, (seen & 1) != 0);
      if (end > 0 || isAtEnd) {
        carried = Arrays.copyOfRange(bytes, end, length);
        batch.used(end);
        return new Chunk(sequence++, (seen & 2) == 0, isAtEnd);
      }
      if (bytes.length >= LONGEST) {
        throw new NotPlain("a record longer than a chunk");
      }
      bytes = batch.room(2 * bytes.length);
    }
  }

  /** 1 when there is a quotation mark, 2 when there is something outside ASCII, or both. */
  private int signs(byte[] bytes, int length) {
    long pattern = (quote & 0xffL) * LOW_BITS;
    long all = 0;
    long marks = 0;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      long eight = (long) LONG.get(bytes, at);
      long other = eight ^ pattern;
      all |= eight;
      marks |= (other - LOW_BITS) & ~other;
    }
    boolean isMarked = (marks & HIGH_BITS) != 0;
    boolean isOther = (all & HIGH_BITS) != 0;
    for (; at < length; at++) {
      isMarked |= bytes[at] == quote;
      isOther |= bytes[at] < 0;
    }
    return (isMarked ? 1 : 0) | (isOther ? 2 : 0);
  }

  /** Where the last record ends that is whole; 0 when none is. */
  private int end(byte[] bytes, int length, boolean hasQuotes) {
    if (!hasQuotes) {
      int at = length;
      while (at > 0 && bytes[at - 1] != '\n') {
        at--;
      }
      return at;
    }
    int result = 0;
    boolean isQuoted = false;
    for (int i = 0; i < length; i++) {
      byte one = bytes[i];
      if (one == quote) {
        isQuoted = !isQuoted;
      } else if (one == '\n' && !isQuoted) {
        result = i + 1;
      }
    }
    return result;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
