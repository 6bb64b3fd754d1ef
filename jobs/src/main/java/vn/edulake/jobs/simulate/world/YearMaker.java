package vn.edulake.jobs.simulate.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Makes a school year from who is in which grade at its start: classes, moves, outcomes. */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class YearMaker {
  private static final int QUIET_DAYS = 7;

  private final Province province;
  private final Profile profile;
  private final int year;
  private final SchoolDays days;

  YearMaker(Province province, int year) {
    this.province = province;
    this.profile = province.profile();
    this.year = year;
    this.days = SchoolDays.of(year, province.policies());
  }

  /**
   * The year.
   *
   * @param grades by learner
   * @param classCounts how many classes of each level; negative where the usual size decides
   */
  SchoolYear make(Rolls rolls, IntList grades, int[] classCounts) {
    ClassMaker.Made made =
        new ClassMaker(profile, province.seed(), year, province.institutions())
            .make(rolls, classCounts);
    Stints.Builder stints = new Stints.Builder();
    int first = (int) days.opening().toEpochDay();
    int end = (int) days.end().toEpochDay();
    for (SchoolClass one : made.classes()) {
      for (int learner : made.members().get(one.index())) {
        stints.add(learner, grades.get(learner), one.index(), first, end);
      }
    }
    move(made.classes(), stints, end);
    byte[] outcomes = outcomes(made.classes(), stints);
    Stints ordered = stints.build(made.classes().size());
    return new SchoolYear(days, made.classes(), province.institutions().size(), ordered, outcomes);
  }

  /** The first days on which anybody leaves or comes: well after the census. */
  private LocalDate firstMove() {
    LocalDate census = profile.censusDay().withYear(year - 1);
    return census.plusDays(QUIET_DAYS);
  }

  private void move(List<SchoolClass> classes, Stints.Builder stints, int end) {
    int from = days.index(firstMove());
    int atStart = stints.count();
    double transferInYear = 1 - profile.parameter("transfer_in_summer");
    double[] usual = usualWeights(classes, stints);
    Learners learners = province.learners();
    for (int stint = 0; stint < atStart; stint++) {
      SchoolClass of = classes.get(stints.classIndex(stint));
      if (of.level() == Level.SPECIAL) {
        continue;
      }
      int learner = stints.learner(stint);
      Dice dice = Dice.of(province.seed(), Purpose.MOVE, learner, year);
      double dropout =
          profile.parameter("dropout_rate", of.level())
              * (1 - dropoutInSummer(profile, of.level(), stints.grade(stint)))
              * Weight.DROPOUT.of(learners, learner)
              / usual[of.level().ordinal()];
      double transfer = profile.parameter("transfer_rate") * transferInYear;
      double transferOut = profile.parameter("transfer_out_rate") * transferInYear;
      double fate = dice.fraction();
      if (fate >= dropout + transfer + transferOut) {
        continue;
      }
      LocalDate day = days.day(from + dice.below(days.count() - from - 5));
      int on = (int) day.toEpochDay();
      if (fate < dropout) {
        stints.end(stint, on, Stints.Exit.DROPOUT);
      } else if (fate < dropout + transfer) {
        SchoolClass other = otherClass(classes, of, stints.grade(stint), dice);
        if (other == null) {
          stints.end(stint, on, Stints.Exit.TRANSFER_OUT);
        } else {
          stints.end(stint, on, Stints.Exit.TRANSFER);
          stints.add(learner, stints.grade(stint), other.index(), on, end);
        }
      } else {
        stints.end(stint, on, Stints.Exit.TRANSFER_OUT);
      }
    }
    comeIn(classes, stints, atStart, from, end);
  }

  /** Newcomers from other provinces, in the middle of the year. */
  private void comeIn(
      List<SchoolClass> classes, Stints.Builder stints, int atStart, int from, int end) {
    int[] sizes = new int[classes.size()];
    for (int stint = 0; stint < atStart; stint++) {
      sizes[stints.classIndex(stint)]++;
    }
    double rate =
        profile.parameter("transfer_in_rate") * (1 - profile.parameter("transfer_in_summer"));
    for (SchoolClass one : classes) {
      if (one.level() == Level.SPECIAL || one.isMultigrade()) {
        continue;
      }
      Dice dice = Dice.of(province.seed(), Purpose.ENTRY, one.institution(), year, one.index());
      int count = dice.poisson(rate * sizes[one.index()]);
      for (int i = 0; i < count; i++) {
        int commune = province.institutions().get(one.institution()).commune();
        int learner = province.maker().enter(commune, Founding.birthYear(year, one.grade()), year);
        int on = (int) days.day(from + dice.below(days.count() - from - 5)).toEpochDay();
        stints.add(learner, one.grade(), one.index(), on, end);
      }
    }
  }

  private @org.jspecify.annotations.Nullable SchoolClass otherClass(
      List<SchoolClass> classes, SchoolClass than, int grade, Dice dice) {
    Institution at = province.institutions().get(than.institution());
    Institution other = province.catchment().other(than.level(), at, dice);
    if (other == null) {
      return null;
    }
    List<SchoolClass> fitting = new ArrayList<>();
    for (int i = firstOf(classes, other.index());
        i < classes.size() && classes.get(i).institution() == other.index();
        i++) {
      SchoolClass one = classes.get(i);
      if (one.level() == than.level() && one.grade() == grade && !one.isMultigrade()) {
        fitting.add(one);
      }
    }
    return fitting.isEmpty() ? null : fitting.get(dice.below(fitting.size()));
  }

  private static int firstOf(List<SchoolClass> classes, int institution) {
    int low = 0;
    int high = classes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (classes.get(middle).institution() < institution) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Which part of those who drop out of a grade does so in summer. Who has ended the last grade of
   * a level cannot drop out of it any more, so that there all do so before.
   */
  static double dropoutInSummer(Profile profile, Level level, int grade) {
    return grade == level.lastGrade() ? 0 : profile.parameter("dropout_in_summer");
  }

  /** What makes something likelier for one than for another. */
  enum Weight {
    DROPOUT,
    FAILURE;

    double of(Learners learners, int learner) {
      double ability = Math.max(-3, Math.min(3, learners.ability(learner)));
      double poor = learners.is(learner, Learners.Trait.POOR) ? 0.8 : 0;
      return this == DROPOUT
          ? StrictMath.exp(-0.5 * ability + poor)
          : StrictMath.exp(-0.7 * ability);
    }
  }

  /** The mean dropout weight of each level, so that the rates of the profile come out. */
  private double[] usualWeights(List<SchoolClass> classes, Stints.Builder stints) {
    double[] sums = new double[Level.values().length];
    double[] counts = new double[sums.length];
    for (int stint = 0; stint < stints.count(); stint++) {
      int level = classes.get(stints.classIndex(stint)).level().ordinal();
      sums[level] += Weight.DROPOUT.of(province.learners(), stints.learner(stint));
      counts[level]++;
    }
    return quotients(sums, counts);
  }

  /**
   * The failure weights of those who stay to the end, for each learner of a level at the start: the
   * rates of the profile are shares of these, and only those can fail.
   */
  private double[] failureWeights(List<SchoolClass> classes, Stints.Builder stints) {
    double[] sums = new double[Level.values().length];
    double[] counts = new double[sums.length];
    int first = (int) days.opening().toEpochDay();
    int end = (int) days.end().toEpochDay();
    for (int stint = 0; stint < stints.count(); stint++) {
      int level = classes.get(stints.classIndex(stint)).level().ordinal();
      counts[level] += stints.from(stint) == first ? 1 : 0;
      if (stints.to(stint) == end) {
        sums[level] += Weight.FAILURE.of(province.learners(), stints.learner(stint));
      }
    }
    return quotients(sums, counts);
  }

  private static double[] quotients(double[] sums, double[] counts) {
    double[] result = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      result[i] = counts[i] == 0 ? 1 : sums[i] / counts[i];
    }
    return result;
  }

  private byte[] outcomes(List<SchoolClass> classes, Stints.Builder stints) {
    byte[] result = new byte[province.learners().count()];
    double[] usual = failureWeights(classes, stints);
    int end = (int) days.end().toEpochDay();
    for (int stint = 0; stint < stints.count(); stint++) {
      Level level = classes.get(stints.classIndex(stint)).level();
      if (level == Level.PRESCHOOL || level == Level.SPECIAL || stints.to(stint) < end) {
        continue;
      }
      int learner = stints.learner(stint);
      double weight = Weight.FAILURE.of(province.learners(), learner) / usual[level.ordinal()];
      double repeats = profile.parameter("repetition_rate", level) * weight;
      double retests = profile.parameter("retest_rate", level) * weight;
      double fate = Dice.of(province.seed(), Purpose.OUTCOME, learner, year).fraction();
      SchoolYear.Outcome outcome =
          fate < repeats
              ? SchoolYear.Outcome.REPEATS
              : fate < repeats + retests
                  ? SchoolYear.Outcome.RETESTED
                  : SchoolYear.Outcome.PROMOTED;
      result[learner] = (byte) outcome.ordinal();
    }
    return result;
  }
}
