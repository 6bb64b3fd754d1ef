package vn.edulake.orchestration.engine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Callback;
import vn.edulake.orchestration.dag.Operator;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.execute.Connections;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.Journal.Xcom;
import vn.edulake.orchestration.store.Resources.Connection;
import vn.edulake.orchestration.store.Resources.Variable;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.template.Template;
import vn.edulake.orchestration.template.TemplateContext;

/** Renders Jinja templates with what the database holds. */
final class TemplateRendering implements Rendering {
  private final Map<String, String> environment;
  private final Clock clock;

  TemplateRendering(Map<String, String> environment, Clock clock) {
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Map<String, @Nullable Object> render(
      Context context, Operator operator, Map<String, @Nullable Object> arguments) {
    return template(context).arguments(operator, arguments);
  }

  @Override
  public Map<String, @Nullable Object> render(Context context, Callback callback) {
    Template template = template(context);
    Map<String, @Nullable Object> rendered = new LinkedHashMap<>();
    callback.arguments().forEach((key, value) -> rendered.put(key, template.value(value, key)));
    return rendered;
  }

  private Template template(Context context) {
    return new Template(
        new TemplateContext(
            context.dag(),
            context.task(),
            new TemplateContext.Run(
                context.run().runId(),
                context.run().type().word(),
                context.run().logicalDate(),
                context.run().interval().orElse(null),
                context.run().runAfter(),
                context.run().queuedAt(),
                context.run().startDate(),
                context.run().conf(),
                context
                    .previous()
                    .map(
                        run ->
                            new TemplateContext.Previous(
                                run.interval().orElse(null), run.startDate(), run.endDate()))),
            attempt(context.instance()),
            new Rows(context, environment),
            clock.instant()));
  }

  private static TemplateContext.Try attempt(@Nullable TaskInstance instance) {
    if (instance == null) {
      return new TemplateContext.Try(0, 0, -1, null, "none");
    }
    TaskState state = instance.state();
    return new TemplateContext.Try(
        instance.tryNumber(),
        instance.maxTries(),
        instance.mapIndex(),
        instance.startDate(),
        state == null ? "none" : state.word());
  }

  /** Values from the rows that were read before. */
  private record Rows(Context context, Map<String, String> environment)
      implements TemplateContext.Sources {
    @Override
    public Optional<String> variable(String key) {
      return Optional.ofNullable(environment.get("AIRFLOW_VAR_" + key.toUpperCase(Locale.ROOT)))
          .or(
              () ->
                  context.variables().stream()
                      .filter(variable -> variable.key().equals(key))
                      .map(Variable::value)
                      .findFirst());
    }

    @Override
    public Optional<Map<String, @Nullable Object>> connection(String id) {
      return Connections.find(
              id,
              environment,
              wanted ->
                  context.connections().stream()
                      .filter(connection -> connection.id().equals(wanted))
                      .findFirst())
          .map(Rows::map);
    }

    private static Map<String, @Nullable Object> map(Connection connection) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("conn_id", connection.id());
      map.put("conn_type", connection.type());
      map.put("host", connection.host());
      map.put("login", connection.login());
      map.put("password", connection.password());
      map.put("schema", connection.schema());
      Integer port = connection.port();
      map.put("port", port == null ? null : port.toString());
      map.put("description", connection.description());
      map.put("extra", connection.extra());
      return map;
    }

    @Override
    public @Nullable Object xcom(
        List<String> taskIds, String key, @Nullable String dagId, List<Integer> mapIndexes) {
      Task own = context.task();
      List<String> wanted = taskIds.isEmpty() && own != null ? List.of(own.id()) : taskIds;
      List<@Nullable Object> found = new ArrayList<>();
      for (String id : wanted) {
        for (Xcom xcom : context.xcoms()) {
          if (xcom.taskId().equals(id)
              && xcom.key().equals(key)
              && (mapIndexes.isEmpty() || mapIndexes.contains(xcom.mapIndex()))) {
            found.add(xcom.value());
          }
        }
      }
      return found.isEmpty() ? null : found.size() == 1 ? found.get(0) : found;
    }
  }
}
