package vn.edulake.jobs.transform;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;

/**
 * How Spark plans for a part of a table: at once. Adaptive planning makes each stage of a query a
 * job of its own, and plans what is left anew behind it; that pays where rows are many and nobody
 * knows how many, and costs a part of few rows more than these do.
 */
final class SmallPlans {
  private SmallPlans() {}

  /** How many rows there are, about. */
  enum Size {
    /** Held in memory: one task for each stage. */
    FEW,
    /** Of few keys or days: a task for each processor. */
    SOME,
    /** Nobody knows: planned adaptively. */
    MANY
  }

  /**
   * The size of a part.
   *
   * @param areFew whether rows of it are known to be few enough to be held in memory
   */
  static Size of(Optional<Part> part, boolean areFew) {
    return part.filter(Part::isFew).isEmpty() ? Size.MANY : areFew ? Size.FEW : Size.SOME;
  }

  /** Does something in this thread, whose queries are planned for so many rows. */
  static <T> T with(SparkSession session, Size size, Supplier<T> work) {
    if (size == Size.MANY) {
      return work.get();
    }
    int parts = size == Size.FEW ? 1 : session.sparkContext().defaultParallelism();
    SQLConf planned = session.sessionState().conf().clone();
    planned.setConfString("spark.sql.adaptive.enabled", "false");
    planned.setConfString("spark.sql.shuffle.partitions", String.valueOf(parts));
    return SQLConf.withExistingConf(planned, work::get);
  }
}
