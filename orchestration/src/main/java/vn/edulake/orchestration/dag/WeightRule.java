package vn.edulake.orchestration.dag;

import java.util.Locale;

/** How the priority of a task counts the tasks around it. */
public enum WeightRule {
  /** Its own weight and that of all tasks after it: earlier tasks come first. */
  DOWNSTREAM,
  /** Its own weight and that of all tasks before it: runs that began come first. */
  UPSTREAM,
  /** Its own weight alone. */
  ABSOLUTE;

  /** The name in files and answers, e.g. {@code downstream}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The rule of a name.
   *
   * @throws IllegalArgumentException with the known names
   */
  public static WeightRule parse(String word) {
    return switch (word) {
      case "downstream" -> DOWNSTREAM;
      case "upstream" -> UPSTREAM;
      case "absolute" -> ABSOLUTE;
      default ->
          throw new IllegalArgumentException(
              "Unknown weight rule: " + word + ". Known: downstream, upstream, absolute.");
    };
  }
}
