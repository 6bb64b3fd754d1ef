package vn.edulake.models.policy;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.YamlMap;

/**
 * How tables are kept small and quick: {@code lake/policy/maintenance.yml}.
 *
 * <p>The file is a list of entries, each with a pattern of table names. Of every value the last
 * entry that names the table and gives the value decides; the first entry is for all tables. None
 * of it has a say in what rows a table holds.
 */
public final class MaintenancePolicy {
  /** The file among those of {@code lake/policy} that holds no values for models. */
  static final String FILE = "maintenance.yml";

  private static final Pattern MATCH = Pattern.compile("[a-z0-9_*]+(\\.[a-z0-9_*]+)?");
  private static final long MEGABYTE = 1024L * 1024;

  private final List<Entry> entries;

  private MaintenancePolicy(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  private record Entry(Pattern names, Map<String, String> values) {}

  /**
   * Reads the policy of the class path.
   *
   * @throws UserError {@code CONFIGURATION_INVALID} when the file is not well formed
   */
  public static MaintenancePolicy load() {
    String text = ResourceFolder.read("lake/policy", FILE).get(FILE);
    if (text == null) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID, "Cannot find policy lake/policy/" + FILE);
    }
    return parse(text);
  }

  /** Reads a policy. */
  public static MaintenancePolicy parse(String text) {
    YamlMap root = YamlMap.parse(ErrorCode.CONFIGURATION_INVALID, "lake/policy/" + FILE, text);
    List<Entry> entries = new ArrayList<>();
    for (YamlMap item : root.maps("tables")) {
      entries.add(entry(item, entries.isEmpty()));
    }
    root.done();
    if (entries.isEmpty()) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID, "Missing key: tables in lake/policy/" + FILE);
    }
    MaintenancePolicy policy = new MaintenancePolicy(entries);
    // Wrong values are told now, not when the first table that has them is met.
    for (int i = 0; i < entries.size(); i++) {
      rule(entries.subList(0, i + 1));
    }
    return policy;
  }

  private static Entry entry(YamlMap item, boolean isFirst) {
    String match = item.text("match");
    if (!MATCH.matcher(match).matches() || (isFirst && !match.equals("*"))) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Invalid "
              + item.where()
              + ".match: "
              + match
              + (isFirst
                  ? " (the first entry is for all tables: \"*\")"
                  : " (a table name in which * stands for any letters)"));
    }
    Map<String, String> values = new HashMap<>();
    for (String key :
        List.of(
            "target_file_mb",
            "small_file_mb",
            "compact_from",
            "manifests_from",
            "keep_at_least",
            "metadata_files")) {
      if (isFirst || item.has(key)) {
        item.text(key);
        values.put(key, String.valueOf(item.number(key, 0)));
      } else {
        item.findText(key);
      }
    }
    for (String key :
        List.of("keep_for", "orphans_after", "failed_branches_after", "rejected_branches_after")) {
      if (isFirst || item.has(key)) {
        values.put(key, duration(item, key).toString());
      } else {
        item.findText(key);
      }
    }
    item.done();
    return new Entry(pattern(match), values);
  }

  private static Duration duration(YamlMap item, String key) {
    String text = item.text(key);
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Invalid " + item.where() + "." + key + ": " + text + " (days or hours: P7D, PT12H)",
          e);
    }
  }

  private static Pattern pattern(String match) {
    return Pattern.compile(match.replace(".", "\\.").replace("*", ".*"));
  }

  /** How a table is maintained. */
  public MaintenanceRule of(TableName table) {
    return rule(
        entries.stream()
            .filter(entry -> entry.names().matcher(table.toString()).matches())
            .toList());
  }

  private static MaintenanceRule rule(List<Entry> entries) {
    Map<String, String> values = new HashMap<>();
    entries.forEach(entry -> values.putAll(entry.values()));
    return new MaintenanceRule(
        number(values, "target_file_mb") * MEGABYTE,
        number(values, "small_file_mb") * MEGABYTE,
        number(values, "compact_from"),
        number(values, "manifests_from"),
        Duration.parse(values.get("keep_for")),
        number(values, "keep_at_least"),
        Duration.parse(values.get("orphans_after")),
        number(values, "metadata_files"),
        Duration.parse(values.get("failed_branches_after")),
        Duration.parse(values.get("rejected_branches_after")));
  }

  private static int number(Map<String, String> values, String key) {
    return Integer.parseInt(values.getOrDefault(key, "0"));
  }
}
