package vn.edulake.quality.history;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.iceberg.Table;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.models.calendar.TeachingCalendar;
import vn.edulake.models.calendar.TeachingCalendar.Kind;
import vn.edulake.quality.Figure;
import vn.edulake.quality.HistoryCheck;
import vn.edulake.quality.HistoryCheck.Per;
import vn.edulake.quality.HistoryCheck.Strategy;
import vn.edulake.quality.Measured;
import vn.edulake.quality.Verdict;
import vn.edulake.quality.Verdict.Severity;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * What certified runs left of each table, as it stood when the run began; judges the figures of the
 * run by it, and keeps those of the tables that passed.
 */
public final class TableHistory {
  /** Where it is kept. */
  public static final TableName TABLE = new TableName(Layer.OPS, "quality_metric");

  /** Older figures are not compared with: two school years hold each time of the year twice. */
  private static final Period KEPT = Period.ofYears(2);

  /** So many days that are alike tell what is usual. */
  private static final int USUAL = 20;

  private static final int EXAMPLES = 3;

  private final Optional<MetricHistory> kept;
  private final Map<TableName, List<Slice>> slices;
  private final TeachingCalendar calendar;
  private final Instant now;
  private final ZoneId zone;
  private final Set<TableName> accepted;

  private TableHistory(
      Optional<MetricHistory> kept,
      Map<TableName, List<Slice>> slices,
      TeachingCalendar calendar,
      Instant now,
      ZoneId zone,
      Set<TableName> accepted) {
    this.kept = kept;
    this.slices = slices;
    this.calendar = calendar;
    this.now = now;
    this.zone = zone;
    this.accepted = accepted;
  }

  /** One that knows nothing and keeps nothing: every check is not run. */
  public static TableHistory none(TeachingCalendar calendar, Clock clock) {
    return new TableHistory(
        Optional.empty(), Map.of(), calendar, clock.instant(), ZoneId.of("UTC"), Set.of());
  }

  /**
   * What is kept.
   *
   * @param zone in which a day ends
   * @param accepted tables of which a finding is a warning, whatever the check says
   */
  public static TableHistory load(
      LakeCatalogs catalogs,
      TeachingCalendar calendar,
      Clock clock,
      ZoneId zone,
      Set<TableName> accepted) {
    return load(catalogs.load(TABLE), calendar, clock, zone, accepted);
  }

  static TableHistory load(
      Table table, TeachingCalendar calendar, Clock clock, ZoneId zone, Set<TableName> accepted) {
    Instant now = clock.instant();
    MetricHistory kept = new MetricHistory(table, clock);
    Instant since = Slice.at(now.atZone(zone).toLocalDate().minus(KEPT));
    return new TableHistory(
        Optional.of(kept), kept.slices(since), calendar, now, zone, Set.copyOf(accepted));
  }

  /** A figure that is judged, and what it is judged by. */
  private record Point(Optional<LocalDate> day, Figure figure, double value) {}

  /**
   * Judges the figures of one table.
   *
   * @param measured of the whole table, and of days that were built
   */
  public List<Verdict> judge(TableName table, List<HistoryCheck> checks, List<Measured> measured) {
    List<Slice> before = slices.getOrDefault(table, List.of());
    List<Verdict> result = new ArrayList<>();
    for (HistoryCheck check : checks) {
      result.add(judge(table, check, measured, before));
    }
    return result;
  }

  private Verdict judge(
      TableName table, HistoryCheck check, List<Measured> measured, List<Slice> before) {
    Severity severity = accepted.contains(table) ? Severity.WARNING : check.severity();
    List<Point> points = points(check, measured, before);
    List<String> keys = new ArrayList<>();
    List<String> told = new ArrayList<>();
    int judged = 0;
    String nothing =
        check.per() == Per.DAY
            ? "no school day that is over was built"
            : "not all rows were audited";
    String why = points.isEmpty() ? "nothing of it was measured: " + nothing : "";
    for (Point point : points) {
      List<Double> history = history(check, point, before);
      if (history.size() < check.history()) {
        why = "too little history: at least " + check.history() + " earlier figures are wanted";
        continue;
      }
      if (rows(check, point, before) < check.rows()) {
        why = "fewer than " + check.rows() + " rows before";
        continue;
      }
      judged++;
      boolean isRate = check.strategy() == Strategy.RELATIVE_RATE_OF_CHANGE;
      boolean isOfOne = isRate || check.strategy() == Strategy.ABSOLUTE_CHANGE;
      double reference = check.per() == Per.RUN ? history.get(history.size() - 1) : median(history);
      // Of nothing there is no rate.
      boolean isFromNothing = isRate && reference == 0;
      boolean isAnomalous =
          isFromNothing
              ? point.value() != 0
              : Anomalies.isAnomalous(check, isOfOne ? List.of(reference) : history, point.value());
      if (isAnomalous) {
        String day = point.day().map(one -> "calendar_date=" + one + ", ").orElse("");
        keys.add(day + "figure=" + point.figure().name());
        told.add(
            point.figure().name()
                + point.day().map(one -> " of " + one).orElse("")
                + " is "
                + number(point.value())
                + ", "
                + (check.per() == Per.RUN ? "before " : "usually ")
                + number(reference));
      }
    }
    if (judged == 0) {
      return Verdict.notRun(table, check.code(), severity, why);
    }
    if (keys.isEmpty()) {
      return new Verdict(
          table, check.code(), severity, true, 0, judged + " figures, no " + check.finds().en());
    }
    return new Verdict(
        table,
        check.code(),
        severity,
        false,
        keys.size(),
        check.finds().en()
            + ": "
            + told.stream().limit(EXAMPLES).collect(Collectors.joining("; "))
            + (told.size() > EXAMPLES ? " and " + (told.size() - EXAMPLES) + " more" : "")
            + (accepted.contains(table) ? " (accepted for this run)" : ""),
        keys);
  }

  private List<Point> points(HistoryCheck check, List<Measured> measured, List<Slice> before) {
    List<Point> result = new ArrayList<>();
    if (check.per() == Per.RUN) {
      measured.stream()
          .filter(one -> one.day().isEmpty())
          .forEach(one -> add(result, check, Optional.empty(), one.figures()));
      return result;
    }
    Map<LocalDate, Map<Figure, Double>> days = new TreeMap<>();
    Optional<Instant> lastRun =
        before.stream().filter(slice -> !slice.isDay()).map(Slice::savedAt).max(Instant::compareTo);
    // What was measured before its day was over is judged by the first run after.
    before.stream()
        .filter(Slice::isDay)
        .filter(slice -> lastRun.isPresent() && lastRun.get().isBefore(end(check, slice.day())))
        .forEach(slice -> days.put(slice.day(), slice.figures()));
    measured.forEach(one -> one.day().ifPresent(day -> days.put(day, one.figures())));
    days.forEach(
        (day, figures) -> {
          if (calendar.kind(day) != Kind.NONE && !end(check, day).isAfter(now)) {
            add(result, check, Optional.of(day), figures);
          }
        });
    return result;
  }

  private Instant end(HistoryCheck check, LocalDate day) {
    return day.plus(check.settled()).atStartOfDay(zone).toInstant();
  }

  private static void add(
      List<Point> points,
      HistoryCheck check,
      Optional<LocalDate> day,
      Map<Figure, Double> figures) {
    figures.forEach(
        (figure, value) -> {
          if (check.kinds().contains(figure.kind())) {
            points.add(new Point(day, figure, value));
          }
        });
  }

  /** The figures before, the oldest first. */
  private List<Double> history(HistoryCheck check, Point point, List<Slice> before) {
    List<Double> result =
        before.stream()
            .filter(slice -> isAlike(check, point, slice))
            .map(slice -> slice.figures().get(point.figure()))
            .filter(value -> value != null)
            .collect(Collectors.toCollection(ArrayList::new));
    boolean isCut = check.per() == Per.DAY && result.size() > USUAL;
    return isCut ? result.subList(result.size() - USUAL, result.size()) : result;
  }

  private boolean isAlike(HistoryCheck check, Point point, Slice slice) {
    if (point.day().isEmpty()) {
      return !slice.isDay();
    }
    LocalDate day = point.day().get();
    return slice.isDay()
        && slice.day().isBefore(day)
        && !end(check, slice.day()).isAfter(now)
        && calendar.kind(slice.day()) == calendar.kind(day);
  }

  private double rows(HistoryCheck check, Point point, List<Slice> before) {
    List<Double> counts = history(check, new Point(point.day(), Figure.ROWS, 0), before);
    if (counts.isEmpty()) {
      return 0;
    }
    return check.per() == Per.RUN ? counts.get(counts.size() - 1) : median(counts);
  }

  private static double median(Collection<Double> values) {
    return StatUtils.percentile(values.stream().mapToDouble(Double::doubleValue).toArray(), 50);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /**
   * The days that were built, and have to be judged although no row of them is there.
   *
   * @param measured what was measured of those with rows
   */
  public static List<Measured> withEmpty(Collection<LocalDate> built, List<Measured> measured) {
    List<Measured> result = new ArrayList<>(measured);
    Set<LocalDate> seen =
        measured.stream().flatMap(one -> one.day().stream()).collect(Collectors.toSet());
    built.stream()
        .filter(day -> !seen.contains(day))
        .forEach(day -> result.add(new Measured(Optional.of(day), Map.of(Figure.ROWS, 0.0))));
    return result;
  }

  /** Keeps the figures of tables that passed with a run, in one commit. */
  public void save(long runId, Map<TableName, List<Measured>> measured) {
    if (kept.isEmpty()) {
      return;
    }
    List<Slice> result = new ArrayList<>();
    measured.forEach(
        (table, all) ->
            all.forEach(
                one ->
                    result.add(
                        new Slice(
                            table,
                            one.day().map(Slice::at).orElse(now),
                            runId,
                            one.day().map(calendar::kind),
                            one.figures(),
                            now))));
    kept.get().save(result);
  }

  /** Whether figures of days are wanted. */
  public static boolean isByDay(List<HistoryCheck> checks) {
    return checks.stream().anyMatch(check -> check.per() == Per.DAY);
  }
}
