package vn.edulake.jobs.simulate.world;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import vn.edulake.jobs.simulate.defect.DefectClass;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.models.yaml.YamlMap;

/**
 * What is assumed of a province: counts on its census day, and parameters. Each figure has the
 * source that it is known from, or the word {@code assumed}.
 */
public final class Profile {
  private static final String FOLDER = "vn/edulake/jobs/simulate/profiles";
  private static final String TEMPLATE = "dong_thap.yml";
  private static final Pattern FILE = Pattern.compile("/|\\.ya?ml$");
  private static final Pattern SHARE = Pattern.compile(".*_(share|rate)");

  private final String name;
  private final String text;
  private final Map<String, String> province = new LinkedHashMap<>();
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

  /**
   * Reads a profile.
   *
   * @param wanted the parameters that it has, all of them; empty for any
   */
  private Profile(String name, String text, Set<String> wanted) {
    YamlMap root = YamlMap.parse(ErrorCode.CONFIGURATION_INVALID, name, text);
    this.name = name.replaceFirst("\\.ya?ml$", "");
    this.text = text;
    YamlMap map = root.map("province");
    for (String key : List.of("name", "code_before", "code_after")) {
      province.put(key, map.text(key));
    }
    map.done();
    for (String key : List.of("code_before", "code_after")) {
      if (!province.get(key).matches("\\d{2}")) {
        throw invalid(map.where() + "." + key, province.get(key), "two digits, as '01'");
      }
    }
    YamlMap census = root.map("census");
    census.text("school_year");
    this.censusYear = census.number("school_year", 0);
    this.censusDay = date(census, "day");
    census.done();
    if (censusYear != censusDay.getYear() + (censusDay.getMonthValue() >= 8 ? 1 : 0)) {
      throw invalid(
          census.where() + ".school_year",
          String.valueOf(censusYear),
          "the year in which the school year of the day " + censusDay + " ends");
    }
    read(root, "counts", counts, countNames());
    read(root, "parameters", parameters, wanted);
    read(root, "defects", defects, defectNames());
    root.done();
    check(root.where(), wanted);
  }

  private static Set<String> countNames() {
    Set<String> result = new LinkedHashSet<>(List.of("institutions"));
    for (InstitutionKind kind : InstitutionKind.values()) {
      result.add("institutions." + kind.figure());
    }
    for (String whole : List.of("teaching", "classes", "learners")) {
      if (!whole.equals("teaching")) {
        result.add(whole);
      }
      for (Level level : Level.values()) {
        // What a special school has is told by parameters, and is in no figure by level.
        if (level != Level.SPECIAL) {
          result.add(whole + "." + level.figure());
        }
      }
    }
    result.addAll(List.of("staff", "staff.teachers"));
    return result;
  }

  /** The profile that comes with the project has every parameter that is asked for. */
  private static Set<String> parametersOfTemplate() {
    String text = ResourceFolder.read(FOLDER, ".yml").get(TEMPLATE);
    return new Profile(TEMPLATE, String.valueOf(text), Set.of()).parameters.keySet();
  }

  private static Set<String> defectNames() {
    Set<String> result = new LinkedHashSet<>();
    for (DefectClass defect : DefectClass.values()) {
      result.add(defect.code());
    }
    return result;
  }

  private void check(String where, Set<String> wanted) {
    List<String> missing = new ArrayList<>();
    for (String whole : List.of("institutions", "classes", "learners", "staff", "staff.teachers")) {
      if (count(whole) == 0) {
        missing.add("counts " + whole);
      }
    }
    for (String parameter : wanted) {
      if (!parameters.containsKey(parameter)) {
        missing.add("parameters " + parameter);
      }
    }
    if (!missing.isEmpty()) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Missing figures: " + String.join(", ", missing) + " in " + where);
    }
    for (String whole : List.of("institutions", "classes", "learners")) {
      int sum = 0;
      for (String part : counts.keySet()) {
        sum += part.startsWith(whole + ".") ? count(part) : 0;
      }
      if (sum != count(whole)) {
        throw invalid(
            where + ".counts " + whole, String.valueOf(count(whole)), "its parts add up to " + sum);
      }
    }
  }

  private static LocalDate date(YamlMap map, String key) {
    try {
      return LocalDate.parse(map.text(key));
    } catch (DateTimeParseException e) {
      throw invalid(map.where() + "." + key, map.text(key), "a date as 2022-10-15");
    }
  }

  private static void read(YamlMap root, String list, Map<String, Figure> into, Set<String> known) {
    for (YamlMap item : root.maps(list)) {
      String figure = item.text("name");
      String where = item.where() + " " + figure;
      if (!known.isEmpty() && !known.contains(figure)) {
        throw new UserError(
            ErrorCode.CONFIGURATION_INVALID,
            "Unknown figure: "
                + figure
                + " in "
                + item.where()
                + Choice.suggestion(figure, known)
                + ". Known: "
                + String.join(", ", known));
      }
      Figure read = new Figure(figure, value(item, where), item.text("source"));
      item.done();
      boolean isCount = list.equals("counts");
      if (isCount && (read.value().signum() < 0 || !isWhole(read.value()))) {
        throw invalid(where, read.value().toPlainString(), "a whole number from 0 on");
      }
      boolean isShare =
          list.equals("defects") || SHARE.matcher(figure.replaceFirst("\\..*", "")).matches();
      if (isShare && (read.value().signum() < 0 || read.value().compareTo(BigDecimal.ONE) > 0)) {
        throw invalid(where, read.value().toPlainString(), "from 0 to 1");
      }
      if (into.put(figure, read) != null) {
        throw new UserError(
            ErrorCode.CONFIGURATION_INVALID,
            "Invalid " + where + ": the figure stands in two places");
      }
    }
  }

  private static boolean isWhole(BigDecimal value) {
    return value.stripTrailingZeros().scale() <= 0 && value.precision() - value.scale() < 10;
  }

  private static BigDecimal value(YamlMap item, String where) {
    String text = item.text("value");
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw invalid(where, text, "a number");
    }
  }

  private static UserError invalid(String where, String value, String allowed) {
    return new UserError(
        ErrorCode.CONFIGURATION_INVALID, "Invalid " + where + ": " + value + " (" + allowed + ")");
  }

  /**
   * The profile of a name, from those that come with the project, or of a file.
   *
   * @throws UserError {@code USAGE} when there is none, {@code CONFIGURATION_INVALID} when it is
   *     not well formed or lacks a figure
   */
  public static Profile load(String nameOrFile) {
    Map<String, String> files = ResourceFolder.read(FOLDER, ".yml");
    String bundled = files.get(nameOrFile + ".yml");
    if (bundled != null) {
      return parse(nameOrFile + ".yml", bundled);
    }
    Path file = Path.of(nameOrFile);
    boolean isName = !FILE.matcher(nameOrFile).find() && !Files.exists(file);
    if (isName) {
      List<String> known = new ArrayList<>();
      files.keySet().forEach(one -> known.add(one.replace(".yml", "")));
      throw new UserError(
          ErrorCode.USAGE,
          "Unknown profile: "
              + nameOrFile
              + Choice.suggestion(nameOrFile, known)
              + ". Known: "
              + String.join(", ", known)
              + ", or a file such as "
              + nameOrFile
              + ".yml");
    }
    return read(file);
  }

  /**
   * The profile of a file.
   *
   * @throws UserError {@code USAGE} when it cannot be read
   */
  public static Profile read(Path file) {
    try {
      return parse(String.valueOf(file.getFileName()), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file", e);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "it is no text in UTF-8", e);
    } catch (IOException e) {
      throw unreadable(file, Files.isDirectory(file) ? "it is a folder" : "" + e.getMessage(), e);
    }
  }

  private static UserError unreadable(Path file, String why, IOException cause) {
    return new UserError(ErrorCode.USAGE, "Cannot read the profile " + file + ": " + why, cause);
  }

  /** Reads a profile. */
  public static Profile parse(String name, String text) {
    return new Profile(name, text, parametersOfTemplate());
  }

  public String name() {
    return name;
  }

  /** The YAML that it was read from. */
  public String text() {
    return text;
  }

  /** A text about the province: {@code name, code_before, code_after}. */
  public String province(String key) {
    return String.valueOf(province.get(key));
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
