package vn.edulake.orchestration.dag;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Deadline.Reference;
import vn.edulake.orchestration.dag.Yaml.Mapping;
import vn.edulake.orchestration.dag.Yaml.Scalar;
import vn.edulake.orchestration.dag.Yaml.Sequence;

/** Reads who is told what: callbacks and deadlines. */
final class CallbackReader {
  private static final Map<String, Callback.Kind> KINDS =
      Map.of(
          "airflow.providers.http.notifications.HttpNotifier", Callback.Kind.HTTP,
          "airflow.providers.http.notifications.http.HttpNotifier", Callback.Kind.HTTP,
          "airflow.providers.http.notifications.send_http_notification", Callback.Kind.HTTP,
          "edulake.notifications.LogNotifier", Callback.Kind.LOG);
  private static final Map<Callback.Kind, Set<String>> ARGUMENTS =
      Map.of(
          Callback.Kind.HTTP,
          Set.of("http_conn_id", "endpoint", "method", "data", "json", "headers"),
          Callback.Kind.LOG,
          Set.of("message", "level"));

  private final Values values;
  private final ZoneId zone;

  CallbackReader(Values values, ZoneId zone) {
    this.values = values;
    this.zone = zone;
  }

  Callbacks read(Mapping settings, boolean isTask) {
    return new Callbacks(
        isTask ? list(settings, "on_execute_callback") : List.of(),
        list(settings, "on_success_callback"),
        list(settings, "on_failure_callback"),
        isTask ? list(settings, "on_retry_callback") : List.of(),
        isTask ? list(settings, "on_skipped_callback") : List.of());
  }

  private List<Callback> list(Mapping settings, String key) {
    return settings
        .find(key)
        .filter(value -> !value.isNull())
        .map(
            value ->
                value instanceof Sequence sequence
                    ? sequence.values().stream().map(part -> callback(part, key)).toList()
                    : List.of(callback(value, key)))
        .orElse(List.of());
  }

  private Callback callback(Yaml value, String key) {
    if (value instanceof Scalar) {
      return named(Values.text(value, key), Yaml.empty(value.place()), value.place());
    }
    if (value instanceof Mapping mapping) {
      String classKey = mapping.has("callback") ? "callback" : Values.TYPE;
      return named(
          mapping
              .find(classKey)
              .map(name -> Values.text(name, classKey))
              .orElseThrow(() -> mapping.place().problem("Missing callback of " + key)),
          mapping.without(classKey),
          mapping.placeOf(classKey));
    }
    throw Values.invalid(value, key, "a notifier, or a map with callback and its arguments");
  }

  private Callback named(String className, Mapping arguments, Place place) {
    Callback.Kind kind = KINDS.get(className);
    if (kind == null) {
      throw place.problem(
          "Unknown callback: "
              + className
              + ". Known: "
              + String.join(", ", KINDS.keySet().stream().sorted().toList())
              + "; Python functions cannot be run here.");
    }
    Map<String, @Nullable Object> read = new LinkedHashMap<>();
    arguments
        .values()
        .forEach(
            (key, value) -> {
              Set<String> known = ARGUMENTS.getOrDefault(kind, Set.of());
              if (!known.contains(key)) {
                throw arguments.placeOf(key).problem(Keys.unknown(className, key, known));
              }
              read.put(key, values.argument(value, key, zone));
            });
    return new Callback(className, kind, read);
  }

  List<Deadline> deadlines(Yaml value) {
    if (value.isNull()) {
      return List.of();
    }
    if (value instanceof Sequence sequence) {
      return sequence.values().stream().map(this::deadline).toList();
    }
    return List.of(deadline(value));
  }

  private Deadline deadline(Yaml value) {
    Mapping mapping = Values.mapping(value, "deadline");
    Values.refuseOthers(
        mapping, "deadline", List.of(Values.TYPE, "reference", "interval", "callback"));
    String type = Values.type(mapping);
    if (!type.isEmpty() && !type.endsWith(".DeadlineAlert")) {
      throw mapping
          .placeOf(Values.TYPE)
          .problem("Unknown deadline: " + type + ". Known: airflow.sdk.DeadlineAlert.");
    }
    Duration interval = Values.duration(required(mapping, "interval"), "interval");
    return new Deadline(
        reference(required(mapping, "reference")),
        interval,
        callback(required(mapping, "callback"), "callback"));
  }

  private static Yaml required(Mapping mapping, String key) {
    return mapping
        .find(key)
        .orElseThrow(() -> mapping.place().problem("Missing " + key + " of the deadline"));
  }

  private Reference reference(Yaml value) {
    Mapping arguments = value instanceof Mapping mapping ? mapping : Yaml.empty(value.place());
    String written =
        value instanceof Mapping ? Values.type(value) : Values.text(value, "reference");
    String name = written.substring(written.lastIndexOf('.') + 1);
    List<Yaml> args =
        arguments
            .find(Values.ARGS)
            .map(found -> Values.sequence(found, Values.ARGS))
            .orElse(List.of());
    return switch (name) {
      case "DAGRUN_QUEUED_AT" -> new Reference.DagRunQueuedAt();
      case "DAGRUN_LOGICAL_DATE" -> new Reference.DagRunLogicalDate();
      case "FIXED_DATETIME" -> {
        Yaml at =
            args.isEmpty()
                ? arguments
                    .find("datetime")
                    .orElseThrow(() -> value.place().problem("Missing datetime of FIXED_DATETIME"))
                : args.get(0);
        yield new Reference.FixedDatetime(values.instant(at, "datetime", zone));
      }
      case "AVERAGE_RUNTIME" -> {
        int maxRuns = arguments.find("max_runs").map(v -> Values.integer(v, "max_runs")).orElse(10);
        yield new Reference.AverageRuntime(
            maxRuns,
            arguments.find("min_runs").map(v -> Values.integer(v, "min_runs")).orElse(maxRuns));
      }
      default ->
          throw value
              .place()
              .problem(
                  "Unknown reference of a deadline: "
                      + written
                      + ". Known: DAGRUN_QUEUED_AT, DAGRUN_LOGICAL_DATE, FIXED_DATETIME,"
                      + " AVERAGE_RUNTIME.");
    };
  }
}
