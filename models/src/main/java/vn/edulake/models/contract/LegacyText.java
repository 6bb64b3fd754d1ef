package vn.edulake.models.contract;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Vietnamese as it was written before Unicode: in fonts whose letters stand at the places of
 * Western European ones.
 *
 * <p>Text of such a font reads {@code NguyÔn} in any other. It comes as the characters of
 * windows-1252 or ISO-8859-1 at those places, which is what a sheet or a decoded file holds.
 */
public enum LegacyText {
  /**
   * TCVN 5712:1993, as the ABC fonts ({@code .VnTime}) have it. A font has seven capitals that are
   * Vietnamese (Ă Â Ê Ô Ơ Ư Đ); capitals with a tone mark are small letters in a font of their own
   * ({@code .VnTimeH}), which a text does not tell, so they become small letters. The capitals that
   * the standard's larger set puts at places which the fonts leave free are decoded too.
   */
  TCVN3 {
    @Override
    public String decode(String text) {
      StringBuilder result = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean isLetter = c >= TCVN3_FIRST && c < TCVN3_FIRST + TCVN3_LETTERS.length();
        result.append(isLetter ? TCVN3_LETTERS.charAt(c - TCVN3_FIRST) : c);
      }
      return Normalizer.normalize(result, Normalizer.Form.NFC);
    }

    @Override
    public boolean fits(String text) {
      return text.chars()
          .allMatch(
              c -> c < 0x80 || (c >= TCVN3_FIRST && c < TCVN3_FIRST + TCVN3_LETTERS.length()));
    }
  },

  /** VNI for Windows: a letter, then the character of its marks. */
  VNI {
    @Override
    public String decode(String text) {
      StringBuilder result = new StringBuilder(text.length());
      char base = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        String marks = VNI_MARKS.get(Character.toLowerCase(c));
        if (marks != null && bears(base, marks)) {
          result.append(marks);
          base = 0;
        } else {
          base = VNI_LETTERS.getOrDefault(c, c);
          result.append(base);
        }
      }
      return Normalizer.normalize(result, Normalizer.Form.NFC);
    }

    @Override
    public boolean fits(String text) {
      char base = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        String marks = VNI_MARKS.get(Character.toLowerCase(c));
        if (c < 0x80) {
          base = c;
        } else if (marks != null && bears(base, marks)) {
          base = 0;
        } else if (VNI_LETTERS.containsKey(c)) {
          base = VNI_LETTERS.get(c);
        } else {
          return false;
        }
      }
      return true;
    }
  };

  private static final char TCVN3_FIRST = '\u00a1';

  /** The letters at the places from A1 to FF. */
  private static final String TCVN3_LETTERS =
      "ĂÂÊÔƠƯĐăâêôơưđ"
          + "Ằ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
          + "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
          + "éẹềểễếệìỉỄẾỒĩíịò"
          + "Ổỏõóọồổỗốộờởỡớợù"
          + "ỖủũúụừửữứựỳỷỹýỵỐ";

  private static final char BREVE = '\u0306';
  private static final char CIRCUMFLEX = '\u0302';

  private static final Map<Character, String> VNI_MARKS = vniMarks();
  private static final Map<Character, Character> VNI_LETTERS = vniLetters();

  /** The text in composed Unicode; characters that are no letter of the font stay. */
  public abstract String decode(String text);

  /** Whether all characters are the font's, and each mark stands behind a letter that bears it. */
  public abstract boolean fits(String text);

  private static Map<Character, String> vniMarks() {
    Map<Character, String> marks = new HashMap<>();
    String tones = "\u0301\u0300\u0309\u0303\u0323";
    for (int i = 0; i < tones.length(); i++) {
      String tone = tones.substring(i, i + 1);
      marks.put("ùøûõï".charAt(i), tone);
      marks.put("éèúüë".charAt(i), BREVE + tone);
      marks.put("áàåãä".charAt(i), CIRCUMFLEX + tone);
    }
    marks.put('ê', String.valueOf(BREVE));
    marks.put('â', String.valueOf(CIRCUMFLEX));
    return Map.copyOf(marks);
  }

  private static Map<Character, Character> vniLetters() {
    Map<Character, Character> letters = new HashMap<>();
    String from = "ôöñæóòîìí";
    String to = "ơưđỉĩịỵìí";
    for (int i = 0; i < from.length(); i++) {
      letters.put(from.charAt(i), to.charAt(i));
      letters.put(Character.toUpperCase(from.charAt(i)), Character.toUpperCase(to.charAt(i)));
    }
    return Map.copyOf(letters);
  }

  private static boolean bears(char base, String marks) {
    char small = Character.toLowerCase(base);
    return switch (marks.charAt(0)) {
      case BREVE -> small == 'a';
      case CIRCUMFLEX -> small == 'a' || small == 'e' || small == 'o';
      default -> "aeouyơư".indexOf(small) >= 0;
    };
  }
}
