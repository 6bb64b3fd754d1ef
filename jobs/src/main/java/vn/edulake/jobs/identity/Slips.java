package vn.edulake.jobs.identity;

/** Slips of the hand between two texts. */
final class Slips {
  private static final int LETTERS = 64;

  private Slips() {}

  /**
   * How many letters were left out, put in, changed or exchanged with their neighbour (the distance
   * of optimal string alignment); {@code limit + 1} when there are more than {@code limit}.
   */
  static int count(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return limit + 1;
    }
    int from = 0;
    int endA = a.length();
    int endB = b.length();
    while (from < endA && from < endB && a.charAt(from) == b.charAt(from)) {
      from++;
    }
    while (endA > from && endB > from && a.charAt(endA - 1) == b.charAt(endB - 1)) {
      endA--;
      endB--;
    }
    int rows = endA - from;
    int columns = endB - from;
    if (rows == 0 || columns == 0) {
      return Math.min(limit + 1, rows + columns);
    }
    int[] before = new int[columns + 1];
    int[] last = new int[columns + 1];
    int[] row = new int[columns + 1];
    for (int j = 1; j <= columns; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= rows; i++) {
      row[0] = i;
      int least = i;
      for (int j = 1; j <= columns; j++) {
        char x = a.charAt(from + i - 1);
        char y = b.charAt(from + j - 1);
        int cost = Math.min(last[j - 1] + (x == y ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
        if (i > 1 && j > 1 && x == b.charAt(from + j - 2) && y == a.charAt(from + i - 2)) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        row[j] = cost;
        least = Math.min(least, cost);
      }
      if (least > limit) {
        return limit + 1;
      }
      int[] free = before;
      before = last;
      last = row;
      row = free;
    }
    return Math.min(limit + 1, last[columns]);
  }

  /** How many letters one of two texts has that the other has not, wherever they stand. */
  static int strangeLetters(String a, String b) {
    int[] balance = new int[LETTERS];
    for (int i = 0; i < a.length(); i++) {
      balance[a.charAt(i) % LETTERS]++;
    }
    for (int i = 0; i < b.length(); i++) {
      balance[b.charAt(i) % LETTERS]--;
    }
    int onlyA = 0;
    int onlyB = 0;
    for (int one : balance) {
      onlyA += Math.max(0, one);
      onlyB += Math.max(0, -one);
    }
    return Math.max(onlyA, onlyB);
  }

  /** How many slips words of this length may have. */
  static int allowed(int length) {
    return length < 3 ? 0 : length < 7 ? 1 : 2;
  }
}
