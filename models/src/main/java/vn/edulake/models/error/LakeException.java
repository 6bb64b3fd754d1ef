package vn.edulake.models.error;

/** A failure that a person or the scheduler can act on. */
public abstract sealed class LakeException extends RuntimeException
    permits UserError, DataError, ExternalError {
  private final ErrorCode code;

  LakeException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  LakeException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** The stable code: the name a runbook uses. */
  public ErrorCode code() {
    return code;
  }

  /** What the process exits with: 2 usage or configuration, 3 data, 4 outside system. */
  public abstract int exitCode();

  /** The line a person reads: code, then the message. */
  public String line() {
    return code.name() + " " + getMessage();
  }
}
