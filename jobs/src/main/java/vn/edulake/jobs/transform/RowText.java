package vn.edulake.jobs.transform;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A row as one text: two rows have the same text when they are equal. A hash of the columns
 * themselves would not do: Spark leaves nulls out, so that a value that moves to the column beside
 * it would go unseen, and takes no maps.
 */
final class RowText {
  private RowText() {}

  /** The expression over all columns. */
  static String sql(StructType row) {
    List<String> columns = new ArrayList<>();
    for (StructField field : row.fields()) {
      columns.add(field.name());
    }
    return sql(row, columns);
  }

  /** The expression over some columns. */
  static String sql(StructType row, List<String> columns) {
    List<String> cells = new ArrayList<>();
    for (String column : columns) {
      cells.add(text(column, row.apply(column).dataType()) + " AS `" + column + "`");
    }
    return cells.isEmpty() ? "''" : "to_json(struct(" + String.join(", ", cells) + "))";
  }

  /** The expression of a number that equal rows share; much cheaper than the text. */
  static String hash(StructType row) {
    return hash(row, List.of(row.fieldNames()));
  }

  /** The expression of a number that rows share which are equal in some columns. */
  static String hash(StructType row, List<String> columns) {
    List<String> cells = new ArrayList<>();
    for (String column : columns) {
      String name = "`" + column + "`";
      DataType type = row.apply(column).dataType();
      cells.add(type instanceof MapType ? text(column, type) : name);
      // A null leaves the number as it was.
      cells.add("isnull(" + name + ")");
    }
    return cells.isEmpty() ? "0L" : "xxhash64(" + String.join(", ", cells) + ")";
  }

  private static String text(String column, DataType type) {
    String name = "`" + column + "`";
    if (type instanceof MapType) {
      // Equal maps may hold their entries in any order.
      return "to_json(array_sort(map_entries(" + name + ")))";
    }
    if (type instanceof ArrayType || type instanceof StructType) {
      return "to_json(struct(" + name + "))";
    }
    if (type instanceof BinaryType) {
      return "hex(" + name + ")";
    }
    return "CAST(" + name + " AS STRING)";
  }
}
