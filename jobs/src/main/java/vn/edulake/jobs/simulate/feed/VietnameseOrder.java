package vn.edulake.jobs.simulate.feed;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The order of Vietnamese dictionaries: letters decide first, and only between equal letters their
 * tones. It is written out here because that of a Java runtime changes with its release.
 *
 * <p>One object remembers the parts of names that it has seen, of which there are few.
 */
final class VietnameseOrder implements Comparator<String> {
  private static final String LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

  /** Grave, hook above, tilde, acute, dot below. */
  private static final String TONES = "\u0300\u0309\u0303\u0301\u0323";

  private final Map<String, String> keys = new ConcurrentHashMap<>();

  @Override
  public int compare(String left, String right) {
    return key(left).compareTo(key(right));
  }

  private String key(String text) {
    return keys.computeIfAbsent(text, VietnameseOrder::made);
  }

  private static String made(String text) {
    String apart = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    StringBuilder untoned = new StringBuilder();
    StringBuilder tones = new StringBuilder();
    int toneOfWord = 0;
    for (int i = 0; i < apart.length(); i++) {
      char one = apart.charAt(i);
      int tone = TONES.indexOf(one);
      if (tone >= 0) {
        toneOfWord = tone + 1;
        continue;
      }
      if (one == ' ') {
        tones.append(toneOfWord);
        toneOfWord = 0;
      }
      untoned.append(one);
    }
    tones.append(toneOfWord);
    StringBuilder result = new StringBuilder();
    String letters = Normalizer.normalize(untoned, Normalizer.Form.NFC);
    for (int i = 0; i < letters.length(); i++) {
      // A space stands before all letters, what is no letter after them.
      char one = letters.charAt(i);
      int place = LETTERS.indexOf(one);
      result.append((char) (one == ' ' ? 1 : place < 0 ? one + LETTERS.length() : place + 2));
    }
    return result.append('\0').append(tones).toString();
  }
}
