package vn.edulake.models.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.Policies;

/**
 * Working days and days off in Viet Nam, by the rules of {@code lake/policy/holiday.yml}.
 *
 * <p>A holiday on a weekly day of rest is made up for on the next day that is neither (Labour Code
 * 1994 art. 73, 2012 art. 115, 2019 art. 111).
 */
public final class WorkCalendar {
  private final List<WeeklyRest> weeklyRests;
  private final Map<LocalDate, CalendarDay> special = new TreeMap<>();

  private record WeeklyRest(Validity validity, Set<DayOfWeek> days) {}

  private record Validity(LocalDate from, LocalDate to) {
    boolean holds(LocalDate date) {
      return !date.isBefore(from) && date.isBefore(to);
    }
  }

  private record Off(CalendarDay.Holiday holiday, CalendarDay.Basis basis) {}

  /** What it reads of the policy. */
  public static Set<String> policies() {
    return Set.of(
        "calendar_first_date",
        "calendar_last_date",
        "weekly_rest",
        "public_holiday",
        "holiday_choice",
        "day_swap");
  }

  /**
   * The calendar of the policy, from its first to its last date.
   *
   * @throws UserError {@code CONFIGURATION_INVALID} when a rule is not well formed
   */
  public static WorkCalendar of(Policies policies) {
    return new WorkCalendar(
        policies, policies.date("calendar_first_date"), policies.date("calendar_last_date"));
  }

  private WorkCalendar(Policies policies, LocalDate first, LocalDate last) {
    weeklyRests =
        policies.records("weekly_rest").stream()
            .map(
                rule -> {
                  Set<DayOfWeek> days = new TreeSet<>();
                  for (String day : text(rule, "days").split(" ")) {
                    days.add(DayOfWeek.valueOf(day));
                  }
                  return new WeeklyRest(validity(rule), days);
                })
            .toList();
    Map<LocalDate, Off> holidays = new TreeMap<>();
    for (Map<String, String> rule : policies.records("public_holiday")) {
      // A lunar day of one year may belong to the next in the solar calendar.
      for (int year = first.getYear() - 1; year <= last.getYear() + 1; year++) {
        add(holidays, rule, year, policies.records("holiday_choice"));
      }
    }
    holidays.forEach(
        (date, off) ->
            special.put(
                date,
                new CalendarDay(
                    date,
                    CalendarDay.Kind.HOLIDAY,
                    Optional.of(off.holiday()),
                    Optional.of(off.basis()))));
    holidays.forEach(
        (date, off) -> {
          if (isWeeklyRest(date)) {
            LocalDate free = date;
            while (isWeeklyRest(free) || special.containsKey(free)) {
              free = free.plusDays(1);
            }
            special.put(free, day(free, CalendarDay.Kind.SUBSTITUTE_REST, off.basis()));
          }
        });
    for (Map<String, String> swap : policies.records("day_swap")) {
      swap(date(swap, "off"), CalendarDay.Kind.WORKING, CalendarDay.Kind.SWAPPED_REST);
      swap(date(swap, "work"), CalendarDay.Kind.WEEKLY_REST, CalendarDay.Kind.SWAPPED_WORK);
    }
  }

  private void swap(LocalDate date, CalendarDay.Kind from, CalendarDay.Kind to) {
    if (on(date).kind() != from) {
      throw invalid("day_swap", date + " is " + on(date).kind() + ", not " + from);
    }
    special.put(date, day(date, to, CalendarDay.Basis.DECISION));
  }

  private static CalendarDay day(LocalDate date, CalendarDay.Kind kind, CalendarDay.Basis basis) {
    return new CalendarDay(date, kind, Optional.empty(), Optional.of(basis));
  }

  private static void add(
      Map<LocalDate, Off> holidays,
      Map<String, String> rule,
      int year,
      List<Map<String, String>> choices) {
    String code = text(rule, "code");
    LocalDate date =
        switch (text(rule, "calendar")) {
          case "solar" -> LocalDate.of(year, number(rule, "month"), number(rule, "day"));
          case "lunar" ->
              LunarCalendar.date(LunarDate.of(year, number(rule, "month"), number(rule, "day")));
          default -> throw invalid("public_holiday", "calendar is solar or lunar");
        };
    if (!validity(rule).holds(date)) {
      return;
    }
    CalendarDay.Holiday holiday =
        new CalendarDay.Holiday(code, text(rule, "name_vi"), text(rule, "name_en"));
    int before = number(rule, "days_before");
    int after = number(rule, "days_after");
    for (int i = -before; i <= after; i++) {
      holidays.putIfAbsent(date.plusDays(i), new Off(holiday, CalendarDay.Basis.LAW));
    }
    if (rule.containsKey("extra_day")) {
      Optional<String> choice =
          choices.stream()
              .filter(one -> text(one, "code").equals(code) && number(one, "year") == year)
              .map(one -> text(one, "extra_day"))
              .findFirst();
      LocalDate extra =
          switch (choice.orElse(text(rule, "extra_day"))) {
            case "before" -> date.minusDays(before + 1L);
            case "after" -> date.plusDays(after + 1L);
            default -> throw invalid("public_holiday", "extra_day is before or after");
          };
      holidays.putIfAbsent(
          extra,
          new Off(
              holiday,
              choice.isPresent() ? CalendarDay.Basis.DECISION : CalendarDay.Basis.ASSUMED));
    }
  }

  /** What the law makes of a day. */
  public CalendarDay on(LocalDate date) {
    CalendarDay found = special.get(date);
    if (found != null) {
      return found;
    }
    return new CalendarDay(
        date,
        isWeeklyRest(date) ? CalendarDay.Kind.WEEKLY_REST : CalendarDay.Kind.WORKING,
        Optional.empty(),
        Optional.empty());
  }

  private boolean isWeeklyRest(LocalDate date) {
    return weeklyRests.stream()
        .anyMatch(rest -> rest.validity().holds(date) && rest.days().contains(date.getDayOfWeek()));
  }

  private static Validity validity(Map<String, String> rule) {
    return new Validity(
        date(rule, "valid_from"),
        rule.containsKey("valid_to") ? date(rule, "valid_to") : LocalDate.MAX);
  }

  static String text(Map<String, String> rule, String field) {
    String value = rule.get(field);
    if (value == null) {
      throw invalid(field, "it is missing in " + rule);
    }
    return value;
  }

  private static int number(Map<String, String> rule, String field) {
    try {
      return Integer.parseInt(text(rule, field));
    } catch (NumberFormatException e) {
      throw invalid(field, rule.get(field) + " is no whole number");
    }
  }

  static LocalDate date(Map<String, String> rule, String field) {
    try {
      return LocalDate.parse(text(rule, field));
    } catch (DateTimeParseException e) {
      throw invalid(field, rule.get(field) + " is no date");
    }
  }

  private static UserError invalid(String name, String why) {
    return new UserError(ErrorCode.CONFIGURATION_INVALID, "Cannot use policy " + name + ": " + why);
  }
}
