package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads texts as {@link PlainText} does; a piece that many texts have is read once. */
final class WordReader {
  /** More different pieces are not remembered. */
  private static final int MOST_PIECES = 100_000;

  private final Map<String, List<String>> pieces = new HashMap<>();
  private final Map<String, String> folded = new HashMap<>();

  /** The words of a text, as {@link PlainText#words} finds them. */
  List<String> words(String text) {
    String plain = PlainText.decoded(text);
    List<String> result = new ArrayList<>();
    int from = 0;
    while (from < plain.length()) {
      int space = plain.indexOf(' ', from);
      int end = space < 0 ? plain.length() : space;
      if (end > from) {
        result.addAll(piece(plain.substring(from, end)));
      }
      from = end + 1;
    }
    return result;
  }

  private List<String> piece(String piece) {
    List<String> known = pieces.get(piece);
    if (known == null) {
      known = PlainText.wordsOfPiece(piece);
      if (pieces.size() < MOST_PIECES) {
        pieces.put(piece, known);
      }
    }
    return known;
  }

  /** A word in plain letters, as {@link PlainText#folded} writes it. */
  String folded(String word) {
    String known = folded.get(word);
    if (known == null) {
      known = PlainText.folded(word);
      if (folded.size() < MOST_PIECES) {
        folded.put(word, known);
      }
    }
    return known;
  }
}
