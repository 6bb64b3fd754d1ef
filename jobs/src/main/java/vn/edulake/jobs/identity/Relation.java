package vn.edulake.jobs.identity;

/** Whether two statements may be about one person, by what they say of it. */
enum Relation {
  /** One person, if anything ties the two. */
  SAME,
  /** One person or not: people have to look. */
  DOUBTFUL,
  /** Two persons, whatever ties them. */
  DIFFERENT;

  /**
   * Compares name, birth date and sex.
   *
   * @param shared how many identifiers the two have in common
   */
  static Relation of(Statements all, int a, int b, int shared) {
    Level name = all.compareNames(a, b);
    Level birth = all.compareBirthDates(a, b);
    boolean isOtherSex = all.compareSexes(a, b) == Level.DIFFERENT;
    return switch (name) {
      case EQUAL, VARIANT -> ofEqualNames(birth, isOtherSex, shared);
      case CLOSE, PART -> ofCloseNames(birth, isOtherSex, shared);
      case MISSING, WEAK, EXCHANGED -> ofWeakNames(birth, isOtherSex, shared);
      case DIFFERENT -> birth == Level.EQUAL && !isOtherSex && shared > 1 ? DOUBTFUL : DIFFERENT;
    };
  }

  private static Relation ofEqualNames(Level birth, boolean isOtherSex, int shared) {
    return switch (birth) {
      case EQUAL, MISSING -> SAME;
      case VARIANT, CLOSE, PART, EXCHANGED -> isOtherSex && shared < 2 ? DOUBTFUL : SAME;
      case WEAK -> DOUBTFUL;
      case DIFFERENT -> shared > 0 ? DOUBTFUL : DIFFERENT;
    };
  }

  private static Relation ofCloseNames(Level birth, boolean isOtherSex, int shared) {
    return switch (birth) {
      case EQUAL -> SAME;
      case MISSING -> shared > 0 ? SAME : DOUBTFUL;
      case VARIANT, CLOSE, PART, EXCHANGED -> isOtherSex && shared < 2 ? DIFFERENT : SAME;
      case WEAK, DIFFERENT -> shared > 1 ? DOUBTFUL : DIFFERENT;
    };
  }

  private static Relation ofWeakNames(Level birth, boolean isOtherSex, int shared) {
    return switch (birth) {
      case EQUAL -> shared > 1 && !isOtherSex ? SAME : DOUBTFUL;
      case MISSING -> shared > 1 ? SAME : DOUBTFUL;
      case VARIANT, CLOSE, PART, EXCHANGED -> shared > 1 && !isOtherSex ? DOUBTFUL : DIFFERENT;
      case WEAK, DIFFERENT -> DIFFERENT;
    };
  }
}
