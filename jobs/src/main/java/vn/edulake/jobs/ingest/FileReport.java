package vn.edulake.jobs.ingest;

import java.time.Duration;

/**
 * What became of one file.
 *
 * @param entity the entity that the file feeds; empty when no contract covers the file
 * @param file the file's path relative to what was named
 * @param reason why the file is known or failed; empty when it was loaded
 * @param drift how its form differs from that of the last file
 */
public record FileReport(
    String source,
    String entity,
    String file,
    Status status,
    long received,
    long accepted,
    long rejected,
    long known,
    String reason,
    Duration elapsed,
    Drift drift) {

  /** How a load ends. */
  public enum Status {
    /** Its lines were accepted or rejected one by one. */
    LOADED,
    /** All its lines were there before. */
    KNOWN,
    /** Nothing of it was taken. */
    FAILED,
    /** Its database did not answer; nothing of it was taken. */
    UNAVAILABLE
  }
}
