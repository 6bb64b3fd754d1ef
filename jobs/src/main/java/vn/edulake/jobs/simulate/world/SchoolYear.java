package vn.edulake.jobs.simulate.world;

import java.util.List;

/** One school year of the province: its days, classes, who was in them, and how it ended. */
public final class SchoolYear {
  private final SchoolDays days;
  private final List<SchoolClass> classes;
  private final int[] firstClassOf;
  private final Stints stints;
  private final byte[] outcomes;

  /** How a year ended for somebody who stayed to its end. */
  public enum Outcome {
    /** Not told: preschools and the special school, and who left. */
    NONE,
    PROMOTED,
    /** Promoted after tests were taken again in summer. */
    RETESTED,
    REPEATS
  }

  /**
   * A year.
   *
   * @param classes by institution
   * @param outcomes by learner
   */
  SchoolYear(
      SchoolDays days,
      List<SchoolClass> classes,
      int institutionCount,
      Stints stints,
      byte[] outcomes) {
    this.days = days;
    this.classes = List.copyOf(classes);
    this.stints = stints;
    this.outcomes = outcomes;
    this.firstClassOf = new int[institutionCount + 1];
    for (SchoolClass one : classes) {
      firstClassOf[one.institution() + 1]++;
    }
    for (int i = 0; i < institutionCount; i++) {
      firstClassOf[i + 1] += firstClassOf[i];
    }
  }

  /** The year in which it ends. */
  public int year() {
    return days.year();
  }

  public SchoolDays days() {
    return days;
  }

  /** All classes, by institution, level, grade and name. */
  public List<SchoolClass> classes() {
    return classes;
  }

  public List<SchoolClass> classes(Institution institution) {
    return classes.subList(
        firstClassOf[institution.index()], firstClassOf[institution.index() + 1]);
  }

  public Stints stints() {
    return stints;
  }

  /** How the year ended for a learner. */
  public Outcome outcome(int learner) {
    return learner < outcomes.length ? Outcome.values()[outcomes[learner]] : Outcome.NONE;
  }

  /** How many learn in a class on a day. */
  public int size(SchoolClass of, int day) {
    int result = 0;
    for (int i = stints.start(of.index()); i < stints.start(of.index() + 1); i++) {
      if (stints.holds(i, day)) {
        result++;
      }
    }
    return result;
  }
}
