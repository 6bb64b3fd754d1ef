package vn.edulake.jobs.transform;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Lets a query be compiled once where driver and tasks are one process. Spark keeps what it
 * compiled by the class loader of the thread, and gives the tasks of each session a loader of their
 * own: each query was compiled by the driver, compiled again by its first task, and once more by
 * the tasks of the next session. With this plugin all of them have the same one.
 *
 * <p>It holds for the thread that starts the session and those that this one starts.
 */
public final class OneClassLoader implements SparkPlugin {
  static final String SETTING = "spark.plugins";

  private static final ClassLoader LOADER = new Remembering(OneClassLoader.class.getClassLoader());

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext context, PluginContext plugin) {
        use();
        return Map.of();
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void onTaskStart() {
        use();
      }
    };
  }

  private static void use() {
    Thread.currentThread().setContextClassLoader(LOADER);
  }

  /**
   * Remembers which classes there are not: a compiler asks for each name in every package that may
   * have it, and the class path is searched for it jar by jar. Nothing is added to the class path
   * of a process.
   */
  private static final class Remembering extends ClassLoader {
    /** More names than code of queries has. */
    private static final int MOST = 100_000;

    private final Set<String> missing = ConcurrentHashMap.newKeySet();

    Remembering(ClassLoader parent) {
      super("edulake", parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (missing.contains(name)) {
        // This one has no class path to search, and says the same.
        return getPlatformClassLoader().loadClass(name);
      }
      try {
        return getParent().loadClass(name);
      } catch (ClassNotFoundException e) {
        if (missing.size() < MOST) {
          missing.add(name);
        }
        throw e;
      }
    }
  }
}
