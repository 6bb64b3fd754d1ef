package vn.edulake.models.error;

/**
 * A place in a file that a person wrote.
 *
 * @param file relative to the folder that the person knows
 * @param line counted from 1
 */
public record FilePlace(String file, int line) {
  /** Makes an error of what stands here. */
  public UserError error(ErrorCode code, String message) {
    return new UserError(code, this, message);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
