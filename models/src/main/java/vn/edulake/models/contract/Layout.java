package vn.edulake.models.contract;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One form in which a source's files come.
 *
 * @param files globs on the file's path
 * @param sheets which sheets of a workbook are read
 * @param table how the rows of a sheet or CSV file say the columns
 * @param csv how a CSV file is written
 * @param constants values that hold for the whole file
 * @param fromPath columns whose value the file's path holds, in the pattern's first group
 * @param fromManifest columns whose value a manifest beside the file holds
 * @param records which elements of a JSON file are records
 * @param formats the date formats of columns that this layout writes in its own way
 */
public record Layout(
    String name,
    List<String> files,
    Format format,
    Sheets sheets,
    TableForm table,
    Csv csv,
    Map<String, String> constants,
    Map<String, Pattern> fromPath,
    Map<String, ManifestProperty> fromManifest,
    List<JsonRecords> records,
    Map<String, List<String>> formats) {

  /** Kinds of files. */
  public enum Format {
    /** XLSX or old XLS; the bytes decide which. */
    EXCEL,
    JSON,
    CSV
  }

  /**
   * Which sheets are read.
   *
   * @param names the sheets' names when {@code choice} is NAMED
   */
  public record Sheets(Choice choice, List<String> names) {
    /** The ways to choose sheets. */
    public enum Choice {
      FIRST,
      ALL,
      NAMED
    }

    /** Whether the sheet at this position, counted from 0, is read. */
    public boolean covers(int position, String name) {
      return switch (choice) {
        case FIRST -> position == 0;
        case ALL -> true;
        case NAMED -> names.contains(name);
      };
    }
  }

  /**
   * How the fields of a CSV file are parted, quoted and encoded.
   *
   * @param isRagged whether a line may have more or fewer fields than the header
   */
  public record Csv(char separator, char quote, Charset encoding, boolean isRagged) {}

  /**
   * A set of records inside a JSON document.
   *
   * @param path the names on the way to the records; see {@link Step}
   * @param columns column to field
   * @param constants values that hold for all records of this set
   */
  public record JsonRecords(
      List<Step> path, Map<String, Field> columns, Map<String, String> constants) {}

  /**
   * One step into a JSON document.
   *
   * @param name the field to enter; empty for the document itself
   * @param isArray whether its elements are entered, rather than itself
   */
  public record Step(String name, boolean isArray) {}

  /**
   * A field of a record, or of an object around it.
   *
   * @param up how many objects outwards
   */
  public record Field(int up, String name) {}

  /** How this layout writes a column. */
  public Notation notation(ContractColumn column) {
    List<String> own = formats.get(column.name());
    return own == null ? column.notation() : column.notation().withFormats(own);
  }

  /** The value of a column that is the same in the whole file. */
  public Optional<String> constant(String column) {
    return Optional.ofNullable(constants.get(column));
  }

  /** Whether the file as a whole says the column, not its records. */
  public boolean isOfFile(String column) {
    return constants.containsKey(column)
        || fromPath.containsKey(column)
        || fromManifest.containsKey(column);
  }
}
