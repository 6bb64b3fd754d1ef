package vn.edulake.jobs.ingest;

import java.util.List;

/**
 * What one ingest did.
 *
 * @param files one entry per file and entity, in the order in which they were read
 * @param notCovered the files of named folders that no contract of the source covers
 */
public record IngestReport(List<FileReport> files, List<String> notCovered) {
  /** The files of which nothing was taken. */
  public List<FileReport> failed() {
    return files.stream()
        .filter(
            file ->
                file.status() == FileReport.Status.FAILED
                    || file.status() == FileReport.Status.UNAVAILABLE)
        .toList();
  }

  /** What the command exits with: 4 when a database failed, 3 when a file failed, else 0. */
  public int exitCode() {
    if (files.stream().anyMatch(file -> file.status() == FileReport.Status.UNAVAILABLE)) {
      return 4;
    }
    return failed().isEmpty() ? 0 : 3;
  }
}
