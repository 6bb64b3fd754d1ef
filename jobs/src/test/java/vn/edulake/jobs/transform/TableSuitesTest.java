package vn.edulake.jobs.transform;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.UserError;
import vn.edulake.quality.SuiteCheck;
import vn.edulake.quality.TableAudit;
import vn.edulake.quality.TableSuite;
import vn.edulake.quality.Verdict;
import vn.edulake.quality.expectation.ExpectationResult;
import vn.edulake.quality.expectation.SuiteRun;
import vn.edulake.quality.expectation.SuiteText;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * Every hand-written check finds the row that is planted for it, and nothing else does; none of
 * them finds anything in a row as it should be.
 */
class TableSuitesTest {
  private static final Map<TableName, TableSuite> SUITES = TableSuite.load();
  private static final Map<TableName, TableDefinition> DEFINITIONS = TableDefinition.load();
  private static final ModelGraph GRAPH = ModelGraph.load();
  private static final Map<TableName, JsonNode> PLANTED = planted();
  private static final Map<TableName, String> TEXTS = texts("suites");

  @BeforeAll
  static void interpret() {
    TestSession.interpret();
  }

  @AfterAll
  static void compile() {
    TestSession.compile();
  }

  static Stream<TableName> tables() {
    return SUITES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void eachCheckFindsItsPlantedRowAndOnlyThat(TableName table) {
    JsonNode planted = PLANTED.get(table);
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    planted
        .path("planted")
        .fields()
        .forEachRemaining(entry -> rows.put(entry.getKey(), values(planted, entry.getValue())));
    List<SuiteCheck> checks = SUITES.get(table).checks();
    assertThat(rows.keySet()).isEqualTo(names(checks));
    List<SuiteCheck> ofRows =
        checks.stream().filter(check -> check.condition().isPresent()).toList();
    Map<String, Set<String>> found = new TreeMap<>();
    Map<String, Set<String>> wanted = new TreeMap<>(Map.of("clean", Set.of()));
    ofRows.forEach(check -> wanted.put(check.name(), Set.of(check.name())));
    rows.put("clean", values(planted, null));
    List<String> select = new ArrayList<>(List.of("planted_"));
    ofRows.forEach(check -> select.add("coalesce(" + check.condition().orElseThrow() + ", false)"));
    for (Row row : rows(table, rows).selectExpr(select.toArray(String[]::new)).collectAsList()) {
      if (!wanted.containsKey(row.getString(0))) {
        continue;
      }
      Set<String> failed = new TreeSet<>();
      for (int i = 0; i < ofRows.size(); i++) {
        if (row.getBoolean(i + 1)) {
          failed.add(ofRows.get(i).name());
        }
      }
      found.put(row.getString(0), failed);
    }
    assertThat(found).isEqualTo(wanted);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void aCheckOfAllRowsFindsTheRowThatDoesNotFitToAnother(TableName table) {
    JsonNode planted = PLANTED.get(table);
    TableSpec spec = GRAPH.find(table).orElseThrow();
    for (SuiteCheck check : SUITES.get(table).checks()) {
      if (check.condition().isPresent()) {
        continue;
      }
      Map<String, Map<String, String>> rows = new LinkedHashMap<>();
      rows.put("clean", values(planted, null));
      assertThat(failed(spec, check, rows(table, rows).drop("planted_"))).isFalse();
      rows.put("planted", values(planted, planted.path("planted").path(check.name())));
      Dataset<Row> both = rows(table, rows).drop("planted_").cache();
      assertThat(failed(spec, check, both)).as("%s of %s", check.name(), table).isTrue();
      check
          .by()
          .ifPresent(
              column ->
                  both.select(column)
                      .distinct()
                      .collectAsList()
                      .forEach(
                          value ->
                              assertThat(
                                      failed(
                                          spec,
                                          check,
                                          both.where(col(column).equalTo(value.get(0)))))
                                  .as("%s of %s by %s", check.name(), table, value)
                                  .isTrue()));
      both.unpersist();
    }
  }

  @Tag("proof")
  @ParameterizedTest
  @MethodSource("tables")
  void theGateAndLakeCheckTellTheSameOfASuite(TableName table) {
    JsonNode planted = PLANTED.get(table);
    Map<String, Map<String, String>> values = new LinkedHashMap<>();
    values.put("clean", values(planted, null));
    planted
        .path("planted")
        .fields()
        .forEachRemaining(entry -> values.put(entry.getKey(), values(planted, entry.getValue())));
    Dataset<Row> rows = rows(table, values).drop("planted_");
    rows.createOrReplaceTempView("both_engines");
    Map<String, String> checked = new TreeMap<>();
    for (ExpectationResult result :
        SuiteRun.on(rows)
            .validate(SuiteText.parse(TEXTS.get(table), table.toString()).suite())
            .results()) {
      Map<String, Object> told = result.result();
      checked.put(
          String.valueOf(result.expectation().meta().get("check")),
          result
              .exception()
              .orElse(
                  told(
                      result.isSuccess(),
                      told.get("element_count"),
                      told.getOrDefault("unexpected_count", told.get("observed_value")))));
    }
    Map<String, String> gated = new TreeMap<>();
    for (SuiteCheck check : SUITES.get(table).checks()) {
      long failing = TestSession.get().sql(check.query("both_engines")).count();
      Object condition = check.kwargs().getOrDefault("row_condition", "true");
      boolean isQuery = check.type().equals("unexpected_rows_expectation");
      gated.put(
          check.name(),
          told(failing == 0, isQuery ? null : rows.where(condition.toString()).count(), failing));
    }
    assertThat(checked).isEqualTo(gated);
  }

  private static String told(
      boolean isSuccess,
      @org.jspecify.annotations.Nullable Object elements,
      @org.jspecify.annotations.Nullable Object unexpected) {
    return "success " + isSuccess + ", elements " + elements + ", unexpected " + unexpected;
  }

  private static boolean failed(TableSpec spec, SuiteCheck check, Dataset<Row> rows) {
    List<Verdict> verdicts =
        TableAudit.table(spec, DEFINITIONS.get(spec.table()), List.of(check), column -> rows);
    assertThat(verdicts).hasSize(1);
    return !verdicts.get(0).isPassed();
  }

  @Test
  void aPlantedRowIsRefusedWithItsKeyAndThePersonalPartOfItIsNotTold() {
    TableName table = TableName.parse("vault.result_entry");
    JsonNode planted = PLANTED.get(table);
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    rows.put("clean", values(planted, null));
    rows.put("planted", values(planted, planted.path("planted").path("term_code_known")));
    Dataset<Row> both = rows(table, rows).drop("planted_");
    TableSpec spec = GRAPH.find(table).orElseThrow();
    for (long most : new long[] {0, Long.MAX_VALUE}) {
      assertThat(
              TableAudit.rows(
                      spec,
                      DEFINITIONS.get(table),
                      GRAPH.specs(),
                      SUITES.get(table).checks(),
                      TableAudit.Wanted.NONE,
                      new TableAudit.Rows(both, both),
                      most)
                  .verdicts())
          .filteredOn(verdict -> verdict.check().startsWith("suite."))
          .filteredOn(Verdict::rejects)
          .singleElement()
          .satisfies(
              verdict -> {
                assertThat(verdict.check()).isEqualTo("suite.term_code_known");
                assertThat(verdict.failedCount()).isEqualTo(1);
                assertThat(verdict.keys())
                    .singleElement()
                    .asString()
                    .contains("term_code=term_3", "local_number=(personal)");
              });
    }
  }

  @Test
  void thereAreHundredsOfThemForEveryLayer() {
    assertThat(SUITES.values().stream().mapToInt(suite -> suite.checks().size()).sum())
        .isGreaterThan(300);
    assertThat(SUITES.keySet().stream().map(TableName::layer))
        .contains(Layer.STAGING, Layer.VAULT, Layer.CORE, Layer.MARTS);
    Set<TableName> bare = new TreeSet<>();
    GRAPH.specs().stream()
        .map(TableSpec::table)
        .filter(table -> table.layer() != Layer.STAGING)
        .filter(table -> !SUITES.containsKey(table))
        .forEach(bare::add);
    assertThat(bare).isEmpty();
  }

  @Test
  void aSuiteThatCannotBeAskedIsRefusedWithItsName() {
    assertThatThrownBy(() -> TableSuite.parse("core/dim_town.json", "{\"name\": "))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("core/dim_town.json");
    String suite = text("expect_column_values_to_be_pretty");
    SuiteCheck check = TableSuite.parse("core/dim_town.json", suite).checks().get(0);
    assertThatThrownBy(check::condition)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("expect_column_values_to_be_pretty");
    assertThatThrownBy(() -> TableSuite.parse("core/dim_town.json", suite.replace("error", "bad")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("bad is no severity");
    String byOfRows = suite.replace("\"rows\"", "\"rows\", \"by\": \"name\"");
    assertThatThrownBy(() -> TableSuite.parse("core/dim_town.json", byOfRows))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("by is said of a check of single rows");
    assertThat(
            TableSuite.parse("core/dim_town.json", byOfRows.replace("\"rows\"", "\"table\""))
                .checks()
                .get(0)
                .by())
        .contains("name");
  }

  private static String text(String type) {
    String words = "{\"vi\": \"gì đó\", \"en\": \"something\"}";
    return """
        {"name": "core.dim_town", "meta": {"title": WORDS}, "expectations": [
          {"type": "TYPE", "kwargs": {"column": "name"}, "meta": {"check": "a", "severity": "error",
            "kind": "value", "scope": "rows", "finds": WORDS, "matters": WORDS, "fix": WORDS, "who": "places"}}]}
        """
        .replace("WORDS", words)
        .replace("TYPE", type);
  }

  private static Set<String> names(List<SuiteCheck> checks) {
    return checks.stream().map(SuiteCheck::name).collect(Collectors.toSet());
  }

  private static Map<String, String> values(
      JsonNode planted, @org.jspecify.annotations.Nullable JsonNode changed) {
    Map<String, String> result = new LinkedHashMap<>();
    planted
        .path("clean")
        .fields()
        .forEachRemaining(entry -> result.put(entry.getKey(), entry.getValue().asText()));
    if (changed != null) {
      changed
          .fields()
          .forEachRemaining(entry -> result.put(entry.getKey(), entry.getValue().asText()));
    }
    return result;
  }

  /** Rows of a table's own types, each with the name of the check that has to find it. */
  private static Dataset<Row> rows(TableName table, Map<String, Map<String, String>> rows) {
    List<String> selects = new ArrayList<>();
    StructField[] fields = SparkSchemaUtil.convert(DEFINITIONS.get(table).schema()).fields();
    rows.forEach(
        (name, values) -> {
          List<String> columns = new ArrayList<>(List.of("'" + name + "' AS planted_"));
          for (StructField field : fields) {
            columns.add(
                "CAST("
                    + values.get(field.name())
                    + " AS "
                    + field.dataType().sql()
                    + ") AS "
                    + field.name());
          }
          selects.add("SELECT " + String.join(", ", columns));
        });
    return TestSession.get().sql(String.join(" UNION ALL ", selects));
  }

  private static Map<TableName, JsonNode> planted() {
    Map<TableName, JsonNode> result = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    texts("planted")
        .forEach(
            (table, text) -> {
              try {
                result.put(table, json.readTree(text));
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(table.toString(), e);
              }
            });
    return result;
  }

  private static Map<TableName, String> texts(String folder) {
    Map<TableName, String> result = new TreeMap<>();
    for (Layer layer : Layer.values()) {
      ResourceFolder.read("lake/" + folder + "/" + layer.schema(), ".json")
          .forEach(
              (file, text) ->
                  result.put(
                      TableName.parse(layer.schema() + "." + file.replace(".json", "")), text));
    }
    return result;
  }
}
