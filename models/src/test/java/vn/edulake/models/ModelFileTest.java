package vn.edulake.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.edulake.models.error.UserError;

class ModelFileTest {
  private static final String FILE =
      """
      /*---
      table:   core.dim_place
      grain:   one row per place and period
      key:     [place_key]
      inputs:  [staging.stg_unit]
      refresh: {kind: full}
      fresh:   {within: PT26H}
      owner:   places
      ---*/
      SELECT unit.code FROM staging.stg_unit AS unit WHERE note <> 'core.other' -- marts.not_read
      """;

  @Test
  void aFileIsAHeaderAndOneSelect() {
    TableSpec spec = ModelFile.parse("core/dim_place.sql", FILE);

    assertThat(spec.table()).isEqualTo(TableName.parse("core.dim_place"));
    assertThat(spec.key()).containsExactly("place_key");
    assertThat(spec.inputs()).containsExactly(TableName.parse("staging.stg_unit"));
    assertThat(spec.refresh()).isEqualTo(new Refresh.Full());
    assertThat(spec.within()).isEqualTo(Duration.ofHours(26));
    assertThat(spec.rule().fingerprint()).startsWith("SELECT unit.code");
  }

  @Test
  void inputsAreProvedByTheSql() {
    assertRefused(
        FILE.replace("FROM staging.stg_unit", "FROM staging.stg_other"),
        "the SQL reads staging.stg_other, which inputs does not name");
    assertRefused(
        FILE.replace("[staging.stg_unit]", "[staging.stg_unit, staging.stg_more]"),
        "inputs names staging.stg_more, which the SQL does not read");
  }

  @Test
  void layersReadOnlyToTheLeft() {
    assertRefused(
        FILE.replace("staging.stg_unit", "marts.some_mart"),
        "core.dim_place may not read marts.some_mart: layers read only to the left");
  }

  @Test
  void unknownKeysStopWithTheNearestName() {
    assertRefused(FILE.replace("owner:", "ownr:"), "Missing key: owner in core/dim_place.sql");
    assertRefused(
        FILE.replace("owner:   places", "owner:   places\ngrian: x"),
        "Unknown key: grian in core/dim_place.sql (did you mean grain?)");
  }

  @Test
  void aTableByDayNamesItsDayAndHowFarItLooksBack() {
    assertThat(refresh("{kind: by_day, column: calendar_date, lookback: P14D}"))
        .isEqualTo(new Refresh.ByDay("calendar_date", 14));
    assertThat(refresh("{kind: by_day, column: calendar_date}"))
        .isEqualTo(new Refresh.ByDay("calendar_date", 0));
    assertRefused(
        FILE.replace("{kind: full}", "{kind: by_day, column: calendar_date, lookback: P1M}"),
        "refresh.lookback is P1M (a number of days, e.g. P14D)");
  }

  @Test
  void aRowOfAnInputBelongsToADayWhereOneTellsIt() {
    TableName unit = TableName.parse("staging.stg_unit");

    assertThat(ofDays("[seen_at]").dayOf(unit)).contains("CAST(seen_at AS DATE)");
    assertThat(ofDays("[a_at, b_at]").dayOf(unit)).isEmpty();
    assertThat(ofDays("[seen_at]").dayOf(TableName.parse("core.dim_place"))).isEmpty();
  }

  private static Refresh.ByDay ofDays(String told) {
    return (Refresh.ByDay)
        refresh("{kind: by_day, column: d, told_by: {staging.stg_unit: " + told + "}}");
  }

  @Test
  void anInputWithoutTheColumnsMayTellThemOtherwise() {
    TableName unit = TableName.parse("staging.stg_unit");
    assertThat(
            refresh("{kind: by_day, column: seen_date, told_by: {staging.stg_unit: [a_at, b_at]}}")
                .toldBy(unit))
        .containsExactly(
            Map.entry(
                "seen_date",
                "explode(array(CAST(CAST(a_at AS DATE) AS STRING),"
                    + " CAST(CAST(b_at AS DATE) AS STRING)))"));
    Refresh byKey =
        refresh(
            "{kind: by_key, columns: [place_key], told_by: {staging.stg_unit: [\"upper(code)\"]}}");
    assertThat(byKey.toldBy(unit))
        .containsExactly(Map.entry("place_key", "CAST(upper(code) AS STRING)"));
    assertThat(byKey.toldBy(TableName.parse("core.dim_place"))).isEmpty();
    assertRefused(
        FILE.replace("{kind: full}", "{kind: by_day, column: d, told_by: {core.dim_x: [a]}}"),
        "refresh.told_by names inputs that are not raw, not: core.dim_x");
    assertRefused(
        FILE.replace(
            "{kind: full}",
            "{kind: by_key, columns: [place_key], told_by: {staging.stg_unit: [a, b]}}"),
        "refresh.told_by.staging.stg_unit gives a value for each of [place_key]");
  }

  @Test
  void aPeriodMayConcernTheRowsOfItsKeyAlone() {
    TableName unit = TableName.parse("staging.stg_unit");
    TableName itself = TableName.parse("core.dim_place");
    String within =
        "on: [place_key], within: {staging.stg_unit: {from: a, to: b},"
            + " core.dim_place: {days: array(d)}}";
    assertThat(told("{from: a, to: b, same: [place_key], " + within + "}").spanOf(unit))
        .contains(
            new Refresh.Span(
                List.of("a", "b"),
                List.of("place_key"),
                List.of("place_key"),
                Map.of(unit, List.of("a", "b"), itself, List.of("array(d)")),
                Map.of()));
    assertThat(
            told("{same: [place_key], on: [place_key], within: {staging.stg_unit:"
                    + " {days: array(d), via: core.dim_place, on: [code]}}}")
                .spanOf(unit)
                .orElseThrow()
                .via())
        .containsExactly(Map.entry(unit, new Refresh.Via(itself, List.of("code"))));
    assertThat(told("{same: [place_key], " + within + "}").spanOf(unit).orElseThrow().days())
        .as("holds always")
        .isEmpty();
    assertRefused(
        FILE.replace(
            "{kind: full}", byDay("{same: [a], on: [a], within: {core.dim_x: {days: d}}}")),
        "within names inputs that are not raw, or the table itself, not: core.dim_x");
    assertRefused(
        FILE.replace(
            "{kind: full}",
            byDay(
                "{same: [a], on: [a], within: {staging.stg_unit: {days: d, via: core.dim_x, on: [b]}}}")),
        "within names inputs that are not raw, or the table itself, not: core.dim_x");
    assertRefused(
        FILE.replace(
            "{kind: full}",
            byDay("{same: [a], on: [a], within: {staging.stg_unit: {days: d, on: [b]}}}")),
        "on");
    assertRefused(FILE.replace("{kind: full}", byDay("{same: [a]}")), "from");
  }

  @Test
  void aKeyMayStandInAnotherTable() {
    TableName unit = TableName.parse("staging.stg_unit");
    assertThat(refresh(byKey("{on: [code], within: {core.dim_place: [place_key]}}")).lookupOf(unit))
        .contains(
            new Refresh.Lookup(
                List.of("code"), Map.of(TableName.parse("core.dim_place"), List.of("place_key"))));
    assertThat(refresh(byKey("[place_key]")).lookupOf(unit)).isEmpty();
    assertRefused(
        FILE.replace("{kind: full}", byKey("{on: [code], within: {core.dim_place: [a, b]}}")),
        "refresh.told_by.staging.stg_unit gives a value for each of [place_key]");
    assertRefused(
        FILE.replace("{kind: full}", byKey("{on: [code], within: {core.dim_x: [a]}}")),
        "within names inputs that are not raw, or the table itself, not: core.dim_x");
    assertRefused(
        FILE.replace("{kind: full}", byKey("{from: a, to: b, same: [c]}")),
        "refresh.told_by has values, or on and within");
  }

  @Test
  void aDayMayBeCutBySlices() {
    TableName unit = TableName.parse("staging.stg_unit");
    Refresh.ByDay cut =
        (Refresh.ByDay)
            refresh(sliced("{on: [code], within: {core.dim_place: [place_key]}}", "P0D"));
    assertThat(cut.slice())
        .contains(
            new Refresh.Slice(
                "place_key",
                Map.of(
                    unit,
                    new Refresh.Lookup(
                        List.of("code"),
                        Map.of(TableName.parse("core.dim_place"), List.of("place_key"))))));
    assertRefused(
        FILE.replace("{kind: full}", sliced("{on: [code], within: {core.dim_place: [a]}}", "P1D")),
        "refresh has a slice or a lookback, not both");
    assertRefused(
        FILE.replace(
            "{kind: full}", sliced("{on: [code], within: {core.dim_place: [a, b]}}", "P0D")),
        "refresh.told_by.staging.stg_unit gives a value for each of [place_key]");
    assertRefused(
        FILE.replace("{kind: full}", sliced("[place_key]", "P0D")),
        "refresh.slice.told_by has on and within");
  }

  private static String sliced(String told, String lookback) {
    return "{kind: by_day, column: d, lookback: "
        + lookback
        + ", slice: {column: place_key, told_by: {staging.stg_unit: "
        + told
        + "}}}";
  }

  private static String byKey(String told) {
    return "{kind: by_key, columns: [place_key], told_by: {staging.stg_unit: " + told + "}}";
  }

  private static String byDay(String told) {
    return "{kind: by_day, column: d, told_by: {staging.stg_unit: " + told + "}}";
  }

  private static Refresh told(String told) {
    return refresh(byDay(told));
  }

  @Test
  void aTableOfPeriodsIsKeyedByItsKeyAndTheirBeginning() {
    String scd2 = "{kind: scd2, key: [place_key], from: seen_on}";
    assertThat(
            ModelFile.parse(
                    "core/dim_place.sql",
                    FILE.replace("{kind: full}", scd2)
                        .replace("[place_key]\n", "[place_key, valid_from]\n"))
                .refresh())
        .isEqualTo(new Refresh.Scd2(List.of("place_key"), "seen_on", Optional.empty()));
    assertRefused(
        FILE.replace("{kind: full}", scd2),
        "key of scd2 is refresh.key and then valid_from: [place_key, valid_from]");
  }

  private static Refresh refresh(String text) {
    return ModelFile.parse("core/dim_place.sql", FILE.replace("{kind: full}", text)).refresh();
  }

  @Test
  void theKeysOfARefreshAreKeysOfTheTable() {
    assertRefused(
        FILE.replace("{kind: full}", "{kind: by_key, columns: [code]}"),
        "refresh.columns of by_key are columns of the key");
    assertRefused(
        FILE.replace("kind: full", "kind: sometimes"),
        "refresh.kind is sometimes (known: full, by_key, by_day, scd2)");
  }

  @Test
  void everyModelStandsBehindItsInputs() {
    TableSpec place = ModelFile.parse("core/dim_place.sql", FILE);
    TableSpec unit =
        ModelFile.parse(
            "staging/stg_unit.sql",
            FILE.replace("staging.stg_unit", "raw.x__unit")
                .replace("core.dim_place", "staging.stg_unit"));

    ModelGraph graph = ModelGraph.of(List.of(place, unit));

    assertThat(graph.specs()).containsExactly(unit, place);
    assertThat(graph.rawTables()).containsExactly(TableName.parse("raw.x__unit"));
    assertThat(graph.select("+core.dim_place")).containsExactly(place.table(), unit.table());
    assertThat(graph.select("staging+")).containsExactly(place.table(), unit.table());
    assertThatThrownBy(() -> graph.select("core.dim_plac"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("did you mean core.dim_place?")
        .hasMessageEndingWith("Known: [core.dim_place]");
    assertThatThrownBy(() -> graph.select("nonsense"))
        .hasMessageEndingWith("Known: [core, staging]");
  }

  private static void assertRefused(String text, String why) {
    assertThatThrownBy(() -> ModelFile.parse("core/dim_place.sql", text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(why);
  }
}
