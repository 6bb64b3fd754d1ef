package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Asset;

/** Assets, their events and who has not consumed them yet, in the transaction of a handle. */
public final class AssetEvents {
  private final Handle handle;

  public AssetEvents(Handle handle) {
    this.handle = handle;
  }

  /** An asset as it is kept. */
  public record Kept(long id, Asset asset, Instant createdAt, Instant updatedAt) {}

  /** A change of an asset. */
  public record Event(
      long id,
      long assetId,
      String name,
      String uri,
      Instant at,
      @Nullable String dagId,
      @Nullable String taskId,
      @Nullable String runId,
      int mapIndex,
      Map<String, @Nullable Object> extra) {}

  /** A change that a DAG has not consumed. */
  public record Queued(String dagId, long assetId, String name, String uri, Instant at) {}

  /** Keeps an asset; returns its number. */
  public long save(Asset asset, Instant now) {
    return handle
        .createQuery(
            """
            INSERT INTO asset (name, uri, group_name, extra, created_at, updated_at)
            VALUES (:name, :uri, :group, CAST(:extra AS jsonb), :now, :now)
            ON CONFLICT (name, uri) DO UPDATE SET group_name = :group
            RETURNING asset_id
            """)
        .bind("name", asset.name())
        .bind("uri", asset.uri())
        .bind("group", asset.group())
        .bind("extra", Json.write(asset.extra()))
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  public List<Kept> all() {
    return handle
        .createQuery("SELECT * FROM asset ORDER BY asset_id")
        .map(
            (row, context) ->
                new Kept(
                    row.getLong("asset_id"),
                    new Asset(
                        row.getString("name"),
                        row.getString("uri"),
                        row.getString("group_name"),
                        Json.readMap(row.getString("extra"))),
                    Rows.time(row, "created_at"),
                    Rows.time(row, "updated_at")))
        .list();
  }

  public Optional<Kept> find(long id) {
    return all().stream().filter(kept -> kept.id() == id).findFirst();
  }

  /**
   * Remembers a change and queues it for those DAGs.
   *
   * @return the number of the event
   */
  public long happened(
      long assetId,
      @Nullable TaskInstance source,
      Map<String, @Nullable Object> extra,
      Collection<String> watchingDags,
      Instant now) {
    long event =
        handle
            .createQuery(
                """
                INSERT INTO asset_event (asset_id, happened_at, source_dag_id, source_task_id,
                  source_run_id, source_map_index, extra)
                VALUES (:asset, :now, :dag, :task, :run, :index, CAST(:extra AS jsonb))
                RETURNING event_id
                """)
            .bind("asset", assetId)
            .bind("now", now)
            .bind("dag", source == null ? null : source.dagId())
            .bind("task", source == null ? null : source.taskId())
            .bind("run", source == null ? null : source.runId())
            .bind("index", source == null ? -1 : source.mapIndex())
            .bind("extra", Json.write(extra))
            .mapTo(Long.class)
            .one();
    for (String dag : watchingDags.stream().sorted().toList()) {
      handle
          .createUpdate(
              """
              INSERT INTO asset_queue (dag_id, asset_id, queued_at)
              SELECT dag_id, :asset, :now FROM dag WHERE dag_id = :dag AND NOT is_paused
              ON CONFLICT DO NOTHING
              """)
          .bind("asset", assetId)
          .bind("now", now)
          .bind("dag", dag)
          .execute();
    }
    return event;
  }

  /** The DAGs for which changes are queued. */
  public List<Queued> queued() {
    return handle
        .createQuery(
            """
            SELECT queue.dag_id, queue.asset_id, asset.name, asset.uri, queue.queued_at
            FROM asset_queue AS queue
            INNER JOIN asset ON asset.asset_id = queue.asset_id
            INNER JOIN dag ON dag.dag_id = queue.dag_id
            WHERE NOT dag.is_paused AND NOT dag.is_stale
            ORDER BY queue.dag_id, queue.asset_id
            FOR UPDATE OF queue SKIP LOCKED
            """)
        .map(
            (row, context) ->
                new Queued(
                    row.getString("dag_id"),
                    row.getLong("asset_id"),
                    row.getString("name"),
                    row.getString("uri"),
                    Rows.time(row, "queued_at")))
        .list();
  }

  /** Forgets what is queued for a DAG, and remembers which events its run consumed. */
  public void consume(String dagId, long runKey, Collection<Long> assets, @Nullable Instant after) {
    handle
        .createUpdate(
            """
            INSERT INTO dag_run_asset_event (run_key, event_id)
            SELECT :run, event_id FROM asset_event
            WHERE asset_id = ANY(:assets)
              AND (CAST(:after AS timestamptz) IS NULL OR happened_at > :after)
            ON CONFLICT DO NOTHING
            """)
        .bind("run", runKey)
        .bindArray("assets", Long.class, assets)
        .bind("after", after)
        .execute();
    handle
        .createUpdate("DELETE FROM asset_queue WHERE dag_id = :dag AND asset_id = ANY(:assets)")
        .bind("dag", dagId)
        .bindArray("assets", Long.class, assets)
        .execute();
  }

  /** Forgets what is queued for a DAG. */
  public int forgetQueued(String dagId, @Nullable Long assetId) {
    return handle
        .createUpdate(
            "DELETE FROM asset_queue WHERE dag_id = :dag AND (CAST(:asset AS bigint) IS NULL OR"
                + " asset_id = :asset)")
        .bind("dag", dagId)
        .bind("asset", assetId)
        .execute();
  }

  private static final String EVENTS =
      "SELECT event.*, asset.name, asset.uri FROM asset_event AS event INNER JOIN asset ON"
          + " asset.asset_id = event.asset_id ";

  /** All events, the newest first. */
  public List<Event> events(int limit) {
    return handle
        .createQuery(EVENTS + "ORDER BY event_id DESC LIMIT :limit")
        .bind("limit", limit)
        .map((row, context) -> event(row))
        .list();
  }

  /** The events that a run consumed. */
  public List<Event> consumedBy(long runKey) {
    return handle
        .createQuery(
            EVENTS
                + "INNER JOIN dag_run_asset_event AS consumed ON consumed.event_id = event.event_id"
                + " WHERE consumed.run_key = :run ORDER BY event.event_id")
        .bind("run", runKey)
        .map((row, context) -> event(row))
        .list();
  }

  public Optional<Event> event(long id) {
    return handle
        .createQuery(EVENTS + "WHERE event.event_id = :id")
        .bind("id", id)
        .map((row, context) -> event(row))
        .findOne();
  }

  private static Event event(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Event(
        row.getLong("event_id"),
        row.getLong("asset_id"),
        row.getString("name"),
        row.getString("uri"),
        Rows.time(row, "happened_at"),
        row.getString("source_dag_id"),
        row.getString("source_task_id"),
        row.getString("source_run_id"),
        row.getInt("source_map_index"),
        Json.readMap(row.getString("extra")));
  }
}
