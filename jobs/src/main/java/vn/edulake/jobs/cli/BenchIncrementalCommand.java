package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.bench.IncrementalReport;
import vn.edulake.jobs.bench.IncrementalReport.Measured;
import vn.edulake.jobs.bench.QualityBench;
import vn.edulake.jobs.bench.QualityReport;
import vn.edulake.jobs.bench.TaskTimes;
import vn.edulake.jobs.bench.WrittenFiles;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.PseudonymSecret;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.SimulationLog;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;

/** {@code lake bench incremental}. */
@Command(
    name = "incremental",
    mixinStandardHelpOptions = true,
    description = {
      "Measure what one more school day costs beside the full build before it,",
      "and what the audit costs in that build.",
      "Files and lake lie in a temporary folder that is removed. Nothing else should run."
    })
final class BenchIncrementalCommand implements Callable<Integer> {
  private static final long SEED = 11;
  private static final int FIRST_YEAR = 2025;

  /** A Wednesday of term 2 on which no list falls and no week ends. */
  private static final LocalDate DAY = LocalDate.of(2025, 4, 9);

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description = "As of lake simulate. Default: ${DEFAULT-VALUE}.")
  private String scale = "province";

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = {
        "Work in this folder, which stays; what a broken-off bench simulated and took in there",
        "is not done again."
      })
  private @Nullable Path keep;

  @Mixin private BenchPage page = new BenchPage();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter answer = spec.commandLine().getOut();
    Map<String, String> settings =
        Map.of("spark.properties.extraListeners", TaskTimes.class.getName());
    try (BenchLake made =
        keep == null ? BenchLake.make(settings) : BenchLake.in(keep.toAbsolutePath(), settings)) {
      Path simulation = made.folder().resolve("simulation");
      Path one = made.folder().resolve("day");
      Path later = made.folder().resolve("later");
      once(made.folder(), "simulated", () -> simulate(simulation));
      OpenLake lake = made.lake();
      Ingest ingest = lake.ingest(line -> {});
      Path places = BenchLake.project().resolve("jobs/bundled/vn-admin-units");
      once(made.folder(), "places", () -> ingest.run("vn_admin", List.of(places)));
      List<String> sources = SimulationLog.read(simulation).sources();
      for (String source : sources) {
        setAside(simulation.resolve(source), one.resolve(source), later.resolve(source));
        once(made.folder(), source, () -> ingest.run(source, List.of(simulation.resolve(source))));
        say("Took in " + source);
      }
      long before = files(simulation);
      Map<TableName, Long> nothing = new TreeMap<>();
      Measured full = measure(lake, "full build", before, nothing);
      if (full.tables().isEmpty()) {
        throw new UserError(
            ErrorCode.USAGE,
            "Cannot measure a full build: the lake in "
                + made.folder()
                + " is built already. Give --keep a new folder. No page was written.");
      }
      long delivered = 0;
      for (String source : sources) {
        if (Files.isDirectory(one.resolve(source))) {
          delivered += ingest.run(source, List.of(one.resolve(source))).files().size();
        }
      }
      WrittenFiles files = new WrittenFiles(lake.catalogs());
      Measured day = measure(lake, "one day", delivered, files.heads(models()));
      String text = IncrementalReport.markdown(full, day, scale, DAY);
      answer.println(text);
      answer.flush();
      QualityBench.Build build =
          QualityBench.Build.of(full.byTable(), full.tables().size(), full.seconds());
      String audit = QualityReport.audit(build, "incremental", scale);
      answer.println(audit);
      answer.flush();
      page.write("Performance", "One more school day", text);
      page.write("Performance", QualityReport.AUDIT, audit);
      return IncrementalReport.share(day, full) <= IncrementalReport.MOST && day.needless() == 0
          ? 0
          : 3;
    }
  }

  /** Does something unless a bench before did it in this folder. */
  private static void once(Path folder, String what, Runnable work) {
    Path mark = folder.resolve(what + ".done");
    if (Files.exists(mark)) {
      return;
    }
    work.run();
    try {
      Files.createFile(mark);
    } catch (IOException e) {
      throw storage(e);
    }
  }

  private static ExternalError storage(IOException e) {
    return new ExternalError(ErrorCode.STORAGE_FAILED, "Cannot keep files: " + e.getMessage(), e);
  }

  private static long files(Path simulation) {
    try (Stream<Path> inside = Files.walk(simulation, 4)) {
      return inside
          .filter(file -> simulation.relativize(file).getNameCount() > 2)
          .filter(Files::isRegularFile)
          .count();
    } catch (IOException e) {
      throw storage(e);
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private static List<TableName> models() {
    return ModelGraph.load().specs().stream().map(TableSpec::table).toList();
  }

  private void simulate(Path folder) {
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
            line -> {})
        .run();
  }

  /** Takes what a source sent on the day, and later, out of its folder. */
  private static void setAside(Path source, Path one, Path later) {
    try (Stream<Path> days = Files.list(source)) {
      for (Path folder : days.filter(Files::isDirectory).sorted().toList()) {
        LocalDate day = LocalDate.parse(folder.getFileName().toString());
        if (day.isBefore(DAY)) {
          continue;
        }
        Path target = day.equals(DAY) ? one : later;
        Files.createDirectories(target);
        Files.move(folder, target.resolve(folder.getFileName()));
      }
    } catch (IOException e) {
      throw storage(e);
    }
  }

  private Measured measure(
      OpenLake lake, String name, long delivered, Map<TableName, Long> before) {
    TaskTimes.take();
    long began = System.nanoTime();
    Pipeline.Result result =
        RunCommand.pipeline(lake, spec.commandLine().getErr()).run("bench", RunRequest.outOfDate());
    double seconds = (System.nanoTime() - began) / 1e9;
    Map<String, TaskTimes.Work> work = TaskTimes.take();
    say(String.format(Locale.ROOT, "%s: %.1f s, %s", name, seconds, result.took()));
    WrittenFiles files = new WrittenFiles(lake.catalogs());
    Map<TableName, Long> after =
        files.heads(result.tables().stream().map(table -> table.table()).toList());
    Map<TableName, WrittenFiles.Change> changes = new TreeMap<>();
    SparkSessions.own(lake.config())
        .with(
            lake.catalogs(),
            PseudonymSecret.load(lake.config().home(), 1),
            session -> {
              after.forEach(
                  (table, to) ->
                      changes.put(
                          table, files.change(session, table, before.getOrDefault(table, 0L), to)));
              return null;
            });
    return new Measured(name, delivered, seconds, work, result.tables(), changes);
  }
}
