package vn.edulake.quality.expectation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;
import vn.edulake.quality.expectation.Question.Derived;
import vn.edulake.quality.expectation.Step.RowCheck;

/** The expectations about each row: a condition, and which rows are judged by it at all. */
final class RowExpectations {
  /** Of rows that have no order of their own, the order in which they are read. */
  static final String ORDER = "__lake_row";

  private final Arguments arguments;

  RowExpectations(Arguments arguments) {
    this.arguments = arguments;
  }

  Step step() {
    return switch (arguments.type()) {
      case EXPECT_COLUMN_VALUES_TO_BE_NULL -> nulls(" IS NOT NULL");
      case EXPECT_COLUMN_VALUES_TO_NOT_BE_NULL -> nulls(" IS NULL");
      case EXPECT_COLUMN_VALUES_TO_BE_IN_SET -> set(false);
      case EXPECT_COLUMN_VALUES_TO_NOT_BE_IN_SET -> set(true);
      case EXPECT_COLUMN_VALUES_TO_BE_BETWEEN -> between();
      case EXPECT_COLUMN_VALUES_TO_BE_UNIQUE -> unique(List.of(arguments.column("column")), true);
      case EXPECT_COLUMN_VALUES_TO_BE_INCREASING -> ordered(arguments.is("strictly") ? ">" : ">=");
      case EXPECT_COLUMN_VALUES_TO_BE_DECREASING -> ordered(arguments.is("strictly") ? "<" : "<=");
      case EXPECT_COLUMN_VALUE_LENGTHS_TO_BE_BETWEEN -> lengths();
      case EXPECT_COLUMN_VALUE_LENGTHS_TO_EQUAL -> length();
      case EXPECT_COLUMN_VALUES_TO_MATCH_REGEX ->
          column(name -> matches(name, arguments.text("regex")));
      case EXPECT_COLUMN_VALUES_TO_NOT_MATCH_REGEX ->
          column(name -> "NOT " + matches(name, arguments.text("regex")));
      case EXPECT_COLUMN_VALUES_TO_MATCH_REGEX_LIST ->
          column(name -> anyOrAll("regex_list", regex -> matches(name, regex)));
      case EXPECT_COLUMN_VALUES_TO_NOT_MATCH_REGEX_LIST ->
          column(name -> none("regex_list", regex -> matches(name, regex)));
      case EXPECT_COLUMN_VALUES_TO_MATCH_LIKE_PATTERN ->
          column(name -> isLike(name, arguments.text("like_pattern")));
      case EXPECT_COLUMN_VALUES_TO_NOT_MATCH_LIKE_PATTERN ->
          column(name -> "NOT " + isLike(name, arguments.text("like_pattern")));
      case EXPECT_COLUMN_VALUES_TO_MATCH_LIKE_PATTERN_LIST ->
          column(name -> anyOrAll("like_pattern_list", pattern -> isLike(name, pattern)));
      case EXPECT_COLUMN_VALUES_TO_NOT_MATCH_LIKE_PATTERN_LIST ->
          column(name -> none("like_pattern_list", pattern -> isLike(name, pattern)));
      case EXPECT_COLUMN_VALUES_TO_MATCH_STRFTIME_FORMAT -> strftime();
      case EXPECT_COLUMN_VALUES_TO_BE_DATEUTIL_PARSEABLE ->
          column(
              name -> {
                arguments.requireText(name, mustBeText());
                return TextFunctions.call(TextFunctions.IS_MOMENT, Sql.name(name));
              });
      case EXPECT_COLUMN_VALUES_TO_BE_JSON_PARSEABLE ->
          // Only a text can be JSON: a number is none, though it would be written like one.
          column(
              name ->
                  isText(name)
                      ? TextFunctions.call(TextFunctions.IS_JSON, Sql.name(name))
                      : "FALSE");
      case EXPECT_COLUMN_VALUES_TO_MATCH_JSON_SCHEMA -> jsonSchema();
      case EXPECT_COLUMN_VALUE_Z_SCORES_TO_BE_LESS_THAN -> zScores();
      case EXPECT_COLUMN_VALUES_TO_BE_OF_TYPE, EXPECT_COLUMN_VALUES_TO_BE_IN_TYPE_LIST -> type();
      case EXPECT_COLUMN_PAIR_VALUES_A_TO_BE_GREATER_THAN_B -> greater();
      case EXPECT_COLUMN_PAIR_VALUES_TO_BE_EQUAL -> pair("%s <=> %s");
      case EXPECT_COLUMN_PAIR_VALUES_TO_BE_IN_SET -> pairSet();
      case EXPECT_COMPOUND_COLUMNS_TO_BE_UNIQUE -> compound();
      case EXPECT_SELECT_COLUMN_VALUES_TO_BE_UNIQUE_WITHIN_RECORD,
          EXPECT_MULTICOLUMN_VALUES_TO_BE_UNIQUE ->
          withinRecord();
      case EXPECT_MULTICOLUMN_VALUES_TO_BE_EQUAL -> allEqual();
      case EXPECT_MULTICOLUMN_SUM_TO_EQUAL, EXPECT_MULTICOLUMN_SUM_TO_BE_BETWEEN -> sum();
      default -> throw new IllegalStateException("Not about rows: " + arguments.type());
    };
  }

  // Columns.

  private Step nulls(String unexpected) {
    String column = arguments.column("column");
    return counted(
        List.of(column),
        RowCheck.Shape.VALUE,
        Optional.empty(),
        Sql.name(column) + unexpected,
        List.of());
  }

  /** A condition that values other than null have to meet. */
  private Step column(Function<String, String> expected) {
    String column = arguments.column("column");
    String condition = expected.apply(column);
    return counted(
        List.of(column),
        RowCheck.Shape.VALUE,
        Optional.of(Sql.name(column) + " IS NOT NULL"),
        "NOT (" + condition + ")",
        List.of());
  }

  private Step set(boolean isNegative) {
    return column(
        name -> {
          if (arguments.find("value_set") == null) {
            // No set: nothing is said.
            return "TRUE";
          }
          String value = Sql.name(name);
          DataType type = arguments.typeOf(name);
          if (arguments.is("parse_strings_as_datetimes") && type instanceof StringType) {
            value = TextFunctions.moment(value, arguments.zone());
            type = DataTypes.TimestampType;
          }
          String isIn = Sql.isIn(value, type, arguments.list("value_set"), arguments.today());
          return isNegative ? "NOT (" + isIn + ")" : isIn;
        });
  }

  private Step between() {
    requireBound();
    Object least = arguments.find("min_value");
    Object most = arguments.find("max_value");
    return column(
        name -> {
          String value = Sql.name(name);
          DataType type = arguments.typeOf(name);
          if (arguments.is("parse_strings_as_datetimes") && type instanceof StringType) {
            value = TextFunctions.moment(value, arguments.zone());
            type = DataTypes.TimestampType;
          }
          String range = range(value, type);
          if (least != null && most != null) {
            boolean areTimes = Sql.isTime(type);
            Values values = new Values(arguments.zone(), arguments.today());
            values.requireOrder(areTimes ? values.time(least) : least, most);
          }
          return range;
        });
  }

  private void requireBound() {
    if (arguments.find("min_value") == null && arguments.find("max_value") == null) {
      throw new IllegalArgumentException("ValueError: min_value and max_value cannot both be None");
    }
  }

  /** Within {@code min_value} and {@code max_value}, as far as they are told. */
  private String range(String value, DataType type) {
    List<String> parts = new ArrayList<>();
    Object least = arguments.find("min_value");
    Object most = arguments.find("max_value");
    if (least != null) {
      parts.add(
          value
              + (arguments.is("strict_min") ? " > " : " >= ")
              + Sql.bound(least, type, arguments.today()));
    }
    if (most != null) {
      parts.add(
          value
              + (arguments.is("strict_max") ? " < " : " <= ")
              + Sql.bound(most, type, arguments.today()));
    }
    return String.join(" AND ", parts);
  }

  private Step lengths() {
    String message = "ValueError: min_value and max_value must be integers";
    Optional<Long> least = arguments.whole("min_value", message);
    Optional<Long> most = arguments.whole("max_value", message);
    requireBound();
    return column(
        name -> {
          String length = lengthOf(name);
          List<String> parts = new ArrayList<>();
          least.ifPresent(
              bound -> parts.add(length + (arguments.is("strict_min") ? " > " : " >= ") + bound));
          most.ifPresent(
              bound -> parts.add(length + (arguments.is("strict_max") ? " < " : " <= ") + bound));
          return String.join(" AND ", parts);
        });
  }

  private Step length() {
    Number length =
        arguments.findNumber("value").orElseThrow(() -> arguments.invalid("value", "a number"));
    String wanted = Sql.plain(length);
    return column(name -> lengthOf(name) + " = " + wanted);
  }

  /** Of what is no text, the length of it as it is written. */
  private String lengthOf(String column) {
    return "char_length(" + asText(column) + ")";
  }

  /** Numbers are matched as they are written. */
  private String asText(String column) {
    return arguments.typeOf(column) instanceof StringType
        ? Sql.name(column)
        : "CAST(" + Sql.name(column) + " AS STRING)";
  }

  private String matches(String column, String regex) {
    // Python writes named groups and the end of the text otherwise.
    String java = regex.replace("(?P<", "(?<").replace("\\Z", "\\z");
    try {
      Pattern.compile(java);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "Invalid regex: " + regex + " (" + e.getDescription() + ")", e);
    }
    return "(" + asText(column) + " RLIKE " + Sql.text(java) + ")";
  }

  private String isLike(String column, String pattern) {
    return "(" + asText(column) + " LIKE " + Sql.text(pattern) + ")";
  }

  private String anyOrAll(String argument, Function<String, String> one) {
    String how = arguments.find("match_on") == null ? "any" : arguments.text("match_on");
    if (!how.equals("any") && !how.equals("all")) {
      throw arguments.invalid("match_on", "any, all");
    }
    List<String> parts = patterns(argument).stream().map(one).toList();
    return "(" + String.join(how.equals("any") ? " OR " : " AND ", parts) + ")";
  }

  private String none(String argument, Function<String, String> one) {
    return "NOT (" + String.join(" OR ", patterns(argument).stream().map(one).toList()) + ")";
  }

  private List<String> patterns(String argument) {
    List<String> patterns = arguments.texts(argument);
    if (patterns.isEmpty()) {
      throw new IllegalArgumentException(
          "ValueError: At least one pattern must be supplied in " + argument);
    }
    return patterns;
  }

  private String mustBeText() {
    return "Values passed to " + arguments.type().id() + " must be of type string.";
  }

  private Step strftime() {
    return column(
        name -> {
          String format = arguments.text("strftime_format");
          arguments.requireText(name, mustBeText());
          Strftime.of(format);
          return TextFunctions.call(TextFunctions.IS_STRFTIME, Sql.name(name), Sql.text(format));
        });
  }

  /** A text that is no JSON cannot be judged by a schema. */
  private Step jsonSchema() {
    String column = arguments.column("column");
    arguments.requireText(column, "the JSON object must be str, bytes or bytearray.");
    String schema = TextFunctions.checkedSchema(arguments.find("json_schema"));
    String value = Sql.name(column);
    Question broken =
        new Question.Rows(
            Sql.and(
                List.of(
                    arguments.condition(),
                    value + " IS NOT NULL",
                    "NOT " + TextFunctions.call(TextFunctions.IS_JSON, value))));
    Step.Ask judged =
        counted(
            List.of(column),
            RowCheck.Shape.VALUE,
            Optional.of(value + " IS NOT NULL"),
            "NOT (" + TextFunctions.call(TextFunctions.IS_OF_SCHEMA, value, Sql.text(schema)) + ")",
            List.of());
    List<Question> questions = new ArrayList<>(judged.questions());
    questions.add(broken);
    return new Step.Ask(
        questions,
        answers -> {
          if (answers.count(broken) > 0) {
            throw new IllegalArgumentException(
                "JSONDecodeError: texts of "
                    + column
                    + " that are no JSON: "
                    + answers.count(broken));
          }
          return judged.then().apply(answers);
        });
  }

  private Step zScores() {
    String column = arguments.column("column");
    if (!(arguments.typeOf(column) instanceof NumericType)) {
      throw new IllegalArgumentException(
          "TypeError: z-scores need numbers: "
              + column
              + " is "
              + arguments.typeOf(column).simpleString());
    }
    boolean isDoubleSided = arguments.is("double_sided");
    double told = arguments.number("threshold", Double.NaN);
    double threshold = isDoubleSided ? Math.abs(told) : told;
    if (Double.isNaN(threshold)) {
      throw arguments.invalid("threshold", "a number");
    }
    FigureExpectations figures = new FigureExpectations(arguments);
    Question mean = figures.figure(Question.Figure.Kind.MEAN, column);
    Question deviation = figures.figure(Question.Figure.Kind.STANDARD_DEVIATION, column);
    return new Step.Ask(
        List.of(mean, deviation),
        answers -> {
          Object center = answers.find(mean);
          Object spread = answers.find(deviation);
          if (!(center instanceof Number m)
              || !(spread instanceof Number s)
              || s.doubleValue() == 0) {
            // One value, or all alike: there is no score.
            return column(name -> "TRUE");
          }
          String score =
              "((CAST("
                  + Sql.name(column)
                  + " AS DOUBLE) - "
                  + Sql.plain(m.doubleValue())
                  + ") / "
                  + Sql.plain(s.doubleValue())
                  + ")";
          return column(
              name -> (isDoubleSided ? "abs" + score : score) + " < " + Sql.plain(threshold));
        });
  }

  private Step type() {
    String column = arguments.column("column");
    DataType type = arguments.typeOf(column);
    List<String> wanted;
    if (arguments.type() == ExpectationType.EXPECT_COLUMN_VALUES_TO_BE_OF_TYPE) {
      wanted = arguments.find("type_") == null ? List.of() : List.of(arguments.text("type_"));
    } else {
      wanted = arguments.find("type_list") == null ? List.of() : arguments.texts("type_list");
    }
    // No type is said: every one is right.
    boolean isAny = wanted.isEmpty() && arguments.find(wantedName()) == null;
    boolean isRight = isAny || wanted.stream().anyMatch(name -> SparkTypes.is(type, name));
    if (!isRight) {
      // Other engines' names may stand in a list, but not only those.
      SparkTypes.requireAny(wanted);
    }
    return new Step.Observed(isRight, SparkTypes.name(type));
  }

  private String wantedName() {
    return arguments.type() == ExpectationType.EXPECT_COLUMN_VALUES_TO_BE_OF_TYPE
        ? "type_"
        : "type_list";
  }

  /**
   * Compared with the value before it. Of whole numbers and doubles, what is missing or no number
   * is stepped over; otherwise nothing is known beside a missing value, and nothing is unexpected.
   */
  private Step ordered(String comparison) {
    String column = arguments.column("column");
    String value = Sql.name(column);
    DataType type = arguments.typeOf(column);
    if (arguments.is("parse_strings_as_datetimes") && type instanceof StringType) {
      value = TextFunctions.moment(value, arguments.zone());
      type = DataTypes.TimestampType;
    }
    boolean isSteppedOver =
        type instanceof IntegerType || type instanceof LongType || type instanceof DoubleType;
    String isJudged = "TRUE";
    if (type instanceof TimestampType) {
      // Times of one day are equal.
      value = "to_date(" + value + ")";
    } else if (type instanceof StringType) {
      value = "CAST(" + value + " AS DOUBLE)";
    }
    if (type instanceof DoubleType || type instanceof FloatType || type instanceof StringType) {
      isJudged = "NOT isnan(" + value + ")";
    }
    String considered =
        "CASE WHEN "
            + Sql.and(List.of(arguments.condition(), isJudged))
            + " THEN "
            + value
            + " END";
    Derived before =
        new Derived(
            derivedName("before"),
            "lag("
                + considered
                + ", 1)"
                + (isSteppedOver ? " IGNORE NULLS" : "")
                + " OVER ("
                + (isSteppedOver || arguments.condition().equals("TRUE")
                    ? ""
                    : "PARTITION BY coalesce(" + arguments.condition() + ", FALSE) ")
                + "ORDER BY "
                + ORDER
                + ")");
    return counted(
        List.of(column),
        RowCheck.Shape.VALUE,
        Optional.of(Sql.name(column) + " IS NOT NULL"),
        Sql.and(List.of(isJudged, "NOT (" + value + " " + comparison + " " + before.name() + ")")),
        List.of(before));
  }

  private String derivedName(String what) {
    return "__lake_"
        + what
        + "_"
        + Integer.toHexString(
            (arguments.condition() + arguments.type() + arguments.kwargs()).hashCode());
  }

  // Pairs.

  /** Which pairs are judged, by what is missing in them. */
  private Optional<String> ignored(String first, String second) {
    Object told = arguments.find("ignore_row_if");
    String a = Sql.name(first);
    String b = Sql.name(second);
    return switch (told == null ? "both_values_are_missing" : told.toString()) {
      case "both_values_are_missing" ->
          Optional.of("(" + a + " IS NOT NULL OR " + b + " IS NOT NULL)");
      case "either_value_is_missing" ->
          Optional.of("(" + a + " IS NOT NULL AND " + b + " IS NOT NULL)");
      case "neither", "never" -> Optional.of("TRUE");
      default ->
          throw arguments.invalid(
              "ignore_row_if", "both_values_are_missing, either_value_is_missing, neither");
    };
  }

  private Step pair(String expected) {
    String first = arguments.column("column_A");
    String second = arguments.column("column_B");
    return counted(
        List.of(first, second),
        RowCheck.Shape.PAIR,
        ignored(first, second),
        "NOT (" + String.format(expected, Sql.name(first), Sql.name(second)) + ")",
        List.of());
  }

  private Step greater() {
    String first = arguments.column("column_A");
    String second = arguments.column("column_B");
    String a = Sql.name(first);
    String b = Sql.name(second);
    if (arguments.is("parse_strings_as_datetimes")) {
      a =
          arguments.typeOf(first) instanceof StringType
              ? TextFunctions.moment(a, arguments.zone())
              : a;
      b =
          arguments.typeOf(second) instanceof StringType
              ? TextFunctions.moment(b, arguments.zone())
              : b;
    } else if (isText(first) != isText(second)) {
      throw new IllegalArgumentException(
          "TypeError: a text cannot be compared with another type: "
              + first
              + " is "
              + arguments.typeOf(first).simpleString()
              + ", "
              + second
              + " is "
              + arguments.typeOf(second).simpleString());
    }
    // Where one value is missing nothing is known, and nothing is unexpected, as in SQL.
    String comparison =
        arguments.is("or_equal") ? a + " >= " + b + " OR " + a + " <=> " + b : a + " > " + b;
    return counted(
        List.of(first, second),
        RowCheck.Shape.PAIR,
        ignored(first, second),
        "NOT (" + comparison + ")",
        List.of());
  }

  private boolean isText(String column) {
    return arguments.typeOf(column) instanceof StringType;
  }

  private Step pairSet() {
    String first = arguments.column("column_A");
    String second = arguments.column("column_B");
    if (arguments.find("value_pairs_set") == null) {
      // No set: nothing is said.
      return pair("TRUE");
    }
    List<String> pairs = new ArrayList<>();
    for (Object entry : arguments.list("value_pairs_set")) {
      if (!(entry instanceof List<?> two) || two.size() != 2) {
        throw arguments.invalid("value_pairs_set", "a list of pairs");
      }
      Optional<String> one = equal(first, two.get(0));
      Optional<String> other = equal(second, two.get(1));
      if (one.isPresent() && other.isPresent()) {
        pairs.add("(" + one.get() + " AND " + other.get() + ")");
      }
    }
    String isIn = pairs.isEmpty() ? "FALSE" : String.join(" OR ", pairs);
    return counted(
        List.of(first, second),
        RowCheck.Shape.PAIR,
        ignored(first, second),
        "NOT (" + isIn + ")",
        List.of());
  }

  private Optional<String> equal(String column, @Nullable Object value) {
    if (value == null) {
      return Optional.of(Sql.name(column) + " IS NULL");
    }
    return Sql.member(value, arguments.typeOf(column), arguments.today())
        .map(literal -> Sql.name(column) + " <=> " + literal);
  }

  // Several columns.

  private Optional<String> ignored(List<String> columns) {
    Object told = arguments.find("ignore_row_if");
    List<String> present = columns.stream().map(name -> Sql.name(name) + " IS NOT NULL").toList();
    return switch (told == null ? "all_values_are_missing" : told.toString()) {
      case "all_values_are_missing" -> Optional.of("(" + String.join(" OR ", present) + ")");
      case "any_value_is_missing" -> Optional.of("(" + String.join(" AND ", present) + ")");
      case "never" -> Optional.of("TRUE");
      default ->
          throw arguments.invalid(
              "ignore_row_if", "all_values_are_missing, any_value_is_missing, never");
    };
  }

  private List<String> columnList() {
    List<String> columns = arguments.columns("column_list");
    if (columns.size() < 2) {
      throw arguments.invalid("column_list", "at least two columns");
    }
    return columns;
  }

  private Step compound() {
    List<String> columns = columnList();
    return unique(columns, false);
  }

  private Step unique(List<String> columns, boolean isOne) {
    String considered =
        isOne ? Sql.name(columns.get(0)) + " IS NOT NULL" : ignored(columns).orElse("TRUE");
    boolean areAllJudged = considered.equals("TRUE");
    String judged = Sql.and(List.of(arguments.condition(), considered));
    Derived times =
        new Derived(
            derivedName("times"),
            "count(CASE WHEN "
                + judged
                + " THEN 1 END) OVER (PARTITION BY "
                + columns.stream().map(Sql::name).collect(Collectors.joining(", "))
                + ")");
    RowCheck check =
        new RowCheck(
            columns,
            isOne ? RowCheck.Shape.VALUE : RowCheck.Shape.RECORD,
            judged + " AND " + times.name() + " > 1",
            List.of(times));
    Question elements = new Question.Rows(arguments.condition());
    Question rows = new Question.Rows(judged);
    // Rows without any value are grouped by the condition only.
    Question unexpected =
        areAllJudged
            ? new Question.Rows(check.unexpected(), check.derived())
            : new Question.Repeated(columns, isOne ? arguments.condition() : judged);
    return new Step.Ask(
        List.of(elements, rows, unexpected),
        answers ->
            judged(
                check,
                answers.count(elements),
                Optional.of(answers.count(rows)),
                answers.count(unexpected)));
  }

  private Step withinRecord() {
    List<String> columns = columnList();
    List<String> different = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        different.add(
            "NOT (" + Sql.name(columns.get(i)) + " <=> " + Sql.name(columns.get(j)) + ")");
      }
    }
    return counted(
        columns,
        RowCheck.Shape.RECORD,
        ignored(columns),
        "NOT (" + String.join(" AND ", different) + ")",
        List.of());
  }

  private Step allEqual() {
    List<String> columns = columnList();
    String first = Sql.name(columns.get(0));
    String areEqual =
        columns.stream()
            .skip(1)
            .map(name -> first + " <=> " + Sql.name(name))
            .collect(Collectors.joining(" AND "));
    // Rows without any value are judged here, and equal, unless something else is said.
    return counted(
        columns,
        RowCheck.Shape.RECORD,
        arguments.find("ignore_row_if") == null ? Optional.of("TRUE") : ignored(columns),
        "NOT (" + areEqual + ")",
        List.of());
  }

  private Step sum() {
    List<String> columns = columnList();
    for (String column : columns) {
      if (!(arguments.typeOf(column) instanceof NumericType)) {
        throw new IllegalArgumentException(
            "TypeError: a sum needs numbers: "
                + column
                + " is "
                + arguments.typeOf(column).simpleString());
      }
    }
    // What is missing adds nothing.
    String sum =
        columns.stream()
            .map(name -> "coalesce(" + Sql.name(name) + ", 0)")
            .collect(Collectors.joining(" + ", "(", ")"));
    if (arguments.type() == ExpectationType.EXPECT_MULTICOLUMN_SUM_TO_BE_BETWEEN) {
      requireBound();
      return counted(
          columns,
          RowCheck.Shape.RECORD,
          ignored(columns),
          "NOT (" + range(sum, DataTypes.DoubleType) + ")",
          List.of());
    }
    Number total =
        arguments
            .findNumber("sum_total")
            .orElseThrow(() -> arguments.invalid("sum_total", "a number is wanted"));
    boolean areFloats =
        columns.stream().allMatch(name -> arguments.typeOf(name) instanceof FloatType);
    String wanted = Sql.plain(total);
    return counted(
        columns,
        RowCheck.Shape.RECORD,
        ignored(columns),
        "NOT (" + sum + " = " + (areFloats ? "CAST(" + wanted + " AS FLOAT)" : wanted) + ")",
        List.of());
  }

  // Counting.

  /**
   * Counts the rows that are not as expected.
   *
   * @param considered true of the rows that are judged; empty when all are and nulls are not
   *     counted
   */
  private Step.Ask counted(
      List<String> columns,
      RowCheck.Shape shape,
      Optional<String> considered,
      String unexpected,
      List<Derived> derived) {
    String judged = Sql.and(List.of(arguments.condition(), considered.orElse("TRUE")));
    RowCheck check = new RowCheck(columns, shape, Sql.and(List.of(judged, unexpected)), derived);
    Question elements = new Question.Rows(arguments.condition());
    Question rows = new Question.Rows(judged);
    Question wrong = new Question.Rows(check.unexpected(), derived);
    return new Step.Ask(
        List.of(elements, rows, wrong),
        answers ->
            judged(
                check,
                answers.count(elements),
                considered.map(any -> answers.count(rows)),
                answers.count(wrong)));
  }

  private Step judged(RowCheck check, long elements, Optional<Long> considered, long unexpected) {
    long rows = considered.orElse(elements);
    // Of nothing, everything is true.
    boolean isMet = rows == 0 || ((double) rows - unexpected) / rows >= arguments.mostly();
    return new Step.Counted(isMet, check, elements, considered, unexpected);
  }
}
