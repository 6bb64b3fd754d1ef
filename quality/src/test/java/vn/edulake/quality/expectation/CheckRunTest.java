package vn.edulake.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.SparkFixture;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.error.UserError;

class CheckRunTest {
  private static final String SUITE =
      """
      {"name": "marks", "expectations": [
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "pupil_id"}},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "mark", "min_value": 0, "max_value": 10}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "mark"}, "severity": "warning"}]}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    write("marks.json", SUITE);
    write("good.csv", "pupil_id,mark\n001,7.5\n002,\n003,10\n");
    write("bad.csv", "pupil_id,mark\n001,7.5\n002,11\n002,3\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private List<CheckRun.Outcome> run(String plan) throws IOException {
    write("plan.yml", plan);
    return new CheckRun(
            SparkFixture.session(),
            ResultFormat.SUMMARY,
            List.of(),
            name -> Optional.empty(),
            Map.of(),
            Clock.fixed(Instant.parse("2026-09-05T00:00:00Z"), ZoneOffset.UTC))
        .run(CheckPlan.load(folder.resolve("plan.yml")), 2);
  }

  @Test
  void aFileWithWarningsOnlyPasses() throws IOException {
    CheckRun.Outcome outcome = run("checks: [{suite: marks.json, data: good.csv}]").get(0);
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.result().orElseThrow().warnings()).hasSize(1);
    assertThat(outcome.result().orElseThrow().isSuccess()).isFalse();
  }

  @Test
  void aFileWithWrongRowsFailsAndNamesThem() throws IOException {
    CheckRun.Outcome outcome =
        run("checks: [{suite: marks.json, data: bad.csv, result: out/marks.json}]").get(0);
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.result().orElseThrow().errors())
        .flatExtracting(ExpectationResult::rows)
        .extracting(FailingRow::name)
        .containsExactly("row 2", "row 3", "row 2");
    JsonNode written = new ObjectMapper().readTree(folder.resolve("out/marks.json").toFile());
    assertThat(written.at("/success").asBoolean()).isFalse();
    assertThat(written.at("/statistics/unsuccessful_expectations").asInt()).isEqualTo(2);
    assertThat(written.at("/results/1/result/partial_unexpected_list/0").asInt()).isEqualTo(11);
    assertThat(written.at("/meta/validation_time").asText()).isEqualTo("2026-09-05T00:00:00Z");
  }

  @Test
  void aBrokenSuiteIsToldAndTheOtherChecksAreMade() throws IOException {
    write(
        "broken.json",
        "{\"name\": \"b\", \"expectations\": [{\"type\": \"expect_nothing\", \"kwargs\": {}}]}");
    List<CheckRun.Outcome> outcomes =
        run(
            """
            checks:
              - {suite: broken.json, data: good.csv, result: broken-result.json}
              - {suite: marks.json, data: good.csv}
              - {suite: marks.json, data: nowhere.csv}
            """);
    assertThat(outcomes).extracting(CheckRun.Outcome::exitCode).containsExactly(2, 0, 2);
    assertThat(outcomes.get(2).error().map(LakeException::line).orElseThrow())
        .startsWith("CHECK_INPUT_MISSING Cannot read data nowhere.csv");
    JsonNode written = new ObjectMapper().readTree(folder.resolve("broken-result.json").toFile());
    assertThat(written.at("/success").asBoolean()).isFalse();
    assertThat(written.at("/results/0/exception_info/raised_exception").asBoolean()).isTrue();
  }

  @Test
  void anotherTableIsTheDataOfAnotherCheck() throws IOException {
    write(
        "count.json",
        "{\"name\": \"c\", \"expectations\": [{\"type\":"
            + " \"expect_table_row_count_to_equal_other_table\", \"kwargs\":"
            + " {\"other_table_name\": \"bad\"}}]}");
    List<CheckRun.Outcome> outcomes =
        run(
            """
            checks:
              - {suite: count.json, data: good.csv}
              - {suite: marks.json, data: bad.csv}
            """);
    assertThat(outcomes.get(0).result().orElseThrow().isSuccess()).isTrue();
  }

  @Test
  void aTextThatIsNotOfItsTypeAndALineThatIsNotJsonAreFindings() throws IOException {
    write(
        "days.jsonl",
        "{\"day\": \"2026-09-05\", \"n\": 1}\n\n{\"day\": \"soon\", \"n\": \"x\"}\nno\n");
    write("none.json", "{\"name\": \"n\", \"expectations\": []}");
    CheckRun.Outcome outcome =
        run("checks: [{suite: none.json, data: days.jsonl, schema: 'day DATE, n INT'}]").get(0);
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.result().orElseThrow().errors())
        .extracting(found -> found.expectation().subject(), ExpectationResult::unexpectedCount)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("line", 1L),
            org.assertj.core.groups.Tuple.tuple("day", 1L),
            org.assertj.core.groups.Tuple.tuple("n", 1L));
  }

  @Test
  void numbersWithLeadingZerosStayTexts() throws IOException {
    write("codes.csv", "code,year,share,day\n001,2026,0.5,2026-09-05\n010,2025,1,2026-09-06\n");
    assertThat(ddl("codes.csv")).isEqualTo("code STRING,year BIGINT,share DOUBLE,day DATE");
  }

  @Test
  void columnsStandAsTheyAppearInTheFile() throws IOException {
    write(
        "rows.jsonl",
        "{\"b\": 1, \"a\": \"x\"}\n{\"b\": 2.5, \"a\": null, \"Lớp `học`.\": true}\n");
    assertThat(ddl("rows.jsonl")).isEqualTo("b DOUBLE,a STRING,`Lớp ``học``.` BOOLEAN");
    write("nested.jsonl", "{\"z\": {\"y\": 1}, \"a\": 12345678901234567890}\n");
    assertThat(ddl("nested.jsonl")).isEqualTo("z STRUCT<y: BIGINT>,a DECIMAL(20,0)");
  }

  @Test
  void anArrayOfJsonIsItsElements() throws IOException {
    write("rows.json", "[\n  {\"a\": 1},\n  {\"a\": 2, \"b\": \"x\"}\n]\n");
    assertThat(ddl("rows.json")).isEqualTo("a BIGINT,b STRING");
  }

  @Test
  void aFileWithoutRowsHasTheColumnsOfItsSchema() throws IOException {
    write("empty.jsonl", "");
    write(
        "none.json",
        "{\"name\": \"n\", \"expectations\": [{\"type\": \"expect_column_values_to_be_unique\", \"kwargs\": {\"column\": \"a\"}}, {\"type\": \"expect_column_max_to_be_between\", \"kwargs\": {\"column\": \"a\", \"min_value\": 1}}]}");
    List<CheckRun.Outcome> outcomes =
        run(
            """
            checks:
              - {suite: none.json, data: empty.jsonl, schema: 'a INT'}
              - {suite: none.json, data: empty.jsonl}
            """);
    assertThat(outcomes.get(0).result().orElseThrow().results())
        .extracting(ExpectationResult::isSuccess)
        .containsExactly(true, false);
    assertThat(outcomes.get(1).result().orElseThrow().results())
        .extracting(result -> result.exception().orElse(""))
        .allMatch(message -> message.contains("The column \"a\" in BatchData does not exist"));
  }

  @Test
  void aCheckThatFailsOrCannotBeWrittenKeepsNoneFromGoingOn() throws IOException {
    write("wall", "a file is no folder");
    List<CheckRun.Outcome> outcomes =
        run(
            """
            checks:
              - {suite: marks.json, data: good.csv, schema: 'mark DOUBLE, Mark INT'}
              - {suite: marks.json, data: good.csv, result: wall/marks.json}
              - {suite: marks.json, data: good.csv, result: out.json}
            """);
    assertThat(outcomes).extracting(CheckRun.Outcome::exitCode).containsExactly(2, 4, 0);
    assertThat(outcomes.get(1).result()).isPresent();
    assertThat(folder.resolve("out.json")).exists();
  }

  private String ddl(String file) {
    return DataFile.own(
            new DataFile(folder.resolve(file), Optional.empty()).read(SparkFixture.session()))
        .schema()
        .toDDL();
  }

  @Test
  void aPlanWithAnUnknownKeyIsRefused() {
    assertThatThrownBy(() -> run("checks: [{suite: marks.json, dat: good.csv}]"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("dat");
  }

  @Test
  void theReportOfAJobNamesTheRows() throws IOException {
    String report =
        JUnitReport.text(
            run(
                """
                checks:
                  - {suite: marks.json, data: bad.csv}
                  - {suite: nowhere.json, data: bad.csv}
                """));
    assertThat(report)
        .contains("<testsuite name=\"marks\" tests=\"3\" failures=\"2\" errors=\"0\"")
        .contains("<failure message=\"1 of 3 rows\">1 of 3 rows\nrow 2: {mark=11.0}</failure>")
        .contains("<testsuite name=\"nowhere\" tests=\"1\" failures=\"0\" errors=\"1\"")
        .contains("<error message=\"CHECK_INPUT_MISSING\">");
  }
}
