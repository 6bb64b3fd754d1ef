package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.QualityBench;
import vn.edulake.jobs.bench.QualityReport;
import vn.edulake.jobs.bench.TaskTimes;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** {@code lake bench quality}. */
@Command(
    name = "quality",
    mixinStandardHelpOptions = true,
    description = {
      "Measure expectations beside the same aggregates in SQL, and an audit beside its build.",
      "15 expectations over one table take turns with one statement; then a lake is built whole.",
      "Files and lake lie in a temporary folder that is removed. Nothing else should run.",
      "Exits with 3 when one costs more than it may."
    })
final class BenchQualityCommand implements Callable<Integer> {
  /** What is measured. */
  enum Part {
    EXPECTATIONS,
    AUDIT
  }

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "expectations or audit. Default: both.")
  private @Nullable Part only;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of the one table. Default: ${DEFAULT-VALUE}.")
  private long rows = 10_000_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds over the one table; the first is told apart. Default: ${DEFAULT-VALUE}.")
  private int rounds = 6;

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description = "Of the build, as of lake simulate. Default: ${DEFAULT-VALUE}.")
  private String scale = "province";

  @Mixin private BenchPage page = new BenchPage();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (rounds < 2 || rows < 1) {
      throw new UserError(ErrorCode.USAGE, "--rounds is at least 2 and --rows at least 1");
    }
    boolean isWithin = true;
    Map<String, String> settings =
        Map.of("spark.properties.extraListeners", TaskTimes.class.getName());
    try (BenchLake made = BenchLake.make(settings)) {
      if (only != Part.AUDIT) {
        QualityBench.Result result =
            SparkSessions.own(made.lake().config())
                .with(
                    made.lake().catalogs(),
                    new byte[32],
                    session ->
                        new QualityBench(session, this::say)
                            .run(made.folder().resolve("marks.parquet"), rows, rounds));
        tell("Expectations beside SQL", QualityReport.expectations(result));
        isWithin = result.ratio() <= QualityReport.MOST_RATIO && result.differing().isEmpty();
      }
      if (only != Part.EXPECTATIONS) {
        QualityBench.Build build = build(made);
        tell(QualityReport.AUDIT, QualityReport.audit(build, "quality", scale));
        isWithin &= build.share() <= QualityReport.MOST_SHARE;
      }
    }
    return isWithin ? 0 : 3;
  }

  private QualityBench.Build build(BenchLake made) {
    made.takeIn(scale);
    TaskTimes.take();
    long began = System.nanoTime();
    Pipeline.Result result =
        RunCommand.pipeline(made.lake(), spec.commandLine().getErr())
            .run("bench", RunRequest.outOfDate());
    double seconds = (System.nanoTime() - began) / 1e9;
    return QualityBench.Build.of(TaskTimes.take(), result.tables().size(), seconds);
  }

  private void tell(String heading, String text) {
    PrintWriter answer = spec.commandLine().getOut();
    answer.println(text);
    answer.flush();
    page.write("Performance", heading, text);
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
