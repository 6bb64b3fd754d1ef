package vn.edulake.orchestration.dag;

import org.jspecify.annotations.Nullable;

/**
 * Tasks that are shown and waited for as one.
 *
 * @param id full, e.g. {@code load.check}
 * @param label what a picture shows
 * @param tooltip what it says when it is pointed at
 * @param parentId the group around it, or null
 * @param prefixesIds whether its id stands before those of its tasks
 */
public record TaskGroup(
    String id, String label, String tooltip, @Nullable String parentId, boolean prefixesIds) {
  public TaskGroup {
    Dag.checkId("group", id);
  }
}
