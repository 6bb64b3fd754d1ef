package vn.edulake.jobs.simulate.world;

import java.util.Locale;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * How big a province is made.
 *
 * @param kind a school, a district, the whole province, or about so many learners
 * @param learners of the last kind; otherwise 0
 */
public record Scale(Kind kind, int learners) {
  private static final int FEWEST = 1000;

  /** Kinds of scale. */
  public enum Kind {
    SCHOOL,
    DISTRICT,
    PROVINCE,
    LEARNERS
  }

  /**
   * Reads {@code school}, {@code district}, {@code province} or a number of learners.
   *
   * @throws UserError {@code USAGE} when it is none of them
   */
  public static Scale parse(String text) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.LEARNERS && kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return new Scale(kind, 0);
      }
    }
    if (text.matches("\\d{1,7}") && Integer.parseInt(text) >= FEWEST) {
      return new Scale(Kind.LEARNERS, Integer.parseInt(text));
    }
    throw new UserError(
        ErrorCode.USAGE,
        "Invalid scale: "
            + text
            + " (school, district, province or a number of learners from "
            + FEWEST
            + " on)");
  }

  /** As it is given on the command line. */
  @Override
  public String toString() {
    return kind == Kind.LEARNERS
        ? Integer.toString(learners)
        : kind.name().toLowerCase(Locale.ROOT);
  }
}
