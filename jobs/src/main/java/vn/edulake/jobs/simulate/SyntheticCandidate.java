package vn.edulake.jobs.simulate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A candidate that does not exist.
 *
 * @param number council, the digit 9 that no real number of 2017 has there, and five digits
 * @param scores score text by label, in the order in which postings print them
 */
record SyntheticCandidate(String number, String name, Map<String, String> scores) {
  static final String BIRTH_DATE = "01/01/1999";

  private static final List<String> NATURAL = List.of("Vật lí", "Hóa học", "Sinh học");
  private static final List<String> SOCIAL = List.of("Lịch sử", "Địa lí", "GDCD");
  private static final List<String> LANGUAGES =
      List.of("Tiếng Anh", "Tiếng Nga", "Tiếng Pháp", "Tiếng Trung", "Tiếng Đức", "Tiếng Nhật");

  /** Some names come in decomposed Unicode, as in the real postings. */
  private static final int DECOMPOSED_EVERY = 400;

  /**
   * Draws the candidates of a council.
   *
   * <p>Everybody stands in a line in drawn order: the natural sciences are taken from its head, the
   * social sciences from its tail, so that most take one triple and those in the middle both. Each
   * subject's scores are shuffled on their own: nothing ties two scores of a candidate together.
   */
  static List<SyntheticCandidate> draw(CouncilHistogram council, long seed) {
    Random random = new Random(seed * 31 + Long.parseLong(council.code()));
    int count = council.candidateCount();
    List<Map<String, String>> scores = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      scores.add(new LinkedHashMap<>());
    }
    List<Integer> line = shuffled(count, random);
    deal(council, "Toán", shuffled(count, random), scores, random);
    deal(council, "Ngữ văn", shuffled(count, random), scores, random);
    NATURAL.forEach(label -> deal(council, label, line, scores, random));
    scores.forEach(own -> addMean(own, "KHTN", NATURAL));
    List<Integer> fromTail = new ArrayList<>(line);
    Collections.reverse(fromTail);
    SOCIAL.forEach(label -> deal(council, label, fromTail, scores, random));
    scores.forEach(own -> addMean(own, "KHXH", SOCIAL));
    List<Integer> speakers = shuffled(count, random);
    int taken = 0;
    for (String language : LANGUAGES) {
      int next = Math.min(count, taken + council.of(language).size());
      deal(council, language, speakers.subList(taken, count), scores, random);
      taken = next;
    }
    List<SyntheticCandidate> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String digits = String.format("%05d", i + 1);
      String name = "Thí sinh tổng hợp " + digits;
      result.add(
          new SyntheticCandidate(
              council.code() + "9" + digits,
              i % DECOMPOSED_EVERY == DECOMPOSED_EVERY - 1
                  ? Normalizer.normalize(name, Normalizer.Form.NFD)
                  : name,
              scores.get(i)));
    }
    return result;
  }

  private static List<Integer> shuffled(int count, Random random) {
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      result.add(i);
    }
    Collections.shuffle(result, random);
    return result;
  }

  /** Gives the scores of a subject, shuffled, to the first of the line. */
  private static void deal(
      CouncilHistogram council,
      String label,
      List<Integer> line,
      List<Map<String, String>> scores,
      Random random) {
    List<String> texts = new ArrayList<>(council.of(label));
    Collections.shuffle(texts, random);
    for (int i = 0; i < texts.size(); i++) {
      scores.get(line.get(i)).put(label, texts.get(i));
    }
  }

  private static void addMean(Map<String, String> own, String composite, List<String> labels) {
    BigDecimal sum = BigDecimal.ZERO;
    for (String label : labels) {
      String score = own.get(label);
      if (score == null) {
        return;
      }
      sum = sum.add(new BigDecimal(score));
    }
    own.put(
        composite,
        sum.divide(BigDecimal.valueOf(labels.size()), 2, RoundingMode.HALF_UP).toPlainString());
  }

  /** The scores as one text, as postings print them; null for nobody's scores. */
  @Nullable String scoreText() {
    if (scores.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    scores.forEach(
        (label, score) ->
            text.append(label)
                .append(label.startsWith("KH") ? ": " : ":   ")
                .append(score)
                .append("   "));
    return text.toString();
  }
}
