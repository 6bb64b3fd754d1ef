package vn.edulake.models.calendar;

/**
 * A day of the lunar calendar.
 *
 * @param year the Gregorian year in which the lunar year begins
 * @param month 1 to 12
 * @param day 1 to 30
 * @param isLeap whether the month repeats the number of the month before it
 */
public record LunarDate(int year, int month, int day, boolean isLeap) {
  public LunarDate {
    if (month < 1 || month > 12 || day < 1 || day > 30) {
      throw new IllegalArgumentException("No lunar day: month " + month + ", day " + day);
    }
  }

  /** A day of a month that is no leap month. */
  public static LunarDate of(int year, int month, int day) {
    return new LunarDate(year, month, day, false);
  }
}
