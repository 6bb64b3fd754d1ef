package vn.edulake.warehouse.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.contract.SourceContract;

class DerivedDefinitionTest {
  private static final String VISIT =
      """
      source: town
      entity: visit
      owner: places
      key: [town_code, visit_number]
      delivery: {semantics: snapshot}
      staging: {refresh: {kind: by_key, columns: [town_code]}}
      columns:
        town_code: {type: code, codes: [A, B], privacy: public, header: [town]}
        visit_number: {type: integer, header: [number]}
        visitor_name: {type: text, privacy: personal, title: {en: Who came, vi: Ai đến}, header: [who]}
        price: {type: decimal, decimals: 2, header: [price]}
        began_at: {type: timestamp, header: [began]}
      layouts:
        - {name: usual, files: ['*.csv'], format: csv}
      """;

  private static SourceContract parse(String text) {
    return SourceContract.parse("town__visit.yml", text);
  }

  @Test
  void aStagingTableHasTheColumnsOfItsContract() {
    TableDefinition table = TableDefinition.staging(parse(VISIT)).orElseThrow();

    assertThat(table.table()).hasToString("staging.stg_town__visit");
    assertThat(table.comment()).isEqualTo("One row per town code and visit number");
    assertThat(table.required()).containsExactly("town_code", "visit_number");
    assertThat(table.identityPartitions()).containsExactly("town_code");
    assertThat(table.columns())
        .extracting(column -> column.name() + " " + column.field().type())
        .containsExactly(
            "town_code string",
            "visit_number long",
            "visitor_name string",
            "price decimal(20, 2)",
            "began_at timestamptz");
    assertThat(table.columns())
        .extracting(column -> column.field().doc())
        .contains("public: town code", "personal: Who came", "internal: price");
    assertThat(table.columns().get(2).privacy()).isEqualTo(PrivacyClass.PERSONAL);
  }

  @Test
  void aTableThatSomebodyDefinesIsNotDerived() {
    assertThat(TableDefinition.staging(parse(VISIT.replaceFirst("staging: .*\n", "")))).isEmpty();
  }
}
