package vn.edulake.quality.expectation;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * A suite against the rows of a table.
 *
 * <p>The expectations are judged in rounds: all that they ask in a round is answered in one pass
 * over the rows, one more for each set of columns whose values are grouped, and one for what hangs
 * on the order of the rows. One last pass fetches the rows that are not as expected, if there are
 * any.
 *
 * <p>What goes wrong with one expectation (no such column, a bound of another type) is its own
 * finding and none of the others'.
 */
public final class SuiteRun {
  private static final AtomicLong VIEWS = new AtomicLong();

  private final Dataset<Row> rows;
  private final ResultFormat format;
  private final List<String> keys;
  private final boolean isNumbered;
  private final Function<String, Optional<Dataset<Row>>> tables;
  private final Clock clock;

  private SuiteRun(
      Dataset<Row> rows,
      ResultFormat format,
      List<String> keys,
      boolean isNumbered,
      Function<String, Optional<Dataset<Row>>> tables,
      Clock clock) {
    this.rows = rows;
    this.format = format;
    this.keys = List.copyOf(keys);
    this.isNumbered = isNumbered;
    this.tables = tables;
    this.clock = clock;
  }

  /** A run over these rows, told as {@link ResultFormat#BASIC} says. */
  public static SuiteRun on(Dataset<Row> rows) {
    TextFunctions.register(rows.sparkSession());
    boolean hasOrder = Arrays.asList(rows.columns()).contains(RowExpectations.ORDER);
    return new SuiteRun(
        hasOrder
            ? rows
            : rows.withColumn(RowExpectations.ORDER, functions.monotonically_increasing_id()),
        ResultFormat.BASIC,
        List.of(),
        false,
        name -> Optional.empty(),
        Clock.systemUTC());
  }

  /** The same, and so much is told. */
  public SuiteRun format(ResultFormat told) {
    return new SuiteRun(rows, told, keys, isNumbered, tables, clock);
  }

  /** The same, and a row is named by these columns. */
  public SuiteRun keys(List<String> columns) {
    return new SuiteRun(rows, format, columns, isNumbered, tables, clock);
  }

  /** The same, and a row is named by its number, as the rows stand in a file. */
  public SuiteRun numbered() {
    return new SuiteRun(rows, format, keys, true, tables, clock);
  }

  /** The same, and other tables are found by their names. */
  public SuiteRun tables(Function<String, Optional<Dataset<Row>>> known) {
    return new SuiteRun(rows, format, keys, isNumbered, known, clock);
  }

  /** The same with another clock. */
  public SuiteRun clock(Clock other) {
    return new SuiteRun(rows, format, keys, isNumbered, tables, other);
  }

  /** What the expectations find. */
  public ValidationResult validate(ExpectationSuite suite) {
    return new Run(suite).validate();
  }

  // Spark throws checked exceptions that it does not declare: where one is caught, all are.

  /** What a query found. */
  record FoundRows(long count, List<Map<String, @Nullable Object>> rows) {}

  /** One expectation on its way. */
  private static final class Case {
    final Expectation expectation;
    ResultFormat format;
    @Nullable Step step;
    @Nullable Exception failure;
    boolean isFlaw;
    final List<FailingRow> rows = new ArrayList<>();

    Case(Expectation expectation, ResultFormat format) {
      this.expectation = expectation;
      this.format = format;
    }
  }

  /** The state of one validation. */
  private final class Run {
    private final ExpectationSuite suite;
    private final SparkSession session = rows.sparkSession();
    private final ZoneId zone = ZoneId.of(session.conf().get("spark.sql.session.timeZone"));
    private final LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
    private final Values values = new Values(zone, today);
    private final Answers answers = new Answers();
    private final List<Case> cases = new ArrayList<>();
    private Dataset<Row> frame = rows;
    private final Map<String, String> plainNames = new HashMap<>();

    Run(ExpectationSuite suite) {
      this.suite = suite;
      // What is told of a column has a plain name for Deequ, whatever the column is called.
      for (String column : rows.columns()) {
        if (!column.matches("[A-Za-z_][A-Za-z0-9_]*")) {
          String plain = "__lake_c" + plainNames.size();
          plainNames.put(column, plain);
          frame = frame.withColumn(plain, functions.col(Sql.name(column)));
        }
      }
    }

    ValidationResult validate() {
      Parameters parameters = new Parameters(suite.parameters(), clock, zone);
      for (Expectation expectation : suite.expectations()) {
        Case one = new Case(expectation, format);
        cases.add(one);
        attempt(
            one,
            () -> {
              Map<String, @Nullable Object> kwargs = parameters.resolve(expectation.kwargs());
              one.format = format.with(kwargs.get("result_format"));
              Arguments arguments =
                  new Arguments(
                      expectation.type(),
                      kwargs,
                      rows.schema(),
                      RowCondition.sql(kwargs.get("row_condition"), kwargs.get("condition_parser"))
                          .orElse("TRUE"),
                      zone,
                      today);
              one.step =
                  switch (expectation.type().kind()) {
                    case COLUMN_MAP, PAIR_MAP, MULTI_MAP -> new RowExpectations(arguments).step();
                    case AGGREGATE -> new FigureExpectations(arguments).step();
                    case TABLE, QUERY -> new TableExpectations(arguments).step();
                  };
            });
      }
      DataFile.flaws(rows).forEach(this::addFlaw);
      while (round()) {}
      // What could be read needs no mention.
      cases.removeIf(
          one -> one.isFlaw && one.step instanceof Step.Counted counted && counted.isMet());
      fetchFailingRows();
      Map<String, @Nullable Object> meta = new LinkedHashMap<>();
      meta.put("validation_time", clock.instant().toString());
      meta.put("engine", "edulake");
      return new ValidationResult(
          suite.name(), cases.stream().map(this::result).toList(), suite.parameters(), meta);
    }

    /**
     * A text that is not what the schema says, or a line that is no row, is a finding of its own.
     */
    private void addFlaw(String column, String condition) {
      boolean isLine = column.equals(DataFile.BROKEN);
      String name = isLine ? "line" : column.substring(DataFile.RAW.length());
      Map<String, Object> kwargs = new LinkedHashMap<>();
      kwargs.put("column", name);
      kwargs.put("type_", isLine ? "json" : SparkTypes.name(rows.schema().apply(name).dataType()));
      Case one =
          new Case(
              new Expectation(
                  ExpectationType.EXPECT_COLUMN_VALUES_TO_BE_OF_TYPE,
                  kwargs,
                  Map.of("notes", "as the schema of the data says"),
                  Severity.ERROR),
              format);
      one.isFlaw = true;
      Question all = new Question.Rows("TRUE");
      Question wrong = new Question.Rows(condition);
      Step.RowCheck check =
          new Step.RowCheck(List.of(column), Step.RowCheck.Shape.VALUE, condition, List.of());
      one.step =
          new Step.Ask(
              List.of(all, wrong),
              known ->
                  new Step.Counted(
                      known.count(wrong) == 0,
                      check,
                      known.count(all),
                      Optional.empty(),
                      known.count(wrong)));
      cases.add(one);
    }

    private void attempt(Case one, Runnable work) {
      try {
        work.run();
      } catch (Exception e) {
        one.failure = e;
      }
    }

    /** Asks what is asked by now; false when nothing is. */
    private boolean round() {
      Set<Question> questions = new LinkedHashSet<>();
      List<Case> asking = new ArrayList<>();
      for (Case one : cases) {
        if (one.failure == null && one.step instanceof Step.Ask ask) {
          asking.add(one);
          ask.questions().stream()
              .filter(question -> !answers.has(question))
              .forEach(questions::add);
        }
      }
      answer(questions);
      for (Case one : asking) {
        if (one.step instanceof Step.Ask ask) {
          attempt(one, () -> one.step = ask.then().apply(answers));
        }
      }
      return !asking.isEmpty();
    }

    private void answer(Set<Question> questions) {
      List<Question> plain = new ArrayList<>();
      List<Question.Rows> derived = new ArrayList<>();
      for (Question question : questions) {
        if (question instanceof Question.Rows asked && !asked.derived().isEmpty()) {
          derived.add(asked);
        } else if (DeequPass.takes(question)) {
          plain.add(question);
        } else {
          try {
            answers.put(question, answerAlone(question));
          } catch (Exception e) {
            answers.fail(question, e);
          }
        }
      }
      pass(frame, plain);
      pass(
          withDerived(derived.stream().flatMap(asked -> asked.derived().stream()).toList()),
          derived);
    }

    private Dataset<Row> withDerived(List<Question.Derived> columns) {
      Dataset<Row> result = frame;
      for (Question.Derived column : new LinkedHashSet<>(columns)) {
        result = result.withColumn(column.name(), functions.expr(column.sql()));
      }
      return result;
    }

    /** One pass of Deequ; what Spark refuses is told of the question that asked for it. */
    private void pass(Dataset<Row> over, List<? extends Question> questions) {
      if (questions.isEmpty()) {
        return;
      }
      Map<Question, Question> asked = new LinkedHashMap<>();
      questions.forEach(question -> asked.put(question, plainly(question)));
      try {
        Map<Question, @Nullable Object> found = DeequPass.answer(over, asked.values());
        asked.forEach((question, plain) -> answers.put(question, found.get(plain)));
      } catch (Exception e) {
        if (questions.size() == 1) {
          answers.fail(questions.get(0), e);
          return;
        }
        List<Question> fit = new ArrayList<>();
        for (Question question : questions) {
          try {
            check(over, List.of(question));
            fit.add(question);
          } catch (Exception refused) {
            answers.fail(question, refused);
          }
        }
        if (fit.size() < questions.size()) {
          pass(over, fit);
        } else {
          // One of them failed on a row: each is asked alone.
          fit.forEach(question -> pass(over, List.of(question)));
        }
      }
    }

    /** Lets Spark look at conditions and aggregates without running them. */
    private void check(Dataset<Row> over, List<? extends Question> questions) {
      List<String> conditions = new ArrayList<>();
      List<String> aggregates = new ArrayList<>();
      for (Question question : questions) {
        if (question instanceof Question.Rows asked) {
          conditions.add(asked.condition());
        } else if (question instanceof Question.Figure asked) {
          conditions.add(asked.condition());
        } else if (question instanceof Question.Repeated asked) {
          conditions.add(asked.condition());
        } else if (question instanceof Question.Aggregate asked) {
          aggregates.add(asked.sql());
        }
      }
      conditions.removeIf(condition -> condition.equals("TRUE"));
      if (!conditions.isEmpty()) {
        Object unused =
            over.selectExpr(
                    conditions.stream().map(c -> "IF(" + c + ", 1, 0)").toArray(String[]::new))
                .schema();
      }
      if (!aggregates.isEmpty()) {
        Object unused = over.selectExpr(aggregates.toArray(String[]::new)).schema();
      }
    }

    private boolean isHeld() {
      return rows.queryExecution().logical() instanceof LocalRelation;
    }

    private String plainName(String column) {
      return plainNames.getOrDefault(column, column);
    }

    private Question plainly(Question question) {
      if (question instanceof Question.Figure asked) {
        return new Question.Figure(asked.kind(), plainName(asked.column()), asked.condition());
      }
      if (question instanceof Question.Distinct asked) {
        return new Question.Distinct(plainName(asked.column()), asked.condition());
      }
      if (question instanceof Question.Repeated asked) {
        return new Question.Repeated(
            asked.columns().stream().map(this::plainName).toList(), asked.condition());
      }
      return question;
    }

    private @Nullable Object answerAlone(Question question) {
      if (question instanceof Question.Distinct asked) {
        return rows.where(asked.condition())
            .where(Sql.name(asked.column()) + " IS NOT NULL")
            .select(functions.col(Sql.name(asked.column())))
            .distinct()
            .count();
      }
      if (question instanceof Question.Values asked) {
        return rows.where(asked.condition())
            .where(Sql.name(asked.column()) + " IS NOT NULL")
            .groupBy(functions.col(Sql.name(asked.column())))
            .count()
            .collectAsList();
      }
      if (question instanceof Question.OtherRows asked) {
        return other("other_table_name", asked.table()).count();
      }
      if (question instanceof Question.Found asked) {
        return found(DataFile.own(rows).where(asked.condition()), asked.sql(), asked.most());
      }
      if (question instanceof Question.FoundElsewhere asked) {
        String name = asked.table();
        return found(
            other("comparison_data_source_name", name),
            asked
                .sql()
                .replaceAll(
                    "(?<![\\w.`])`?" + Pattern.quote(name) + "`?(?![\\w.`])",
                    Matcher.quoteReplacement("{batch}")),
            asked.most());
      }
      throw new IllegalStateException("Nobody answers: " + question);
    }

    private Dataset<Row> other(String argument, String name) {
      return tables
          .apply(name)
          .orElseThrow(() -> new IllegalArgumentException("Unknown " + argument + ": " + name));
    }

    private FoundRows found(Dataset<Row> batch, String sql, int most) {
      String view = "lake_batch_" + VIEWS.incrementAndGet();
      batch.createOrReplaceTempView(view);
      try {
        Dataset<Row> found = session.sql(sql.replace("{batch}", view));
        List<Map<String, @Nullable Object>> first = new ArrayList<>();
        for (Row row : found.limit(most).collectAsList()) {
          first.add(whole(row, found.columns()));
        }
        return new FoundRows(first.size() < most ? first.size() : found.count(), first);
      } finally {
        session.catalog().dropTempView(view);
      }
    }

    private Map<String, @Nullable Object> whole(Row row, String[] columns) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      for (int i = 0; i < columns.length; i++) {
        result.put(columns[i], values.json(row.get(i)));
      }
      return result;
    }

    /** The columns that name a row of a case. */
    private List<String> keysOf(Case one) {
      List<String> columns = new ArrayList<>(keys);
      one.format.indexColumns().stream()
          .filter(name -> !columns.contains(name))
          .forEach(columns::add);
      return columns;
    }

    private void fetchFailingRows() {
      List<Case> failing = new ArrayList<>();
      for (Case one : cases) {
        boolean isTold = one.format.level() != ResultFormat.Level.BOOLEAN_ONLY || !keys.isEmpty();
        if (one.failure == null
            && one.step instanceof Step.Counted counted
            && counted.unexpected() > 0
            && isTold
            && one.format.most() > 0) {
          attempt(
              one,
              () -> {
                for (String column : keysOf(one)) {
                  if (!Arrays.asList(rows.columns()).contains(column)) {
                    throw new IllegalArgumentException(
                        "Error: The unexpected_index_column: \"" + column + "\" does not exist");
                  }
                }
              });
          if (one.failure == null) {
            failing.add(one);
          }
        }
      }
      if (failing.isEmpty()) {
        return;
      }
      try {
        new FailingRows(failing).fetch();
      } catch (Exception e) {
        failing.forEach(one -> one.failure = e);
      }
    }

    /** One pass that fetches the rows which any of the cases does not expect. */
    private final class FailingRows {
      private final List<Case> failing;
      private final Map<String, Integer> positions = new LinkedHashMap<>();
      private final List<String> selected = new ArrayList<>();

      FailingRows(List<Case> failing) {
        this.failing = failing;
      }

      void fetch() {
        List<Question.Derived> derived = new ArrayList<>();
        int[] most = new int[failing.size()];
        for (int i = 0; i < most.length; i++) {
          Step.RowCheck check = check(failing.get(i));
          derived.addAll(check.derived());
          selected.add("coalesce(" + check.unexpected() + ", FALSE) AS __lake_f" + i);
          most[i] = failing.get(i).format.most();
        }
        selected.add(RowExpectations.ORDER);
        for (Case one : failing) {
          check(one).columns().forEach(this::select);
          keysOf(one).forEach(this::select);
          if (one.format.hasRows()) {
            tableColumns().forEach(this::select);
          }
        }
        Dataset<Row> flagged = withDerived(derived).selectExpr(selected.toArray(String[]::new));
        StringBuilder any = new StringBuilder("__lake_f0");
        for (int i = 1; i < most.length; i++) {
          any.append(" OR __lake_f").append(i);
        }
        Dataset<Row> unexpected = flagged.where(any.toString());
        // Rows that are held are looked at here, without a job.
        List<Row> found =
            new ArrayList<>(
                (isHeld() ? unexpected : FirstRows.of(unexpected, most)).collectAsList());
        found.sort(java.util.Comparator.comparingLong(row -> row.getLong(most.length)));
        RowNumbers numbers = isNumbered ? RowNumbers.of(rows, found, most.length) : RowNumbers.NONE;
        for (Row row : found) {
          for (int i = 0; i < most.length; i++) {
            Case one = failing.get(i);
            if (row.getBoolean(i) && one.rows.size() < most[i]) {
              one.rows.add(
                  new FailingRow(
                      numbers.number(row.getLong(most.length)),
                      read(row, keysOf(one)),
                      read(row, check(one).columns()),
                      one.format.hasRows() ? read(row, tableColumns()) : Map.of()));
            }
          }
        }
      }

      private List<String> tableColumns() {
        return Arrays.stream(rows.columns()).filter(name -> !DataFile.isAdded(name)).toList();
      }

      private Step.RowCheck check(Case one) {
        if (one.step instanceof Step.Counted counted) {
          return counted.check();
        }
        throw new IllegalStateException("Rows of " + one.expectation.type());
      }

      private void select(String column) {
        if (!positions.containsKey(column)) {
          positions.put(column, selected.size());
          selected.add(Sql.name(column) + " AS __lake_v" + positions.size());
        }
      }

      private Map<String, @Nullable Object> read(Row row, List<String> columns) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        for (String column : columns) {
          Integer position = positions.get(column);
          result.put(column, position == null ? null : values.json(row.get(position)));
        }
        return result;
      }
    }

    private ExpectationResult result(Case one) {
      if (one.failure != null) {
        return new ExpectationResult(
            one.expectation, false, Map.of(), Optional.of(message(one.failure)), 0, List.of());
      }
      if (one.step instanceof Step.Observed observed) {
        return new ExpectationResult(
            one.expectation,
            observed.isMet(),
            told(observed, one.format),
            Optional.empty(),
            observed.result().get("unexpected_count") instanceof Number count
                ? count.longValue()
                : 0,
            List.of());
      }
      if (one.step instanceof Step.Counted counted) {
        return new ExpectationResult(
            one.expectation,
            counted.isMet(),
            new CountedResult(counted, one.format, one.rows, isNumbered).fields(),
            Optional.empty(),
            counted.unexpected(),
            one.rows);
      }
      throw new IllegalStateException("Not judged: " + one.expectation.type());
    }

    private Map<String, @Nullable Object> told(Step.Observed observed, ResultFormat told) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      if (told.level() == ResultFormat.Level.BOOLEAN_ONLY) {
        return result;
      }
      Object value = observed.observed();
      boolean isComparison = value == Step.Observed.NOTHING;
      if (!isComparison) {
        result.put("observed_value", value instanceof LocalDateTime ? values.json(value) : value);
      }
      result.putAll(observed.result());
      if (told.partialCount() <= 0) {
        result.keySet().removeIf(name -> name.startsWith("partial_"));
      }
      boolean isTold = !isComparison || told.level() == ResultFormat.Level.COMPLETE;
      if (isTold && !observed.details().isEmpty()) {
        result.put("details", observed.details());
      }
      return result;
    }

    /** Spark's messages go on with its plan. */
    private String message(Exception failure) {
      String message = failure.getMessage();
      if (message == null) {
        return failure.getClass().getSimpleName();
      }
      int plan = message.indexOf(";\n");
      return plan > 0 ? message.substring(0, plan) : message;
    }
  }
}
