package vn.edulake.models.error;

/** The command, the configuration or a file of the project is wrong; nothing was changed. */
public final class UserError extends LakeException {
  public UserError(ErrorCode code, String message) {
    super(code, message);
  }

  public UserError(ErrorCode code, String message, Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
