package vn.edulake.models.contract;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;

/**
 * The agreement on one entity of one source: columns, keys, layouts of its files, and what a
 * delivery means.
 *
 * @param title the entity's name by language
 * @param key the columns that tell two things of the entity apart
 * @param layouts in the order in which they are tried
 * @param validFrom since when the contract holds; empty: since ever
 * @param account what the account of its loads says besides counts
 * @param omitted headers whose cells are never stored
 * @param staging how the staging table is derived; empty: somebody wrote its model
 */
public record SourceContract(
    String source,
    String entity,
    Map<String, String> title,
    String owner,
    List<String> key,
    Delivery delivery,
    List<ContractColumn> columns,
    List<Layout> layouts,
    Optional<LocalDate> validFrom,
    Account account,
    Optional<Staging> staging,
    List<String> omitted) {

  /**
   * Reads a contract.
   *
   * @param fileName {@code <source>__<entity>.yml}
   * @throws vn.edulake.models.error.UserError {@code CONTRACT_INVALID} naming the file and the key
   */
  public static SourceContract parse(String fileName, String text) {
    return new ContractParser(fileName).parse(text);
  }

  /** The table that holds the entity's rows: {@code raw.<source>__<entity>}. */
  public TableName rawTable() {
    return new TableName(Layer.RAW, source + "__" + entity);
  }

  /** The table in which its values have their types: {@code staging.stg_<source>__<entity>}. */
  public TableName stagingTable() {
    return new TableName(Layer.STAGING, "stg_" + source + "__" + entity);
  }

  /** All columns of the raw table, in order. */
  public List<RawColumn> rawColumns() {
    List<RawColumn> result = new ArrayList<>();
    for (ContractColumn column : columns) {
      String comment =
          column.headers().isEmpty() ? column.name() : String.join(" / ", column.headers());
      result.add(new RawColumn(column.name(), RawColumn.Type.STRING, comment));
    }
    result.addAll(RawColumn.OF_EVERY_TABLE);
    return List.copyOf(result);
  }

  /**
   * The columns that tell rows of the staging table apart: the key, and the version where each one
   * is a row.
   */
  public List<String> rowKey() {
    return rowKey(key, delivery);
  }

  static List<String> rowKey(List<String> key, Delivery delivery) {
    Set<String> result = new LinkedHashSet<>(key);
    if (delivery.keepsVersions()) {
      result.addAll(delivery.version());
    }
    return List.copyOf(result);
  }

  public ContractColumn column(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(name));
  }

  /**
   * The columns that make two records the same record, in the order of their names. Columns that
   * come from the file's path or manifest are left out: the same records posted elsewhere are the
   * same. The key stays in, and what decides between statements.
   */
  public List<String> recordColumns() {
    Set<String> result = new TreeSet<>();
    columns.forEach(column -> result.add(column.name()));
    layouts.forEach(layout -> result.removeAll(layout.fromPath().keySet()));
    layouts.forEach(layout -> result.removeAll(layout.fromManifest().keySet()));
    result.addAll(delivery.deciding());
    result.addAll(key);
    return List.copyOf(result);
  }
}
