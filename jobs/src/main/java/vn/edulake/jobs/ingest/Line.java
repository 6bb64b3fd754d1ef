package vn.edulake.jobs.ingest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as the file has it.
 *
 * @param number row of the sheet, line of the file, or ordinal of the record
 * @param values column to text; a column without text is absent
 * @param extra JSON of the fields that the contract does not name
 * @param fault why it is no record at all; null when it is one
 */
record Line(long number, Map<String, String> values, @Nullable String extra, @Nullable Rule fault) {

  /**
   * A row of cells.
   *
   * @param isMisshapen whether it has more or fewer fields than the header
   */
  Line(long number, Map<String, String> values, @Nullable String extra, boolean isMisshapen) {
    this(number, values, extra, isMisshapen ? Rule.FIELD_COUNT : null);
  }

  boolean isMisshapen() {
    return fault == Rule.FIELD_COUNT;
  }

  /** A line that cannot be read; its text is kept. */
  static Line malformed(long number, String text) {
    return new Line(
        number, Map.of(), JsonText.object(Map.of("line", JsonText.quoted(text))), Rule.MALFORMED);
  }

  /** A line of which only the length is known. */
  static Line tooLong(long number, long length) {
    return new Line(
        number,
        Map.of(),
        JsonText.object(Map.of("length", Long.toString(length))),
        Rule.LINE_TOO_LONG);
  }
}
