package vn.edulake.quality.expectation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** The expectations about the table as a whole, and about what a query finds in it. */
final class TableExpectations {
  /** So many rows of a query are told. */
  private static final int FOUND = 200;

  private static final Pattern NAMED = Pattern.compile("\\{\\{|}}|\\{(\\w+)}");

  private final Arguments arguments;
  private final List<String> names;

  TableExpectations(Arguments arguments) {
    this.arguments = arguments;
    // Columns that the reading adds are none of the table.
    this.names =
        Arrays.stream(arguments.schema().fieldNames())
            .filter(name -> !name.startsWith("__lake_"))
            .toList();
  }

  Step step() {
    return switch (arguments.type()) {
      case EXPECT_COLUMN_TO_EXIST -> exists();
      case EXPECT_COLUMN_TYPE_TO_BE -> type();
      case EXPECT_TABLE_COLUMN_COUNT_TO_BE_BETWEEN ->
          new Step.Observed(
              isWithin(
                  names.size(),
                  arguments.findNumber("min_value"),
                  arguments.findNumber("max_value")),
              names.size());
      case EXPECT_TABLE_COLUMN_COUNT_TO_EQUAL ->
          new Step.Observed(names.size() == value(), names.size());
      case EXPECT_TABLE_COLUMNS_TO_MATCH_ORDERED_LIST -> orderedList();
      case EXPECT_TABLE_COLUMNS_TO_MATCH_SET -> set();
      case EXPECT_TABLE_ROW_COUNT_TO_BE_BETWEEN -> {
        Optional<Long> least = arguments.truncated("min_value");
        Optional<Long> most = arguments.truncated("max_value");
        Question rows = new Question.Rows(arguments.condition());
        yield new Step.Ask(
            List.of(rows),
            answers ->
                new Step.Observed(isWithin(answers.count(rows), least, most), answers.count(rows)));
      }
      case EXPECT_TABLE_ROW_COUNT_TO_EQUAL -> {
        long wanted = value();
        Question rows = new Question.Rows(arguments.condition());
        yield new Step.Ask(
            List.of(rows),
            answers -> new Step.Observed(answers.count(rows) == wanted, answers.count(rows)));
      }
      case EXPECT_TABLE_ROW_COUNT_TO_EQUAL_OTHER_TABLE -> otherTable();
      case UNEXPECTED_ROWS_EXPECTATION -> query();
      case EXPECT_QUERY_RESULTS_TO_MATCH_COMPARISON -> comparison();
      case EXPECT_COLUMN_PAIR_CRAMERS_PHI_VALUE_TO_BE_LESS_THAN ->
          new DistributionExpectations(arguments).step();
      default -> throw new IllegalStateException("Not about a table: " + arguments.type());
    };
  }

  private long value() {
    return arguments.truncated("value").orElseThrow(() -> arguments.invalid("value", "a number"));
  }

  private boolean isWithin(
      long found, Optional<? extends Number> least, Optional<? extends Number> most) {
    return new FigureExpectations(arguments)
        .isWithin(
            found,
            least.orElse(null),
            most.orElse(null),
            arguments.is("strict_min"),
            arguments.is("strict_max"));
  }

  /** The index is counted from 0, and below 0 from the end; 0 itself asks for any place. */
  private Step exists() {
    String column = arguments.text("column");
    long wanted =
        arguments.whole("column_index", "ValueError: column_index must be integer").orElse(0L);
    long place = wanted < 0 ? names.size() + wanted : wanted;
    boolean isThere =
        wanted == 0
            ? names.contains(column)
            : place >= 0 && place < names.size() && names.get((int) place).equals(column);
    return new Step.Observed(isThere, Step.Observed.NOTHING);
  }

  private Step type() {
    DataType type = arguments.typeOf(arguments.column("column"));
    return new Step.Observed(
        SparkTypes.isOfClass(type, arguments.text("type_")), SparkTypes.name(type));
  }

  private Step orderedList() {
    if (arguments.find("column_list") == null) {
      return new Step.Observed(true, names);
    }
    List<String> wanted = arguments.texts("column_list");
    List<String> compared =
        arguments.is("allow_extra") && names.size() > wanted.size()
            ? names.subList(0, wanted.size())
            : names;
    List<Map<String, @Nullable Object>> different = new ArrayList<>();
    for (int i = 0; i < Math.max(wanted.size(), compared.size()); i++) {
      String expected = i < wanted.size() ? wanted.get(i) : null;
      String found = i < compared.size() ? compared.get(i) : null;
      if (expected == null || !expected.equals(found)) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put("Expected Column Position", i);
        one.put("Expected", expected);
        one.put("Found", found);
        different.add(one);
      }
    }
    return new Step.Observed(
        different.isEmpty(),
        names,
        Map.of(),
        different.isEmpty() ? Map.of() : Map.of("mismatched", different));
  }

  private Step set() {
    boolean isExact = !arguments.kwargs().containsKey("exact_match") || arguments.is("exact_match");
    List<String> sorted = names.stream().sorted().toList();
    Set<String> wanted =
        new LinkedHashSet<>(
            arguments.find("column_set") == null ? List.of() : arguments.texts("column_set"));
    List<String> unexpected =
        names.stream().filter(name -> !wanted.contains(name)).sorted().toList();
    List<String> missing = wanted.stream().filter(name -> !names.contains(name)).sorted().toList();
    boolean isMet = missing.isEmpty() && (!isExact || unexpected.isEmpty());
    Map<String, @Nullable Object> mismatched = new LinkedHashMap<>();
    if (!unexpected.isEmpty()) {
      mismatched.put("unexpected", unexpected);
    }
    if (!missing.isEmpty()) {
      mismatched.put("missing", missing);
    }
    return new Step.Observed(
        isMet,
        sorted,
        Map.of(),
        mismatched.isEmpty() ? Map.of() : Map.of("mismatched", mismatched));
  }

  private Step otherTable() {
    Question own = new Question.Rows(arguments.condition());
    Question other = new Question.OtherRows(arguments.text("other_table_name"));
    return new Step.Ask(
        List.of(own, other),
        answers -> {
          Map<String, @Nullable Object> observed = new LinkedHashMap<>();
          observed.put("self", answers.count(own));
          observed.put("other", answers.count(other));
          return new Step.Observed(answers.count(own) == answers.count(other), observed);
        });
  }

  private Step query() {
    Question found = new Question.Found(unexpectedRows(), FOUND, arguments.condition());
    return new Step.Ask(
        List.of(found),
        answers -> {
          if (!(answers.find(found) instanceof SuiteRun.FoundRows rows)) {
            throw new IllegalStateException("A query was not answered");
          }
          return new Step.Observed(
              rows.count() == 0,
              rows.count(),
              Map.of("unexpected_count", rows.count()),
              inOrder("unexpected_rows", rows.rows(), "unexpected_rows_count", rows.count()));
        });
  }

  /** The query with what {@code template_dict} says in place of names in curly brackets. */
  private String unexpectedRows() {
    String query = arguments.text("unexpected_rows_query").replaceFirst("[;\\s]+$", "");
    if (arguments.find("template_dict") == null) {
      return query;
    }
    Map<String, @Nullable Object> words = arguments.map("template_dict");
    return NAMED
        .matcher(query)
        .replaceAll(
            part -> {
              String name = part.group(1);
              if (name == null) {
                // A bracket that is written twice is meant as one.
                return part.group().substring(1);
              }
              Object word = words.get(name);
              if (word == null && !name.equals("batch")) {
                throw new IllegalArgumentException(
                    "InvalidQueryError: template_dict has no "
                        + name
                        + SuiteText.nearest(name, words.keySet()));
              }
              return Matcher.quoteReplacement(word == null ? part.group() : word.toString());
            });
  }

  /** The rows of two queries, whatever their order and their columns' names. */
  private Step comparison() {
    Question own = new Question.Found(arguments.text("base_query"), FOUND);
    Question other =
        new Question.FoundElsewhere(
            arguments.text("comparison_data_source_name"),
            arguments.text("comparison_query"),
            FOUND);
    return new Step.Ask(
        List.of(own, other),
        answers -> {
          List<Map<String, @Nullable Object>> found = rows(answers, own);
          List<Map<String, @Nullable Object>> expected = rows(answers, other);
          List<Map<String, @Nullable Object>> unexpected = without(found, expected);
          List<Map<String, @Nullable Object>> missing = without(expected, found);
          int most = Math.max(found.size(), expected.size());
          int differing = most - (found.size() - unexpected.size());
          double percent = most == 0 ? 0 : 100.0 * differing / most;
          return new Step.Observed(
              100 - percent >= 100 * arguments.mostly(),
              Step.Observed.NOTHING,
              inOrder("unexpected_count", differing, "unexpected_percent", percent),
              inOrder("missing_rows", missing, "unexpected_rows", unexpected));
        });
  }

  /** Two fields that are told in this order. */
  private static Map<String, @Nullable Object> inOrder(
      String first, Object firstValue, String second, Object secondValue) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(first, firstValue);
    fields.put(second, secondValue);
    return fields;
  }

  private static List<Map<String, @Nullable Object>> rows(Answers answers, Question question) {
    if (answers.find(question) instanceof SuiteRun.FoundRows found) {
      return found.rows();
    }
    throw new IllegalStateException("A query was not answered");
  }

  /** The rows that are left when each of the others takes one that is equal to it. */
  private static List<Map<String, @Nullable Object>> without(
      List<Map<String, @Nullable Object>> rows, List<Map<String, @Nullable Object>> others) {
    List<List<String>> left = new ArrayList<>();
    others.forEach(row -> left.add(key(row)));
    return rows.stream().filter(row -> !left.remove(key(row))).toList();
  }

  private static List<String> key(Map<String, @Nullable Object> row) {
    List<String> key = new ArrayList<>();
    row.values()
        .forEach(
            value ->
                key.add(
                    value instanceof Number number
                        ? Values.number(number).stripTrailingZeros().toPlainString()
                        : value + (value == null ? "" : " " + value.getClass().getSimpleName())));
    return key;
  }
}
