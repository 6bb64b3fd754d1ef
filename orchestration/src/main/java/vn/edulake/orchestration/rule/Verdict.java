package vn.edulake.orchestration.rule;

/** What a trigger rule says of a task instance. */
public enum Verdict {
  /** It may run. */
  READY,
  /** The tasks before it have not come far enough. */
  WAIT,
  /** It is skipped. */
  SKIP,
  /** It cannot run any more, as a task before it failed. */
  UPSTREAM_FAILED,
  /** It is one of a mapped task's instances, and what it was to work on does not exist. */
  REMOVE
}
