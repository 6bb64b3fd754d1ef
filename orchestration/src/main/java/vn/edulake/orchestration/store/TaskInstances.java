package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.rule.TaskState;

/** Task instances and their tries, in the transaction of a handle. */
public final class TaskInstances {
  private final Handle handle;

  public TaskInstances(Handle handle) {
    this.handle = handle;
  }

  /** A task instance that does not exist yet. */
  public record NewInstance(
      String taskId,
      int mapIndex,
      int maxTries,
      String pool,
      int poolSlots,
      String queue,
      int priorityWeight,
      String operator,
      @Nullable String mapLabel) {}

  /** Makes the instances of a run that it does not have. */
  public void create(DagRun run, Collection<NewInstance> instances, Instant now) {
    if (instances.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO task_instance (task_instance_id, run_key, dag_id, run_id, task_id, map_index,
              max_tries, pool, pool_slots, queue, priority_weight, operator, map_label, changed_at)
            VALUES (:id, :run_key, :dag, :run, :task, :index, :tries, :pool, :slots, :queue, :weight,
              :operator, :label, :now)
            ON CONFLICT DO NOTHING
            """);
    for (NewInstance instance : instances) {
      batch
          .bind("id", UUID.randomUUID())
          .bind("run_key", run.key())
          .bind("dag", run.dagId())
          .bind("run", run.runId())
          .bind("task", instance.taskId())
          .bind("index", instance.mapIndex())
          .bind("tries", instance.maxTries())
          .bind("pool", instance.pool())
          .bind("slots", instance.poolSlots())
          .bind("queue", instance.queue())
          .bind("weight", instance.priorityWeight())
          .bind("operator", instance.operator())
          .bind("label", instance.mapLabel())
          .bind("now", now)
          .add();
    }
    batch.execute();
  }

  /** All instances of a run, in the order of task and map index. */
  public List<TaskInstance> ofRun(long runKey) {
    return handle
        .createQuery("SELECT * FROM task_instance WHERE run_key = :key ORDER BY task_id, map_index")
        .bind("key", runKey)
        .map((row, context) -> Rows.instance(row))
        .list();
  }

  public Optional<TaskInstance> find(UUID id) {
    return handle
        .createQuery("SELECT * FROM task_instance WHERE task_instance_id = :id")
        .bind("id", id)
        .map((row, context) -> Rows.instance(row))
        .findOne();
  }

  public Optional<TaskInstance> find(long runKey, String taskId, int mapIndex) {
    return handle
        .createQuery(
            "SELECT * FROM task_instance WHERE run_key = :key AND task_id = :task AND map_index ="
                + " :index")
        .bind("key", runKey)
        .bind("task", taskId)
        .bind("index", mapIndex)
        .map((row, context) -> Rows.instance(row))
        .findOne();
  }

  /** Turns the one instance of a mapped task whose list is known into the first of many. */
  public boolean takeFirstPlace(UUID id, @Nullable String label) {
    return handle
            .createUpdate(
                "UPDATE task_instance SET map_index = 0, map_label = :label WHERE task_instance_id ="
                    + " :id AND map_index = -1 AND state IS NULL")
            .bind("label", label)
            .bind("id", id)
            .execute()
        == 1;
  }

  /**
   * Moves an instance to scheduled, unless its state has changed.
   *
   * @param newTry whether its next try begins; a sensor that asks again goes on with the same
   */
  public boolean schedule(TaskInstance instance, boolean newTry, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE task_instance
                SET state = 'scheduled', scheduled_at = :now, changed_at = :now, due_at = NULL,
                  try_number = try_number + :more,
                  first_poke_at = CASE WHEN :more = 0 THEN first_poke_at END,
                  poke_count = CASE WHEN :more = 0 THEN poke_count ELSE 0 END,
                  start_date = CASE WHEN :more = 0 THEN start_date END,
                  end_date = NULL, exit_code = NULL, reason = NULL
                WHERE task_instance_id = :id AND state IS NOT DISTINCT FROM :before
                """)
            .bind("now", now)
            .bind("more", newTry ? 1 : 0)
            .bind("id", instance.id())
            .bind("before", Rows.word(instance.state()))
            .execute()
        == 1;
  }

  /** Moves an instance that does not run to a state without a try, unless its state has changed. */
  public boolean settle(
      TaskInstance instance, @Nullable TaskState after, @Nullable String reason, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE task_instance
                SET state = :after, reason = :reason, changed_at = :now, due_at = NULL,
                  start_date = CASE WHEN :finished THEN coalesce(start_date, :now) ELSE start_date END,
                  end_date = CASE WHEN :finished THEN :now END
                WHERE task_instance_id = :id AND state IS NOT DISTINCT FROM :before
                """)
            .bind("after", Rows.word(after))
            .bind("reason", reason)
            .bind("finished", after != null && after.isFinished())
            .bind("now", now)
            .bind("id", instance.id())
            .bind("before", Rows.word(instance.state()))
            .execute()
        == 1;
  }

  /** Gives scheduled instances to a process; returns those that it got. */
  public List<TaskInstance> queue(Collection<UUID> ids, UUID owner, Instant now) {
    return handle
        .createQuery(
            """
            UPDATE task_instance
            SET state = 'queued', owner = :owner, queued_at = :now, changed_at = :now
            WHERE task_instance_id = ANY(:ids) AND state = 'scheduled'
            RETURNING *
            """)
        .bind("owner", owner)
        .bind("now", now)
        .bindArray("ids", UUID.class, ids)
        .map((row, context) -> Rows.instance(row))
        .list();
  }

  /**
   * Begins the try of an instance that a process has: from here on no other process can.
   *
   * @return the instance as it runs, or empty when it was taken from the process
   */
  public Optional<TaskInstance> begin(
      UUID id, UUID owner, String host, @Nullable String renderedFields, Instant now) {
    Optional<TaskInstance> begun =
        handle
            .createQuery(
                """
                UPDATE task_instance
                SET state = 'running', start_date = coalesce(start_date, :now),
                  first_poke_at = coalesce(first_poke_at, :now), poke_count = poke_count + 1,
                  changed_at = :now, pid = NULL, exit_code = NULL,
                  rendered_fields = coalesce(CAST(:rendered AS jsonb), rendered_fields)
                WHERE task_instance_id = :id AND state = 'queued' AND owner = :owner
                RETURNING *
                """)
            .bind("now", now)
            .bind("rendered", renderedFields)
            .bind("id", id)
            .bind("owner", owner)
            .map((row, context) -> Rows.instance(row))
            .findOne();
    begun.ifPresent(instance -> recordBegin(instance, owner, host, now));
    return begun;
  }

  /** A second beginning of the same try is refused by the table, but for a sensor's next poke. */
  private void recordBegin(TaskInstance instance, UUID owner, String host, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO task_try (task_instance_id, try_number, state, queued_at, start_date, owner,
              host, operator, pool)
            VALUES (:id, :try, 'running', :queued, :now, :owner, :host, :operator, :pool)
            """
                + (instance.pokeCount() > 1
                    ? "ON CONFLICT (task_instance_id, try_number) DO UPDATE SET state = 'running',"
                        + " owner = :owner, host = :host, end_date = NULL"
                    : ""))
        .bind("id", instance.id())
        .bind("try", instance.tryNumber())
        .bind("queued", instance.queuedAt())
        .bind("now", now)
        .bind("owner", owner)
        .bind("host", host)
        .bind("operator", instance.operator())
        .bind("pool", instance.pool())
        .execute();
  }

  public void rendered(UUID id, String fields) {
    handle
        .createUpdate(
            "UPDATE task_instance SET rendered_fields = CAST(:fields AS jsonb) WHERE"
                + " task_instance_id = :id")
        .bind("fields", fields)
        .bind("id", id)
        .execute();
  }

  public void pid(UUID id, int tryNumber, long pid) {
    handle
        .createUpdate(
            "UPDATE task_instance SET pid = :pid WHERE task_instance_id = :id AND try_number = :try")
        .bind("pid", pid)
        .bind("id", id)
        .bind("try", tryNumber)
        .execute();
    handle
        .createUpdate(
            "UPDATE task_try SET pid = :pid WHERE task_instance_id = :id AND try_number = :try")
        .bind("pid", pid)
        .bind("id", id)
        .bind("try", tryNumber)
        .execute();
  }

  /**
   * How a try ended.
   *
   * @param after the state of the instance from now on
   * @param ofTry the state that the try is remembered with
   */
  public record TryEnd(
      @Nullable TaskState after,
      TaskState ofTry,
      @Nullable Instant dueAt,
      @Nullable Integer exitCode,
      @Nullable String reason) {}

  /**
   * Ends a try, unless it was ended already or the instance was taken from its process. The lock of
   * the run has to be taken before.
   */
  public boolean end(TaskInstance instance, UUID owner, TryEnd end, Instant now) {
    boolean ended =
        handle
                .createUpdate(
                    """
                    UPDATE task_instance
                    SET state = :after, end_date = :now, changed_at = :now, due_at = :due,
                      exit_code = :code, reason = :reason, pid = NULL
                    WHERE task_instance_id = :id AND state IN ('running', 'restarting')
                      AND owner = :owner AND try_number = :try
                    """)
                .bind("after", Rows.word(end.after()))
                .bind("now", now)
                .bind("due", end.dueAt())
                .bind("code", end.exitCode())
                .bind("reason", end.reason())
                .bind("id", instance.id())
                .bind("owner", owner)
                .bind("try", instance.tryNumber())
                .execute()
            == 1;
    if (ended) {
      endTry(instance, end, now);
    }
    return ended;
  }

  /** Remembers how a try ended whose instance was taken from its process. */
  public void endTry(TaskInstance instance, TryEnd end, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE task_try
            SET state = :state, end_date = :now, exit_code = :code, reason = :reason
            WHERE task_instance_id = :id AND try_number = :try
            """)
        .bind("state", end.ofTry().word())
        .bind("now", now)
        .bind("code", end.exitCode())
        .bind("reason", end.reason())
        .bind("id", instance.id())
        .bind("try", instance.tryNumber())
        .execute();
  }

  /** Instances whose process has ended or is silent, at most so many. */
  public List<TaskInstance> orphans(long silentSeconds, int limit) {
    return handle
        .createQuery(
            """
            SELECT instance.* FROM task_instance AS instance
            LEFT JOIN process ON process.process_id = instance.owner
            WHERE instance.state IN ('queued', 'running', 'restarting')
              AND (process.process_id IS NULL OR process.ended_at IS NOT NULL
                OR greatest(process.heartbeat_at, pg_postmaster_start_time())
                  < clock_timestamp() - make_interval(secs => :silent))
            ORDER BY instance.run_key
            LIMIT :limit
            """)
        .bind("silent", silentSeconds)
        .bind("limit", limit)
        .map((row, context) -> Rows.instance(row))
        .list();
  }

  /** Takes an instance whose try has not begun back from a process that has died. */
  public boolean unqueue(TaskInstance instance, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE task_instance SET state = 'scheduled', owner = NULL, changed_at = :now
                WHERE task_instance_id = :id AND state = 'queued'
                  AND owner IS NOT DISTINCT FROM :owner
                """)
            .bind("now", now)
            .bind("id", instance.id())
            .bind("owner", instance.owner())
            .execute()
        == 1;
  }

  /** Whether any instance waits for a slot. */
  public boolean anyWaiting() {
    return handle
        .createQuery("SELECT EXISTS (SELECT 1 FROM task_instance WHERE state = 'scheduled')")
        .mapTo(Boolean.class)
        .one();
  }

  /** Waiting instances, those first that go first. */
  public List<TaskInstance> waiting(
      Collection<String> fullPools, Collection<String> fullDags, int limit, @Nullable UUID only) {
    return handle
        .createQuery(
            """
            SELECT instance.* FROM task_instance AS instance
            INNER JOIN dag_run AS run ON run.run_key = instance.run_key
            INNER JOIN dag ON dag.dag_id = instance.dag_id
            WHERE instance.state = 'scheduled' AND run.state = 'running'
              AND run.reserved_by IS NOT DISTINCT FROM :only
              AND (NOT dag.is_paused OR run.reserved_by IS NOT NULL)
              AND NOT instance.pool = ANY(:pools) AND NOT instance.dag_id = ANY(:dags)
            ORDER BY instance.priority_weight DESC, run.run_after, run.run_key, instance.task_id,
              instance.map_index
            LIMIT :limit
            """)
        .bind("only", only)
        .bindArray("pools", String.class, fullPools)
        .bindArray("dags", String.class, fullDags)
        .bind("limit", limit)
        .map((row, context) -> Rows.instance(row))
        .list();
  }

  /** What is taken now: one row per pool, DAG, run and task. */
  public record Taken(
      String pool, String dagId, long runKey, String taskId, int instances, int slots) {}

  public List<Taken> taken() {
    return handle
        .createQuery(
            """
            SELECT pool, dag_id, run_key, task_id, count(*) AS instances, sum(pool_slots) AS slots
            FROM task_instance
            WHERE state IN ('queued', 'running', 'restarting')
            GROUP BY pool, dag_id, run_key, task_id
            """)
        .map(
            (row, context) ->
                new Taken(
                    row.getString("pool"),
                    row.getString("dag_id"),
                    row.getLong("run_key"),
                    row.getString("task_id"),
                    row.getInt("instances"),
                    row.getInt("slots")))
        .list();
  }

  /** The instances that run in a process and that nobody wants ended. */
  public List<TaskInstance> running(UUID owner) {
    return handle
        .createQuery("SELECT * FROM task_instance WHERE owner = :owner AND state = 'running'")
        .bind("owner", owner)
        .map((row, context) -> Rows.instance(row))
        .list();
  }

  /**
   * Forgets how an instance ended, so that it runs again.
   *
   * @param maxTries how many tries there may be now
   */
  public boolean clear(TaskInstance instance, int maxTries, Instant now) {
    boolean runs =
        instance.state() == TaskState.RUNNING || instance.state() == TaskState.RESTARTING;
    return handle
            .createUpdate(
                """
                UPDATE task_instance
                SET state = :after, max_tries = :tries, due_at = NULL, changed_at = :now,
                  reason = :reason, exit_code = NULL, end_date = NULL,
                  start_date = CASE WHEN :runs THEN start_date END
                WHERE task_instance_id = :id AND state IS NOT DISTINCT FROM :before
                """)
            .bind("after", runs ? TaskState.RESTARTING.word() : null)
            .bind("tries", maxTries)
            .bind("now", now)
            .bind("reason", runs ? "cleared while it ran" : null)
            .bind("runs", runs)
            .bind("id", instance.id())
            .bind("before", Rows.word(instance.state()))
            .execute()
        == 1;
  }

  /** Sets the state of an instance, whatever it is; a process that runs it ends it. */
  public void force(UUID id, @Nullable TaskState after, String reason, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE task_instance
            SET state = :after, reason = :reason, changed_at = :now, due_at = NULL,
              start_date = CASE WHEN :finished THEN coalesce(start_date, :now) ELSE start_date END,
              end_date = CASE WHEN :finished THEN :now END
            WHERE task_instance_id = :id
            """)
        .bind("after", Rows.word(after))
        .bind("reason", reason)
        .bind("finished", after != null && after.isFinished())
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  public void note(UUID id, @Nullable String note) {
    handle
        .createUpdate("UPDATE task_instance SET note = :note WHERE task_instance_id = :id")
        .bind("note", note)
        .bind("id", id)
        .execute();
  }

  /** The tries of an instance, the first one first. */
  public List<TaskTry> tries(UUID id) {
    return handle
        .createQuery("SELECT * FROM task_try WHERE task_instance_id = :id ORDER BY try_number")
        .bind("id", id)
        .map(
            (row, context) ->
                new TaskTry(
                    id,
                    row.getInt("try_number"),
                    TaskState.parse(row.getString("state")),
                    Rows.findTime(row, "queued_at"),
                    Rows.time(row, "start_date"),
                    Rows.findTime(row, "end_date"),
                    row.getString("host"),
                    Rows.findLong(row, "pid"),
                    Rows.findInt(row, "exit_code"),
                    row.getString("reason"),
                    row.getString("operator"),
                    row.getString("pool")))
        .list();
  }
}
