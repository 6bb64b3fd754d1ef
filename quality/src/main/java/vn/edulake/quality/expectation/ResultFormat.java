package vn.edulake.quality.expectation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of a finding is told.
 *
 * @param partialCount so many unexpected values are shown; 20 when nothing else is said
 * @param indexColumns the columns that name a row
 * @param hasRows whether the unexpected rows are told whole
 * @param hasValues whether unexpected values are told
 */
public record ResultFormat(
    Level level,
    int partialCount,
    List<String> indexColumns,
    boolean hasRows,
    boolean hasValues,
    boolean hasIndexQuery) {
  /** From less to more. */
  public enum Level {
    BOOLEAN_ONLY,
    BASIC,
    SUMMARY,
    COMPLETE
  }

  private static final int PARTIAL = 20;

  public static final ResultFormat BOOLEAN_ONLY = of(Level.BOOLEAN_ONLY);
  public static final ResultFormat BASIC = of(Level.BASIC);
  public static final ResultFormat SUMMARY = of(Level.SUMMARY);
  public static final ResultFormat COMPLETE = of(Level.COMPLETE);

  public ResultFormat {
    indexColumns = List.copyOf(indexColumns);
  }

  /** The format of this level with the usual number of values. */
  public static ResultFormat of(Level level) {
    return new ResultFormat(level, PARTIAL, List.of(), false, true, true);
  }

  /** The same with the columns that name a row. */
  public ResultFormat withIndexColumns(List<String> columns) {
    return new ResultFormat(level, partialCount, columns, hasRows, hasValues, hasIndexQuery);
  }

  /**
   * The format that an expectation asks for: a level, or an object with {@code result_format} and
   * more.
   */
  ResultFormat with(@Nullable Object told) {
    if (told == null) {
      return this;
    }
    if (told instanceof String name) {
      return new ResultFormat(
          level(name), partialCount, indexColumns, hasRows, hasValues, hasIndexQuery);
    }
    if (!(told instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("Invalid result_format: " + told);
    }
    Object count = map.get("partial_unexpected_count");
    Object columns = map.get("unexpected_index_column_names");
    return new ResultFormat(
        map.get("result_format") == null ? level : level(map.get("result_format").toString()),
        count instanceof Number number ? number.intValue() : partialCount,
        columns instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : columns instanceof String one ? List.of(one) : indexColumns,
        map.get("include_unexpected_rows") instanceof Boolean rows ? rows : hasRows,
        map.get("exclude_unexpected_values") instanceof Boolean excluded ? !excluded : hasValues,
        map.get("return_unexpected_index_query") instanceof Boolean query ? query : hasIndexQuery);
  }

  private static Level level(String name) {
    try {
      return Level.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Invalid result_format: " + name + " (BOOLEAN_ONLY, BASIC, SUMMARY, COMPLETE)", e);
    }
  }

  /** Values kept of one finding; none is a limit. */
  int most() {
    return level == Level.COMPLETE ? Integer.MAX_VALUE : Math.max(partialCount, 0);
  }
}
