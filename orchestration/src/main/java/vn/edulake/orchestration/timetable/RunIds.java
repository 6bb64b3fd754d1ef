package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ids of runs, as Airflow makes them: {@code scheduled__2026-09-14T17:00:00+00:00}. */
public final class RunIds {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");
  private static final DateTimeFormatter MICROSECONDS =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
          .appendPattern("xxx")
          .toFormatter();

  private RunIds() {}

  /**
   * The id of a run that the clock or a backfill starts: it ends with the time after which it may
   * start.
   */
  public static String timed(RunType type, Instant runAfter) {
    return type.word() + "__" + iso(runAfter);
  }

  /**
   * The id of a run that a person, a DAG or an asset starts: it ends with the logical date, or,
   * without one, with the time after which it may start and some letters.
   *
   * @param letters make it one of its kind when there is no logical date
   */
  public static String untimed(
      RunType type, @Nullable Instant logicalDate, Instant runAfter, String letters) {
    return logicalDate == null
        ? type.word() + "__" + iso(runAfter) + "_" + letters
        : type.word() + "__" + iso(logicalDate);
  }

  /** The type that the beginning of an id says. */
  public static Optional<RunType> typeOf(String runId) {
    return Arrays.stream(RunType.values())
        .filter(type -> runId.startsWith(type.word() + "__"))
        .findFirst();
  }

  /** Python's {@code isoformat} of a time in UTC. */
  public static String iso(Instant time) {
    boolean whole = time.get(ChronoField.MICRO_OF_SECOND) == 0;
    return (whole ? SECONDS : MICROSECONDS).format(time.atOffset(ZoneOffset.UTC));
  }
}
