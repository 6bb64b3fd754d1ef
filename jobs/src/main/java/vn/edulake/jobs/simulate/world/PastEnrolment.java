package vn.edulake.jobs.simulate.world;

import java.util.List;

/**
 * Enrolment of school years before the census year, which nobody lived through.
 *
 * <p>A cohort that is still in the level on the census day was bigger by those whom it lost since
 * then. One that has left the level entered it in proportion to the births of its year, as the
 * cohorts of the census did. Of primary cohorts that have gone on, no more entered grade 1 than
 * came to grade 6 and were lost on the way, so that no cohort shrinks between the levels.
 */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class PastEnrolment {
  private static final double DEVIATION = 0.04;

  private final Province province;
  private final Profile profile;
  private final Enrolment census;
  private final double primaryLink;

  PastEnrolment(Province province, Enrolment census) {
    this.province = province;
    this.profile = province.profile();
    this.census = census;
    double primary = rate(Level.PRIMARY, province.institutions());
    double lower = rate(Level.LOWER_SECONDARY, province.institutions());
    double onTheWay =
        profile.parameter("lower_secondary_rate")
            * StrictMath.pow(kept(Level.PRIMARY), Level.PRIMARY.gradeCount());
    this.primaryLink = primary == 0 || lower == 0 ? 1 : lower / onTheWay / primary;
  }

  /** The enrolment of a year before that of the census. */
  Enrolment of(int year) {
    Enrolment result = Enrolment.empty(year, province.institutions().size());
    for (Institution institution : province.institutions()) {
      Enrolment.Figures figures = new Enrolment.Figures();
      for (Level level : institution.levels()) {
        for (int grade = level.firstGrade(); grade <= level.lastGrade(); grade++) {
          switch (level) {
            case SPECIAL -> copy(institution, grade, figures);
            case PRESCHOOL -> byBirths(year, institution, grade, figures);
            default -> byCohort(year, institution, level, grade, figures);
          }
        }
      }
      result.add(institution, figures);
    }
    return result;
  }

  /** Which part of a grade is in the next one a year later. */
  private double kept(Level level) {
    return 1
        - profile.parameter("dropout_rate", level)
        - profile.parameter("transfer_out_rate")
        + profile.parameter("transfer_in_rate");
  }

  /** How many enter a level for each unit of births, by the cohorts of the census. */
  private double rate(Level level, List<Institution> institutions) {
    double entered = 0;
    double births = 0;
    for (int place = 0; place < level.gradeCount(); place++) {
      int grade = level.firstGrade() + place;
      births += Births.form(profile, Founding.birthYear(census.year(), grade));
      for (Institution institution : institutions) {
        if (institution.teaches(level)) {
          entered += census.learners(institution, grade) / StrictMath.pow(kept(level), place);
        }
      }
    }
    return entered / births;
  }

  private void copy(Institution institution, int grade, Enrolment.Figures figures) {
    for (Enrolment.Cell cell : census.cells(institution, grade)) {
      figures.add(grade, cell.isGirl(), cell.age(), cell.learners());
    }
  }

  private void byBirths(int year, Institution institution, int grade, Enrolment.Figures figures) {
    int born = Founding.birthYear(year, grade);
    Dice dice = dice(institution, born, grade);
    double ratio =
        Births.form(profile, born)
            / Births.form(profile, Founding.birthYear(census.year(), grade))
            * StrictMath.exp(DEVIATION * dice.normal());
    for (Enrolment.Cell cell : census.cells(institution, grade)) {
      int learners = (int) (cell.learners() * ratio + dice.fraction());
      figures.add(grade, cell.isGirl(), cell.age(), learners);
    }
  }

  private void byCohort(
      int year, Institution institution, Level level, int grade, Enrolment.Figures figures) {
    int before = census.year() - year;
    if (grade + before > level.lastGrade()) {
      byEntry(year, institution, level, grade, figures);
      return;
    }
    double lost = StrictMath.pow(kept(level), before);
    double wereLate =
        Founding.overage(profile, level, grade) / Founding.overage(profile, level, grade + before);
    int entry = year - (grade - level.firstGrade());
    for (Enrolment.Cell cell : census.cells(institution, grade + before)) {
      Dice dice = dice(institution, entry, 100L + 2L * cell.age() + (cell.isGirl() ? 1 : 0));
      int learners = (int) (cell.learners() / lost + dice.fraction());
      int late = cell.age() - Founding.age(grade + before);
      // Of those who are late now, some repeated only since then.
      int older = late > 0 ? (int) (learners * wereLate + dice.fraction()) : 0;
      figures.add(grade, cell.isGirl(), Founding.age(grade), learners - older);
      figures.add(grade, cell.isGirl(), Founding.age(grade) + late, older);
    }
  }

  /** A cohort of which the census saw nobody. */
  private void byEntry(
      int year, Institution institution, Level level, int grade, Enrolment.Figures figures) {
    int place = grade - level.firstGrade();
    int entry = year - place;
    Dice dice = dice(institution, entry, 1000L + level.ordinal());
    double entered =
        rate(level, List.of(institution))
            * Births.form(profile, Founding.birthYear(year, grade))
            * (level == Level.PRIMARY ? primaryLink : 1)
            * StrictMath.exp(DEVIATION * dice.normal());
    int learners = (int) (entered * StrictMath.pow(kept(level), place) + dice.fraction());
    double boyShare =
        profile.parameter("births_boys") + 0.2 * dice.normal() / Math.sqrt(1 + learners);
    int boys = Math.max(0, Math.min(learners, (int) Math.round(learners * boyShare)));
    add(figures, level, grade, false, boys, dice);
    add(figures, level, grade, true, learners - boys, dice);
  }

  private void add(
      Enrolment.Figures figures, Level level, int grade, boolean isGirl, int learners, Dice dice) {
    double share = Founding.overage(profile, level, grade);
    int rest = learners;
    for (int late = 0; late <= Founding.MOST_YEARS_LATE; late++) {
      int older = Math.min(rest, (int) (rest * share + dice.fraction()));
      figures.add(grade, isGirl, Founding.age(grade) + late, rest - older);
      rest = older;
      share = late + 2 > Founding.MOST_YEARS_LATE ? 0 : Founding.olderYet(level);
    }
  }

  private Dice dice(Institution institution, int cohort, long what) {
    return Dice.of(province.seed(), Purpose.HISTORY, institution.index(), cohort, what);
  }
}
