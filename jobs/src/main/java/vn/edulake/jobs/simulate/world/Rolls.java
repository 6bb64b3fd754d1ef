package vn.edulake.jobs.simulate.world;

/**
 * Who learns in which grade of which institution at the start of a year, before there are classes.
 */
final class Rolls {
  private static final int GRADES = 16;
  private static final int LOWEST = 3;

  private final IntList[] lists;

  Rolls(int institutionCount) {
    lists = new IntList[institutionCount * GRADES];
    for (int i = 0; i < lists.length; i++) {
      lists[i] = new IntList();
    }
  }

  IntList of(int institution, int grade) {
    return lists[institution * GRADES + grade + LOWEST];
  }
}
