package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.timetable.DataInterval;
import vn.edulake.orchestration.timetable.RunInfo;

/** DAGs, their versions, and what could not be imported, in the transaction of a handle. */
public final class Catalogue {
  private final Handle handle;

  public Catalogue(Handle handle) {
    this.handle = handle;
  }

  /**
   * What is known of a DAG beside its definition.
   *
   * @param next the run that is due next, when the clock starts one
   */
  public record Entry(
      String dagId,
      String file,
      boolean isPaused,
      boolean isStale,
      int versionNumber,
      Instant lastParsedAt,
      Optional<RunInfo> next) {}

  /** A version of a DAG's definition. */
  public record Version(
      String dagId, int number, String hash, String definition, String source, Instant createdAt) {}

  /** Why a file could not be imported. */
  public record Problem(long id, String file, int line, String message, Instant foundAt) {}

  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtext('scheduler.catalogue'))";

  /** Keeps all other processes from changing definitions until the transaction ends. */
  public void lock() {
    handle.createQuery(LOCK).mapTo(String.class).findOne();
  }

  public List<Entry> all() {
    return handle
        .createQuery("SELECT * FROM dag ORDER BY dag_id")
        .map(
            (row, context) ->
                new Entry(
                    row.getString("dag_id"),
                    row.getString("file"),
                    row.getBoolean("is_paused"),
                    row.getBoolean("is_stale"),
                    row.getInt("version_number"),
                    Rows.time(row, "last_parsed_at"),
                    next(
                        Rows.findTime(row, "next_logical_date"),
                        Rows.interval(row, "next_interval_start", "next_interval_end"),
                        Rows.findTime(row, "next_run_after"))))
        .list();
  }

  private static Optional<RunInfo> next(
      @Nullable Instant logicalDate, Optional<DataInterval> interval, @Nullable Instant runAfter) {
    return logicalDate == null || runAfter == null
        ? Optional.empty()
        : interval.map(between -> new RunInfo(logicalDate, between, runAfter));
  }

  public Optional<Entry> find(String dagId) {
    return all().stream().filter(entry -> entry.dagId().equals(dagId)).findFirst();
  }

  /** The DAGs whose next run is due or that have to be asked for it anew, locked. */
  public List<Entry> lockDue(Instant now, int limit) {
    List<String> due =
        handle
            .createQuery(
                """
                SELECT dag_id FROM dag
                WHERE look_at <= :now AND NOT is_paused AND NOT is_stale
                ORDER BY look_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
                """)
            .bind("now", now)
            .bind("limit", limit)
            .mapTo(String.class)
            .list();
    return due.isEmpty()
        ? List.of()
        : all().stream().filter(entry -> due.contains(entry.dagId())).toList();
  }

  /** Keeps the run that is due next, and when to look again. */
  public void plan(String dagId, Optional<RunInfo> next, Instant lookAt) {
    handle
        .createUpdate(
            """
            UPDATE dag
            SET next_logical_date = :date, next_interval_start = :start, next_interval_end = :end,
              next_run_after = :after, look_at = :look
            WHERE dag_id = :dag
            """)
        .bind("date", next.map(RunInfo::logicalDate).orElse(null))
        .bind("start", next.map(run -> run.interval().start()).orElse(null))
        .bind("end", next.map(run -> run.interval().end()).orElse(null))
        .bind("after", next.map(RunInfo::runAfter).orElse(null))
        .bind("look", lookAt)
        .bind("dag", dagId)
        .execute();
  }

  /** Pauses a DAG or lets it go on; its next run is asked for anew. */
  public boolean pause(String dagId, boolean paused, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE dag
                SET is_paused = :paused, look_at = :now,
                  next_logical_date = NULL, next_interval_start = NULL, next_interval_end = NULL,
                  next_run_after = NULL
                WHERE dag_id = :dag AND is_paused <> :paused
                """)
            .bind("paused", paused)
            .bind("now", now)
            .bind("dag", dagId)
            .execute()
        == 1;
  }

  /**
   * Keeps a definition; a new version when it has changed.
   *
   * @param pausedWhenNew whether it starts paused when it was not known
   * @return whether it has changed
   */
  public boolean save(
      String dagId,
      String file,
      String hash,
      String definition,
      String source,
      boolean pausedWhenNew,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO dag (dag_id, file, is_paused, last_parsed_at, look_at)
            VALUES (:dag, :file, :paused, :now, :now)
            ON CONFLICT (dag_id) DO UPDATE
            SET file = :file, last_parsed_at = :now, is_stale = false,
              look_at = CASE WHEN dag.is_stale THEN :now ELSE dag.look_at END
            """)
        .bind("dag", dagId)
        .bind("file", file)
        .bind("paused", pausedWhenNew)
        .bind("now", now)
        .execute();
    boolean isNew =
        handle
                .createUpdate(
                    """
                    INSERT INTO dag_version (dag_id, version_number, hash, definition, source,
                      created_at)
                    SELECT :dag, dag.version_number + 1, :hash, :definition, :source, :now
                    FROM dag
                    LEFT JOIN dag_version AS last
                      ON last.dag_id = dag.dag_id AND last.version_number = dag.version_number
                    WHERE dag.dag_id = :dag AND last.hash IS DISTINCT FROM :hash
                    """)
                .bind("dag", dagId)
                .bind("hash", hash)
                .bind("definition", definition)
                .bind("source", source)
                .bind("now", now)
                .execute()
            == 1;
    if (isNew) {
      handle
          .createUpdate(
              """
              UPDATE dag
              SET version_number = version_number + 1, look_at = :now,
                next_logical_date = NULL, next_interval_start = NULL, next_interval_end = NULL,
                next_run_after = NULL
              WHERE dag_id = :dag
              """)
          .bind("now", now)
          .bind("dag", dagId)
          .execute();
      handle
          .createUpdate(
              "UPDATE dag_run SET decide_at = least(decide_at, :now) WHERE dag_id = :dag AND state ="
                  + " 'running'")
          .bind("now", now)
          .bind("dag", dagId)
          .execute();
    }
    return isNew;
  }

  /** Marks the DAGs that no file holds any more. */
  public void markStale(Collection<String> present) {
    handle
        .createUpdate("UPDATE dag SET is_stale = true WHERE NOT dag_id = ANY(:present)")
        .bindArray("present", String.class, present)
        .execute();
  }

  public void saveProblem(String file, int line, String message, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO import_error (file, line, message, found_at) VALUES (:file, :line,"
                + " :message, :now)")
        .bind("file", file)
        .bind("line", line)
        .bind("message", message)
        .bind("now", now)
        .execute();
  }

  public void forgetProblems() {
    handle.createUpdate("DELETE FROM import_error").execute();
  }

  public List<Problem> problems() {
    return handle
        .createQuery("SELECT * FROM import_error ORDER BY import_error_id")
        .map(
            (row, context) ->
                new Problem(
                    row.getLong("import_error_id"),
                    row.getString("file"),
                    row.getInt("line"),
                    row.getString("message"),
                    Rows.time(row, "found_at")))
        .list();
  }

  /** The newest version of each DAG. */
  public List<Version> newest() {
    return handle
        .createQuery(
            """
            SELECT version.* FROM dag_version AS version
            INNER JOIN dag USING (dag_id, version_number)
            ORDER BY dag_id
            """)
        .map((row, context) -> version(row))
        .list();
  }

  /** The number of the newest version of each DAG. */
  public java.util.Map<String, Integer> newestNumbers() {
    java.util.Map<String, Integer> numbers = new java.util.TreeMap<>();
    handle
        .createQuery("SELECT dag_id, version_number FROM dag")
        .map((row, context) -> numbers.put(row.getString(1), row.getInt(2)))
        .list();
    return numbers;
  }

  public Optional<Version> version(String dagId, int number) {
    return handle
        .createQuery("SELECT * FROM dag_version WHERE dag_id = :dag AND version_number = :number")
        .bind("dag", dagId)
        .bind("number", number)
        .map((row, context) -> version(row))
        .findOne();
  }

  public List<Version> versions(String dagId) {
    return handle
        .createQuery("SELECT * FROM dag_version WHERE dag_id = :dag ORDER BY version_number")
        .bind("dag", dagId)
        .map((row, context) -> version(row))
        .list();
  }

  private static Version version(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Version(
        row.getString("dag_id"),
        row.getInt("version_number"),
        row.getString("hash"),
        row.getString("definition"),
        row.getString("source"),
        Rows.time(row, "created_at"));
  }
}
