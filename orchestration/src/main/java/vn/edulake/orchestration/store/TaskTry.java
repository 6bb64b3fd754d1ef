package vn.edulake.orchestration.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.rule.TaskState;

/** One try of a task instance. */
public record TaskTry(
    UUID instance,
    int number,
    TaskState state,
    @Nullable Instant queuedAt,
    Instant startDate,
    @Nullable Instant endDate,
    String host,
    @Nullable Long pid,
    @Nullable Integer exitCode,
    @Nullable String reason,
    String operator,
    String pool) {}
