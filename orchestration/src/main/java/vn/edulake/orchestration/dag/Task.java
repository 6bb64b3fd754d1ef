package vn.edulake.orchestration.dag;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A step of a DAG.
 *
 * @param id full, with the ids of the groups around it, e.g. {@code load.marks}
 * @param groupId the group around it, or null
 * @param upstream the ids of the tasks that come directly before it
 * @param executionTimeout of one try, or null
 * @param startDate no instance of it runs for a logical date before it, or null
 * @param endDate no instance of it runs for a logical date after it, or null
 * @param sensor how it waits, when it is a sensor
 * @param expansion how it becomes many, when it does
 * @param partial the arguments that all of the many share
 * @param mapIndexTemplate names each of the many
 * @param line where it begins in its file, counted from 1
 */
public record Task(
    String id,
    String displayName,
    @Nullable String groupId,
    Operator operator,
    Set<String> upstream,
    TriggerRule triggerRule,
    String owner,
    Retries retries,
    Placement placement,
    @Nullable Duration executionTimeout,
    boolean dependsOnPast,
    boolean waitForDownstream,
    boolean ignoreFirstDependsOnPast,
    boolean pushesXcom,
    @Nullable Instant startDate,
    @Nullable Instant endDate,
    Callbacks callbacks,
    Optional<SensorSettings> sensor,
    Optional<Expansion> expansion,
    Map<String, @Nullable Object> partial,
    @Nullable String mapIndexTemplate,
    List<Asset> inlets,
    List<Asset> outlets,
    Map<String, Param> params,
    @Nullable String docMd,
    int line) {
  public Task {
    Dag.checkId("task", id);
    upstream = Collections.unmodifiableSet(new LinkedHashSet<>(upstream));
    inlets = List.copyOf(inlets);
    outlets = List.copyOf(outlets);
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    partial = Collections.unmodifiableMap(new LinkedHashMap<>(partial));
    if (upstream.contains(id)) {
      throw new IllegalArgumentException(
          "Invalid dependencies of task " + id + ": it names itself");
    }
  }

  /** Whether it becomes many. */
  public boolean isMapped() {
    return expansion.isPresent();
  }

  /** Its id without those of the groups around it. */
  public String label() {
    return groupId != null && id.startsWith(groupId + ".")
        ? id.substring(groupId.length() + 1)
        : id;
  }
}
