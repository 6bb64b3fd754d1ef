package vn.edulake.jobs.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Why a line is refused.
 *
 * @param column the first column at fault; null when it is the line
 */
record Violation(@Nullable String column, Rule rule, String message) {
  static Violation ofLine(Rule rule) {
    return new Violation(null, rule, rule.message("", ""));
  }
}
