package vn.edulake.orchestration.dag;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Yaml.Mapping;
import vn.edulake.orchestration.dag.Yaml.Scalar;
import vn.edulake.orchestration.dag.Yaml.Sequence;
import vn.edulake.orchestration.timetable.Delta;

/** Reads single values of a DAG file: texts, numbers, truth values, times, distances in time. */
final class Values {
  static final String TYPE = "__type__";
  static final String ARGS = "__args__";

  private static final Pattern RELATIVE =
      Pattern.compile("(\\d+)\\s+(week|day|hour|minute|second)s?", Pattern.CASE_INSENSITIVE);
  private static final Pattern CLOCK_TIME = Pattern.compile("(\\d+):(\\d{2}):(\\d{2})");

  private final Clock clock;

  Values(Clock clock) {
    this.clock = clock;
  }

  static String text(Yaml value, String key) {
    if (value instanceof Scalar scalar && scalar.value() != null) {
      return String.valueOf(scalar.value());
    }
    throw invalid(value, key, "a text");
  }

  static @Nullable String textOrNull(Yaml value, String key) {
    return value.isNull() ? null : text(value, key);
  }

  static boolean truth(Yaml value, String key) {
    if (value instanceof Scalar scalar && scalar.value() instanceof Boolean truth) {
      return truth;
    }
    throw invalid(value, key, "true or false");
  }

  static int integer(Yaml value, String key) {
    if (value instanceof Scalar scalar
        && scalar.value() instanceof Long number
        && number == number.intValue()) {
      return number.intValue();
    }
    throw invalid(value, key, "a whole number");
  }

  static double number(Yaml value, String key) {
    if (value instanceof Scalar scalar && scalar.value() instanceof Number number) {
      return number.doubleValue();
    }
    throw invalid(value, key, "a number");
  }

  static Mapping mapping(Yaml value, String key) {
    if (value instanceof Mapping mapping) {
      return mapping;
    }
    if (value.isNull()) {
      return Yaml.empty(value.place());
    }
    throw invalid(value, key, "a map");
  }

  static List<Yaml> sequence(Yaml value, String key) {
    if (value instanceof Sequence sequence) {
      return sequence.values();
    }
    if (value.isNull()) {
      return List.of();
    }
    throw invalid(value, key, "a list");
  }

  /** A list of texts; a text alone is a list of one. */
  static List<String> texts(Yaml value, String key) {
    return value instanceof Scalar scalar && scalar.value() != null
        ? List.of(text(value, key))
        : sequence(value, key).stream().map(part -> text(part, key)).toList();
  }

  static UserError invalid(Yaml value, String key, String allowed) {
    return value
        .place()
        .problem("Invalid " + key + ": " + shown(value.plain()) + " (" + allowed + ")");
  }

  /** A value as it stands in a message. */
  static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }

  /** The type that a map names, or an empty text. */
  static String type(Yaml value) {
    return value instanceof Mapping mapping
        ? mapping.find(TYPE).map(type -> text(type, TYPE)).orElse("")
        : "";
  }

  static void refuseOthers(Mapping mapping, String what, List<String> known) {
    for (String key : mapping.values().keySet()) {
      if (!known.contains(key)) {
        throw mapping
            .placeOf(key)
            .problem(
                "Unknown key of " + what + ": " + key + ". Known: " + String.join(", ", known));
      }
    }
  }

  /** A distance in time: seconds, {@code 5 minutes}, {@code 0:05:00}, or a timedelta. */
  static Duration duration(Yaml value, String key) {
    Delta delta = delta(value, key);
    if (delta.period().getYears() != 0 || delta.period().getMonths() != 0) {
      throw invalid(value, key, "a distance without months");
    }
    return delta.duration();
  }

  static Delta delta(Yaml value, String key) {
    if (value instanceof Scalar scalar) {
      if (scalar.value() instanceof Number number) {
        return Delta.of(seconds(number.doubleValue()));
      }
      if (scalar.value() instanceof String text) {
        return relative(text)
            .map(Delta::of)
            .orElseThrow(() -> invalid(value, key, "seconds, '5 minutes', '0:05:00', a timedelta"));
      }
    }
    if (value instanceof Mapping mapping) {
      return timedelta(mapping, key);
    }
    throw invalid(value, key, "seconds, '5 minutes', '0:05:00', a timedelta");
  }

  static boolean isTimedelta(String type) {
    return type.equals("datetime.timedelta")
        || type.equals("timedelta")
        || type.equals("pendulum.duration")
        || isRelativeDelta(type);
  }

  static boolean isRelativeDelta(String type) {
    return type.equals("dateutil.relativedelta.relativedelta") || type.equals("relativedelta");
  }

  private static Delta timedelta(Mapping mapping, String key) {
    String type = type(mapping);
    if (!type.isEmpty() && !isTimedelta(type)) {
      throw mapping.placeOf(TYPE).problem("Invalid " + key + ": " + type + " (a timedelta)");
    }
    refuseOthers(
        mapping,
        key,
        List.of(
            TYPE,
            ARGS,
            "years",
            "months",
            "weeks",
            "days",
            "hours",
            "minutes",
            "seconds",
            "milliseconds",
            "microseconds"));
    double days = part(mapping, "days") + 7 * part(mapping, "weeks");
    if (mapping.has(ARGS)) {
      List<Yaml> args = sequence(mapping.values().get(ARGS), ARGS);
      // timedelta(days, seconds, ...)
      days += args.isEmpty() ? 0 : number(args.get(0), ARGS);
      if (args.size() > 1) {
        throw invalid(mapping.values().get(ARGS), ARGS, "days alone; name the others");
      }
    }
    double seconds =
        days * 86_400
            + part(mapping, "hours") * 3_600
            + part(mapping, "minutes") * 60
            + part(mapping, "seconds")
            + part(mapping, "milliseconds") / 1e3
            + part(mapping, "microseconds") / 1e6;
    Period period = Period.of((int) part(mapping, "years"), (int) part(mapping, "months"), 0);
    try {
      return new Delta(period, seconds(seconds));
    } catch (IllegalArgumentException e) {
      throw mapping.place().problem("Invalid " + key + ": " + e.getMessage());
    }
  }

  private static double part(Mapping mapping, String key) {
    return mapping.find(key).map(value -> number(value, key)).orElse(0d);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static java.util.Optional<Duration> relative(String text) {
    Matcher clockTime = CLOCK_TIME.matcher(text.strip());
    if (clockTime.matches()) {
      return java.util.Optional.of(
          Duration.ofHours(Long.parseLong(clockTime.group(1)))
              .plusMinutes(Long.parseLong(clockTime.group(2)))
              .plusSeconds(Long.parseLong(clockTime.group(3))));
    }
    // Files in the wild end such a text with a comma.
    String stripped = text.strip().replaceAll(",$", "");
    Matcher parts = RELATIVE.matcher(stripped);
    Duration sum = Duration.ZERO;
    int end = 0;
    boolean found = false;
    while (parts.find() && stripped.substring(end, parts.start()).matches("[\\s,]*")) {
      long count = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2).toLowerCase(Locale.ROOT)) {
                case "week" -> Duration.ofDays(7 * count);
                case "day" -> Duration.ofDays(count);
                case "hour" -> Duration.ofHours(count);
                case "minute" -> Duration.ofMinutes(count);
                default -> Duration.ofSeconds(count);
              });
      end = parts.end();
      found = true;
    }
    return found && end == stripped.length()
        ? java.util.Optional.of(sum)
        : java.util.Optional.empty();
  }

  /**
   * A date, a date with time, or a time before today's midnight such as {@code 2 days}. Without an
   * offset it is a time on the wall clock of the zone.
   */
  Instant instant(Yaml value, String key, ZoneId zone) {
    if (value instanceof Mapping mapping) {
      return datetime(mapping, key, zone);
    }
    String text = text(value, key).strip();
    try {
      return parse(text, zone);
    } catch (DateTimeParseException e) {
      return relative(text)
          .map(
              back ->
                  LocalDate.ofInstant(clock.instant(), zone)
                      .atStartOfDay(zone)
                      .toInstant()
                      .minus(back))
          .orElseThrow(
              () ->
                  invalid(
                      value,
                      key,
                      "a date such as 2026-09-01, with or without a time; or a time back such as '2 days'"));
    }
  }

  /** A date, or a date and a time with or without an offset. */
  static Instant parse(String text, ZoneId zone) {
    String iso =
        text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T").replaceFirst("\\s+([+-])", "$1");
    if (iso.matches("\\d{4}-\\d{2}-\\d{2}")) {
      return LocalDate.parse(iso).atStartOfDay(zone).toInstant();
    }
    if (iso.matches(".*(Z|[+-]\\d{2}:?\\d{2})$") && iso.contains("T")) {
      String colon = iso.replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2");
      return OffsetDateTime.parse(colon).toInstant();
    }
    return LocalDateTime.parse(iso).atZone(zone).toInstant();
  }

  private Instant datetime(Mapping mapping, String key, ZoneId zone) {
    String type = type(mapping);
    if (!isDatetime(type)) {
      throw mapping
          .placeOf(TYPE)
          .problem("Invalid " + key + ": " + shown(mapping.plain()) + " (a date)");
    }
    refuseOthers(
        mapping,
        key,
        List.of(TYPE, ARGS, "year", "month", "day", "hour", "minute", "second", "tz"));
    try {
      ZoneId own = mapping.find("tz").map(value -> ZoneId.of(text(value, "tz"))).orElse(zone);
      List<Yaml> args = mapping.find(ARGS).map(value -> sequence(value, ARGS)).orElse(List.of());
      String[] names = {"year", "month", "day", "hour", "minute", "second"};
      int[] parts = {0, 1, 1, 0, 0, 0};
      for (int i = 0; i < parts.length; i++) {
        String name = names[i];
        int index = i;
        parts[i] =
            mapping
                .find(name)
                .map(value -> integer(value, name))
                .orElseGet(
                    () -> args.size() > index ? integer(args.get(index), name) : parts[index]);
      }
      return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
          .atZone(own)
          .toInstant();
    } catch (DateTimeException e) {
      throw mapping.place().problem("Invalid " + key + ": " + e.getMessage());
    }
  }

  static boolean isDatetime(String type) {
    return type.equals("datetime.datetime") || type.equals("pendulum.datetime");
  }

  /**
   * A value of an argument: maps that name the type of a date or of a distance in time become one,
   * those that name {@code builtins} their items.
   */
  @Nullable Object argument(Yaml value, String key, ZoneId zone) {
    if (value instanceof Scalar scalar) {
      return scalar.value();
    }
    if (value instanceof Sequence sequence) {
      List<@Nullable Object> values = new ArrayList<>();
      sequence.values().forEach(part -> values.add(argument(part, key, zone)));
      return Collections.unmodifiableList(values);
    }
    Mapping mapping = (Mapping) value;
    String type = type(mapping);
    if (isTimedelta(type)) {
      return duration(mapping, key);
    }
    if (isDatetime(type)) {
      return instant(mapping, key, zone);
    }
    if (type.equals("builtins.list")
        || type.equals("builtins.set")
        || type.equals("builtins.tuple")) {
      return argument(
          mapping
              .find("items")
              .orElseThrow(() -> mapping.place().problem("Missing items of " + type)),
          key,
          zone);
    }
    if (!type.isEmpty()) {
      throw mapping
          .placeOf(TYPE)
          .problem(
              "Unknown type: "
                  + type
                  + ". Known here: datetime.timedelta, datetime.datetime, builtins.list; Python objects cannot be made.");
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    mapping.values().forEach((name, part) -> values.put(name, argument(part, name, zone)));
    return Collections.unmodifiableMap(values);
  }

  ZoneId zone(Yaml value) {
    String name = text(value, "timezone");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw value.place().problem("Unknown timezone: " + name + ", e.g. Asia/Ho_Chi_Minh");
    }
  }
}
