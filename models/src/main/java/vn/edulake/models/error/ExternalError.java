package vn.edulake.models.error;

/** A system outside the lake failed; the same command may succeed later. */
public final class ExternalError extends LakeException {
  public ExternalError(ErrorCode code, String message) {
    super(code, message);
  }

  public ExternalError(ErrorCode code, String message, Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public int exitCode() {
    return 4;
  }
}
