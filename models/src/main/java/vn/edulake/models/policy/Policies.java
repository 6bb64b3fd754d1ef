package vn.edulake.models.policy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.YamlMap;

/**
 * The values of all files in {@code lake/policy}, but for those of {@link MaintenancePolicy} and
 * {@link Feeds}.
 *
 * <p>Such a file holds a list {@code values}, each with {@code name}, {@code type} (date, integer,
 * decimal, text), {@code value} (one, or a list), {@code legal_ref}, {@code valid_from} and {@code
 * valid_to}; or {@code records}, lists of rules by name, whose fields are texts and among which
 * each has {@code legal_ref} and {@code valid_from}. Names are unique over all files.
 */
public final class Policies {
  private static final Set<String> OF_OTHER_FORM = Set.of(MaintenancePolicy.FILE, Feeds.FILE);

  private final Map<String, List<Object>> values;
  private final Map<String, List<Map<String, String>>> records;

  private Policies(
      Map<String, List<Object>> values, Map<String, List<Map<String, String>>> records) {
    this.values = values;
    this.records = records;
  }

  /**
   * Reads the policy of the class path.
   *
   * @throws UserError {@code CONFIGURATION_INVALID} when a file is not well formed
   */
  public static Policies load() {
    return parse(ResourceFolder.read("lake/policy", ".yml"));
  }

  /** Reads policy from texts by file name. */
  public static Policies parse(Map<String, String> files) {
    Map<String, List<Object>> values = new TreeMap<>();
    Map<String, List<Map<String, String>>> records = new TreeMap<>();
    files.forEach(
        (file, text) -> {
          if (!OF_OTHER_FORM.contains(file)) {
            read(file, text, values, records);
          }
        });
    return new Policies(values, records);
  }

  private static void read(
      String file,
      String text,
      Map<String, List<Object>> values,
      Map<String, List<Map<String, String>>> records) {
    YamlMap root = YamlMap.parse(ErrorCode.CONFIGURATION_INVALID, "lake/policy/" + file, text);
    for (YamlMap item : root.maps("values")) {
      String name = item.text("name");
      String type = item.text("type");
      List<Object> parsed = new ArrayList<>();
      item.texts("value").forEach(value -> parsed.add(parse(item.where(), type, value)));
      item.text("legal_ref");
      item.text("valid_from");
      item.findText("valid_to");
      item.findText("note");
      item.done();
      if (values.put(name, List.copyOf(parsed)) != null) {
        throw invalid(item.where(), "the name " + name + " stands in two places");
      }
    }
    root.findMap("records").ifPresent(named -> readRecords(named, records));
    root.done();
  }

  private static void readRecords(YamlMap named, Map<String, List<Map<String, String>>> records) {
    for (String name : named.keys()) {
      List<Map<String, String>> rules = new ArrayList<>();
      for (YamlMap rule : named.maps(name)) {
        rule.text("legal_ref");
        Map<String, String> fields = new TreeMap<>();
        rule.keys().forEach(field -> fields.put(field, rule.text(field)));
        parse(rule.where(), "date", rule.text("valid_from"));
        rules.add(Collections.unmodifiableMap(fields));
      }
      if (records.put(name, List.copyOf(rules)) != null) {
        throw invalid(named.where(), "the name " + name + " stands in two places");
      }
    }
  }

  private static Object parse(String where, String type, String text) {
    try {
      return switch (type) {
        case "date" -> LocalDate.parse(text);
        case "integer" -> Integer.valueOf(text);
        case "decimal" -> new BigDecimal(text);
        case "text" -> text;
        default -> throw invalid(where, "type " + type + " (known: date, integer, decimal, text)");
      };
    } catch (DateTimeParseException | NumberFormatException e) {
      throw invalid(where, "value " + text + " is no " + type);
    }
  }

  private static UserError invalid(String where, String why) {
    return new UserError(
        ErrorCode.CONFIGURATION_INVALID, "Cannot use policy " + where + ": " + why);
  }

  /**
   * These values and lists of rules alone: whoever reads another one fails.
   *
   * @throws UserError {@code CONFIGURATION_INVALID} when no file names one of them
   */
  public Policies only(Set<String> names) {
    for (String name : names) {
      if (!values.containsKey(name) && !records.containsKey(name)) {
        throw invalid(name, "no file names it");
      }
    }
    Map<String, List<Object>> someValues = new TreeMap<>(values);
    someValues.keySet().retainAll(names);
    Map<String, List<Map<String, String>>> someRecords = new TreeMap<>(records);
    someRecords.keySet().retainAll(names);
    return new Policies(someValues, someRecords);
  }

  /** The single values by name: the named parameters of SQL. */
  public Map<String, Object> parameters() {
    Map<String, Object> result = new TreeMap<>();
    values.forEach(
        (name, many) -> {
          if (many.size() == 1) {
            result.put(name, many.get(0));
          }
        });
    return result;
  }

  /** The dates of a list. */
  public List<LocalDate> dates(String name) {
    List<Object> many = values.get(name);
    if (many == null) {
      throw invalid(name, "no file names it");
    }
    return many.stream().map(LocalDate.class::cast).toList();
  }

  /** One date. */
  public LocalDate date(String name) {
    return dates(name).get(0);
  }

  /** One whole number. */
  public int integer(String name) {
    List<Object> many = values.get(name);
    if (many == null) {
      throw invalid(name, "no file names it");
    }
    return (Integer) many.get(0);
  }

  /** The rules of a list, in the order of the file. */
  public List<Map<String, String>> records(String name) {
    List<Map<String, String>> rules = records.get(name);
    if (rules == null) {
      throw invalid(name, "no file names it");
    }
    return rules;
  }

  /** All values as one text, to notice a change. */
  @Override
  public String toString() {
    return values + "\n" + records;
  }
}
