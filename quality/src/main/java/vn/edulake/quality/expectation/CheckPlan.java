package vn.edulake.quality.expectation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.YamlMap;

/** Which suites are to be checked with which data. */
public record CheckPlan(List<Check> checks) {
  public CheckPlan {
    checks = List.copyOf(checks);
  }

  /**
   * One suite and its data.
   *
   * @param name what it is called in reports
   * @param data a path, or the name of a table of the lake
   * @param file the path, when there is such a file
   * @param result where the result is written as JSON
   */
  public record Check(
      String name,
      Path suite,
      String data,
      Optional<Path> file,
      Optional<String> schema,
      Optional<Path> result) {
    /**
     * @param folder what paths are relative to
     */
    public static Check of(
        Path folder,
        Optional<String> name,
        String suite,
        String data,
        Optional<String> schema,
        Optional<String> result) {
      Path suiteFile = folder.resolve(suite);
      Path dataFile = folder.resolve(data);
      return new Check(
          name.orElseGet(() -> stem(suiteFile)),
          suiteFile,
          data,
          Files.exists(dataFile) ? Optional.of(dataFile) : Optional.empty(),
          schema,
          result.map(folder::resolve));
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
  }

  /**
   * Reads a plan: {@code checks: [{suite, data, schema?, result?, name?}]}, paths relative to it.
   *
   * @throws UserError when it is none
   */
  public static CheckPlan load(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UserError(
          ErrorCode.CHECK_INPUT_MISSING,
          "Cannot read plan " + file + ": there is no such file. Nothing was checked.",
          e);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.SUITE_INVALID,
          "Cannot read plan " + file + ": it is no text in UTF-8. Nothing was checked.",
          e);
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    YamlMap root = YamlMap.parse(ErrorCode.SUITE_INVALID, String.valueOf(file.getFileName()), text);
    List<Check> checks = new ArrayList<>();
    for (YamlMap one : root.maps("checks")) {
      checks.add(
          Check.of(
              folder,
              one.findText("name"),
              one.text("suite"),
              one.text("data"),
              one.findText("schema"),
              one.findText("result")));
      one.done();
    }
    root.done();
    if (checks.isEmpty()) {
      throw new UserError(
          ErrorCode.SUITE_INVALID,
          "Cannot read plan " + file + ": it has no list `checks`. Nothing was checked.");
    }
    return new CheckPlan(checks);
  }
}
