package vn.edulake.models.calendar;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import vn.edulake.models.policy.Policies;

/** School years and their terms, by {@code lake/policy/school_calendar.yml}. */
public final class SchoolCalendar {
  private final int firstMonth;
  private final Map<Integer, Plan> plans = new TreeMap<>();
  private final Map<String, String> usual;

  private record Plan(
      LocalDate opening, LocalDate firstTermBefore, LocalDate yearBefore, String confidence) {
    Part part(LocalDate date) {
      if (date.isBefore(opening) || !date.isBefore(yearBefore)) {
        return Part.BREAK;
      }
      return date.isBefore(firstTermBefore) ? Part.TERM_1 : Part.TERM_2;
    }
  }

  /**
   * The part of a school year.
   *
   * @param confidence how well the plan of the year is known
   */
  public record Term(Part part, String confidence) {}

  /** Parts of a school year. */
  public enum Part {
    TERM_1,
    TERM_2,
    /** Before the opening and after the end. */
    BREAK
  }

  private SchoolCalendar(Policies policies) {
    firstMonth = policies.integer("school_year_first_month");
    usual = policies.records("usual_school_calendar").get(0);
    for (Map<String, String> rule : policies.records("school_calendar")) {
      plans.put(
          Integer.valueOf(WorkCalendar.text(rule, "school_year")),
          new Plan(
              WorkCalendar.date(rule, "opening"),
              WorkCalendar.date(rule, "term_1_before"),
              WorkCalendar.date(rule, "year_before"),
              WorkCalendar.text(rule, "confidence")));
    }
  }

  /** What it reads of the policy. */
  public static Set<String> policies() {
    return Set.of("school_year_first_month", "school_calendar", "usual_school_calendar");
  }

  /** The calendar of the policy. */
  public static SchoolCalendar of(Policies policies) {
    return new SchoolCalendar(policies);
  }

  /** The school year that a day belongs to, by the year in which it ends. */
  public int schoolYear(LocalDate date) {
    return date.getMonthValue() >= firstMonth ? date.getYear() + 1 : date.getYear();
  }

  /** The term by the framework plan; empty when the plan of that year is not known. */
  public Optional<Term> find(LocalDate date) {
    return Optional.ofNullable(plans.get(schoolYear(date)))
        .map(plan -> new Term(plan.part(date), plan.confidence()));
  }

  /** The part of the year; by the usual days where the plan of that year is not known. */
  public Part likelyPart(LocalDate date) {
    int year = schoolYear(date);
    Plan plan = plans.get(year);
    return (plan == null ? usualPlan(year) : plan).part(date);
  }

  private Plan usualPlan(int year) {
    return new Plan(
        usualDay(year - 1, "opening"),
        usualDay(year, "term_1_before"),
        usualDay(year, "year_before"),
        "usual");
  }

  private LocalDate usualDay(int year, String name) {
    return MonthDay.parse("--" + WorkCalendar.text(usual, name)).atYear(year);
  }
}
