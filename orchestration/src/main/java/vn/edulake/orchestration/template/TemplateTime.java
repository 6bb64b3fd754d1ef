package vn.edulake.orchestration.template;

import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.timetable.RunIds;

/** A time as Python's datetime and pendulum show it. */
record TemplateTime(ZonedDateTime time) implements Member, Comparable<TemplateTime> {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

  static @Nullable TemplateTime of(@Nullable Instant at) {
    return at == null ? null : new TemplateTime(at.atZone(ZoneOffset.UTC));
  }

  static TemplateTime parse(String text) {
    try {
      String iso = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
      if (iso.length() == 10) {
        iso += "T00:00:00";
      }
      return new TemplateTime(
          iso.matches(".*(Z|[+-]\\d{2}:?\\d{2})$")
              ? ZonedDateTime.parse(iso)
              : java.time.LocalDateTime.parse(iso).atZone(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new UserError(ErrorCode.TEMPLATE_INVALID, "Invalid time: " + text);
    }
  }

  String isoformat() {
    if (time.getOffset().equals(ZoneOffset.UTC)) {
      return RunIds.iso(time.toInstant());
    }
    int micros = time.get(java.time.temporal.ChronoField.MICRO_OF_SECOND);
    return SECONDS.format(time)
        + (micros == 0 ? "" : String.format(java.util.Locale.ROOT, ".%06d", micros))
        + DateTimeFormatter.ofPattern("xxx").format(time);
  }

  String ds() {
    return time.toLocalDate().toString();
  }

  /** {@code 20260914T170000}. */
  String tsNoDash() {
    return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").format(time);
  }

  String tsNoDashWithZone() {
    return tsNoDash() + DateTimeFormatter.ofPattern("xx").format(time);
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "year" -> Value.of((long) time.getYear());
      case "month" -> Value.of((long) time.getMonthValue());
      case "day" -> Value.of((long) time.getDayOfMonth());
      case "hour" -> Value.of((long) time.getHour());
      case "minute" -> Value.of((long) time.getMinute());
      case "second" -> Value.of((long) time.getSecond());
      case "microsecond" -> Value.of(time.getLong(java.time.temporal.ChronoField.MICRO_OF_SECOND));
      case "day_of_week" -> Value.of(time.getDayOfWeek().getValue() - 1L);
      case "day_of_year" -> Value.of((long) time.getDayOfYear());
      case "week_of_year" -> Value.of((long) time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case "quarter" -> Value.of((long) time.get(IsoFields.QUARTER_OF_YEAR));
      case "days_in_month" -> Value.of((long) time.toLocalDate().lengthOfMonth());
      case "int_timestamp" -> Value.of(time.toEpochSecond());
      case "timezone_name" ->
          Value.of(time.getZone().equals(ZoneOffset.UTC) ? "UTC" : time.getZone().getId());
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Value> call(String method, Arguments arguments) {
    return switch (method) {
      case "strftime" -> Value.of(strftime(arguments.text(0, "format")));
      case "format" -> Value.of(pendulum(arguments.text(0, "fmt")));
      case "isoformat", "to_iso8601_string" -> Value.of(isoformat());
      case "date", "to_date_string" -> Value.of(ds());
      case "to_datetime_string" ->
          Value.of(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").format(time));
      case "timestamp" -> Value.of(time.toEpochSecond() + time.getNano() / 1e9);
      case "weekday" -> Value.of(time.getDayOfWeek().getValue() - 1L);
      case "isoweekday" -> Value.of((long) time.getDayOfWeek().getValue());
      case "add" -> Value.of(moved(arguments, 1));
      case "subtract" -> Value.of(moved(arguments, -1));
      case "in_timezone", "in_tz", "astimezone" -> Value.of(in(arguments.text(0, "tz")));
      case "start_of" -> Value.of(new TemplateTime(startOf(arguments.text(0, "unit"))));
      case "end_of" -> Value.of(new TemplateTime(endOf(arguments.text(0, "unit"))));
      case "replace" -> Value.of(replaced(arguments));
      default -> Optional.empty();
    };
  }

  String strftime(String format) {
    try {
      return StrftimeFormatter.format(time, format, java.util.Locale.ENGLISH);
    } catch (RuntimeException e) {
      throw new UserError(ErrorCode.TEMPLATE_INVALID, "Invalid strftime format: " + format);
    }
  }

  /** pendulum's tokens, e.g. {@code YYYY-MM-DD HH:mm:ss}; a text in brackets stays. */
  private String pendulum(String format) {
    StringBuilder pattern = new StringBuilder();
    var tokens =
        java.util.regex.Pattern.compile(
                "\\[([^\\]]*)\\]|YYYY|YY|Q|MMMM|MMM|MM|M|DDDD|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|ZZ|Z|[^A-Za-z\\[]+|.")
            .matcher(format);
    while (tokens.find()) {
      String token = tokens.group();
      pattern.append(
          switch (token) {
            case "YYYY" -> "yyyy";
            case "YY" -> "yy";
            case "Q" -> "Q";
            case "MMMM", "MMM", "MM", "M", "HH", "H", "hh", "h", "mm", "m", "ss", "s", "SSS" ->
                token;
            case "DDDD" -> "DDD";
            case "DD" -> "dd";
            case "D" -> "d";
            case "dddd" -> "EEEE";
            case "ddd" -> "EEE";
            case "A" -> "a";
            case "ZZ" -> "xx";
            case "Z" -> "xxx";
            default -> {
              String text = tokens.group(1) != null ? tokens.group(1) : token;
              if (tokens.group(1) == null && text.matches("[A-Za-z]")) {
                throw new UserError(
                    ErrorCode.TEMPLATE_INVALID,
                    "Invalid format: " + format + " (unknown token " + text + ")");
              }
              yield "'" + text.replace("'", "''") + "'";
            }
          });
    }
    return DateTimeFormatter.ofPattern(pattern.toString(), java.util.Locale.ENGLISH).format(time);
  }

  private TemplateTime in(String zone) {
    try {
      return new TemplateTime(time.withZoneSameInstant(ZoneId.of(zone)));
    } catch (DateTimeException e) {
      throw new UserError(ErrorCode.TEMPLATE_INVALID, "Unknown timezone: " + zone);
    }
  }

  private TemplateTime moved(Arguments arguments, int sign) {
    if (arguments.get(0, "delta") instanceof TimeDelta delta) {
      return new TemplateTime(time.plus(delta.duration().multipliedBy(sign)));
    }
    return new TemplateTime(
        time.plusYears(sign * arguments.number(0, "years", 0))
            .plusMonths(sign * arguments.number(1, "months", 0))
            .plusWeeks(sign * arguments.number(2, "weeks", 0))
            .plusDays(sign * arguments.number(3, "days", 0))
            .plusHours(sign * arguments.number(4, "hours", 0))
            .plusMinutes(sign * arguments.number(5, "minutes", 0))
            .plusSeconds(sign * arguments.number(6, "seconds", 0)));
  }

  private TemplateTime replaced(Arguments arguments) {
    try {
      return new TemplateTime(
          time.withYear((int) arguments.number(0, "year", time.getYear()))
              .withMonth((int) arguments.number(1, "month", time.getMonthValue()))
              .withDayOfMonth((int) arguments.number(2, "day", time.getDayOfMonth()))
              .withHour((int) arguments.number(3, "hour", time.getHour()))
              .withMinute((int) arguments.number(4, "minute", time.getMinute()))
              .withSecond((int) arguments.number(5, "second", time.getSecond()))
              .withNano((int) (1000 * arguments.number(6, "microsecond", time.getNano() / 1000))));
    } catch (DateTimeException e) {
      throw new UserError(ErrorCode.TEMPLATE_INVALID, "Invalid replace: " + e.getMessage());
    }
  }

  private ZonedDateTime startOf(String unit) {
    ZonedDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (unit) {
      case "hour" -> time.truncatedTo(ChronoUnit.HOURS);
      case "minute" -> time.truncatedTo(ChronoUnit.MINUTES);
      case "day" -> day;
      case "week" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case "month" -> day.withDayOfMonth(1);
      case "year" -> day.withDayOfYear(1);
      default ->
          throw new UserError(
              ErrorCode.TEMPLATE_INVALID,
              "Unknown unit: " + unit + ". Known: minute, hour, day, week, month, year.");
    };
  }

  private ZonedDateTime endOf(String unit) {
    ZonedDateTime start = startOf(unit);
    ZonedDateTime next =
        switch (unit) {
          case "hour" -> start.plusHours(1);
          case "minute" -> start.plusMinutes(1);
          case "day" -> start.plusDays(1);
          case "week" -> start.plusWeeks(1);
          case "month" -> start.plusMonths(1);
          default -> start.plusYears(1);
        };
    return next.minus(1, ChronoUnit.MICROS);
  }

  @Override
  public int compareTo(TemplateTime other) {
    return time.toInstant().compareTo(other.time.toInstant());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TemplateTime that && that.time.toInstant().equals(time.toInstant());
  }

  @Override
  public int hashCode() {
    return time.toInstant().hashCode();
  }

  /** pendulum's text: a blank between date and time. */
  @Override
  public String toString() {
    return isoformat().replace('T', ' ');
  }
}
