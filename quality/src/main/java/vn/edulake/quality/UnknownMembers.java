package vn.edulake.quality;

import java.util.Collection;
import java.util.List;
import vn.edulake.models.Layer;
import vn.edulake.models.TableSpec;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * How many of the rows that were built name nobody or nothing in a column that refers to a
 * dimension. A join that is broken orphans no key: it gives members that stand for the unknown.
 *
 * @param column the referring column
 * @param rowCount rows that were built
 * @param missingCount of them with member -1: the source tells none, or one that nobody knows
 * @param pendingCount of them with member -3: the source tells one that has not arrived yet
 */
public record UnknownMembers(String column, long rowCount, long missingCount, long pendingCount) {

  /** The columns of a fact that may refer to a member of the unknown; none of another table. */
  static List<String> columns(TableDefinition table, Collection<TableSpec> models) {
    if (table.table().layer() != Layer.CORE || !table.table().name().startsWith("fct_")) {
      return List.of();
    }
    return References.of(table, models).stream()
        .map(References.Reference::column)
        .filter(column -> !column.endsWith("_version_key"))
        .distinct()
        .toList();
  }
}
