package vn.edulake.models.contract;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the rows of a sheet or CSV file say the columns of a contract.
 *
 * @param header where the header stands
 * @param fields of a file without header: by position the column, {@code column.field} of a
 *     composed one, or {@link #NO_COLUMN}
 * @param headers the header texts of this layout, for columns that have others than in the contract
 * @param titles columns that a line with one filled cell says, for the rows after it
 * @param sheetName columns that the sheet's name says
 * @param filledDown columns in which an empty cell means the one above it
 * @param skips rows that are no records: the text of their first filled cell matches one of these
 * @param replaces what is written otherwise than the contract says, by column
 * @param unpivots header cells whose text is a value
 * @param composes columns that are made of several
 * @param legacyText the font in which texts are written
 * @param legacyColumns the columns written so; empty: all cells, the header's too
 */
public record TableForm(
    HeaderPlace header,
    List<String> fields,
    Map<String, List<String>> headers,
    Map<String, Pattern> titles,
    Map<String, Pattern> sheetName,
    Set<String> filledDown,
    List<Pattern> skips,
    Map<String, List<Replace>> replaces,
    List<Unpivot> unpivots,
    Map<String, Compose> composes,
    Optional<LegacyText> legacyText,
    Set<String> legacyColumns) {

  /** A position whose text belongs to no column. */
  public static final String NO_COLUMN = "-";

  /** Where a header stands. */
  public record HeaderPlace(Kind kind, int row) {
    /** The ways to find it. */
    public enum Kind {
      /** In the row of that number. */
      ROW,
      /** Wherever it is found, be it after the rows that it names. */
      ANYWHERE,
      /** Wherever it is found, and again before each block of rows. */
      REPEATED,
      /** There is none; positions are declared. */
      NONE
    }
  }

  /**
   * Columns whose header says values: each cell becomes a record of its own.
   *
   * @param header must match the whole header text
   * @param into the columns of the pattern's groups
   * @param value the column of the cell
   */
  public record Unpivot(Pattern header, List<String> into, String value) {}

  /**
   * A column made of several cells, in the order of the fields.
   *
   * @param fields the header texts of each
   * @param optional the fields that a file may lack
   * @param item how one is written: a text with {@code {name}} and {@code {value}}
   */
  public record Compose(Map<String, List<String>> fields, Set<String> optional, String item) {
    /** The text of one field. */
    public String text(String name, String value) {
      return item.replace("{name}", name).replace("{value}", value);
    }
  }

  /**
   * A text in a cell that stands for another.
   *
   * @param with may name groups of the pattern: {@code $1}
   */
  public record Replace(Pattern pattern, String with) {}

  /** A cell's text with everything replaced that its column says. */
  public String replaced(String column, String text) {
    List<Replace> ofColumn = replaces.get(column);
    if (ofColumn == null) {
      return text;
    }
    String result = Normalizer.normalize(text, Normalizer.Form.NFC);
    for (Replace replace : ofColumn) {
      result = replace.pattern().matcher(result).replaceAll(replace.with());
    }
    return result;
  }

  /** Whether a row that begins with this text is no record. */
  public boolean isSkipped(String text) {
    return !skips.isEmpty()
        && skips.stream().anyMatch(skip -> skip.matcher(HeaderText.spaced(text)).matches());
  }

  /** Whether something else than a header of its own says a column. */
  boolean isSaidElsewhere(String column) {
    return titles.containsKey(column)
        || sheetName.containsKey(column)
        || composes.containsKey(column)
        || unpivots.stream().anyMatch(u -> u.value().equals(column) || u.into().contains(column));
  }

  /** The header texts of a column in this layout. */
  public List<String> headers(ContractColumn column) {
    return headers.getOrDefault(column.name(), column.headers());
  }
}
