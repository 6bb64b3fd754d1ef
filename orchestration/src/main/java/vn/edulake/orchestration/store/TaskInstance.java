package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.rule.TaskState;

/**
 * A task in a run; one of many when the task is mapped.
 *
 * @param mapIndex −1 for a task that is not mapped, or whose list is not known yet
 * @param state null when nobody has looked at it yet
 * @param tryNumber of the last try; 0 before the first
 * @param maxTries it is tried once more while {@code tryNumber <= maxTries}
 * @param dueAt not before this time: the delay of a retry, the next poke of a sensor
 * @param firstPokeAt a sensor's first poke of this try
 * @param owner the process that has it, or had it last
 * @param reason one line: why it is in this state
 */
public record TaskInstance(
    UUID id,
    long runKey,
    String dagId,
    String runId,
    String taskId,
    int mapIndex,
    @Nullable TaskState state,
    int tryNumber,
    int maxTries,
    String pool,
    int poolSlots,
    String queue,
    int priorityWeight,
    String operator,
    @Nullable Instant scheduledAt,
    @Nullable Instant queuedAt,
    @Nullable Instant startDate,
    @Nullable Instant endDate,
    @Nullable Instant dueAt,
    @Nullable Instant firstPokeAt,
    int pokeCount,
    @Nullable UUID owner,
    @Nullable Long pid,
    @Nullable Integer exitCode,
    @Nullable String reason,
    @Nullable String note,
    @Nullable String mapLabel,
    @Nullable String renderedFields) {

  /** The name that a person reads: {@code load.marks} or {@code load.marks[3]}. */
  public String label() {
    return mapIndex < 0 ? taskId : taskId + "[" + mapIndex + "]";
  }
}
