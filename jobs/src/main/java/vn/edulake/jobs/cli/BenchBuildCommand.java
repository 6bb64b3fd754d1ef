package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.BuildBench;
import vn.edulake.jobs.bench.BuildReport;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.PseudonymSecret;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** {@code lake bench build}. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Measure each model beside DuckDB doing the same SQL on the same files.",
      "Files and lake lie in a temporary folder that is removed. Nothing else should run."
    })
final class BenchBuildCommand implements Callable<Integer> {
  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description = "As of lake simulate. Default: ${DEFAULT-VALUE}.")
  private String scale = "30000";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of each model; the first is told apart. Default: ${DEFAULT-VALUE}.")
  private int rounds = 2;

  @Mixin private BenchPage page = new BenchPage();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new UserError(ErrorCode.USAGE, "--rounds is at least 1");
    }
    PrintWriter err = spec.commandLine().getErr();
    BuildBench.Results results;
    try (BenchLake made = BenchLake.make()) {
      made.takeIn(scale);
      OpenLake lake = made.lake();
      RunCommand.pipeline(lake, err).run("bench", RunRequest.outOfDate());
      results = measure(lake, made.folder(), err);
    }
    String text = BuildReport.markdown(results, scale, rounds);
    spec.commandLine().getOut().println(text);
    page.write("Performance", "Models beside DuckDB", text);
    return 0;
  }

  private BuildBench.Results measure(OpenLake lake, Path folder, PrintWriter err) {
    return SparkSessions.own(lake.config())
        .with(
            lake.catalogs(),
            PseudonymSecret.load(lake.config().home(), 1),
            session ->
                new BuildBench(
                        lake.catalogs(),
                        Pipeline.definitions(SourceContracts.load()),
                        folder,
                        1,
                        line -> {
                          err.println(line);
                          err.flush();
                        })
                    .run(session, rounds));
  }
}
