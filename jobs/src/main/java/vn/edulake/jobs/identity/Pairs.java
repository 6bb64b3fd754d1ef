package vn.edulake.jobs.identity;

import java.util.Arrays;

/** A growing list of pairs with what speaks for them, in bits. */
final class Pairs {
  private int[] left = new int[256];
  private int[] right = new int[256];
  private double[] bits = new double[256];
  private int size;

  void add(int a, int b, double score) {
    if (size == left.length) {
      left = Arrays.copyOf(left, 2 * size);
      right = Arrays.copyOf(right, 2 * size);
      bits = Arrays.copyOf(bits, 2 * size);
    }
    left[size] = a;
    right[size] = b;
    bits[size++] = score;
  }

  void addAll(Pairs others) {
    for (int i = 0; i < others.size; i++) {
      add(others.left[i], others.right[i], others.bits[i]);
    }
  }

  int size() {
    return size;
  }

  int left(int i) {
    return left[i];
  }

  int right(int i) {
    return right[i];
  }

  double bits(int i) {
    return bits[i];
  }
}
