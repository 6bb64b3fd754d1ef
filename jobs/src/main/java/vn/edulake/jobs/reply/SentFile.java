package vn.edulake.jobs.reply;

import java.time.LocalDate;
import java.util.Optional;

/**
 * One file of the sender, taken for one entity.
 *
 * @param day that the delivery names, or else of its arrival
 * @param status as in {@code ops.load}
 * @param isReplaced whether the same file came again for the same day
 * @param headerText the names of the file's fields, where they are known
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
    Optional<String> headerText,
    Optional<Long> said,
    long received,
    long accepted,
    long rejected,
    long known,
    Optional<String> errorCode,
    Optional<String> errorMessage) {

  boolean isFailed() {
    return status.equals("failed");
  }
}
