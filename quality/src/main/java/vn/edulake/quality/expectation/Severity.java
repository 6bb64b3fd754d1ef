package vn.edulake.quality.expectation;

import java.util.Locale;
import java.util.Optional;

/** What it means that an expectation is not met. */
public enum Severity {
  /** The data are not to be used; Great Expectations calls it {@code critical}. */
  ERROR("critical"),
  /** The data may be used, and the finding is shown. */
  WARNING("warning"),
  /** Worth knowing. */
  INFO("info");

  private final String word;

  Severity(String word) {
    this.word = word;
  }

  /** The word of Great Expectations. */
  public String word() {
    return word;
  }

  /**
   * The severity of this name: {@code critical} or {@code error}, {@code warning}, {@code info}.
   */
  public static Optional<Severity> find(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "critical", "error" -> Optional.of(ERROR);
      case "warning", "warn" -> Optional.of(WARNING);
      case "info" -> Optional.of(INFO);
      default -> Optional.empty();
    };
  }
}
