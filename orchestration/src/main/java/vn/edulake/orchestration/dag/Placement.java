package vn.edulake.orchestration.dag;

/**
 * Which share of the machine a task takes, and before which other tasks.
 *
 * @param slots of the pool
 * @param priority a higher one goes first
 * @param maxActivePerDag task instances of this task at a time over all runs, or 0 for no limit
 * @param maxActivePerRun task instances of this task at a time in a run, or 0 for no limit
 */
public record Placement(
    String pool,
    int slots,
    int priority,
    WeightRule weightRule,
    String queue,
    int maxActivePerDag,
    int maxActivePerRun) {
  /** The pool of tasks that name none. */
  public static final String DEFAULT_POOL = "default_pool";

  /** The queue of tasks that name none. */
  public static final String DEFAULT_QUEUE = "default";

  /** What a task has that says nothing. */
  public static final Placement DEFAULT =
      new Placement(DEFAULT_POOL, 1, 1, WeightRule.DOWNSTREAM, DEFAULT_QUEUE, 0, 0);

  public Placement {
    if (pool.isBlank()) {
      throw new IllegalArgumentException("Missing pool: its name is empty");
    }
    if (slots < 1) {
      throw new IllegalArgumentException("Invalid pool_slots: " + slots + " (1 or more)");
    }
    if (maxActivePerDag < 0 || maxActivePerRun < 0) {
      throw new IllegalArgumentException("Invalid max_active_tis: it is negative (1 or more)");
    }
  }
}
