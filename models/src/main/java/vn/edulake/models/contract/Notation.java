package vn.edulake.models.contract;

import java.text.Normalizer;
import java.util.List;
import java.util.Set;

/**
 * How the values of a column are written.
 *
 * @param formats of a date or timestamp, tried in order, in the letters of {@code
 *     DateTimeFormatter}; empty for a timestamp in ISO 8601
 * @param nulls the texts that mean "no value"
 */
public record Notation(List<String> formats, Set<String> nulls, NumberForm numbers) {
  public Notation {
    formats = List.copyOf(formats);
    nulls = Set.copyOf(nulls);
  }

  /** Whether a text says that there is no value. */
  public boolean isNothing(String text) {
    return text.isBlank()
        || (!nulls.isEmpty()
            && nulls.contains(Normalizer.normalize(text.strip(), Normalizer.Form.NFC)));
  }

  /** Whether a text is a day in one of the formats. */
  public boolean isDate(String text) {
    return formats.stream().anyMatch(format -> DateText.date(format, text).isPresent());
  }

  /** Whether a text is a moment in one of the formats. */
  public boolean isInstant(String text) {
    return formats.isEmpty()
        ? DateText.instant("", text).isPresent()
        : formats.stream().anyMatch(format -> DateText.instant(format, text).isPresent());
  }

  /** The same with other marks in numbers. */
  public Notation withNumbers(NumberForm others) {
    return new Notation(formats, nulls, others);
  }

  /** The same with other date formats. */
  public Notation withFormats(List<String> others) {
    return new Notation(others, nulls, numbers);
  }
}
