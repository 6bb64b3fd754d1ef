package vn.edulake.jobs.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Different texts, numbered from 0 in the order in which they came, held as bytes. */
final class TextPool {
  /** The number of a text that is not there. */
  static final int NONE = -1;

  private byte[] bytes = new byte[1 << 12];
  private int[] ends = new int[1 << 8];
  private int[] places = filled(1 << 10);
  private int size;

  private static int[] filled(int length) {
    int[] result = new int[length];
    Arrays.fill(result, NONE);
    return result;
  }

  int size() {
    return size;
  }

  /** The number of a text, which is new if nobody gave it before; {@link #NONE} of null. */
  int number(@Nullable String text) {
    if (text == null) {
      return NONE;
    }
    byte[] own = text.getBytes(StandardCharsets.UTF_8);
    int place = place(own);
    if (places[place] == NONE) {
      places[place] = size;
      add(own);
      if (2 * size > places.length) {
        grow();
      }
      return size - 1;
    }
    return places[place];
  }

  /** The number of a text; {@link #NONE} when nobody gave it. */
  int find(String text) {
    return places[place(text.getBytes(StandardCharsets.UTF_8))];
  }

  String text(int number) {
    int from = start(number);
    return new String(bytes, from, ends[number] - from, StandardCharsets.UTF_8);
  }

  private int start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private int place(byte[] text) {
    int place = Values.mixed(Arrays.hashCode(text)) & (places.length - 1);
    while (places[place] != NONE && !is(places[place], text)) {
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }

  private boolean is(int number, byte[] text) {
    return Arrays.equals(bytes, start(number), ends[number], text, 0, text.length);
  }

  private void add(byte[] text) {
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

  private void grow() {
    places = filled(2 * places.length);
    for (int i = 0; i < size; i++) {
      int from = start(i);
      places[place(Arrays.copyOfRange(bytes, from, ends[i]))] = i;
    }
  }
}
