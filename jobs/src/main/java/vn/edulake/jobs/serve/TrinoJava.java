package vn.edulake.jobs.serve;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;

/** The JDK that Trino runs on, which is newer than Spark's. */
final class TrinoJava {
  /** Trino 476 is compiled for this release. */
  private static final int OLDEST = 24;

  private static final Pattern MAJOR = Pattern.compile("\"?(\\d+).*");

  private TrinoJava() {}

  /**
   * The home of a new enough JDK: the configured one, or the first in the usual places.
   *
   * @throws UserError {@code TRINO_JAVA_MISSING}
   */
  static Path find(LakeConfig config, Map<String, String> environment) {
    String named = config.text(Setting.TRINO_JAVA_HOME);
    if (!named.isEmpty()) {
      Path home = Path.of(named);
      if (major(home) < OLDEST) {
        throw missing(
            "%s is set to %s, which is no JDK %d or newer."
                .formatted(Setting.TRINO_JAVA_HOME.key(), named, OLDEST));
      }
      return home;
    }
    List<Path> searched = places(environment);
    for (Path place : searched) {
      Optional<Path> home = newest(place);
      if (home.isPresent()) {
        return home.get();
      }
    }
    throw missing("none of this machine's is JDK %d or newer.".formatted(OLDEST));
  }

  private static UserError missing(String why) {
    return new UserError(
        ErrorCode.TRINO_JAVA_MISSING,
        "Cannot start Trino: "
            + why
            + " Install one and set LAKE_TRINO_JAVA_HOME to its folder. Everything but Trino works"
            + " without it.");
  }

  private static List<Path> places(Map<String, String> environment) {
    List<Path> result = new ArrayList<>();
    Optional.ofNullable(environment.get("JAVA_HOME"))
        .map(home -> Path.of(home).toAbsolutePath().getParent())
        .ifPresent(result::add);
    result.add(Path.of("/usr/lib/jvm"));
    result.add(Path.of("/opt"));
    Optional.ofNullable(environment.get("HOME"))
        .map(Path::of)
        .ifPresent(
            home -> {
              result.add(home.resolve(".sdkman/candidates/java"));
              result.add(home.resolve(".jdks"));
            });
    return result;
  }

  private static Optional<Path> newest(Path place) {
    if (!Files.isDirectory(place)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(place)) {
      return homes
          .filter(home -> major(home) >= OLDEST)
          .max(Comparator.comparingInt(TrinoJava::major));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The release of the JDK in this folder, or 0. */
  private static int major(Path home) {
    Path release = home.resolve("release");
    if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return 0;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
      Matcher version = MAJOR.matcher(properties.getProperty("JAVA_VERSION", ""));
      return version.matches() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }
}
