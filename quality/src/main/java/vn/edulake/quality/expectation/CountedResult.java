package vn.edulake.quality.expectation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of rows that were counted, field by field as Great Expectations does it. */
final class CountedResult {
  private final Step.Counted counted;
  private final ResultFormat format;
  private final List<FailingRow> rows;
  private final boolean isNumbered;

  CountedResult(
      Step.Counted counted, ResultFormat format, List<FailingRow> rows, boolean isNumbered) {
    this.counted = counted;
    this.format = format;
    this.rows = rows;
    this.isNumbered = isNumbered;
  }

  Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    if (format.level() == ResultFormat.Level.BOOLEAN_ONLY) {
      return result;
    }
    long elements = counted.elements();
    long considered = counted.considered().orElse(elements);
    List<@Nullable Object> values = rows.stream().map(this::value).toList();
    result.put("element_count", elements);
    result.put("unexpected_count", counted.unexpected());
    result.put("unexpected_percent", percent(counted.unexpected(), considered));
    if (format.hasValues()) {
      result.put("partial_unexpected_list", first(values));
    }
    if (!format.indexColumns().isEmpty()) {
      result.put("unexpected_index_column_names", format.indexColumns());
    }
    if (counted.considered().isPresent()) {
      result.put("missing_count", elements - considered);
      result.put("missing_percent", percent(elements - considered, elements));
      result.put("unexpected_percent_total", percent(counted.unexpected(), elements));
      result.put("unexpected_percent_nonmissing", percent(counted.unexpected(), considered));
    }
    if (format.hasRows()) {
      result.put("unexpected_rows", rows.stream().map(FailingRow::row).toList());
    }
    if (format.level() == ResultFormat.Level.BASIC) {
      return result;
    }
    if (format.hasValues() && format.partialCount() > 0) {
      counts(values).ifPresent(counts -> result.put("partial_unexpected_counts", counts));
    }
    boolean hasIndex = isNumbered || !format.indexColumns().isEmpty();
    List<Object> index = rows.stream().map(this::index).toList();
    if (hasIndex) {
      result.put("partial_unexpected_index_list", first(index));
    }
    if (format.level() == ResultFormat.Level.SUMMARY) {
      return result;
    }
    if (format.hasValues()) {
      result.put("unexpected_list", values);
    }
    if (hasIndex) {
      result.put("unexpected_index_list", index);
    }
    if (format.hasIndexQuery()) {
      result.put("unexpected_index_query", query());
    }
    return result;
  }

  private static @Nullable Double percent(long part, long whole) {
    // In this order, as the last digits hang on it: one of three is 33.33333333333333.
    return whole == 0 ? null : (double) part / whole * 100;
  }

  private <T extends @Nullable Object> List<T> first(List<T> list) {
    return list.subList(0, Math.min(Math.max(format.partialCount(), 0), list.size()));
  }

  private @Nullable Object value(FailingRow row) {
    List<@Nullable Object> values = new ArrayList<>(row.values().values());
    return switch (counted.check().shape()) {
      case VALUE -> values.get(0);
      case PAIR ->
          values.size() == 1
              // A column beside itself.
              ? java.util.Arrays.asList(values.get(0), values.get(0))
              : values;
      case RECORD -> row.values();
    };
  }

  /** How a row is found again: by its columns, or by its place from 0. */
  private Object index(FailingRow row) {
    if (format.indexColumns().isEmpty()) {
      return row.number() - 1;
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>(row.values());
    format.indexColumns().forEach(column -> result.put(column, row.key().get(column)));
    return result;
  }

  /** The most frequent values; empty when equally frequent ones have no order. */
  private Optional<List<Map<String, @Nullable Object>>> counts(List<@Nullable Object> values) {
    Map<@Nullable Object, Long> counts = new LinkedHashMap<>();
    for (Object value : values) {
      Object one =
          value instanceof Map<?, ?> map ? new ArrayList<@Nullable Object>(map.values()) : value;
      counts.merge(one, 1L, Long::sum);
    }
    List<Map<String, @Nullable Object>> result = new ArrayList<>();
    Comparator<Map.Entry<@Nullable Object, Long>> byCount =
        Comparator.comparing(entry -> -entry.getValue());
    try {
      // Of equally frequent values the first ones are told, but in the order of the values.
      counts.entrySet().stream()
          .sorted(byCount)
          .limit(format.partialCount())
          .sorted(byCount.thenComparing((a, b) -> compare(a.getKey(), b.getKey())))
          .forEach(
              entry -> {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                one.put("value", entry.getKey());
                one.put("count", entry.getValue());
                result.add(one);
              });
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(result);
  }

  /**
   * The order of Python: of lists the first elements that differ decide.
   *
   * @throws IllegalArgumentException of values that Python does not compare, such as a missing one
   *     beside another
   */
  private static int compare(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number left && b instanceof Number right) {
      return Values.number(left).compareTo(Values.number(right));
    }
    if (a instanceof String left && b instanceof String right) {
      return left.compareTo(right);
    }
    if (a instanceof Boolean left && b instanceof Boolean right) {
      return left.compareTo(right);
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        if (!Objects.equals(left.get(i), right.get(i))) {
          return compare(left.get(i), right.get(i));
        }
      }
      return Integer.compare(left.size(), right.size());
    }
    throw new IllegalArgumentException("no order: " + a + ", " + b);
  }

  /** The rows as a query of PySpark finds them. */
  private String query() {
    StringBuilder query = new StringBuilder("df");
    String unexpected = counted.check().unexpected();
    for (Question.Derived column : counted.check().derived()) {
      if (column.sql().contains(RowExpectations.ORDER)) {
        query
            .append(".withColumn(\"")
            .append(RowExpectations.ORDER)
            .append("\", F.monotonically_increasing_id())");
      }
      // A check has one such column at most: its name needs nothing that tells it from others.
      String name = column.name().replaceFirst("_[0-9a-f]+$", "");
      unexpected = unexpected.replace(column.name(), name);
      query.append(".withColumn(\"" + name + "\", " + call(column.sql()) + ")");
    }
    return query.append(".filter(").append(call(unexpected)) + ")";
  }

  private static String call(String sql) {
    return "F.expr(\"" + sql.replace("\\", "\\\\").replace("\"", "\\\"") + "\")";
  }
}
