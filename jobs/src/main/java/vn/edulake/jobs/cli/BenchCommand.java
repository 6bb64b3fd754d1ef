package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.LoadBench;
import vn.edulake.jobs.bench.LoadReport;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.terminal.TextTable;

/** {@code lake bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure the program in lakes made for it, which are removed.",
    subcommands = {
      BenchCommand.Load.class,
      BenchBuildCommand.class,
      BenchDefectsCommand.class,
      BenchIdentityCommand.class,
      BenchIncrementalCommand.class,
      BenchProvinceCommand.class,
      BenchQualityCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code lake bench load}. */
  @Command(
      name = "load",
      mixinStandardHelpOptions = true,
      description = {
        "Measure rows per second of each connector beside DuckDB reading the same file.",
        "Files and lake lie in a temporary folder that is removed. Nothing else should run."
      })
  static final class Load implements Callable<Integer> {
    @Option(
        names = "--rows",
        paramLabel = "N",
        description = "Rows of the CSV files; other forms have a part. Default: ${DEFAULT-VALUE}.")
    private int rows = 2_000_000;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        description = "Rounds of each engine; the first is told apart. Default: ${DEFAULT-VALUE}.")
    private int rounds = 6;

    @Option(
        names = "--only",
        paramLabel = "TEXT",
        description = "Only forms whose names have this text.")
    private String only = "";

    @Mixin private BenchPage page = new BenchPage();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      if (rounds < 2 || rows < 1) {
        throw new UserError(ErrorCode.USAGE, "--rounds is at least 2 and --rows at least 1");
      }
      PrintWriter err = spec.commandLine().getErr();
      List<LoadBench.Result> results;
      try (BenchLake made = BenchLake.make()) {
        results =
            new LoadBench(
                    made.lake().catalogs(),
                    made.lake().operations(),
                    made.folder(),
                    line -> {
                      err.println(line);
                      err.flush();
                    })
                .run(rows, rounds, only);
      }
      table(results).print(spec.commandLine().getOut(), TextTable.Format.TABLE);
      page.write("Performance", "Load", LoadReport.markdown(results));
      return 0;
    }

    private static TextTable table(List<LoadBench.Result> results) {
      TextTable table =
          new TextTable(
              "form", "rows", "seconds", "CPU s", "rows/s", "DuckDB s", "CPU s", "times DuckDB");
      for (LoadBench.Result result : results) {
        LoadBench.Cost warm = LoadBench.Cost.warm(result.lake());
        Optional<LoadBench.Cost> duck = result.duck().map(LoadBench.Cost::warm);
        table.row(
            result.form(),
            new TextTable.Count(result.rowCount()),
            hundredths(warm.seconds()),
            hundredths(warm.cpuSeconds()),
            new TextTable.Count(Math.round(result.rowCount() / warm.seconds())),
            duck.map(cost -> hundredths(cost.seconds())).orElse(null),
            duck.map(cost -> hundredths(cost.cpuSeconds())).orElse(null),
            result.ratio().map(Load::hundredths).orElse(null));
      }
      return table;
    }

    private static double hundredths(double number) {
      return Math.round(number * 100) / 100.0;
    }
  }
}
