package vn.edulake.jobs.transform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Few rows that are held in memory already. Spark computes their columns while it plans; a query
 * that groups them would be jobs and shuffles for twenty rows.
 */
final class LocalRows {
  private LocalRows() {}

  /** How often more rows came than went, of those that did not do both as often. */
  static Map<Row, Integer> signed(Dataset<Row> came, Dataset<Row> went) {
    Map<Row, Integer> result = new LinkedHashMap<>();
    came.collectAsList().forEach(row -> result.merge(plain(row), 1, Integer::sum));
    went.collectAsList().forEach(row -> result.merge(plain(row), -1, Integer::sum));
    result.values().removeIf(left -> left == 0);
    return result;
  }

  /** Values alone: rows of different queries are equal when these are. */
  static Row plain(Row row) {
    return RowFactory.create(values(row).toArray());
  }

  /** A row with one value more. */
  static Row with(Row row, Object last) {
    List<@Nullable Object> values = values(row);
    values.add(last);
    return RowFactory.create(values.toArray());
  }

  private static List<@Nullable Object> values(Row row) {
    List<@Nullable Object> result = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      result.add(row.get(i));
    }
    return result;
  }
}
