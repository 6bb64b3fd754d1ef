package vn.edulake.jobs.identity;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Pairs that were compared, with what came out, as long as there is room for them. */
final class Compared {
  private static final int STEP = 4096;

  private final Room room;
  private int[] left = new int[0];
  private int[] right = new int[0];
  private long[] pattern = new long[0];
  private int size;

  /** Room for pairs that several lists share. */
  static final class Room {
    private final AtomicInteger steps;

    Room(int pairs) {
      steps = new AtomicInteger(pairs / STEP);
    }

    /** Whether no list was refused any. */
    boolean wasEnough() {
      return steps.get() >= 0;
    }

    private boolean take(int count) {
      return wasEnough() && steps.addAndGet(-count) >= 0;
    }
  }

  Compared(Room room) {
    this.room = room;
  }

  /** Remembers a pair; forgets all when there is no room. */
  void add(int a, int b, long found) {
    if (size == left.length) {
      int more = Math.max(STEP, size);
      if (!room.take(more / STEP)) {
        left = new int[0];
        right = new int[0];
        pattern = new long[0];
        size = 0;
        return;
      }
      left = Arrays.copyOf(left, size + more);
      right = Arrays.copyOf(right, size + more);
      pattern = Arrays.copyOf(pattern, size + more);
    }
    left[size] = a;
    right[size] = b;
    pattern[size++] = found;
  }

  /** Takes pairs with their pattern. */
  interface Taker {
    void pair(int left, int right, long pattern);
  }

  void each(Taker taker) {
    for (int i = 0; i < size; i++) {
      taker.pair(left[i], right[i], pattern[i]);
    }
  }
}
