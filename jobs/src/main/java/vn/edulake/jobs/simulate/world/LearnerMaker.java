package vn.edulake.jobs.simulate.world;

import java.util.ArrayList;
import java.util.List;

/** Makes learners that do not exist. */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class LearnerMaker {
  /** Children are in the special school from the age of 6 on for so many years. */
  static final int YEARS_OF_SPECIAL = 9;

  private static final double ABILITY_OF_LATE = -0.7;

  private final Profile profile;
  private final long seed;
  private final Learners learners;
  private final List<List<Integer>> neighbours = new ArrayList<>();

  LearnerMaker(Profile profile, long seed, List<Commune> communes, Learners learners) {
    this.profile = profile;
    this.seed = seed;
    this.learners = learners;
    for (Commune commune : communes) {
      List<Integer> others = new ArrayList<>();
      for (Commune other : communes) {
        if (other.districtCode().equals(commune.districtCode())
            && other.index() != commune.index()) {
          others.add(other.index());
        }
      }
      neighbours.add(others);
    }
  }

  /** A learner of the census year, who lives near the institution. */
  int found(Institution institution, Level level, int grade) {
    Dice dice = Dice.of(seed, Purpose.LEARNER, learners.count());
    int commune = institution.commune();
    List<Integer> others = neighbours.get(commune);
    if (!others.isEmpty() && dice.happens(profile.parameter("other_commune_share"))) {
      commune = others.get(dice.below(others.size()));
    }
    int late =
        switch (level) {
          case PRESCHOOL -> 0;
          case SPECIAL -> dice.below(YEARS_OF_SPECIAL);
          default -> Founding.yearsLate(profile, level, grade, dice);
        };
    int birthYear = Founding.birthYear(profile.censusYear(), grade) - late;
    // Who repeated was rarely among the best; grade 10 took the better ones of them.
    double ability =
        late > 0 && (level == Level.PRIMARY || level == Level.LOWER_SECONDARY)
            ? ABILITY_OF_LATE
            : 0;
    return make(dice, birthYear, commune, ability, profile.censusYear());
  }

  /** A child or newcomer who lives in a commune. */
  int enter(int commune, int birthYear, int schoolYear) {
    Dice dice = Dice.of(seed, Purpose.LEARNER, learners.count());
    return make(dice, birthYear, commune, 0, schoolYear);
  }

  private int make(Dice dice, int birthYear, int commune, double meanAbility, int schoolYear) {
    boolean isGirl = !dice.happens(profile.parameter("births_boys"));
    int birthDay = Founding.day(birthYear, dice);
    double ability = meanAbility + dice.normal() + (isGirl ? 0.12 : -0.12);
    int flags = 0;
    flags |= flag(dice, "minority_share", Learners.Trait.MINORITY);
    double fate = dice.fraction();
    if (fate < profile.parameter("poor_share")) {
      flags |= 1 << Learners.Trait.POOR.ordinal();
      ability -= 0.3;
    } else if (fate < profile.parameter("poor_share") + profile.parameter("near_poor_share")) {
      flags |= 1 << Learners.Trait.NEAR_POOR.ordinal();
      ability -= 0.15;
    }
    flags |= flag(dice, "disability_share", Learners.Trait.DISABLED);
    flags |= flag(dice, "policy_share", Learners.Trait.POLICY);
    return learners.add(birthDay, isGirl, commune, ability, flags, schoolYear);
  }

  private int flag(Dice dice, String share, Learners.Trait trait) {
    return dice.happens(profile.parameter(share)) ? 1 << trait.ordinal() : 0;
  }
}
