package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.bench.IdentityBench;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.PseudonymSecret;
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
      run(lake);

      IdentityBench.Accuracy measured =
          TestSession.ofRuns()
              .with(lake.catalogs, new byte[0], session -> new IdentityBench(session).measure(out));

      assertThat(measured.statements()).isGreaterThan(3000);
      assertThat(measured.precision()).as(measured.toString()).isGreaterThanOrEqualTo(0.999);
      assertThat(measured.recall()).as(measured.toString()).isGreaterThanOrEqualTo(0.98);

      IdentityBench.Accuracy scored =
          TestSession.ofRuns()
              .with(
                  lake.catalogs,
                  new byte[0],
                  session -> new IdentityBench(session).measureWithoutIdentifiers(out));

      assertThat(scored.statements()).isGreaterThan(300);
      assertThat(scored.precision()).as(scored.toString()).isGreaterThanOrEqualTo(0.999);
      assertThat(scored.methods()).as(scored.toString()).containsKey("scored");

      assertAnotherKeyGivesOtherNamesToTheSameLearners(lake);
    }
  }

  private static void assertAnotherKeyGivesOtherNamesToTheSameLearners(TestLake lake) {
    Map<String, String> before = learners(lake);
    Set<String> names = new TreeSet<>(before.values());
    List<String> links = links(lake);

    PseudonymSecret.rotate(lake.config.home());
    run(lake);

    Map<String, String> after = learners(lake);
    assertThat(links(lake)).as("who is who does not hang on the key").isEqualTo(links);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(new TreeSet<>(after.values()))
        .hasSameSizeAs(names)
        .doesNotContainAnyElementsOf(names);
    Map<String, String> renamed = new TreeMap<>();
    before.forEach(
        (statement, learner) ->
            assertThat(renamed.computeIfAbsent(learner, unused -> after.get(statement)))
                .isEqualTo(after.get(statement)));
    assertThat(ask(lake, "SELECT learner_key FROM personal.vault.learner"))
        .containsExactlyInAnyOrderElementsOf(new TreeSet<>(after.values()));
  }

  private static void run(TestLake lake) {
    new Pipeline(
            lake.config,
            lake.database,
            lake.catalogs,
            TestSession.ofRunsWithTheirKey(),
            Clock.systemUTC(),
            Steps.unheard(),
            line -> {})
        .run("test", new RunRequest(Optional.of(IdentityBench.TABLES), false, Optional.empty()));
  }

  /** The learner of each statement. */
  private static Map<String, String> learners(TestLake lake) {
    Map<String, String> result = new TreeMap<>();
    for (String row :
        ask(lake, "SELECT statement_key || ' ' || learner_key FROM personal.vault.learner_link")) {
      int blank = row.lastIndexOf(' ');
      result.put(row.substring(0, blank), row.substring(blank + 1));
    }
    return result;
  }

  /** How each statement was linked, and why. */
  private static List<String> links(TestLake lake) {
    return ask(
        lake,
        "SELECT concat_ws('|', statement_key, method_code, score, evidence)"
            + " FROM personal.vault.learner_link ORDER BY 1");
  }

  private static List<String> ask(TestLake lake, String query) {
    return TestSession.ofRuns()
        .with(
            lake.catalogs,
            new byte[0],
            session ->
                session.sql(query).collectAsList().stream().map(row -> row.getString(0)).toList());
  }
}
