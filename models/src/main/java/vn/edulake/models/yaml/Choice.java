package vn.edulake.models.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** A word out of a closed list. */
public final class Choice {
  private Choice() {}

  /**
   * The constant whose lower-case name is {@code text}.
   *
   * @throws UserError naming the known words and the nearest one
   */
  public static <E extends Enum<E>> E parse(
      ErrorCode code, String where, Class<E> type, String text) {
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String word = constant.name().toLowerCase(Locale.ROOT);
      if (word.equals(text)) {
        return constant;
      }
      known.add(word);
    }
    throw new UserError(
        code,
        "Invalid "
            + where
            + ": "
            + text
            + suggestion(text, known)
            + " (known: "
            + String.join(", ", known)
            + ")");
  }

  /** {@code " (did you mean x?)"}, or nothing when no known word is near. */
  public static String suggestion(String text, Collection<String> known) {
    return nearest(text, known).map(word -> " (did you mean " + word + "?)").orElse("");
  }

  /** The known word with the fewest edits: at most two, or a third of its letters if it is long. */
  public static Optional<String> nearest(String text, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String word) -> edits(text, word)).thenComparing(w -> w))
        .filter(
            word -> edits(text, word) <= (word.length() < 4 ? 1 : Math.max(2, word.length() / 3)));
  }

  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
