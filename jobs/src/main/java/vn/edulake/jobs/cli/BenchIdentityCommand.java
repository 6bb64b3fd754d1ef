package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.IdentityBench;
import vn.edulake.jobs.pipeline.PseudonymSecret;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.jobs.transform.SparkSessions;

/** {@code lake bench identity}. */
@Command(
    name = "identity",
    mixinStandardHelpOptions = true,
    description = {
      "Simulate provinces with defects and count how well learners are told apart.",
      "Each seed has a lake of its own, which is removed."
    })
final class BenchIdentityCommand implements Callable<Integer> {
  private static final int FIRST_YEAR = 2025;
  private static final int YEARS = 2;

  @Option(
      names = "--seeds",
      paramLabel = "S",
      split = ",",
      description = "One simulation each. Default: ${DEFAULT-VALUE}.")
  private List<Long> seeds = new ArrayList<>(List.of(9021L, 9022L, 9023L, 9024L, 9025L));

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description = "As of lake simulate. Default: ${DEFAULT-VALUE}.")
  private String scale = "3000";

  @Mixin private BenchPage page = new BenchPage();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter answer = spec.commandLine().getOut();
    Map<Long, IdentityBench.Accuracy> measured = new TreeMap<>();
    Map<Long, IdentityBench.Accuracy> without = new TreeMap<>();
    for (long seed : seeds) {
      Measured one = measure(seed);
      measured.put(seed, one.all());
      without.put(seed, one.without());
      answer.println(line("Seed " + seed + ": ", one.all()));
      answer.println(line("  without identifiers: ", one.without()));
      answer.flush();
    }
    page.write("Quality", "Identity", IdentityBench.markdown(measured, without, scale));
    return 0;
  }

  private static String line(String of, IdentityBench.Accuracy one) {
    return String.format(
        Locale.ROOT,
        "%s%,d statements, precision %.6f, recall %.6f, %,d to review",
        of,
        one.statements(),
        one.precision(),
        one.recall(),
        one.review());
  }

  /** With what is delivered, and without some of its identifiers. */
  private record Measured(IdentityBench.Accuracy all, IdentityBench.Accuracy without) {}

  private Measured measure(long seed) {
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
      IdentityBench.withoutRollCalls(simulation)
          .forEach((source, files) -> lake.ingest(line -> {}).run(source, List.of(files)));
      RunCommand.pipeline(lake, new PrintWriter(java.io.Writer.nullWriter()))
          .run("bench", new RunRequest(Optional.of(IdentityBench.TABLES), false, Optional.empty()));
      return SparkSessions.own(lake.config())
          .with(
              lake.catalogs(),
              PseudonymSecret.load(lake.config().home(), 1),
              session -> {
                IdentityBench bench = new IdentityBench(session);
                return new Measured(
                    bench.measure(simulation), bench.measureWithoutIdentifiers(simulation));
              });
    }
  }
}
