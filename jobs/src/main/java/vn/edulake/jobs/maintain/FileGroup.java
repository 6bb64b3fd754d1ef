package vn.edulake.jobs.maintain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import vn.edulake.models.policy.MaintenanceRule;
import vn.edulake.warehouse.catalog.LiveRows;

/**
 * Small data files of one partition that become one, or one of which rows went.
 *
 * @param files in the order in which they were written
 */
record FileGroup(List<FileScanTask> files) {
  FileGroup {
    files = List.copyOf(files);
  }

  private record Part(int spec, StructLike values) {}

  /** What to write anew in the current state of a table. */
  static List<FileGroup> of(Table table, MaintenanceRule rule) throws java.io.IOException {
    if (table.currentSnapshot() == null) {
      return List.of();
    }
    Map<Part, List<FileScanTask>> parts = new LinkedHashMap<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        if ((task.file().fileSizeInBytes() < rule.smallFileBytes() || !task.deletes().isEmpty())
            && task.file().format() == FileFormat.PARQUET) {
          parts
              .computeIfAbsent(
                  new Part(task.file().specId(), task.file().partition()),
                  part -> new ArrayList<>())
              .add(task);
        }
      }
    }
    List<FileGroup> groups = new ArrayList<>();
    for (List<FileScanTask> files : parts.values()) {
      if (files.size() >= rule.compactFrom()) {
        pack(files, rule.targetFileBytes(), groups);
      } else {
        // A row that went is gone from the disk only when its file is written anew.
        files.stream()
            .filter(FileGroup::hasDeletes)
            .forEach(file -> groups.add(new FileGroup(List.of(file))));
      }
    }
    return groups;
  }

  private static void pack(List<FileScanTask> files, long target, List<FileGroup> groups) {
    files.sort(
        Comparator.comparing((FileScanTask task) -> task.file().fileSequenceNumber())
            .thenComparing(task -> task.file().location()));
    List<FileScanTask> group = new ArrayList<>();
    long bytes = 0;
    for (FileScanTask file : files) {
      if (bytes + file.file().fileSizeInBytes() > target) {
        add(group, groups);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(file);
      bytes += file.file().fileSizeInBytes();
    }
    add(group, groups);
  }

  private static void add(List<FileScanTask> group, List<FileGroup> groups) {
    if (group.size() > 1 || group.stream().anyMatch(FileGroup::hasDeletes)) {
      groups.add(new FileGroup(group));
    }
  }

  private static boolean hasDeletes(FileScanTask task) {
    return !task.deletes().isEmpty();
  }

  long bytes() {
    return files.stream().mapToLong(task -> task.file().fileSizeInBytes()).sum();
  }

  long rows() {
    return LiveRows.of(files);
  }
}
