package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Backfills, in the transaction of a handle. */
public final class Backfills {
  private final Handle handle;

  public Backfills(Handle handle) {
    this.handle = handle;
  }

  /** Runs for past times that somebody asked for. */
  public record Backfill(
      long id,
      String dagId,
      Instant from,
      Instant to,
      boolean backwards,
      Map<String, @Nullable Object> conf,
      String reprocess,
      int maxActiveRuns,
      boolean isPaused,
      @Nullable String user,
      Instant createdAt,
      @Nullable Instant completedAt,
      Instant updatedAt) {}

  /** A time of a backfill: the run that was made for it, or why none was. */
  public record Part(
      int ordinal, Instant logicalDate, @Nullable Long runKey, @Nullable String why) {}

  public long create(
      String dagId,
      Instant from,
      Instant to,
      boolean backwards,
      Map<String, @Nullable Object> conf,
      String reprocess,
      int maxActiveRuns,
      @Nullable String user,
      Instant now) {
    return handle
        .createQuery(
            """
            INSERT INTO backfill (dag_id, from_date, to_date, run_backwards, conf,
              reprocess_behavior, max_active_runs, triggering_user_name, created_at, updated_at)
            VALUES (:dag, :from, :to, :backwards, CAST(:conf AS jsonb), :reprocess, :max, :user, :now,
              :now)
            RETURNING backfill_id
            """)
        .bind("dag", dagId)
        .bind("from", from)
        .bind("to", to)
        .bind("backwards", backwards)
        .bind("conf", Json.write(conf))
        .bind("reprocess", reprocess)
        .bind("max", maxActiveRuns)
        .bind("user", user)
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  public void add(long id, Part part) {
    handle
        .createUpdate(
            """
            INSERT INTO backfill_dag_run (backfill_id, sort_ordinal, logical_date, run_key,
              exception_reason)
            VALUES (:id, :ordinal, :date, :run, :why)
            """)
        .bind("id", id)
        .bind("ordinal", part.ordinal())
        .bind("date", part.logicalDate())
        .bind("run", part.runKey())
        .bind("why", part.why())
        .execute();
  }

  /** Gives a run that was there before to a backfill. */
  public void adopt(long id, int ordinal, long runKey) {
    handle
        .createUpdate(
            """
            UPDATE dag_run
            SET backfill_id = :id, backfill_ordinal = :ordinal, run_type = 'backfill',
              triggered_by = 'backfill'
            WHERE run_key = :run
            """)
        .bind("id", id)
        .bind("ordinal", ordinal)
        .bind("run", runKey)
        .execute();
  }

  public List<Part> parts(long id) {
    return handle
        .createQuery("SELECT * FROM backfill_dag_run WHERE backfill_id = :id ORDER BY sort_ordinal")
        .bind("id", id)
        .map(
            (row, context) ->
                new Part(
                    row.getInt("sort_ordinal"),
                    Rows.time(row, "logical_date"),
                    Rows.findLong(row, "run_key"),
                    row.getString("exception_reason")))
        .list();
  }

  public List<Backfill> all(@Nullable String dagId) {
    return handle
        .createQuery(
            """
            SELECT * FROM backfill
            WHERE CAST(:dag AS text) IS NULL OR dag_id = :dag
            ORDER BY backfill_id
            """)
        .bind("dag", dagId)
        .map(
            (row, context) ->
                new Backfill(
                    row.getLong("backfill_id"),
                    row.getString("dag_id"),
                    Rows.time(row, "from_date"),
                    Rows.time(row, "to_date"),
                    row.getBoolean("run_backwards"),
                    Json.readMap(row.getString("conf")),
                    row.getString("reprocess_behavior"),
                    row.getInt("max_active_runs"),
                    row.getBoolean("is_paused"),
                    row.getString("triggering_user_name"),
                    Rows.time(row, "created_at"),
                    Rows.findTime(row, "completed_at"),
                    Rows.time(row, "updated_at")))
        .list();
  }

  public Optional<Backfill> find(long id) {
    return all(null).stream().filter(backfill -> backfill.id() == id).findFirst();
  }

  public void pause(long id, boolean paused, Instant now) {
    handle
        .createUpdate(
            "UPDATE backfill SET is_paused = :paused, updated_at = :now WHERE backfill_id = :id")
        .bind("paused", paused)
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  public void complete(long id, Instant now) {
    handle
        .createUpdate(
            "UPDATE backfill SET completed_at = :now, updated_at = :now WHERE backfill_id = :id AND"
                + " completed_at IS NULL")
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /** Ends those whose runs have all ended. */
  public int completeFinished(Instant now) {
    return handle
        .createUpdate(
            """
            UPDATE backfill SET completed_at = :now, updated_at = :now
            WHERE completed_at IS NULL AND NOT EXISTS (
              SELECT 1 FROM dag_run AS run
              WHERE run.backfill_id = backfill.backfill_id AND run.state IN ('queued', 'running'))
            """)
        .bind("now", now)
        .execute();
  }
}
