package vn.edulake.quality.expectation;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A format of C's {@code strftime} as Python's {@code datetime.strptime} reads it.
 *
 * @see <a href="https://docs.python.org/3/library/datetime.html#format-codes">format codes</a>
 */
final class Strftime {
  private static final String MONTHS =
      "January|February|March|April|May|June|July|August|September|October|November|December";
  private static final String SHORT_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";

  /** What each code stands for. */
  private static final Map<Character, String> CODES =
      Map.ofEntries(
          Map.entry('d', "(?<d>3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9])"),
          Map.entry('f', "(?<f>[0-9]{1,6})"),
          Map.entry('H', "(?<H>2[0-3]|[0-1]\\d|\\d)"),
          Map.entry('I', "(?<I>1[0-2]|0[1-9]|[1-9])"),
          Map.entry(
              'j', "(?<j>36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])"),
          Map.entry('m', "(?<m>1[0-2]|0[1-9]|[1-9])"),
          Map.entry('M', "(?<M>[0-5]\\d|\\d)"),
          Map.entry('S', "(?<S>6[0-1]|[0-5]\\d|\\d)"),
          Map.entry('U', "(?:5[0-3]|[0-4]\\d|\\d)"),
          Map.entry('W', "(?:5[0-3]|[0-4]\\d|\\d)"),
          Map.entry('V', "(?:5[0-3]|0[1-9]|[1-4]\\d|\\d)"),
          Map.entry('w', "[0-6]"),
          Map.entry('u', "[1-7]"),
          Map.entry('y', "(?<y>\\d\\d)"),
          Map.entry('Y', "(?<Y>\\d\\d\\d\\d)"),
          Map.entry('G', "\\d\\d\\d\\d"),
          Map.entry('z', "(?:[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z)"),
          Map.entry('Z', "(?:UTC|GMT|)"),
          Map.entry('A', "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"),
          Map.entry('a', "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"),
          Map.entry('B', "(?<B>" + MONTHS + ")"),
          Map.entry('b', "(?<b>" + SHORT_MONTHS + ")"),
          Map.entry('p', "(?<p>AM|PM)"),
          Map.entry('%', "%"));

  private static final Map<Character, String> SHORTHANDS =
      Map.of('c', "%a %b %d %H:%M:%S %Y", 'x', "%m/%d/%y", 'X', "%H:%M:%S");

  private static final Map<String, Strftime> KNOWN = new ConcurrentHashMap<>();

  private final Pattern pattern;
  private final String format;

  private Strftime(String format, Pattern pattern) {
    this.format = format;
    this.pattern = pattern;
  }

  /**
   * The format of this text.
   *
   * @throws IllegalArgumentException when Python has no such format
   */
  static Strftime of(String format) {
    return KNOWN.computeIfAbsent(format, Strftime::compile);
  }

  private static Strftime compile(String format) {
    String text = format;
    for (Map.Entry<Character, String> entry : SHORTHANDS.entrySet()) {
      text = text.replace("%" + entry.getKey(), entry.getValue());
    }
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '%') {
        i++;
        String part = i < text.length() ? CODES.get(text.charAt(i)) : null;
        if (part == null) {
          throw new IllegalArgumentException(
              "Unable to use provided strftime_format. "
                  + format
                  + ": no format code %"
                  + (i < text.length() ? text.charAt(i) : ""));
        }
        String group = "(?<" + text.charAt(i) + ">";
        if (regex.indexOf(group) >= 0) {
          throw new IllegalArgumentException(
              "Unable to use provided strftime_format. "
                  + format
                  + " has %"
                  + text.charAt(i)
                  + " twice");
        }
        regex.append(part);
      } else if (Character.isWhitespace(c)) {
        // However many blanks stand here and there, they are one gap.
        while (i + 1 < text.length() && Character.isWhitespace(text.charAt(i + 1))) {
          i++;
        }
        regex.append("\\s+");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      i++;
    }
    return new Strftime(text, Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE));
  }

  /** Whether the whole text is a date or time of this format that exists. */
  boolean matches(@Nullable String text) {
    if (text == null) {
      return false;
    }
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    try {
      int year = 1900;
      if (has("Y")) {
        year = number(matcher, "Y");
      } else if (has("y")) {
        int two = number(matcher, "y");
        year = two < 69 ? 2000 + two : 1900 + two;
      }
      if (has("j") && !has("m") && !has("d")) {
        return LocalDate.ofYearDay(year, number(matcher, "j")).getYear() == year;
      }
      int month = 1;
      if (has("m")) {
        month = number(matcher, "m");
      } else if (has("B")) {
        month = position(MONTHS, matcher.group("B"));
      } else if (has("b")) {
        month = position(SHORT_MONTHS, matcher.group("b"));
      }
      LocalDate day = LocalDate.of(year, month, has("d") ? number(matcher, "d") : 1);
      return day.getYear() == year && (!has("S") || number(matcher, "S") < 60);
    } catch (DateTimeException | IllegalArgumentException e) {
      return false;
    }
  }

  private boolean has(String group) {
    return pattern.pattern().contains("(?<" + group + ">");
  }

  private static int number(Matcher matcher, String group) {
    return Integer.parseInt(matcher.group(group).strip());
  }

  private static int position(String names, String name) {
    String[] all = names.split("\\|");
    for (int i = 0; i < all.length; i++) {
      if (all[i].equalsIgnoreCase(name)) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("no month: " + name);
  }

  /** The time in this format. */
  String format(LocalDateTime time) {
    StringBuilder result = new StringBuilder();
    boolean isCode = false;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (!isCode) {
        isCode = c == '%';
        result.append(isCode ? "" : String.valueOf(c));
        continue;
      }
      isCode = false;
      result.append(
          switch (c) {
            case 'd' -> two(time.getDayOfMonth());
            case 'f' -> String.format(Locale.ROOT, "%06d", time.getNano() / 1000);
            case 'H' -> two(time.getHour());
            case 'I' -> two((time.getHour() + 11) % 12 + 1);
            case 'j' -> String.format(Locale.ROOT, "%03d", time.getDayOfYear());
            case 'm' -> two(time.getMonthValue());
            case 'M' -> two(time.getMinute());
            case 'S' -> two(time.getSecond());
            case 'y' -> two(time.getYear() % 100);
            case 'Y' -> String.format(Locale.ROOT, "%04d", time.getYear());
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
            case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
            case '%' -> "%";
            default -> "";
          });
    }
    return result.toString();
  }

  private static String two(int number) {
    return String.format(Locale.ROOT, "%02d", number);
  }
}
