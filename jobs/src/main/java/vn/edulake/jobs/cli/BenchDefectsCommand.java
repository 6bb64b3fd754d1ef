package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.DefectBench;
import vn.edulake.jobs.bench.LakeTold;
import vn.edulake.jobs.ingest.IngestSettings;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.simulate.Score;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.terminal.TextTable;

/** {@code lake bench defects}. */
@Command(
    name = "defects",
    mixinStandardHelpOptions = true,
    description = {
      "Simulate provinces with defects, take them in, build them, and count what is found of the defects.",
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
  private List<Long> seeds = new ArrayList<>(List.of(9041L, 9042L, 9043L, 9044L, 9045L));

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description = "As of lake simulate. Default: ${DEFAULT-VALUE}.")
  private String scale = "3000";

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = {
        "Keep the score of each seed in this folder, and take those that are there:",
        "several processes may measure seeds, and one writes the page."
      })
  private @Nullable Path keep;

  @Mixin private BenchPage page = new BenchPage();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter answer = spec.commandLine().getOut();
    Map<Long, Score> scores = new TreeMap<>();
    makeFolder();
    for (long seed : seeds) {
      Score score = kept(seed).filter(Files::exists).map(Score::read).orElseGet(() -> score(seed));
      kept(seed).filter(file -> !Files.exists(file)).ifPresent(score::write);
      scores.put(seed, score);
      answer.println("Seed " + seed);
      ScoreCommand.print(score, answer, TextTable.Format.TABLE);
    }
    page.write("Quality", "Planted defects", DefectBench.markdown(scores, scale));
    return 0;
  }

  private void makeFolder() {
    if (keep == null) {
      return;
    }
    try {
      Files.createDirectories(keep);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.USAGE, "Cannot keep scores in " + keep + ": it cannot be made a folder", e);
    }
  }

  private Optional<Path> kept(long seed) {
    return Optional.ofNullable(keep).map(folder -> folder.resolve(scale + "-" + seed + ".tsv"));
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
      DefectBench bench =
          new DefectBench(
              lake.catalogs(),
              lake.operations(),
              IngestSettings.of(lake.config(), SourceContracts.load()),
              lake.config().zone());
      bench.takeIn(simulation);
      lake.ingest(line -> {})
          .run("vn_admin", List.of(BenchLake.project().resolve("jobs/bundled/vn-admin-units")));
      try {
        RunCommand.pipeline(lake, new PrintWriter(java.io.Writer.nullWriter()))
            .run("bench", new RunRequest(Optional.of(LakeTold.TABLES), false, Optional.empty()));
      } catch (DataError e) {
        // What a check refused is not published, and cannot be found.
        spec.commandLine().getErr().println(e.line());
      }
      return bench.score(simulation, ScoreCommand.told(lake, simulation));
    }
  }
}
