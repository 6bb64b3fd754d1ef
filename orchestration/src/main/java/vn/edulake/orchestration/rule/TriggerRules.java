package vn.edulake.orchestration.rule;

import vn.edulake.orchestration.dag.TriggerRule;

/**
 * Evaluates trigger rules. A failure or a skip before a task may decide before all have ended; that
 * is how a skip runs down a branch.
 *
 * <p>Source: Apache Airflow 3.2, {@code ti_deps/deps/trigger_rule_dep.py}.
 */
public final class TriggerRules {
  private TriggerRules() {}

  /**
   * What the rule of a task says.
   *
   * @param mapIndex of the instance, or -1 when its task is not mapped
   */
  public static Verdict evaluate(TriggerRule rule, Upstream up, int mapIndex) {
    if (up.total() == 0) {
      return Verdict.READY;
    }
    int removed = mapIndex >= 0 ? up.removed() : 0;
    return switch (rule) {
      case ALWAYS -> Verdict.READY;
      case ALL_SUCCESS ->
          up.hasFailure()
              ? Verdict.UPSTREAM_FAILED
              : up.skipped() > 0
                  ? Verdict.SKIP
                  : removed > 0 && up.success() > 0 && mapIndex >= up.success()
                      ? Verdict.REMOVE
                      : readyWhen(up.success() + removed >= up.total());
      case ALL_FAILED ->
          up.success() + up.skipped() > 0
              ? Verdict.SKIP
              : readyWhen(up.failed() + up.upstreamFailed() + removed >= up.total());
      case ALL_DONE, ALL_DONE_SETUP_SUCCESS -> readyWhen(up.areAllDone());
      case ALL_DONE_MIN_ONE_SUCCESS ->
          up.skipped() > 0
              ? Verdict.SKIP
              : up.areAllDone() && up.success() == 0
                  ? Verdict.UPSTREAM_FAILED
                  : readyWhen(up.areAllDone());
      case ONE_SUCCESS ->
          up.success() > 0
              ? Verdict.READY
              : !up.areAllDone()
                  ? Verdict.WAIT
                  : up.done() == up.skipped() ? Verdict.SKIP : Verdict.UPSTREAM_FAILED;
      case ONE_FAILED ->
          up.hasFailure() ? Verdict.READY : up.areAllDone() ? Verdict.SKIP : Verdict.WAIT;
      case ONE_DONE ->
          up.success() + up.failed() > 0
              ? Verdict.READY
              : up.areAllDone() ? Verdict.SKIP : Verdict.WAIT;
      case NONE_FAILED ->
          up.hasFailure()
              ? Verdict.UPSTREAM_FAILED
              : readyWhen(up.success() + up.skipped() + removed >= up.total());
      case NONE_FAILED_MIN_ONE_SUCCESS ->
          up.hasFailure()
              ? Verdict.UPSTREAM_FAILED
              : up.skipped() == up.total()
                  ? Verdict.SKIP
                  : readyWhen(up.success() + up.skipped() + removed >= up.total());
      case NONE_SKIPPED -> up.skipped() > 0 ? Verdict.SKIP : readyWhen(up.areAllDone());
      case ALL_SKIPPED ->
          up.success() > 0 || up.hasFailure()
              ? Verdict.SKIP
              : readyWhen(up.skipped() >= up.total());
    };
  }

  private static Verdict readyWhen(boolean holds) {
    return holds ? Verdict.READY : Verdict.WAIT;
  }
}
