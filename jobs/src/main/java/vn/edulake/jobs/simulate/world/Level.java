package vn.edulake.jobs.simulate.world;

/** A level of schooling, with its code in the sector database and its grades. */
public enum Level {
  /** Grades are -3 nursery, -2 three years, -1 four years, 0 five years. */
  PRESCHOOL("01", -3, 0),
  PRIMARY("02", 1, 5),
  LOWER_SECONDARY("03", 6, 9),
  UPPER_SECONDARY("04", 10, 12),
  CONTINUING("05", 10, 12),
  /** A school for children with disabilities; its learners are in no figure by level. */
  SPECIAL("06", 1, 1);

  private final String code;
  private final int firstGrade;
  private final int lastGrade;

  Level(String code, int firstGrade, int lastGrade) {
    this.code = code;
    this.firstGrade = firstGrade;
    this.lastGrade = lastGrade;
  }

  public String code() {
    return code;
  }

  public int firstGrade() {
    return firstGrade;
  }

  public int lastGrade() {
    return lastGrade;
  }

  public int gradeCount() {
    return lastGrade - firstGrade + 1;
  }

  /** The name under which the profile has figures of the level. */
  public String figure() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether marks from 0 to 10 are given in every subject. */
  public boolean hasMarks() {
    return this == LOWER_SECONDARY || this == UPPER_SECONDARY || this == CONTINUING;
  }
}
