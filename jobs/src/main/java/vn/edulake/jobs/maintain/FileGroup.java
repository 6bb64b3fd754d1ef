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

/**
 * Small data files of one partition that become one.
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
        // Files with rows deleted beside them are left to who deletes that way.
        if (task.file().fileSizeInBytes() < rule.smallFileBytes()
            && task.file().format() == FileFormat.PARQUET
            && task.deletes().isEmpty()) {
          parts
              .computeIfAbsent(
                  new Part(task.file().specId(), task.file().partition()),
                  part -> new ArrayList<>())
              .add(task);
        }
      }
    }
    List<FileGroup> groups = new ArrayList<>();
    parts.values().stream()
        .filter(files -> files.size() >= rule.compactFrom())
        .forEach(files -> pack(files, rule.targetFileBytes(), groups));
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
    if (group.size() > 1) {
      groups.add(new FileGroup(group));
    }
  }

  long bytes() {
    return files.stream().mapToLong(task -> task.file().fileSizeInBytes()).sum();
  }

  long rows() {
    return files.stream().mapToLong(task -> task.file().recordCount()).sum();
  }
}
