package vn.edulake.models.contract;

import java.nio.charset.Charset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
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
 * @param numbers the same of numbers
 * @param joins columns made of several values of a record, each a text with {@code {name}} for
 *     each; a name is a column or a part, which begins with {@link #PART}
 * @param xml which elements of an XML file are records
 * @param database which table of a database is read
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
    Map<String, List<String>> formats,
    Map<String, NumberForm> numbers,
    Map<String, String> joins,
    Optional<Xml> xml,
    Optional<DatabaseTable> database) {

  /** What begins the name of a value that is no column, but a part of one. */
  public static final String PART = "$";

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

  /** Kinds of files. */
  public enum Format {
    /** XLSX or old XLS; the bytes decide which. */
    EXCEL,
    /** One document. */
    JSON,
    /** A document per line. */
    JSON_LINES,
    XML,
    CSV,
    /** A table of a database. */
    JDBC;

    /** Whether the file is rows of cells under a header. */
    public boolean isTable() {
      return this == EXCEL || this == CSV;
    }

    /** Whether its records are elements of documents. */
    public boolean isJson() {
      return this == JSON || this == JSON_LINES;
    }
  }

  /**
   * Which sheets are read, and how their merged cells are.
   *
   * @param names the sheets' names when {@code choice} is NAMED; a {@code *} is any text
   */
  public record Sheets(Choice choice, List<String> names, Merged merged) {
    /** The ways to choose sheets. */
    public enum Choice {
      FIRST,
      ALL,
      NAMED
    }

    /** Which of several cells that are merged have the text. */
    public enum Merged {
      /** The first one. */
      FIRST,
      /** The first one, and those below it. */
      FILL
    }

    private static boolean isNamed(String wanted, String name) {
      String pattern = Pattern.quote(HeaderText.normal(wanted)).replace("*", "\\E.*\\Q");
      return HeaderText.normal(name).matches(pattern);
    }

    /** Whether the sheet at this position, counted from 0, is read. */
    public boolean covers(int position, String name) {
      return switch (choice) {
        case FIRST -> position == 0;
        case ALL -> true;
        case NAMED -> names.stream().anyMatch(wanted -> isNamed(wanted, name));
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
   * @param whole columns that take the record's whole JSON
   */
  public record JsonRecords(
      List<Step> path,
      Map<String, Field> columns,
      Map<String, String> constants,
      List<String> whole) {}

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
   * @param path the names on the way inwards; a whole number also is a position in an array
   */
  public record Field(int up, List<String> path) {
    public Field(int up, String name) {
      this(up, List.of(name));
    }

    /** How messages call the field. */
    public String name() {
      return String.join(".", path);
    }
  }

  /**
   * How an XML file is read.
   *
   * @param namespace of all elements that are looked at; empty: of none
   */
  public record Xml(String namespace, List<XmlRecords> records) {}

  /**
   * A set of records inside an XML document.
   *
   * @param path names of elements from the root to the records
   * @param columns column to field
   * @param constants values that hold for all records of this set
   */
  public record XmlRecords(
      List<String> path, Map<String, XmlField> columns, Map<String, String> constants) {}

  /**
   * A text of a record, or of an element around it.
   *
   * @param up how many elements outwards
   * @param path names of elements joined by a slash; an attribute has an {@code @} before it
   */
  public record XmlField(int up, String path) {}

  /**
   * A table of a database.
   *
   * @param name with its schema before a dot, where it needs one
   * @param watermark the column that grows when a row is written; empty: the table is read whole
   */
  public record DatabaseTable(String name, Optional<String> watermark) {}

  /** How this layout writes a column. */
  public Notation notation(ContractColumn column) {
    Notation result = column.notation();
    List<String> own = formats.get(column.name());
    if (own != null) {
      result = result.withFormats(own);
    }
    NumberForm form = numbers.get(column.name());
    return form == null ? result : result.withNumbers(form);
  }

  /** Whether this layout writes a column in a way of its own. */
  boolean writesItsWay(ContractColumn column) {
    return formats.containsKey(column.name()) || numbers.containsKey(column.name());
  }

  /** The names that a join has places for, in order. */
  static List<String> places(String join) {
    return PLACE.matcher(join).results().map(place -> place.group(1)).toList();
  }

  /** Fills the places of a join; nothing when no place has a value. */
  public static Optional<String> joined(String join, Map<String, String> values) {
    boolean isFilled = false;
    StringBuilder result = new StringBuilder();
    Matcher place = PLACE.matcher(join);
    while (place.find()) {
      String value = values.get(place.group(1));
      isFilled |= value != null && !value.isBlank();
      place.appendReplacement(result, value == null ? "" : Matcher.quoteReplacement(value.strip()));
    }
    place.appendTail(result);
    return isFilled ? Optional.of(result.toString()) : Optional.empty();
  }

  /**
   * What the files of this layout call a column: header texts, fields of JSON or elements of XML,
   * of all sets of records; empty where a file does not name it.
   */
  public List<String> namesInFiles(ContractColumn column) {
    Set<String> result = new LinkedHashSet<>();
    boolean isNamed = format.isTable() || format == Format.JDBC;
    if (isNamed && table.fields().isEmpty() && !table.isSaidElsewhere(column.name())) {
      result.addAll(table.headers(column));
    }
    for (JsonRecords set : records) {
      Field field = set.columns().get(column.name());
      if (field != null) {
        result.add("../".repeat(field.up()) + field.name());
      }
    }
    xml.ifPresent(
        whole ->
            whole.records().stream()
                .map(set -> set.columns().get(column.name()))
                .filter(Objects::nonNull)
                .forEach(field -> result.add("../".repeat(field.up()) + field.path())));
    return List.copyOf(result);
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
