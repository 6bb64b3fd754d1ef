package vn.edulake.quality.expectation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The expectations that are understood, with their arguments as Great Expectations names them.
 *
 * <p>An argument that ends with {@code ?} may be left out.
 */
@SuppressWarnings("ImmutableEnumChecker")
public enum ExpectationType {
  EXPECT_COLUMN_TO_EXIST(Kind.TABLE, "column", "column_index?"),
  EXPECT_COLUMN_TYPE_TO_BE(Kind.TABLE, "column", "type_"),
  EXPECT_TABLE_COLUMN_COUNT_TO_BE_BETWEEN(Kind.TABLE, "min_value?", "max_value?"),
  EXPECT_TABLE_COLUMN_COUNT_TO_EQUAL(Kind.TABLE, "value"),
  EXPECT_TABLE_COLUMNS_TO_MATCH_ORDERED_LIST(Kind.TABLE, "column_list", "allow_extra?"),
  EXPECT_TABLE_COLUMNS_TO_MATCH_SET(Kind.TABLE, "column_set", "exact_match?"),
  EXPECT_TABLE_ROW_COUNT_TO_BE_BETWEEN(
      Kind.TABLE, "min_value?", "max_value?", "strict_min?", "strict_max?"),
  EXPECT_TABLE_ROW_COUNT_TO_EQUAL(Kind.TABLE, "value"),
  EXPECT_TABLE_ROW_COUNT_TO_EQUAL_OTHER_TABLE(Kind.TABLE, "other_table_name"),

  EXPECT_COLUMN_VALUES_TO_BE_NULL(Kind.COLUMN_MAP),
  EXPECT_COLUMN_VALUES_TO_NOT_BE_NULL(Kind.COLUMN_MAP),
  EXPECT_COLUMN_VALUES_TO_BE_IN_SET(Kind.COLUMN_MAP, "value_set", "parse_strings_as_datetimes?"),
  EXPECT_COLUMN_VALUES_TO_NOT_BE_IN_SET(
      Kind.COLUMN_MAP, "value_set", "parse_strings_as_datetimes?"),
  EXPECT_COLUMN_VALUES_TO_BE_BETWEEN(
      Kind.COLUMN_MAP,
      "min_value?",
      "max_value?",
      "strict_min?",
      "strict_max?",
      "allow_cross_type_comparisons?",
      "parse_strings_as_datetimes?",
      "output_strftime_format?"),
  EXPECT_COLUMN_VALUES_TO_BE_UNIQUE(Kind.COLUMN_MAP),
  EXPECT_COLUMN_VALUES_TO_BE_OF_TYPE(Kind.COLUMN_MAP, "type_"),
  EXPECT_COLUMN_VALUES_TO_BE_IN_TYPE_LIST(Kind.COLUMN_MAP, "type_list"),
  EXPECT_COLUMN_VALUES_TO_BE_INCREASING(
      Kind.COLUMN_MAP, "strictly?", "parse_strings_as_datetimes?"),
  EXPECT_COLUMN_VALUES_TO_BE_DECREASING(
      Kind.COLUMN_MAP, "strictly?", "parse_strings_as_datetimes?"),
  EXPECT_COLUMN_VALUE_LENGTHS_TO_BE_BETWEEN(
      Kind.COLUMN_MAP, "min_value?", "max_value?", "strict_min?", "strict_max?"),
  EXPECT_COLUMN_VALUE_LENGTHS_TO_EQUAL(Kind.COLUMN_MAP, "value"),
  EXPECT_COLUMN_VALUES_TO_MATCH_REGEX(Kind.COLUMN_MAP, "regex"),
  EXPECT_COLUMN_VALUES_TO_NOT_MATCH_REGEX(Kind.COLUMN_MAP, "regex"),
  EXPECT_COLUMN_VALUES_TO_MATCH_REGEX_LIST(Kind.COLUMN_MAP, "regex_list", "match_on?"),
  EXPECT_COLUMN_VALUES_TO_NOT_MATCH_REGEX_LIST(Kind.COLUMN_MAP, "regex_list"),
  EXPECT_COLUMN_VALUES_TO_MATCH_LIKE_PATTERN(Kind.COLUMN_MAP, "like_pattern"),
  EXPECT_COLUMN_VALUES_TO_NOT_MATCH_LIKE_PATTERN(Kind.COLUMN_MAP, "like_pattern"),
  EXPECT_COLUMN_VALUES_TO_MATCH_LIKE_PATTERN_LIST(
      Kind.COLUMN_MAP, "like_pattern_list", "match_on?"),
  EXPECT_COLUMN_VALUES_TO_NOT_MATCH_LIKE_PATTERN_LIST(Kind.COLUMN_MAP, "like_pattern_list"),
  EXPECT_COLUMN_VALUES_TO_MATCH_STRFTIME_FORMAT(Kind.COLUMN_MAP, "strftime_format"),
  EXPECT_COLUMN_VALUES_TO_BE_DATEUTIL_PARSEABLE(Kind.COLUMN_MAP),
  EXPECT_COLUMN_VALUES_TO_BE_JSON_PARSEABLE(Kind.COLUMN_MAP),
  EXPECT_COLUMN_VALUES_TO_MATCH_JSON_SCHEMA(Kind.COLUMN_MAP, "json_schema"),
  EXPECT_COLUMN_VALUE_Z_SCORES_TO_BE_LESS_THAN(Kind.COLUMN_MAP, "threshold", "double_sided"),

  EXPECT_COLUMN_PAIR_VALUES_A_TO_BE_GREATER_THAN_B(
      Kind.PAIR_MAP, "or_equal?", "parse_strings_as_datetimes?", "allow_cross_type_comparisons?"),
  EXPECT_COLUMN_PAIR_VALUES_TO_BE_EQUAL(Kind.PAIR_MAP),
  EXPECT_COLUMN_PAIR_VALUES_TO_BE_IN_SET(Kind.PAIR_MAP, "value_pairs_set"),

  EXPECT_COMPOUND_COLUMNS_TO_BE_UNIQUE(Kind.MULTI_MAP),
  EXPECT_SELECT_COLUMN_VALUES_TO_BE_UNIQUE_WITHIN_RECORD(Kind.MULTI_MAP),
  EXPECT_MULTICOLUMN_VALUES_TO_BE_UNIQUE(Kind.MULTI_MAP),
  EXPECT_MULTICOLUMN_VALUES_TO_BE_EQUAL(Kind.MULTI_MAP),
  EXPECT_MULTICOLUMN_SUM_TO_EQUAL(Kind.MULTI_MAP, "sum_total"),
  EXPECT_MULTICOLUMN_SUM_TO_BE_BETWEEN(Kind.MULTI_MAP, Bounds.PLAIN),

  EXPECT_COLUMN_MAX_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.WITH_DATES),
  EXPECT_COLUMN_MIN_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.WITH_DATES),
  EXPECT_COLUMN_MEAN_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.PLAIN),
  EXPECT_COLUMN_MEDIAN_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.PLAIN),
  EXPECT_COLUMN_STDEV_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.PLAIN),
  EXPECT_COLUMN_SUM_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.PLAIN),
  EXPECT_COLUMN_UNIQUE_VALUE_COUNT_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.PLAIN),
  EXPECT_COLUMN_PROPORTION_OF_UNIQUE_VALUES_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.PLAIN),
  EXPECT_COLUMN_PROPORTION_OF_NON_NULL_VALUES_TO_BE_BETWEEN(Kind.AGGREGATE, Bounds.PLAIN),
  EXPECT_COLUMN_QUANTILE_VALUES_TO_BE_BETWEEN(
      Kind.AGGREGATE, "quantile_ranges", "allow_relative_error?"),
  EXPECT_COLUMN_DISTINCT_VALUES_TO_BE_IN_SET(
      Kind.AGGREGATE, "value_set", "parse_strings_as_datetimes?"),
  EXPECT_COLUMN_DISTINCT_VALUES_TO_CONTAIN_SET(
      Kind.AGGREGATE, "value_set", "parse_strings_as_datetimes?"),
  EXPECT_COLUMN_DISTINCT_VALUES_TO_EQUAL_SET(
      Kind.AGGREGATE, "value_set", "parse_strings_as_datetimes?"),
  EXPECT_COLUMN_MOST_COMMON_VALUE_TO_BE_IN_SET(Kind.AGGREGATE, "value_set", "ties_okay?"),

  EXPECT_COLUMN_KL_DIVERGENCE_TO_BE_LESS_THAN(
      Kind.AGGREGATE,
      "partition_object?",
      "threshold?",
      "tail_weight_holdout?",
      "internal_weight_holdout?",
      "bucketize_data?",
      "min_value?",
      "max_value?"),
  EXPECT_COLUMN_CHISQUARE_TEST_P_VALUE_TO_BE_GREATER_THAN(
      Kind.AGGREGATE, "partition_object", "p?", "tail_weight_holdout?"),
  EXPECT_COLUMN_PARAMETERIZED_DISTRIBUTION_KS_TEST_P_VALUE_TO_BE_GREATER_THAN(
      Kind.AGGREGATE, "distribution", "p_value?", "params?"),

  EXPECT_COLUMN_BOOTSTRAPPED_KS_TEST_P_VALUE_TO_BE_GREATER_THAN(
      Kind.AGGREGATE, "partition_object", "p?", "bootstrap_samples?", "bootstrap_sample_size?"),
  EXPECT_COLUMN_PAIR_CRAMERS_PHI_VALUE_TO_BE_LESS_THAN(
      Kind.TABLE, "column_A", "column_B", "threshold?"),

  UNEXPECTED_ROWS_EXPECTATION(Kind.QUERY, "unexpected_rows_query", "template_dict?"),
  EXPECT_QUERY_RESULTS_TO_MATCH_COMPARISON(
      Kind.QUERY, "base_query", "comparison_data_source_name", "comparison_query", "mostly?");

  /** What an expectation is about. */
  @SuppressWarnings("ImmutableEnumChecker")
  enum Kind {
    /** Each value of a column; nulls are left out. */
    COLUMN_MAP("column", "mostly?"),
    /** Each pair of values of two columns. */
    PAIR_MAP("column_A", "column_B", "ignore_row_if?", "mostly?"),
    /** The values of several columns in each row. */
    MULTI_MAP("column_list", "ignore_row_if?", "mostly?"),
    /** A figure of a column. */
    AGGREGATE("column"),
    /** The table as a whole. */
    TABLE(),
    /** What a query finds. */
    QUERY();

    private final List<String> arguments;

    Kind(String... arguments) {
      this.arguments = List.of(arguments);
    }
  }

  private static final class Bounds {
    static final String[] PLAIN = {"min_value?", "max_value?", "strict_min?", "strict_max?"};
    static final String[] WITH_DATES = {
      "min_value?",
      "max_value?",
      "strict_min?",
      "strict_max?",
      "parse_strings_as_datetimes?",
      "output_strftime_format?"
    };
  }

  /** What every expectation may carry; the last ones change nothing of what is found. */
  private static final List<String> COMMON =
      List.of(
          "row_condition",
          "condition_parser",
          "result_format",
          "catch_exceptions",
          "include_config",
          "meta",
          "notes",
          "description",
          "severity",
          "id",
          "rendered_content",
          "windows",
          "batch_id",
          "table",
          "auto",
          "profiler_config");

  private final Kind kind;
  private final List<String> arguments;

  ExpectationType(Kind kind, String... arguments) {
    this.kind = kind;
    this.arguments = Stream.concat(kind.arguments.stream(), Arrays.stream(arguments)).toList();
  }

  Kind kind() {
    return kind;
  }

  /** The name in a suite, e.g. {@code expect_column_values_to_be_unique}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a suite has to say. */
  public List<String> required() {
    return arguments.stream().filter(name -> !name.endsWith("?")).toList();
  }

  /** What a suite may say beside what every expectation may carry. */
  public List<String> optional() {
    return arguments.stream()
        .filter(name -> name.endsWith("?"))
        .map(name -> name.substring(0, name.length() - 1))
        .toList();
  }

  Set<String> known() {
    Set<String> result = new TreeSet<>(required());
    result.addAll(optional());
    result.addAll(COMMON);
    return result;
  }

  /** The type of this name in a suite; Great Expectations once wrote some letters otherwise. */
  public static Optional<ExpectationType> find(String id) {
    String wanted = id.toUpperCase(Locale.ROOT);
    return Arrays.stream(values()).filter(type -> type.name().equals(wanted)).findFirst();
  }
}
