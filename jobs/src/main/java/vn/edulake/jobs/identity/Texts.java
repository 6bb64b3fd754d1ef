package vn.edulake.jobs.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts held as bytes, numbered from 0 in the order in which they came. */
final class Texts {
  private byte[] bytes = new byte[1 << 12];
  private int[] ends = new int[1 << 8];
  private int size;

  int size() {
    return size;
  }

  void add(byte[] text) {
    int from = size == 0 ? 0 : ends[size - 1];
    int end = Math.addExact(from, text.length);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length + bytes.length / 2));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
    }
    System.arraycopy(text, 0, bytes, from, text.length);
    ends[size++] = end;
  }

  String text(int number) {
    int from = start(number);
    return new String(bytes, from, ends[number] - from, StandardCharsets.UTF_8);
  }

  boolean is(int number, byte[] text) {
    return Arrays.equals(bytes, start(number), ends[number], text, 0, text.length);
  }

  private int start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }
}
