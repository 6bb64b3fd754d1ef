package vn.edulake.jobs.maintain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import vn.edulake.models.policy.MaintenanceRule;
import vn.edulake.warehouse.catalog.RowState;

/**
 * Which snapshots of a table nobody asks for any more.
 *
 * <p>A snapshot stays while a branch or tag points to it, a release names it, it is new, or a next
 * run has to walk over it from what readers see to what was built last. A state of main also stays
 * while an older one does, so that reading as of a time finds what was there; a snapshot that
 * maintenance made of the state before it may go.
 */
final class Expiry {
  private final Table table;
  private final MaintenanceRule rule;
  private final Instant now;
  private final Set<Long> kept = new HashSet<>();

  private Expiry(Table table, MaintenanceRule rule, Instant now) {
    this.table = table;
    this.rule = rule;
    this.now = now;
  }

  /**
   * The snapshots that go.
   *
   * @param gone branches that go, too
   * @param released snapshots that releases name
   * @param consumed the states from which tables were built last
   */
  static Set<Long> of(
      Table table,
      MaintenanceRule rule,
      Set<String> gone,
      Set<Long> released,
      Set<Long> consumed,
      Instant now) {
    Expiry expiry = new Expiry(table, rule, now);
    expiry.kept.addAll(released);
    for (var ref : table.refs().entrySet()) {
      if (!gone.contains(ref.getKey())) {
        expiry.kept.add(ref.getValue().snapshotId());
      }
    }
    expiry.keepNew();
    consumed.forEach(expiry::keepTheWayTo);
    expiry.keepTheLog();
    Set<Long> result = new TreeSet<>();
    table.snapshots().forEach(snapshot -> result.add(snapshot.snapshotId()));
    result.removeAll(expiry.kept);
    return result;
  }

  private void keepNew() {
    Instant bound = now.minus(rule.keepFor());
    List<HistoryEntry> log = table.history();
    Set<Long> logged = new HashSet<>();
    for (int i = 0; i < log.size(); i++) {
      logged.add(log.get(i).snapshotId());
      boolean isAmongNewest = i >= log.size() - rule.keepAtLeast();
      if (isAmongNewest || at(log.get(i + 1).timestampMillis()).isAfter(bound)) {
        kept.add(log.get(i).snapshotId());
      }
    }
    for (Snapshot snapshot : table.snapshots()) {
      if (!logged.contains(snapshot.snapshotId())
          && at(snapshot.timestampMillis()).isAfter(bound)) {
        kept.add(snapshot.snapshotId());
      }
    }
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  /** What came and went since a state is read from the snapshots behind it. */
  private void keepTheWayTo(long state) {
    List<Long> way = new ArrayList<>();
    Snapshot snapshot = table.snapshot(SnapshotRef.MAIN_BRANCH);
    while (snapshot != null) {
      way.add(snapshot.snapshotId());
      if (RowState.of(table, snapshot) == state) {
        kept.addAll(way);
        return;
      }
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
  }

  private void keepTheLog() {
    boolean isChanged = true;
    while (isChanged) {
      isChanged = false;
      long stateBefore = 0;
      for (HistoryEntry entry : table.history()) {
        Snapshot snapshot = table.snapshot(entry.snapshotId());
        if (snapshot == null) {
          continue;
        }
        if (kept.contains(entry.snapshotId())) {
          stateBefore = RowState.of(table, snapshot);
        } else if (stateBefore != 0 && RowState.of(table, snapshot) != stateBefore) {
          kept.add(entry.snapshotId());
          isChanged = true;
          break;
        }
      }
    }
  }
}
