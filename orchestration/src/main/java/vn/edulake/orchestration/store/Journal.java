package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Callback;

/**
 * Logs of tries, XComs, callbacks that are still to be called, and the log of what people and the
 * scheduler did, in the transaction of a handle.
 */
public final class Journal {
  private final Handle handle;

  public Journal(Handle handle) {
    this.handle = handle;
  }

  /** A line of a log. */
  public record Line(int number, Instant at, String level, String event) {}

  /** A value that a task left for others. */
  public record Xcom(String taskId, int mapIndex, String key, @Nullable Object value, Instant at) {}

  /** What was done, when and by whom. */
  public record Event(
      long id,
      Instant at,
      String event,
      String owner,
      @Nullable String dagId,
      @Nullable String runId,
      @Nullable String taskId,
      @Nullable Integer mapIndex,
      @Nullable Integer tryNumber,
      @Nullable Instant logicalDate,
      @Nullable String extra) {}

  /**
   * A callback that somebody has to call.
   *
   * @param tryNumber of the instance, or 0
   * @param count how many times it was taken, this time included
   */
  public record Call(
      long id,
      String dagId,
      long runKey,
      @Nullable UUID instance,
      int tryNumber,
      int count,
      String event,
      String kind,
      String className,
      Map<String, @Nullable Object> arguments,
      @Nullable String reason) {}

  /** Adds lines behind those that the try has. */
  public void append(UUID instance, int tryNumber, Collection<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO task_log (task_instance_id, try_number, line_number, said_at, level, event)
            VALUES (:id, :try, :number, :at, :level, :event)
            """);
    int number = lastLine(instance, tryNumber);
    for (Line line : lines) {
      number++;
      batch
          .bind("id", instance)
          .bind("try", tryNumber)
          .bind("number", number)
          .bind("at", line.at())
          .bind("level", line.level())
          .bind("event", line.event().replace("\u0000", "\ufffd"))
          .add();
    }
    batch.execute();
  }

  private int lastLine(UUID instance, int tryNumber) {
    return handle
        .createQuery(
            "SELECT coalesce(max(line_number), 0) FROM task_log WHERE task_instance_id = :id AND"
                + " try_number = :try")
        .bind("id", instance)
        .bind("try", tryNumber)
        .mapTo(Integer.class)
        .one();
  }

  /** The lines of a try's log after a number. */
  public List<Line> lines(UUID instance, int tryNumber, int after, int limit) {
    return handle
        .createQuery(
            """
            SELECT line_number, said_at, level, event FROM task_log
            WHERE task_instance_id = :id AND try_number = :try AND line_number > :after
            ORDER BY line_number
            LIMIT :limit
            """)
        .bind("id", instance)
        .bind("try", tryNumber)
        .bind("after", after)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Line(
                    row.getInt("line_number"),
                    Rows.time(row, "said_at"),
                    row.getString("level"),
                    row.getString("event")))
        .list();
  }

  /** Keeps a value; the key's old value goes. */
  public void push(
      DagRun run, String taskId, int mapIndex, String key, @Nullable Object value, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO xcom (run_key, dag_id, run_id, task_id, map_index, key, value, pushed_at)
            VALUES (:run_key, :dag, :run, :task, :index, :key, CAST(:value AS jsonb), :now)
            ON CONFLICT (run_key, task_id, map_index, key) DO UPDATE
            SET value = excluded.value, pushed_at = excluded.pushed_at
            """)
        .bind("run_key", run.key())
        .bind("dag", run.dagId())
        .bind("run", run.runId())
        .bind("task", taskId)
        .bind("index", mapIndex)
        .bind("key", key)
        .bind("value", Json.write(value))
        .bind("now", now)
        .execute();
  }

  /** The values that the tasks of a run left, those of a task in the order of its map index. */
  public List<Xcom> xcoms(long runKey) {
    return handle
        .createQuery("SELECT * FROM xcom WHERE run_key = :key ORDER BY task_id, map_index, key")
        .bind("key", runKey)
        .map(
            (row, context) ->
                new Xcom(
                    row.getString("task_id"),
                    row.getInt("map_index"),
                    row.getString("key"),
                    Json.read(row.getString("value")),
                    Rows.time(row, "pushed_at")))
        .list();
  }

  public Optional<Xcom> xcom(long runKey, String taskId, int mapIndex, String key) {
    return xcoms(runKey).stream()
        .filter(
            xcom ->
                xcom.taskId().equals(taskId)
                    && xcom.mapIndex() == mapIndex
                    && xcom.key().equals(key))
        .findFirst();
  }

  public boolean forgetXcom(long runKey, String taskId, int mapIndex, String key) {
    return handle
            .createUpdate(
                "DELETE FROM xcom WHERE run_key = :run AND task_id = :task AND map_index = :index AND"
                    + " key = :key")
            .bind("run", runKey)
            .bind("task", taskId)
            .bind("index", mapIndex)
            .bind("key", key)
            .execute()
        == 1;
  }

  /** Forgets the values of a task instance, before it runs anew. */
  public void forgetXcoms(long runKey, String taskId, int mapIndex) {
    handle
        .createUpdate(
            "DELETE FROM xcom WHERE run_key = :run AND task_id = :task AND map_index = :index")
        .bind("run", runKey)
        .bind("task", taskId)
        .bind("index", mapIndex)
        .execute();
  }

  /** Remembers what was done. */
  public void write(
      String event,
      String owner,
      @Nullable DagRun run,
      @Nullable String dagId,
      @Nullable TaskInstance instance,
      @Nullable String extra,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO event_log (happened_at, event, owner, dag_id, run_id, task_id, map_index,
              try_number, logical_date, extra)
            VALUES (:now, :event, :owner, :dag, :run, :task, :index, :try, :date, :extra)
            """)
        .bind("now", now)
        .bind("event", event)
        .bind("owner", owner)
        .bind("dag", run != null ? run.dagId() : dagId)
        .bind("run", run == null ? null : run.runId())
        .bind("task", instance == null ? null : instance.taskId())
        .bind("index", instance == null ? null : instance.mapIndex())
        .bind("try", instance == null ? null : instance.tryNumber())
        .bind("date", run == null ? null : run.logicalDate())
        .bind("extra", extra)
        .execute();
  }

  /** The newest events, the newest first. */
  public List<Event> events(@Nullable String dagId, int limit) {
    return handle
        .createQuery(
            """
            SELECT * FROM event_log
            WHERE CAST(:dag AS text) IS NULL OR dag_id = :dag
            ORDER BY event_log_id DESC
            LIMIT :limit
            """)
        .bind("dag", dagId)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Event(
                    row.getLong("event_log_id"),
                    Rows.time(row, "happened_at"),
                    row.getString("event"),
                    row.getString("owner"),
                    row.getString("dag_id"),
                    row.getString("run_id"),
                    row.getString("task_id"),
                    Rows.findInt(row, "map_index"),
                    Rows.findInt(row, "try_number"),
                    Rows.findTime(row, "logical_date"),
                    row.getString("extra")))
        .list();
  }

  /** Asks for a callback. */
  public void ask(
      DagRun run,
      @Nullable TaskInstance instance,
      String event,
      Callback callback,
      @Nullable String reason,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO callback (dag_id, run_key, task_instance_id, try_number, event, kind,
              class_name, arguments, reason, asked_at)
            VALUES (:dag, :run, :instance, :try, :event, :kind, :class, CAST(:arguments AS jsonb),
              :reason, :now)
            """)
        .bind("dag", run.dagId())
        .bind("run", run.key())
        .bind("instance", instance == null ? null : instance.id())
        .bind("try", instance == null ? 0 : instance.tryNumber())
        .bind("event", event)
        .bind("kind", callback.kind().name())
        .bind("class", callback.className())
        .bind("arguments", Json.write(callback.arguments()))
        .bind("reason", reason)
        .bind("now", now)
        .execute();
  }

  /**
   * Takes callbacks that are due; those that another takes are passed over.
   *
   * @param until they are due again for anybody, unless they are called until then
   */
  public List<Call> takeCalls(int limit, Instant now, Instant until) {
    return handle
        .createQuery(
            """
            WITH taken AS (
              UPDATE callback SET due_at = :until, call_count = call_count + 1
              WHERE callback_id IN (
                SELECT callback_id FROM callback WHERE due_at <= :now ORDER BY callback_id
                LIMIT :limit
                FOR UPDATE SKIP LOCKED)
              RETURNING *)
            SELECT * FROM taken ORDER BY callback_id
            """)
        .bind("until", until)
        .bind("now", now)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Call(
                    row.getLong("callback_id"),
                    row.getString("dag_id"),
                    row.getLong("run_key"),
                    row.getObject("task_instance_id", UUID.class),
                    row.getInt("try_number"),
                    row.getInt("call_count"),
                    row.getString("event"),
                    row.getString("kind"),
                    row.getString("class_name"),
                    Json.readMap(row.getString("arguments")),
                    row.getString("reason")))
        .list();
  }

  /** A callback that was called, or is given up: nobody calls it again. */
  public void called(long id) {
    handle.createUpdate("DELETE FROM callback WHERE callback_id = :id").bind("id", id).execute();
  }

  /** A callback that could not be called is due again then. */
  public void callAgain(long id, Instant at) {
    handle
        .createUpdate("UPDATE callback SET due_at = :at WHERE callback_id = :id")
        .bind("at", at)
        .bind("id", id)
        .execute();
  }

  /** Sets when a deadline of a run is. */
  public void addDeadline(long runKey, int ordinal, Instant due) {
    handle
        .createUpdate(
            "INSERT INTO deadline (run_key, ordinal, due_at) VALUES (:run, :ordinal, :due) ON"
                + " CONFLICT DO NOTHING")
        .bind("run", runKey)
        .bind("ordinal", ordinal)
        .bind("due", due)
        .execute();
  }

  /** A deadline that passed while its run went on. */
  public record Missed(long runKey, int ordinal, Instant due) {}

  /** Marks deadlines that have passed; each is returned to one caller alone. */
  public List<Missed> takeMissedDeadlines(Instant now) {
    handle
        .createUpdate(
            """
            DELETE FROM deadline
            USING dag_run AS run
            WHERE run.run_key = deadline.run_key AND deadline.missed_at IS NULL
              AND run.state IN ('success', 'failed') AND run.end_date <= deadline.due_at
            """)
        .execute();
    return handle
        .createQuery(
            """
            UPDATE deadline SET missed_at = :now
            WHERE missed_at IS NULL AND due_at < :now
            RETURNING run_key, ordinal, due_at
            """)
        .bind("now", now)
        .map(
            (row, context) ->
                new Missed(row.getLong("run_key"), row.getInt("ordinal"), Rows.time(row, "due_at")))
        .list();
  }
}
