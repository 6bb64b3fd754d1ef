package vn.edulake.models.contract;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A raw text as the value that it stands for, as a Spark expression; a text that is not of its type
 * gives no value.
 */
final class TypedText {
  private TypedText() {}

  /**
   * The expression of a column's value.
   *
   * @param text an expression of its trimmed text
   * @param layout an expression of the name of the layout by which it was read
   */
  static String sql(SourceContract contract, ContractColumn column, String text, String layout) {
    String nothing =
        new TreeSet<>(column.notation().nulls())
            .stream().map(word -> ", " + SqlText.literal(word)).collect(Collectors.joining());
    return "CASE WHEN "
        + text
        + " NOT IN (''"
        + nothing
        + ") THEN "
        + byLayout(contract, column, text, layout)
        + " END";
  }

  /** Layouts may write a column in a way of their own. */
  private static String byLayout(
      SourceContract contract, ContractColumn column, String text, String layoutName) {
    String usual = typed(column, column.notation(), text);
    StringBuilder result = new StringBuilder();
    for (Layout layout : contract.layouts()) {
      if (layout.writesItsWay(column)) {
        result
            .append(" WHEN ")
            .append(SqlText.literal(layout.name()))
            .append(" THEN ")
            .append(typed(column, layout.notation(column), text));
      }
    }
    return result.isEmpty() ? usual : "CASE " + layoutName + result + " ELSE " + usual + " END";
  }

  private static String typed(ContractColumn column, Notation notation, String text) {
    String number = notation.numbers().sql(text);
    return switch (column.type()) {
      case TEXT, CODE -> text;
      case INTEGER -> "TRY_CAST(" + number + " AS BIGINT)";
      case DECIMAL ->
          "TRY_CAST("
              + number
              + " AS DECIMAL("
              + ContractColumn.DIGITS
              + ", "
              + column.decimals()
              + "))";
      case BOOLEAN ->
          "CASE WHEN lower("
              + text
              + ") IN ('true', 'yes', '1') THEN true WHEN lower("
              + text
              + ") IN ('false', 'no', '0') THEN false END";
      case DATE -> first(notation.formats(), "day_in", text);
      case TIMESTAMP -> first(notation.formats(), "moment_in", text);
    };
  }

  private static String first(List<String> formats, String function, String text) {
    List<String> calls =
        (formats.isEmpty() ? List.of("") : formats)
            .stream()
                .map(format -> function + "(" + text + ", " + SqlText.literal(format) + ")")
                .toList();
    return calls.size() == 1 ? calls.get(0) : "coalesce(" + String.join(", ", calls) + ")";
  }
}
