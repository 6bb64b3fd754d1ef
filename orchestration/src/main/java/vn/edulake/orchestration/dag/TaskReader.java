package vn.edulake.orchestration.dag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Yaml.Mapping;
import vn.edulake.orchestration.dag.Yaml.Scalar;
import vn.edulake.orchestration.dag.Yaml.Sequence;

/** Reads one task of a DAG. */
final class TaskReader {
  private static final Duration POKE = Duration.ofMinutes(1);
  private static final Duration SENSOR_TIMEOUT = Duration.ofDays(7);
  private static final Pattern OUTPUT =
      Pattern.compile("([\\w.-]+?)\\.output(?:\\[['\"]([\\w.-]+)['\"]\\])?");
  private static final Pattern XCOM_ARG = Pattern.compile("XcomArg\\(+['\"]?([\\w.-]+)['\"]?\\)+");

  private final Values values;
  private final ZoneId zone;
  private final CallbackReader callbacks;
  private final Map<String, String> aliases;
  private final @Nullable Instant dagStart;
  private final @Nullable Instant dagEnd;

  /** Where scripts and queries that are files are sought; none when files are not read. */
  private final List<Path> searchPath;

  private final Path root;

  TaskReader(
      Values values,
      ZoneId zone,
      Map<String, String> aliases,
      @Nullable Instant dagStart,
      @Nullable Instant dagEnd,
      List<Path> searchPath,
      Path root) {
    this.values = values;
    this.zone = zone;
    this.callbacks = new CallbackReader(values, zone);
    this.aliases = aliases;
    this.dagStart = dagStart;
    this.dagEnd = dagEnd;
    this.searchPath = searchPath;
    this.root = root;
  }

  /** The id as the file writes it, and the place of its definition. */
  record Named(String name, Mapping mapping, Place place) {}

  OperatorKind kind(Mapping task) {
    if (task.has("decorator")) {
      throw task.placeOf("decorator")
          .problem("Cannot use decorator: Python callables cannot be run here");
    }
    Yaml written =
        task.find("operator")
            .filter(value -> !value.isNull())
            .orElseThrow(() -> task.place().problem("Missing operator of the task"));
    String className = className(written);
    return OperatorKind.find(className)
        .orElseThrow(() -> written.place().problem(unknownOperator(className)));
  }

  private String className(Yaml written) {
    String name = Values.text(written, "operator");
    return aliases.getOrDefault(name, name);
  }

  private static String unknownOperator(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1);
    if (name.contains("Python")
        || name.startsWith("ShortCircuitOperator")
        || name.contains("Virtualenv")) {
      return "Cannot use operator "
          + className
          + ": Python callables cannot be run here; BashOperator runs any program, BranchSQLOperator"
          + " and BranchDayOfWeekOperator choose a branch";
    }
    Set<String> known = new TreeSet<>();
    for (OperatorKind kind : OperatorKind.values()) {
      known.add(kind.classNames().get(0));
    }
    return "Unknown operator: " + className + ". Known: " + String.join(", ", known) + ".";
  }

  /**
   * Reads a task.
   *
   * @param id full
   * @param settings its own keys over the default arguments that apply to it
   * @param source finds the full id of a task by the name in the file
   */
  Task read(
      String id,
      @Nullable String groupId,
      Mapping settings,
      Set<String> upstream,
      BiFunction<String, Place, String> source,
      Place place) {
    OperatorKind kind = kind(settings);
    check(settings, kind);
    Map<String, @Nullable Object> arguments = arguments(settings, kind);
    Optional<Expansion> expansion =
        value(settings, "expand").map(found -> expansion(found, kind, source));
    Map<String, @Nullable Object> partial = new LinkedHashMap<>();
    value(settings, "partial")
        .ifPresent(
            found -> {
              Mapping mapping = Values.mapping(found, "partial");
              for (String key : mapping.values().keySet()) {
                if (!kind.arguments().contains(key)) {
                  throw mapping
                      .placeOf(key)
                      .problem(Keys.unknown("partial", key, kind.arguments()));
                }
                if (settings.has(key)) {
                  throw mapping
                      .placeOf(key)
                      .problem("Duplicate key: " + key + " stands in partial and in the task");
                }
                partial.put(key, argument(mapping, key, kind));
              }
            });
    requireAll(settings, kind, arguments, partial, expansion);
    Optional<Yaml> name = value(settings, "operator");
    try {
      return new Task(
          id,
          text(settings, "task_display_name", id),
          groupId,
          new Operator(name.map(this::className).orElseThrow(), kind, arguments),
          upstream,
          value(settings, "trigger_rule")
              .map(found -> TriggerRule.parse(Values.text(found, "trigger_rule")))
              .orElse(TriggerRule.ALL_SUCCESS),
          text(settings, "owner", "airflow"),
          retries(settings),
          placement(settings),
          duration(settings, "execution_timeout", "execution_timeout_secs"),
          truth(settings, "depends_on_past", false),
          truth(settings, "wait_for_downstream", false),
          truth(settings, "ignore_first_depends_on_past", false),
          truth(settings, "do_xcom_push", true),
          unless(dagStart, instant(settings, "start_date")),
          unless(dagEnd, instant(settings, "end_date")),
          callbacks.read(settings, true),
          kind.isSensor() ? Optional.of(sensor(settings)) : Optional.empty(),
          expansion,
          partial,
          value(settings, "map_index_template")
              .map(found -> Values.text(found, "map_index_template"))
              .orElse(null),
          assets(settings, "inlets"),
          assets(settings, "outlets"),
          params(settings, values, zone),
          doc(settings),
          place.line());
    } catch (IllegalArgumentException e) {
      throw place.problem("Task " + id + ": " + e.getMessage());
    }
  }

  private static @Nullable Instant unless(@Nullable Instant same, @Nullable Instant own) {
    return own != null && own.equals(same) ? null : own;
  }

  private void check(Mapping settings, OperatorKind kind) {
    Set<String> known = new TreeSet<>(Keys.TASK);
    known.addAll(Keys.TASK_IDLE);
    known.addAll(kind.arguments());
    if (kind.isSensor()) {
      known.addAll(Keys.SENSOR);
    }
    for (String key : settings.values().keySet()) {
      if (!known.contains(key)) {
        throw settings.placeOf(key).problem(Keys.unknown(kind.classNames().get(0), key, known));
      }
    }
  }

  private Map<String, @Nullable Object> arguments(Mapping settings, OperatorKind kind) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    for (String key : settings.values().keySet()) {
      if (kind.arguments().contains(key)) {
        arguments.put(key, argument(settings, key, kind));
      }
    }
    value(settings, "variables_as_arguments")
        .ifPresent(
            found -> {
              for (Yaml part : Values.sequence(found, "variables_as_arguments")) {
                Mapping pair = Values.mapping(part, "variables_as_arguments");
                Values.refuseOthers(
                    pair, "variables_as_arguments", List.of("variable", "attribute"));
                String variable = Values.text(required(pair, "variable"), "variable");
                String attribute = Values.text(required(pair, "attribute"), "attribute");
                if (!kind.templated().contains(attribute)) {
                  throw pair.placeOf("attribute")
                      .problem(
                          "Invalid attribute: "
                              + attribute
                              + " (one that takes templates: "
                              + String.join(", ", new TreeSet<>(kind.templated()))
                              + ")");
                }
                arguments.put(attribute, "{{ var.value['" + variable + "'] }}");
              }
            });
    return arguments;
  }

  private @Nullable Object argument(Mapping settings, String key, OperatorKind kind) {
    Yaml value = settings.values().get(key);
    return switch (key) {
      case "bash_command" -> file(value, Values.text(value, key), ".sh", ".bash");
      case "sql" ->
          value instanceof Sequence sequence
              ? sequence.values().stream()
                  .map(part -> file(part, Values.text(part, key), ".sql"))
                  .toList()
              : file(value, Values.text(value, key), ".sql");
      case "command" ->
          value instanceof Sequence sequence
              ? sequence.values().stream().map(part -> Values.text(part, key)).toList()
              : Values.text(value, key);
      case "env", "headers", "hook_params", "extra_options" ->
          value.isNull() ? null : values.argument(Values.mapping(value, key), key, zone);
      case "execution_delta", "delta" -> value.isNull() ? null : Values.duration(value, key);
      case "execution_delta_secs" -> Values.duration(value, key);
      case "poke_interval", "poll_interval" ->
          kind.isSensor() && key.equals("poke_interval") ? null : Values.duration(value, key);
      case "follow_task_ids_if_true", "follow_task_ids_if_false", "external_task_ids" ->
          value.isNull() ? null : Values.texts(value, key);
      case "week_day" -> days(value);
      case "target_time", "target_lower", "target_upper" ->
          value.isNull() ? null : time(value, key);
      default -> values.argument(value, key, zone);
    };
  }

  private List<String> days(Yaml value) {
    List<String> known =
        List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    List<String> days =
        Values.texts(value, "week_day").stream()
            .map(day -> day.toLowerCase(java.util.Locale.ROOT))
            .toList();
    for (String day : days) {
      if (!known.contains(day)) {
        throw Values.invalid(value, "week_day", String.join(", ", known));
      }
    }
    return days;
  }

  private Object time(Yaml value, String key) {
    if (Values.type(value).equals("datetime.time") && value instanceof Mapping mapping) {
      Values.refuseOthers(mapping, key, List.of(Values.TYPE, "hour", "minute", "second"));
      int[] parts = new int[3];
      String[] names = {"hour", "minute", "second"};
      for (int i = 0; i < parts.length; i++) {
        String name = names[i];
        parts[i] = mapping.find(name).map(part -> Values.integer(part, name)).orElse(0);
      }
      try {
        return java.time.LocalTime.of(parts[0], parts[1], parts[2]).toString();
      } catch (java.time.DateTimeException e) {
        throw mapping.place().problem("Invalid " + key + ": " + e.getMessage());
      }
    }
    if (value instanceof Mapping) {
      return values.instant(value, key, zone);
    }
    return Values.text(value, key);
  }

  /** A text, or the content of the file that it names. */
  private String file(Yaml value, String text, String... extensions) {
    boolean names = false;
    for (String extension : extensions) {
      names |= text.endsWith(extension);
    }
    if (!names || text.contains("\n") || searchPath.isEmpty()) {
      return text;
    }
    for (Path folder : searchPath) {
      Path file = folder.resolve(text).normalize();
      if (file.startsWith(root) && Files.isRegularFile(file)) {
        try {
          return Files.readString(file);
        } catch (IOException e) {
          throw value.place().problem("Cannot read " + text + ": " + e.getMessage());
        }
      }
    }
    throw value
        .place()
        .problem(
            "Missing file: "
                + text
                + " (a text that ends so names a file beside the DAG file; a blank at its end makes it"
                + " a command)");
  }

  private static void requireAll(
      Mapping settings,
      OperatorKind kind,
      Map<String, @Nullable Object> arguments,
      Map<String, @Nullable Object> partial,
      Optional<Expansion> expansion) {
    for (String key : new TreeSet<>(kind.required())) {
      boolean given =
          arguments.get(key) != null
              || partial.get(key) != null
              || expansion.map(found -> found.inputs().containsKey(key)).orElse(false);
      if (!given) {
        throw settings
            .placeOf("operator")
            .problem("Missing " + key + " of " + kind.classNames().get(0));
      }
    }
  }

  private Expansion expansion(
      Yaml found, OperatorKind kind, BiFunction<String, Place, String> source) {
    Mapping mapping = Values.mapping(found, "expand");
    Map<String, Expansion.Input> inputs = new LinkedHashMap<>();
    mapping
        .values()
        .forEach(
            (key, value) -> {
              if (!kind.arguments().contains(key)) {
                throw mapping.placeOf(key).problem(Keys.unknown("expand", key, kind.arguments()));
              }
              inputs.put(key, input(value, key, source));
            });
    try {
      return new Expansion(inputs);
    } catch (IllegalArgumentException e) {
      throw found.place().problem(String.valueOf(e.getMessage()));
    }
  }

  private Expansion.Input input(Yaml value, String key, BiFunction<String, Place, String> source) {
    if (value instanceof Sequence sequence) {
      List<@Nullable Object> literal = new ArrayList<>();
      sequence.values().forEach(part -> literal.add(values.argument(part, key, zone)));
      return new Expansion.Input.Literal(literal);
    }
    if (value instanceof Mapping mapping) {
      Object literal = values.argument(mapping, key, zone);
      if (literal instanceof List<?> list) {
        return new Expansion.Input.Literal(Collections.unmodifiableList(new ArrayList<>(list)));
      }
      Map<String, @Nullable Object> pairs = new LinkedHashMap<>();
      mapping.values().forEach((name, part) -> pairs.put(name, values.argument(part, name, zone)));
      return new Expansion.Input.LiteralMap(pairs);
    }
    if (value instanceof Scalar scalar && scalar.value() instanceof String text) {
      Matcher output = OUTPUT.matcher(text.strip());
      if (output.matches()) {
        String name = output.group(2);
        return new Expansion.Input.Output(
            source.apply(output.group(1), value.place()), name == null ? "return_value" : name);
      }
      Matcher xcomArg = XCOM_ARG.matcher(text.strip());
      if (xcomArg.matches()) {
        return new Expansion.Input.Output(
            source.apply(xcomArg.group(1), value.place()), "return_value");
      }
    }
    throw Values.invalid(
        value, key, "a list, a map, or the output of a task such as request.output");
  }

  private static Retries retries(Mapping settings) {
    Duration delay = duration(settings, "retry_delay", "retry_delay_sec");
    return new Retries(
        integer(settings, "retries", 0),
        delay == null ? Retries.NONE.delay() : delay,
        value(settings, "retry_exponential_backoff").map(TaskReader::backoff).orElse(0d),
        duration(settings, "max_retry_delay", ""));
  }

  /** Airflow 2's true is Airflow 3's 2. */
  private static double backoff(Yaml value) {
    if (value instanceof Scalar scalar && scalar.value() instanceof Boolean truth) {
      return truth ? 2 : 0;
    }
    return Values.number(value, "retry_exponential_backoff");
  }

  private static Placement placement(Mapping settings) {
    return new Placement(
        text(settings, "pool", Placement.DEFAULT_POOL),
        integer(settings, "pool_slots", 1),
        integer(settings, "priority_weight", 1),
        value(settings, "weight_rule")
            .map(found -> WeightRule.parse(Values.text(found, "weight_rule")))
            .orElse(WeightRule.DOWNSTREAM),
        text(settings, "queue", Placement.DEFAULT_QUEUE),
        integer(settings, "max_active_tis_per_dag", integer(settings, "task_concurrency", 0)),
        integer(settings, "max_active_tis_per_dagrun", 0));
  }

  private static SensorSettings sensor(Mapping settings) {
    Duration poke = duration(settings, "poke_interval", "");
    Duration timeout = duration(settings, "timeout", "");
    return new SensorSettings(
        value(settings, "mode")
            .map(
                found ->
                    switch (Values.text(found, "mode")) {
                      case "poke" -> SensorSettings.Mode.POKE;
                      case "reschedule" -> SensorSettings.Mode.RESCHEDULE;
                      default -> throw Values.invalid(found, "mode", "poke, reschedule");
                    })
            .orElse(SensorSettings.Mode.POKE),
        poke == null ? POKE : poke,
        timeout == null ? SENSOR_TIMEOUT : timeout,
        truth(settings, "soft_fail", false),
        truth(settings, "silent_fail", false),
        truth(settings, "exponential_backoff", false),
        duration(settings, "max_wait", ""));
  }

  private static List<Asset> assets(Mapping settings, String key) {
    return value(settings, key)
        .map(
            found ->
                found instanceof Sequence sequence
                    ? sequence.values().stream().map(ScheduleReader::asset).toList()
                    : List.of(ScheduleReader.asset(found)))
        .orElse(List.of());
  }

  static Map<String, Param> params(Mapping settings, Values values, ZoneId zone) {
    Map<String, Param> params = new LinkedHashMap<>();
    value(settings, "params")
        .ifPresent(
            found ->
                Values.mapping(found, "params")
                    .values()
                    .forEach((name, value) -> params.put(name, param(name, value, values, zone))));
    return params;
  }

  private static Param param(String name, Yaml value, Values values, ZoneId zone) {
    String type = Values.type(value);
    if (!(value instanceof Mapping mapping)
        || !(type.equals("airflow.sdk.Param")
            || type.equals("airflow.models.param.Param")
            || type.equals("airflow.models.Param")
            || type.equals("airflow.sdk.definitions.param.Param"))) {
      return Param.of(values.argument(value, name, zone));
    }
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    mapping
        .without(Values.TYPE, Values.ARGS, "default", "description")
        .values()
        .forEach((key, part) -> schema.put(key, part.plain()));
    List<Yaml> args =
        mapping
            .find(Values.ARGS)
            .map(found -> Values.sequence(found, Values.ARGS))
            .orElse(List.of());
    Object fallback =
        mapping
            .find("default")
            .map(Yaml::plain)
            .orElseGet(() -> args.isEmpty() ? null : args.get(0).plain());
    return new Param(
        fallback,
        mapping.find("description").map(found -> Values.text(found, "description")).orElse(null),
        schema);
  }

  private static @Nullable String doc(Mapping settings) {
    for (String key : List.of("doc_md", "doc", "doc_rst", "doc_yaml", "doc_json")) {
      Optional<Yaml> found = value(settings, key);
      if (found.isPresent()) {
        return Values.text(found.orElseThrow(), key);
      }
    }
    return null;
  }

  private static Yaml required(Mapping mapping, String key) {
    return mapping.find(key).orElseThrow(() -> mapping.place().problem("Missing " + key));
  }

  static Optional<Yaml> value(Mapping settings, String key) {
    return settings.find(key).filter(found -> !found.isNull());
  }

  static String text(Mapping settings, String key, String fallback) {
    return value(settings, key).map(found -> Values.text(found, key)).orElse(fallback);
  }

  static boolean truth(Mapping settings, String key, boolean fallback) {
    return value(settings, key).map(found -> Values.truth(found, key)).orElse(fallback);
  }

  static int integer(Mapping settings, String key, int fallback) {
    return value(settings, key).map(found -> Values.integer(found, key)).orElse(fallback);
  }

  static @Nullable Duration duration(Mapping settings, String key, String older) {
    return value(settings, key)
        .or(() -> value(settings, older))
        .map(found -> Values.duration(found, key))
        .orElse(null);
  }

  private @Nullable Instant instant(Mapping settings, String key) {
    ZoneId own = value(settings, "timezone").map(values::zone).orElse(zone);
    return value(settings, key).map(found -> values.instant(found, key, own)).orElse(null);
  }
}
