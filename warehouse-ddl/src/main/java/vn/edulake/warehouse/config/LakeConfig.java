package vn.edulake.warehouse.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.models.yaml.YamlMap;

/**
 * The configuration of one lake, checked as a whole.
 *
 * <p>Free keys under {@code spark.properties}, {@code catalog.properties} and {@code
 * trino.properties} are handed through as they are. {@code sources.<source>} says where a source's
 * database is: {@code url}, {@code user}, {@code password}.
 */
public final class LakeConfig {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");
  private static final List<String> FREE =
      List.of("spark.properties.", "catalog.properties.", "trino.properties.");
  private static final Pattern SOURCE =
      Pattern.compile("sources\\.([a-z][a-z0-9_]*)\\.(url|user|password)");

  private final Path project;
  private final EnumMap<Setting, String> values;
  private final Map<String, String> free;

  private LakeConfig(Path project, EnumMap<Setting, String> values, Map<String, String> free) {
    this.project = project;
    this.values = values;
    this.free = free;
  }

  /**
   * Puts flags, environment and file together.
   *
   * @param project the folder of the project, to which relative paths refer
   * @param file {@code lake.yml}; may be absent
   * @throws UserError listing every problem at once
   */
  public static LakeConfig load(
      Path project,
      Optional<Path> file,
      Map<String, String> environment,
      Map<String, String> flags) {
    List<String> problems = new ArrayList<>();
    Map<String, String> given = new TreeMap<>();
    file.ifPresent(path -> given.putAll(readFile(path)));
    for (Setting setting : Setting.values()) {
      String value = environment.get(setting.environment());
      if (value != null) {
        given.put(setting.key(), value);
      }
    }
    given.putAll(flags);

    EnumMap<Setting, String> values = new EnumMap<>(Setting.class);
    Map<String, String> free = new TreeMap<>();
    for (Map.Entry<String, String> entry : given.entrySet()) {
      String key = entry.getKey();
      Optional<String> value = resolve(entry.getValue(), environment);
      if (value.isEmpty()) {
        problems.add(
            "Missing value: " + key + " refers to " + entry.getValue() + ", which is not set");
        continue;
      }
      Optional<Setting> setting = Setting.find(key);
      if (setting.isPresent()) {
        values.put(setting.get(), value.get());
      } else if (FREE.stream().anyMatch(key::startsWith) || SOURCE.matcher(key).matches()) {
        free.put(key, value.get());
      } else {
        problems.add(
            "Unknown key: "
                + key
                + Choice.suggestion(
                    key, Arrays.stream(Setting.values()).map(Setting::key).toList()));
      }
    }
    LakeConfig config = new LakeConfig(project, values, free);
    config.check(problems);
    if (!problems.isEmpty()) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Invalid configuration: " + String.join("; ", problems) + ". Nothing was started.");
    }
    return config;
  }

  private static Map<String, String> readFile(Path path) {
    try {
      Map<String, String> flat = new TreeMap<>();
      flatten(
          "",
          YamlMap.parse(ErrorCode.CONFIGURATION_INVALID, path.toString(), Files.readString(path)),
          flat);
      return flat;
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID, "Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static void flatten(String prefix, YamlMap map, Map<String, String> flat) {
    for (String key : map.keys()) {
      String name = prefix + key;
      if (map.isMap(key)) {
        flatten(name + ".", map.map(key), flat);
      } else {
        flat.put(name, map.findText(key).orElse(""));
      }
    }
  }

  private static Optional<String> resolve(String value, Map<String, String> environment) {
    Matcher reference = REFERENCE.matcher(value);
    if (!reference.matches()) {
      return Optional.of(value);
    }
    return Optional.ofNullable(environment.get(reference.group(1)));
  }

  private void check(List<String> problems) {
    for (Setting setting :
        List.of(Setting.RELEASE_LEAD, Setting.RELEASE_MARGIN, Setting.RELEASE_WAIT)) {
      try {
        Duration.parse(text(setting));
      } catch (DateTimeParseException e) {
        problems.add(
            "Invalid "
                + setting.key()
                + ": "
                + text(setting)
                + " (an ISO 8601 duration, e.g. PT10S)");
      }
    }
    for (Setting setting :
        List.of(Setting.DATABASE_PORT, Setting.TRINO_PORT, Setting.SCHEDULER_PORT)) {
      if (!text(setting).matches("\\d{1,5}") || Integer.parseInt(text(setting)) > 65535) {
        problems.add("Invalid " + setting.key() + ": " + text(setting) + " (0 to 65535)");
      }
    }
    for (Setting setting :
        List.of(
            Setting.INGEST_LINE_LENGTH,
            Setting.INGEST_UNPACKED_BYTES,
            Setting.INGEST_UNPACK_RATIO,
            Setting.INGEST_PACKAGE_ENTRIES,
            Setting.SCHEDULER_PARALLELISM)) {
      boolean isLong = setting == Setting.INGEST_UNPACKED_BYTES;
      if (!text(setting).matches(isLong ? "[1-9]\\d{0,17}" : "[1-9]\\d{0,8}")) {
        problems.add(
            "Invalid " + setting.key() + ": " + text(setting) + " (a whole number, 1 or more)");
      }
    }
    for (String key : free.keySet()) {
      Matcher source = SOURCE.matcher(key);
      if (source.matches() && !free.containsKey("sources." + source.group(1) + ".url")) {
        problems.add("Missing key: sources." + source.group(1) + ".url");
      }
    }
    try {
      zone();
    } catch (DateTimeException e) {
      problems.add(
          "Invalid school.zone: "
              + text(Setting.SCHOOL_ZONE)
              + " (a name of the time zone database, e.g. Asia/Ho_Chi_Minh)");
    }
    if (!text(Setting.CATALOG_TYPE).equals("jdbc")) {
      problems.add(
          "Invalid catalog.type: "
              + text(Setting.CATALOG_TYPE)
              + " (known: jdbc; a catalog behind a service sets the times of snapshots itself, so"
              + " that a release could not become visible at one instant)");
    }
    if (!isEmbeddedDatabase() && !text(Setting.DATABASE_URL).startsWith("jdbc:postgresql:")) {
      problems.add(
          "Invalid database.url: "
              + text(Setting.DATABASE_URL)
              + " (embedded, or an address that begins with jdbc:postgresql:)");
    }
    if (!isEmbeddedTrino() && !text(Setting.TRINO_URL).startsWith("jdbc:trino:")) {
      problems.add(
          "Invalid trino.url: "
              + text(Setting.TRINO_URL)
              + " (embedded, or an address that begins with jdbc:trino:)");
    }
  }

  /** The value of a setting as text. */
  public String text(Setting setting) {
    return values.getOrDefault(setting, setting.absent());
  }

  public int number(Setting setting) {
    return Integer.parseInt(text(setting));
  }

  public long bigNumber(Setting setting) {
    return Long.parseLong(text(setting));
  }

  public Duration duration(Setting setting) {
    return Duration.parse(text(setting));
  }

  /** The zone of the schools. */
  public ZoneId zone() {
    return ZoneId.of(text(Setting.SCHOOL_ZONE));
  }

  /** The folder of the project: sources, bundled data, build results. */
  public Path project() {
    return project;
  }

  /** The folder of the embedded parts. */
  public Path home() {
    return project.resolve(text(Setting.HOME)).toAbsolutePath().normalize();
  }

  public boolean isEmbeddedDatabase() {
    return text(Setting.DATABASE_URL).equals("embedded");
  }

  public boolean isEmbeddedTrino() {
    return text(Setting.TRINO_URL).equals("embedded");
  }

  /** The root of the tables' files, without a slash at its end. */
  public URI warehouse() {
    String given = text(Setting.WAREHOUSE_LOCATION);
    if (given.isEmpty()) {
      return URI.create("file://" + home().resolve("warehouse"));
    }
    return URI.create(given.endsWith("/") ? given.substring(0, given.length() - 1) : given);
  }

  /** The free keys under a prefix such as {@code spark.properties}, without the prefix. */
  public Map<String, String> free(String prefix) {
    Map<String, String> result = new TreeMap<>();
    free.forEach(
        (key, value) -> {
          if (key.startsWith(prefix + ".")) {
            result.put(key.substring(prefix.length() + 1), value);
          }
        });
    return result;
  }

  /** Where a source's database is, when the configuration says so. */
  public Optional<DatabaseAddress> source(String source) {
    Map<String, String> keys = free("sources." + source);
    return Optional.ofNullable(keys.get("url"))
        .map(
            url ->
                new DatabaseAddress(
                    url, keys.getOrDefault("user", ""), keys.getOrDefault("password", "")));
  }

  /** Every setting with its value, secrets hidden. */
  public Map<String, String> shown() {
    Map<String, String> result = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      String value = text(setting);
      result.put(setting.key(), setting.isSecret() && !value.isEmpty() ? "[REDACTED]" : value);
    }
    free.forEach(
        (key, value) ->
            result.put(key, key.matches(".*(password|secret|key|token).*") ? "[REDACTED]" : value));
    return result;
  }
}
