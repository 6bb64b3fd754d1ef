package vn.edulake.jobs.transform;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A view that one reader alone knows. Models run side by side in one session; and when a view is
 * replaced, Spark forgets what it keeps in memory of any plan that reads the same as the old one,
 * and computes it again. The views end with the session of the run.
 */
final class OwnView {
  private static final AtomicLong COUNT = new AtomicLong();

  private OwnView() {}

  /** The name of a new view of the rows. */
  static String of(Dataset<Row> rows, String prefix) {
    String name = prefix + "__" + COUNT.incrementAndGet();
    rows.createOrReplaceTempView(name);
    return name;
  }
}
