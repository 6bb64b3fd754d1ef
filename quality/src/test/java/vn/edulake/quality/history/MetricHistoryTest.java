package vn.edulake.quality.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import com.amazon.deequ.metrics.Metric;
import com.amazon.deequ.repository.AnalysisResult;
import com.amazon.deequ.repository.ResultKey;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import scala.Predef;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.util.Failure;
import vn.edulake.models.TableName;
import vn.edulake.models.calendar.TeachingCalendar.Kind;
import vn.edulake.quality.Figure;

class MetricHistoryTest {
  private static final TableName MARK = TableName.parse("core.fct_mark");
  private static final TableName ROLL = TableName.parse("core.fct_roll_call_day");
  private static final Instant MORNING = Instant.parse("2026-09-14T01:00:00Z");
  private static final Figure MEAN = new Figure(Figure.Kind.MEAN, "mark");
  private static final Map<Figure, Double> EVERY_KIND =
      Map.of(
          Figure.ROWS,
          420.0,
          new Figure(Figure.Kind.COMPLETENESS, "comment"),
          0.25,
          MEAN,
          6.5,
          new Figure(Figure.Kind.STANDARD_DEVIATION, "mark"),
          1.25,
          new Figure(Figure.Kind.SHARE, "status_code = 'present'"),
          0.97);

  private final Table table = MetricTable.empty();
  private final MetricHistory history =
      new MetricHistory(table, Clock.fixed(MORNING, ZoneOffset.UTC));

  @Test
  void figuresOfEveryKindComeBackAsTheyWereSaved() {
    Slice slice = slice(MARK, MORNING, 7, Optional.empty(), EVERY_KIND);

    history.save(List.of(slice));

    assertThat(history.slices(Instant.EPOCH)).isEqualTo(Map.of(MARK, List.of(slice)));
    AnalysisResult loaded = JavaConverters.seqAsJavaList(history.load().get()).get(0);
    assertThat(loaded.analyzerContext().metric(MetricHistory.analyzer(MEAN)).get().value().get())
        .isEqualTo(6.5);
    assertThat(JavaConverters.mapAsJavaMap(loaded.resultKey().tags()))
        .containsOnly(
            Map.entry("table", "core.fct_mark"), Map.entry("slice", "run"), Map.entry("run", "7"));
  }

  @Test
  void whatDeequSavesUnderAKeyIsLoadedByItAndReplacedByWhatIsSavedLater() {
    history.save(List.of(slice(MARK, MORNING, 7, Optional.empty(), EVERY_KIND)));
    AnalysisResult first = JavaConverters.seqAsJavaList(history.load().get()).get(0);
    MetricHistory later =
        new MetricHistory(table, Clock.fixed(MORNING.plusSeconds(60), ZoneOffset.UTC));
    AnalyzerContext size =
        context(
            Map.of(
                MetricHistory.analyzer(Figure.ROWS),
                first.analyzerContext().metric(MetricHistory.analyzer(Figure.ROWS)).get()));

    later.save(first.resultKey(), size);

    assertThat(later.loadByKey(first.resultKey()).get().metricMap().size()).isEqualTo(1);
    assertThat(later.loadByKey(new ResultKey(0, first.resultKey().tags())).isEmpty()).isTrue();
    assertThat(later.load().get().size()).isEqualTo(1);
  }

  @Test
  void aLoaderGivesWhatHasTheTagsAndTheAnalyzersBetweenTwoTimes() {
    for (int day = 1; day <= 5; day++) {
      LocalDate date = LocalDate.of(2026, 9, 6 + day);
      history.save(
          List.of(
              slice(ROLL, Slice.at(date), 1, Optional.of(Kind.SCHOOL_DAY), EVERY_KIND),
              slice(MARK, Slice.at(date), day, Optional.empty(), EVERY_KIND)));
    }
    long second = Slice.at(LocalDate.of(2026, 9, 8)).toEpochMilli();
    long fourth = Slice.at(LocalDate.of(2026, 9, 10)).toEpochMilli();

    List<AnalysisResult> found =
        JavaConverters.seqAsJavaList(
            history
                .load()
                .withTagValues(tags(Map.of("table", "core.fct_roll_call_day", "slice", "day")))
                .forAnalyzers(
                    JavaConverters.asScalaBuffer(
                            List.<Analyzer<?, Metric<?>>>of(MetricHistory.analyzer(MEAN)))
                        .toSeq())
                .after(second)
                .before(fourth)
                .get());

    assertThat(found)
        .extracting(result -> result.resultKey().dataSetDate())
        .containsExactly(second, second + 86_400_000, fourth);
    assertThat(found).allMatch(result -> result.analyzerContext().metricMap().size() == 1);
    assertThat(history.load().withTagValues(tags(Map.of("run", "3"))).get().size()).isEqualTo(1);
  }

  @Test
  void ofADayThatWasMeasuredAgainTheLastFiguresCount() {
    Instant day = Slice.at(LocalDate.of(2026, 9, 8));
    Slice again =
        new Slice(ROLL, day, 2, Optional.of(Kind.SCHOOL_DAY), Map.of(Figure.ROWS, 9.0), MORNING);
    history.save(
        List.of(
            new Slice(
                ROLL,
                day,
                1,
                Optional.of(Kind.SCHOOL_DAY),
                Map.of(Figure.ROWS, 5.0),
                MORNING.minusSeconds(60))));
    history.save(List.of(again));

    assertThat(history.slices(Instant.EPOCH)).isEqualTo(Map.of(ROLL, List.of(again)));
    assertThat(history.slices(MORNING)).isEmpty();
  }

  @Test
  void aMetricThatFailedIsNotKeptAndNothingIsCommittedForNothing() {
    history.save(List.of(slice(MARK, MORNING, 7, Optional.empty(), Map.of(Figure.ROWS, 1.0))));
    ResultKey key = JavaConverters.seqAsJavaList(history.load().get()).get(0).resultKey();
    long snapshot = table.currentSnapshot().snapshotId();
    Metric<?> failed =
        new com.amazon.deequ.analyzers.Size(scala.Option.empty())
            .toFailureMetric(new IllegalStateException("no such column"));
    assertThat(failed.value()).isInstanceOf(Failure.class);

    history.save(key, context(Map.of(MetricHistory.analyzer(Figure.ROWS), failed)));
    history.save(List.of());

    table.refresh();
    assertThat(table.currentSnapshot().snapshotId()).isEqualTo(snapshot);
  }

  @Test
  void aKeyWithoutItsTagsAndAFigureThatNobodyKnowsAreRefused() {
    assertThatThrownBy(
            () -> history.save(new ResultKey(0, tags(Map.of("colour", "red"))), context(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("colour");
    Analyzer<?, ?> maximum =
        new com.amazon.deequ.analyzers.Maximum("mark", scala.Option.empty(), scala.Option.empty());
    @SuppressWarnings("unchecked")
    Analyzer<?, Metric<?>> untyped = (Analyzer<?, Metric<?>>) maximum;
    Map<String, String> known = Map.of("table", "core.fct_mark", "slice", "run", "run", "1");
    Metric<?> metric = maximum.toFailureMetric(new IllegalStateException("none"));
    assertThatThrownBy(
            () -> history.save(new ResultKey(0, tags(known)), context(Map.of(untyped, metric))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Maximum");
  }

  private static Slice slice(
      TableName table, Instant at, long run, Optional<Kind> kind, Map<Figure, Double> figures) {
    return new Slice(table, at, run, kind, figures, MORNING);
  }

  private static AnalyzerContext context(Map<Analyzer<?, Metric<?>>, Metric<?>> metrics) {
    Map<Analyzer<?, Metric<?>>, Metric<?>> copy = new LinkedHashMap<>(metrics);
    return new AnalyzerContext(
        JavaConverters.mapAsScalaMap(copy)
            .toMap(Predef.<Tuple2<Analyzer<?, Metric<?>>, Metric<?>>>$conforms()));
  }

  private static scala.collection.immutable.Map<String, String> tags(Map<String, String> tags) {
    return JavaConverters.mapAsScalaMap(tags).toMap(Predef.<Tuple2<String, String>>$conforms());
  }
}
