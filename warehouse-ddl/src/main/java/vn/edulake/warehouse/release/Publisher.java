package vn.edulake.warehouse.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.util.SnapshotUtil;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Layer.Zone;
import vn.edulake.models.TableName;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.catalog.LiveRows;
import vn.edulake.warehouse.catalog.RowState;

/**
 * Moves tables to new snapshots, all or none.
 *
 * <p>For each table the next metadata file is written beside the present one; then one transaction
 * puts every pointer from the old file to the new, each only if it still is the old one, together
 * with the rows of the release. A process that dies before the commit leaves files that nothing
 * refers to, and after it a finished release. The caller holds the publishing lock.
 */
public final class Publisher {
  /** Steps announced while publishing, in order. */
  public static final List<String> STEPS =
      List.of("publish.written", "publish.swapped", "publish.committed", "publish.activated");

  private static final int ATTEMPTS = 5;

  /** Iceberg refuses later commits to a table whose last snapshot lies a minute ahead. */
  private static final Duration LONGEST_LEAD = Duration.ofSeconds(40);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final LakeCatalogs catalogs;
  private final Jdbi jdbi;
  private final Duration lead;
  private final Duration margin;
  private final Consumer<String> step;

  /**
   * A publisher.
   *
   * @param lead how far ahead of now the activation time is set
   * @param margin how long before the activation time the swap must be done
   * @param step is told each step as it is reached
   */
  public Publisher(
      LakeCatalogs catalogs, Jdbi jdbi, Duration lead, Duration margin, Consumer<String> step) {
    this.catalogs = catalogs;
    this.jdbi = jdbi;
    this.lead = lead;
    this.margin = margin;
    this.step = step;
  }

  /** A table whose next metadata is written and waits for the swap. */
  private record Staged(
      TableName table,
      String oldLocation,
      String newLocation,
      long snapshotId,
      @Nullable Long parentSnapshotId,
      long rowCount) {}

  /**
   * Publishes the heads of a branch.
   *
   * @param tables those that have the branch
   * @return the release, visible to readers
   * @throws ExternalError {@code RELEASE_CONFLICT} when a table moved since the branch was cut,
   *     {@code RELEASE_LATE} when the swap came too close to the activation time; nothing moved
   */
  public Release publish(long runId, String branch, List<TableName> tables, String message) {
    Map<TableName, Target> targets = new TreeMap<>();
    for (TableName table : tables) {
      targets.put(table, new Target(branch, null));
    }
    return move(targets, Optional.of(runId), Optional.empty(), message);
  }

  /**
   * Makes every table show again what it showed as of an earlier release. Tables that are younger
   * than that release stay as they are.
   */
  public Release rollBack(long releaseId, String message) {
    return move(rollBackTargets(releaseId), Optional.empty(), Optional.of(releaseId), message);
  }

  /** The tables that {@link #rollBack} would move. */
  public List<TableName> planRollBack(long releaseId) {
    return List.copyOf(rollBackTargets(releaseId).keySet());
  }

  private Map<TableName, Target> rollBackTargets(long releaseId) {
    ReleaseLog log = new ReleaseLog(jdbi);
    log.load(releaseId);
    Map<TableName, Target> targets = new TreeMap<>();
    log.snapshotsAsOf(releaseId)
        .forEach(
            (table, snapshot) -> {
              Table stored = catalogs.load(table);
              Snapshot now = stored.currentSnapshot();
              if (now == null || RowState.of(stored, now) != snapshot) {
                targets.put(table, new Target(null, snapshot));
              }
            });
    return targets;
  }

  /** Where a table goes: the head of a branch, or a snapshot. */
  private record Target(@Nullable String branch, @Nullable Long snapshot) {}

  private Release move(
      Map<TableName, Target> targets,
      Optional<Long> runId,
      Optional<Long> rolledBackTo,
      String message) {
    Duration wanted = lead;
    for (int attempt = 1; ; attempt++) {
      try {
        return move(targets, runId, rolledBackTo, message, wanted);
      } catch (Late e) {
        if (attempt == ATTEMPTS) {
          throw new ExternalError(
              ErrorCode.RELEASE_LATE,
              "Cannot publish: "
                  + e.getMessage()
                  + ", also with a lead of "
                  + wanted
                  + ". Nothing was published.",
              e);
        }
        Duration twice = wanted.multipliedBy(2);
        wanted = twice.compareTo(LONGEST_LEAD) < 0 ? twice : LONGEST_LEAD;
      }
    }
  }

  /** The swap was not ready in time and was rolled back. */
  private static final class Late extends RuntimeException {
    Late(String message) {
      super(message);
    }
  }

  private Release move(
      Map<TableName, Target> targets,
      Optional<Long> runId,
      Optional<Long> rolledBackTo,
      String message,
      Duration ahead) {
    long id = nextId();
    Instant activation = databaseNow().plus(ahead).truncatedTo(ChronoUnit.MILLIS);
    List<Staged> staged = new ArrayList<>();
    try {
      for (Map.Entry<TableName, Target> target : targets.entrySet()) {
        staged.add(stage(target.getKey(), target.getValue(), id, activation));
      }
      step.accept("publish.written");
      jdbi.useTransaction(
          handle -> {
            swap(handle, staged);
            record(handle, id, runId, rolledBackTo, activation, message, staged);
            step.accept("publish.swapped");
            Instant now = databaseNow(handle);
            if (now.isAfter(activation.minus(margin))) {
              throw new Late(
                  "the swap was ready at "
                      + now
                      + ", later than "
                      + margin
                      + " before its activation time "
                      + activation);
            }
          });
    } catch (Late e) {
      staged.forEach(table -> catalogs.load(table.table()).io().deleteFile(table.newLocation()));
      throw e;
    }
    step.accept("publish.committed");
    awaitActivation(activation);
    step.accept("publish.activated");
    return new ReleaseLog(jdbi).load(id);
  }

  private Staged stage(TableName name, Target target, long releaseId, Instant activation) {
    Table table = catalogs.load(name);
    TableOperations operations = ((HasTableOperations) table).operations();
    TableMetadata base = operations.current();
    Snapshot main = base.currentSnapshot();
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    long head;
    if (target.branch() != null) {
      SnapshotRef ref = base.ref(target.branch());
      if (ref == null
          || (main != null
              && !SnapshotUtil.isAncestorOf(table, ref.snapshotId(), main.snapshotId()))) {
        throw new ExternalError(
            ErrorCode.RELEASE_CONFLICT,
            "Cannot publish "
                + name
                + ": it moved since branch "
                + target.branch()
                + " was cut. Nothing was published; run again.");
      }
      head = ref.snapshotId();
      builder.removeRef(target.branch());
    } else {
      head = java.util.Objects.requireNonNull(target.snapshot());
    }
    builder
        .setBranchSnapshot(head, SnapshotRef.MAIN_BRANCH)
        .setRef(Release.tag(releaseId), SnapshotRef.tagBuilder(head).build());
    TableMetadata next = builder.build();
    String location = write(operations, base, next, activation);
    return new Staged(
        name,
        base.metadataFileLocation(),
        location,
        head,
        main == null ? null : main.snapshotId(),
        LiveRows.of(next.snapshot(head), operations.io(), next.specsById()));
  }

  /** Writes the metadata with the activation time as its newest log entry; returns its place. */
  private static String write(
      TableOperations operations, TableMetadata base, TableMetadata next, Instant activation) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(next));
      if (next.snapshotLog().size() > base.snapshotLog().size()) {
        // A table that stays where it is keeps its newest entry, or it would vanish until then.
        ArrayNode log = (ArrayNode) json.get("snapshot-log");
        ((ObjectNode) log.get(log.size() - 1)).put("timestamp-ms", activation.toEpochMilli());
        json.put("last-updated-ms", activation.toEpochMilli());
      }
      String text = JSON.writeValueAsString(json);
      String location = operations.metadataFileLocation(nextFileName(base));
      TableMetadataParser.fromJson(location, text); // refuses what a reader would refuse
      try (OutputStream out = operations.io().newOutputFile(location).create()) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      return location;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot write metadata of a release: " + e.getMessage() + ". Nothing was published.",
          e);
    }
  }

  private static String nextFileName(TableMetadata base) {
    String file = base.metadataFileLocation();
    String name = file.substring(file.lastIndexOf('/') + 1);
    int version = Integer.parseInt(name.substring(0, name.indexOf('-')));
    return String.format(Locale.ROOT, "%05d-%s.metadata.json", version + 1, UUID.randomUUID());
  }

  private static void swap(Handle handle, List<Staged> staged) {
    for (Staged table : staged) { // in the order of names: two swaps never wait for each other
      Zone zone = table.table().layer().zone();
      int moved =
          handle
              .createUpdate(
                  """
                  UPDATE iceberg_tables
                  SET metadata_location = :new, previous_metadata_location = :old
                  WHERE catalog_name = :catalog AND table_namespace = :schema
                    AND table_name = :name AND metadata_location = :old
                  """)
              .bind("new", table.newLocation())
              .bind("old", table.oldLocation())
              .bind("catalog", LakeCatalogs.name(zone))
              .bind("schema", table.table().layer().schema())
              .bind("name", table.table().name())
              .execute();
      if (moved != 1) {
        throw new ExternalError(
            ErrorCode.RELEASE_CONFLICT,
            "Cannot publish "
                + table.table()
                + ": it was changed by somebody else at this moment. Nothing was published; run"
                + " again.");
      }
    }
  }

  private static void record(
      Handle handle,
      long id,
      Optional<Long> runId,
      Optional<Long> rolledBackTo,
      Instant activation,
      String message,
      List<Staged> staged) {
    handle
        .createUpdate(
            """
            INSERT INTO ops.release (release_id, run_id, kind, rolled_back_to, activated_at, message)
            VALUES (:id, :run, :kind, :to, :at, :message)
            """)
        .bind("id", id)
        .bind("run", runId)
        .bind("kind", rolledBackTo.isPresent() ? "rollback" : "publish")
        .bind("to", rolledBackTo)
        .bind("at", OffsetDateTime.ofInstant(activation, ZoneOffset.UTC))
        .bind("message", message)
        .execute();
    for (Staged table : staged) {
      handle
          .createUpdate(
              """
              INSERT INTO ops.release_table
                (release_id, table_name, snapshot_id, parent_snapshot_id, row_count)
              VALUES (:id, :table, :snapshot, :parent, :rows)
              """)
          .bind("id", id)
          .bind("table", table.table().toString())
          .bind("snapshot", table.snapshotId())
          .bind("parent", table.parentSnapshotId())
          .bind("rows", table.rowCount())
          .execute();
    }
  }

  private long nextId() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT coalesce(max(release_id), 0) + 1 FROM ops.release")
                .mapTo(Long.class)
                .one());
  }

  private Instant databaseNow() {
    return jdbi.withHandle(Publisher::databaseNow);
  }

  private static Instant databaseNow(Handle handle) {
    return handle
        .createQuery("SELECT clock_timestamp()")
        .mapTo(OffsetDateTime.class)
        .one()
        .toInstant();
  }

  /**
   * Waits until the newest release is visible, also one whose process died after its swap. Before
   * that nobody may commit to main.
   */
  public void awaitLast() {
    new ReleaseLog(jdbi).findLast().ifPresent(release -> awaitActivation(release.activatedAt()));
  }

  private void awaitActivation(Instant activation) {
    try {
      for (Instant now = databaseNow(); !now.isAfter(activation); now = databaseNow()) {
        Thread.sleep(Math.max(1, Duration.between(now, activation).toMillis() + 1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataError(
          ErrorCode.RELEASE_LATE,
          "Interrupted while waiting for "
              + activation
              + "; the release is made and becomes visible then",
          e);
    }
  }
}
