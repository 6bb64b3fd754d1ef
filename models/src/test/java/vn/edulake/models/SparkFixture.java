package vn.edulake.models;

import org.apache.spark.sql.SparkSession;

/** The one Spark session of this test JVM. */
public final class SparkFixture {
  private static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[1]")
          .appName("tests")
          .config("spark.ui.enabled", "false")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.shuffle.partitions", "1")
          .config("spark.sql.session.timeZone", "UTC")
          .config(
              "spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/edulake-tests")
          .getOrCreate();

  private SparkFixture() {}

  public static SparkSession session() {
    return SESSION;
  }
}
