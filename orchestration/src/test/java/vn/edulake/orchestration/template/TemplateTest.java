package vn.edulake.orchestration.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.DagYaml;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.template.TemplateContext.Previous;
import vn.edulake.orchestration.template.TemplateContext.Run;
import vn.edulake.orchestration.template.TemplateContext.Sources;
import vn.edulake.orchestration.template.TemplateContext.Try;
import vn.edulake.orchestration.timetable.DataInterval;

class TemplateTest {
  private static final Instant LOGICAL = Instant.parse("2026-09-14T17:00:00Z");

  private static final Sources SOURCES =
      new Sources() {
        @Override
        public Optional<String> variable(String key) {
          return Optional.ofNullable(
              Map.of(
                      "province",
                      "Đồng Tháp",
                      "limits",
                      "{\"most\": 7, \"list\": [1, 2]}",
                      "evil",
                      "{{ run_id }}")
                  .get(key));
        }

        @Override
        public Optional<Map<String, @Nullable Object>> connection(String id) {
          return id.equals("trino")
              ? Optional.of(Map.of("host", "localhost", "port", 8080L, "extra", "{\"a\": \"b\"}"))
              : Optional.empty();
        }

        @Override
        public @Nullable Object xcom(
            List<String> taskIds, String key, @Nullable String dagId, List<Integer> mapIndexes) {
          return taskIds.equals(List.of("count"))
              ? key.equals("return_value") ? (Object) 42L : key
              : taskIds.size() > 1 ? taskIds : null;
        }
      };

  private static TemplateContext context(@Nullable Instant logical, boolean isNative) {
    Dag dag =
        DagYaml.read(
            "nightly:\n  tags: [load]\n  render_template_as_native_obj: "
                + isNative
                + "\n  params: {year: 2027, school: north}\n"
                + "  tasks:\n    load: {operator: airflow.operators.bash.BashOperator, bash_command: x, params: {school: south}}\n");
    Task task = dag.tasks().get(0);
    return new TemplateContext(
        dag,
        task,
        new Run(
            "scheduled__x",
            "scheduled",
            logical,
            new DataInterval(LOGICAL.minusSeconds(86_400), LOGICAL),
            LOGICAL,
            null,
            LOGICAL.plusSeconds(5),
            Map.of("year", 2028L, "deep", Map.of("a", List.of("x", "y"))),
            Optional.of(
                new Previous(DataInterval.at(LOGICAL.minusSeconds(86_400)), LOGICAL, LOGICAL))),
        new Try(2, 3, -1, LOGICAL.plusSeconds(7), "running"),
        SOURCES,
        Instant.parse("2026-09-14T18:00:00Z"));
  }

  private static String rendered(String template) {
    return new Template(context(LOGICAL, false)).text(template, "bash_command");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiterString = " => ",
      value = {
        "{{ ds }} => 2026-09-14",
        "{{ ds_nodash }} => 20260914",
        "{{ ts }} => 2026-09-14T17:00:00+00:00",
        "{{ ts_nodash }} => 20260914T170000",
        "{{ ts_nodash_with_tz }} => 20260914T170000+0000",
        "{{ logical_date }} => 2026-09-14 17:00:00+00:00",
        "{{ logical_date | ds }} => 2026-09-14",
        "{{ logical_date | ds_nodash }} => 20260914",
        "{{ logical_date | ts }} => 2026-09-14T17:00:00+00:00",
        "{{ logical_date | ts_nodash }} => 20260914T170000",
        "{{ data_interval_start.strftime('%Y-%m-%d') }} => 2026-09-13",
        "{{ data_interval_end.strftime('%d/%m/%Y %H:%M') }} => 14/09/2026 17:00",
        "{{ data_interval_start.isoformat() }} => 2026-09-13T17:00:00+00:00",
        "{{ data_interval_start.date() }} => 2026-09-13",
        "{{ data_interval_end.in_timezone('Asia/Ho_Chi_Minh').strftime('%Y-%m-%d') }} => 2026-09-15",
        "{{ logical_date.in_timezone('Asia/Ho_Chi_Minh') | ts }} => 2026-09-15T00:00:00+07:00",
        "{{ data_interval_start.add(days=1) | ds }} => 2026-09-14",
        "{{ logical_date.subtract(months=1).format('YYYY/MM') }} => 2026/08",
        "{{ logical_date.add(macros.timedelta(hours=8)) | ds }} => 2026-09-15",
        "{{ logical_date.start_of('month').to_date_string() }} => 2026-09-01",
        "{{ logical_date.year }}-{{ logical_date.month }} => 2026-9",
        "{{ logical_date.replace(day=1) | ds }} => 2026-09-01",
        "{{ prev_data_interval_start_success | ds }} => 2026-09-13",
        "{{ prev_start_date_success }} => 2026-09-14 17:00:00+00:00",
        "{{ run_id }} => scheduled__x",
        "{{ dag.dag_id }} {{ dag.tags[0] }} => nightly load",
        "{{ dag_run.run_type }} {{ dag_run.conf['year'] }} => scheduled 2028",
        "{{ dag_run.conf.get('none', 'other') }} => other",
        "{{ dag_run.conf.deep.a[1] }} => y",
        "{{ task.task_id }} {{ ti.try_number }} {{ task_instance.map_index }} => load 2 -1",
        "{{ ti.xcom_pull(task_ids='count') }} => 42",
        "{{ ti.xcom_pull('count', key='rows') }} => rows",
        "{{ ti.xcom_pull(task_ids=['a', 'b']) | join(',') }} => a,b",
        "{{ ti.xcom_pull(task_ids='none', default='-') }} => -",
        "{{ params.year }} {{ params.school }} => 2028 south",
        "{{ params['school'].upper() }} => SOUTH",
        "{{ var.value.province }} => Đồng Tháp",
        "{{ var.value.get('none', 'other') }} => other",
        "{{ var.json.limits.most }} {{ var.json.limits.list[1] }} => 7 2",
        "{{ conn.trino.host }}:{{ conn.trino.port }} {{ conn.trino.extra_dejson.a }} => localhost:8080 b",
        "{{ macros.ds_add(ds, -7) }} => 2026-09-07",
        "{{ macros.ds_format(ds, '%Y-%m-%d', '%d.%m.%Y') }} => 14.09.2026",
        "{{ macros.datetime.now() | ds }} => 2026-09-14",
        "{{ macros.datetime(2027, 1, 15).strftime('%Y%m%d') }} => 20270115",
        "{% if params.year > 2000 %}new{% else %}old{% endif %} => new",
        "{% for x in params.deep.a %}{{ x }};{% endfor %} => x;y;",
        "{{ nothing | default('other') }} => other",
        "{{ params.nothing is defined }} {{ ds is defined }} => false true",
        "{{ var.value.evil }} => {{ run_id }}",
        "no template $HOME => no template $HOME"
      })
  void aTemplateIsRenderedAsByAirflow(String template, String text) {
    assertThat(rendered(template.strip())).isEqualTo(text.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ nothing }}",
        "{{ params.nothing }}",
        "{{ params.nothing.more }}",
        "{{ dag.nothing }}",
        "{{ var.value.nothing }}",
        "{{ conn.nothing.host }}",
        "{{ nothing | ds }}",
        "{% if nothing %}x{% endif %}",
        "{{ ds | nothing }}",
        "{{ 'a' ~ nothing }}",
        "{{ ds.nothing() }}",
        "{{ logical_date + macros.timedelta(days=1) }}",
        "{{ ds",
        "{% if ds %}"
      })
  void whatIsUndefinedIsAnErrorAndNoEmptyText(String template) {
    assertThatThrownBy(() -> rendered(template))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot render bash_command: ")
        .hasMessageEndingWith("The task did not run.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ds.getClass() }}",
        "{{ ds.getClass().forName('java.lang.Runtime') }}",
        "{{ ''.class }}",
        "{{ ti.getClass().getClassLoader() }}",
        "{{ params.getClass() }}",
        "{{ [].getClass() }}",
        "{{ logical_date.toInstant() }}",
        "{{ logical_date.time }}",
        "{{ ____int3rpr3t3r____.getContext() }}",
        "{{ ____int3rpr3t3r____.config }}",
        "{% include 'log4j2.xml' %}",
        "{% import 'x' as y %}",
        "{% set x = params %}{% do x.put('a', 1) %}",
        "{{ 'x' * 100000000 }}"
      })
  void nothingOfJavaIsReachedFromATemplate(String template) {
    assertThatThrownBy(() -> rendered(template)).isInstanceOf(UserError.class);
  }

  @Test
  void aRunWithoutLogicalDateHasNoDs() {
    assertThatThrownBy(() -> new Template(context(null, false)).text("{{ ds }}", "sql"))
        .isInstanceOf(UserError.class)
        .hasMessage("Cannot render sql: 'ds' is undefined. The task did not run.");
  }

  @Test
  void listsAndMapsAreRenderedInside() {
    assertThat(
            new Template(context(LOGICAL, false))
                .value(List.of("{{ ds }}", Map.of("a", "{{ run_id }}"), 7L), "command"))
        .isEqualTo(List.of("2026-09-14", Map.of("a", "scheduled__x"), 7L));
  }

  @Test
  void anArgumentThatTakesNoTemplateStaysAsItIs() {
    TemplateContext context = context(LOGICAL, false);
    Task task = context.dag().tasks().get(0);

    assertThat(
            new Template(context)
                .arguments(
                    task.operator(),
                    Map.of("bash_command", "{{ ds }}", "output_encoding", "{{ ds }}")))
        .isEqualTo(Map.of("bash_command", "2026-09-14", "output_encoding", "{{ ds }}"));
  }

  @Test
  void aDagThatAsksForObjectsGetsTheValueOfOneExpression() {
    Template template = new Template(context(LOGICAL, true));

    assertThat(template.value("{{ params.deep.a }}", "x")).isEqualTo(List.of("x", "y"));
    assertThat(template.value("{{ params.year }}", "x")).isEqualTo(2028L);
    assertThat(template.value("year {{ params.year }}", "x")).isEqualTo("year 2028");
  }
}
