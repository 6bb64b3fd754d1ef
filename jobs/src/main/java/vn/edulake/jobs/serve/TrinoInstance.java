package vn.edulake.jobs.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.edulake.models.Layer.Zone;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;
import vn.edulake.warehouse.ddl.TableDefinition;

/** The folder that the embedded Trino runs in: its configuration, plugin and data. */
final class TrinoInstance {
  /** Secrets go to Trino by its environment; its files only name this variable. */
  static final String PASSWORD_VARIABLE = "LAKE_DATABASE_PASSWORD";

  private static final Pattern HEAP = Pattern.compile("(\\d{1,6})([gGmM])");
  private static final String CATALOG_KEYS = "catalog.";

  private final LakeConfig config;
  private final Path folder;
  private final Path distribution;

  TrinoInstance(LakeConfig config) {
    this.config = config;
    this.folder = config.home().resolve("trino");
    this.distribution = config.project().resolve("warehouse-ddl/target/trino");
  }

  Path folder() {
    return folder;
  }

  /** Writes the configuration anew. */
  void prepare(int port, DatabaseAddress database) {
    try {
      Path etc = folder.resolve("etc");
      Path catalogs = etc.resolve("catalog");
      Files.createDirectories(catalogs);
      Files.createDirectories(folder.resolve("plugin"));
      link(folder.resolve("plugin/iceberg"), unpacked("trino-iceberg-"));
      write(etc.resolve("config.properties"), server(port));
      write(
          etc.resolve("access-control.properties"),
          Map.of(
              "access-control.name",
              "file",
              "security.config-file",
              "etc/rules.json",
              "security.refresh-period",
              "10s"));
      Files.writeString(
          etc.resolve("rules.json"), TrinoRules.json(TableDefinition.load().values()));
      write(etc.resolve("log.properties"), Map.of("io.trino", "INFO"));
      URI warehouse = config.warehouse();
      String served = LakeCatalogs.name(Zone.SERVED);
      Map<String, String> readOnly =
          catalog(served, LakeCatalogs.location(warehouse, Zone.SERVED), database);
      // The rules file says nothing about ALTER TABLE ... EXECUTE (optimize, expire_snapshots), and
      // what no rule speaks of, it allows.
      readOnly.put("iceberg.security", "read_only");
      write(catalogs.resolve(served + ".properties"), readOnly);
      write(
          catalogs.resolve(TrinoServer.PUBLISHED + ".properties"),
          catalog(
              TrinoServer.PUBLISHED,
              URI.create(warehouse + "/" + TrinoServer.PUBLISHED),
              database));
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot write Trino's configuration under " + folder + ": " + e.getMessage(),
          e);
    }
  }

  /** The command that starts it, to be run in {@link #folder()}. */
  List<String> command(Path java) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // Ctrl-C in the terminal goes to a command's whole group; the server is stopped in order.
      command.add("/usr/bin/setsid");
    }
    command.addAll(
        List.of(
            java.resolve("bin/java").toString(),
            "-cp",
            unpacked("trino-server-core-").resolve("lib") + "/*",
            "-Xmx" + config.text(Setting.TRINO_HEAP),
            "-XX:+UseG1GC",
            "-XX:G1HeapRegionSize=32M",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:ReservedCodeCacheSize=256M",
            "-XX:PerMethodRecompilationCutoff=10000",
            "-XX:PerBytecodeRecompilationCutoff=10000",
            "-Djdk.attach.allowAttachSelf=true",
            "-Djdk.nio.maxCachedBufferSize=2000000",
            "-XX:+EnableDynamicAgentLoading",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-Dfile.encoding=UTF-8",
            "-Dnode.environment=lake",
            "-Dnode.id=lake",
            "-Dnode.data-dir=" + folder.resolve("data"),
            "-Dnode.internal-address=127.0.0.1",
            "-Dnode.bind-ip=127.0.0.1",
            "-Dconfig=etc/config.properties",
            "-Dlog.levels-file=etc/log.properties",
            "-Dcatalog.config-dir=etc/catalog",
            "io.trino.server.TrinoServer"));
    return command;
  }

  private Path unpacked(String prefix) {
    if (Files.isDirectory(distribution)) {
      try (Stream<Path> folders = Files.list(distribution)) {
        Optional<Path> found =
            folders
                .filter(path -> path.getFileName().toString().startsWith(prefix))
                .max(Comparator.naturalOrder());
        if (found.isPresent()) {
          return found.get();
        }
      } catch (IOException e) {
        throw new ExternalError(
            ErrorCode.STORAGE_FAILED, "Cannot read " + distribution + ": " + e.getMessage(), e);
      }
    }
    throw new UserError(
        ErrorCode.TRINO_UNAVAILABLE,
        "Cannot start Trino: the build has not unpacked it under "
            + distribution
            + ". Run `mvn package`.");
  }

  private static void link(Path link, Path target) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target);
  }

  private Map<String, String> server(int port) {
    long heap = megabytes(config.text(Setting.TRINO_HEAP));
    Map<String, String> result = new LinkedHashMap<>();
    result.put("coordinator", "true");
    result.put("node-scheduler.include-coordinator", "true");
    result.put("http-server.http.port", Integer.toString(port));
    result.put("discovery.uri", "http://127.0.0.1:" + port);
    result.put("query.max-memory", heap * 2 / 5 + "MB");
    result.put("query.max-memory-per-node", heap * 2 / 5 + "MB");
    result.put("memory.heap-headroom-per-node", heap / 5 + "MB");
    result.put("hide-inaccessible-columns", "true");
    config
        .free("trino.properties")
        .forEach(
            (key, value) -> {
              if (!key.startsWith(CATALOG_KEYS)) {
                result.put(key, value);
              }
            });
    return result;
  }

  private static long megabytes(String heap) {
    Matcher matcher = HEAP.matcher(heap);
    if (!matcher.matches()) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Invalid trino.heap: "
              + heap
              + " (a number and G or M, e.g. 2G). Trino was not started.");
    }
    long number = Long.parseLong(matcher.group(1));
    return matcher.group(2).equalsIgnoreCase("g") ? number * 1024 : number;
  }

  private Map<String, String> catalog(String name, URI location, DatabaseAddress database) {
    Map<String, String> result = new LinkedHashMap<>();
    result.put("connector.name", "iceberg");
    String prefix = "iceberg.jdbc-catalog.";
    result.put("iceberg.catalog.type", "jdbc");
    result.put(prefix + "catalog-name", name);
    result.put(prefix + "driver-class", "org.postgresql.Driver");
    result.put(prefix + "connection-url", database.url());
    result.put(prefix + "connection-user", database.user());
    result.put(prefix + "connection-password", "${ENV:" + PASSWORD_VARIABLE + "}");
    result.put(prefix + "default-warehouse-dir", location.toString());
    result.put(prefix + "schema-version", "V1");
    if (Objects.equals(location.getScheme(), "file")) {
      result.put("fs.native-local.enabled", "true");
      // Any other root silently writes into a folder nested in the table's.
      result.put("local.location", "/");
    } else {
      result.put("fs.native-s3.enabled", "true");
    }
    config
        .free("trino.properties")
        .forEach(
            (key, value) -> {
              if (key.startsWith(CATALOG_KEYS)) {
                result.put(key.substring(CATALOG_KEYS.length()), value);
              }
            });
    return result;
  }

  private static void write(Path file, Map<String, String> properties) throws IOException {
    Files.writeString(
        file,
        properties.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n", "", "\n")));
  }
}
