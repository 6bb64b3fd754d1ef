package vn.edulake.jobs.ingest;

/**
 * A set of hashes of 128 bits: 24 to 48 bytes of memory an entry, so that the lines of a big file
 * fit.
 */
final class SeenHashes {
  private static final int SMALLEST = 1 << 10;

  private long[] slots = new long[2 * SMALLEST];
  private int count;

  /** Adds a hash; false when it was there. */
  boolean add(long high, long low) {
    if (3L * (count + 1) > slots.length) {
      grow();
    }
    int at = find(slots, high, low);
    if ((slots[at] | slots[at + 1]) != 0) {
      return false;
    }
    slots[at] = high;
    slots[at + 1] = low;
    count++;
    return true;
  }

  void addAll(SeenHashes others) {
    for (int i = 0; i < others.slots.length; i += 2) {
      if ((others.slots[i] | others.slots[i + 1]) != 0) {
        add(others.slots[i], others.slots[i + 1]);
      }
    }
  }

  /** Whether a hash was added. */
  boolean holds(long high, long low) {
    int at = find(slots, high, low);
    return (slots[at] | slots[at + 1]) != 0;
  }

  /** Makes room for so many hashes at once, which costs less than to grow. */
  void expect(int hashes) {
    if (count == 0) {
      int capacity = Integer.highestOneBit(Math.max(SMALLEST, hashes + hashes / 2) - 1) << 1;
      slots = new long[Math.max(slots.length, 2 * capacity)];
    }
  }

  private void grow() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(2, old.length)];
    for (int i = 0; i < old.length; i += 2) {
      if ((old[i] | old[i + 1]) != 0) {
        int at = find(slots, old[i], old[i + 1]);
        slots[at] = old[i];
        slots[at + 1] = old[i + 1];
      }
    }
  }

  private static int find(long[] slots, long high, long low) {
    int at = 2 * ((int) high & (slots.length / 2 - 1));
    while ((slots[at] | slots[at + 1]) != 0 && !(slots[at] == high && slots[at + 1] == low)) {
      at = (at + 2) & (slots.length - 1);
    }
    return at;
  }
}
