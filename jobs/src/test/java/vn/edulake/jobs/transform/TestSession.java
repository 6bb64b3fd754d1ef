package vn.edulake.jobs.transform;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of the test JVM. */
public final class TestSession {
  private static final byte[] SECRET =
      "a secret of the tests only".getBytes(StandardCharsets.UTF_8);

  private TestSession() {}

  /** The session; the first call starts it. */
  public static SparkSession get() {
    return Holder.SESSION;
  }

  private static final class Holder {
    private static final SparkSession SESSION = start();

    private static SparkSession start() {
      SparkSession session =
          SparkSession.builder()
              .master("local[1]")
              .appName("tests")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.shuffle.partitions", "1")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.sql.codegen.cache.maxEntries", "2000")
              .config(
                  "spark.sql.extensions",
                  "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
              .getOrCreate();
      session.sparkContext().setLogLevel("ERROR");
      ModelFunctions.register(session, SECRET);
      return session;
    }
  }
}
