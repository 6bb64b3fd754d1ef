package vn.edulake.quality.expectation;

import com.amazon.deequ.VerificationResult;
import com.amazon.deequ.VerificationSuite;
import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.AnalyzerOptions;
import com.amazon.deequ.analyzers.Compliance;
import com.amazon.deequ.analyzers.CountDistinct;
import com.amazon.deequ.analyzers.DoubleValuedState;
import com.amazon.deequ.analyzers.InMemoryStateProvider;
import com.amazon.deequ.analyzers.MaxState;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.analyzers.Mean;
import com.amazon.deequ.analyzers.MeanState;
import com.amazon.deequ.analyzers.MinState;
import com.amazon.deequ.analyzers.Minimum;
import com.amazon.deequ.analyzers.NumMatches;
import com.amazon.deequ.analyzers.NumMatchesAndCount;
import com.amazon.deequ.analyzers.ScanShareableAnalyzer;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.StandardDeviation;
import com.amazon.deequ.analyzers.StandardDeviationState;
import com.amazon.deequ.analyzers.Sum;
import com.amazon.deequ.analyzers.SumState;
import com.amazon.deequ.analyzers.Uniqueness;
import com.amazon.deequ.metrics.DoubleMetric;
import com.amazon.deequ.metrics.Entity;
import com.amazon.deequ.metrics.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.List$;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;

/**
 * One run of Deequ over a table: all figures that can share a scan in one scan, and one more pass
 * for each set of columns whose values are grouped.
 */
final class DeequPass {
  private final Dataset<Row> rows;
  private final Map<Question, Analyzer<?, ?>> analyzers = new LinkedHashMap<>();
  private final InMemoryStateProvider states = new InMemoryStateProvider();

  private DeequPass(Dataset<Row> rows) {
    this.rows = rows;
  }

  /** Whether Deequ can answer it in such a pass. */
  static boolean takes(Question question) {
    return question instanceof Question.Rows
        || question instanceof Question.Figure
        || question instanceof Question.Aggregate
        || question instanceof Question.Repeated
        || (question instanceof Question.Distinct distinct && distinct.condition().equals("TRUE"));
  }

  /**
   * Answers the questions. A column that is grouped has a plain name.
   *
   * @throws RuntimeException when Spark refuses one of them; then none is answered
   */
  static Map<Question, @Nullable Object> answer(
      Dataset<Row> rows, Collection<? extends Question> questions) {
    return new DeequPass(rows).run(questions);
  }

  private Map<Question, @Nullable Object> run(Collection<? extends Question> questions) {
    for (Question question : questions) {
      add(question);
      if (question instanceof Question.Repeated repeated) {
        add(rowsOf(repeated));
      }
    }
    List<Analyzer<?, Metric<?>>> list = new ArrayList<>();
    analyzers.values().forEach(analyzer -> list.add(untyped(analyzer)));
    VerificationResult result =
        new VerificationSuite()
            .onData(rows)
            .addRequiredAnalyzers(JavaConverters.asScalaBuffer(list).toSeq())
            .saveStatesWith(states)
            .run();
    Map<Analyzer<?, ?>, Metric<?>> metrics = new LinkedHashMap<>();
    JavaConverters.mapAsJavaMap(result.metrics()).forEach(metrics::put);
    Map<Question, @Nullable Object> answers = new LinkedHashMap<>();
    for (Question question : questions) {
      answers.put(question, read(question, metrics));
    }
    return answers;
  }

  private void add(Question question) {
    analyzers.computeIfAbsent(question, asked -> analyzer(asked, "q" + analyzers.size()));
  }

  /** The rows that a grouping looks at. */
  private static Question.Rows rowsOf(Question.Repeated repeated) {
    String anyValue =
        "("
            + String.join(
                " OR ",
                repeated.columns().stream().map(name -> Sql.name(name) + " IS NOT NULL").toList())
            + ")";
    return new Question.Rows(Sql.and(List.of(repeated.condition(), anyValue)));
  }

  @SuppressWarnings("unchecked")
  private static Analyzer<?, Metric<?>> untyped(Analyzer<?, ?> analyzer) {
    return (Analyzer<?, Metric<?>>) analyzer;
  }

  private static Analyzer<?, ?> analyzer(Question question, String name) {
    if (question instanceof Question.Rows asked) {
      return asked.condition().equals("TRUE")
          ? new Size(Option.empty())
          : new Compliance(
              name, asked.condition(), Option.empty(), none(), Option.<AnalyzerOptions>empty());
    }
    if (question instanceof Question.Figure asked) {
      Option<String> where = where(asked.condition());
      return switch (asked.kind()) {
        case MEAN -> new Mean(asked.column(), where);
        case SUM -> new Sum(asked.column(), where);
        case STANDARD_DEVIATION -> new StandardDeviation(asked.column(), where);
        case MINIMUM -> new Minimum(asked.column(), where, Option.<AnalyzerOptions>empty());
        case MAXIMUM -> new Maximum(asked.column(), where, Option.<AnalyzerOptions>empty());
      };
    }
    if (question instanceof Question.Aggregate asked) {
      return new SqlAggregate(asked.sql());
    }
    if (question instanceof Question.Distinct asked) {
      return new CountDistinct(columns(List.of(asked.column())));
    }
    if (question instanceof Question.Repeated asked) {
      return new Uniqueness(
          columns(asked.columns()), where(asked.condition()), Option.<AnalyzerOptions>empty());
    }
    throw new IllegalStateException("Deequ is not asked: " + question);
  }

  @SuppressWarnings("unchecked")
  private static scala.collection.immutable.List<String> none() {
    return (scala.collection.immutable.List<String>)
        (scala.collection.immutable.List<?>) List$.MODULE$.empty();
  }

  private static Seq<String> columns(List<String> names) {
    return JavaConverters.asScalaBuffer(names).toSeq();
  }

  private static Option<String> where(String condition) {
    return condition.equals("TRUE") ? Option.empty() : Option.apply(condition);
  }

  private @Nullable Object read(Question question, Map<Analyzer<?, ?>, Metric<?>> metrics) {
    Analyzer<?, ?> analyzer = Objects.requireNonNull(analyzers.get(question));
    if (question instanceof Question.Distinct) {
      return (long) ratio(metrics.get(analyzer), 0);
    }
    if (question instanceof Question.Repeated repeated) {
      Object counted = read(rowsOf(repeated), metrics);
      long considered = counted instanceof Number number ? number.longValue() : 0;
      return Math.round(considered * (1 - ratio(metrics.get(analyzer), 1)));
    }
    Object state = state(analyzer);
    if (state == null) {
      Metric<?> metric = metrics.get(analyzer);
      if (metric != null && metric.value().isFailure()) {
        Throwable failure = metric.value().failed().get();
        // That there is nothing to count is an answer.
        if (!failure.getClass().getSimpleName().equals("EmptyStateException")) {
          throw new IllegalArgumentException(failure.getMessage(), failure);
        }
      }
      return question instanceof Question.Rows ? 0L : null;
    }
    if (state instanceof NumMatches counted) {
      return counted.numMatches();
    }
    if (state instanceof NumMatchesAndCount counted) {
      return counted.numMatches();
    }
    if (state instanceof MeanState mean) {
      return mean.count() == 0 ? null : mean.sum() / mean.count();
    }
    if (state instanceof SumState sum) {
      return sum.sum();
    }
    if (state instanceof MinState minimum) {
      return minimum.minValue();
    }
    if (state instanceof MaxState maximum) {
      return maximum.maxValue();
    }
    if (state instanceof StandardDeviationState deviation) {
      return deviation.n() < 2 ? null : Math.sqrt(deviation.m2() / (deviation.n() - 1));
    }
    return ((SqlValue) state).value();
  }

  private @Nullable Object state(Analyzer<?, ?> analyzer) {
    Option<?> state = states.load(analyzer);
    return state.isEmpty() ? null : state.get();
  }

  /** A figure that Deequ tells as such; of no rows it tells none. */
  private static double ratio(@Nullable Metric<?> metric, double ofNothing) {
    if (metric == null) {
      throw new IllegalStateException("Deequ told nothing of a grouping");
    }
    if (metric.value().isFailure()) {
      Throwable failure = metric.value().failed().get();
      if (failure.getClass().getSimpleName().equals("EmptyStateException")) {
        return ofNothing;
      }
      throw new IllegalArgumentException(failure.getMessage(), failure);
    }
    double value = ((Number) metric.value().get()).doubleValue();
    return Double.isNaN(value) ? ofNothing : value;
  }

  /** An aggregate of Spark SQL as an analyzer: what Deequ has none for shares its scan. */
  private static final class SqlAggregate implements ScanShareableAnalyzer<SqlValue, DoubleMetric> {
    private static final long serialVersionUID = 1;

    private final String sql;

    SqlAggregate(String sql) {
      this.sql = sql;
    }

    @Override
    public DoubleMetric computeMetricFrom(Option<SqlValue> state) {
      return metric(
          new Success<>(
              state.isEmpty() ? (Object) Double.NaN : (Object) state.get().metricValue()));
    }

    @Override
    public DoubleMetric toFailureMetric(Exception failure) {
      return metric(new Failure<>(failure));
    }

    private DoubleMetric metric(Try<Object> value) {
      return new DoubleMetric(Entity.Column(), "SqlAggregate", sql, value, Option.<Column>empty());
    }

    @Override
    public Seq<Column> aggregationFunctions() {
      return JavaConverters.asScalaBuffer(List.of(functions.expr(sql))).toSeq();
    }

    @Override
    public Option<SqlValue> fromAggregationResult(Row result, int offset) {
      return result.isNullAt(offset)
          ? Option.empty()
          : Option.apply(new SqlValue(result.get(offset)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof SqlAggregate aggregate && aggregate.sql.equals(sql);
    }

    @Override
    public int hashCode() {
      return sql.hashCode();
    }
  }

  /** What an aggregate gave; parts of it are never added up. */
  private record SqlValue(Object value) implements DoubleValuedState<SqlValue> {
    @Override
    public SqlValue sum(SqlValue other) {
      throw new IllegalStateException("An aggregate over all rows has no parts");
    }

    @Override
    public double metricValue() {
      return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
  }
}
