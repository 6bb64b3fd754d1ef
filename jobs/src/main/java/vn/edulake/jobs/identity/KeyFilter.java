package vn.edulake.jobs.identity;

import java.util.BitSet;

/** What keys there are: it may say so of another one, and says it of each of them. */
final class KeyFilter {
  private static final int LEAST_BITS = 12;
  private static final int MOST_BITS = 28;
  private static final int BITS_OF_A_KEY = 8;

  private final BitSet places;
  private final int mask;

  /** For about so many keys. */
  KeyFilter(int count) {
    int bits = LEAST_BITS;
    while (bits < MOST_BITS && 1L << bits < (long) BITS_OF_A_KEY * count) {
      bits++;
    }
    mask = (1 << bits) - 1;
    places = new BitSet(1 << bits);
  }

  void add(long key) {
    places.set(place(key));
  }

  boolean mayHave(long key) {
    return places.get(place(key));
  }

  private int place(long key) {
    return Values.mixed((int) (key ^ key >>> Integer.SIZE)) & mask;
  }
}
