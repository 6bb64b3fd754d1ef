package vn.edulake.models.calendar;

import java.time.LocalDate;
import java.time.temporal.JulianFields;

/**
 * The lunar calendar of Viet Nam.
 *
 * <p>A month begins on the day of the new moon. The month that holds the winter solstice is the
 * eleventh; where thirteen months lie between two of these, the first without a major term of the
 * sun (a multiple of 30 degrees) is a leap month. Days begin at midnight of UTC+7 since 1968
 * (Decision 121/CP of 8 August 1967) and of UTC+8 before, which was the reckoning of the north;
 * that of the south until 1975 is not told. From 1901 to 2100.
 */
public final class LunarCalendar {
  private static final int FIRST_YEAR = 1901;
  private static final int LAST_YEAR = 2100;
  private static final double MONTH = 29.530588861;

  /** Midnight before 1 January 1968 in UTC+7, as a Julian day. */
  private static final double OWN_RECKONING =
      LocalDate.of(1968, 1, 1).getLong(JulianFields.JULIAN_DAY) - 0.5 - 7 / 24.0;

  private LunarCalendar() {}

  /**
   * The lunar day of a day.
   *
   * @throws IllegalArgumentException when it lies outside of the years that are told
   */
  public static LunarDate on(LocalDate date) {
    check(date.getYear());
    long day = date.getLong(JulianFields.JULIAN_DAY);
    int lunation = lunationOn(day);
    int eleventh = eleventhMonth(date.getYear());
    int year = date.getYear();
    if (lunation < eleventh) {
      eleventh = eleventhMonth(date.getYear() - 1);
      year--;
    }
    // Months from an eleventh month to the next, which begins with the same year number.
    int next = eleventhMonth(year + 1);
    int leap = next - eleventh == 13 ? leapMonth(eleventh) : Integer.MAX_VALUE;
    int passed = lunation - eleventh;
    int number = passed >= leap ? passed - 1 : passed;
    int month = (10 + number) % 12 + 1;
    return new LunarDate(
        number < 2 ? year : year + 1, month, (int) (day - firstDay(lunation)) + 1, passed == leap);
  }

  /**
   * The day of a lunar day.
   *
   * @throws IllegalArgumentException when that year has no such month or the month no such day
   */
  public static LocalDate date(LunarDate lunar) {
    int first = firstDayLunation(lunar.year(), lunar.month(), lunar.isLeap());
    long day = firstDay(first) + lunar.day() - 1;
    if (day >= firstDay(first + 1)) {
      throw new IllegalArgumentException("No such lunar day: " + lunar);
    }
    return LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, day);
  }

  /** The days of a lunar month: 29 or 30. */
  public static int monthLength(int year, int month, boolean isLeap) {
    int lunation = firstDayLunation(year, month, isLeap);
    return (int) (firstDay(lunation + 1) - firstDay(lunation));
  }

  private static int firstDayLunation(int year, int month, boolean isLeap) {
    check(year);
    int eleventh = eleventhMonth(month >= 11 ? year : year - 1);
    int next = eleventhMonth(month >= 11 ? year + 1 : year);
    int leap = next - eleventh == 13 ? leapMonth(eleventh) : Integer.MAX_VALUE;
    int number = month >= 11 ? month - 11 : month + 1;
    int passed = number >= leap ? number + 1 : number;
    if (isLeap) {
      passed = number + 1;
      if (passed != leap) {
        throw new IllegalArgumentException("No leap month: " + month + " of lunar year " + year);
      }
    }
    return eleventh + passed;
  }

  private static void check(int year) {
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      throw new IllegalArgumentException(
          "No lunar calendar: " + year + " (" + FIRST_YEAR + " to " + LAST_YEAR + ")");
    }
  }

  /** The lunation whose month holds a day. */
  private static int lunationOn(long day) {
    int lunation = (int) Math.floor((day - 2451550.1) / MONTH) + 1;
    while (firstDay(lunation) > day) {
      lunation--;
    }
    return lunation;
  }

  /** The lunation of the month that holds the winter solstice of a year. */
  private static int eleventhMonth(int year) {
    long lastDay = LocalDate.of(year, 12, 31).getLong(JulianFields.JULIAN_DAY);
    int lunation = lunationOn(lastDay);
    // A month that begins when the sun has passed 270 degrees does not hold the solstice.
    return sector(lunation) >= 9 ? lunation - 1 : lunation;
  }

  /** How many months after the eleventh the leap month comes. */
  private static int leapMonth(int eleventh) {
    int passed = 1;
    while (sector(eleventh + passed) != sector(eleventh + passed + 1)) {
      passed++;
    }
    return passed;
  }

  /** In which twelfth of its way the sun stands at the first midnight of a month. */
  private static int sector(int lunation) {
    double midnight = firstDay(lunation) - 0.5;
    midnight -= (midnight < OWN_RECKONING + 0.1 ? 8 : 7) / 24.0;
    return (int) Math.floor(Sky.sunLongitude(midnight) / 30);
  }

  /** The day, as a Julian day number, on which a lunation's new moon falls. */
  private static long firstDay(int lunation) {
    double newMoon = Sky.newMoon(lunation);
    return (long) Math.floor(newMoon + 0.5 + (newMoon < OWN_RECKONING ? 8 : 7) / 24.0);
  }
}
