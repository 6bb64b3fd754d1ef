package vn.edulake.orchestration.timetable;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression of five fields in a time zone: minute, hour, day of month, month, day of week
 * (0 and 7 are Sunday). A field is a list of values, ranges, steps and names; {@code MON#1} is the
 * first Monday of a month, {@code L5} its last Friday, {@code L} its last day. When both day fields
 * say something, a day that fits one of them is a day of the expression.
 *
 * <p>Ticks are found on the wall clock, as Airflow finds them with croniter. A tick in the hour
 * that is left out in spring comes an hour later. A tick in the hour that comes twice in autumn
 * comes once, the second time; only an expression that ticks in every hour of the day ticks in
 * both.
 */
public final class Cron {
  private static final Map<String, String> PRESETS =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@quarterly", "0 0 1 */3 *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  /**
   * Every day that an expression can name comes within eight years, 29 February on a Monday later.
   */
  private static final int YEARS_AHEAD = 50;

  private static final int LAST = -1;

  private final String written;
  private final String expression;
  private final ZoneId zone;
  private final BitSet minutes = new BitSet();
  private final BitSet hours = new BitSet();
  private final BitSet daysOfMonth = new BitSet();
  private final BitSet months = new BitSet();
  private final BitSet daysOfWeek = new BitSet();
  private final List<NthDay> nthDays = new ArrayList<>();
  private boolean isLastDay;
  private final boolean namesDayOfMonth;
  private final boolean namesDayOfWeek;
  private final boolean ticksEveryHour;

  /** The first, second, ... or last of a day of the week in a month. */
  private record NthDay(int day, int which) {
    boolean is(LocalDate date) {
      DayOfWeek wanted = DayOfWeek.of(day == 0 ? 7 : day);
      return date.getDayOfWeek() == wanted
          && (which == LAST
              ? date.plusWeeks(1).getMonth() != date.getMonth()
              : (date.getDayOfMonth() + 6) / 7 == which);
    }
  }

  private Cron(String written, String expression, ZoneId zone) {
    this.written = written;
    this.expression = expression;
    this.zone = zone;
    String[] fields = expression.strip().split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "Invalid cron expression: '"
              + written
              + "' (five fields: minute, hour, day of month, month, day of week; or one of "
              + String.join(", ", PRESETS.keySet().stream().sorted().toList())
              + ")");
    }
    fill(CronField.MINUTE, fields[0], minutes);
    fill(CronField.HOUR, fields[1], hours);
    fillDaysOfMonth(fields[2]);
    fill(CronField.MONTH, fields[3], months);
    fillDaysOfWeek(fields[4]);
    namesDayOfMonth = isLastDay || !CronField.DAY_OF_MONTH.isFull(daysOfMonth);
    namesDayOfWeek =
        (!nthDays.isEmpty() || !daysOfWeek.isEmpty()) && !CronField.DAY_OF_WEEK.isFull(daysOfWeek);
    ticksEveryHour = CronField.HOUR.isFull(hours);
    if (findNext(LocalDateTime.of(2000, 1, 1, 0, 0)) == null) {
      throw new IllegalArgumentException(
          "Invalid cron expression: '" + written + "' (no day of the calendar fits it)");
    }
  }

  /**
   * Reads an expression or a preset such as {@code @daily}.
   *
   * @throws IllegalArgumentException with the field that is wrong
   */
  public static Cron parse(String expression, ZoneId zone) {
    String stripped = expression.strip();
    String preset = PRESETS.get(stripped.toLowerCase(Locale.ROOT));
    return new Cron(stripped, preset == null ? stripped : preset, zone);
  }

  /** Whether a word is a preset of this class. */
  public static boolean isPreset(String word) {
    return PRESETS.containsKey(word);
  }

  /** The five fields; those of the preset when it was one. */
  public String expression() {
    return expression;
  }

  /** What was read: a preset stays one. */
  public String written() {
    return written;
  }

  public ZoneId zone() {
    return zone;
  }

  /** The first tick after a time. */
  public Instant next(Instant time) {
    LocalDateTime local = LocalDateTime.ofInstant(time, zone);
    LocalDateTime tick = required(findNext(local));
    return ticksEveryHour ? time.plus(Duration.between(local, tick)) : aware(tick);
  }

  /** The last tick before a time. */
  public Instant previous(Instant time) {
    LocalDateTime local = LocalDateTime.ofInstant(time, zone);
    LocalDateTime tick = required(findPrevious(local));
    return ticksEveryHour ? time.minus(Duration.between(tick, local)) : aware(tick);
  }

  /** The time itself when it is a tick, or else the first tick after it. */
  public Instant atOrAfter(Instant time) {
    Instant next = next(time);
    return previous(next).equals(time) ? time : next;
  }

  /** The time itself when it is a tick, or else the last tick before it. */
  public Instant atOrBefore(Instant time) {
    Instant previous = previous(time);
    return next(previous).equals(time) ? time : previous;
  }

  private static LocalDateTime required(@Nullable LocalDateTime tick) {
    return Optional.ofNullable(tick)
        .orElseThrow(() -> new IllegalStateException("A cron expression has no tick"));
  }

  private Instant aware(LocalDateTime tick) {
    return ZonedDateTime.of(tick, zone).withLaterOffsetAtOverlap().toInstant();
  }

  private @Nullable LocalDateTime findNext(LocalDateTime after) {
    LocalDateTime from = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    LocalTime least = from.toLocalTime();
    LocalDate end = from.toLocalDate().plusYears(YEARS_AHEAD);
    for (LocalDate day = from.toLocalDate(); day.isBefore(end); day = dayAfter(day)) {
      if (isDay(day)) {
        LocalTime time = timeFrom(least);
        if (time != null) {
          return day.atTime(time);
        }
      }
      least = LocalTime.MIN;
    }
    return null;
  }

  private @Nullable LocalDateTime findPrevious(LocalDateTime before) {
    LocalDateTime minute = before.truncatedTo(ChronoUnit.MINUTES);
    LocalDateTime from = minute.equals(before) ? minute.minusMinutes(1) : minute;
    LocalTime most = from.toLocalTime();
    LocalDate end = from.toLocalDate().minusYears(YEARS_AHEAD);
    for (LocalDate day = from.toLocalDate(); day.isAfter(end); day = dayBefore(day)) {
      if (isDay(day)) {
        LocalTime time = timeUpTo(most);
        if (time != null) {
          return day.atTime(time);
        }
      }
      most = LocalTime.MAX;
    }
    return null;
  }

  private LocalDate dayAfter(LocalDate day) {
    return months.get(day.getMonthValue())
        ? day.plusDays(1)
        : day.with(TemporalAdjusters.firstDayOfNextMonth());
  }

  private LocalDate dayBefore(LocalDate day) {
    return months.get(day.getMonthValue()) ? day.minusDays(1) : day.withDayOfMonth(1).minusDays(1);
  }

  private @Nullable LocalTime timeFrom(LocalTime least) {
    int hour = hours.nextSetBit(least.getHour());
    if (hour == least.getHour()) {
      int minute = minutes.nextSetBit(least.getMinute());
      if (minute >= 0) {
        return LocalTime.of(hour, minute);
      }
      hour = hours.nextSetBit(hour + 1);
    }
    return hour < 0 ? null : LocalTime.of(hour, minutes.nextSetBit(0));
  }

  private @Nullable LocalTime timeUpTo(LocalTime most) {
    int hour = hours.previousSetBit(most.getHour());
    if (hour == most.getHour()) {
      int minute = minutes.previousSetBit(most.getMinute());
      if (minute >= 0) {
        return LocalTime.of(hour, minute);
      }
      hour = hours.previousSetBit(hour - 1);
    }
    return hour < 0 ? null : LocalTime.of(hour, minutes.previousSetBit(59));
  }

  private boolean isDay(LocalDate day) {
    if (!months.get(day.getMonthValue())) {
      return false;
    }
    boolean ofMonth =
        daysOfMonth.get(day.getDayOfMonth())
            || (isLastDay && day.getDayOfMonth() == day.lengthOfMonth());
    boolean ofWeek =
        daysOfWeek.get(day.getDayOfWeek().getValue() % 7)
            || nthDays.stream().anyMatch(nth -> nth.is(day));
    if (namesDayOfMonth && namesDayOfWeek) {
      return ofMonth || ofWeek;
    }
    return namesDayOfMonth ? ofMonth : !namesDayOfWeek || ofWeek;
  }

  private static void fill(CronField field, String text, BitSet values) {
    for (String part : text.split(",", -1)) {
      field.add(part, values);
    }
  }

  private void fillDaysOfMonth(String text) {
    for (String part : text.split(",", -1)) {
      if (part.equalsIgnoreCase("l")) {
        isLastDay = true;
      } else {
        CronField.DAY_OF_MONTH.add(part, daysOfMonth);
      }
    }
  }

  private void fillDaysOfWeek(String text) {
    for (String part : text.split(",", -1)) {
      String lower = part.toLowerCase(Locale.ROOT);
      int hash = part.indexOf('#');
      if (hash > 0) {
        nthDays.add(new NthDay(day(part.substring(0, hash), part), nth(part, hash)));
      } else if (lower.startsWith("l") && lower.length() > 1) {
        nthDays.add(new NthDay(day(part.substring(1), part), LAST));
      } else if (lower.endsWith("l") && lower.length() > 1) {
        nthDays.add(new NthDay(day(part.substring(0, part.length() - 1), part), LAST));
      } else {
        CronField.DAY_OF_WEEK.add(part, daysOfWeek);
      }
    }
  }

  private static int day(String word, String part) {
    return CronField.DAY_OF_WEEK.value(word, part) % 7;
  }

  private static int nth(String part, int hash) {
    String which = part.substring(hash + 1);
    if (which.equalsIgnoreCase("l")) {
      return LAST;
    }
    if (!which.matches("[1-5]")) {
      throw CronField.DAY_OF_WEEK.invalid(part);
    }
    return Integer.parseInt(which);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cron cron
        && cron.expression.equals(expression)
        && cron.zone.equals(zone);
  }

  @Override
  public int hashCode() {
    return expression.hashCode() * 31 + zone.hashCode();
  }

  @Override
  public String toString() {
    return expression + " " + zone;
  }
}
