package vn.edulake.jobs.transform;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/** The one Spark session of the test JVM. */
public final class TestSession {
  private static final byte[] SECRET =
      "a secret of the tests only".getBytes(StandardCharsets.UTF_8);

  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.adaptive.enabled", "false");

  private TestSession() {}

  /** The session; the first call starts it. */
  public static SparkSession get() {
    return Holder.SESSION;
  }

  /** For long plans over few rows, of which compiling costs more than their rows. */
  static void interpret() {
    INTERPRETED.forEach(get().conf()::set);
  }

  /** Ends {@link #interpret}. */
  static void compile() {
    INTERPRETED.keySet().forEach(get().conf()::unset);
  }

  /** Sessions of the test JVM for runs: each with catalogs of its own, none ever closed. */
  public static SparkSessions ofRuns() {
    return ofRuns(Map.of());
  }

  /** Sessions for runs of a hundred models over few rows: compiling them costs the most. */
  public static SparkSessions ofInterpretedRuns() {
    return ofRuns(INTERPRETED);
  }

  /** Sessions whose pseudonyms are made with the key of the lake. */
  public static SparkSessions ofRunsWithTheirKey() {
    SparkSessions plain = ofRuns();
    return new SparkSessions() {
      @Override
      public <T> T with(LakeCatalogs catalogs, byte[] secret, Function<SparkSession, T> work) {
        return plain.with(
            catalogs,
            secret,
            session -> {
              ModelFunctions.register(session, secret);
              return work.apply(session);
            });
      }
    };
  }

  private static SparkSessions ofRuns(Map<String, String> settings) {
    return new SparkSessions() {
      @Override
      public <T> T with(LakeCatalogs catalogs, byte[] secret, Function<SparkSession, T> work) {
        SparkSession session = get().newSession();
        settings.forEach(session.conf()::set);
        SparkSessions.catalogSettings(catalogs).forEach(session.conf()::set);
        session.conf().set("spark.sql.session.timeZone", "UTC");
        session.conf().set("spark.sql.shuffle.partitions", "1");
        ModelFunctions.register(session, SECRET);
        return work.apply(session);
      }
    };
  }

  private static final class Holder {
    private static final SparkSession SESSION = start();

    private static SparkSession start() {
      SparkSession session =
          SparkSession.builder()
              .master("local[1]")
              .appName("tests")
              .config("spark.ui.enabled", "false")
              .config(OneClassLoader.SETTING, OneClassLoader.class.getName())
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.shuffle.partitions", "1")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.sql.codegen.cache.maxEntries", "2000")
              // One core gets pages of 64 MB otherwise, one for each hash table of a few rows.
              .config("spark.buffer.pageSize", "1m")
              .config("spark.sql.ui.retainedExecutions", "1")
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
