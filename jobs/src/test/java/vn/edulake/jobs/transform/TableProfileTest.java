package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import vn.edulake.jobs.quality.ProposedSuite;
import vn.edulake.jobs.quality.TableProfile;
import vn.edulake.jobs.quality.TableProfile.ColumnProfile;
import vn.edulake.quality.expectation.ExpectationResult;
import vn.edulake.quality.expectation.ExpectationSuite;
import vn.edulake.quality.expectation.SuiteRun;
import vn.edulake.quality.expectation.SuiteText;
import vn.edulake.warehouse.ddl.TableDefinition;

class TableProfileTest {
  private static final String COLUMNS =
      """
       (
        visit_key STRING NOT NULL COMMENT 'internal: the visit',
        visit_date DATE COMMENT 'public: the day',
        kind_code STRING COMMENT 'public: kind',
        fee_amount DECIMAL(20,2) COMMENT 'internal: what it cost',
        phone STRING COMMENT 'personal: number',
        tags ARRAY<STRING> COMMENT 'public: words')
      USING iceberg COMMENT 'One row per visit'
      """;

  private static final TableDefinition VISIT = definition("core.fct_visit");

  private static TableDefinition definition(String table) {
    return TableDefinition.parse(
        table.replace('.', '/') + ".sql", "CREATE TABLE " + table + COLUMNS);
  }

  private static Dataset<Row> visits(int count) {
    return TestSession.get()
        .sql(
            "SELECT concat('v', id) AS visit_key, date_add(DATE '2026-03-01', CAST(id AS INT)) AS"
                + " visit_date, IF(id % 2 = 0, 'in', 'out') AS kind_code, IF(id = 3, NULL, CAST(id"
                + " AS DECIMAL(20,2))) AS fee_amount, concat('0000', id) AS phone, array('a') AS"
                + " tags FROM range("
                + count
                + ")");
  }

  @Test
  void aProfileTellsWhatIsMissingHowManyDifferAndWithinWhichBounds() {
    TableProfile profile = TableProfile.of(VISIT, List.of("visit_key"), visits(40));

    assertThat(profile.rowCount()).isEqualTo(40);
    assertThat(profile.hasUniqueKey()).isTrue();
    ColumnProfile fee = profile.columns().get(3);
    assertThat(fee.nullCount()).isEqualTo(1);
    assertThat(String.valueOf(fee.most())).isEqualTo("39.00");
    assertThat(fee.mean()).isEqualTo((780.0 - 3) / 39);
    assertThat(profile.columns().get(2).values()).containsExactly("in", "out");
    // What names a row is no list of values, however few rows there are.
    assertThat(TableProfile.of(VISIT, List.of("visit_key"), visits(3)).columns().get(0).values())
        .isEmpty();
  }

  @Test
  void ofPeopleAndOfTheVaultNothingIsToldButCounts() {
    assertThat(TableProfile.of(VISIT, List.of(), visits(5)).columns().get(4))
        .satisfies(
            phone -> {
              assertThat(phone.isShown()).isFalse();
              assertThat(phone.distinctCount()).isEqualTo(5);
              assertThat(phone.values()).isEmpty();
            });
    TableProfile vault = TableProfile.of(definition("vault.visit"), List.of(), visits(40));
    assertThat(vault.columns())
        .allSatisfy(
            column -> {
              assertThat(column.values()).isEmpty();
              assertThat(column.least()).isNull();
              assertThat(column.most()).isNull();
              assertThat(column.mean()).isNull();
            });
    assertThat(ProposedSuite.of(vault)).doesNotContain("2026-03", "\"in\"", "000");
  }

  @Test
  void theTablePassesTheSuiteThatIsProposedAndAnotherOneDoesNot() {
    TableProfile profile = TableProfile.of(VISIT, List.of("visit_key"), visits(40));
    ExpectationSuite suite = SuiteText.parse(ProposedSuite.of(profile), "proposed").suite();

    assertThat(suite.expectations())
        .extracting(expectation -> expectation.meta().get("check"))
        .contains(
            "columns",
            "row_count",
            "key_unique",
            "visit_date_in_range",
            "kind_code_known",
            "fee_amount_mostly_there",
            "phone_there");
    assertThat(SuiteRun.on(visits(40)).validate(suite).results())
        .allMatch(ExpectationResult::isSuccess);
    assertThat(
            SuiteRun.on(visits(90)).validate(suite).warnings().stream()
                .map(result -> result.expectation().meta().get("check")))
        .containsExactly("visit_date_in_range", "fee_amount_in_range");
  }

  @Test
  void aTableWithoutRowsPassesItsSuiteToo() {
    TableProfile profile = TableProfile.of(VISIT, List.of("visit_key"), visits(0));

    assertThat(
            SuiteRun.on(visits(0))
                .validate(SuiteText.parse(ProposedSuite.of(profile), "proposed").suite())
                .results())
        .hasSize(2)
        .allMatch(ExpectationResult::isSuccess);
  }
}
