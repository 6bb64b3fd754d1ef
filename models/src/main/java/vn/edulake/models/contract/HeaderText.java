package vn.edulake.models.contract;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How header texts are compared: composed form, trimmed, white space folded, whatever the case, and
 * wherever the tone mark stands ({@code Hoá} and {@code Hóa}).
 */
public final class HeaderText {
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

  /** Two vowels of which the old spelling marks the first and the new one the second. */
  private static final Pattern TONE_ON_LAST = Pattern.compile("([ou])([áàảãạéèẻẽẹýỳỷỹỵ])");

  private HeaderText() {}

  /** The form in which two header texts that mean the same are equal. */
  public static String normal(String text) {
    String lower = spaced(text).toLowerCase(Locale.ROOT);
    Matcher syllable = TONE_ON_LAST.matcher(lower);
    return syllable.find() ? syllable.replaceAll(HeaderText::toneOnFirst) : lower;
  }

  private static String toneOnFirst(MatchResult vowels) {
    String last = Normalizer.normalize(vowels.group(2), Normalizer.Form.NFD);
    return Normalizer.normalize(
        vowels.group(1) + last.substring(1) + last.charAt(0), Normalizer.Form.NFC);
  }

  /** The text in composed form with single spaces, in its own case. */
  public static String spaced(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return SPACE.matcher(composed).replaceAll(" ").strip();
  }
}
