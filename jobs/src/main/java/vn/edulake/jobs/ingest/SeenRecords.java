package vn.edulake.jobs.ingest;

/**
 * What a snapshot said so far: its keys, and of each the record that came first; 48 to 96 bytes of
 * memory a key.
 */
final class SeenRecords {
  private static final int SLOT = 4;
  private static final int SMALLEST = 1 << 10;

  private final SeenHashes contradictions = new SeenHashes();
  private long[] slots = new long[SLOT * SMALLEST];
  private int count;

  /** What a record says after those before it. */
  enum Outcome {
    NEW,
    /** It was said before. */
    REPEATED,
    /** Its key was said before, with other values. */
    CONTRADICTS
  }

  /** Adds a record by the hashes of its key and of all its columns. */
  Outcome add(long keyHigh, long keyLow, long high, long low) {
    if (3L * SLOT * (count + 1) > 2L * slots.length) {
      grow();
    }
    int at = find(slots, keyHigh, keyLow);
    if ((slots[at] | slots[at + 1]) == 0) {
      slots[at] = keyHigh;
      slots[at + 1] = keyLow;
      slots[at + 2] = high;
      slots[at + 3] = low;
      count++;
      return Outcome.NEW;
    }
    if (slots[at + 2] == high && slots[at + 3] == low) {
      return Outcome.REPEATED;
    }
    return contradictions.add(high, low) ? Outcome.CONTRADICTS : Outcome.REPEATED;
  }

  /** Makes room for so many keys at once, which costs less than to grow. */
  void expect(int keys) {
    if (count == 0) {
      int capacity = Integer.highestOneBit(Math.max(SMALLEST, keys + keys / 2) - 1) << 1;
      slots = new long[Math.max(slots.length, SLOT * capacity)];
    }
  }

  private void grow() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(2, old.length)];
    for (int i = 0; i < old.length; i += SLOT) {
      if ((old[i] | old[i + 1]) != 0) {
        System.arraycopy(old, i, slots, find(slots, old[i], old[i + 1]), SLOT);
      }
    }
  }

  private static int find(long[] slots, long keyHigh, long keyLow) {
    int at = SLOT * ((int) keyHigh & (slots.length / SLOT - 1));
    while ((slots[at] | slots[at + 1]) != 0 && !(slots[at] == keyHigh && slots[at + 1] == keyLow)) {
      at = (at + SLOT) & (slots.length - 1);
    }
    return at;
  }
}
