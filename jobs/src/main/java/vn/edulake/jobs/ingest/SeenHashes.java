package vn.edulake.jobs.ingest;

import java.nio.ByteBuffer;

/**
 * A set of SHA-256 hashes that keeps 16 bytes of each: about 30 bytes of memory an entry, so that
 * the lines of a big file fit.
 */
final class SeenHashes {
  private static final int SMALLEST = 1 << 10;

  private long[] slots = new long[2 * SMALLEST];
  private int count;

  /** Adds a hash; false when it was there. */
  boolean add(byte[] hash) {
    if (3 * (count + 1) > slots.length) {
      long[] old = slots;
      slots = new long[2 * old.length];
      count = 0;
      for (int i = 0; i < old.length; i += 2) {
        if ((old[i] | old[i + 1]) != 0) {
          put(old[i], old[i + 1]);
        }
      }
    }
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    return put(bytes.getLong(), bytes.getLong());
  }

  /** Whether a hash was added. */
  boolean holds(byte[] hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    long high = bytes.getLong();
    long low = bytes.getLong();
    int mask = slots.length / 2 - 1;
    for (int i = (int) high & mask; ; i = (i + 1) & mask) {
      if ((slots[2 * i] | slots[2 * i + 1]) == 0) {
        return false;
      }
      if (slots[2 * i] == high && slots[2 * i + 1] == low) {
        return true;
      }
    }
  }

  private boolean put(long high, long low) {
    int mask = slots.length / 2 - 1;
    for (int i = (int) high & mask; ; i = (i + 1) & mask) {
      long a = slots[2 * i];
      long b = slots[2 * i + 1];
      if (a == high && b == low) {
        return false;
      }
      if ((a | b) == 0) {
        slots[2 * i] = high;
        slots[2 * i + 1] = low;
        count++;
        return true;
      }
    }
  }
}
