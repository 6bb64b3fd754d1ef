package vn.edulake.quality.history;

import com.amazon.deequ.anomalydetection.AbsoluteChangeStrategy;
import com.amazon.deequ.anomalydetection.AnomalyDetectionStrategy;
import com.amazon.deequ.anomalydetection.AnomalyDetector;
import com.amazon.deequ.anomalydetection.BatchNormalStrategy;
import com.amazon.deequ.anomalydetection.DataPoint;
import com.amazon.deequ.anomalydetection.OnlineNormalStrategy;
import com.amazon.deequ.anomalydetection.RelativeRateOfChangeStrategy;
import com.amazon.deequ.anomalydetection.SimpleThresholdStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scala.Option;
import scala.collection.JavaConverters;
import vn.edulake.quality.HistoryCheck;

/** Asks Deequ whether a figure fits to those before it. */
final class Anomalies {
  /** Of a series that follows its mean, so much of its beginning is not judged by. */
  private static final double START = 0.1;

  private Anomalies() {}

  /**
   * Whether the newest figure is anomalous.
   *
   * @param before the figures before it, the oldest first; not empty
   */
  static boolean isAnomalous(HistoryCheck check, List<Double> before, double now) {
    List<DataPoint<Object>> points = new ArrayList<>();
    for (double value : before) {
      points.add(point(points.size(), value));
    }
    return !new AnomalyDetector(strategy(check))
        .isNewPointAnomalous(
            JavaConverters.asScalaBuffer(points).toSeq(), point(points.size(), now))
        .anomalies()
        .isEmpty();
  }

  private static DataPoint<Object> point(int at, double value) {
    return new DataPoint<>(at, Option.apply((Object) value));
  }

  private static AnomalyDetectionStrategy strategy(HistoryCheck check) {
    Option<Object> least = option(check.least());
    Option<Object> most = option(check.most());
    return switch (check.strategy()) {
      case RELATIVE_RATE_OF_CHANGE -> new RelativeRateOfChangeStrategy(least, most, 1);
      case ABSOLUTE_CHANGE -> new AbsoluteChangeStrategy(least, most, 1);
      case SIMPLE_THRESHOLD ->
          new SimpleThresholdStrategy(
              check.least().orElse(-Double.MAX_VALUE), check.most().orElse(Double.MAX_VALUE));
      case ONLINE_NORMAL -> new OnlineNormalStrategy(least, most, START, true);
      case BATCH_NORMAL -> new BatchNormalStrategy(least, most, false);
    };
  }

  private static Option<Object> option(Optional<Double> bound) {
    return Option.apply(bound.map(Object.class::cast).orElse(null));
  }
}
