package vn.edulake.jobs.simulate.world;

import java.util.Arrays;

/** A list of numbers that grows. */
final class IntList {
  private int[] items = new int[8];
  private int size;

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
    }
    items[size++] = item;
  }

  int get(int index) {
    return items[index];
  }

  void set(int index, int item) {
    items[index] = item;
  }

  int size() {
    return size;
  }

  void shuffle(Dice dice, int from) {
    dice.shuffle(items, from, size);
  }

  int[] toArray() {
    return Arrays.copyOf(items, size);
  }
}
