package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.timetable.DataInterval;
import vn.edulake.orchestration.timetable.RunType;

/** Runs of DAGs, in the transaction of a handle. */
public final class Runs {
  private final Handle handle;

  public Runs(Handle handle) {
    this.handle = handle;
  }

  /**
   * A run that does not exist yet.
   *
   * @param reservedBy the process that alone works on it, or null
   */
  public record NewRun(
      String dagId,
      String runId,
      RunType type,
      @Nullable Instant logicalDate,
      @Nullable DataInterval interval,
      Instant runAfter,
      Map<String, @Nullable Object> conf,
      @Nullable String note,
      String triggeredBy,
      @Nullable String triggeringUser,
      @Nullable Long backfillId,
      @Nullable Integer backfillOrdinal,
      int versionNumber,
      @Nullable UUID reservedBy) {}

  /**
   * Makes a run in state queued, unless the DAG has one of that id or logical date.
   *
   * @return its key, or empty when there was one
   */
  public Optional<Long> create(NewRun run, Instant now) {
    DataInterval interval = run.interval();
    return handle
        .createQuery(
            """
            INSERT INTO dag_run (dag_id, run_id, run_type, state, logical_date, interval_start,
              interval_end, run_after, queued_at, conf, note, triggered_by, triggering_user_name,
              backfill_id, backfill_ordinal, version_number, decide_at, reserved_by)
            VALUES (:dag, :run, :type, 'queued', :logical, :start, :end, :after, :now,
              CAST(:conf AS jsonb), :note, :by, :user, :backfill, :ordinal, :version, :now, :reserved)
            ON CONFLICT DO NOTHING
            RETURNING run_key
            """)
        .bind("dag", run.dagId())
        .bind("run", run.runId())
        .bind("type", run.type().word())
        .bind("logical", run.logicalDate())
        .bind("start", interval == null ? null : interval.start())
        .bind("end", interval == null ? null : interval.end())
        .bind("after", run.runAfter())
        .bind("now", now)
        .bind("conf", Json.write(run.conf()))
        .bind("note", run.note())
        .bind("by", run.triggeredBy())
        .bind("user", run.triggeringUser())
        .bind("backfill", run.backfillId())
        .bind("ordinal", run.backfillOrdinal())
        .bind("version", run.versionNumber())
        .bind("reserved", run.reservedBy())
        .mapTo(Long.class)
        .findOne();
  }

  /** The run of a key. */
  public Optional<DagRun> find(long key) {
    return one("run_key = :key", Map.of("key", key));
  }

  /** The run of an id. */
  public Optional<DagRun> find(String dagId, String runId) {
    return one("dag_id = :dag AND run_id = :run", Map.of("dag", dagId, "run", runId));
  }

  /** The run of a logical date. */
  public Optional<DagRun> find(String dagId, Instant logicalDate) {
    return one("dag_id = :dag AND logical_date = :date", Map.of("dag", dagId, "date", logicalDate));
  }

  /** The first run of a condition, and of an order that may follow it. */
  private Optional<DagRun> one(String condition, Map<String, ?> values) {
    return handle
        .createQuery("SELECT * FROM dag_run WHERE " + condition + " LIMIT 1")
        .bindMap(values)
        .map((row, context) -> Rows.run(row))
        .findOne();
  }

  /** The newest runs of a DAG, the newest first. */
  public List<DagRun> newest(String dagId, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM dag_run WHERE dag_id = :dag ORDER BY run_after DESC, run_key DESC LIMIT"
                + " :limit")
        .bind("dag", dagId)
        .bind("limit", limit)
        .map((row, context) -> Rows.run(row))
        .list();
  }

  /** The run of the same DAG with the next earlier logical date. */
  public Optional<DagRun> before(DagRun run) {
    Instant date = run.logicalDate();
    return date == null
        ? Optional.empty()
        : one(
            "dag_id = :dag AND logical_date < :date ORDER BY logical_date DESC",
            Map.of("dag", run.dagId(), "date", date));
  }

  /** The newest run of the same DAG before it that succeeded. */
  public Optional<DagRun> lastSuccess(DagRun run) {
    return one(
        "dag_id = :dag AND run_after < :after AND state = 'success' ORDER BY run_after DESC",
        Map.of("dag", run.dagId(), "after", run.runAfter()));
  }

  /** The interval of the newest run that the clock or a backfill started. */
  public Optional<DataInterval> lastTimed(String dagId) {
    return one(
            "dag_id = :dag AND run_type IN ('scheduled', 'backfill') AND logical_date IS NOT NULL"
                + " ORDER BY logical_date DESC",
            Map.of("dag", dagId))
        .flatMap(DagRun::interval);
  }

  /** Locks a run, waiting for whoever has it. */
  public Optional<DagRun> lock(long key) {
    return handle
        .createQuery("SELECT * FROM dag_run WHERE run_key = :key FOR UPDATE")
        .bind("key", key)
        .map((row, context) -> Rows.run(row))
        .findOne();
  }

  /**
   * Locks the running run that has waited longest to be looked at; those that another has are
   * passed over.
   *
   * @param only the one process whose reserved runs are looked at, or null for those of nobody
   */
  public Optional<DagRun> lockDue(Instant now, @Nullable UUID only) {
    return handle
        .createQuery(
            """
            SELECT run.* FROM dag_run AS run
            WHERE run.state = 'running' AND run.decide_at <= :now
              AND run.reserved_by IS NOT DISTINCT FROM :only
            ORDER BY run.decide_at
            LIMIT 1
            FOR UPDATE SKIP LOCKED
            """)
        .bind("now", now)
        .bind("only", only)
        .map((row, context) -> Rows.run(row))
        .findOne();
  }

  /** Says when a run has to be looked at next. */
  public void decided(long key, Instant now, Instant next) {
    handle
        .createUpdate(
            "UPDATE dag_run SET last_scheduling_decision = :now, decide_at = :next WHERE run_key ="
                + " :key")
        .bind("now", now)
        .bind("next", next)
        .bind("key", key)
        .execute();
  }

  /** Has a run looked at soon; takes its lock. */
  public void touch(long key, Instant now) {
    handle
        .createUpdate("UPDATE dag_run SET decide_at = least(decide_at, :now) WHERE run_key = :key")
        .bind("now", now)
        .bind("key", key)
        .execute();
  }

  /** Has all running runs of a DAG looked at soon; takes their locks in the order of their keys. */
  public void touchAll(String dagId, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE dag_run SET decide_at = least(decide_at, :now)
            WHERE run_key IN (
              SELECT run_key FROM dag_run
              WHERE dag_id = :dag AND state = 'running'
              ORDER BY run_key
              FOR UPDATE)
            """)
        .bind("now", now)
        .bind("dag", dagId)
        .execute();
  }

  /** Moves a queued run to running. */
  public boolean start(long key, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE dag_run
                SET state = 'running', start_date = coalesce(start_date, :now), decide_at = :now
                WHERE run_key = :key AND state = 'queued'
                """)
            .bind("now", now)
            .bind("key", key)
            .execute()
        == 1;
  }

  /** Ends a running run. */
  public boolean end(long key, RunState state, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE dag_run SET state = :state, end_date = :now, reserved_by = NULL
                WHERE run_key = :key AND state IN ('running', 'queued')
                """)
            .bind("state", state.word())
            .bind("now", now)
            .bind("key", key)
            .execute()
        == 1;
  }

  /** Puts a run back among those that wait, after something of it was cleared. */
  public void requeue(long key, Instant now, @Nullable Map<String, @Nullable Object> conf) {
    handle
        .createUpdate(
            """
            UPDATE dag_run
            SET state = 'queued', queued_at = :now, start_date = NULL, end_date = NULL,
              clear_number = clear_number + 1, decide_at = :now,
              conf = coalesce(CAST(:conf AS jsonb), conf)
            WHERE run_key = :key
            """)
        .bind("now", now)
        .bind("conf", conf == null ? null : Json.write(conf))
        .bind("key", key)
        .execute();
  }

  /** Sets a run's state, whatever it is. */
  public void force(long key, RunState state, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE dag_run
            SET state = :state, decide_at = :now,
              end_date = CASE WHEN :finished THEN :now END
            WHERE run_key = :key
            """)
        .bind("state", state.word())
        .bind("finished", state.isFinished())
        .bind("now", now)
        .bind("key", key)
        .execute();
  }

  public void note(long key, @Nullable String note) {
    handle
        .createUpdate("UPDATE dag_run SET note = :note WHERE run_key = :key")
        .bind("note", note)
        .bind("key", key)
        .execute();
  }

  public void delete(long key) {
    handle.createUpdate("DELETE FROM dag_run WHERE run_key = :key").bind("key", key).execute();
  }

  /** Queued runs that may be started as far as time goes, locked. */
  public List<DagRun> lockQueued(
      Instant now, Collection<String> except, Collection<Long> exceptBackfills, int limit) {
    return handle
        .createQuery(
            """
            SELECT run.* FROM dag_run AS run
            INNER JOIN dag ON dag.dag_id = run.dag_id
            LEFT JOIN backfill ON backfill.backfill_id = run.backfill_id
            WHERE run.state = 'queued' AND run.run_after <= :now AND run.reserved_by IS NULL
              AND NOT dag.is_paused AND NOT dag.is_stale
              AND (backfill.backfill_id IS NULL OR NOT backfill.is_paused)
              AND NOT (run.dag_id = ANY(:except) AND run.backfill_id IS NULL)
              AND (run.backfill_id IS NULL OR NOT run.backfill_id = ANY(:backfills))
            ORDER BY run.backfill_ordinal NULLS FIRST, run.run_after, run.run_key
            LIMIT :limit
            FOR UPDATE OF run SKIP LOCKED
            """)
        .bind("now", now)
        .bindArray("except", String.class, except)
        .bindArray("backfills", Long.class, exceptBackfills)
        .bind("limit", limit)
        .map((row, context) -> Rows.run(row))
        .list();
  }

  /** How many runs of each DAG run that no backfill made. */
  public Map<String, Integer> active() {
    return handle
        .createQuery(
            "SELECT dag_id, count(*) AS n FROM dag_run WHERE state = 'running' AND backfill_id IS"
                + " NULL GROUP BY dag_id")
        .setMapKeyColumn("dag_id")
        .setMapValueColumn("n")
        .collectInto(new org.jdbi.v3.core.generic.GenericType<Map<String, Integer>>() {});
  }

  /** How many runs of each backfill run. */
  public Map<Long, Integer> activeOfBackfills() {
    return handle
        .createQuery(
            "SELECT backfill_id, count(*) AS n FROM dag_run WHERE state = 'running' AND backfill_id"
                + " IS NOT NULL GROUP BY backfill_id")
        .setMapKeyColumn("backfill_id")
        .setMapValueColumn("n")
        .collectInto(new org.jdbi.v3.core.generic.GenericType<Map<Long, Integer>>() {});
  }

  /** How many runs of a DAG have not ended. */
  public int open(String dagId) {
    return handle
        .createQuery(
            "SELECT count(*) FROM dag_run WHERE dag_id = :dag AND state IN ('queued', 'running')"
                + " AND backfill_id IS NULL")
        .bind("dag", dagId)
        .mapTo(Integer.class)
        .one();
  }

  /** Mean duration in milliseconds of the last successful runs, when there are enough. */
  public Optional<Long> meanMillis(String dagId, int most, int least) {
    return handle
        .createQuery(
            """
            SELECT CASE WHEN count(*) >= :least
              THEN CAST(avg(extract(EPOCH FROM end_date - start_date)) * 1000 AS bigint) END
            FROM (
              SELECT start_date, end_date FROM dag_run
              WHERE dag_id = :dag AND state = 'success' AND start_date IS NOT NULL
                AND end_date IS NOT NULL
              ORDER BY end_date DESC
              LIMIT :most) AS last
            """)
        .bind("least", least)
        .bind("most", most)
        .bind("dag", dagId)
        .mapTo(Long.class)
        .findOne();
  }

  /** Whether the last runs of a DAG that ended all failed. */
  public boolean failedInARow(String dagId, int count) {
    return handle
        .createQuery(
            """
            SELECT count(*) = :count AND bool_and(state = 'failed')
            FROM (
              SELECT state FROM dag_run
              WHERE dag_id = :dag AND end_date IS NOT NULL AND state IN ('success', 'failed')
              ORDER BY run_after DESC, run_key DESC
              LIMIT :count) AS last
            """)
        .bind("count", count)
        .bind("dag", dagId)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }
}
