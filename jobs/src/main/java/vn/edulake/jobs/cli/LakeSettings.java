package vn.edulake.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.edulake.warehouse.config.LakeConfig;

/** The options that every command has. */
public final class LakeSettings {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file; default: lake.yml of the project, if there is one.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A key of the configuration, e.g. --set trino.port=8081; may be repeated.")
  private Map<String, String> flags = new LinkedHashMap<>();

  /** The configuration that these options, the environment and the file make together. */
  public LakeConfig load() {
    Path project = Path.of(System.getProperty("lake.project", "")).toAbsolutePath().normalize();
    Path standard = project.resolve("lake.yml");
    String named = System.getenv("LAKE_CONFIG");
    Optional<Path> chosen =
        Optional.ofNullable(file)
            .or(() -> Optional.ofNullable(named).map(Path::of))
            .or(() -> Optional.of(standard).filter(Files::exists));
    LakeConfig config = LakeConfig.load(project, chosen, System.getenv(), flags);
    // Read by log4j2.properties, when a library first logs.
    System.setProperty("lake.log", config.home().resolve("logs/lake.log").toString());
    return config;
  }
}
