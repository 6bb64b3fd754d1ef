package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Days as eight digits, year, month and day, of whatever a file writes. A day that no calendar has
 * keeps its digits: the person who mistyped it is still there to be found. Unknown parts are 0.
 */
final class DayText {
  /** The order of parts in which the year stands last. */
  enum Order {
    DAY_FIRST,
    MONTH_FIRST
  }

  private static final Pattern PARTS = Pattern.compile("\\d+|\\p{L}+");

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
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12));

  private DayText() {}

  /** The order that most of a file's days have, where only one is possible. */
  static Order order(Iterable<String> cells) {
    int balance = 0;
    for (String cell : cells) {
      List<String> parts = parts(cell);
      if (parts.size() == 3 && parts.get(0).length() <= 2 && parts.get(1).length() <= 2) {
        balance += number(parts.get(0)) > 12 ? 1 : 0;
        balance -= number(parts.get(1)) > 12 ? 1 : 0;
      }
    }
    return balance < 0 ? Order.MONTH_FIRST : Order.DAY_FIRST;
  }

  /** The digits, or a negative number when the text says no day. */
  static int digits(String cell, Order order) {
    List<String> parts = parts(cell);
    if (parts.size() == 1) {
      String text = parts.get(0);
      int number = number(text);
      return switch (text.length()) {
        case 8 ->
            isYear(number / 10_000) || !isYear(number % 10_000) ? number : turned(text, order);
        case 7, 9 -> number;
        case 6 -> number * 100;
        case 4 -> number * 10_000;
        default -> -1;
      };
    }
    if (parts.size() == 2) {
      boolean isYearFirst = parts.get(0).length() == 4;
      int year = number(parts.get(isYearFirst ? 0 : 1));
      return year < 0 ? -1 : year * 10_000 + number(parts.get(isYearFirst ? 1 : 0)) * 100;
    }
    if (parts.size() < 3) {
      return -1;
    }
    int first = number(parts.get(0));
    int second = number(parts.get(1));
    int third = number(parts.get(2));
    if (parts.get(0).length() > 2) {
      return packed(first, second, third);
    }
    int year = parts.get(2).length() <= 2 ? century(third) : third;
    boolean isDayFirst = order == Order.DAY_FIRST ? second <= 12 || first > 12 : first > 12;
    return isDayFirst ? packed(year, second, first) : packed(year, first, second);
  }

  private static boolean isYear(int number) {
    return number >= 1850 && number < 2100;
  }

  private static int turned(String text, Order order) {
    int first = number(text.substring(0, 2));
    int second = number(text.substring(2, 4));
    boolean isDayFirst = order == Order.DAY_FIRST ? second <= 12 : first > 12;
    int year = number(text.substring(4));
    return isDayFirst ? packed(year, second, first) : packed(year, first, second);
  }

  /** Nobody in a file is more than a hundred years old on the average: 30 is 1930, 29 is 2029. */
  private static int century(int year) {
    return year < 30 ? 2000 + year : 1900 + year;
  }

  private static int packed(int year, int month, int day) {
    return year < 0 || month < 0 || day < 0 || year > 9999 || month > 99 || day > 99
        ? -1
        : year * 10_000 + month * 100 + day;
  }

  /** At most three numbers; the time of day is cut off. With a month's name the year is first. */
  private static List<String> parts(String cell) {
    List<String> result = new ArrayList<>(3);
    String month = "";
    Matcher matcher = PARTS.matcher(cell);
    while (matcher.find() && result.size() < (month.isEmpty() ? 3 : 2)) {
      String part = matcher.group();
      if (Character.isDigit(part.charAt(0))) {
        result.add(part);
      } else if (part.length() >= 3) {
        Integer named = MONTHS.get(part.substring(0, 3).toLowerCase(Locale.ROOT));
        month = named == null ? month : named.toString();
      }
    }
    if (month.isEmpty() || result.size() != 2) {
      return result;
    }
    boolean isYearFirst = result.get(0).length() == 4;
    String year = result.get(isYearFirst ? 0 : 1);
    String full = year.length() <= 2 ? String.valueOf(century(number(year))) : year;
    return List.of(full, month, result.get(isYearFirst ? 1 : 0));
  }

  private static int number(String text) {
    return text.length() > 9 ? -1 : Integer.parseInt(text);
  }

  /** The day with the smaller of month and day first. */
  static int unordered(int digits) {
    int month = digits / 100 % 100;
    int day = digits % 100;
    return digits / 10_000 * 10_000 + Math.min(month, day) * 100 + Math.max(month, day);
  }

  /** How far two days agree. */
  static Level compare(int a, int b) {
    if (a == b) {
      return Level.EQUAL;
    }
    if (isDamaged(a) || isDamaged(b)) {
      return compareDamaged(a, b);
    }
    int yearA = a / 10_000;
    int yearB = b / 10_000;
    int monthA = a / 100 % 100;
    int monthB = b / 100 % 100;
    int dayA = a % 100;
    int dayB = b % 100;
    if (a % 10_000 == 0 || b % 10_000 == 0) {
      return yearA == yearB
          ? Level.PART
          : Math.abs(yearA - yearB) <= 1 ? Level.WEAK : Level.DIFFERENT;
    }
    if (yearA == yearB && monthA == dayB && dayA == monthB) {
      return Level.VARIANT;
    }
    if (isOneSlip(a, b) || (Math.abs(yearA - yearB) == 1 && a % 10_000 == b % 10_000)) {
      return Level.CLOSE;
    }
    int same = (yearA == yearB ? 1 : 0) + (monthA == monthB ? 1 : 0) + (dayA == dayB ? 1 : 0);
    if (same >= 2) {
      return Level.PART;
    }
    return Math.abs(yearA - yearB) <= 1 ? Level.WEAK : Level.DIFFERENT;
  }

  /** Whether a digit of a day is missing, or it has one too many. */
  static boolean isDamaged(int digits) {
    return digits > 99_999_999 || (digits < 10_000_000 && digits > 999_999);
  }

  /** With a digit that is missing or too many; in another order of its parts it says nothing. */
  private static Level compareDamaged(int a, int b) {
    return Slips.count(String.valueOf(a), String.valueOf(b), 1) <= 1 ? Level.CLOSE : Level.MISSING;
  }

  private static boolean isOneSlip(int a, int b) {
    int differing = 0;
    int low = -1;
    int place = 0;
    int x = a;
    int y = b;
    while (x > 0 || y > 0) {
      if (x % 10 != y % 10) {
        differing++;
        low = low < 0 ? place : low;
      }
      x /= 10;
      y /= 10;
      place++;
    }
    if (differing == 1) {
      return true;
    }
    if (differing != 2) {
      return false;
    }
    int scale = (int) Math.pow(10, low);
    int pairA = a / scale % 100;
    int pairB = b / scale % 100;
    return pairA / 10 == pairB % 10 && pairA % 10 == pairB / 10;
  }
}
