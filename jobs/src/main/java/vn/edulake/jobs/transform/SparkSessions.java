package vn.edulake.jobs.transform;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import vn.edulake.models.Layer.Zone;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.catalog.LocalFiles;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;

/** Where a run gets its Spark session from, and how it gives it back. */
public interface SparkSessions {
  /** Does something with a session that knows both catalogs and the models' functions. */
  <T> T with(LakeCatalogs catalogs, byte[] secret, Function<SparkSession, T> work);

  /** A session of the run's own, which ends with it. */
  static SparkSessions own(LakeConfig config) {
    return new SparkSessions() {
      @Override
      public <T> T with(LakeCatalogs catalogs, byte[] secret, Function<SparkSession, T> work) {
        try (SparkSession session = builder(config, catalogs).getOrCreate()) {
          ModelFunctions.register(session, secret);
          return work.apply(session);
        }
      }
    };
  }

  /** A session on the master of the lake, without catalogs. */
  static SparkSession.Builder plain(LakeConfig config, String name) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(config.text(Setting.SPARK_MASTER))
            .appName(name)
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC");
    if (config.text(Setting.SPARK_MASTER).startsWith("local")) {
      builder
          .config(OneClassLoader.SETTING, OneClassLoader.class.getName())
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1");
    }
    return builder;
  }

  private static SparkSession.Builder builder(LakeConfig config, LakeCatalogs catalogs) {
    SparkSession.Builder builder =
        plain(config, "edulake")
            .config("spark.sql.shuffle.partitions", "8")
            // Rows that the driver gives are few.
            .config("spark.sql.leafNodeDefaultParallelism", "1")
            // Rows that are held are looked for in all parts of a result at once.
            .config("spark.sql.limit.initialNumPartitions", "8")
            // Many small different queries: compiling them costs more than their rows, and what was
            // compiled for one day is there for the next.
            .config("spark.sql.codegen.cache.maxEntries", "10000")
            // Written out for each query and each of its stages, and read by nobody.
            .config("spark.sql.ui.explainMode", "simple")
            // What is held is read once or twice: packing it costs more than computing it.
            .config("spark.sql.inMemoryColumnarStorage.compressed", "false")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    LocalFiles.settings().forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    catalogSettings(catalogs).forEach(builder::config);
    config
        .free("spark.properties")
        .forEach(
            (key, value) -> builder.config(key.startsWith("spark.") ? key : "spark." + key, value));
    return builder;
  }

  /** What a session has to be told to know the catalogs. */
  static Map<String, String> catalogSettings(LakeCatalogs catalogs) {
    Map<String, String> result = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      String prefix = "spark.sql.catalog." + LakeCatalogs.name(zone);
      result.put(prefix, "org.apache.iceberg.spark.SparkCatalog");
      catalogs.properties(zone).forEach((key, value) -> result.put(prefix + "." + key, value));
    }
    return result;
  }
}
