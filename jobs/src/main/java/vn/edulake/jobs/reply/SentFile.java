package vn.edulake.jobs.reply;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One file of the sender, taken for one entity.
 *
 * @param day that the delivery names, or else of its arrival
 * @param status as in {@code ops.load}
 * @param isReplaced whether the same file came again for the same day
 * @param layout by which it was read
 * @param headers the names of the file's fields, where they are known
 * @param said how many records the sender says it holds
 * @param errorCode why nothing of it could be read
 */
record SentFile(
    long loadId,
    String source,
    String entity,
    String name,
    LocalDate day,
    String status,
    boolean isReplaced,
    Optional<String> layout,
    List<String> headers,
    Optional<Long> said,
    long received,
    long accepted,
    long rejected,
    long known,
    Optional<String> errorCode,
    Optional<String> errorMessage) {

  SentFile {
    headers = List.copyOf(headers);
  }

  /** The same file with the sheet beside its name, for whoever looks for a row of it. */
  SentFile inSheet(String sheet) {
    return new SentFile(
        loadId,
        source,
        entity,
        name + " [" + sheet + "]",
        day,
        status,
        isReplaced,
        layout,
        headers,
        said,
        received,
        accepted,
        rejected,
        known,
        errorCode,
        errorMessage);
  }

  boolean isFailed() {
    return status.equals("failed");
  }
}
