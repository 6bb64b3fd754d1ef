package vn.edulake.jobs.identity;

import java.util.List;

/**
 * What people decided about who is who. A later decision stands against an earlier one.
 *
 * @param id in the order in which they were made
 * @param statements keys of statements
 * @param others keys of the statements on the other side; empty for {@link Kind#SAME}
 */
public record Decision(String id, Kind kind, List<String> statements, List<String> others) {
  /** What was decided. */
  public enum Kind {
    /** All statements are about one person. */
    SAME,
    /** The statements on one side are about other persons than those on the other side. */
    DIFFERENT,
    /** As {@link #DIFFERENT}, and the statements on the first side are about one person. */
    SPLIT
  }

  public Decision {
    statements = List.copyOf(statements);
    others = List.copyOf(others);
  }
}
