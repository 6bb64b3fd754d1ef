package vn.edulake.models.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.Refresh;
import vn.edulake.models.SqlTables;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.UserError;

class DerivedStagingContractTest {
  private static final String GOOD =
      """
      source: town
      entity: visit
      owner: places
      key: [town_code, visit_number, visit_date]
      delivery: {semantics: snapshot}
      staging: {refresh: {kind: by_key, columns: [town_code]}, within: P40D}
      columns:
        town_code: {type: text, pattern: '[A-Z]+', header: [town]}
        visit_number: {type: integer, header: [number]}
        visit_date: {type: date, format: [dd/MM/yyyy, yyyy-MM-dd], header: [date]}
        price: {type: decimal, decimals: 2, thousands: '.', decimal_mark: ',', header: [price]}
        note: {type: text, title: {en: What was said, vi: Ghi chú}, header: [note]}
      layouts:
        - name: usual
          files: ['*.csv']
          format: csv
          formats: {visit_date: MM/dd/yyyy}
      """;

  private static List<TableSpec> derived(String text) {
    return DerivedStaging.specs(SourceContracts.of(SourceContract.parse("town__visit.yml", text)));
  }

  @Test
  void theModelSaysWhatTheContractSays() {
    TableSpec spec = derived(GOOD).get(0);

    assertThat(spec.table()).isEqualTo(TableName.parse("staging.stg_town__visit"));
    assertThat(spec.grain()).isEqualTo("one row per town code, visit number and visit date");
    assertThat(spec.key()).containsExactly("town_code", "visit_number", "visit_date");
    assertThat(spec.inputs()).containsExactly(TableName.parse("raw.town__visit"));
    assertThat(spec.refresh()).isEqualTo(new Refresh.ByKey(List.of("town_code")));
    assertThat(spec.within()).isEqualTo(Duration.ofDays(40));
    assertThat(spec.owner()).isEqualTo("places");
    assertThat(SqlTables.in(((TableSpec.Select) spec.rule()).sql())).isEqualTo(spec.inputs());
  }

  @Test
  void aRequiredDateInOneFormatMayTellTheDaysToBuild() {
    String byDay =
        GOOD.replace("kind: by_key, columns: [town_code]", "kind: by_day, column: visit_date")
            .replace(
                "{type: date, format: [dd/MM/yyyy, yyyy-MM-dd]",
                "{type: date, required: true, format: yyyy-MM-dd")
            .replace("    formats: {visit_date: MM/dd/yyyy}\n", "");

    assertThat(derived(byDay).get(0).refresh()).isEqualTo(new Refresh.ByDay("visit_date", 0));
    assertThatThrownBy(() -> derived(byDay.replace("required: true, ", "")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a required date in yyyy-MM-dd is expected");
  }

  @Test
  void withoutMoreWordsItIsBuiltWholeAndMayBeAYearOld() {
    TableSpec spec = derived(GOOD.replaceFirst("staging: .*", "staging: derived")).get(0);

    assertThat(spec.refresh()).isEqualTo(new Refresh.Full());
    assertThat(spec.within()).isEqualTo(Duration.ofDays(400));
  }

  @Test
  void withoutTheKeySomebodyWritesTheModel() {
    assertThat(derived(GOOD.replaceFirst("staging: .*\n", ""))).isEmpty();
  }

  @Test
  void aTableHasOneModel() {
    TableSpec spec = derived(GOOD).get(0);

    assertThatThrownBy(() -> ModelGraph.of(List.of(spec, spec)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Cannot use two models of staging.stg_town__visit: delete its model file, or the key"
                + " staging in the contract of [raw.town__visit]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          , pattern: '[A-Z]+' | '' | Invalid town__visit.yml.staging.refresh.columns: town_code may be written in two ways
          columns: [town_code]} | columns: [note]} | Invalid town__visit.yml.staging.refresh.columns: columns of the key are expected
          kind: by_key | kind: by_hand | Invalid town__visit.yml.staging.refresh.kind: by_hand (known: full, by_key, by_day)
          kind: by_key, columns: [town_code] | kind: by_day, column: visit_date | Invalid town__visit.yml.staging.refresh.column: visit_date (a required date in yyyy-MM-dd is expected)
          kind: by_key, columns: [town_code] | kind: by_day, column: town_code | Invalid town__visit.yml.staging.refresh.column: town_code (a required date in yyyy-MM-dd is expected)
          within: P40D | within: P40D, lookups: [town] | Invalid town__visit.yml.staging.lookups: town (a column is expected)
          within: P40D | within: 40 days | Invalid town__visit.yml.staging.within: 40 days (an ISO 8601 duration, e.g. PT26H)
          {type: integer, | {type: integer, on_invalid: keep, | Invalid town__visit.yml.columns.visit_number.on_invalid: a key of a derived staging table has a value
          decimals: 2 | decimals: 20 | Invalid town__visit.yml.columns.price.decimals: 20 (0 to 18)
          thousands: '.' | thousands: ',' | Invalid town__visit.yml.columns.price.thousands: , is its decimal mark too
          thousands: '.' | thousands: 'x' | Invalid town__visit.yml.columns.price.thousands: x (one of . , ' _ or a space)
          {type: integer, | {type: integer, decimals: 2, | Invalid town__visit.yml.columns.visit_number.decimals: only a decimal has it
          {visit_date: MM/dd/yyyy} | {visit_number: MM} | Invalid town__visit.yml.layouts[0].formats.visit_number: only a date or timestamp has a format
          {visit_date: MM/dd/yyyy} | {visit_date: bb} | Invalid town__visit.yml.layouts[0].formats.visit_date: bb
          [dd/MM/yyyy, yyyy-MM-dd] | [] | Missing key: format in town__visit.yml.columns.visit_date (a date has one)
          """)
  void aContractFromWhichNothingFollowsIsRefused(String part, String wrong, String message) {
    String broken = GOOD.replace(part.replace("''", "'"), wrong);

    assertThat(broken).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> derived(broken))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(message);
  }
}
