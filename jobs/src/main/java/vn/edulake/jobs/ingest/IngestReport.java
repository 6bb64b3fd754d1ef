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
    return files.stream().filter(file -> file.status() == FileReport.Status.FAILED).toList();
  }

  /** What the command exits with: 3 when a file failed, else 0. */
  public int exitCode() {
    return failed().isEmpty() ? 0 : 3;
  }
}
