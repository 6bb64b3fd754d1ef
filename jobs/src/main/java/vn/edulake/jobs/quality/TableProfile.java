package vn.edulake.jobs.quality;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * What the values of a table look like, from two passes over it. Of a column whose values are those
 * of people nothing is told but how many there are: in the vault, raw and staging of every column.
 *
 * @param hasUniqueKey whether no two rows have the same key
 */
public record TableProfile(
    TableName table,
    List<String> key,
    long rowCount,
    boolean hasUniqueKey,
    List<ColumnProfile> columns) {
  /** A column with more different values has no list of them. */
  public static final int FEW = 30;

  public TableProfile {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /**
   * What the values of one column look like.
   *
   * @param isShown whether its values may be told
   * @param distinctCount different values, estimated; 0 of nested ones
   * @param least of numbers and days that may be told, as is {@code most}
   * @param values all of them in order, where they are few and may be told
   */
  public record ColumnProfile(
      String name,
      DataType type,
      boolean isShown,
      long nullCount,
      long distinctCount,
      @Nullable Object least,
      @Nullable Object most,
      @Nullable Double mean,
      @Nullable Double deviation,
      List<Object> values) {
    public ColumnProfile {
      values = List.copyOf(values);
    }
  }

  /**
   * Looks at the rows of a table.
   *
   * @param key the columns that name a row; empty when nothing is known of them
   */
  public static TableProfile of(TableDefinition definition, List<String> key, Dataset<Row> rows) {
    return new Reading(definition, key, rows).profile();
  }

  private static final class Reading {
    private final TableDefinition definition;
    private final List<String> key;
    private final Dataset<Row> rows;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> figures = new ArrayList<>();

    Reading(TableDefinition definition, List<String> key, Dataset<Row> rows) {
      this.definition = definition;
      this.key = key;
      this.rows = rows;
    }

    TableProfile profile() {
      ask("count(1)");
      String keys = "count(DISTINCT struct(" + String.join(", ", key) + "))";
      if (!key.isEmpty()) {
        ask(keys);
      }
      for (TableDefinition.Column column : definition.columns()) {
        figures(column).forEach(this::ask);
      }
      Row found = rows.selectExpr(figures.toArray(String[]::new)).first();
      long count = number(found, "count(1)");
      Map<String, List<Object>> values = values(found);
      List<ColumnProfile> columns = new ArrayList<>();
      for (TableDefinition.Column column : definition.columns()) {
        String name = column.name();
        columns.add(
            new ColumnProfile(
                name,
                type(column),
                isShown(column),
                count - number(found, "count(" + name + ")"),
                // The estimate may be above what there is.
                Math.min(number(found, distinct(name)), number(found, "count(" + name + ")")),
                value(found, "min(" + name + ")"),
                value(found, "max(" + name + ")"),
                (Double) value(found, mean(name)),
                (Double) value(found, deviation(name)),
                values.getOrDefault(name, List.of())));
      }
      return new TableProfile(
          definition.table(), key, count, !key.isEmpty() && number(found, keys) == count, columns);
    }

    private List<String> figures(TableDefinition.Column column) {
      String name = column.name();
      List<String> result = new ArrayList<>(List.of("count(" + name + ")"));
      if (isPlain(column)) {
        result.add(distinct(name));
      }
      if (isShown(column) && (isNumber(column) || type(column) instanceof DateType)) {
        result.add("min(" + name + ")");
        result.add("max(" + name + ")");
      }
      if (isShown(column) && isNumber(column)) {
        result.add(mean(name));
        result.add(deviation(name));
      }
      return result;
    }

    /** The values of the columns that have few. */
    private Map<String, List<Object>> values(Row found) {
      List<String> few =
          definition.columns().stream()
              .filter(this::isShown)
              .filter(column -> isListed(type(column)) && !isName(column.name()))
              .map(TableDefinition.Column::name)
              .filter(name -> number(found, distinct(name)) <= FEW)
              .toList();
      Map<String, List<Object>> result = new HashMap<>();
      if (few.isEmpty()) {
        return result;
      }
      Row sets =
          rows.selectExpr(
                  few.stream()
                      .map(name -> "array_sort(collect_set(" + name + "))")
                      .toArray(String[]::new))
              .first();
      for (int i = 0; i < few.size(); i++) {
        result.put(few.get(i), sets.getList(i));
      }
      return result;
    }

    private static boolean isListed(DataType type) {
      return type instanceof StringType
          || type instanceof BooleanType
          || type instanceof IntegralType;
    }

    /** Whether a column names a thing among many, so that what it holds today says nothing. */
    private boolean isName(String column) {
      return key.contains(column) || column.endsWith("_key") || column.endsWith("_id");
    }

    private boolean isShown(TableDefinition.Column column) {
      return column.isShown()
          && Set.of(Layer.CORE, Layer.MARTS, Layer.OPS).contains(definition.table().layer());
    }

    private boolean isPlain(TableDefinition.Column column) {
      DataType type = type(column);
      return isListed(type) || type instanceof NumericType || type instanceof DateType;
    }

    private boolean isNumber(TableDefinition.Column column) {
      return type(column) instanceof NumericType;
    }

    private DataType type(TableDefinition.Column column) {
      return rows.schema().apply(column.name()).dataType();
    }

    private static String distinct(String column) {
      return "approx_count_distinct(" + column + ")";
    }

    private static String mean(String column) {
      return "avg(CAST(" + column + " AS DOUBLE))";
    }

    private static String deviation(String column) {
      return "stddev_samp(CAST(" + column + " AS DOUBLE))";
    }

    private void ask(String figure) {
      places.computeIfAbsent(
          figure,
          asked -> {
            figures.add(asked);
            return figures.size() - 1;
          });
    }

    private @Nullable Object value(Row found, String figure) {
      Integer place = places.get(figure);
      return place == null ? null : found.get(place);
    }

    private long number(Row found, String figure) {
      return value(found, figure) instanceof Long count ? count : 0;
    }
  }

  /** A value as a suite writes it; empty for one that JSON has no word for. */
  static Optional<Object> json(@Nullable Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      return Optional.empty();
    }
    if (value instanceof BigDecimal number) {
      return Optional.of(number.stripTrailingZeros());
    }
    return value == null || value instanceof Number || value instanceof Boolean
        ? Optional.ofNullable(value)
        : Optional.of(value.toString());
  }
}
