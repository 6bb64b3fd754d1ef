package vn.edulake.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * Which columns refer to which dimension, told by their names: {@code place_key} and {@code
 * target_place_key} refer to the dimension whose key is {@code place_key}.
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
  public record Reference(TableName table, String column, TableName dimension, String key) {}

  /** The references of a table. */
  public static List<Reference> of(TableDefinition table, Collection<TableSpec> models) {
    List<Reference> result = new ArrayList<>();
    for (TableDefinition.Column column : table.columns()) {
      for (TableSpec model : models) {
        if (isDimension(model) && !model.table().equals(table.table())) {
          String key = model.key().get(0);
          if (column.name().equals(key) || column.name().endsWith("_" + key)) {
            result.add(new Reference(table.table(), column.name(), model.table(), key));
          }
        }
      }
    }
    return result;
  }

  private static boolean isDimension(TableSpec model) {
    return model.table().layer() == Layer.CORE
        && model.table().name().startsWith("dim_")
        && model.key().size() == 1
        && model.key().get(0).endsWith("_key");
  }
}
