package vn.edulake.jobs.simulate.world;

import java.util.ArrayList;
import java.util.List;

/**
 * Marks that follow what a learner can do and where. They are not stored: the same learner, year
 * and subject give the same marks whenever they are asked for.
 *
 * <p>A year's outcome is drawn first; marks are moved up or down until the rules of Circular
 * 22/2021 give it.
 */
public final class Marks {
  private static final int STEPS = 12;
  private static final int HALF_MARK = 5;

  /** In tenths, what is just below the borders of Circular 22/2021: 5.0, 6.5, 8.0. */
  private static final List<Integer> NEARLY = List.of(49, 64, 79);

  private final Province province;
  private final SchoolYear year;

  /** Marks of the learners of a year. */
  public Marks(Province province, SchoolYear year) {
    this.province = province;
    this.year = year;
  }

  /** How somebody learned, by Circular 22/2021. */
  public enum Rating {
    GOOD("Tốt"),
    FAIR("Khá"),
    PASS("Đạt"),
    FAIL("Chưa đạt");

    private final String text;

    Rating(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /**
   * Marks of one subject in one term, in tenths.
   *
   * @param regular marks during the term
   * @param average of the term; all marks weighed
   */
  public record Term(List<Integer> regular, int middle, int last, int average) {
    static Term of(List<Integer> regular, int middle, int last) {
      int sum = regular.stream().mapToInt(Integer::intValue).sum();
      return new Term(
          regular, middle, last, rounded(sum + 2 * middle + 3 * last, regular.size() + 5));
    }

    Term withLast(int newLast) {
      return of(regular, middle, newLast);
    }
  }

  /**
   * Marks of one subject in a year.
   *
   * @param average in tenths; of a subject without marks 0
   * @param passes of a subject without marks, whether it is passed
   */
  public record OfSubject(Subject subject, Term first, Term second, int average, boolean passes) {}

  /**
   * How a year went.
   *
   * @param conduct of the year
   * @param learning of the year, before tests are taken again
   */
  public record OfYear(List<OfSubject> subjects, Rating learning, Rating conduct) {}

  /** What a learner of grades 6 to 12 got. */
  public OfYear of(int learner, int grade, int institution) {
    SchoolYear.Outcome outcome = year.outcome(learner);
    boolean shouldFail =
        outcome == SchoolYear.Outcome.REPEATS || outcome == SchoolYear.Outcome.RETESTED;
    OfYear result = of(learner, grade, institution, 0);
    for (int step = 1; step <= STEPS; step++) {
      boolean fails = result.learning() == Rating.FAIL;
      if (outcome == SchoolYear.Outcome.NONE || fails == shouldFail) {
        break;
      }
      result = of(learner, grade, institution, (shouldFail ? -0.5 : 0.5) * step);
    }
    return result;
  }

  private OfYear of(int learner, int grade, int institution, double shift) {
    List<OfSubject> subjects = new ArrayList<>();
    for (Subject subject : Subject.of(grade)) {
      subjects.add(of(learner, subject, institution, shift));
    }
    Rating learning = rating(subjects);
    return new OfYear(List.copyOf(subjects), learning, conduct(learner));
  }

  private OfSubject of(int learner, Subject subject, int institution, double shift) {
    Dice dice = Dice.of(province.seed(), Purpose.MARK, learner, year.year(), subject.number());
    double ability = province.learners().ability(learner);
    double taste = 0.55 * dice.normal();
    double deviation = province.profile().parameter("mark_deviation");
    double mean =
        province.profile().parameter("mark_mean")
            + shift
            - subject.difficulty()
            + subject.spread()
                * (deviation * (0.8 * ability + 0.6 * taste) + province.schoolEffect(institution));
    if (!subject.hasMarks()) {
      return new OfSubject(subject, EMPTY, EMPTY, 0, !dice.happens(shift < -2 ? 0.2 : 0.0015));
    }
    Term first = term(dice, subject, mean);
    Term second = term(dice, subject, mean + 0.12);
    int average = ofYear(first, second);
    if (NEARLY.contains(average)
        && dice.happens(province.profile().parameter("mark_lenience"))
        && second.last() + HALF_MARK <= 100) {
      second = second.withLast(second.last() + HALF_MARK);
      average = ofYear(first, second);
    }
    return new OfSubject(subject, first, second, average, true);
  }

  private static int ofYear(Term first, Term second) {
    return rounded(first.average() + 2 * second.average(), 3);
  }

  private static final Term EMPTY = new Term(List.of(), 0, 0, 0);

  private static Term term(Dice dice, Subject subject, double mean) {
    List<Integer> regular = new ArrayList<>();
    for (int i = 0; i < subject.regularMarks(); i++) {
      regular.add(mark(mean + 0.5 + 0.9 * dice.normal(), 10));
    }
    int middle = mark(mean + 0.9 * dice.normal(), 5);
    int last = mark(mean - 0.15 + 0.8 * dice.normal(), 5);
    return Term.of(List.copyOf(regular), middle, last);
  }

  /** A mark in tenths, in steps of so many. */
  private static int mark(double exact, int step) {
    int steps = (int) Math.round(Math.max(0, Math.min(10, exact)) * 10 / step);
    return steps * step;
  }

  /** A quotient rounded half up. */
  static int rounded(int dividend, int divisor) {
    return (2 * dividend + divisor) / (2 * divisor);
  }

  /** Circular 22/2021 Art. 9.2 and 9.3. */
  static Rating rating(List<OfSubject> subjects) {
    Rating result = plainRating(subjects, -1);
    if (result == Rating.PASS || result == Rating.FAIL) {
      for (int i = 0; i < subjects.size(); i++) {
        Rating without = subjects.get(i).subject().hasMarks() ? plainRating(subjects, i) : result;
        // One subject alone lowers it by two or more.
        if (without == Rating.GOOD) {
          return Rating.FAIR;
        }
        if (without == Rating.FAIR && result == Rating.FAIL) {
          return Rating.PASS;
        }
      }
    }
    return result;
  }

  private static Rating plainRating(List<OfSubject> subjects, int except) {
    int lowest = 100;
    int from80 = 0;
    int from65 = 0;
    int from50 = 0;
    int failed = 0;
    for (int i = 0; i < subjects.size(); i++) {
      OfSubject one = subjects.get(i);
      if (!one.subject().hasMarks()) {
        failed += one.passes() ? 0 : 1;
        continue;
      }
      int average = i == except ? 100 : one.average();
      lowest = Math.min(lowest, average);
      from80 += average >= 80 ? 1 : 0;
      from65 += average >= 65 ? 1 : 0;
      from50 += average >= 50 ? 1 : 0;
    }
    if (failed == 0 && lowest >= 65 && from80 >= 6) {
      return Rating.GOOD;
    }
    if (failed == 0 && lowest >= 50 && from65 >= 6) {
      return Rating.FAIR;
    }
    return failed <= 1 && lowest >= 35 && from50 >= 6 ? Rating.PASS : Rating.FAIL;
  }

  private Rating conduct(int learner) {
    Dice dice = Dice.of(province.seed(), Purpose.CONDUCT, learner, year.year());
    double score = 0.4 * province.learners().ability(learner) + dice.normal();
    boolean fails = score < -3.4 && year.outcome(learner) == SchoolYear.Outcome.REPEATS;
    return fails
        ? Rating.FAIL
        : score < -2.4 ? Rating.PASS : score < -1.0 ? Rating.FAIR : Rating.GOOD;
  }

  /** How a year of primary school went (Circular 27/2020). */
  public enum PrimaryRating {
    EXCELLENT("Hoàn thành xuất sắc"),
    GOOD("Hoàn thành tốt"),
    DONE("Hoàn thành"),
    NOT_DONE("Chưa hoàn thành");

    private final String text;

    PrimaryRating(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /**
   * A year of primary school.
   *
   * @param tests marks at the end of the year in tenths, in the order of {@link Subject#of}; of
   *     subjects without tests 0
   */
  public record OfPrimary(List<Integer> tests, PrimaryRating rating) {}

  /** What a learner of grades 1 to 5 got. */
  public OfPrimary primary(int learner, int grade, int institution) {
    SchoolYear.Outcome outcome = year.outcome(learner);
    boolean shouldFail =
        outcome == SchoolYear.Outcome.REPEATS || outcome == SchoolYear.Outcome.RETESTED;
    OfPrimary result = primary(learner, grade, institution, 0);
    for (int step = 1; step <= STEPS; step++) {
      boolean fails = result.rating() == PrimaryRating.NOT_DONE;
      if (outcome == SchoolYear.Outcome.NONE || fails == shouldFail) {
        break;
      }
      result = primary(learner, grade, institution, (shouldFail ? -0.6 : 0.6) * step);
    }
    return result;
  }

  private OfPrimary primary(int learner, int grade, int institution, double shift) {
    List<Integer> tests = new ArrayList<>();
    int lowest = 100;
    for (Subject subject : Subject.of(grade)) {
      if (!subject.hasMarks()) {
        tests.add(0);
        continue;
      }
      Dice dice = Dice.of(province.seed(), Purpose.MARK, learner, year.year(), subject.number());
      double mean =
          province.profile().parameter("mark_mean")
              + 1.5
              + shift
              - 0.4 * subject.difficulty()
              + 0.9 * province.learners().ability(learner)
              + province.schoolEffect(institution);
      int test = mark(mean + 0.6 * dice.normal(), 10);
      tests.add(test);
      lowest = Math.min(lowest, test);
    }
    PrimaryRating rating =
        lowest >= 90
            ? PrimaryRating.EXCELLENT
            : lowest >= 70
                ? PrimaryRating.GOOD
                : lowest >= 50 ? PrimaryRating.DONE : PrimaryRating.NOT_DONE;
    return new OfPrimary(List.copyOf(tests), rating);
  }
}
