package vn.edulake.quality.expectation;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;

/** The expectations about a figure of a column. */
final class FigureExpectations {
  /** So many values that are too much or too few are told, whatever the result format says. */
  private static final int PARTIAL = 20;

  private final Arguments arguments;
  private final Values values;

  FigureExpectations(Arguments arguments) {
    this.arguments = arguments;
    this.values = new Values(arguments.zone(), arguments.today());
  }

  Step step() {
    String column = arguments.column("column");
    return switch (arguments.type()) {
      case EXPECT_COLUMN_MAX_TO_BE_BETWEEN -> extreme(column, Question.Figure.Kind.MAXIMUM, "max");
      case EXPECT_COLUMN_MIN_TO_BE_BETWEEN -> extreme(column, Question.Figure.Kind.MINIMUM, "min");
      case EXPECT_COLUMN_MEAN_TO_BE_BETWEEN ->
          between(figure(Question.Figure.Kind.MEAN, number(column)), true);
      case EXPECT_COLUMN_STDEV_TO_BE_BETWEEN -> between(deviation(column), true);
      case EXPECT_COLUMN_SUM_TO_BE_BETWEEN -> between(sum(column), true);
      case EXPECT_COLUMN_MEDIAN_TO_BE_BETWEEN ->
          between(aggregate("median(" + Sql.name(number(column)) + ")"), true);
      case EXPECT_COLUMN_UNIQUE_VALUE_COUNT_TO_BE_BETWEEN ->
          between(new Question.Distinct(column, arguments.condition()), true);
      case EXPECT_COLUMN_PROPORTION_OF_UNIQUE_VALUES_TO_BE_BETWEEN ->
          proportion(new Question.Distinct(column, arguments.condition()), present(column));
      case EXPECT_COLUMN_PROPORTION_OF_NON_NULL_VALUES_TO_BE_BETWEEN ->
          proportion(present(column), new Question.Rows(arguments.condition()));
      case EXPECT_COLUMN_QUANTILE_VALUES_TO_BE_BETWEEN -> quantiles(number(column));
      case EXPECT_COLUMN_DISTINCT_VALUES_TO_BE_IN_SET -> distinct(column, true, false);
      case EXPECT_COLUMN_DISTINCT_VALUES_TO_CONTAIN_SET -> distinct(column, false, true);
      case EXPECT_COLUMN_DISTINCT_VALUES_TO_EQUAL_SET -> distinct(column, true, true);
      case EXPECT_COLUMN_MOST_COMMON_VALUE_TO_BE_IN_SET -> mostCommon(column);
      default -> new DistributionExpectations(arguments).step();
    };
  }

  /** The name of a column of numbers. */
  String number(String column) {
    if (!(arguments.typeOf(column) instanceof NumericType)) {
      throw new IllegalArgumentException(
          "TypeError: Expected numeric column type: "
              + arguments.type().id()
              + " needs numbers: "
              + column
              + " is "
              + arguments.typeOf(column).simpleString());
    }
    return column;
  }

  Question present(String column) {
    return new Question.Rows(
        Sql.and(List.of(arguments.condition(), Sql.name(column) + " IS NOT NULL")));
  }

  /** Deequ counts in floating point; what does not fit there is an aggregate of Spark. */
  Question figure(Question.Figure.Kind kind, String column) {
    return new Question.Figure(kind, column, arguments.condition());
  }

  /** An aggregate of Spark over the rows that the expectation is about. */
  Question aggregate(String call) {
    return aggregate(call, arguments.condition());
  }

  private static Question aggregate(String call, String condition) {
    return new Question.Aggregate(
        condition.equals("TRUE") ? call : call + " FILTER (WHERE " + condition + ")");
  }

  private Question sum(String column) {
    DataType type = arguments.typeOf(column);
    if (type instanceof StringType) {
      return aggregate("sum(" + written(column) + ")");
    }
    boolean isDouble = type instanceof DoubleType || type instanceof FloatType;
    return isDouble
        ? figure(Question.Figure.Kind.SUM, number(column))
        : aggregate("sum(" + Sql.name(number(column)) + ")");
  }

  private Question deviation(String column) {
    return arguments.typeOf(column) instanceof StringType
        ? aggregate("stddev_samp(" + written(column) + ")")
        : figure(Question.Figure.Kind.STANDARD_DEVIATION, number(column));
  }

  /** The numbers that texts are; other texts are as if they were missing. */
  private static String written(String column) {
    return "CAST(" + Sql.name(column) + " AS DOUBLE)";
  }

  private Step extreme(String column, Question.Figure.Kind kind, String function) {
    DataType type = arguments.typeOf(column);
    boolean isExactAsDouble =
        type instanceof ByteType
            || type instanceof ShortType
            || type instanceof IntegerType
            || type instanceof DoubleType;
    if (arguments.is("parse_strings_as_datetimes") && type instanceof StringType) {
      return between(
          aggregate(
              function + "(" + TextFunctions.moment(Sql.name(column), arguments.zone()) + ")"),
          false);
    }
    return between(
        isExactAsDouble ? figure(kind, column) : aggregate(function + "(" + Sql.name(column) + ")"),
        type instanceof NumericType);
  }

  /**
   * Whether a figure lies within its bounds.
   *
   * @param isNumber then a bound of another kind is an error even before there is a figure
   */
  private Step between(Question question, boolean isNumber) {
    Object least = bound("min_value", isNumber);
    Object most = bound("max_value", isNumber);
    return new Step.Ask(
        List.of(question),
        answers -> {
          Object found = known(whole(question, answers.find(question)));
          return new Step.Observed(isWithin(found, least, most), told(found));
        });
  }

  private @Nullable Object bound(String name, boolean isNumber) {
    return isNumber ? arguments.findNumber(name).orElse(null) : arguments.find(name);
  }

  /** What is no number is as if there were no figure. */
  private static @Nullable Object known(@Nullable Object found) {
    boolean isNone = found instanceof Number number && Double.isNaN(number.doubleValue());
    return isNone ? null : found;
  }

  /** Of whole numbers, the greatest is one. */
  private @Nullable Object whole(Question question, @Nullable Object found) {
    boolean isWhole =
        question instanceof Question.Figure figure
            && (figure.kind() == Question.Figure.Kind.MAXIMUM
                || figure.kind() == Question.Figure.Kind.MINIMUM)
            && !(arguments.typeOf(figure.column()) instanceof DoubleType);
    return isWhole && found instanceof Double number ? (Object) number.longValue() : found;
  }

  private @Nullable Object told(@Nullable Object found) {
    Object format = arguments.find("output_strftime_format");
    if (format instanceof String text && values.plain(found) instanceof LocalDateTime time) {
      return Strftime.of(text).format(time);
    }
    return values.json(found);
  }

  private boolean isWithin(@Nullable Object found, @Nullable Object least, @Nullable Object most) {
    return isWithin(found, least, most, arguments.is("strict_min"), arguments.is("strict_max"));
  }

  /** Whether a figure lies within its bounds; no figure lies nowhere. */
  boolean isWithin(
      @Nullable Object found,
      @Nullable Object least,
      @Nullable Object most,
      boolean isAbove,
      boolean isBelow) {
    if (found == null) {
      return false;
    }
    if (least != null) {
      int compared = values.compare(beside(found, least), least);
      if (isAbove ? compared <= 0 : compared < 0) {
        return false;
      }
    }
    if (most != null) {
      int compared = values.compare(beside(found, most), most);
      return isBelow ? compared < 0 : compared <= 0;
    }
    return true;
  }

  /** A truth value beside a number is 1 or 0. */
  private static Object beside(Object found, Object bound) {
    return found instanceof Boolean isTrue && bound instanceof Number
        ? (Object) (isTrue ? 1L : 0L)
        : found;
  }

  private Step proportion(Question part, Question whole) {
    Object least = bound("min_value", true);
    Object most = bound("max_value", true);
    return new Step.Ask(
        List.of(part, whole),
        answers -> {
          long of = answers.count(whole);
          double found = of == 0 ? 0 : (double) answers.count(part) / of;
          return new Step.Observed(isWithin(found, least, most), found);
        });
  }

  private Step quantiles(String column) {
    Map<String, @Nullable Object> ranges = arguments.map("quantile_ranges");
    if (!(ranges.get("quantiles") instanceof List<?> quantiles)
        || !(ranges.get("value_ranges") instanceof List<?> bounds)) {
      throw arguments.invalid("quantile_ranges", "lists of quantiles and of value_ranges");
    }
    if (quantiles.size() != bounds.size()) {
      throw new IllegalArgumentException(
          "ValueError: quantile_values and quantiles must have the same number of elements: "
              + bounds.size()
              + ", "
              + quantiles.size());
    }
    requireError();
    List<Question> questions = new ArrayList<>();
    for (Object quantile : quantiles) {
      if (!(quantile instanceof Number number)
          || number.doubleValue() < 0
          || number.doubleValue() > 1) {
        throw arguments.invalid("quantile_ranges", "quantiles of 0 to 1");
      }
      questions.add(
          aggregate(
              "percentile_disc("
                  + Sql.plain(number.doubleValue())
                  + ") WITHIN GROUP (ORDER BY "
                  + Sql.name(column)
                  + ")",
              Sql.and(List.of(arguments.condition(), isNumber(column)))));
    }
    for (Object range : bounds) {
      if (!(range instanceof List<?> two) || two.size() != 2) {
        throw arguments.invalid("quantile_ranges", "value_ranges of pairs");
      }
      if (two.get(0) != null && two.get(1) != null && values.compare(two.get(0), two.get(1)) > 0) {
        throw new IllegalArgumentException(
            "ValueError: quantile_ranges must consist of ordered pairs: " + two);
      }
    }
    return new Step.Ask(
        questions,
        answers -> {
          List<@Nullable Object> found = new ArrayList<>();
          List<Boolean> met = new ArrayList<>();
          for (int i = 0; i < questions.size(); i++) {
            Object value = answers.find(questions.get(i));
            if (value == null) {
              throw new IllegalArgumentException(
                  "IndexError: there are no quantiles: " + column + " has no value");
            }
            List<?> range = (List<?>) bounds.get(i);
            found.add(values.json(wholeOf(column, value)));
            met.add(
                isClose(value, range.get(0))
                    || isClose(value, range.get(1))
                    || isWithin(value, range.get(0), range.get(1), false, false));
          }
          Map<String, @Nullable Object> observed = new LinkedHashMap<>();
          observed.put("quantiles", quantiles);
          observed.put("values", found);
          return new Step.Observed(
              met.stream().allMatch(one -> one),
              observed,
              Map.of(),
              Map.of("success_details", met));
        });
  }

  /** True of what is a number; {@code TRUE} where everything is. */
  private String isNumber(String column) {
    DataType type = arguments.typeOf(column);
    return type instanceof DoubleType || type instanceof FloatType
        ? "NOT isnan(" + Sql.name(column) + ")"
        : "TRUE";
  }

  /** Whether a quantile is so near to a bound that it counts as the bound. */
  private static boolean isClose(Object found, @Nullable Object bound) {
    return found instanceof Number number
        && bound instanceof Number told
        && Math.abs(number.doubleValue() - told.doubleValue())
            <= 1e-8 + 1e-4 * Math.abs(told.doubleValue());
  }

  /** A quantile is a value of the column: of whole numbers, one. */
  private @Nullable Object wholeOf(String column, @Nullable Object value) {
    DataType type = arguments.typeOf(column);
    boolean isFraction = type instanceof DoubleType || type instanceof FloatType;
    return value instanceof Double number && !isFraction && number == Math.rint(number)
        ? (Object) number.longValue()
        : value;
  }

  /** Quantiles are exact here, which any allowed error allows. */
  private void requireError() {
    Object told = arguments.find("allow_relative_error");
    boolean isRight =
        told == null
            || told instanceof Boolean
            || (told instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() <= 1);
    if (!isRight) {
      throw arguments.invalid("allow_relative_error", "false, true, or 0 to 1");
    }
  }

  /** The values of a column, sorted, each with the number of its rows. */
  Function<Answers, List<Row>> counts(Question question) {
    return answers -> {
      List<Row> result = new ArrayList<>();
      if (answers.find(question) instanceof List<?> list) {
        list.forEach(entry -> result.add((Row) entry));
      }
      result.sort((a, b) -> order(a.get(0), b.get(0)));
      return result;
    };
  }

  /** Sorting here costs less than a job of Spark. */
  private int order(Object a, Object b) {
    Object left = values.plain(a);
    Object right = values.plain(b);
    if (left instanceof Number one && right instanceof Number other) {
      return Values.number(one).compareTo(Values.number(other));
    }
    return String.valueOf(values.json(a)).compareTo(String.valueOf(values.json(b)));
  }

  /** The set that values are compared with. */
  private List<?> set() {
    return arguments.find("value_set") == null ? List.of() : arguments.list("value_set");
  }

  private boolean isEqual(Object found, @Nullable Object told) {
    if (arguments.is("parse_strings_as_datetimes") && found instanceof String && told != null) {
      return values.isEqual(values.time(found), told);
    }
    return values.isEqual(found, told);
  }

  /**
   * The different values of a column beside a set.
   *
   * @param isWhole whether a value that is not in the set is unexpected
   * @param isNeeded whether a member that is no value is missing
   */
  private Step distinct(String column, boolean isWhole, boolean isNeeded) {
    if (isNeeded && arguments.find("value_set") == null) {
      throw arguments.invalid("value_set", "a list is wanted");
    }
    // No set: nothing is said.
    boolean isSaid = arguments.find("value_set") != null;
    List<?> set = set();
    Question question = new Question.Values(column, arguments.condition());
    return new Step.Ask(
        List.of(question),
        answers -> {
          List<Row> counts = counts(question).apply(answers);
          List<Object> found = counts.stream().map(row -> row.get(0)).toList();
          List<@Nullable Object> observed = new ArrayList<>();
          found.forEach(value -> observed.add(values.json(value)));
          List<@Nullable Object> unexpected = new ArrayList<>();
          found.stream()
              .filter(value -> isWhole && isSaid)
              .filter(value -> set.stream().noneMatch(told -> isEqual(value, told)))
              .forEach(value -> unexpected.add(values.json(value)));
          List<@Nullable Object> missing = new ArrayList<>();
          set.stream()
              .filter(told -> isNeeded && found.stream().noneMatch(value -> isEqual(value, told)))
              .forEach(missing::add);
          Map<String, @Nullable Object> result = new LinkedHashMap<>();
          if (isWhole) {
            result.put("unexpected_count", unexpected.size());
          }
          if (isNeeded) {
            result.put("missing_count", missing.size());
          }
          if (isWhole) {
            result.put("partial_unexpected_list", first(unexpected));
          }
          if (isNeeded) {
            result.put("partial_missing_list", first(missing));
          }
          return new Step.Observed(
              unexpected.isEmpty() && missing.isEmpty(),
              observed,
              result,
              Map.of("value_counts", told(counts)));
        });
  }

  private static List<@Nullable Object> first(List<@Nullable Object> list) {
    return list.subList(0, Math.min(PARTIAL, list.size()));
  }

  private List<Map<String, @Nullable Object>> told(List<Row> counts) {
    List<Map<String, @Nullable Object>> result = new ArrayList<>();
    for (Row row : counts) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("value", values.json(row.get(0)));
      one.put("count", row.getLong(1));
      result.add(one);
    }
    return result;
  }

  private Step mostCommon(String column) {
    Question question = new Question.Values(column, arguments.condition());
    return new Step.Ask(
        List.of(question),
        answers -> {
          List<Row> counts = counts(question).apply(answers);
          long most = counts.stream().mapToLong(row -> row.getLong(1)).max().orElse(0);
          List<Object> found =
              counts.stream().filter(row -> row.getLong(1) == most).map(row -> row.get(0)).toList();
          long expected =
              found.stream()
                  .filter(value -> set().stream().anyMatch(told -> isEqual(value, told)))
                  .count();
          boolean isMet =
              arguments.is("ties_okay") ? expected > 0 : found.size() == 1 && expected == 1;
          List<@Nullable Object> observed = new ArrayList<>();
          found.forEach(value -> observed.add(values.json(value)));
          return new Step.Observed(isMet, observed);
        });
  }
}
