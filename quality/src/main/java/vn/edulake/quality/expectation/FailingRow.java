package vn.edulake.quality.expectation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that is not as expected.
 *
 * @param number its place among the rows as they were read, from 1; 0 when they have no order
 * @param key the columns that name it
 * @param values the columns that the expectation is about
 * @param row all columns; empty when they were not asked for
 */
public record FailingRow(
    long number,
    Map<String, @Nullable Object> key,
    Map<String, @Nullable Object> values,
    Map<String, @Nullable Object> row) {
  /** The row as people find it: by its key, or by its number. */
  public String name() {
    if (key.isEmpty()) {
      return number == 0 ? values.toString() : "row " + number;
    }
    StringBuilder result = new StringBuilder();
    key.forEach(
        (column, value) ->
            result.append(result.isEmpty() ? "" : ", ").append(column).append('=').append(value));
    return result.toString();
  }
}
