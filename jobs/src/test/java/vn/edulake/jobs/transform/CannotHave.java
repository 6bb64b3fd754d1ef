package vn.edulake.jobs.transform;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A case of {@link Covers} that no row of a model can be, and why; stands at the model's tests. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(CannotHave.Several.class)
public @interface CannotHave {
  /** The table of the model. */
  String table();

  /** The case. */
  Covers.Case of();

  /** What makes it impossible. */
  String because();

  /** Cases of several models. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Several {
    /** The cases. */
    CannotHave[] value();
  }
}
