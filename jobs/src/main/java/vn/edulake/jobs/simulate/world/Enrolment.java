package vn.edulake.jobs.simulate.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * How many learn in each grade of each institution on the census day of a school year, by sex and
 * age.
 */
public final class Enrolment {
  private static final int GRADES = 16;
  private static final int LOWEST = -3;
  private static final int AGES = 64;

  private final int year;
  private final List<Cell> cells = new ArrayList<>();
  private final int[] firstOf;

  /**
   * One figure; those that are 0 are left out.
   *
   * @param age what somebody becomes in the calendar year in which the school year begins
   */
  public record Cell(int institution, int grade, boolean isGirl, int age, int learners) {}

  private Enrolment(int year, int institutionCount) {
    this.year = year;
    this.firstOf = new int[institutionCount + 1];
  }

  /** What is counted of a school year that is lived through. */
  static Enrolment count(Province province, SchoolYear of) {
    Enrolment result = new Enrolment(of.year(), province.institutions().size());
    int day = (int) province.profile().censusDay().withYear(of.year() - 1).toEpochDay();
    Stints stints = of.stints();
    for (Institution institution : province.institutions()) {
      Figures figures = new Figures();
      for (SchoolClass one : of.classes(institution)) {
        for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
          if (stints.holds(i, day)) {
            int learner = stints.learner(i);
            int born = LocalDate.ofEpochDay(province.learners().birthDay(learner)).getYear();
            figures.add(
                stints.grade(i), province.learners().isGirl(learner), of.year() - 1 - born, 1);
          }
        }
      }
      result.add(institution, figures);
    }
    return result;
  }

  /** An enrolment of which figures are added, institution by institution. */
  static Enrolment empty(int year, int institutionCount) {
    return new Enrolment(year, institutionCount);
  }

  /** Figures of one institution. */
  static final class Figures {
    private final int[] counts = new int[GRADES * 2 * AGES];

    void add(int grade, boolean isGirl, int age, int learners) {
      counts[((grade - LOWEST) * 2 + (isGirl ? 1 : 0)) * AGES + age] += learners;
    }
  }

  /** Adds the figures of the next institution. */
  void add(Institution institution, Figures figures) {
    for (int at = 0; at < figures.counts.length; at++) {
      if (figures.counts[at] > 0) {
        int grade = at / (2 * AGES) + LOWEST;
        boolean isGirl = at / AGES % 2 == 1;
        cells.add(new Cell(institution.index(), grade, isGirl, at % AGES, figures.counts[at]));
      }
    }
    firstOf[institution.index() + 1] = cells.size();
  }

  /** The school year, by the year in which it ends. */
  public int year() {
    return year;
  }

  /** All figures, by institution, grade, sex and age. */
  public List<Cell> cells() {
    return List.copyOf(cells);
  }

  /** The figures of a grade of an institution. */
  List<Cell> cells(Institution institution, int grade) {
    return cells.subList(firstOf[institution.index()], firstOf[institution.index() + 1]).stream()
        .filter(cell -> cell.grade() == grade)
        .toList();
  }

  /** All who learn in a grade of an institution. */
  int learners(Institution institution, int grade) {
    return cells(institution, grade).stream().mapToInt(Cell::learners).sum();
  }
}
