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
  private boolean isAscii;
  private int quoteCount;

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
   * @throws PlainCsv.NotPlain when a record is longer than a chunk may be
   */
  synchronized @Nullable Chunk next(RecordBatch batch) throws IOException, PlainCsv.NotPlain {
    if (isAtEnd) {
      return null;
    }
    byte[] bytes = batch.room(Math.max(CHUNK, 2 * carried.length));
    System.arraycopy(carried, 0, bytes, 0, carried.length);
    int length = carried.length;
    while (true) {
      length += in.readNBytes(bytes, length, bytes.length - length);
      isAtEnd = length < bytes.length;
      look(bytes, length);
      int end = isAtEnd ? length : end(bytes, length);
      if (end > 0 || isAtEnd) {
        carried = Arrays.copyOfRange(bytes, end, length);
        batch.used(end);
        return new Chunk(sequence++, isAscii, isAtEnd);
      }
      if (bytes.length >= LONGEST) {
        throw PlainCsv.notPlain("a record longer than a chunk");
      }
      bytes = batch.room(2 * bytes.length);
    }
  }

  /** Counts quotation marks, and finds out whether there is something outside ASCII. */
  private void look(byte[] bytes, int length) {
    long pattern = (quote & 0xffL) * LOW_BITS;
    long all = 0;
    int count = 0;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      long eight = (long) LONG.get(bytes, at);
      long other = eight ^ pattern;
      all |= eight;
      // The high bit of each byte that is zero in "other", and of no one else.
      count += Long.bitCount(~(((other & ~HIGH_BITS) + ~HIGH_BITS) | other | ~HIGH_BITS));
    }
    for (; at < length; at++) {
      all |= bytes[at];
      count += bytes[at] == quote ? 1 : 0;
    }
    isAscii = (all & HIGH_BITS) == 0;
    quoteCount = count;
  }

  /** Where the last record ends that is whole; 0 when none is. */
  private int end(byte[] bytes, int length) {
    int before = quoteCount;
    for (int at = length; at > 0; at--) {
      byte one = bytes[at - 1];
      if (one == quote) {
        before--;
      } else if (one == '\n' && (before & 1) == 0) {
        return at;
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
