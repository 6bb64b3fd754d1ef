package vn.edulake.jobs;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** Tells failures of what the lake stands on, its database and its storage, from mistakes. */
public final class Outage {
  private Outage() {}

  /** Whether the connection to a database failed, rather than what was said over it. */
  public static boolean isDatabaseGone(Throwable failure) {
    for (Throwable deeper = failure; deeper != null; deeper = deeper.getCause()) {
      String state = deeper instanceof SQLException sql ? sql.getSQLState() : null;
      if (deeper instanceof SQLTransientConnectionException
          || (state != null && (state.startsWith("08") || state.startsWith("57P")))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The error that says which part failed; empty when it was neither.
   *
   * @param doing what cannot be done: {@code build core.dim_place}
   * @param now what is true now, and how to go on
   */
  public static Optional<ExternalError> find(String doing, Throwable failure, String now) {
    if (isDatabaseGone(failure)) {
      return Optional.of(
          new ExternalError(
              ErrorCode.DATABASE_UNAVAILABLE,
              "Cannot " + doing + ": the database went away. " + now,
              failure));
    }
    for (Throwable deeper = failure; deeper != null; deeper = deeper.getCause()) {
      if (deeper instanceof SQLException) {
        return Optional.empty();
      }
      if (deeper instanceof IOException || deeper instanceof FSError) {
        return Optional.of(
            new ExternalError(
                ErrorCode.STORAGE_FAILED,
                "Cannot "
                    + doing
                    + ": the storage failed ("
                    + root(deeper).getMessage()
                    + "). "
                    + now,
                failure));
      }
    }
    return Optional.empty();
  }

  private static Throwable root(Throwable failure) {
    Throwable result = failure;
    while (result.getCause() != null) {
      result = result.getCause();
    }
    return result;
  }
}
