package vn.edulake.models.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The command, the configuration or a file of the project is wrong; nothing was changed. */
public final class UserError extends LakeException {
  private final transient @Nullable FilePlace place;

  public UserError(ErrorCode code, String message) {
    super(code, message);
    this.place = null;
  }

  public UserError(ErrorCode code, String message, Throwable cause) {
    super(code, message, cause);
    this.place = null;
  }

  UserError(ErrorCode code, FilePlace place, String message) {
    super(code, place + ": " + message);
    this.place = place;
  }

  /** The place in a file that is wrong, when it is known; the message begins with it. */
  public Optional<FilePlace> place() {
    return Optional.ofNullable(place);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
