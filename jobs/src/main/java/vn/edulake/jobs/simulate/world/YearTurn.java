package vn.edulake.jobs.simulate.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Turns one school year into the next: promotion and repetition, summer moves, returns, admission
 * to grades 6 and 10, and the intake of children.
 */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class YearTurn {
  private static final String[] PRESCHOOL_AGES = {"nursery", "three", "four", "five"};

  private final Province province;
  private final Profile profile;
  private final SchoolYear before;
  private final int year;
  private final Rolls rolls;
  private final IntList gradeOf = new IntList();
  private final List<Finisher> finishers = new ArrayList<>();

  /** Who was in the last grade of preschool, by commune of residence. */
  private final int[] preschoolLeavers;

  /** Somebody who ended grade 9, and how well. */
  private record Finisher(int learner, Institution from, double score) {}

  YearTurn(Province province, SchoolYear before) {
    this.province = province;
    this.profile = province.profile();
    this.before = before;
    this.year = before.year() + 1;
    this.rolls = new Rolls(province.institutions().size());
    this.preschoolLeavers = new int[province.communes().size()];
    for (int i = 0; i < province.learners().count(); i++) {
      gradeOf.add(0);
    }
  }

  SchoolYear turn() {
    for (SchoolClass one : before.classes()) {
      Stints stints = before.stints();
      for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
        switch (stints.exit(i)) {
          case YEAR_END -> goOn(one, stints.learner(i), stints.grade(i));
          case DROPOUT -> comeBack(one, stints.learner(i), stints.grade(i));
          case TRANSFER, TRANSFER_OUT -> {
            // The next class of the province has the rest; another province has none of it.
          }
        }
      }
    }
    admit();
    enter();
    moveIn();
    shuffleEntries();
    int[] counts = new int[Level.values().length];
    Arrays.fill(counts, -1);
    return new YearMaker(province, year).make(rolls, gradeOf, counts);
  }

  private void put(int learner, Institution institution, int grade) {
    rolls.of(institution.index(), grade).add(learner);
    while (gradeOf.size() <= learner) {
      gradeOf.add(0);
    }
    gradeOf.set(learner, grade);
  }

  private void goOn(SchoolClass from, int learner, int grade) {
    Institution institution = province.institutions().get(from.institution());
    Level level = from.level();
    if (level == Level.SPECIAL) {
      int born = LocalDate.ofEpochDay(province.learners().birthDay(learner)).getYear();
      if (Founding.birthYear(year, 1) - born < LearnerMaker.YEARS_OF_SPECIAL) {
        put(learner, institution, grade);
      }
      return;
    }
    Dice dice = Dice.of(province.seed(), Purpose.MOVE, learner, year, 1);
    boolean repeats = before.outcome(learner) == SchoolYear.Outcome.REPEATS;
    double dropout =
        profile.parameter("dropout_rate", level)
            * YearMaker.dropoutInSummer(profile, level, grade)
            * YearMaker.Weight.DROPOUT.of(province.learners(), learner)
            / usual(level);
    double inSummer = profile.parameter("transfer_in_summer");
    double fate = dice.fraction();
    boolean isLast = grade == level.lastGrade() && !repeats;
    if (fate < dropout) {
      return;
    }
    if (movesAway(profile, fate)) {
      return;
    }
    int next = repeats ? grade : grade + 1;
    if (!isLast) {
      boolean moves = dice.happens(profile.parameter("transfer_rate") * inSummer);
      Institution other = moves ? province.catchment().other(level, institution, dice) : null;
      put(learner, other == null ? institution : other, next);
      return;
    }
    switch (level) {
      case PRESCHOOL -> {
        if (province.catchment().has(Level.PRIMARY)) {
          int commune = province.learners().commune(learner);
          preschoolLeavers[commune]++;
          put(learner, province.catchment().pick(Level.PRIMARY, commune, dice), 1);
        }
      }
      case PRIMARY -> {
        if (institution.teaches(Level.LOWER_SECONDARY)) {
          put(learner, institution, 6);
        } else if (province.catchment().has(Level.LOWER_SECONDARY)
            && dice.happens(profile.parameter("lower_secondary_rate"))) {
          put(
              learner,
              province.catchment().pick(Level.LOWER_SECONDARY, institution.commune(), dice),
              6);
        }
      }
      case LOWER_SECONDARY ->
          finishers.add(
              new Finisher(
                  learner,
                  institution,
                  province.learners().ability(learner) + 0.6 * dice.normal()));
      default -> {
        // Upper secondary and continuing education end here.
      }
    }
  }

  private static boolean movesAway(Profile profile, double fate) {
    double inSummer = profile.parameter("transfer_in_summer");
    return fate > 1 - profile.parameter("transfer_out_rate") * inSummer;
  }

  /** Whether somebody who learned here in the year before now does so in another province. */
  static boolean movedAway(Province province, int learner) {
    Dice dice = Dice.of(province.seed(), Purpose.MOVE, learner, province.year().year(), 1);
    return movesAway(province.profile(), dice.fraction());
  }

  private final double[] usual = new double[Level.values().length];

  /**
   * The dropout weights of those who can still drop out of a level in summer, for each of its
   * learners at the start of the year that ended: the rates of the profile are shares of these.
   */
  private double usual(Level level) {
    if (usual[level.ordinal()] == 0) {
      double sum = 0;
      int count = 0;
      Stints stints = before.stints();
      int first = (int) before.days().opening().toEpochDay();
      for (SchoolClass one : before.classes()) {
        if (one.level() == level) {
          for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
            if (stints.grade(i) != level.lastGrade()) {
              count += stints.from(i) == first ? 1 : 0;
              sum +=
                  stints.exit(i) == Stints.Exit.YEAR_END
                      ? YearMaker.Weight.DROPOUT.of(province.learners(), stints.learner(i))
                      : 0;
            }
          }
        }
      }
      usual[level.ordinal()] = count == 0 || sum == 0 ? 1 : sum / count;
    }
    return usual[level.ordinal()];
  }

  private void comeBack(SchoolClass from, int learner, int grade) {
    Dice dice = Dice.of(province.seed(), Purpose.MOVE, learner, year, 2);
    if (from.level() != Level.PRESCHOOL && dice.happens(profile.parameter("return_rate"))) {
      put(learner, province.institutions().get(from.institution()), grade);
    }
  }

  /**
   * Admission to grade 10: the best of a year go on, the next to continuing education. Some places
   * there are taken by those who ended grade 9 in an earlier year, and went on nowhere.
   */
  private void admit() {
    boolean hasUpper = province.catchment().has(Level.UPPER_SECONDARY);
    boolean hasContinuing = province.catchment().has(Level.CONTINUING);
    finishers.sort(
        Comparator.comparingDouble((Finisher f) -> -f.score()).thenComparingInt(Finisher::learner));
    double perLowerGrade = profile.count("learners.lower_secondary") / 4.0;
    double upperRate = profile.count("learners.upper_secondary") / 3.0 / perLowerGrade;
    double continuingRate = profile.count("learners.continuing") / 3.0 / perLowerGrade;
    long upper = hasUpper ? Math.round(finishers.size() * upperRate * 1.04) : 0;
    long continuing = hasContinuing ? Math.round(finishers.size() * continuingRate * 1.25) : 0;
    continuing -= comeLate((int) continuing);
    for (int i = 0; i < finishers.size(); i++) {
      Finisher finisher = finishers.get(i);
      Dice dice = Dice.of(province.seed(), Purpose.ADMISSION, finisher.learner(), year);
      int commune = finisher.from().commune();
      if (i < upper) {
        Institution at =
            finisher.from().teaches(Level.UPPER_SECONDARY)
                ? finisher.from()
                : province.catchment().pick(Level.UPPER_SECONDARY, commune, dice);
        put(finisher.learner(), at, 10);
      } else if (i < upper + continuing) {
        put(finisher.learner(), province.catchment().pick(Level.CONTINUING, commune, dice), 10);
      } else {
        province.withoutGradeTen().add(finisher.learner());
      }
    }
  }

  /** Gives a part of the places of continuing education to who comes late; how many. */
  private int comeLate(int places) {
    List<Integer> waiting = province.withoutGradeTen();
    int late =
        Math.min(
            waiting.size(), (int) Math.round(places * profile.parameter("continuing_late_share")));
    Dice dice = Dice.of(province.seed(), Purpose.ADMISSION, -1, year);
    for (int i = 0; i < late; i++) {
      // The newest stand last and are the likeliest.
      double back = dice.fraction();
      int learner = waiting.remove(waiting.size() - 1 - (int) (waiting.size() * back * back));
      int commune = province.learners().commune(learner);
      put(learner, province.catchment().pick(Level.CONTINUING, commune, dice), 10);
    }
    return late;
  }

  /** Children who come to a preschool or to grade 1 for the first time. */
  private void enter() {
    if (province.catchment().has(Level.PRIMARY)) {
      int birthYear = Founding.birthYear(year, 1);
      int[] born = province.births().of(birthYear);
      double[] missing = new double[born.length];
      double expected = 0;
      for (int commune = 0; commune < born.length; commune++) {
        double entering = born[commune] * province.births().entering();
        missing[commune] = Math.max(0, entering - preschoolLeavers[commune]);
        expected += entering;
      }
      int wanted = Math.max(0, (int) Math.round(expected) - Arrays.stream(preschoolLeavers).sum());
      int[] byCommune = Shares.of(wanted, missing, 0);
      // Who was in no preschool is who may come late.
      double late = profile.parameter("late_entry_share") * expected / Math.max(1, wanted);
      for (int commune = 0; commune < born.length; commune++) {
        Dice dice = Dice.of(province.seed(), Purpose.ENTRY, commune, year, -1);
        for (int i = 0; i < byCommune[commune]; i++) {
          enter(Level.PRIMARY, 1, commune, birthYear - (dice.happens(late) ? 1 : 0), dice);
        }
      }
    }
    if (province.catchment().has(Level.PRESCHOOL)) {
      int[] staying = new int[4];
      for (Institution institution : province.institutions()) {
        if (institution.teaches(Level.PRESCHOOL)) {
          for (int grade = -2; grade <= 0; grade++) {
            staying[grade + 3] += rolls.of(institution.index(), grade).size();
          }
        }
      }
      for (int grade = -3; grade <= 0; grade++) {
        int birthYear = Founding.birthYear(year, grade);
        double share = preschoolShare(grade);
        int[] born = province.births().of(birthYear);
        int wanted = (int) Math.round(share * Arrays.stream(born).sum()) - staying[grade + 3];
        double[] weights = Arrays.stream(born).asDoubleStream().toArray();
        int[] byCommune = Shares.of(Math.max(0, wanted), weights, 0);
        for (int commune = 0; commune < born.length; commune++) {
          Dice dice = Dice.of(province.seed(), Purpose.ENTRY, commune, year, grade - 10);
          for (int i = 0; i < byCommune[commune]; i++) {
            enter(Level.PRESCHOOL, grade, commune, birthYear, dice);
          }
        }
      }
    }
    for (Institution institution : province.institutions()) {
      if (institution.teaches(Level.SPECIAL)) {
        int missing =
            (int) profile.parameter("special_learners") - rolls.of(institution.index(), 1).size();
        for (int i = 0; i < missing; i++) {
          int learner =
              province.maker().enter(institution.commune(), Founding.birthYear(year, 1), year);
          put(learner, institution, 1);
        }
      }
    }
  }

  /** Which part of the children born in a year is in a public preschool, by the census counts. */
  private double preschoolShare(int grade) {
    double sum = 0;
    double weighted = 0;
    int censusYear = profile.censusYear();
    for (int g = -3; g <= 0; g++) {
      double share = profile.parameter("preschool_share." + PRESCHOOL_AGES[g + 3]);
      weighted += share * Births.form(profile, censusYear - 1 - Founding.age(g));
    }
    for (int g = 1; g <= 5; g++) {
      sum += Births.form(profile, censusYear - 1 - Founding.age(g));
    }
    double preschool = profile.count("learners.preschool");
    double primary = profile.count("learners.primary") / province.births().entering();
    double perShare = preschool / weighted / (primary / sum);
    return perShare * profile.parameter("preschool_share." + PRESCHOOL_AGES[grade + 3]);
  }

  private void enter(Level level, int grade, int commune, int birthYear, Dice dice) {
    int learner = province.maker().enter(commune, birthYear, year);
    put(learner, province.catchment().pick(level, commune, dice), grade);
  }

  /** Newcomers from other provinces at the start of the year. */
  private void moveIn() {
    double rate = profile.parameter("transfer_in_rate") * profile.parameter("transfer_in_summer");
    for (Institution institution : province.institutions()) {
      for (Level level : institution.levels()) {
        if (level == Level.SPECIAL || level == Level.PRESCHOOL) {
          continue;
        }
        for (int grade = level.firstGrade(); grade <= level.lastGrade(); grade++) {
          Dice dice =
              Dice.of(province.seed(), Purpose.ENTRY, institution.index(), year, 100 + grade);
          int count = dice.poisson(rate * rolls.of(institution.index(), grade).size());
          for (int i = 0; i < count; i++) {
            int birthYear = Founding.birthYear(year, grade);
            put(province.maker().enter(institution.commune(), birthYear, year), institution, grade);
          }
        }
      }
    }
  }

  /** Who is new to a school is divided among its classes by chance; others stay together. */
  private void shuffleEntries() {
    for (Institution institution : province.institutions()) {
      for (int grade : new int[] {-3, 1, 6, 10}) {
        IntList list = rolls.of(institution.index(), grade);
        list.shuffle(
            Dice.of(province.seed(), Purpose.CLASS, institution.index(), year, 1000 + grade), 0);
      }
    }
  }
}
