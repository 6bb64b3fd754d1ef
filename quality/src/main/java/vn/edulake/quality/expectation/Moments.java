package vn.edulake.quality.expectation;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times as people write them: the forms that Python's {@code dateutil.parser.parse}
 * takes, with its defaults (month before day where both are possible, two-digit years within fifty
 * years of the reference year).
 */
final class Moments {
  /**
   * A date or time that was read.
   *
   * @param local as it is written
   * @param offset from UTC; empty when the text has none
   */
  record Moment(LocalDateTime local, Optional<ZoneOffset> offset) {
    /** The point in time; without an offset the text is meant in this zone. */
    Instant at(ZoneId zone) {
      return offset.map(local::toInstant).orElseGet(() -> local.atZone(zone).toInstant());
    }
  }

  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("may", 5),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("sep", 9),
          Map.entry("sept", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12),
          Map.entry("january", 1),
          Map.entry("february", 2),
          Map.entry("march", 3),
          Map.entry("april", 4),
          Map.entry("june", 6),
          Map.entry("july", 7),
          Map.entry("august", 8),
          Map.entry("september", 9),
          Map.entry("october", 10),
          Map.entry("november", 11),
          Map.entry("december", 12));

  private static final List<String> WEEKDAYS =
      List.of(
          "mon",
          "monday",
          "tue",
          "tuesday",
          "wed",
          "wednesday",
          "thu",
          "thursday",
          "fri",
          "friday",
          "sat",
          "saturday",
          "sun",
          "sunday");

  /** Words that carry nothing. */
  private static final List<String> FILLERS =
      List.of("at", "on", "and", "ad", "of", "st", "nd", "rd", "th", "t");

  private static final Pattern TIME =
      Pattern.compile(
          "(?<![\\d.])(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d{1,9})\\d*)?)?\\s*([AaPp])?\\.?(?:[Mm]\\b\\.?)?");
  private static final Pattern TWELVE =
      Pattern.compile("(?<![\\d.:/-])(\\d{1,2})\\s*([AaPp])\\.?[Mm]\\b\\.?");
  private static final Pattern HOURS =
      Pattern.compile(
          "(?<![\\d.])(\\d{1,2})\\s*h(?:ours?)?(?:\\s*(\\d{1,2})\\s*m(?:in(?:utes?)?)?)?(?:\\s*(\\d{1,2})\\s*s(?:ec(?:onds?)?)?)?(?![A-Za-z])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OFFSET =
      Pattern.compile(
          "(?:(?:UTC|GMT|Z)?\\s*([+-])(\\d{2}):?(\\d{2})?|(Z|UTC|GMT))\\s*(?:\\([A-Z]{3,5}\\))?\\s*$");
  private static final Pattern COMPACT =
      Pattern.compile(
          "^(\\d{4})(\\d{2})(\\d{2})(?:T?(\\d{2})(\\d{2})(\\d{2})?(?:[.,](\\d{1,9})\\d*)?)?");
  private static final Pattern COMPACT_TIME =
      Pattern.compile("(?<=T)(\\d{2})(\\d{2})?(\\d{2})?(?:[.,](\\d{1,9})\\d*)?$");
  private static final Pattern ORDINAL = Pattern.compile("^(\\d{4})-?(\\d{3})(?![\\d-])");
  private static final Pattern TOKEN = Pattern.compile("\\d+|[A-Za-z]+|[^\\sA-Za-z\\d]");

  private Moments() {}

  /** The date or time, when the text is one. */
  static Optional<Moment> find(@Nullable String text, LocalDate reference) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(text.strip(), reference));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Moment parse(String text, LocalDate reference) {
    String rest = text;
    Optional<ZoneOffset> offset = Optional.empty();
    @Nullable LocalTime time = null;

    Matcher compact = COMPACT.matcher(rest);
    @Nullable LocalDate day = null;
    if (compact.find()
        && (compact.end() == rest.length() || !isDateSign(rest.charAt(compact.end())))) {
      boolean isYearFirst = compact.group(4) != null || compact.end() == rest.length();
      if (isYearFirst || rest.charAt(compact.end()) == 'T' || rest.charAt(compact.end()) == ' ') {
        day =
            LocalDate.of(
                number(compact.group(1)), number(compact.group(2)), number(compact.group(3)));
        if (compact.group(4) != null) {
          time = time(compact.group(4), compact.group(5), compact.group(6), compact.group(7), null);
        }
        rest = rest.substring(compact.end());
      }
    }
    boolean hasTime =
        time != null || TIME.matcher(rest).find() || COMPACT_TIME.matcher(rest).find();
    Matcher zone = OFFSET.matcher(rest);
    if (hasTime && zone.find()) {
      offset = Optional.of(offset(zone));
      rest = rest.substring(0, zone.start());
    }
    Matcher clock = TIME.matcher(rest);
    if (time == null && clock.find()) {
      time = time(clock.group(1), clock.group(2), clock.group(3), clock.group(4), clock.group(5));
      rest = rest.substring(0, clock.start()) + " " + rest.substring(clock.end());
      if (TIME.matcher(rest).find()) {
        throw new IllegalArgumentException("two times");
      }
    }
    if (time == null) {
      Matcher twelve = TWELVE.matcher(rest);
      Matcher hours = HOURS.matcher(rest);
      Matcher packed = COMPACT_TIME.matcher(rest);
      if (twelve.find()) {
        time = time(twelve.group(1), "0", null, null, twelve.group(2));
        rest = rest.substring(0, twelve.start()) + " " + rest.substring(twelve.end());
      } else if (hours.find()) {
        time =
            time(
                hours.group(1),
                hours.group(2) == null ? "0" : hours.group(2),
                hours.group(3),
                null,
                null);
        rest = rest.substring(0, hours.start()) + " " + rest.substring(hours.end());
      } else if (packed.find()) {
        time =
            time(
                packed.group(1),
                packed.group(2) == null ? "0" : packed.group(2),
                packed.group(3),
                packed.group(4),
                null);
        rest = rest.substring(0, packed.start());
      }
    }
    if (day == null) {
      day = day(rest, reference, time != null);
    } else if (hasLetterOrDigit(rest)) {
      throw new IllegalArgumentException("more than a date and a time");
    }
    return new Moment(day.atTime(time == null ? LocalTime.MIDNIGHT : time), offset);
  }

  private static boolean hasLetterOrDigit(String rest) {
    return tokens(rest).stream()
        .anyMatch(token -> Character.isLetterOrDigit(token.charAt(0)) && !isFiller(token));
  }

  private static boolean isDateSign(char c) {
    return c == '-' || c == '/' || c == '.' || Character.isDigit(c);
  }

  private static LocalTime time(
      String hour,
      String minute,
      @Nullable String second,
      @Nullable String fraction,
      @Nullable String half) {
    int hours = number(hour);
    if (half != null) {
      if (hours < 1 || hours > 12) {
        throw new IllegalArgumentException("not an hour of twelve: " + hour);
      }
      hours = hours % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
    }
    // Python keeps microseconds.
    int nanos = fraction == null ? 0 : number((fraction + "000000").substring(0, 6)) * 1000;
    return LocalTime.of(hours, number(minute), second == null ? 0 : number(second), nanos);
  }

  private static ZoneOffset offset(Matcher zone) {
    if (zone.group(1) == null) {
      return ZoneOffset.UTC;
    }
    int minutes = number(zone.group(2)) * 60 + (zone.group(3) == null ? 0 : number(zone.group(3)));
    return ZoneOffset.ofTotalSeconds((zone.group(1).equals("-") ? -60 : 60) * minutes);
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private static List<String> tokens(String text) {
    List<String> result = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      result.add(matcher.group());
    }
    return result;
  }

  private static boolean isFiller(String token) {
    return FILLERS.contains(token.toLowerCase(Locale.ROOT));
  }

  private static LocalDate day(String text, LocalDate reference, boolean hasTime) {
    Matcher ordinal = ORDINAL.matcher(text);
    if (ordinal.find() && ordinal.end() == text.strip().length()) {
      return LocalDate.ofYearDay(number(ordinal.group(1)), number(ordinal.group(2)));
    }
    List<String> numbers = new ArrayList<>();
    int month = 0;
    boolean hasWeekday = false;
    for (String token : tokens(text)) {
      String word = token.toLowerCase(Locale.ROOT);
      if (Character.isDigit(token.charAt(0))) {
        numbers.add(token);
      } else if (MONTHS.containsKey(word)) {
        if (month != 0) {
          throw new IllegalArgumentException("two months");
        }
        month = MONTHS.get(word);
      } else if (WEEKDAYS.contains(word)) {
        hasWeekday = true;
      } else if (!isFiller(word) && !",./-;'".contains(word)) {
        throw new IllegalArgumentException("not a part of a date: " + token);
      }
    }
    if (month != 0) {
      return named(numbers, month, reference);
    }
    return switch (numbers.size()) {
      case 0 -> {
        if (!hasTime && !hasWeekday) {
          throw new IllegalArgumentException("no date");
        }
        yield reference;
      }
      case 1 -> single(numbers.get(0), reference);
      case 2 -> two(numbers.get(0), numbers.get(1), reference);
      case 3 -> three(numbers);
      default -> throw new IllegalArgumentException("too many numbers");
    };
  }

  /** A date whose month is a word. */
  private static LocalDate named(List<String> numbers, int month, LocalDate reference) {
    return switch (numbers.size()) {
      case 0 -> clipped(reference.getYear(), month, reference.getDayOfMonth());
      case 1 -> {
        String only = numbers.get(0);
        yield isYear(only)
            ? clipped(year(only), month, reference.getDayOfMonth())
            : LocalDate.of(reference.getYear(), month, number(only));
      }
      case 2 -> {
        String first = numbers.get(0);
        String second = numbers.get(1);
        boolean isYearFirst = isYear(first);
        yield isYearFirst
            ? LocalDate.of(year(first), month, number(second))
            : LocalDate.of(year(second), month, number(first));
      }
      default -> throw new IllegalArgumentException("too many numbers");
    };
  }

  private static LocalDate single(String only, LocalDate reference) {
    if (only.length() == 6) {
      return LocalDate.of(
          year(only.substring(0, 2)), number(only.substring(2, 4)), number(only.substring(4)));
    }
    if (only.length() == 8) {
      return LocalDate.of(
          number(only.substring(0, 4)), number(only.substring(4, 6)), number(only.substring(6)));
    }
    if (only.length() > 4) {
      throw new IllegalArgumentException("not a date: " + only);
    }
    return isYear(only)
        ? clipped(year(only), reference.getMonthValue(), reference.getDayOfMonth())
        : LocalDate.of(reference.getYear(), reference.getMonthValue(), number(only));
  }

  private static LocalDate two(String first, String second, LocalDate reference) {
    if (isYear(first)) {
      return clipped(year(first), number(second), reference.getDayOfMonth());
    }
    if (isYear(second)) {
      return clipped(year(second), number(first), reference.getDayOfMonth());
    }
    return LocalDate.of(reference.getYear(), number(first), number(second));
  }

  private static LocalDate three(List<String> numbers) {
    String first = numbers.get(0);
    String second = numbers.get(1);
    String third = numbers.get(2);
    if (isYear(first)) {
      return LocalDate.of(year(first), number(second), number(third));
    }
    return number(first) > 12
        ? LocalDate.of(year(third), number(second), number(first))
        : LocalDate.of(year(third), number(first), number(second));
  }

  private static boolean isYear(String digits) {
    return digits.length() > 2 || number(digits) > 31;
  }

  private static int year(String digits) {
    int year = number(digits);
    if (digits.length() > 2) {
      return year;
    }
    return year < 75 ? 2000 + year : 1900 + year;
  }

  private static LocalDate clipped(int year, int month, int day) {
    return LocalDate.of(year, month, Math.min(day, LocalDate.of(year, month, 1).lengthOfMonth()));
  }
}
