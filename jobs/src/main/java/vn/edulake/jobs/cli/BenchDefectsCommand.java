package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.DefectBench;
import vn.edulake.jobs.bench.ReportPage;
import vn.edulake.jobs.ingest.IngestSettings;
import vn.edulake.jobs.simulate.Score;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.contract.SourceContracts;

/** {@code lake bench defects}. */
@Command(
    name = "defects",
    mixinStandardHelpOptions = true,
    description = {
      "Simulate provinces with defects and count what contracts and ledger find of them.",
      "Each seed has a lake of its own, which is removed."
    })
final class BenchDefectsCommand implements Callable<Integer> {
  /** The years before and after the reform of 2025, since some defects come with it. */
  private static final int FIRST_YEAR = 2025;

  private static final int YEARS = 2;

  @Option(
      names = "--seeds",
      paramLabel = "S",
      split = ",",
      description = "One simulation each. Default: ${DEFAULT-VALUE}.")
  private List<Long> seeds = new ArrayList<>(List.of(9011L, 9012L, 9013L, 9014L, 9015L));

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description = "As of lake simulate. Default: ${DEFAULT-VALUE}.")
  private String scale = "3000";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also write the result with its method into a page of Markdown.")
  private @Nullable Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter answer = spec.commandLine().getOut();
    Map<Long, Score> scores = new TreeMap<>();
    for (long seed : seeds) {
      Score score = score(seed);
      scores.put(seed, score);
      answer.println("Seed " + seed);
      ScoreCommand.print(score, answer, TextTable.Format.TABLE);
    }
    if (out != null) {
      ReportPage.write(out, "Quality", "Planted defects", DefectBench.markdown(scores, scale));
    }
    return 0;
  }

  private Score score(long seed) {
    try (BenchLake made = BenchLake.make()) {
      Path simulation = made.folder().resolve("simulation");
      new Simulation(
              new Simulation.Request(
                  Profile.load("dong_thap"),
                  Scale.parse(scale),
                  FIRST_YEAR,
                  YEARS,
                  0,
                  seed,
                  simulation,
                  true,
                  Runtime.getRuntime().availableProcessors()),
              BenchLake.project().resolve("jobs/bundled/vn-admin-units"),
              line -> {})
          .run();
      OpenLake lake = made.lake();
      return new DefectBench(
              lake.catalogs(),
              lake.operations(),
              IngestSettings.of(lake.config(), SourceContracts.load()),
              lake.config().zone())
          .score(simulation);
    }
  }
}
