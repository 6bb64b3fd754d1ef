package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Learners;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Purpose;
import vn.edulake.jobs.simulate.world.SchoolDays;
import vn.edulake.jobs.simulate.world.Stints;

/** The words and codes in which the sector database tells of learners. */
final class SectorCodes {
  static final String STUDIES = "Đang học";
  static final String FINISHED = "Hoàn thành";
  static final String MARK = "x";

  private static final String[] PRESCHOOL = {"NT", "3T", "4T", "5T"};
  private static final String[] MINORITIES = {"Khmer", "Hoa", "Chăm"};

  private SectorCodes() {}

  static String sex(boolean isGirl) {
    return isGirl ? "Nữ" : "Nam";
  }

  static @Nullable String mark(boolean isTrue) {
    return isTrue ? MARK : null;
  }

  /** The block of a grade: nursery, three ages, twelve grades, and the special school. */
  static String grade(Level level, int grade) {
    if (level == Level.SPECIAL) {
      return "KT";
    }
    return level == Level.PRESCHOOL ? PRESCHOOL[grade - level.firstGrade()] : String.valueOf(grade);
  }

  static String ethnicity(Scene scene, int learner) {
    return scene.province().learners().is(learner, Learners.Trait.MINORITY)
        ? MINORITIES[scene.province().dice(Purpose.RECORD, learner, 2, 0).below(MINORITIES.length)]
        : "Kinh";
  }

  /** Poor, nearly poor, or of another group that the state supports. */
  static @Nullable String policy(Learners learners, int learner) {
    if (learners.is(learner, Learners.Trait.POOR)) {
      return "HN";
    }
    if (learners.is(learner, Learners.Trait.NEAR_POOR)) {
      return "CN";
    }
    return learners.is(learner, Learners.Trait.POLICY) ? "CS" : null;
  }

  /** What became of a stint until a day on which it had begun. */
  static String status(SchoolDays days, Stints stints, int stint, int day) {
    if (stints.holds(stint, day)) {
      LocalDate from = LocalDate.ofEpochDay(stints.from(stint));
      return from.isAfter(days.opening()) ? "Chuyển đến " + term(days, from) : STUDIES;
    }
    return exit(days, stints, stint);
  }

  /** Why and when somebody left who did not stay to the end of the year. */
  static String exit(SchoolDays days, Stints stints, int stint) {
    String what = stints.exit(stint) == Stints.Exit.DROPOUT ? "Thôi học " : "Chuyển đi ";
    return what + term(days, LocalDate.ofEpochDay(stints.to(stint)));
  }

  private static String term(SchoolDays days, LocalDate day) {
    return day.isBefore(days.secondTerm()) ? "kỳ 1" : "kỳ 2";
  }
}
