package vn.edulake.jobs.simulate.world;

/**
 * Children born in each commune and year. The total follows a trend and the zodiac; its height is
 * such that the primary grades of the census year come out.
 */
public final class Births {
  private static final int MIDDLE = 2016;

  private final Profile profile;
  private final long seed;
  private final double base;
  private final double[] weights;

  /**
   * Births.
   *
   * @param primaryLearners of the census year, by commune of residence
   */
  Births(Profile profile, long seed, int[] primaryLearners) {
    this.profile = profile;
    this.seed = seed;
    this.weights = new double[primaryLearners.length];
    double learners = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = primaryLearners[i];
      learners += primaryLearners[i];
    }
    double cohorts = 0;
    for (int grade = 1; grade <= 5; grade++) {
      cohorts += form(profile.censusYear() - 1 - 5 - grade);
    }
    this.base = learners / (cohorts * entering());
  }

  /** Which part of the children born in a year enters grade 1. */
  double entering() {
    return profile.parameter("survival_to_school")
        * (1 + profile.parameter("migration_before_school"))
        * profile.parameter("intake_rate.primary");
  }

  private double form(int year) {
    return form(profile, year);
  }

  /** Births of a year against those of 2016 without zodiac. */
  static double form(Profile profile, int year) {
    double zodiac =
        switch (Math.floorMod(year - 4, 12)) {
          case 4 -> profile.parameter("births_dragon");
          case 7 -> profile.parameter("births_goat");
          case 11 -> profile.parameter("births_pig");
          case 2 -> profile.parameter("births_tiger");
          default -> 1;
        };
    return StrictMath.pow(profile.parameter("births_trend"), year - MIDDLE) * zodiac;
  }

  /** Children born in a year, by commune. */
  public int[] of(int year) {
    double[] moved = weights.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] *= StrictMath.exp(0.04 * Dice.of(seed, Purpose.BIRTHS, i, year).normal());
    }
    return Shares.of((int) Math.round(base * form(year)), moved, 0);
  }

  /** Boys among the children of a commune and year. */
  public int boys(int commune, int year, int births) {
    Dice dice = Dice.of(seed, Purpose.BIRTHS, commune, year, 1);
    double mean = births * profile.parameter("births_boys");
    return Math.max(
        0, Math.min(births, (int) Math.round(mean + Math.sqrt(mean) * 0.3 * dice.normal())));
  }

  /** Children of a commune and birth year who live there at an age, rounded. */
  public int[] population(int birthYear, int age) {
    int[] born = of(birthYear);
    double share =
        StrictMath.pow(profile.parameter("survival_to_school"), Math.min(1, age / 6.0))
            * (1 + profile.parameter("migration_before_school") * Math.min(1, age / 6.0))
            * StrictMath.pow(0.998, Math.max(0, age - 6));
    int[] result = new int[born.length];
    for (int i = 0; i < born.length; i++) {
      result[i] = (int) Math.round(born[i] * share);
    }
    return result;
  }
}
