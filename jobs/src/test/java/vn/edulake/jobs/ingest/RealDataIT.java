package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;

/** The real files, where there are any: {@code -Dreal.data=DIR}. */
class RealDataIT {
  @TempDir private Path home;
  private Path data;

  @BeforeEach
  void findData() {
    String place = System.getProperty("real.data", "");
    assumeTrue(!place.isEmpty(), "no real data");
    data = Path.of(place);
  }

  private static void everyLineIsAccountedFor(IngestReport report) {
    assertThat(report.files())
        .isNotEmpty()
        .allMatch(f -> f.received() == f.accepted() + f.rejected() + f.known());
  }

  @Test
  void everyPublicationOfTheExamIsTakenOnce() {
    SourceContracts contracts = SourceContracts.load();
    try (TestLake lake = TestLake.open(home, contracts)) {
      long began = System.nanoTime();
      IngestReport report = lake.run("vn_exam", data.resolve("vn-exam-2017"));
      System.out.printf("vn-exam-2017: %.1f s%n", (System.nanoTime() - began) / 1e9);
      report.files().forEach(System.out::println);

      everyLineIsAccountedFor(report);
      assertThat(report.failed()).isEmpty();
      assertThat(report.notCovered())
          .containsExactly("vn-exam-2017/LICENSE.Apache-2.0.txt", "vn-exam-2017/README.md");
      Map<String, FileReport> byName =
          report.files().stream()
              .collect(Collectors.toMap(f -> f.file().replaceAll(".*/", ""), f -> f));
      assertThat(byName).hasSize(17);
      assertThat(List.of("3.Dong Thap_HKJX.xlsx", "phu-yen.xls", "quang-binh.xls", "tra-vinh.xls"))
          .allMatch(name -> byName.get(name).status() == FileReport.Status.KNOWN);
      assertThat(byName.get("12_LongAn_ZZUK.xls.xlsx").accepted()).isEqualTo(13_224);
      assertThat(byName.get("8.PhuYen_MLTQ.xlsx").accepted()).isEqualTo(10_705);
      assertThat(report.files()).allMatch(f -> f.rejected() == 0);

      var contract = contracts.find(TableName.parse("raw.vn_exam__candidate")).orElseThrow();
      Set<String> candidates = new HashSet<>();
      for (Map<String, Object> row : lake.rows(contract)) {
        candidates.add(row.get("exam_year") + "/" + row.get("candidate_number"));
      }
      assertThat(candidates).hasSize(157_507);

      long again = System.nanoTime();
      IngestReport second = lake.run("vn_exam", data.resolve("vn-exam-2017"));
      System.out.printf("again: %.1f s%n", (System.nanoTime() - again) / 1e9);
      assertThat(second.files()).allMatch(f -> f.status() == FileReport.Status.KNOWN);
      assertThat(second.files()).allMatch(f -> f.received() == f.known() && f.known() > 0);
    }
  }

  @Test
  void allAdministrativeUnitsAndTheirLinksAreTaken() {
    SourceContracts contracts = SourceContracts.load();
    try (TestLake lake = TestLake.open(home, contracts)) {
      IngestReport report = lake.run("vn_admin", data.resolve("vn-admin-units"));
      report.files().forEach(System.out::println);

      everyLineIsAccountedFor(report);
      assertThat(report.failed()).isEmpty();
      assertThat(report.files()).allMatch(f -> f.rejected() == 0 && f.known() == 0);
      Map<String, Long> accepted =
          report.files().stream()
              .collect(Collectors.toMap(f -> f.file().replaceAll(".*/", ""), FileReport::accepted));
      assertThat(accepted)
          .containsEntry("vn_only_simplified_json_generated_data_vn_units.json", 63L + 696 + 10_035)
          .containsEntry("full_json_generated_data_vn_units.json", 34L + 3_321);
      var predecessor = contracts.find(TableName.parse("raw.vn_admin__predecessor")).orElseThrow();
      List<Map<String, Object>> communes =
          lake.rows(predecessor).stream().filter(r -> r.get("level").equals("commune")).toList();
      assertThat(communes).hasSize(10_604);
      assertThat(communes).filteredOn(r -> r.get("link_type").equals("partial")).hasSize(1_012);
    }
  }
}
