package vn.edulake.jobs.simulate.world;

import java.util.ArrayList;
import java.util.List;

/** Makes learners that do not exist. */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class LearnerMaker {
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
  int found(Institution institution, int grade) {
    Dice dice = Dice.of(seed, Purpose.LEARNER, learners.count());
    int commune = institution.commune();
    List<Integer> others = neighbours.get(commune);
    if (!others.isEmpty() && dice.happens(profile.parameter("other_commune_share"))) {
      commune = others.get(dice.below(others.size()));
    }
    boolean isOld = grade > 1 && dice.happens(profile.parameter("overage_share"));
    int birthYear = Founding.birthYear(profile.censusYear(), grade) - (isOld ? 1 : 0);
    return make(dice, birthYear, commune, profile.censusYear());
  }

  /** A child or newcomer who lives in a commune. */
  int enter(int commune, int birthYear, int schoolYear) {
    return make(Dice.of(seed, Purpose.LEARNER, learners.count()), birthYear, commune, schoolYear);
  }

  private int make(Dice dice, int birthYear, int commune, int schoolYear) {
    boolean isGirl = !dice.happens(profile.parameter("births_boys"));
    int birthDay = Founding.day(birthYear, dice);
    double ability = dice.normal() + (isGirl ? 0.12 : -0.12);
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
