package vn.edulake.orchestration.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.timetable.DataInterval;

/** The names that a template of a task instance has. */
final class Names {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TemplateContext context;

  Names(TemplateContext context) {
    this.context = context;
  }

  /** A member that is made of functions. */
  private record Made(
      Function<String, Optional<Member.Value>> attributes,
      BiFunction<String, Member.Arguments, Optional<Member.Value>> methods,
      String text)
      implements Member {
    @Override
    public Optional<Value> attribute(String name) {
      return attributes.apply(name);
    }

    @Override
    public Optional<Value> call(String method, Arguments arguments) {
      return methods.apply(method, arguments);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static Made of(String text, Map<String, @Nullable Object> attributes) {
    return new Made(
        name ->
            attributes.containsKey(name) ? Member.Value.of(attributes.get(name)) : Optional.empty(),
        (method, arguments) -> Optional.empty(),
        text);
  }

  Map<String, @Nullable Object> all() {
    Map<String, @Nullable Object> names = new LinkedHashMap<>();
    TemplateContext.Run run = context.run();
    TemplateTime logical = TemplateTime.of(run.logicalDate());
    if (logical != null) {
      names.put("logical_date", logical);
      names.put("ds", logical.ds());
      names.put("ds_nodash", logical.ds().replace("-", ""));
      names.put("ts", logical.isoformat());
      names.put("ts_nodash", logical.tsNoDash());
      names.put("ts_nodash_with_tz", logical.tsNoDashWithZone());
    }
    DataInterval interval = run.interval();
    names.put("data_interval_start", interval == null ? null : TemplateTime.of(interval.start()));
    names.put("data_interval_end", interval == null ? null : TemplateTime.of(interval.end()));
    Optional<TemplateContext.Previous> previous = run.previousSuccess();
    Optional<DataInterval> before =
        previous.flatMap(found -> Optional.ofNullable(found.interval()));
    names.put(
        "prev_data_interval_start_success",
        before.map(found -> TemplateTime.of(found.start())).orElse(null));
    names.put(
        "prev_data_interval_end_success",
        before.map(found -> TemplateTime.of(found.end())).orElse(null));
    names.put(
        "prev_start_date_success",
        previous.map(found -> TemplateTime.of(found.startDate())).orElse(null));
    names.put(
        "prev_end_date_success",
        previous.map(found -> TemplateTime.of(found.endDate())).orElse(null));
    names.put("run_id", run.runId());
    names.put("params", context.params());
    names.put("dag", dag());
    names.put("dag_run", dagRun());
    Task task = context.task();
    if (task != null) {
      Made instance = instance(task);
      names.put("task", task(task));
      names.put("ti", instance);
      names.put("task_instance", instance);
      names.put(
          "task_instance_key_str",
          context.dag().id()
              + "__"
              + task.id()
              + "__"
              + (logical == null ? run.runId() : logical.ds().replace("-", "")));
    }
    names.put("var", variables());
    names.put("conn", connections());
    names.put("macros", macros());
    return names;
  }

  private Made dag() {
    Map<String, @Nullable Object> dag = new LinkedHashMap<>();
    dag.put("dag_id", context.dag().id());
    dag.put("dag_display_name", context.dag().displayName());
    dag.put("description", context.dag().description());
    dag.put("owner", String.join(", ", context.dag().owners()));
    dag.put("tags", List.copyOf(context.dag().tags()));
    dag.put("timezone", context.dag().timezone().getId());
    dag.put("catchup", context.dag().catchup());
    dag.put("doc_md", context.dag().docMd());
    dag.put("params", context.params());
    dag.put("start_date", TemplateTime.of(context.dag().startDate()));
    dag.put("end_date", TemplateTime.of(context.dag().endDate()));
    dag.put("fileloc", context.dag().source().file());
    return of("<DAG: " + context.dag().id() + ">", dag);
  }

  private Made dagRun() {
    TemplateContext.Run run = context.run();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("dag_id", context.dag().id());
    out.put("run_id", run.runId());
    out.put("run_type", run.runType());
    out.put("conf", run.conf());
    out.put("logical_date", TemplateTime.of(run.logicalDate()));
    out.put("run_after", TemplateTime.of(run.runAfter()));
    out.put("queued_at", TemplateTime.of(run.queuedAt()));
    out.put("start_date", TemplateTime.of(run.startDate()));
    DataInterval interval = run.interval();
    out.put("data_interval_start", interval == null ? null : TemplateTime.of(interval.start()));
    out.put("data_interval_end", interval == null ? null : TemplateTime.of(interval.end()));
    out.put("external_trigger", run.runType().equals("manual"));
    return of("<DagRun " + context.dag().id() + " " + run.runId() + ">", out);
  }

  private static Made task(Task task) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("task_id", task.id());
    out.put("owner", task.owner());
    out.put("retries", (long) task.retries().count());
    out.put("pool", task.placement().pool());
    out.put("queue", task.placement().queue());
    out.put("doc_md", task.docMd());
    out.put("trigger_rule", task.triggerRule().word());
    out.put("task_type", task.operator().name());
    out.put("upstream_task_ids", List.copyOf(task.upstream()));
    return of("<Task(" + task.operator().name() + "): " + task.id() + ">", out);
  }

  private Made instance(Task task) {
    TemplateContext.Try attempt = context.attempt();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("task_id", task.id());
    out.put("dag_id", context.dag().id());
    out.put("run_id", context.run().runId());
    out.put("try_number", (long) attempt.number());
    out.put("max_tries", (long) attempt.maxTries());
    out.put("map_index", (long) attempt.mapIndex());
    out.put("start_date", TemplateTime.of(attempt.startDate()));
    out.put("state", attempt.state());
    out.put("logical_date", TemplateTime.of(context.run().logicalDate()));
    return new Made(
        name -> out.containsKey(name) ? Member.Value.of(out.get(name)) : Optional.empty(),
        (method, arguments) ->
            method.equals("xcom_pull") ? Member.Value.of(pull(arguments)) : Optional.empty(),
        "<TaskInstance: "
            + context.dag().id()
            + "."
            + task.id()
            + " "
            + context.run().runId()
            + ">");
  }

  private @Nullable Object pull(Member.Arguments arguments) {
    Object dagId = arguments.get(1, "dag_id");
    Object key = arguments.get(2, "key");
    Object indexes = arguments.named().get("map_indexes");
    List<Integer> mapIndexes = new ArrayList<>();
    for (Object index : list(indexes)) {
      if (!(index instanceof Number number)) {
        throw new UserError(
            ErrorCode.TEMPLATE_INVALID, "Invalid map_indexes: " + indexes + " (numbers)");
      }
      mapIndexes.add(number.intValue());
    }
    Object found =
        context
            .sources()
            .xcom(
                list(arguments.get(0, "task_ids")).stream().map(String::valueOf).toList(),
                key == null ? "return_value" : String.valueOf(key),
                dagId == null ? null : String.valueOf(dagId),
                mapIndexes);
    return found == null ? arguments.named().get("default") : found;
  }

  private static List<?> list(@Nullable Object value) {
    return value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
  }

  private Made variables() {
    Made values = variable(text -> text);
    Made parsed =
        variable(
            text -> {
              try {
                return JSON.readValue(text, Object.class);
              } catch (JsonProcessingException e) {
                throw new UserError(
                    ErrorCode.TEMPLATE_INVALID, "Invalid variable: its text is no JSON");
              }
            });
    Map<String, @Nullable Object> both = new LinkedHashMap<>();
    both.put("value", values);
    both.put("json", parsed);
    return of("var", both);
  }

  private Made variable(Function<String, @Nullable Object> read) {
    return new Made(
        key -> context.sources().variable(key).map(text -> new Member.Value(read.apply(text))),
        (method, arguments) -> {
          if (!method.equals("get")) {
            return Optional.empty();
          }
          Optional<String> text = context.sources().variable(arguments.text(0, "key"));
          if (text.isEmpty() && !arguments.has(1, "default_var") && !arguments.has(1, "default")) {
            throw new UserError(
                ErrorCode.TEMPLATE_INVALID, "Unknown variable: " + arguments.text(0, "key"));
          }
          return Member.Value.of(
              text.isPresent()
                  ? read.apply(text.orElseThrow())
                  : arguments.has(1, "default")
                      ? arguments.get(1, "default")
                      : arguments.named().get("default_var"));
        },
        "var");
  }

  private Made connections() {
    return new Made(
        id ->
            context.sources().connection(id).map(found -> new Member.Value(connection(id, found))),
        (method, arguments) ->
            method.equals("get")
                ? context
                    .sources()
                    .connection(arguments.text(0, "id"))
                    .map(found -> new Member.Value(connection(arguments.text(0, "id"), found)))
                    .or(() -> Member.Value.of(arguments.get(1, "default_conn")))
                : Optional.empty(),
        "conn");
  }

  private static Made connection(String id, Map<String, @Nullable Object> found) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(found);
    all.putIfAbsent("conn_id", id);
    Object extra = all.get("extra");
    try {
      all.put(
          "extra_dejson",
          extra == null ? Map.of() : JSON.readValue(String.valueOf(extra), Object.class));
    } catch (JsonProcessingException e) {
      all.put("extra_dejson", Map.of());
    }
    return of(id, all);
  }

  private Made macros() {
    Made datetime =
        new Made(
            name -> Optional.empty(),
            (method, arguments) ->
                switch (method) {
                  case "now", "utcnow" -> Member.Value.of(TemplateTime.of(context.now()));
                  case "fromisoformat" ->
                      Member.Value.of(TemplateTime.parse(arguments.text(0, "date_string")));
                  case "strptime" ->
                      Member.Value.of(
                          Strptime.parse(
                              arguments.text(0, "date_string"), arguments.text(1, "format")));
                  default -> Optional.empty();
                },
            "datetime");
    return new Made(
        name -> name.equals("datetime") ? Member.Value.of(datetime) : Optional.empty(),
        (method, arguments) ->
            switch (method) {
              case "ds_add" ->
                  Member.Value.of(
                      TemplateTime.parse(arguments.text(0, "ds"))
                          .time()
                          .toLocalDate()
                          .plusDays(arguments.number(1, "days", 0))
                          .toString());
              case "ds_format" ->
                  Member.Value.of(
                      Strptime.parse(arguments.text(0, "ds"), arguments.text(1, "input_format"))
                          .strftime(arguments.text(2, "output_format")));
              case "timedelta" -> Member.Value.of(TimeDelta.of(arguments));
              case "datetime" -> Member.Value.of(made(arguments));
              default -> Optional.empty();
            },
        "macros");
  }

  private static TemplateTime made(Member.Arguments arguments) {
    Instant first = Instant.EPOCH;
    Member.Arguments all =
        new Member.Arguments(arguments.positional(), new LinkedHashMap<>(arguments.named()));
    return (TemplateTime)
        new TemplateTime(first.atZone(ZoneOffset.UTC))
            .call("replace", all)
            .map(Member.Value::value)
            .orElseThrow(
                () ->
                    new UserError(
                        ErrorCode.TEMPLATE_INVALID, "Invalid datetime: " + Arrays.asList(all)));
  }
}
