package vn.edulake.orchestration.timetable;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One of the first four fields of a cron expression, or the plain days of the fifth. */
enum CronField {
  MINUTE("minute", 0, 59, List.of()),
  HOUR("hour", 0, 23, List.of()),
  DAY_OF_MONTH("day of month", 1, 31, List.of()),
  MONTH(
      "month",
      1,
      12,
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
  /** 0 and 7 are Sunday. */
  DAY_OF_WEEK("day of week", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  private final String title;
  private final int first;
  private final int last;

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final List<String> names;

  CronField(String title, int first, int last, List<String> names) {
    this.title = title;
    this.first = first;
    this.last = last;
    this.names = names;
  }

  /** Adds what one part of a list says: a value, a range, a step, or a star. */
  void add(String part, BitSet values) {
    String[] stepped = part.split("/", -1);
    if (stepped.length > 2) {
      throw invalid(part);
    }
    int step = stepped.length == 2 ? number(stepped[1], part) : 1;
    if (step < 1) {
      throw invalid(part);
    }
    String range = stepped[0];
    int from;
    int to;
    if (range.equals("*") || range.equals("?")) {
      from = first;
      to = this == DAY_OF_WEEK ? 6 : last;
    } else {
      String[] ends = range.split("-", -1);
      if (ends.length > 2) {
        throw invalid(part);
      }
      from = value(ends[0], part);
      to =
          ends.length == 2
              ? value(ends[1], part)
              : stepped.length == 2 ? (this == DAY_OF_WEEK ? 6 : last) : from;
    }
    int whole = this == DAY_OF_WEEK ? 7 : last - first + 1;
    // A range may go over the end, such as 22-2 in hours or FRI-MON.
    int length = to >= from ? to - from : to + whole - from;
    for (int away = 0; away <= length; away += step) {
      int value = from + away;
      values.set(this == DAY_OF_WEEK ? value % 7 : value > last ? value - whole : value);
    }
  }

  /** Whether every value is set, so that the field says nothing. */
  boolean isFull(BitSet values) {
    int from = first;
    int to = this == DAY_OF_WEEK ? 6 : last;
    return values.nextClearBit(from) > to;
  }

  int value(String word, String part) {
    int named = names.indexOf(word.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return named + (this == MONTH ? 1 : 0);
    }
    int value = number(word, part);
    if (value < first || value > last) {
      throw invalid(part);
    }
    return value;
  }

  private int number(String word, String part) {
    if (word.isEmpty() || word.length() > 4 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid(part);
    }
    return Integer.parseInt(word);
  }

  IllegalArgumentException invalid(String part) {
    return new IllegalArgumentException(
        "Invalid "
            + title
            + ": '"
            + part
            + "' ("
            + first
            + " to "
            + last
            + (names.isEmpty() ? "" : ", " + names.get(0) + " to " + names.get(names.size() - 1))
            + ", lists, ranges, steps"
            + (this == DAY_OF_WEEK ? ", MON#1, L5" : this == DAY_OF_MONTH ? ", L" : "")
            + ")");
  }
}
