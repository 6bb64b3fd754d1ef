package vn.edulake.warehouse.release;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.edulake.models.TableName;

/**
 * One publication.
 *
 * @param id rising number
 * @param rolledBackTo the release whose state was taken up again, for a rollback
 * @param activatedAt the instant from which readers see it
 * @param message why it was made
 * @param tables the tables it moved
 */
public record Release(
    long id,
    Kind kind,
    Optional<Long> rolledBackTo,
    Instant activatedAt,
    String message,
    List<Moved> tables) {

  public Release {
    tables = List.copyOf(tables);
  }

  /** What made the release. */
  public enum Kind {
    PUBLISH,
    ROLLBACK
  }

  /**
   * One table of a release.
   *
   * @param snapshotId what readers see from then on
   * @param parentSnapshotId what they saw before; empty for a new table
   * @param rowCount rows in the snapshot
   */
  public record Moved(
      TableName table, long snapshotId, Optional<Long> parentSnapshotId, long rowCount) {}

  /** The tag that keeps the release's snapshots. */
  public String tag() {
    return tag(id);
  }

  static String tag(long id) {
    return "release_" + id;
  }
}
