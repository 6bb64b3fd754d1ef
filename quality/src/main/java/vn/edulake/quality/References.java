package vn.edulake.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import vn.edulake.models.Layer;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * Which columns refer to which dimension, told by their names: {@code place_key} and {@code
 * target_place_key} refer to the dimension whose key is {@code place_key}, and {@code
 * school_version_key} to a state of the dimension whose states it names.
 */
public final class References {
  private References() {}

  /**
   * A column that refers to a dimension.
   *
   * @param column the referring column
   * @param dimension the table referred to
   * @param key its key column
   */
  public record Reference(TableName table, String column, TableName dimension, String key) {
    /** What it refers to. */
    public Key target() {
      return new Key(dimension, key);
    }
  }

  /** A key column of a dimension. */
  public record Key(TableName dimension, String column) {}

  /** The references of a table. */
  public static List<Reference> of(TableDefinition table, Collection<TableSpec> models) {
    List<Reference> result = new ArrayList<>();
    if (table.table().layer() != Layer.CORE && table.table().layer() != Layer.MARTS) {
      // Staging has keys of its sources, and the vault more people than any dimension.
      return result;
    }
    for (TableDefinition.Column column : table.columns()) {
      for (TableSpec model : models) {
        if (isDimension(model) && !model.table().equals(table.table())) {
          for (String key : keys(model)) {
            if (column.name().equals(key) || column.name().endsWith("_" + key)) {
              result.add(new Reference(table.table(), column.name(), model.table(), key));
            }
          }
        }
      }
    }
    return result;
  }

  /** What names a member, and what names one of its states. */
  private static List<String> keys(TableSpec dimension) {
    List<String> result = new ArrayList<>(durableKey(dimension));
    if (dimension.refresh() instanceof Refresh.Scd2 scd2) {
      scd2.versionKey().ifPresent(result::add);
    }
    return result;
  }

  private static boolean isDimension(TableSpec model) {
    return model.table().layer() == Layer.CORE
        && model.table().name().startsWith("dim_")
        && durableKey(model).size() == 1
        && durableKey(model).get(0).endsWith("_key");
  }

  /** What names a member of a dimension, whatever its state at a time. */
  private static List<String> durableKey(TableSpec model) {
    return model.refresh() instanceof Refresh.Scd2 scd2 ? scd2.key() : model.key();
  }
}
