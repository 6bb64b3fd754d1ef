package vn.edulake.jobs.maintain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import vn.edulake.models.TableName;
import vn.edulake.models.policy.MaintenanceRule;

/**
 * What is done with one table.
 *
 * @param groups small files that are written anew
 * @param manifests how many manifests are written anew; 0 for none
 * @param branches left-over branches that go
 * @param snapshots that go
 * @param isLogTrimmed whether the number of earlier metadata files is set
 * @param dead files to delete
 * @param missing files that the metadata name and that are not there; then nothing is done
 */
record TablePlan(
    TableName table,
    MaintenanceRule rule,
    List<FileGroup> groups,
    int manifests,
    Set<String> branches,
    Set<Long> snapshots,
    boolean isLogTrimmed,
    List<DeadFile> dead,
    List<String> missing) {

  TablePlan {
    groups = List.copyOf(groups);
    branches = new TreeSet<>(branches);
    snapshots = new TreeSet<>(snapshots);
    dead = List.copyOf(dead);
    missing = List.copyOf(missing);
  }

  /** Nothing is done with a table of which files are missing. */
  static TablePlan leftAlone(TableName table, MaintenanceRule rule, List<String> missing) {
    return new TablePlan(table, rule, List.of(), 0, Set.of(), Set.of(), false, List.of(), missing);
  }

  /** A file that nobody needs. */
  record DeadFile(String location, long bytes) {}

  boolean isEmpty() {
    return words().isEmpty();
  }

  TablePlan deleting(List<DeadFile> files) {
    return new TablePlan(
        table, rule, groups, manifests, branches, snapshots, isLogTrimmed, files, missing);
  }

  /** How many commits the plan makes. */
  int commits() {
    return (groups.isEmpty() ? 0 : 1) + (manifests > 0 ? 1 : 0) + (isForgetting() ? 1 : 0);
  }

  boolean isForgetting() {
    return !branches.isEmpty() || !snapshots.isEmpty() || isLogTrimmed;
  }

  long deadBytes() {
    return dead.stream().mapToLong(DeadFile::bytes).sum();
  }

  /** The parts of the plan in words; empty when there is nothing to do. */
  String words() {
    List<String> parts = new ArrayList<>();
    if (!missing.isEmpty()) {
      return "LEFT ALONE: "
          + count(missing.size(), "file")
          + " that its metadata name "
          + (missing.size() == 1 ? "is" : "are")
          + " not there, e.g. "
          + missing.get(0);
    }
    if (!groups.isEmpty()) {
      parts.add(
          "compact "
              + count(groups.stream().mapToInt(group -> group.files().size()).sum(), "file")
              + " of "
              + size(groups.stream().mapToLong(FileGroup::bytes).sum())
              + " into "
              + groups.stream().filter(group -> group.rows() > 0).count());
    }
    if (manifests > 0) {
      parts.add("rewrite " + count(manifests, "manifest"));
    }
    if (!branches.isEmpty()) {
      parts.add("drop " + String.join(", ", branches));
    }
    if (!snapshots.isEmpty()) {
      parts.add("expire " + count(snapshots.size(), "snapshot"));
    }
    if (isLogTrimmed) {
      parts.add("keep " + rule.metadataFiles() + " earlier metadata files");
    }
    if (!dead.isEmpty()) {
      parts.add("delete " + count(dead.size(), "file") + " of " + size(deadBytes()));
    }
    return String.join("; ", parts);
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f KB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
