package vn.edulake.jobs.ingest;

import java.util.Locale;

/** A language in which senders are written to. */
public enum Language {
  VI,
  EN;

  /** The code by which contracts name it: {@code vi}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of two texts the one in this language. */
  public String of(String vietnamese, String english) {
    return this == VI ? vietnamese : english;
  }
}
