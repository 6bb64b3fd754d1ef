package vn.edulake.jobs.transform;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/** The one Spark session of the test JVM. */
public final class TestSession {
  private static final byte[] SECRET =
      "a secret of the tests only".getBytes(StandardCharsets.UTF_8);

  private TestSession() {}

  /** The session; the first call starts it. */
  public static SparkSession get() {
    return Holder.SESSION;
  }

  /** For long plans over few rows, of which compiling costs more than their rows. */
  static void interpret() {
    get().conf().set("spark.sql.codegen.wholeStage", "false");
    get().conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    get().conf().set("spark.sql.adaptive.enabled", "false");
  }

  /** Ends {@link #interpret}. */
  static void compile() {
    get().conf().unset("spark.sql.codegen.wholeStage");
    get().conf().unset("spark.sql.codegen.factoryMode");
    get().conf().unset("spark.sql.adaptive.enabled");
  }

  /** Sessions of the test JVM for runs: each with catalogs of its own, none ever closed. */
  public static SparkSessions ofRuns() {
    return new SparkSessions() {
      @Override
      public <T> T with(LakeCatalogs catalogs, byte[] secret, Function<SparkSession, T> work) {
        SparkSession session = get().newSession();
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
