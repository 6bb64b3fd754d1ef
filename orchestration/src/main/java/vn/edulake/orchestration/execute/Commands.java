package vn.edulake.orchestration.execute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.LakeProcess;
import vn.edulake.orchestration.TaskOutcome;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.timetable.RunIds;

/**
 * Commands in processes of their own. Their exit codes decide: 0 success, 3 rejected data (no
 * retry, an alert), 99 skipped, anything else a failure that is tried again as often as the task
 * says; of {@code lake} commands only 4 is.
 */
final class Commands {
  private static final Duration FOR_EVER = Duration.ofDays(365);
  private static final int REJECTED = 3;
  private static final int OUTSIDE_FAILED = 4;
  private static final int SKIPPED = 99;
  private static final Pattern WORDS = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Pattern ERROR_LINE = Pattern.compile("^[A-Z]+(_[A-Z]+)+ .+");

  private Commands() {}

  static TryResult bash(Work work) {
    Heard heard = new Heard(work);
    TaskOutcome outcome = run(work, shell(work), heard);
    if (skipCodes(work).contains(outcome.exitCode())) {
      return new TryResult.Skipped("exit code " + outcome.exitCode());
    }
    return result(work, outcome, heard, true);
  }

  static TryResult lake(Work work) {
    Object given = work.arguments().get("command");
    List<String> words = new ArrayList<>();
    if (given instanceof Iterable<?> list) {
      list.forEach(word -> words.add(String.valueOf(word)));
    } else {
      Matcher word = WORDS.matcher(work.required("command"));
      while (word.find()) {
        words.add(
            word.group(1) != null
                ? word.group(1)
                : word.group(2) != null ? word.group(2) : word.group(3));
      }
    }
    if (!words.isEmpty() && (words.get(0).equals("lake") || words.get(0).equals("./lake"))) {
      words.remove(0);
    }
    List<String> command = new ArrayList<>();
    command.add(work.services().project().resolve("lake").toString());
    command.addAll(words);
    Heard heard = new Heard(work);
    return result(work, run(work, command, heard), heard, false);
  }

  static TryResult branch(Work work) {
    Heard heard = new Heard(work);
    TaskOutcome outcome = run(work, shell(work), heard);
    if (outcome.exitCode() != 0) {
      return result(work, outcome, heard, true);
    }
    return work.choose(ids(heard.last));
  }

  /** A JSON list, or words with commas or blanks between them. */
  static List<String> ids(String text) {
    List<String> ids = new ArrayList<>();
    if (text.strip().startsWith("[") && Json.read(text) instanceof List<?> list) {
      list.forEach(id -> ids.add(String.valueOf(id)));
      return ids;
    }
    for (String id : text.strip().split("[,\\s]+")) {
      if (!id.isEmpty()) {
        ids.add(id);
      }
    }
    return ids;
  }

  static TryResult shortCircuit(Work work) {
    Heard heard = new Heard(work);
    TaskOutcome outcome = run(work, shell(work), heard);
    if (outcome.exitCode() == 0 || outcome.exitCode() == 1 || outcome.exitCode() == SKIPPED) {
      return work.shortCircuit(
          outcome.exitCode() == 0, !work.flag("ignore_downstream_trigger_rules", true));
    }
    return result(work, outcome, heard, true);
  }

  static Sensor.Answer succeeds(Work work) {
    Heard heard = new Heard(work);
    TaskOutcome outcome = run(work, shell(work), heard);
    if (outcome.exitCode() != 0 && work.arguments().get("retry_exit_code") != null) {
      return work.required("retry_exit_code").equals(String.valueOf(outcome.exitCode()))
          ? Sensor.Answer.NOT_YET
          : Sensor.Answer.NEVER;
    }
    return Sensor.when(outcome.exitCode() == 0);
  }

  private static List<String> shell(Work work) {
    return List.of("bash", "-c", work.required("bash_command"));
  }

  private static List<Integer> skipCodes(Work work) {
    if (!work.arguments().containsKey("skip_on_exit_code")) {
      return List.of(SKIPPED);
    }
    return work.texts("skip_on_exit_code").stream().map(Integer::valueOf).toList();
  }

  private static TaskOutcome run(Work work, List<String> command, Heard heard) {
    Path folder =
        work.text("cwd")
            .map(cwd -> work.services().project().resolve(cwd))
            .orElse(work.services().project());
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          ErrorCode.DAG_INVALID,
          "Cannot run task %s: there is no folder %s. Nothing was started."
              .formatted(work.instance().label(), folder));
    }
    work.log().info("Running command: " + String.join(" ", command));
    LakeProcess process = LakeProcess.startGuarded(command, folder, environment(work), heard);
    work.services().started(process.pid());
    work.cancellation().whenCancelled(process::cancel);
    TaskOutcome outcome = process.await(FOR_EVER);
    work.cancellation().whenCancelled(() -> {});
    work.log()
        .info(
            "Command exited with return code %d after %.1f s"
                .formatted(outcome.exitCode(), outcome.took().toMillis() / 1000.0));
    return outcome;
  }

  private static Map<String, String> environment(Work work) {
    Map<String, String> given = work.map("env");
    Map<String, String> environment = new LinkedHashMap<>();
    boolean isWhole =
        work.arguments().get("env") != null
            && work.arguments().containsKey("append_env")
            && !work.flag("append_env", false);
    if (!isWhole) {
      environment.putAll(work.services().environment());
    } else {
      environment.put("PATH", work.services().environment().getOrDefault("PATH", "/usr/bin:/bin"));
    }
    environment.putAll(given);
    environment.put("AIRFLOW_CTX_DAG_ID", work.run().dagId());
    environment.put("AIRFLOW_CTX_TASK_ID", work.task().id());
    environment.put("AIRFLOW_CTX_DAG_RUN_ID", work.run().runId());
    environment.put("AIRFLOW_CTX_TRY_NUMBER", String.valueOf(work.instance().tryNumber()));
    if (work.run().logicalDate() != null) {
      environment.put("AIRFLOW_CTX_LOGICAL_DATE", RunIds.iso(work.run().logicalDate()));
    }
    return environment;
  }

  private static TryResult result(
      Work work, TaskOutcome outcome, Heard heard, boolean retriesAnyFailure) {
    int code = outcome.exitCode();
    if (code == 0) {
      return new TryResult.Done(heard.last.isEmpty() ? null : value(heard.last));
    }
    String reason =
        heard.error.isEmpty()
            ? "exit code " + code + (heard.last.isEmpty() ? "" : ": " + heard.last)
            : heard.error;
    String shown = work.log().hide(reason.length() > 1000 ? reason.substring(0, 1000) : reason);
    if (code == REJECTED) {
      work.log().error("The data were rejected; the task is not tried again");
      return new TryResult.Rejected(shown);
    }
    return retriesAnyFailure || code == OUTSIDE_FAILED
        ? new TryResult.Failed(shown, code)
        : new TryResult.Hopeless(shown, code);
  }

  /** A list or an object as what it is, so that a task can be mapped over it; else the text. */
  private static @Nullable Object value(String line) {
    String text = line.strip();
    if (text.startsWith("[") || text.startsWith("{")) {
      try {
        return new ObjectMapper().readValue(text, Object.class);
      } catch (JsonProcessingException e) {
        return line;
      }
    }
    return line;
  }

  /** Hears what a process prints: the last line, and the last that is an error of the lake. */
  private static final class Heard implements Consumer<String> {
    private final Work work;
    private volatile String last = "";
    private volatile String error = "";

    Heard(Work work) {
      this.work = work;
    }

    @Override
    public void accept(String line) {
      if (!line.isBlank()) {
        last = line;
      }
      if (ERROR_LINE.matcher(line).matches()) {
        error = line;
      }
      work.log().printed(line);
    }
  }
}
