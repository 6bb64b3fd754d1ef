package vn.edulake.jobs.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and numbers of people, looked for in texts: whole names in any case and Unicode form,
 * numbers between other characters, hashes of numbers that need no secret, and whatever has the
 * form of a personal number.
 */
final class PersonalText {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  /** The end of a random identifier, of which names of files are made, may be all digits. */
  private static final Pattern PERSONAL_NUMBER =
      Pattern.compile("(?<![0-9a-f]{8}(-[0-9a-f]{4}){3}-)\\b\\d{12}\\b");

  private static final int MOST_WORDS = 8;

  /** Iceberg cuts the bounds of a column after so many characters. */
  private static final int BOUND_LENGTH = 16;

  private final Set<List<String>> names = new HashSet<>();
  private final Set<String> firstWords = new HashSet<>();
  private final Set<String> beginnings = new HashSet<>();
  private final Set<String> numbers = new HashSet<>();

  /**
   * What to look for.
   *
   * @param names those of one word are left out: places have them too
   * @param numbers codes, telephone numbers and personal numbers
   * @param publicTexts names of places; who is called like one cannot be told from it
   */
  PersonalText(
      Collection<String> names, Collection<String> numbers, Collection<String> publicTexts) {
    Set<List<String>> known = new HashSet<>();
    for (String text : publicTexts) {
      List<String> words = words(text);
      for (int from = 0; from < words.size(); from++) {
        for (int to = from + 2; to <= words.size(); to++) {
          known.add(words.subList(from, to));
        }
      }
    }
    for (String name : names) {
      List<String> words = words(name);
      if (words.size() > 1 && words.size() <= MOST_WORDS && !known.contains(words)) {
        this.names.add(words);
        firstWords.add(words.get(0));
        if (name.length() >= BOUND_LENGTH) {
          beginnings.add(name.substring(0, BOUND_LENGTH - 1));
        }
      }
    }
    for (String number : numbers) {
      this.numbers.add(number.toLowerCase(Locale.ROOT));
      for (String text : List.of(number, "1" + number)) {
        this.numbers.add(hash("MD5", text));
        this.numbers.add(hash("SHA-1", text));
        this.numbers.add(hash("SHA-256", text));
        this.numbers.add(hash("SHA-256", text).substring(0, 32));
      }
    }
  }

  /** How many names are looked for. */
  int nameCount() {
    return names.size();
  }

  /** What of it stands in a text, and whatever has the form of a personal number. */
  Set<String> in(String text) {
    Set<String> found = known(text);
    Matcher number = PERSONAL_NUMBER.matcher(text);
    while (number.find()) {
      found.add(number.group());
    }
    return found;
  }

  /** What of it stands in packed bytes: there any twelve digits of a long key may meet. */
  Set<String> known(String text) {
    Set<String> found = new TreeSet<>();
    if (text.length() == BOUND_LENGTH && beginnings.contains(text.substring(0, BOUND_LENGTH - 1))) {
      found.add(text + "…");
    }
    List<String> words = words(text);
    for (int from = 0; from < words.size(); from++) {
      String word = words.get(from);
      if (numbers.contains(word)) {
        found.add(word);
      }
      if (firstWords.contains(word)) {
        for (int to = from + 2; to <= Math.min(words.size(), from + MOST_WORDS); to++) {
          if (names.contains(words.subList(from, to))) {
            found.add(String.join(" ", words.subList(from, to)));
          }
        }
      }
    }
    return found;
  }

  private static List<String> words(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    return Arrays.asList(
        WORD.matcher(plain).results().map(word -> word.group()).toArray(String[]::new));
  }

  private static String hash(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
