package vn.edulake.orchestration.template;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.timetable.DataInterval;

/**
 * What a template may ask for.
 *
 * @param task whose argument is rendered; null for a callback of the run
 * @param now what {@code macros.datetime.now()} is
 */
public record TemplateContext(
    Dag dag, @Nullable Task task, Run run, Try attempt, Sources sources, Instant now) {
  /**
   * The run.
   *
   * @param logicalDate null for a run that stands for no date
   * @param interval null for a run that stands for no interval
   * @param conf what it was given when it was started
   * @param previousSuccess the newest run before it that succeeded
   */
  public record Run(
      String runId,
      String runType,
      @Nullable Instant logicalDate,
      @Nullable DataInterval interval,
      Instant runAfter,
      @Nullable Instant queuedAt,
      @Nullable Instant startDate,
      Map<String, @Nullable Object> conf,
      Optional<Previous> previousSuccess) {}

  /** The newest run before this one that succeeded. */
  public record Previous(
      @Nullable DataInterval interval, @Nullable Instant startDate, @Nullable Instant endDate) {}

  /**
   * The try.
   *
   * @param mapIndex -1 when the task is not mapped
   * @param number from 1
   */
  public record Try(
      int number, int maxTries, int mapIndex, @Nullable Instant startDate, String state) {}

  /** Where values come from that a template names. */
  public interface Sources {
    /** The text of a variable. */
    Optional<String> variable(String key);

    /**
     * A connection: {@code conn_id, conn_type, host, login, password, schema, port, description,
     * extra} (text) as far as it has them.
     */
    Optional<Map<String, @Nullable Object>> connection(String id);

    /**
     * What tasks of the run left behind.
     *
     * @param taskIds whose; empty for the task itself
     * @param dagId null for this DAG
     * @param mapIndexes of which instances; empty for all
     * @return the value, a list of values when there are several, or null
     */
    @Nullable Object xcom(
        List<String> taskIds, String key, @Nullable String dagId, List<Integer> mapIndexes);
  }

  /** The params of the DAG, those of the task over them, and what the run was given over both. */
  public Map<String, @Nullable Object> params() {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    dag.params().forEach((name, param) -> params.put(name, param.value()));
    if (task != null) {
      task.params().forEach((name, param) -> params.put(name, param.value()));
    }
    params.putAll(run.conf());
    return params;
  }
}
