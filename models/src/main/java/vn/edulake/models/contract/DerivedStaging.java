package vn.edulake.models.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    List<String> words = contract.rowKey().stream().map(name -> name.replace('_', ' ')).toList();
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
        contract.rowKey(),
        List.of(contract.rawTable()),
        staging.refresh(),
        staging.within(),
        contract.owner(),
        Optional.empty(),
        new TableSpec.Select(sql()));
  }

  private String sql() {
    return sql(List.of());
  }

  /**
   * The SELECT of a contract's staging table, with the file and row of each: {@code _source_file}
   * and {@code _source_row}.
   */
  public static String located(SourceContract contract) {
    return new DerivedStaging(contract, contract.staging().orElseThrow())
        .sql(List.of("_source_file", "_source_row"));
  }

  private String sql(List<String> untouched) {
    List<String> cleaned = new ArrayList<>();
    List<String> typed = new ArrayList<>();
    for (String column : untouched) {
      cleaned.add("delivered." + column);
      typed.add("cleaned." + column);
    }
    boolean needsLayout = false;
    for (ContractColumn column : contract.columns()) {
      cleaned.add(clean(column) + " AS " + column.name());
      typed.add(
          TypedText.sql(contract, column, "cleaned." + column.name(), "cleaned." + RawColumn.LAYOUT)
              + " AS "
              + column.name());
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
}
