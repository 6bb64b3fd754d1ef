package vn.edulake.orchestration.timetable;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When runs start, and which time each stands for.
 *
 * <p>Two families differ in the date that a run carries. A <em>trigger</em> timetable starts a run
 * at a tick, and the tick is its logical date. A <em>data interval</em> timetable starts a run when
 * an interval has ended, and the start of the interval is its logical date.
 *
 * <p>Source: Apache Airflow 3.2, {@code airflow.timetables}; where its documentation and its code
 * differ on what happens without catch-up when a DAG is enabled, the documentation holds: a trigger
 * timetable waits for the next tick.
 */
public sealed interface Timetable
    permits CronTriggerTimetable,
        MultipleCronTriggerTimetable,
        CronDataIntervalTimetable,
        DeltaTriggerTimetable,
        DeltaDataIntervalTimetable,
        EventsTimetable,
        OnceTimetable,
        ContinuousTimetable {
  /**
   * The run to come. A scheduler asks when it has made a run, when a DAG is added or un-paused and
   * when its schedule changes, keeps the answer, and makes the run when its time has come, late or
   * not.
   *
   * @param last the interval of the newest run that the clock started, or null
   * @return empty when there is none
   */
  Optional<RunInfo> next(@Nullable DataInterval last, Restriction restriction, Instant now);

  /** The interval of a run that a person starts. */
  DataInterval manual(Instant runAfter);

  /** A cron expression, preset or distance in time. */
  String summary();

  /** What it means in words; empty when there is nothing to add to the summary. */
  default String description() {
    return "";
  }

  /** Whether runs are times apart that a backfill can walk through. */
  default boolean isPeriodic() {
    return true;
  }
}
