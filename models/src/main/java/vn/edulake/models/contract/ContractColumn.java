package vn.edulake.models.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import vn.edulake.models.PrivacyClass;

/**
 * A column of a source entity: what its text must look like and where a file has it.
 *
 * @param title the column's name by language, where the contract has one
 * @param notation how its values are written
 * @param decimals how many digits after the point a decimal keeps
 * @param pattern the whole text must match it
 * @param required whether a row without it is refused
 * @param optional whether a file without the column is accepted
 * @param headers the header texts under which files have it
 * @param derive how it is made from another column
 * @param parts the columns whose values joined are its value where a record has none
 * @param onInvalid what happens to a row whose text is not of the type
 * @param codes the allowed texts and their meaning; empty when all are allowed
 */
public record ContractColumn(
    String name,
    Type type,
    Map<String, String> title,
    Notation notation,
    int decimals,
    Optional<Pattern> pattern,
    boolean required,
    boolean optional,
    PrivacyClass privacy,
    List<String> headers,
    Optional<Derive> derive,
    List<String> parts,
    OnInvalid onInvalid,
    Map<String, String> codes) {

  /** How many digits a derived staging table keeps of a decimal, before and after the point. */
  public static final int DIGITS = 20;

  /** What a column's text stands for; it is stored as text in any case. */
  public enum Type {
    TEXT,
    INTEGER,
    DECIMAL,
    DATE,
    TIMESTAMP,
    BOOLEAN,
    CODE;

    boolean isNumber() {
      return this == INTEGER || this == DECIMAL;
    }

    boolean isOrdered() {
      return isNumber() || this == DATE || this == TIMESTAMP;
    }
  }

  /** What happens to a row whose text is not of the column's type. */
  public enum OnInvalid {
    REJECT,
    /** The text stays as it is; later layers decide. */
    KEEP
  }

  /**
   * A value cut out of another column.
   *
   * @param from the other column
   * @param pattern must match that column's whole text; its first group is the value
   */
  public record Derive(String from, Pattern pattern) {}

  public ContractColumn {
    headers = List.copyOf(headers);
    parts = List.copyOf(parts);
  }

  /** The values of the parts as one value, a bar between them; nothing when no part has one. */
  public Optional<String> joined(Map<String, String> values) {
    StringJoiner result = new StringJoiner("|");
    boolean isFilled = false;
    for (String part : parts) {
      String value = values.get(part);
      isFilled |= value != null && !value.isBlank();
      result.add(value == null ? "" : value.strip());
    }
    return isFilled ? Optional.of(result.toString()) : Optional.empty();
  }

  /** What the column is called: its English title, or the words of its name. */
  public String words() {
    return title.getOrDefault("en", name.replace('_', ' '));
  }
}
