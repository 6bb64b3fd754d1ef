package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.timetable.DataInterval;
import vn.edulake.orchestration.timetable.RunType;

/**
 * A run of a DAG.
 *
 * @param key ours, for joins; people know it by {@code dagId} and {@code runId}
 * @param logicalDate the tick that it stands for; null for runs that assets or people started
 *     without one
 * @param triggeredBy Airflow's word: {@code cli, operator, rest_api, ui, test, timetable, asset,
 *     backfill}
 * @param decideAt when it has to be looked at next, at the latest
 */
public record DagRun(
    long key,
    String dagId,
    String runId,
    RunType type,
    RunState state,
    @Nullable Instant logicalDate,
    Optional<DataInterval> interval,
    Instant runAfter,
    @Nullable Instant queuedAt,
    @Nullable Instant startDate,
    @Nullable Instant endDate,
    Map<String, @Nullable Object> conf,
    @Nullable String note,
    String triggeredBy,
    @Nullable String triggeringUser,
    @Nullable Long backfillId,
    int versionNumber,
    int clearNumber,
    @Nullable Instant lastDecision,
    Instant decideAt) {
  public DagRun {
    conf = Collections.unmodifiableMap(new LinkedHashMap<>(conf));
  }

  /** The same run in another state. */
  public DagRun in(RunState other) {
    return new DagRun(
        key,
        dagId,
        runId,
        type,
        other,
        logicalDate,
        interval,
        runAfter,
        queuedAt,
        startDate,
        endDate,
        conf,
        note,
        triggeredBy,
        triggeringUser,
        backfillId,
        versionNumber,
        clearNumber,
        lastDecision,
        decideAt);
  }
}
