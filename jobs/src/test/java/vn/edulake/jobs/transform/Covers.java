package vn.edulake.jobs.transform;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which cases of which model a test holds: {@code @Covers(table = "core.fct_mark", of = NULL)}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Covers.Several.class)
public @interface Covers {
  /** The table of the model. */
  String table();

  /** The cases. */
  Case[] of();

  /** Cases of several models in one test. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Several {
    /** The cases by model. */
    Covers[] value();
  }

  /** What rows may be like. */
  enum Case {
    /** A row as most are. */
    ORDINARY,
    /** Something that a row may have is missing in it, or what it names is not known. */
    NULL,
    /** A value at a limit, or a day at the end of a period. */
    BOUNDARY,
    /** The same is told twice. */
    DUPLICATE,
    /** A row that comes after others of its time, or before what it needs. */
    LATE
  }
}
