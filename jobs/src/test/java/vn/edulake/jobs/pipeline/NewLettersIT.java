package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.models.contract.SourceContracts;

/** What controls find that tell a load by itself. */
class NewLettersIT {
  private static final String FOUND =
      "SELECT run_id || ' ' || finding_code || ' ' || dense_rank() OVER (ORDER BY load_id)"
          + " FROM ops.source_finding WHERE source_code = 'vn_outline' ORDER BY 1";

  @TempDir private Path home;

  @Test
  void aRunLooksAtTheLettersOfNewLoadsAndKeepsWhatWasFoundBefore() throws IOException {
    try (TestLake lake = TestLake.open(home, SourceContracts.load())) {
      take(lake, "first", "01", Normalizer.normalize("Hà Nội", Normalizer.Form.NFD));
      run(lake);
      String decomposed = "1 decomposed_text 1";
      assertThat(lake.ops(FOUND)).containsExactly(decomposed);

      take(lake, "second", "79", "Hå Chi Minh ®¤n");
      run(lake);
      String legacy = "2 legacy_letters 2";
      assertThat(lake.ops(FOUND)).containsExactly(decomposed, legacy);

      take(lake, "third", "48", "Đà Nẵng");
      run(lake);
      assertThat(lake.ops(FOUND)).containsExactly(decomposed, legacy);
    }
  }

  private void take(TestLake lake, String delivery, String code, String name) throws IOException {
    Path file = home.resolve("files/" + delivery + "/provinces.geojson");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"type":"FeatureCollection","features":[{"type":"Feature","id":"%s",
          "properties":{"code":"%s","name":"%s","fullName":"%s","areaKm2":1.5},
          "geometry":{"type":"Polygon","coordinates":[[[105,21],[106,21],[105,20],[105,21]]]}}]}
        """
            .formatted(code, code, name, name));
    lake.run("vn_outline", file.getParent());
  }

  private static void run(TestLake lake) {
    TestPipeline.of(lake)
        .run(
            "test",
            new RunRequest(
                Optional.of("staging.stg_vn_outline__outline"), false, Optional.empty()));
  }
}
