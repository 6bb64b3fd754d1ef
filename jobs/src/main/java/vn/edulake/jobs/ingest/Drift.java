package vn.edulake.jobs.ingest;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import vn.edulake.models.contract.HeaderText;

/**
 * How the form of a file differs from that of the last one that its sender sent in the same layout.
 *
 * @param message what is different, and from which file; empty when nothing is
 */
public record Drift(Kind kind, String message) {
  private static final int SHOWN = 5;

  /** Nothing is different, or there is nothing to compare with. */
  static final Drift NONE = new Drift(Kind.NONE, "");

  /** What a difference means, from the least to the most. */
  public enum Kind {
    NONE,
    /** The same columns in another order, writing, place or encoding; all of it is read. */
    HARMLESS,
    /** Columns that the contract does not name came, or such as it does not need went. */
    ADDITIVE,
    /** Values that are refused line by line, and were right in the last file. */
    VALUES,
    /** The contract cannot read it, or most of its values; nothing of the file is loaded. */
    BREAKING;

    /** The name in {@code ops.load}. */
    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the names of fields mean.
   *
   * @param key texts with one key are the same column
   * @param isKept whether a text is no column, so that its values are kept beside the columns
   * @param keptIn where these are kept
   * @param isValue whether a text is a value, which changes with the data
   */
  record Meaning(
      Function<String, Object> key,
      Function<String, Boolean> isKept,
      String keptIn,
      Function<String, Boolean> isValue) {}

  /** A form that the contract cannot read. */
  static Drift breaking(String message, Optional<String> lastFile) {
    return new Drift(
        Kind.BREAKING,
        message
            + lastFile.map(file -> " The sender's last file, " + file + ", was read.").orElse(""));
  }

  /** Compares two forms that the contract can read. */
  static Drift between(FileForm before, FileForm now, Meaning meaning) {
    List<String> parts = new ArrayList<>();
    Kind kind = Kind.NONE;
    if (!before.header().isEmpty() && !now.header().isEmpty()) {
      kind = columns(before.header(), now.header(), meaning, parts);
      int size = parts.size();
      if (before.headerRow() > 0 && now.headerRow() > 0 && before.headerRow() != now.headerRow()) {
        parts.add("header in row " + now.headerRow() + ", before in row " + before.headerRow());
      }
      if (before.headerRepeats() != now.headerRepeats()) {
        parts.add(
            "header %d times among the records, before %d times"
                .formatted(now.headerRepeats(), before.headerRepeats()));
      }
      if (!before.encoding().isEmpty()
          && !now.encoding().isEmpty()
          && !before.encoding().equals(now.encoding())) {
        parts.add("encoding " + now.encoding() + ", before " + before.encoding());
      }
      if (!before.sheets().isEmpty()
          && !now.sheets().isEmpty()
          && !before.sheetKinds().equals(now.sheetKinds())) {
        parts.add("sheets " + shown(now.sheets()) + ", before " + shown(before.sheets()));
      }
      kind = kind == Kind.NONE && parts.size() > size ? Kind.HARMLESS : kind;
    }
    return kind == Kind.NONE ? NONE : new Drift(kind, String.join("; ", parts));
  }

  /** Both differences in one. */
  Drift and(Drift other) {
    if (kind == Kind.NONE || other.kind == Kind.NONE) {
      return kind == Kind.NONE ? other : this;
    }
    return new Drift(
        kind.compareTo(other.kind) >= 0 ? kind : other.kind, message + "; " + other.message);
  }

  /** The same, with the name of the file that it was compared with. */
  Drift comparedWith(String file) {
    return kind == Kind.NONE ? this : new Drift(kind, message + "; compared with " + file);
  }

  private static Kind columns(
      List<String> before, List<String> now, Meaning meaning, List<String> parts) {
    List<String> old = before.stream().filter(text -> !meaning.isValue().apply(text)).toList();
    List<String> recent = now.stream().filter(text -> !meaning.isValue().apply(text)).toList();
    Map<Object, List<String>> left = byKey(old, meaning);
    Map<Object, List<String>> came = byKey(recent, meaning);
    Set<String> otherWritings = new LinkedHashSet<>();
    left.forEach(
        (key, gone) -> {
          List<String> here = came.getOrDefault(key, new ArrayList<>());
          while (!gone.isEmpty() && !here.isEmpty()) {
            String was = gone.remove(gone.size() - 1);
            String is = here.remove(here.size() - 1);
            if (!was.equals(is)) {
              otherWritings.add(writing(was, is));
            }
          }
        });
    List<String> added = came.values().stream().flatMap(List::stream).toList();
    List<String> lost = left.values().stream().flatMap(List::stream).toList();
    List<String> beside = added.stream().filter(text -> meaning.isKept().apply(text)).toList();
    List<String> columns = added.stream().filter(text -> !meaning.isKept().apply(text)).toList();
    if (!beside.isEmpty()) {
      parts.add("new: " + shown(beside) + ", kept in " + meaning.keptIn());
    }
    if (!columns.isEmpty()) {
      parts.add("new: " + shown(columns) + ", of the contract");
    }
    if (!lost.isEmpty()) {
      parts.add("gone: " + shown(lost));
    }
    if (!added.isEmpty() || !lost.isEmpty()) {
      for (String text : added) {
        int place = now.indexOf(text);
        if (now.size() == before.size() && lost.contains(before.get(place))) {
          parts.add(text + " stands where " + before.get(place) + " stood");
        }
      }
      return Kind.ADDITIVE;
    }
    if (!keys(old, meaning).equals(keys(recent, meaning))) {
      parts.add("another order: " + shown(recent));
    }
    if (!otherWritings.isEmpty()) {
      parts.add("another writing: " + shown(otherWritings));
    }
    return parts.isEmpty() ? Kind.NONE : Kind.HARMLESS;
  }

  private static String writing(String was, String is) {
    if (Normalizer.normalize(was, Normalizer.Form.NFC)
        .equals(Normalizer.normalize(is, Normalizer.Form.NFC))) {
      boolean isComposed = Normalizer.isNormalized(is, Normalizer.Form.NFC);
      return is + (isComposed ? " in composed letters" : " in decomposed letters");
    }
    return HeaderText.spaced(was).equals(HeaderText.spaced(is))
        ? HeaderText.spaced(is) + " with other spaces"
        : HeaderText.spaced(is) + " for " + HeaderText.spaced(was);
  }

  private static List<Object> keys(List<String> texts, Meaning meaning) {
    return texts.stream().map(meaning.key()).toList();
  }

  private static Map<Object, List<String>> byKey(List<String> texts, Meaning meaning) {
    Map<Object, List<String>> result = new LinkedHashMap<>();
    for (String text : texts) {
      result.computeIfAbsent(meaning.key().apply(text), unused -> new ArrayList<>()).add(text);
    }
    return result;
  }

  private static String shown(Collection<String> texts) {
    List<String> named = texts.stream().map(t -> t.isBlank() ? "(no name)" : t.strip()).toList();
    return named.size() <= SHOWN
        ? String.join(", ", named)
        : String.join(", ", named.subList(0, SHOWN)) + " and " + (named.size() - SHOWN) + " more";
  }
}
