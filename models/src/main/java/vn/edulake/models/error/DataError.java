package vn.edulake.models.error;

/** The data were rejected; what is published stays as it was. */
public final class DataError extends LakeException {
  public DataError(ErrorCode code, String message) {
    super(code, message);
  }

  public DataError(ErrorCode code, String message, Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public int exitCode() {
    return 3;
  }
}
