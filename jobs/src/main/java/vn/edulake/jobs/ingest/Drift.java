package vn.edulake.jobs.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How the form of a file differs from that of the last one.
 *
 * @param message what is different; empty when nothing is
 */
public record Drift(Kind kind, String message) {
  private static final int SHOWN = 5;

  /** Nothing is different, or there is nothing to compare with. */
  static final Drift NONE = new Drift(Kind.NONE, "");

  /** What a difference means. */
  public enum Kind {
    NONE,
    /** The same columns in another order or under another name of theirs. */
    HARMLESS,
    /** Columns that the contract does not name came, or such as it does not need went. */
    ADDITIVE,
    /** A column that the contract needs went, or came twice; nothing of the file is loaded. */
    BREAKING;

    /** The name in {@code ops.load}. */
    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A form that the contract cannot read. */
  static Drift breaking(String message) {
    return new Drift(Kind.BREAKING, message);
  }

  /**
   * Compares two headers that the contract can read.
   *
   * @param meaning what a header text means; texts with one meaning are the same column
   */
  static Drift between(List<String> before, List<String> now, Function<String, Object> meaning) {
    if (before.isEmpty() || now.isEmpty() || before.equals(now)) {
      return NONE;
    }
    Map<String, List<String>> left = byMeaning(before, meaning);
    Map<String, List<String>> came = byMeaning(now, meaning);
    for (String key : List.copyOf(left.keySet())) {
      List<String> gone = left.get(key);
      List<String> here = came.getOrDefault(key, new ArrayList<>());
      while (!gone.isEmpty() && !here.isEmpty()) {
        gone.remove(gone.size() - 1);
        here.remove(here.size() - 1);
      }
    }
    List<String> added = came.values().stream().flatMap(List::stream).toList();
    List<String> lost = left.values().stream().flatMap(List::stream).toList();
    if (added.isEmpty() && lost.isEmpty()) {
      return new Drift(Kind.HARMLESS, "the same columns in another order or writing");
    }
    List<String> parts = new ArrayList<>();
    if (!added.isEmpty()) {
      parts.add("new: " + shown(added));
    }
    if (!lost.isEmpty()) {
      parts.add("gone: " + shown(lost));
    }
    return new Drift(Kind.ADDITIVE, String.join("; ", parts));
  }

  private static Map<String, List<String>> byMeaning(
      List<String> texts, Function<String, Object> meaning) {
    Map<String, List<String>> result = new TreeMap<>();
    for (String text : texts) {
      result
          .computeIfAbsent(String.valueOf(meaning.apply(text)), unused -> new ArrayList<>())
          .add(text);
    }
    return result;
  }

  private static String shown(List<String> texts) {
    List<String> named = texts.stream().map(t -> t.isBlank() ? "(no name)" : t).toList();
    return named.size() <= SHOWN
        ? String.join(", ", named)
        : String.join(", ", named.subList(0, SHOWN)) + " and " + (named.size() - SHOWN) + " more";
  }
}
