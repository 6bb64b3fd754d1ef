package vn.edulake.orchestration.timetable;

import java.util.Locale;

/** What started a run. */
public enum RunType {
  BACKFILL,
  SCHEDULED,
  MANUAL,
  ASSET_TRIGGERED,
  ASSET_MATERIALIZATION;

  /** The name in ids and answers, e.g. {@code scheduled}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of a name in an id or answer. */
  public static RunType parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
