package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.bench.IdentityBench;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.contract.SourceContracts;

/** Who is who in a small province with its mistakes, beside what the simulation knows. */
class LearnerIdentityIT {
  @TempDir private Path folder;

  @Test
  void learnersAreToldApartAndFoundAgain() {
    Path out = folder.resolve("simulation");
    new Simulation(
            new Simulation.Request(
                Profile.load("dong_thap"), Scale.parse("1000"), 2025, 2, 0, 43, out, true, 2),
            Path.of("bundled/vn-admin-units"),
            line -> {})
        .run();
    try (TestLake lake = TestLake.open(folder.resolve("lake"), SourceContracts.load())) {
      IdentityBench.withoutRollCalls(out).forEach(lake::run);
      new Pipeline(
              lake.config,
              lake.database,
              lake.catalogs,
              TestSession.ofRuns(),
              Clock.systemUTC(),
              Steps.unheard(),
              line -> {})
          .run("test", new RunRequest(Optional.of(IdentityBench.TABLES), false, Optional.empty()));

      IdentityBench.Accuracy measured =
          TestSession.ofRuns()
              .with(lake.catalogs, new byte[0], session -> new IdentityBench(session).measure(out));

      assertThat(measured.statements()).isGreaterThan(3000);
      assertThat(measured.precision()).as(measured.toString()).isGreaterThanOrEqualTo(0.999);
      assertThat(measured.recall()).as(measured.toString()).isGreaterThanOrEqualTo(0.98);
    }
  }
}
