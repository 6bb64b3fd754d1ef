package vn.edulake.jobs.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Different texts, numbered from 0 in the order in which they came. */
final class TextPool {
  /** The number of a text that is not there. */
  static final int NONE = -1;

  private final Texts texts = new Texts();

  /** By place the hash of a text, above its number from 1 on; 0 where there is none. */
  private long[] places = new long[1 << 10];

  int size() {
    return texts.size();
  }

  /** The number of a text, which is new if nobody gave it before; {@link #NONE} of null. */
  int number(@Nullable String text) {
    if (text == null) {
      return NONE;
    }
    byte[] own = text.getBytes(StandardCharsets.UTF_8);
    int hash = Arrays.hashCode(own);
    int place = place(own, hash);
    if (places[place] == 0) {
      texts.add(own);
      places[place] = (long) hash << Integer.SIZE | size();
      if (2 * size() > places.length) {
        grow();
      }
      return size() - 1;
    }
    return number(place);
  }

  private int number(int place) {
    return (int) places[place] - 1;
  }

  String text(int number) {
    return texts.text(number);
  }

  private int place(byte[] text, int hash) {
    int mask = places.length - 1;
    int place = Values.mixed(hash) & mask;
    while (places[place] != 0
        && !((int) (places[place] >>> Integer.SIZE) == hash && texts.is(number(place), text))) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] before = places;
    places = new long[2 * before.length];
    int mask = places.length - 1;
    for (long one : before) {
      if (one != 0) {
        int place = Values.mixed((int) (one >>> Integer.SIZE)) & mask;
        while (places[place] != 0) {
          place = (place + 1) & mask;
        }
        places[place] = one;
      }
    }
  }
}
