package vn.edulake.jobs.transform;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import vn.edulake.models.Layer.Zone;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;

/** The Spark session of a run. */
public final class SparkSessions {
  private SparkSessions() {}

  /** Starts a session that knows both catalogs and the models' functions. */
  public static SparkSession open(LakeConfig config, LakeCatalogs catalogs, byte[] secret) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(config.text(Setting.SPARK_MASTER))
            .appName("edulake")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "8")
            // Many small different queries: compiling them costs more than their rows.
            .config("spark.sql.codegen.cache.maxEntries", "2000")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    if (config.text(Setting.SPARK_MASTER).startsWith("local")) {
      builder
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1");
    }
    for (Zone zone : Zone.values()) {
      String prefix = "spark.sql.catalog." + LakeCatalogs.name(zone);
      builder.config(prefix, "org.apache.iceberg.spark.SparkCatalog");
      for (Map.Entry<String, String> property : catalogs.properties(zone).entrySet()) {
        builder.config(prefix + "." + property.getKey(), property.getValue());
      }
    }
    config
        .free("spark.properties")
        .forEach(
            (key, value) -> builder.config("spark." + key.replaceFirst("^spark\\.", ""), value));
    SparkSession session = builder.getOrCreate();
    ModelFunctions.register(session, secret);
    return session;
  }
}
