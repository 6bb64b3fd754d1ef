package vn.edulake.jobs.simulate.world;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.edulake.models.policy.Policies;

/**
 * A province that lives: founded on the census counts of a profile, then turned from school year to
 * school year.
 */
public final class Province {
  /** Before this day there were districts; from it on there are none. */
  public static final LocalDate REFORM = LocalDate.of(2025, 7, 1);

  private final Profile profile;
  private final long seed;
  private final Policies policies;
  private final List<Commune> communes;
  private final List<Institution> institutions;
  private final Learners learners = new Learners();
  private final LearnerMaker maker;
  private final Births births;
  private final Catchment catchment;
  private final Staff staff;
  private final Map<Integer, SchoolYear> years = new HashMap<>();
  private final Map<Integer, Enrolment> enrolments = new HashMap<>();
  private final double[] schoolEffects;
  private final List<Integer> withoutGradeTen = new ArrayList<>();
  private SchoolYear year;

  private Province(Profile profile, Scale scale, long seed, Path places, Policies policies) {
    this.profile = profile;
    this.seed = seed;
    this.policies = policies;
    Founding founding = new Founding(profile, scale, seed, CommuneList.load(places, profile, seed));
    this.communes = founding.communes();
    this.institutions = List.copyOf(founding.institutions());
    this.maker = new LearnerMaker(profile, seed, communes, learners);
    this.catchment = new Catchment(communes, institutions);
    this.schoolEffects = new double[institutions.size()];
    for (int i = 0; i < schoolEffects.length; i++) {
      Dice dice = Dice.of(seed, Purpose.INSTITUTION_SIZE, i);
      schoolEffects[i] = profile.parameter("school_deviation") * dice.normal();
    }
    Rolls rolls = new Rolls(institutions.size());
    IntList grades = founding.fill(institutions, learners, maker, rolls);
    int[] primary = new int[communes.size()];
    for (int i = 0; i < learners.count(); i++) {
      if (grades.get(i) >= 1 && grades.get(i) <= 5) {
        primary[learners.commune(i)]++;
      }
    }
    this.births = new Births(profile, seed, primary);
    YearMaker first = new YearMaker(this, profile.censusYear());
    this.year = first.make(rolls, grades, founding.classCounts());
    this.staff = new Staff(this, founding.staffCount(), founding.teacherCount());
    years.put(year.year(), year);
    enrolments.put(year.year(), Enrolment.count(this, year));
  }

  /**
   * Founds a province.
   *
   * @param places the folder of the lists of administrative units
   * @return the province in its census year
   */
  public static Province found(
      Profile profile, Scale scale, long seed, Path places, Policies policies) {
    return new Province(profile, scale, seed, places, policies);
  }

  /** Goes on to the next school year. */
  public SchoolYear turn() {
    SchoolYear next = new YearTurn(this, year).turn();
    years.clear();
    years.put(year.year(), year);
    years.put(next.year(), next);
    staff.turn(next);
    year = next;
    enrolments.put(next.year(), Enrolment.count(this, next));
    return next;
  }

  /** The school year that it is in. */
  public SchoolYear year() {
    return year;
  }

  /** The year before; null in the census year. */
  public @org.jspecify.annotations.Nullable SchoolYear yearBefore() {
    return years.get(year.year() - 1);
  }

  /** Who learned where on the census day of this year, of one that was, or of one before all. */
  public Enrolment enrolment(int ofYear) {
    Enrolment counted = enrolments.get(ofYear);
    return counted == null
        ? new PastEnrolment(this, enrolments.get(profile.censusYear())).of(ofYear)
        : counted;
  }

  public Profile profile() {
    return profile;
  }

  public long seed() {
    return seed;
  }

  Policies policies() {
    return policies;
  }

  public List<Commune> communes() {
    return communes;
  }

  public List<Institution> institutions() {
    return institutions;
  }

  public Learners learners() {
    return learners;
  }

  public Staff staff() {
    return staff;
  }

  public Births births() {
    return births;
  }

  Catchment catchment() {
    return catchment;
  }

  LearnerMaker maker() {
    return maker;
  }

  /** Who ended grade 9 and went on nowhere, the newest last; some do in a later year. */
  List<Integer> withoutGradeTen() {
    return withoutGradeTen;
  }

  /** Of somebody who learned here until summer, and no more: whether for another province. */
  public boolean movedAwayInSummer(int learner) {
    return YearTurn.movedAway(this, learner);
  }

  /** How much better marks are at an institution, in marks. */
  double schoolEffect(int institution) {
    return schoolEffects[institution];
  }

  /** Dice of this province. */
  public Dice dice(Purpose purpose, long first, long second, long third) {
    return Dice.of(seed, purpose, first, second, third);
  }
}
