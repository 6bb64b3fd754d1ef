package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.quality.Figure;
import vn.edulake.quality.Measured;
import vn.edulake.quality.References;
import vn.edulake.quality.TableAudit;
import vn.edulake.quality.Verdict;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Few rows are counted in memory and many by Spark: both find the same. */
class TableAuditTest {
  private static final TableSpec SPEC =
      ModelGraph.parse(
              Map.of(
                  "core/dim_town.sql",
                  """
                  /*---
                  table:   core.dim_town
                  grain:   one row per town and day
                  key:     [town_code, valid_from]
                  inputs:  [staging.stg_town__village]
                  refresh: {kind: full}
                  fresh:   {within: P400D}
                  owner:   places
                  ---*/
                  SELECT village.town_code, village.valid_from, village.name FROM staging.stg_town__village AS village
                  """,
                  "staging/stg_town__village.sql",
                  """
                  /*---
                  table:   staging.stg_town__village
                  grain:   one row per town and day
                  key:     [town_code, valid_from]
                  inputs:  [raw.town__village]
                  refresh: {kind: full}
                  fresh:   {within: P400D}
                  owner:   places
                  ---*/
                  SELECT village.town_code, village.valid_from, village.name FROM raw.town__village AS village
                  """))
          .find(TableName.parse("core.dim_town"))
          .orElseThrow();

  private static final TableDefinition DEFINITION =
      TableDefinition.parse(
          "town",
          """
          CREATE TABLE core.dim_town (
            town_code STRING NOT NULL COMMENT 'public: town',
            valid_from DATE COMMENT 'public: since when',
            name STRING NOT NULL COMMENT 'public: its name')
          USING iceberg COMMENT 'One row per town and day'
          """);

  private static Dataset<Row> rows(String values) {
    return TestSession.get()
        .sql("SELECT * FROM VALUES " + values + " AS t(town_code, valid_from, name)");
  }

  private static TableAudit.Rows all(Dataset<Row> rows) {
    return new TableAudit.Rows(rows, rows);
  }

  private static List<Verdict> audit(String values) {
    List<Verdict> inMemory = TableAudit.rows(SPEC, DEFINITION, rows(values), 0);
    assertThat(TableAudit.rows(SPEC, DEFINITION, rows(values), Long.MAX_VALUE)).isEqualTo(inMemory);
    return inMemory;
  }

  /** Villages of many towns, three days each, in several tasks. */
  private static Dataset<Row> villages(long count, String more) {
    return TestSession.get()
        .range(0, count, 1, 5)
        .selectExpr(
            "CAST(id DIV 3 AS STRING) AS town_code",
            "date_add(DATE '2026-01-01', CAST(id % 3 AS INT)) AS valid_from",
            "'A' AS name")
        .union(rows(more));
  }

  @Test
  void amongManyKeysOneThatOccursTwiceIsFound() {
    long count = 600_000;
    assertThat(
            TableAudit.rows(
                SPEC, DEFINITION, villages(count, "('a', DATE '2026-01-01', 'A')"), count))
        .first()
        .satisfies(verdict -> assertThat(verdict.isPassed()).isTrue())
        .extracting(Verdict::message)
        .isEqualTo("600001 keys, all different");
    assertThat(
            TableAudit.rows(
                SPEC, DEFINITION, villages(count, "('199999', DATE '2026-01-03', 'A')"), count))
        .first()
        .satisfies(verdict -> assertThat(verdict.isPassed()).isFalse())
        .satisfies(verdict -> assertThat(verdict.failedCount()).isEqualTo(1))
        .extracting(Verdict::keys)
        .isEqualTo(List.of("town_code=199999, valid_from=2026-01-03"));
  }

  @Test
  void aWrittenRowIsFoundToHaveTheKeyOfOneThatStayed() {
    Dataset<Row> written = rows("('b', DATE '2026-01-01', NULL), ('c', DATE '2026-01-01', 'C')");
    Dataset<Row> stayed = rows("('b', DATE '2026-01-01', NULL)");
    TableAudit.Wanted figures = new TableAudit.Wanted(List.of(Figure.ROWS), Optional.empty());

    TableAudit.Found found =
        TableAudit.rows(
            SPEC,
            DEFINITION,
            List.of(),
            List.of(),
            figures,
            new TableAudit.Rows(written.union(stayed), written),
            Long.MAX_VALUE);

    assertThat(found.verdicts())
        .filteredOn(Verdict::rejects)
        .extracting(verdict -> verdict.check() + " " + verdict.failedCount())
        .containsExactly("key_unique 1", "not_null.name 1");
    assertThat(found.measured())
        .containsExactly(new Measured(Optional.empty(), Map.of(Figure.ROWS, 2.0)));
  }

  @Test
  void goodRowsPass() {
    assertThat(audit("('a', DATE '2026-01-01', 'A'), ('a', DATE '2026-01-02', 'A')"))
        .hasSize(3)
        .allMatch(Verdict::isPassed)
        .first()
        .extracting(Verdict::message)
        .isEqualTo("2 keys, all different");
  }

  @Test
  void figuresOfDaysAndOfAllRowsAreMeasuredInMemoryAsBySpark() {
    Dataset<Row> rows =
        rows(
            "('a', DATE '2026-01-01', 'A'), ('b', DATE '2026-01-01', NULL), ('c', DATE '2026-01-01',"
                + " 'C'), ('4', DATE '2026-01-02', '7')");
    Figure completeness = new Figure(Figure.Kind.COMPLETENESS, "name");
    Figure share = new Figure(Figure.Kind.SHARE, "name = 'A'");
    Figure mean = new Figure(Figure.Kind.MEAN, "length(town_code)");
    Figure deviation = new Figure(Figure.Kind.STANDARD_DEVIATION, "ascii(town_code)");
    List<Figure> figures = List.of(Figure.ROWS, completeness, share, mean, deviation);
    LocalDate first = LocalDate.of(2026, 1, 1);
    Map<LocalDate, Map<Figure, Double>> byDay =
        Map.of(
            first,
            Map.of(
                Figure.ROWS,
                3.0,
                completeness,
                0.666667,
                share,
                0.333333,
                mean,
                1.0,
                deviation,
                1.0),
            first.plusDays(1),
            Map.of(Figure.ROWS, 1.0, completeness, 1.0, share, 0.0, mean, 1.0));
    TableAudit.Wanted ofDays = new TableAudit.Wanted(figures, Optional.of("valid_from"));
    for (long most : new long[] {0, Long.MAX_VALUE}) {
      TableAudit.Found found =
          TableAudit.rows(SPEC, DEFINITION, List.of(), List.of(), ofDays, all(rows), most);
      assertThat(days(found.measured())).isEqualTo(byDay);
      assertThat(found.verdicts()).isEqualTo(TableAudit.rows(SPEC, DEFINITION, rows, most));
      Dataset<Row> doubled = rows.union(rows);
      assertThat(
              TableAudit.rows(SPEC, DEFINITION, List.of(), List.of(), ofDays, all(doubled), most)
                  .verdicts())
          .isEqualTo(TableAudit.rows(SPEC, DEFINITION, doubled, most))
          .filteredOn(Verdict::isFailed)
          .extracting(Verdict::check)
          .containsExactly("key_unique", "not_null.name");
      TableAudit.Wanted ofAll =
          new TableAudit.Wanted(List.of(Figure.ROWS, completeness), Optional.empty());
      assertThat(
              TableAudit.rows(SPEC, DEFINITION, List.of(), List.of(), ofAll, all(rows), most)
                  .measured())
          .containsExactly(
              new Measured(Optional.empty(), Map.of(Figure.ROWS, 4.0, completeness, 0.75)));
    }
    assertThat(days(TableAudit.measure(ofDays, rows))).isEqualTo(byDay);
  }

  /** By day; a mean that is made row by row may differ in the last digit from a quotient. */
  private static Map<LocalDate, Map<Figure, Double>> days(List<Measured> measured) {
    Map<LocalDate, Map<Figure, Double>> result = new TreeMap<>();
    for (Measured one : measured) {
      Map<Figure, Double> figures = new HashMap<>(one.figures());
      figures.replaceAll((figure, value) -> Math.round(value * 1e6) / 1e6);
      result.put(one.day().orElseThrow(), figures);
    }
    return result;
  }

  @Test
  void noRowIsRight() {
    assertThat(audit("('a', DATE '2026-01-01', 'A')").get(0).isPassed()).isTrue();
    Dataset<Row> none = rows("('a', DATE '2026-01-01', 'A')").where("false");
    assertThat(TableAudit.rows(SPEC, DEFINITION, none, 0))
        .isEqualTo(TableAudit.rows(SPEC, DEFINITION, none, Long.MAX_VALUE))
        .allMatch(Verdict::isPassed);
  }

  @Test
  void aKeyThatOccursTwiceIsRefusedAlsoWhenAPartOfItIsMissing() {
    assertThat(
            audit(
                "('a', CAST(NULL AS DATE), 'A'), ('a', CAST(NULL AS DATE), 'B'),"
                    + " ('b', DATE '2026-01-01', 'B')"))
        .filteredOn(Verdict::rejects)
        .singleElement()
        .satisfies(
            verdict -> {
              assertThat(verdict.check()).isEqualTo("key_unique");
              assertThat(verdict.failedCount()).isEqualTo(1);
            });
  }

  @Test
  void whatIsMissingIsCountedByColumn() {
    assertThat(
            audit(
                "('a', DATE '2026-01-01', CAST(NULL AS STRING)), ('b', DATE '2026-01-01', NULL),"
                    + " (NULL, DATE '2026-01-01', 'C')"))
        .filteredOn(Verdict::rejects)
        .extracting(verdict -> verdict.check() + " " + verdict.failedCount())
        .containsExactly("not_null.town_code 1", "not_null.name 2");
  }

  private static List<Verdict> references(String referring, String towns) {
    TableName dimension = TableName.parse("core.dim_town");
    List<References.Reference> references =
        List.of(
            new References.Reference(SPEC.table(), "from_code", dimension, "town_code"),
            new References.Reference(SPEC.table(), "to_code", dimension, "town_code"),
            new References.Reference(SPEC.table(), "name", dimension, "name"));
    Dataset<Row> rows =
        TestSession.get()
            .sql("SELECT * FROM VALUES " + referring + " AS t(from_code, to_code, name)");
    Map<TableName, Dataset<Row>> dimensions = Map.of(dimension, rows(towns));
    List<Verdict> inMemory = TableAudit.references(references, rows, dimensions, 0);
    assertThat(TableAudit.references(references, rows, dimensions, Long.MAX_VALUE))
        .isEqualTo(inMemory);
    return inMemory;
  }

  @Test
  void aKeyThatItsDimensionHasNotIsToldInTheColumnThatHasIt() {
    List<Verdict> found =
        references(
            "('a', 'b', 'North'), ('b', 'x', NULL), (NULL, 'y', 'North'), ('a', 'x', 'North')",
            "('a', DATE '2020-01-01', 'North'), ('b', DATE '2020-01-01', 'South'),"
                + " ('a', DATE '2021-01-01', 'East')");

    assertThat(found).extracting(Verdict::isPassed).containsExactly(true, false, true);
    assertThat(found.get(1).failedCount()).isEqualTo(2);
    assertThat(found.get(1).keys()).containsExactly("to_code=x", "to_code=y");
  }

  @Test
  void anEmptyDimensionHasNoKeyAndWhatRefersToNothingIsRight() {
    assertThat(
            references(
                "(CAST(NULL AS STRING), CAST(NULL AS STRING), 'North')",
                "('a', DATE '2020-01-01', NULL)"))
        .extracting(Verdict::isPassed)
        .containsExactly(true, true, false);
  }
}
