package vn.edulake.orchestration.dag;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.FilePlace;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Yaml.Mapping;

/**
 * A folder of DAG files in dag-factory's form. A file that cannot be taken in is an import error
 * and stops no other; of such a file no DAG is taken.
 *
 * <p>Source: astronomer/dag-factory 1.1.
 */
public final class DagFiles {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)\\})");
  private static final Set<String> NO_DAG =
      Set.of("default", "__extends__", "operator_aliases", "task_groups");
  private static final long LARGEST = 4L * 1024 * 1024;

  private final Map<String, String> environment;
  private final Values values;

  /**
   * A reader.
   *
   * @param environment what {@code $NAME} and <code>${NAME}</code> in the text of a file stand for;
   *     a name that is not in it stays as it is written
   * @param clock says what a start date such as {@code 2 days} is counted from
   */
  public DagFiles(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.values = new Values(clock);
  }

  /**
   * What a folder holds.
   *
   * @param texts the text of the file of each DAG by its id, as it is on disk
   */
  public record Result(
      List<Dag> dags,
      List<ImportError> errors,
      List<ImportWarning> warnings,
      Map<String, String> texts) {}

  /**
   * Reads every {@code .yml} and {@code .yaml} file of a folder and of those in it.
   *
   * @throws UserError when there is no such folder
   */
  public Result read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot read DAG files: " + folder + " is no folder. Nothing was read.");
    }
    Path root = folder.toAbsolutePath().normalize();
    List<Dag> dags = new ArrayList<>();
    List<ImportError> errors = new ArrayList<>();
    List<ImportWarning> warnings = new ArrayList<>();
    Map<String, String> texts = new LinkedHashMap<>();
    for (Path file : files(root)) {
      String relative = relative(root, file);
      try {
        FileDags read = readFile(root, file);
        for (Dag dag : read.dags) {
          dags.stream()
              .filter(other -> other.id().equals(dag.id()))
              .findFirst()
              .ifPresent(
                  other -> {
                    throw new Place(relative, dag.source().line())
                        .problem(
                            "Duplicate dag_id: " + dag.id() + ", also in " + other.source().file());
                  });
        }
        dags.addAll(read.dags);
        warnings.addAll(read.warnings);
        read.dags.forEach(dag -> texts.put(dag.id(), read.text));
      } catch (Problems e) {
        errors.add(e.error(relative));
      } catch (UserError e) {
        errors.add(new Problems(List.of(e)).error(relative));
      }
    }
    return new Result(
        List.copyOf(dags), List.copyOf(errors), List.copyOf(warnings), Map.copyOf(texts));
  }

  private record FileDags(List<Dag> dags, List<ImportWarning> warnings, String text) {}

  /** Everything that is wrong with one file. */
  private static final class Problems extends RuntimeException {
    private final transient List<UserError> problems;

    Problems(List<UserError> problems) {
      this.problems = problems;
    }

    private static int line(UserError problem) {
      return problem.place().map(FilePlace::line).orElse(1);
    }

    ImportError error(String file) {
      List<UserError> ordered =
          problems.stream().sorted(Comparator.comparingInt(Problems::line)).toList();
      int line =
          ordered.stream()
              .filter(problem -> problem.place().filter(at -> at.file().equals(file)).isPresent())
              .findFirst()
              .map(Problems::line)
              .orElse(1);
      return new ImportError(
          file,
          line,
          ordered.stream().map(UserError::getMessage).distinct().collect(Collectors.joining("\n")));
    }
  }

  private static List<Path> files(Path root) {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().matches("(?i).+\\.ya?ml"))
          .filter(file -> !isDefaults(file))
          .filter(file -> isShown(root, file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot read DAG files: " + root + ": " + e.getMessage() + ". Nothing was read.",
          e);
    }
  }

  private static boolean isDefaults(Path file) {
    return file.getFileName().toString().matches("defaults\\.ya?ml");
  }

  private static boolean isShown(Path root, Path file) {
    for (Path part : root.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private FileDags readFile(Path root, Path file) {
    String text = text(root, file);
    Mapping content = extended(root, file, new LinkedHashSet<>());
    Mapping defaults = defaults(content, content.place()).over(folderDefaults(root, file));
    Map<String, String> aliases = aliases(content, defaults);
    List<Dag> dags = new ArrayList<>();
    List<ImportWarning> warnings = new ArrayList<>();
    List<UserError> problems = new ArrayList<>();
    Path parent = file.getParent();
    for (Map.Entry<String, Yaml> entry : content.values().entrySet()) {
      String key = entry.getKey();
      if (NO_DAG.contains(key)) {
        continue;
      }
      if (!(entry.getValue() instanceof Mapping dag)) {
        problems.add(content.placeOf(key).problem("Invalid DAG " + key + ": it is no map of keys"));
        continue;
      }
      DagReader reader = new DagReader(values, aliases, root, parent, relative(root, file));
      reader
          .read(key, content.placeOf(key), dag.over(defaults.without("operator_aliases")))
          .ifPresent(dags::add);
      problems.addAll(reader.problems());
      warnings.addAll(reader.warnings());
    }
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return new FileDags(dags, warnings, text);
  }

  /** The content of a file over those that it extends; of these, later ones over earlier ones. */
  private Mapping extended(Path root, Path file, Set<Path> above) {
    if (!above.add(file)) {
      throw new Place(relative(root, file), 1)
          .problem("Invalid __extends__: the files extend each other");
    }
    Mapping content = Yaml.read(expand(text(root, file)), relative(root, file));
    Mapping base = Yaml.empty(content.place());
    for (Yaml part :
        content
            .find("__extends__")
            .map(
                found ->
                    found instanceof Yaml.Sequence sequence ? sequence.values() : List.of(found))
            .orElse(List.of())) {
      String name = Values.text(part, "__extends__");
      Path parent = file.getParent();
      Path other = parent.resolve(name).normalize();
      if (!other.startsWith(root) || !Files.isRegularFile(other)) {
        throw part.place()
            .problem("Missing file: " + name + " of __extends__, inside the folder of DAG files");
      }
      base = extended(root, other, new LinkedHashSet<>(above)).over(base);
    }
    return content.over(base);
  }

  private static Mapping defaults(Mapping content, Place place) {
    return TaskReader.value(content, "default")
        .map(found -> Values.mapping(found, "default"))
        .orElseGet(() -> Yaml.empty(place));
  }

  /** The defaults.yml beside the file over those of the folders above, up to the folder of DAGs. */
  private Mapping folderDefaults(Path root, Path file) {
    Mapping merged = Yaml.empty(new Place(relative(root, file), 1));
    for (Path folder = file.getParent();
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      for (String name : List.of("defaults.yml", "defaults.yaml")) {
        Path defaults = folder.resolve(name);
        if (Files.isRegularFile(defaults)) {
          Mapping content = Yaml.read(expand(text(root, defaults)), relative(root, defaults));
          // Either the keys themselves, or a default block as in any other file.
          merged =
              merged.over(content.has("default") ? defaults(content, content.place()) : content);
        }
      }
    }
    return merged;
  }

  private static Map<String, String> aliases(Mapping content, Mapping defaults) {
    Map<String, String> aliases = new LinkedHashMap<>();
    for (Mapping mapping : List.of(defaults, content)) {
      for (Yaml part :
          mapping
              .find("operator_aliases")
              .map(found -> Values.sequence(found, "operator_aliases"))
              .orElse(List.of())) {
        Mapping alias = Values.mapping(part, "operator_aliases");
        Values.refuseOthers(alias, "operator_aliases", List.of("operator_alias", "operator_path"));
        aliases.put(
            TaskReader.text(alias, "operator_alias", ""),
            TaskReader.text(alias, "operator_path", ""));
      }
    }
    return aliases;
  }

  private static String text(Path root, Path file) {
    Place place = new Place(relative(root, file), 1);
    try {
      if (Files.size(file) > LARGEST) {
        throw place.problem("Cannot read the file: it is larger than " + LARGEST + " bytes");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw place.problem("Cannot read the file: it is not UTF-8");
    } catch (IOException e) {
      throw place.problem("Cannot read the file: " + e.getMessage());
    }
  }

  private String expand(String text) {
    Matcher matcher = VARIABLE.matcher(text);
    return matcher.replaceAll(
        found -> {
          String name = found.group(1) != null ? found.group(1) : found.group(2);
          @Nullable String value = environment.get(name);
          return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
  }
}
