package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.ProvinceReport;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.SimulationLog;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.terminal.TextTable;

/** {@code lake bench province}. */
@Command(
    name = "province",
    mixinStandardHelpOptions = true,
    description = {
      "Measure a whole province's school year: simulate it, take it in, build and publish it.",
      "Files and lake lie in a temporary folder that is removed. Nothing else should run."
    })
final class BenchProvinceCommand implements Callable<Integer> {
  private static final long SEED = 11;
  private static final int FIRST_YEAR = 2025;

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description = "As of lake simulate. Default: ${DEFAULT-VALUE}.")
  private String scale = "province";

  private final List<ProvinceReport.Step> steps = new ArrayList<>();

  @Mixin private BenchPage page = new BenchPage();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try (BenchLake made = BenchLake.make()) {
      Path folder = made.folder().resolve("simulation");
      measure("simulate", err, () -> simulate(folder, err));
      OpenLake lake = made.lake();
      Ingest ingest = lake.ingest(line -> {});
      for (String source : SimulationLog.read(folder).sources()) {
        measure("ingest " + source, err, () -> ingest(ingest, source, folder.resolve(source)));
      }
      measure("run", err, () -> run(lake, err));
      measure("run again", err, () -> run(lake, err));
    }
    TextTable table = new TextTable("step", "files", "rows", "seconds", "rows/s", "most heap, MiB");
    for (ProvinceReport.Step step : steps) {
      table.row(
          step.name(),
          new TextTable.Count(step.work().files()),
          new TextTable.Count(step.work().rows()),
          Math.round(step.seconds() * 10) / 10.0,
          new TextTable.Count(step.rate()),
          new TextTable.Count(step.heapBytes() >> 20));
    }
    table.print(spec.commandLine().getOut(), TextTable.Format.TABLE);
    page.write("Performance", "A school year", ProvinceReport.markdown(steps, scale));
    return 0;
  }

  private void measure(String name, PrintWriter err, Supplier<ProvinceReport.Work> work) {
    List<MemoryPoolMXBean> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    heap.forEach(MemoryPoolMXBean::resetPeakUsage);
    long began = System.nanoTime();
    ProvinceReport.Work done = work.get();
    double seconds = (System.nanoTime() - began) / 1e9;
    long most = heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    ProvinceReport.Step step = new ProvinceReport.Step(name, done, seconds, most);
    steps.add(step);
    err.println(step);
    err.flush();
  }

  private ProvinceReport.Work simulate(Path folder, PrintWriter err) {
    Simulation.Written written =
        new Simulation(
                new Simulation.Request(
                    Profile.load("dong_thap"),
                    Scale.parse(scale),
                    FIRST_YEAR,
                    1,
                    0,
                    SEED,
                    folder,
                    true,
                    Runtime.getRuntime().availableProcessors()),
                BenchLake.project().resolve("jobs/bundled/vn-admin-units"),
                err::println)
            .run();
    return new ProvinceReport.Work(
        written.files().values().stream().mapToLong(Integer::longValue).sum(),
        written.rows().values().stream().mapToLong(Long::longValue).sum());
  }

  private static ProvinceReport.Work ingest(Ingest ingest, String source, Path folder) {
    List<FileReport> files = ingest.run(source, List.of(folder)).files();
    return new ProvinceReport.Work(
        files.size(), files.stream().mapToLong(FileReport::received).sum());
  }

  private static ProvinceReport.Work run(OpenLake lake, PrintWriter err) {
    Pipeline.Result result = RunCommand.pipeline(lake, err).run("bench", RunRequest.outOfDate());
    return new ProvinceReport.Work(
        result.tables().size(),
        result.tables().stream().mapToLong(table -> table.writtenCount()).sum());
  }
}
