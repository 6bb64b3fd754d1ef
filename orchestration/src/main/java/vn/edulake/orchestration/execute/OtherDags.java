package vn.edulake.orchestration.execute;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.DagRun;

/** Starts runs of other DAGs, and waits for them. */
final class OtherDags {
  /** Airflow's key for the run that was started. */
  private static final String STARTED = "trigger_run_id";

  private static final Duration POLL = Duration.ofSeconds(60);

  private OtherDags() {}

  static TryResult trigger(Work work) {
    String dagId = work.required("trigger_dag_id");
    boolean waits = work.flag("wait_for_completion", false);
    Optional<Object> before =
        work.instance().pokeCount() > 1 ? work.services().pull(STARTED) : Optional.empty();
    String runId;
    if (before.isPresent()) {
      runId = before.get().toString();
    } else {
      if (!work.services().isKnown(dagId)) {
        String reason = "Cannot start a run: DAG " + dagId + " is not known.";
        work.log().error(reason);
        return new TryResult.Failed(reason, null);
      }
      Map<String, @Nullable Object> conf = new LinkedHashMap<>();
      if (work.arguments().get("conf") instanceof Map<?, ?> given) {
        given.forEach((key, value) -> conf.put(String.valueOf(key), value));
      }
      Object date = work.arguments().get("logical_date");
      Optional<String> started =
          work.services()
              .trigger(
                  dagId,
                  work.text("trigger_run_id").orElse(null),
                  date == null ? null : Times.moment(work, date),
                  conf,
                  work.flag("reset_dag_run", false));
      if (started.isEmpty()) {
        String reason = "A run of " + dagId + " with this id or logical date exists already";
        work.log().warning(reason);
        return work.flag("skip_when_already_exists", false)
            ? new TryResult.Skipped(reason)
            : new TryResult.Failed(reason, null);
      }
      runId = started.get();
      work.services().push(STARTED, runId);
      work.log().info("Started run " + runId + " of " + dagId);
    }
    if (!waits) {
      return new TryResult.Done(null);
    }
    Optional<DagRun> run = work.services().run(dagId, runId);
    String state = run.map(found -> found.state().word()).orElse("deleted");
    List<String> allowed = work.texts("allowed_states");
    List<String> failed = work.texts("failed_states");
    if ((allowed.isEmpty() ? List.of("success") : allowed).contains(state)) {
      return new TryResult.Done(null);
    }
    if (state.equals("deleted")
        || (failed.isEmpty() ? List.of("failed") : failed).contains(state)) {
      String reason = "Run " + runId + " of " + dagId + " came to state " + state;
      work.log().error(reason);
      return new TryResult.Failed(reason, null);
    }
    return new TryResult.NotYet(work.clock().instant().plus(interval(work)));
  }

  private static Duration interval(Work work) {
    Object given = work.arguments().get("poke_interval");
    if (given instanceof Duration duration) {
      return duration;
    }
    return given == null
        ? POLL
        : Duration.ofMillis(Math.round(Double.parseDouble(given.toString()) * 1000));
  }

  static Sensor.Answer hasEnded(Work work) {
    String dagId = work.required("external_dag_id");
    Instant date = work.run().logicalDate();
    if (date == null) {
      date = work.run().runAfter();
    }
    Instant wanted = date.minus(delta(work));
    List<String> ids = new ArrayList<>(work.texts("external_task_ids"));
    work.text("external_task_id").ifPresent(ids::add);
    work.log()
        .info(
            "Poking for %s of %s at %s"
                .formatted(ids.isEmpty() ? "the run" : "tasks " + ids, dagId, wanted));
    Optional<DagRun> run = work.services().run(dagId, wanted);
    if (run.isEmpty()) {
      return work.flag("check_existence", false) && !work.services().isKnown(dagId)
          ? Sensor.Answer.NEVER
          : Sensor.Answer.NOT_YET;
    }
    List<String> states = new ArrayList<>();
    Optional<String> group = work.text("external_task_group_id");
    if (group.isPresent()) {
      ids.addAll(work.services().tasksOfGroup(dagId, group.get()).stream().map(Task::id).toList());
    }
    if (ids.isEmpty()) {
      states.add(run.get().state().word());
    } else {
      for (String id : ids) {
        List<@Nullable TaskState> all = work.services().states(run.get(), id);
        if (all.isEmpty()) {
          states.add("missing");
        }
        for (TaskState state : all) {
          states.add(state == null ? "none" : state.word());
        }
      }
    }
    List<String> failed = work.texts("failed_states");
    List<String> skipped = work.texts("skipped_states");
    List<String> allowed = work.texts("allowed_states");
    if (states.stream().anyMatch(failed::contains)) {
      return Sensor.Answer.NEVER;
    }
    if (states.stream().anyMatch(skipped::contains)) {
      return Sensor.Answer.SKIP;
    }
    List<String> good = allowed.isEmpty() ? List.of("success") : allowed;
    return Sensor.when(good.containsAll(states));
  }

  private static Duration delta(Work work) {
    Object delta = work.arguments().get("execution_delta");
    if (delta instanceof Duration duration) {
      return duration;
    }
    Object seconds = work.arguments().get("execution_delta_secs");
    return seconds == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(seconds.toString()));
  }
}
