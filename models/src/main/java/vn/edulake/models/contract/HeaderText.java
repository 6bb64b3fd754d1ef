package vn.edulake.models.contract;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** How header texts are compared: composed form, trimmed, white space folded, whatever the case. */
public final class HeaderText {
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

  private HeaderText() {}

  /** The form in which two header texts that mean the same are equal. */
  public static String normal(String text) {
    return spaced(text).toLowerCase(Locale.ROOT);
  }

  /** The text in composed form with single spaces, in its own case. */
  public static String spaced(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return SPACE.matcher(composed).replaceAll(" ").strip();
  }
}
