package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;

/** The real tables of statistical offices, where there are any: {@code -Dreal.data=DIR}. */
class RealStatisticsIT {
  private static final SourceContracts CONTRACTS = SourceContracts.load();

  @TempDir private Path home;
  private Path data;

  @BeforeEach
  void findData() {
    String place = System.getProperty("real.data", "");
    assumeTrue(!place.isEmpty(), "no real data");
    data = Path.of(place);
  }

  private static SourceContract contract(String raw) {
    return CONTRACTS.find(TableName.parse(raw)).orElseThrow();
  }

  private static Map<String, Long> accepted(IngestReport report) {
    assertThat(report.failed()).isEmpty();
    assertThat(report.files())
        .allMatch(f -> f.received() == f.accepted() && f.rejected() == 0 && f.known() == 0);
    return report.files().stream()
        .collect(Collectors.toMap(f -> f.file().replaceAll(".*/", ""), FileReport::accepted));
  }

  @Test
  void everyCellOfTheTablesOfTheStatisticalOfficeIsARecord() {
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      IngestReport report = lake.run("vn_gso", data.resolve("vn-gso-education-series"));
      Map<String, Long> accepted = accepted(report);

      assertThat(accepted).hasSize(8);
      assertThat(accepted)
          .containsEntry(
              "Number of pupils of general education as of 30 September by province.csv", 72L * 60)
          .containsEntry(
              "Number of classes of general education as of 30 September by province.csv", 72L * 60)
          .containsEntry(
              "Number of direct teaching teachers of general education as of 30 September by"
                  + " province.csv",
              71L * 60)
          .containsEntry(
              "Number of school of general education as of 30 September by province.csv", 71L * 90)
          .containsEntry("Average population by province.csv", 71L * 110)
          .containsEntry(
              "Number of schools and classes of general education as of 30 September.csv", 20L * 22)
          .containsEntry(
              "Number of teachers and pupils of general education as of 30 September.csv", 16L * 22)
          .containsEntry(
              "Average number of pupils per class and average number of pupils per teacher of"
                  + " general education as of 30 September.csv",
              8L * 5);

      List<Map<String, Object>> rows = lake.rows(contract("raw.vn_gso__figure"));
      // Known dirt: two dots for a missing value stay as they are.
      assertThat(rows)
          .filteredOn(r -> "..".equals(r.get("value")))
          .extracting(r -> r.get("table_code"))
          .hasSize(180 + 107 + 60 + 110 + 648);
      // Known dirt: names with double and leading spaces, years with and without spaces.
      assertThat(rows)
          .extracting(r -> r.get("place_name"))
          .contains("Quang  Nam", " WHOLE COUNTRY", "Pupils in universities");
      assertThat(rows)
          .extracting(r -> r.get("year_text"))
          .contains("1995 - 1996", "1995 -1996", "2005-2006", "Prel. 2016-2017", "Prel. 2016");
    }
  }

  @Test
  void theBundledFiguresAreThoseOfTheOffice() {
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      lake.run("vn_gso", data.resolve("vn-gso-education-series"));
      lake.run("vn_gso", TestLake.project().resolve("jobs/bundled/vn-gso"));
      lake.run("reference", TestLake.project().resolve("models/src/main/resources/lake/reference"));
      Map<String, Map<String, Object>> names =
          lake.rows(contract("raw.reference__gso_place_name")).stream()
              .collect(Collectors.toMap(r -> letters(r.get("name")), r -> r));
      Map<String, Map<String, Object>> items =
          lake.rows(contract("raw.reference__gso_item")).stream()
              .collect(
                  Collectors.toMap(
                      r ->
                          r.get("table_code")
                              + spaced(r.get("figure_kind"))
                              + spaced(r.get("item")),
                      r -> r));

      Set<String> office = new TreeSet<>();
      for (Map<String, Object> row : lake.rows(contract("raw.vn_gso__figure"))) {
        Map<String, Object> place = names.get(letters(row.get("place_name")));
        Map<String, Object> item =
            items.get(
                row.get("table_code") + spaced(row.get("figure_kind")) + spaced(row.get("item")));
        String year = String.valueOf(row.get("year_text"));
        office.add(
            String.join(
                " ",
                row.get("table_code").toString(),
                item.get("measure_code").toString(),
                item.get("level_code").toString(),
                place.get("place_kind").toString(),
                place.get("place_code").toString(),
                year.replaceAll("\\D*(\\d{4}).*", "$1"),
                String.valueOf(year.startsWith("Prel")),
                number(row.get("value"))));
      }
      Set<String> ours =
          lake.rows(contract("raw.vn_gso__bundled_figure")).stream()
              .map(
                  r ->
                      String.join(
                          " ",
                          r.get("table_code").toString(),
                          r.get("measure_code").toString(),
                          r.get("level_code").toString(),
                          r.get("place_kind").toString(),
                          r.get("place_code").toString(),
                          r.get("statistic_year").toString(),
                          r.get("is_preliminary").toString(),
                          number(r.get("value"))))
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(ours).hasSize(27_932).isEqualTo(office);
    }
  }

  private static String letters(Object name) {
    return name.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  private static String spaced(Object text) {
    return text.toString().strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  private static String number(Object value) {
    return value == null || value.equals("..") || value.equals("")
        ? "-"
        : new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
  }

  @Test
  void everyIndicatorOfUnescoIsTakenWhateverItsName() {
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      Map<String, Long> accepted =
          accepted(lake.run("uis", data.resolve("uis-education-indicators")));

      assertThat(accepted).hasSize(11);
      assertThat(accepted)
          .containsEntry("ddf--datapoints--ger_5t8--by--country--year.csv", 6_770L)
          .containsEntry("ddf--datapoints--ner_02_cp--by--country--year.csv", 2_877L)
          .containsEntry("ddf--datapoints--ptrhc_02_trained--by--country--year.csv", 1_388L)
          .containsEntry("ddf--datapoints--ptrhc_1_trained--by--country--year.csv", 1_971L)
          .containsEntry("ddf--datapoints--ptrhc_2_trained--by--country--year.csv", 1_009L)
          .containsEntry("ddf--datapoints--trtp_02--by--country--year.csv", 1_406L)
          .containsEntry("ddf--datapoints--trtp_1--by--country--year.csv", 1_977L)
          .containsEntry("ddf--datapoints--trtp_2--by--country--year.csv", 1_006L)
          .containsEntry("ddf--datapoints--rofst_1_cp--by--country--year.csv", 5_093L);
      Map<String, Long> ofVietNam =
          lake.rows(contract("raw.uis__value")).stream()
              .filter(r -> r.get("country_code").equals("vnm"))
              .collect(
                  Collectors.groupingBy(
                      r -> r.get("indicator_code").toString(), Collectors.counting()));
      assertThat(ofVietNam)
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "ger_5t8",
                  37L,
                  "ner_02_cp",
                  17L,
                  "ptrhc_02_trained",
                  15L,
                  "ptrhc_1_trained",
                  22L,
                  "ptrhc_2_trained",
                  22L,
                  "trtp_02",
                  15L,
                  "trtp_1",
                  22L,
                  "trtp_2",
                  22L,
                  "rofst_1_cp",
                  18L));
    }
  }

  @Test
  void everyHolidayOfTheOtherListIsTaken() {
    try (TestLake lake = TestLake.open(home, CONTRACTS)) {
      assertThat(accepted(lake.run("vn_holiday", data.resolve("vn-public-holidays"))))
          .containsExactly(Map.entry("vn-holidays-2000-2035.csv", 972L));
      assertThat(lake.rows(contract("raw.vn_holiday__holiday")))
          .filteredOn(r -> r.get("holiday_type").equals("public"))
          .hasSize(252);
    }
  }
}
