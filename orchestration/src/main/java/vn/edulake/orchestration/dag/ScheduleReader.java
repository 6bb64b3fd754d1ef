package vn.edulake.orchestration.dag;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Yaml.Mapping;
import vn.edulake.orchestration.dag.Yaml.Scalar;
import vn.edulake.orchestration.dag.Yaml.Sequence;
import vn.edulake.orchestration.timetable.ContinuousTimetable;
import vn.edulake.orchestration.timetable.Cron;
import vn.edulake.orchestration.timetable.CronDataIntervalTimetable;
import vn.edulake.orchestration.timetable.CronTriggerTimetable;
import vn.edulake.orchestration.timetable.CronTriggerTimetable.RunImmediately;
import vn.edulake.orchestration.timetable.Delta;
import vn.edulake.orchestration.timetable.DeltaDataIntervalTimetable;
import vn.edulake.orchestration.timetable.DeltaTriggerTimetable;
import vn.edulake.orchestration.timetable.EventsTimetable;
import vn.edulake.orchestration.timetable.MultipleCronTriggerTimetable;
import vn.edulake.orchestration.timetable.OnceTimetable;
import vn.edulake.orchestration.timetable.Timetable;

/** Reads what starts the runs of a DAG, in every form that dag-factory has. */
final class ScheduleReader {
  private static final String TIMEZONE = "timezone";
  private static final String INTERVAL = "interval";
  private static final String TIMETABLE = "timetable";
  private static final List<String> ASSET_KEYS =
      List.of(Values.TYPE, Values.ARGS, "uri", "name", "group", "extra");

  private final Values values;
  private final ZoneId zone;

  ScheduleReader(Values values, ZoneId zone) {
    this.values = values;
    this.zone = zone;
  }

  Schedule read(Yaml value) {
    try {
      return schedule(value);
    } catch (IllegalArgumentException e) {
      throw value.place().problem(String.valueOf(e.getMessage()));
    }
  }

  private Schedule schedule(Yaml value) {
    if (value instanceof Sequence sequence) {
      return new Schedule.OnAssets(new AssetExpression.All(expressions(sequence)));
    }
    if (value instanceof Mapping mapping) {
      return ofMapping(mapping);
    }
    if (value.isNull()) {
      return new Schedule.Manual();
    }
    if (!(((Scalar) value).value() instanceof String text)) {
      throw Values.invalid(
          value, "schedule", "a cron expression, a preset, a timetable, a list of assets or null");
    }
    String word = text.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "none", "" -> new Schedule.Manual();
      case "@once" -> new Schedule.Timed(new OnceTimetable());
      case "@continuous" -> new Schedule.Timed(new ContinuousTimetable());
      default -> new Schedule.Timed(CronTriggerTimetable.of(Cron.parse(text, zone)));
    };
  }

  private Schedule ofMapping(Mapping mapping) {
    String type = Values.type(mapping);
    if (Values.isTimedelta(type)) {
      return new Schedule.Timed(
          new DeltaTriggerTimetable(Values.delta(mapping, "schedule"), Delta.of(Duration.ZERO)));
    }
    if (isAsset(type) || hasLogic(mapping)) {
      return new Schedule.OnAssets(expression(mapping));
    }
    if (type.endsWith("AssetOrTimeSchedule") || type.endsWith("DatasetOrTimeSchedule")) {
      return assetsOrTime(mapping);
    }
    if (!type.isEmpty()) {
      return new Schedule.Timed(timetable(mapping));
    }
    if (mapping.has("type") && mapping.has("value")) {
      return older(mapping);
    }
    if (mapping.has("callable")) {
      return new Schedule.Timed(timetable(mapping));
    }
    if (mapping.has("datasets") || mapping.has("assets")) {
      return assetsOrTime(mapping);
    }
    throw Values.invalid(
        mapping, "schedule", "__type__, __and__, __or__, datasets, or type with value");
  }

  /** The form of dag-factory before 1.0: a kind of schedule and its value. */
  private Schedule older(Mapping mapping) {
    Values.refuseOthers(mapping, "schedule", List.of("type", "value"));
    Yaml value = mapping.values().get("value");
    String type = Values.text(mapping.values().get("type"), "type");
    return switch (type) {
      case "cron", "assets", "datasets" -> schedule(value);
      case "timedelta", "relativedelta" ->
          new Schedule.Timed(
              new DeltaTriggerTimetable(Values.delta(value, "schedule"), Delta.of(Duration.ZERO)));
      case "timetable" -> new Schedule.Timed(timetable(Values.mapping(value, TIMETABLE)));
      default ->
          throw mapping
              .placeOf("type")
              .problem(
                  "Unknown schedule type: "
                      + type
                      + ". Known: cron, timedelta, relativedelta, timetable, assets, datasets.");
    };
  }

  private Schedule assetsOrTime(Mapping mapping) {
    Values.refuseOthers(mapping, "schedule", List.of(Values.TYPE, "datasets", "assets", TIMETABLE));
    Yaml assets =
        mapping
            .find("assets")
            .or(() -> mapping.find("datasets"))
            .orElseThrow(() -> mapping.place().problem("Missing assets of the schedule"));
    AssetExpression expression = expression(assets);
    return mapping
        .find(TIMETABLE)
        .<Schedule>map(
            timed ->
                new Schedule.OnAssetsOrTime(
                    expression, timetable(Values.mapping(timed, TIMETABLE))))
        .orElseGet(() -> new Schedule.OnAssets(expression));
  }

  Timetable timetable(Mapping written) {
    Mapping mapping = written;
    if (written.has("callable")) {
      Values.refuseOthers(written, TIMETABLE, List.of("callable", "params"));
      Map<String, Yaml> all = new LinkedHashMap<>();
      all.put(Values.TYPE, written.values().get("callable"));
      written
          .find("params")
          .ifPresent(params -> all.putAll(Values.mapping(params, "params").values()));
      mapping = new Mapping(all, written.keys(), written.place());
    }
    try {
      return ofClass(mapping);
    } catch (IllegalArgumentException e) {
      throw mapping.place().problem(String.valueOf(e.getMessage()));
    }
  }

  private Timetable ofClass(Mapping mapping) {
    String type = Values.type(mapping);
    String name = type.substring(type.lastIndexOf('.') + 1);
    if (!type.startsWith("airflow.timetables.") && !type.startsWith("airflow.sdk.")) {
      throw unknown(mapping, type);
    }
    return switch (name) {
      case "CronTriggerTimetable" -> {
        Values.refuseOthers(
            mapping,
            name,
            List.of(Values.TYPE, Values.ARGS, "cron", TIMEZONE, INTERVAL, "run_immediately"));
        yield trigger(positional(mapping, "cron").get(0), mapping);
      }
      case "MultipleCronTriggerTimetable" -> {
        Values.refuseOthers(
            mapping,
            name,
            List.of(Values.TYPE, Values.ARGS, "crons", TIMEZONE, INTERVAL, "run_immediately"));
        yield new MultipleCronTriggerTimetable(
            positional(mapping, "crons").stream().map(cron -> trigger(cron, mapping)).toList());
      }
      case "CronDataIntervalTimetable" -> {
        Values.refuseOthers(mapping, name, List.of(Values.TYPE, Values.ARGS, "cron", TIMEZONE));
        List<Yaml> args = positional(mapping, "cron");
        ZoneId own = args.size() > 1 ? values.zone(args.get(1)) : zone(mapping);
        yield new CronDataIntervalTimetable(Cron.parse(Values.text(args.get(0), "cron"), own));
      }
      case "DeltaTriggerTimetable" -> {
        Values.refuseOthers(mapping, name, List.of(Values.TYPE, Values.ARGS, "delta", INTERVAL));
        yield new DeltaTriggerTimetable(
            Values.delta(positional(mapping, "delta").get(0), "delta"), interval(mapping));
      }
      case "DeltaDataIntervalTimetable" -> {
        Values.refuseOthers(mapping, name, List.of(Values.TYPE, Values.ARGS, "delta"));
        yield new DeltaDataIntervalTimetable(
            Values.delta(positional(mapping, "delta").get(0), "delta"));
      }
      case "EventsTimetable" -> events(mapping, name);
      case "OnceTimetable" -> {
        Values.refuseOthers(mapping, name, List.of(Values.TYPE));
        yield new OnceTimetable();
      }
      case "ContinuousTimetable" -> {
        Values.refuseOthers(mapping, name, List.of(Values.TYPE));
        yield new ContinuousTimetable();
      }
      default -> throw unknown(mapping, type);
    };
  }

  private static UserError unknown(Mapping mapping, String type) {
    return mapping
        .placeOf(Values.TYPE)
        .problem(
            "Unknown timetable: "
                + (type.isEmpty() ? "no __type__" : type)
                + ". Known: airflow.timetables.trigger.CronTriggerTimetable,"
                + " MultipleCronTriggerTimetable, DeltaTriggerTimetable;"
                + " airflow.timetables.interval.CronDataIntervalTimetable, DeltaDataIntervalTimetable;"
                + " airflow.timetables.events.EventsTimetable;"
                + " airflow.timetables.simple.OnceTimetable, ContinuousTimetable;"
                + " airflow.timetables.assets.AssetOrTimeSchedule; datetime.timedelta.");
  }

  private CronTriggerTimetable trigger(Yaml cron, Mapping mapping) {
    return new CronTriggerTimetable(
        Cron.parse(Values.text(cron, "cron"), zone(mapping)),
        interval(mapping),
        mapping
            .find("run_immediately")
            .map(ScheduleReader::immediately)
            .orElseGet(RunImmediately.Never::new));
  }

  private static RunImmediately immediately(Yaml value) {
    if (value.isNull()) {
      return new RunImmediately.Never();
    }
    if (value instanceof Scalar scalar && scalar.value() instanceof Boolean truth) {
      return truth ? new RunImmediately.Always() : new RunImmediately.Never();
    }
    return new RunImmediately.Within(Values.duration(value, "run_immediately"));
  }

  private Timetable events(Mapping mapping, String name) {
    Values.refuseOthers(
        mapping,
        name,
        List.of(
            Values.TYPE,
            Values.ARGS,
            "event_dates",
            "restrict_to_events",
            "presorted",
            "description"));
    List<Yaml> dates = positional(mapping, "event_dates");
    if (dates.size() == 1 && dates.get(0) instanceof Sequence sequence) {
      dates = sequence.values();
    }
    List<Instant> events =
        dates.stream().map(date -> values.instant(date, "event_dates", zone)).toList();
    return new EventsTimetable(
        events,
        mapping
            .find("restrict_to_events")
            .map(value -> Values.truth(value, "restrict_to_events"))
            .orElse(false),
        mapping.find("description").map(value -> Values.text(value, "description")).orElse(""));
  }

  /** Arguments by position, or else the one that a key names. */
  private static List<Yaml> positional(Mapping mapping, String key) {
    Optional<Yaml> named = mapping.find(key);
    Optional<Yaml> args = mapping.find(Values.ARGS);
    if (named.isPresent() && args.isPresent()) {
      throw mapping.placeOf(key).problem("Duplicate key: " + key + " stands in __args__ as well");
    }
    List<Yaml> found =
        args.map(value -> Values.sequence(value, Values.ARGS))
            .orElseGet(
                () ->
                    named
                        .map(
                            value ->
                                value instanceof Sequence sequence
                                    ? sequence.values()
                                    : List.of(value))
                        .orElse(List.of()));
    if (found.isEmpty()) {
      throw mapping.place().problem("Missing " + key + " of " + Values.type(mapping));
    }
    return found;
  }

  private ZoneId zone(Mapping mapping) {
    return mapping.find(TIMEZONE).map(values::zone).orElse(zone);
  }

  private static Delta interval(Mapping mapping) {
    return mapping
        .find(INTERVAL)
        .map(value -> Values.delta(value, INTERVAL))
        .orElseGet(() -> Delta.of(Duration.ZERO));
  }

  static boolean isAsset(String type) {
    return switch (type) {
      case "airflow.sdk.Asset",
          "airflow.sdk.Dataset",
          "airflow.sdk.definitions.asset.Asset",
          "airflow.assets.Asset",
          "airflow.datasets.Dataset" ->
          true;
      default -> false;
    };
  }

  private static boolean hasLogic(Mapping mapping) {
    return mapping.has("__and__")
        || mapping.has("__or__")
        || mapping.has("and")
        || mapping.has("or");
  }

  private AssetExpression expression(Yaml value) {
    if (value instanceof Sequence sequence) {
      return new AssetExpression.All(expressions(sequence));
    }
    if (value instanceof Mapping mapping && hasLogic(mapping)) {
      if (mapping.values().size() != 1) {
        throw mapping
            .place()
            .problem("Invalid asset expression: one of __and__ and __or__ stands alone in its map");
      }
      Map.Entry<String, Yaml> only = mapping.values().entrySet().iterator().next();
      if (!(only.getValue() instanceof Sequence parts) || parts.values().isEmpty()) {
        throw Values.invalid(only.getValue(), only.getKey(), "a list of assets");
      }
      return only.getKey().contains("and")
          ? new AssetExpression.All(expressions(parts))
          : new AssetExpression.Any(expressions(parts));
    }
    if (value instanceof Scalar scalar
        && scalar.value() instanceof String text
        && (text.contains("&") || text.contains("|") || text.startsWith("("))) {
      return new AssetCondition(text, value.place()).parse();
    }
    return new AssetExpression.One(asset(value));
  }

  private List<AssetExpression> expressions(Sequence sequence) {
    List<AssetExpression> parts = new ArrayList<>();
    sequence.values().forEach(part -> parts.add(expression(part)));
    return parts;
  }

  /** An asset: a URI, or a map that names the type. */
  static Asset asset(Yaml value) {
    if (value instanceof Scalar) {
      return made(value, Asset.class, () -> Asset.ofUri(Values.text(value, "asset")));
    }
    if (!(value instanceof Mapping mapping) || !isAsset(Values.type(mapping))) {
      throw Values.invalid(
          value, "asset", "a URI, or __type__: airflow.sdk.Asset with uri and name");
    }
    Values.refuseOthers(mapping, "asset", ASSET_KEYS);
    List<Yaml> args =
        mapping
            .find(Values.ARGS)
            .map(found -> Values.sequence(found, Values.ARGS))
            .orElse(List.of());
    boolean isDataset = Values.type(mapping).endsWith("Dataset");
    @Nullable String first = args.isEmpty() ? null : Values.text(args.get(0), Values.ARGS);
    @Nullable String second = args.size() < 2 ? null : Values.text(args.get(1), Values.ARGS);
    String name = named(mapping, "name", isDataset ? null : first);
    String uri = named(mapping, "uri", isDataset || second == null ? first : second);
    if (name == null && uri == null) {
      throw mapping.place().problem("Missing uri of an asset");
    }
    String known = uri == null ? name : uri;
    Map<String, @Nullable Object> extra = new LinkedHashMap<>();
    mapping
        .find("extra")
        .ifPresent(
            found ->
                Values.mapping(found, "extra")
                    .values()
                    .forEach((key, part) -> extra.put(key, part.plain())));
    return made(
        value,
        Asset.class,
        () ->
            new Asset(
                name == null ? String.valueOf(known) : name,
                String.valueOf(known),
                mapping.find("group").map(found -> Values.text(found, "group")).orElse("asset"),
                Collections.unmodifiableMap(extra)));
  }

  private static @Nullable String named(Mapping mapping, String key, @Nullable String positional) {
    return mapping.find(key).map(found -> Values.text(found, key)).orElse(positional);
  }

  private static <T> T made(Yaml value, Class<T> type, java.util.function.Supplier<T> make) {
    try {
      return type.cast(make.get());
    } catch (IllegalArgumentException e) {
      throw value.place().problem(String.valueOf(e.getMessage()));
    }
  }
}
