package vn.edulake.quality.history;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.AnalyzerOptions;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Compliance;
import com.amazon.deequ.analyzers.Mean;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.StandardDeviation;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import com.amazon.deequ.metrics.DoubleMetric;
import com.amazon.deequ.metrics.Entity;
import com.amazon.deequ.metrics.Metric;
import com.amazon.deequ.repository.AnalysisResult;
import com.amazon.deequ.repository.MetricsRepository;
import com.amazon.deequ.repository.MetricsRepositoryMultipleResultsLoader;
import com.amazon.deequ.repository.ResultKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Predef;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.List$;
import scala.util.Success;
import vn.edulake.models.TableName;
import vn.edulake.models.calendar.TeachingCalendar;
import vn.edulake.quality.Figure;
import vn.edulake.warehouse.catalog.RecordFile;

/**
 * Deequ's repository of metrics over the Iceberg table {@code ops.quality_metric}. Rows are only
 * appended: of one key the figures that were saved last count. A key has the tags {@code table},
 * {@code slice} ({@code run} or {@code day}), {@code run} and, of a day, {@code day_kind}. Known
 * are the metrics of size, completeness, mean, standard deviation and compliance; a metric that
 * failed is not kept, as in Deequ's own repositories.
 */
final class MetricHistory implements MetricsRepository {
  private static final String TABLE = "table";
  private static final String SLICE = "slice";
  private static final String RUN = "run";
  private static final String DAY = "day";
  private static final String DAY_KIND = "day_kind";
  private static final Set<String> TAGS = Set.of(TABLE, SLICE, RUN, DAY_KIND);

  private final Table table;
  private final Clock clock;

  MetricHistory(Table table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  /**
   * @throws IllegalArgumentException when a tag or metric is none of the known ones
   */
  @Override
  public void save(ResultKey key, AnalyzerContext context) {
    append(records(key, context, clock.instant()));
  }

  /** Saves all with one commit; nothing is committed when there is nothing. */
  void save(Collection<Slice> slices) {
    List<Record> records = new ArrayList<>();
    for (Slice slice : slices) {
      records.addAll(records(key(slice), context(slice.figures()), slice.savedAt()));
    }
    append(records);
  }

  private void append(List<Record> records) {
    if (!records.isEmpty()) {
      table.newAppend().appendFile(RecordFile.write(table, records.iterator())).commit();
    }
  }

  @Override
  public Option<AnalyzerContext> loadByKey(ResultKey key) {
    return Option.apply(
        results(one -> one.equals(key), Expressions.alwaysTrue()).stream()
            .map(AnalysisResult::analyzerContext)
            .findFirst()
            .orElse(null));
  }

  @Override
  public Loader load() {
    return new Loader(Map.of(), Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** What was kept since a time, the oldest first; of a day that was measured again, the last. */
  Map<TableName, List<Slice>> slices(Instant since) {
    Map<List<Object>, Slice> newest = new LinkedHashMap<>();
    for (Kept one : kept(Expressions.greaterThanOrEqual("dataset_at", micros(since)))) {
      Slice slice = slice(one);
      List<Object> what = List.of(slice.table(), slice.isDay(), slice.at());
      newest.merge(what, slice, (a, b) -> b.savedAt().isBefore(a.savedAt()) ? a : b);
    }
    Map<TableName, List<Slice>> result = new TreeMap<>();
    newest.values().stream()
        .sorted(Comparator.comparing(Slice::at))
        .forEach(
            slice -> result.computeIfAbsent(slice.table(), name -> new ArrayList<>()).add(slice));
    return result;
  }

  /** Narrows what is read; each narrowing gives a new loader. */
  final class Loader implements MetricsRepositoryMultipleResultsLoader {
    private final Map<String, String> tags;
    private final Optional<List<Analyzer<?, Metric<?>>>> analyzers;
    private final long after;
    private final long before;

    private Loader(
        Map<String, String> tags,
        Optional<List<Analyzer<?, Metric<?>>>> analyzers,
        long after,
        long before) {
      this.tags = tags;
      this.analyzers = analyzers;
      this.after = after;
      this.before = before;
    }

    @Override
    public Loader withTagValues(scala.collection.immutable.Map<String, String> wanted) {
      return new Loader(JavaConverters.mapAsJavaMap(wanted), analyzers, after, before);
    }

    @Override
    public Loader forAnalyzers(Seq<Analyzer<?, Metric<?>>> wanted) {
      return new Loader(tags, Optional.of(JavaConverters.seqAsJavaList(wanted)), after, before);
    }

    /** From this time on, itself included. */
    @Override
    public Loader after(long dataSetDate) {
      return new Loader(tags, analyzers, dataSetDate, before);
    }

    /** Up to this time, itself included. */
    @Override
    public Loader before(long dataSetDate) {
      return new Loader(tags, analyzers, after, dataSetDate);
    }

    @Override
    public Seq<AnalysisResult> get() {
      Expression within = Expressions.alwaysTrue();
      if (after != Long.MIN_VALUE) {
        within = Expressions.greaterThanOrEqual("dataset_at", after * 1000);
      }
      if (before != Long.MAX_VALUE) {
        within = Expressions.and(within, Expressions.lessThanOrEqual("dataset_at", before * 1000));
      }
      if (tags.containsKey(TABLE)) {
        within = Expressions.and(within, Expressions.equal("table_name", tags.get(TABLE)));
      }
      List<AnalysisResult> found = new ArrayList<>();
      for (AnalysisResult result : results(this::isWanted, within)) {
        found.add(new AnalysisResult(result.resultKey(), only(result.analyzerContext())));
      }
      return JavaConverters.asScalaBuffer(found).toSeq();
    }

    private boolean isWanted(ResultKey key) {
      return JavaConverters.mapAsJavaMap(key.tags()).entrySet().containsAll(tags.entrySet());
    }

    private AnalyzerContext only(AnalyzerContext context) {
      if (analyzers.isEmpty()) {
        return context;
      }
      Map<Analyzer<?, Metric<?>>, Metric<?>> some =
          new LinkedHashMap<>(JavaConverters.mapAsJavaMap(context.metricMap()));
      some.keySet().retainAll(analyzers.get());
      return contextOf(some);
    }
  }

  /** What was saved under one key, the figures of the last time. */
  private record Kept(ResultKey key, long runId, Instant savedAt, Map<Figure, Double> figures) {}

  private List<AnalysisResult> results(Predicate<ResultKey> wanted, Expression within) {
    List<AnalysisResult> result = new ArrayList<>();
    for (Kept one : kept(within)) {
      if (wanted.test(one.key())) {
        result.add(new AnalysisResult(one.key(), context(one.figures())));
      }
    }
    return result;
  }

  private List<Kept> kept(Expression within) {
    Map<ResultKey, Kept> result = new LinkedHashMap<>();
    if (table.currentSnapshot() == null) {
      return List.of();
    }
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).where(within).build()) {
      for (Record row : rows) {
        Instant savedAt = instant(row, "saved_at");
        ResultKey key = key(row);
        Kept before = result.get(key);
        if (before != null && savedAt.isBefore(before.savedAt())) {
          continue;
        }
        if (before == null || savedAt.isAfter(before.savedAt())) {
          before = new Kept(key, (Long) row.getField("run_id"), savedAt, new LinkedHashMap<>());
          result.put(key, before);
        }
        before.figures().put(figure(row), (Double) row.getField("metric_value"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result.values().stream()
        .sorted(Comparator.comparingLong((Kept one) -> one.key().dataSetDate()))
        .toList();
  }

  private static Slice slice(Kept kept) {
    Map<String, String> tags = JavaConverters.mapAsJavaMap(kept.key().tags());
    return new Slice(
        TableName.parse(Objects.requireNonNull(tags.get(TABLE))),
        Instant.ofEpochMilli(kept.key().dataSetDate()),
        kept.runId(),
        Optional.ofNullable(tags.get(DAY_KIND))
            .map(kind -> TeachingCalendar.Kind.valueOf(kind.toUpperCase(Locale.ROOT))),
        kept.figures(),
        kept.savedAt());
  }

  private static ResultKey key(Slice slice) {
    Map<String, String> tags = new TreeMap<>();
    tags.put(TABLE, slice.table().toString());
    tags.put(SLICE, slice.isDay() ? DAY : RUN);
    tags.put(RUN, String.valueOf(slice.runId()));
    slice.dayKind().ifPresent(kind -> tags.put(DAY_KIND, kind.name().toLowerCase(Locale.ROOT)));
    return new ResultKey(slice.at().toEpochMilli(), scalaMap(tags));
  }

  private static ResultKey key(Record row) {
    Map<String, String> tags = new TreeMap<>();
    tags.put(TABLE, text(row, "table_name"));
    tags.put(SLICE, text(row, "slice_code"));
    tags.put(RUN, String.valueOf(row.getField("run_id")));
    if (row.getField("day_kind") != null) {
      tags.put(DAY_KIND, text(row, "day_kind"));
    }
    return new ResultKey(instant(row, "dataset_at").toEpochMilli(), scalaMap(tags));
  }

  private List<Record> records(ResultKey key, AnalyzerContext context, Instant savedAt) {
    Map<String, String> tags = JavaConverters.mapAsJavaMap(key.tags());
    if (!TAGS.containsAll(tags.keySet()) || !tags.keySet().containsAll(Set.of(TABLE, SLICE, RUN))) {
      throw new IllegalArgumentException("A key has the tags " + TAGS + ", not " + tags);
    }
    List<Record> result = new ArrayList<>();
    JavaConverters.mapAsJavaMap(context.metricMap())
        .forEach(
            (analyzer, metric) -> {
              Figure figure = figure(analyzer);
              if (metric.value().isFailure()) {
                return;
              }
              Record row = GenericRecord.create(table.schema());
              row.setField("table_name", tags.get(TABLE));
              row.setField("slice_code", tags.get(SLICE));
              row.setField(
                  "dataset_at", Instant.ofEpochMilli(key.dataSetDate()).atOffset(ZoneOffset.UTC));
              row.setField("run_id", Long.valueOf(Objects.requireNonNull(tags.get(RUN))));
              row.setField("day_kind", tags.get(DAY_KIND));
              row.setField("metric_code", metric.name());
              row.setField("instance", figure.of());
              row.setField("metric_value", ((Number) metric.value().get()).doubleValue());
              row.setField("saved_at", savedAt.atOffset(ZoneOffset.UTC));
              result.add(row);
            });
    return result;
  }

  private static AnalyzerContext context(Map<Figure, Double> figures) {
    Map<Analyzer<?, Metric<?>>, Metric<?>> metrics = new LinkedHashMap<>();
    figures.forEach((figure, value) -> metrics.put(analyzer(figure), metric(figure, value)));
    return contextOf(metrics);
  }

  private static AnalyzerContext contextOf(Map<Analyzer<?, Metric<?>>, Metric<?>> metrics) {
    return new AnalyzerContext(scalaMap(metrics));
  }

  private static DoubleMetric metric(Figure figure, double value) {
    return new DoubleMetric(
        figure.kind() == Figure.Kind.ROW_COUNT ? Entity.Dataset() : Entity.Column(),
        code(figure.kind()),
        figure.of(),
        new Success<Object>(value),
        Option.<Column>empty());
  }

  private static String code(Figure.Kind kind) {
    return switch (kind) {
      case ROW_COUNT -> "Size";
      case COMPLETENESS -> "Completeness";
      case MEAN -> "Mean";
      case STANDARD_DEVIATION -> "StandardDeviation";
      case SHARE -> "Compliance";
    };
  }

  @SuppressWarnings("unchecked")
  static Analyzer<?, Metric<?>> analyzer(Figure figure) {
    Option<String> everywhere = Option.empty();
    Analyzer<?, ?> result =
        switch (figure.kind()) {
          case ROW_COUNT -> new Size(everywhere);
          case COMPLETENESS ->
              new Completeness(figure.of(), everywhere, Option.<AnalyzerOptions>empty());
          case MEAN -> new Mean(figure.of(), everywhere);
          case STANDARD_DEVIATION -> new StandardDeviation(figure.of(), everywhere);
          case SHARE ->
              new Compliance(
                  figure.of(),
                  figure.of(),
                  everywhere,
                  (scala.collection.immutable.List<String>)
                      (scala.collection.immutable.List<?>) List$.MODULE$.empty(),
                  Option.<AnalyzerOptions>empty());
        };
    return (Analyzer<?, Metric<?>>) result;
  }

  private static Figure figure(Analyzer<?, ?> analyzer) {
    if (analyzer instanceof Size) {
      return Figure.ROWS;
    }
    if (analyzer instanceof Completeness one) {
      return new Figure(Figure.Kind.COMPLETENESS, one.column());
    }
    if (analyzer instanceof Mean one) {
      return new Figure(Figure.Kind.MEAN, one.column());
    }
    if (analyzer instanceof StandardDeviation one) {
      return new Figure(Figure.Kind.STANDARD_DEVIATION, one.column());
    }
    if (analyzer instanceof Compliance one) {
      return new Figure(Figure.Kind.SHARE, one.predicate());
    }
    throw new IllegalArgumentException("No figure of history: " + analyzer);
  }

  private static Figure figure(Record row) {
    String code = text(row, "metric_code");
    for (Figure.Kind kind : Figure.Kind.values()) {
      if (code(kind).equals(code)) {
        return new Figure(kind, text(row, "instance"));
      }
    }
    throw new IllegalArgumentException("No figure of history: " + code);
  }

  private static String text(Record row, String column) {
    return row.getField(column).toString();
  }

  private static Instant instant(Record row, String column) {
    @Nullable Object at = row.getField(column);
    return ((OffsetDateTime) Objects.requireNonNull(at)).toInstant();
  }

  private static long micros(Instant at) {
    return at.toEpochMilli() * 1000;
  }

  private static <K, V> scala.collection.immutable.Map<K, V> scalaMap(Map<K, V> map) {
    return JavaConverters.mapAsScalaMap(map).toMap(Predef.<Tuple2<K, V>>$conforms());
  }
}
