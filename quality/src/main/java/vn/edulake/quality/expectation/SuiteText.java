package vn.edulake.quality.expectation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;

/**
 * The text of a suite, read: what of it is right, and all that is wrong.
 *
 * @param source what it is called in messages
 * @param problems what is wrong, one line each
 */
public record SuiteText(
    String source, Optional<ExpectationSuite> right, List<Problem> problems, ErrorCode code) {
  /** So many names are not listed in one line. */
  private static final int MANY = 40;

  /** {@code NaN} and infinite numbers are what Python writes. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Something wrong in a suite.
   *
   * @param position of the expectation, from 1; 0 is the suite itself
   * @param type the expectation's type as it is written
   */
  public record Problem(
      int position, String type, Map<String, @Nullable Object> kwargs, String text) {
    @Override
    public String toString() {
      return position == 0 ? text : "expectation " + position + " (" + type + "): " + text;
    }
  }

  /** The suite, when nothing is wrong with it. */
  public ExpectationSuite suite() {
    if (problems.isEmpty() && right.isPresent()) {
      return right.get();
    }
    throw error();
  }

  /** All that is wrong, in one line. */
  public UserError error() {
    return new UserError(
        code,
        "Cannot read suite "
            + source
            + ": "
            + String.join("; ", problems.stream().map(Problem::toString).toList())
            + ". Nothing was checked with it.");
  }

  /** Reads a file. */
  public static SuiteText read(Path file) {
    try {
      return parse(Files.readString(file), file.getFileName().toString());
    } catch (NoSuchFileException e) {
      throw new UserError(
          ErrorCode.CHECK_INPUT_MISSING,
          "Cannot read suite " + file + ": there is no such file. Nothing was checked with it.",
          e);
    } catch (IOException e) {
      return broken(file.getFileName().toString(), "it is no text in UTF-8 that can be read");
    }
  }

  /** Reads a text. */
  public static SuiteText parse(String json, String source) {
    Object read;
    try {
      read = JSON.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      return broken(
          source,
          "it is not JSON: "
              + e.getOriginalMessage()
              + (e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr()));
    }
    if (!(read instanceof Map<?, ?> map)) {
      return broken(source, "it is no object with `name` and `expectations`");
    }
    Map<String, @Nullable Object> root = texts(map);
    Object name = root.containsKey("name") ? root.get("name") : root.get("expectation_suite_name");
    if (name != null && !(name instanceof String)) {
      return broken(source, "`name` is no text");
    }
    if (!(root.get("expectations") instanceof List<?> list)) {
      return broken(source, "it has no list `expectations`");
    }
    List<Problem> problems = new ArrayList<>();
    for (String key : root.keySet()) {
      if (!SUITE_KEYS.contains(key)) {
        problems.add(
            new Problem(0, "", Map.of(), "Unknown key: " + key + nearest(key, SUITE_KEYS)));
      }
    }
    ErrorCode code = ErrorCode.SUITE_INVALID;
    List<Expectation> expectations = new ArrayList<>();
    int position = 0;
    for (Object entry : list) {
      position++;
      Read one = expectation(entry, position);
      one.right().ifPresent(expectations::add);
      problems.addAll(one.problems());
      if (one.isUnknown()) {
        code = ErrorCode.EXPECTATION_UNKNOWN;
      }
    }
    ExpectationSuite suite =
        new ExpectationSuite(
            name == null ? stem(source) : (String) name,
            expectations,
            map(root.get("meta")),
            map(
                root.containsKey("suite_parameters")
                    ? root.get("suite_parameters")
                    : root.get("evaluation_parameters")));
    return new SuiteText(source, Optional.of(suite), List.copyOf(problems), code);
  }

  private static final List<String> SUITE_KEYS =
      List.of(
          "name",
          "expectation_suite_name",
          "expectations",
          "meta",
          "notes",
          "id",
          "ge_cloud_id",
          "data_asset_type",
          "evaluation_parameters",
          "suite_parameters");

  private static final List<String> ENTRY_KEYS =
      List.of(
          "type",
          "expectation_type",
          "kwargs",
          "meta",
          "severity",
          "id",
          "ge_cloud_id",
          "notes",
          "description",
          "rendered_content",
          "expectation_context",
          "success_on_last_run");

  private record Read(Optional<Expectation> right, List<Problem> problems, boolean isUnknown) {}

  private static Read expectation(@Nullable Object entry, int position) {
    if (!(entry instanceof Map<?, ?> raw)) {
      return new Read(
          Optional.empty(),
          List.of(new Problem(position, "", Map.of(), "it is no object with `type`")),
          false);
    }
    Map<String, @Nullable Object> map = texts(raw);
    Object named = map.containsKey("type") ? map.get("type") : map.get("expectation_type");
    Map<String, @Nullable Object> kwargs = map(map.get("kwargs"));
    if (!(named instanceof String id)) {
      return new Read(
          Optional.empty(), List.of(new Problem(position, "", kwargs, "`type` is missing")), false);
    }
    Optional<ExpectationType> found = ExpectationType.find(id);
    if (found.isEmpty()) {
      List<String> known =
          Arrays.stream(ExpectationType.values()).map(ExpectationType::id).toList();
      return new Read(
          Optional.empty(),
          List.of(
              new Problem(position, id, kwargs, "Unknown expectation: " + id + nearest(id, known))),
          true);
    }
    ExpectationType type = found.get();
    List<Problem> problems = new ArrayList<>();
    boolean isUnknown = false;
    for (String key : map.keySet()) {
      if (!ENTRY_KEYS.contains(key)) {
        problems.add(
            new Problem(position, id, kwargs, "Unknown key: " + key + nearest(key, ENTRY_KEYS)));
      }
    }
    if (map.get("kwargs") != null && !(map.get("kwargs") instanceof Map)) {
      problems.add(new Problem(position, id, kwargs, "`kwargs` is no object"));
    }
    for (String argument : kwargs.keySet()) {
      // The value of a parameter may stand beside it.
      if (!argument.startsWith("$PARAMETER.") && !type.known().contains(argument)) {
        isUnknown = true;
        problems.add(
            new Problem(
                position,
                id,
                kwargs,
                "Unknown argument: " + argument + nearest(argument, type.known())));
      }
    }
    for (String argument : type.required()) {
      if (!kwargs.containsKey(argument)) {
        problems.add(new Problem(position, id, kwargs, "Missing argument: " + argument));
      }
    }
    Map<String, @Nullable Object> meta = map(map.get("meta"));
    Object told =
        map.get("severity") != null
            ? map.get("severity")
            : kwargs.get("severity") != null ? kwargs.get("severity") : meta.get("severity");
    Optional<Severity> severity =
        told == null ? Optional.of(Severity.ERROR) : Severity.find(told.toString());
    if (severity.isEmpty()) {
      problems.add(
          new Problem(
              position,
              id,
              kwargs,
              "Invalid severity: " + told + " (critical or error, warning, info)"));
    }
    if (!problems.isEmpty()) {
      return new Read(Optional.empty(), problems, isUnknown);
    }
    for (String note : new String[] {"notes", "description"}) {
      if (map.get(note) != null) {
        meta.putIfAbsent(note, map.get(note));
      }
    }
    return new Read(
        Optional.of(new Expectation(type, kwargs, meta, severity.orElseThrow())), List.of(), false);
  }

  /** The known name that looks most like it; all of them when none does and few are known. */
  static String nearest(String name, Collection<String> known) {
    return Choice.nearest(name, known)
        .map(word -> " (did you mean " + word + "?)")
        .orElseGet(() -> known.size() > MANY ? "" : ". Known: " + String.join(", ", known));
  }

  private static SuiteText broken(String source, String why) {
    return new SuiteText(
        source,
        Optional.empty(),
        List.of(new Problem(0, "", Map.of(), why)),
        ErrorCode.SUITE_INVALID);
  }

  private static String stem(String source) {
    return source.endsWith(".json") ? source.substring(0, source.length() - 5) : source;
  }

  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? texts(map) : new LinkedHashMap<>();
  }

  static Map<String, @Nullable Object> texts(Map<?, ?> map) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> result.put(String.valueOf(key), value));
    return result;
  }
}
