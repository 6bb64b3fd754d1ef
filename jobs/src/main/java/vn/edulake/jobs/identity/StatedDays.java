package vn.edulake.jobs.identity;

/** A statement and the days on which it was made, since 1 January 1970. */
public final class StatedDays {
  private final Statement statement;
  private final int[] days;

  public StatedDays(Statement statement, int... days) {
    this.statement = statement;
    this.days = days.clone();
  }

  public Statement statement() {
    return statement;
  }

  public int[] days() {
    return days.clone();
  }
}
