package vn.edulake.models.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import vn.edulake.models.TableSpec;

/**
 * The staging model that follows from a contract: each column of it, with its type.
 *
 * <p>A text that is not of its type gives no value and never stops a run: the line check has
 * refused it, unless the contract says that it be kept, and then the raw table keeps it.
 */
public final class DerivedStaging {
  private final SourceContract contract;
  private final Staging staging;

  private DerivedStaging(SourceContract contract, Staging staging) {
    this.contract = contract;
    this.staging = staging;
  }

  /** The models of all contracts that leave theirs to derivation. */
  public static List<TableSpec> specs(SourceContracts contracts) {
    List<TableSpec> result = new ArrayList<>();
    for (SourceContract contract : contracts.all()) {
      contract
          .staging()
          .ifPresent(staging -> result.add(new DerivedStaging(contract, staging).spec()));
    }
    return result;
  }

  /** What one row of the table is. */
  public static String grain(SourceContract contract) {
    List<String> words = contract.key().stream().map(name -> name.replace('_', ' ')).toList();
    int last = words.size() - 1;
    return "one row per "
        + (last == 0
            ? words.get(0)
            : String.join(", ", words.subList(0, last)) + " and " + words.get(last));
  }

  private TableSpec spec() {
    return new TableSpec(
        contract.stagingTable(),
        grain(contract),
        contract.key(),
        List.of(contract.rawTable()),
        staging.refresh(),
        staging.within(),
        contract.owner(),
        Optional.empty(),
        new TableSpec.Select(sql()));
  }

  private String sql() {
    List<String> cleaned = new ArrayList<>();
    List<String> typed = new ArrayList<>();
    boolean needsLayout = false;
    for (ContractColumn column : contract.columns()) {
      cleaned.add(clean(column) + " AS " + column.name());
      typed.add(value(column) + " AS " + column.name());
      needsLayout |= contract.layouts().stream().anyMatch(layout -> layout.writesItsWay(column));
    }
    if (needsLayout) {
      cleaned.add("delivered." + RawColumn.LAYOUT);
    }
    return "WITH cleaned AS (\n  SELECT\n    "
        + String.join(",\n    ", cleaned)
        + "\n  FROM "
        + contract.rawTable()
        + " AS delivered\n)\nSELECT\n  "
        + String.join(",\n  ", typed)
        + "\nFROM cleaned";
  }

  private static String clean(ContractColumn column) {
    return switch (column.type()) {
      case TEXT, CODE -> "nfc(delivered." + column.name() + ")";
      default -> "trim(delivered." + column.name() + ")";
    };
  }

  private String value(ContractColumn column) {
    String text = "cleaned." + column.name();
    String nothing =
        new TreeSet<>(column.notation().nulls())
            .stream().map(word -> ", " + SqlText.literal(word)).collect(Collectors.joining());
    return "CASE WHEN "
        + text
        + " NOT IN (''"
        + nothing
        + ") THEN "
        + byLayout(column, text)
        + " END";
  }

  /** Layouts may write a column in a way of their own. */
  private String byLayout(ContractColumn column, String text) {
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
    return result.isEmpty()
        ? usual
        : "CASE cleaned." + RawColumn.LAYOUT + result + " ELSE " + usual + " END";
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
