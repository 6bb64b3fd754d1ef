package vn.edulake.orchestration.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.RunDecision;

/**
 * What holds here of Airflow's configuration, under Airflow's names. Nothing of it is a secret or
 * can be changed.
 */
final class Settings {
  private static final Map<String, Map<String, String>> SECTIONS =
      new TreeMap<>(
          Map.of(
              "api",
              new TreeMap<>(
                  Map.of(
                      "expose_config", "True",
                      "fallback_page_limit", String.valueOf(Call.USUAL),
                      "maximum_page_limit", String.valueOf(Call.MOST))),
              "api_auth",
              new TreeMap<>(
                  Map.of(
                      "jwt_algorithm",
                      Tokens.ALGORITHM,
                      "jwt_expiration_time",
                      String.valueOf(Tokens.LIFE.toSeconds()))),
              "core",
              new TreeMap<>(
                  Map.of(
                      "dags_are_paused_at_creation", "True",
                      "default_timezone", "utc",
                      "load_examples", "False",
                      "max_active_runs_per_dag", String.valueOf(Dag.DEFAULT_ACTIVE),
                      "max_active_tasks_per_dag", String.valueOf(Dag.DEFAULT_ACTIVE),
                      "max_map_length", String.valueOf(RunDecision.MOST_INSTANCES),
                      "test_connection", "Disabled")),
              "scheduler",
              new TreeMap<>(
                  Map.of("catchup_by_default", "False", "create_cron_data_intervals", "False"))));

  private Settings() {}

  static Answer answer(Call call) {
    Optional<String> section =
        call.text("section").or(() -> Optional.ofNullable(call.findPath("section")));
    Map<String, Map<String, String>> found = new LinkedHashMap<>(SECTIONS);
    section.ifPresent(
        name -> {
          if (!SECTIONS.containsKey(name)) {
            throw Problem.notFound("Section " + name + " not found.");
          }
          found.keySet().retainAll(List.of(name));
        });
    String option = call.findPath("option");
    if (option != null) {
      String name = section.orElseThrow();
      String value = found.getOrDefault(name, Map.of()).get(option);
      if (value == null) {
        throw Problem.notFound("Option [" + name + "/" + option + "] not found.");
      }
      found.put(name, Map.of(option, value));
    }
    return call.wantsText() ? Answer.text(text(found)) : Answer.ok(shape(found));
  }

  private static Object shape(Map<String, Map<String, String>> sections) {
    return Answer.map(
        "sections",
        sections.entrySet().stream()
            .map(
                section ->
                    Answer.map(
                        "name",
                        section.getKey(),
                        "options",
                        section.getValue().entrySet().stream()
                            .map(each -> Answer.map("key", each.getKey(), "value", each.getValue()))
                            .toList()))
            .toList());
  }

  private static String text(Map<String, Map<String, String>> sections) {
    return sections.entrySet().stream()
        .map(
            section ->
                "[%s]\n%s\n"
                    .formatted(
                        section.getKey(),
                        section.getValue().entrySet().stream()
                            .map(each -> each.getKey() + " = " + each.getValue() + "\n")
                            .collect(Collectors.joining())))
        .collect(Collectors.joining());
  }
}
