package vn.edulake.jobs.simulate.defect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way in which a delivery may be wrong, and what it takes to find it. */
public enum DefectClass {
  /** The same bytes come again under another name. */
  RESENT_FILE(Scope.FILE, Finder.CONTRACT),
  /** A later delivery of the same has fewer rows, and some cells less. */
  WORSE_LATER(Scope.FILE, Finder.GATE),
  /** A file comes some days after its own. */
  LATE(Scope.FILE, Finder.CONTRACT),
  /** A file that is owed does not come. */
  MISSING_DAY(Scope.FILE, Finder.CONTRACT),
  /** Lines stand above the header that do not stand there otherwise. */
  HEADER_MOVED(Scope.FILE, Finder.CONTRACT),
  /** A column that is needed has another header. */
  HEADER_RENAMED(Scope.FILE, Finder.CONTRACT),
  /** Columns in another order. */
  HEADER_REORDERED(Scope.FILE, Finder.CONTRACT),
  /** A header twice. */
  HEADER_DOUBLED(Scope.FILE, Finder.CONTRACT),
  /** A column that is new. */
  COLUMN_ADDED(Scope.FILE, Finder.CONTRACT),
  /** From a day on, the files of a sender come in another encoding. */
  ENCODING_CHANGED(Scope.FILE, Finder.CONTRACT),
  /** Text in letters of a font older than Unicode. */
  LEGACY_LETTERS(Scope.FILE, Finder.GATE),
  /** Rows of the file that were there before are gone. */
  DELETED_UPSTREAM(Scope.FILE, Finder.GATE),
  /** Totals that do not agree with what they add up. */
  TOTALS_DISAGREE(Scope.ROW, Finder.GATE),
  /** A row twice. */
  DUPLICATE_ROW(Scope.ROW, Finder.CONTRACT),
  /** A row twice, with another value. */
  CONTRADICTING_ROW(Scope.ROW, Finder.CONTRACT),
  /** A number outside of what there can be. */
  OUT_OF_RANGE(Scope.ROW, Finder.CONTRACT),
  /** A day that no calendar has. */
  IMPOSSIBLE_DATE(Scope.ROW, Finder.CONTRACT),
  /** A code that nobody agreed upon. */
  UNMAPPED_CODE(Scope.ROW, Finder.CONTRACT),
  /** A value that has to be there is not. */
  REQUIRED_MISSING(Scope.ROW, Finder.CONTRACT),
  /** A date as Excel counts days, in a file of texts. */
  SERIAL_DATE(Scope.ROW, Finder.CONTRACT),
  /** A date with the month before the day. */
  MIXED_DATE(Scope.ROW, Finder.CONTRACT),
  /** A school's code that was another school's. */
  REUSED_CODE(Scope.ROW, Finder.GATE),
  /** A managing body that does not manage the school. */
  WRONG_MANAGING_BODY(Scope.ROW, Finder.GATE),
  /** Residents of a commune that was split, in the successor in which they do not live. */
  SPLIT_COMMUNE(Scope.ROW, Finder.GATE),
  /** So few of a kind in a class that they can be told. */
  SMALL_CELL(Scope.ROW, Finder.GATE),
  /** Text in decomposed Unicode. */
  DECOMPOSED_TEXT(Scope.ROW, Finder.IDENTITY),
  /** The tone mark on another letter of the same syllable. */
  TONE_VARIANT(Scope.ROW, Finder.IDENTITY),
  /** Given name first. */
  NAME_ORDER(Scope.ROW, Finder.IDENTITY),
  /** A birth date that is wrong by a digit, or with day and month exchanged. */
  WRONG_BIRTH_DATE(Scope.ROW, Finder.IDENTITY),
  /** Two systems do not agree about somebody. */
  SOURCES_CONFLICT(Scope.ROW, Finder.IDENTITY),
  /** A child under a second code. */
  TWO_CODES(Scope.ROW, Finder.IDENTITY),
  /** Two children of two schools under one number. */
  SHARED_NUMBER(Scope.ROW, Finder.IDENTITY),
  /** Somebody in two schools at the same time. */
  OVERLAPPING_ENROLMENT(Scope.ROW, Finder.IDENTITY);

  private final Scope scope;
  private final Finder finder;

  /** What is wrong as a whole. */
  enum Scope {
    FILE,
    ROW
  }

  /** What can find it. */
  public enum Finder {
    /** Contract and ledger, as files come in. */
    CONTRACT,
    /** Comparing people over systems. */
    IDENTITY,
    /** Comparing tables, before they are published. */
    GATE
  }

  DefectClass(Scope scope, Finder finder) {
    this.scope = scope;
    this.finder = finder;
  }

  Scope scope() {
    return scope;
  }

  public Finder finder() {
    return finder;
  }

  /** Its name in the answer key and the profile. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class of a name; empty when there is none. */
  public static Optional<DefectClass> find(String code) {
    return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
  }
}
