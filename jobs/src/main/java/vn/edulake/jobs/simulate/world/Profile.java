package vn.edulake.jobs.simulate.world;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.YamlMap;

/**
 * What is assumed of a province: counts on its census day, and parameters. Each figure has the
 * source that it is known from, or the word {@code assumed}.
 */
public final class Profile {
  private static final String FOLDER = "vn/edulake/jobs/simulate/profiles";

  private final String name;
  private final YamlMap province;
  private final int censusYear;
  private final LocalDate censusDay;
  private final Map<String, Figure> counts = new LinkedHashMap<>();
  private final Map<String, Figure> parameters = new LinkedHashMap<>();
  private final Map<String, Figure> defects = new LinkedHashMap<>();

  /**
   * A figure of a profile.
   *
   * @param source where it is known from, or {@code assumed}
   */
  public record Figure(String name, BigDecimal value, String source) {}

  private Profile(String name, YamlMap root) {
    this.name = name;
    this.province = root.map("province");
    YamlMap census = root.map("census");
    this.censusYear = census.number("school_year", 0);
    this.censusDay = date(census, "day");
    census.done();
    read(root, "counts", counts);
    read(root, "parameters", parameters);
    read(root, "defects", defects);
    root.done();
  }

  private static LocalDate date(YamlMap map, String key) {
    try {
      return LocalDate.parse(map.text(key));
    } catch (DateTimeParseException e) {
      throw invalid(map.where() + "." + key + ": " + map.text(key) + " is no date");
    }
  }

  private static void read(YamlMap root, String list, Map<String, Figure> into) {
    for (YamlMap item : root.maps(list)) {
      String figure = item.text("name");
      String text = item.text("value");
      try {
        Figure read = new Figure(figure, new BigDecimal(text), item.text("source"));
        if (into.put(figure, read) != null) {
          throw invalid(item.where() + ": " + figure + " stands in two places");
        }
      } catch (NumberFormatException e) {
        throw invalid(item.where() + ": " + text + " is no number");
      }
      item.done();
    }
  }

  private static UserError invalid(String why) {
    return new UserError(ErrorCode.CONFIGURATION_INVALID, "Cannot use the profile " + why);
  }

  /**
   * The profile of a name, from those that come with the project.
   *
   * @throws UserError {@code USAGE} when there is none of that name
   */
  public static Profile load(String name) {
    Map<String, String> files = ResourceFolder.read(FOLDER, ".yml");
    String text = files.get(name + ".yml");
    if (text == null) {
      List<String> known = new ArrayList<>();
      files.keySet().forEach(file -> known.add(file.replace(".yml", "")));
      throw new UserError(
          ErrorCode.USAGE,
          "Unknown profile: " + name + ". Known: " + String.join(", ", known) + ", or a file");
    }
    return parse(name, text);
  }

  /** Reads a profile. */
  public static Profile parse(String name, String text) {
    return new Profile(name, YamlMap.parse(ErrorCode.CONFIGURATION_INVALID, name, text));
  }

  public String name() {
    return name;
  }

  /** A text about the province: {@code name, code_before, code_after, department}. */
  public String province(String key) {
    return province.text(key);
  }

  /** The school year, by the year in which it ends, on whose census day the counts hold. */
  public int censusYear() {
    return censusYear;
  }

  public LocalDate censusDay() {
    return censusDay;
  }

  /** All counts, in their order. */
  public List<Figure> counts() {
    return List.copyOf(counts.values());
  }

  public List<Figure> parameters() {
    return Collections.unmodifiableList(new ArrayList<>(parameters.values()));
  }

  /** A count; 0 when the profile does not have it. */
  public int count(String figure) {
    Figure found = counts.get(figure);
    return found == null ? 0 : found.value().intValueExact();
  }

  /** A parameter. */
  public double parameter(String figure) {
    Figure found = parameters.get(figure);
    if (found == null) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot use the profile " + name + ": its parameter " + figure + " is missing");
    }
    return found.value().doubleValue();
  }

  /** In which part of the files or rows where it can be a class of defects is; 0 when not given. */
  public double defectRate(String defect) {
    Figure found = defects.get(defect);
    return found == null ? 0 : found.value().doubleValue();
  }

  /** A parameter of a level. */
  public double parameter(String figure, Level level) {
    return parameter(figure + "." + level.figure());
  }
}
