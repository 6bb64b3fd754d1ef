package vn.edulake.jobs.simulate.defect;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import vn.edulake.models.contract.LegacyText;

/** Writes text in the letters of fonts older than Unicode. */
final class LegacyLetters {
  private static final Map<Character, Character> TCVN3 = new HashMap<>();

  static {
    for (char c = '\u00a1'; c <= '\u00ff'; c++) {
      String letter = LegacyText.TCVN3.decode(String.valueOf(c));
      if (letter.length() == 1) {
        TCVN3.putIfAbsent(letter.charAt(0), c);
      }
    }
  }

  private LegacyLetters() {}

  /** The text as the ABC fonts have it; capitals with marks become small letters. */
  static String tcvn3(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < composed.length(); i++) {
      char c = composed.charAt(i);
      Character written = TCVN3.get(c);
      if (written == null) {
        written = TCVN3.get(Character.toLowerCase(c));
      }
      result.append(c < 0x80 || written == null ? c : written.charValue());
    }
    return result.toString();
  }
}
