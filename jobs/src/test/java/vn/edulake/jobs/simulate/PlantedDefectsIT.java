package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.bench.DefectBench;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.simulate.defect.DefectClass;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.contract.SourceContracts;

/**
 * What contracts and ledger find of the defects of a small province, and what they tell besides.
 */
class PlantedDefectsIT {
  private static final ZoneId HANOI = ZoneId.of("Asia/Ho_Chi_Minh");

  @TempDir private Path folder;

  private Score scored(String scale, long seed, boolean hasDefects) throws IOException {
    Path out = folder.resolve(scale + "-" + seed);
    new Simulation(
            new Simulation.Request(
                Profile.load("dong_thap"),
                Scale.parse(scale),
                2025,
                1,
                0,
                seed,
                out,
                hasDefects,
                2),
            Path.of("bundled/vn-admin-units"),
            line -> {})
        .run();
    try (TestLake lake = TestLake.open(folder.resolve("lake-" + seed), SourceContracts.load())) {
      DefectBench bench = new DefectBench(lake.catalogs, lake.database, lake.settings(), HANOI);
      bench.takeIn(out);
      return bench.score(out, Map.of());
    }
  }

  @Test
  void whatAContractCanSeeIsFoundAndNothingElseIsTold() throws IOException {
    Score score = scored("1000", 41, true);

    List<Score.Line> visible =
        score.lines().stream()
            .filter(line -> line.defect().finder() == DefectClass.Finder.CONTRACT)
            .toList();
    assertThat(visible).hasSizeGreaterThan(10);
    assertThat(visible)
        .allSatisfy(
            line ->
                assertThat((double) line.found())
                    .as(line.toString())
                    .isGreaterThanOrEqualTo(0.99 * line.planted()));
    assertThat(score.alarms())
        .allSatisfy(
            one ->
                assertThat((double) one.count())
                    .as(one.toString())
                    .isLessThanOrEqualTo(0.001 * one.among()));
  }

  @Test
  void withoutDefectsNothingIsTold() throws IOException {
    Score score = scored("1000", 42, false);

    assertThat(score.lines()).isEmpty();
    assertThat(score.alarms()).allSatisfy(one -> assertThat(one.count()).isZero());
    assertThat(score.alarms()).allSatisfy(one -> assertThat(one.among()).isPositive());
  }
}
