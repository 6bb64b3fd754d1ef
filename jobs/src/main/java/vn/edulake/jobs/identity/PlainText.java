package vn.edulake.jobs.identity;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import vn.edulake.models.contract.LegacyText;

/** Text as it is compared: without what systems change on its way. */
final class PlainText {
  /** Marks of tone in Vietnamese; elsewhere they are accents. */
  private static final String TONES = "\u0300\u0301\u0303\u0309\u0323";

  /** Capitals of an old font with which a name begins: Â Ê Ô Ơ Ư Đ. */
  private static final String CAPITALS = "\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7";

  /** Words of Vietnamese without their tones. */
  private static final Pattern SYLLABLES =
      Pattern.compile(
          "((^|[ .-]+)(ngh?|nh|n|gh|gi|g|kh?|ph?|th|tr|t|ch?|qu|[b\u0111dhlmrsvx])?"
              + "(i\u00eau|y\u00eau|oai|oay|oao|oeo|uao|uay|u\u00e2y|u\u00f4i|uy\u00ea|uya|uyu|u\u00eau"
              + "|\u01b0\u01a1[iu]|i\u00ea|y\u00ea|u\u00f4|\u01b0\u01a1|a[iouy]|\u00e2[uy]|eo|\u00eau|i[au]"
              + "|o[aeio\u0103]|[\u00f4\u01a1]i|u[aeio\u0103\u00e2\u00ea\u01a1y]|\u01b0[aiu]"
              + "|[aeiouy\u0103\u00e2\u00ea\u00f4\u01a1\u01b0])(ch?|m|ng|nh|n|p|t)?)+");

  private static final Set<String> NOTHING = Set.of("", "-", "--", "?", "null", "n/a", "#n/a");

  private PlainText() {}

  /** Whether a cell says nothing. */
  static boolean isMissing(String cell) {
    return NOTHING.contains(cell.strip().toLowerCase(Locale.ROOT));
  }

  /**
   * The words in small letters, each with its marks of tone behind it, wherever they stand in it:
   * {@code hoà} and {@code hòa} are one word.
   */
  static List<String> words(String text) {
    return wordsOfPiece(decoded(text));
  }

  /**
   * As {@link #words}, of a text in Unicode; those of its pieces between spaces, in their order.
   */
  static List<String> wordsOfPiece(String text) {
    String apart = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    StringBuilder tones = new StringBuilder();
    for (int i = 0; i < apart.length(); i++) {
      char c = apart.charAt(i);
      if (TONES.indexOf(c) >= 0) {
        tones.append(c);
      } else if (Character.isLetterOrDigit(c)
          || Character.isSurrogate(c)
          || Character.getType(c) == Character.NON_SPACING_MARK
          || Character.getType(c) == Character.COMBINING_SPACING_MARK) {
        word.append(c);
      } else if (!isApostrophe(c)) {
        end(word, tones, words);
      }
    }
    end(word, tones, words);
    return words;
  }

  private static void end(StringBuilder word, StringBuilder tones, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.append(tones).toString());
    }
    word.setLength(0);
    tones.setLength(0);
  }

  private static boolean isApostrophe(char c) {
    return c == '\'' || c == '\u2019' || c == '\u02bc' || c == '`' || c == '\u00b4';
  }

  /** A word of {@link #words} in plain letters, without marks. */
  static String folded(String word) {
    StringBuilder result = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      switch (c) {
        // Letters that Unicode does not take apart.
        case 'đ', 'ð' -> result.append('d');
        case 'ø' -> result.append('o');
        case 'ł' -> result.append('l');
        case 'ß' -> result.append("ss");
        case 'æ' -> result.append("ae");
        case 'œ' -> result.append("oe");
        case 'ı' -> result.append('i');
        case 'þ' -> result.append("th");
        case 'ħ' -> result.append('h');
        default -> {
          if (c < '\u0300' || c > '\u036f') {
            result.append(c);
          }
        }
      }
    }
    return result.toString();
  }

  /** Letters and digits only, in capitals. */
  static String code(String text) {
    StringBuilder result = new StringBuilder(text.length());
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
    for (int i = 0; i < plain.length(); i++) {
      if (Character.isLetterOrDigit(plain.charAt(i))) {
        result.append(plain.charAt(i));
      }
    }
    return result.toString();
  }

  /** The text in Unicode, where it is Vietnamese in letters of an older font. */
  static String decoded(String text) {
    boolean isForeign = isForeign(text);
    LegacyText font =
        isForeign && isVietnameseIn(LegacyText.VNI, text)
            ? LegacyText.VNI
            : isTcvn3(text) || (isForeign && isVietnameseIn(LegacyText.TCVN3, text))
                ? LegacyText.TCVN3
                : null;
    if (font == null) {
      return text;
    }
    String decoded = font.decode(text);
    boolean isWords =
        decoded.chars().allMatch(c -> Character.isLetter(c) || c == ' ' || c == '-' || c == '.');
    return isWords ? decoded : text;
  }

  /**
   * Whether a text is no Vietnamese as it stands, but has letters of Western Europe, as old fonts
   * do. One word alone may be of any language.
   */
  private static boolean isForeign(String text) {
    boolean isMarked = false;
    for (int i = 0; i < text.length(); i++) {
      isMarked |= text.charAt(i) >= '\u00c0';
      if (text.charAt(i) > '\u00ff') {
        return false;
      }
    }
    return isMarked && text.strip().indexOf(' ') > 0 && !areSyllables(text);
  }

  private static boolean isVietnameseIn(LegacyText font, String text) {
    return font.fits(text) && areSyllables(font.decode(text));
  }

  /** Whether all words are syllables of Vietnamese, by their letters. */
  private static boolean areSyllables(String text) {
    String apart = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    StringBuilder toneless = new StringBuilder(apart.length());
    for (int i = 0; i < apart.length(); i++) {
      if (TONES.indexOf(apart.charAt(i)) < 0) {
        toneless.append(apart.charAt(i));
      }
    }
    return SYLLABLES.matcher(Normalizer.normalize(toneless, Normalizer.Form.NFC).strip()).matches();
  }

  /**
   * Such text has signs between letters, or a capital with a mark behind a small letter, which no
   * name has.
   */
  private static boolean isTcvn3(String text) {
    boolean isLegacy = false;
    for (int i = 0; i < text.length() && !isLegacy; i++) {
      char c = text.charAt(i);
      char before = i == 0 ? ' ' : text.charAt(i - 1);
      boolean isSign = c >= '\u00a1' && c <= '\u00bf' && c != '\u00b4' && c != '\u00b7';
      boolean isCapital = c >= '\u00c0' && c <= '\u00de';
      isLegacy =
          (isSign && Character.isLetter(before) && isFollowedByLetterOrEnd(text, i))
              || (before == ' ' && CAPITALS.indexOf(c) >= 0 && isFollowedByLetter(text, i))
              || (isCapital && Character.isLowerCase(before) && before < '\u00df');
    }
    return isLegacy;
  }

  private static boolean isFollowedByLetterOrEnd(String text, int at) {
    return at + 1 == text.length() || text.charAt(at + 1) == ' ' || isFollowedByLetter(text, at);
  }

  /** Letters of an old font are signs, too. */
  private static boolean isFollowedByLetter(String text, int at) {
    return at + 1 < text.length()
        && (Character.isLetter(text.charAt(at + 1)) || text.charAt(at + 1) >= '\u00a1');
  }
}
