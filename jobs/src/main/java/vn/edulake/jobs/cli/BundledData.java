package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.SyntheticExam;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** Loads the data that come with the project, then runs. */
final class BundledData implements UpCommand.Work {
  /** Drawn once; another seed would be another, equally invented, set of candidates. */
  private static final long SEED = 2017;

  /** The sample: about 30 schools in the two school years around the reform of 2025. */
  private static final String PROVINCE = "province";

  private static final String LEARNERS = "15000";
  private static final int FIRST_YEAR = 2025;
  private static final int YEARS = 2;
  private static final long PROVINCE_SEED = 2025;

  @Override
  public void loadAndPublish(OpenLake lake, PrintWriter out) {
    Path bundled = lake.config().project().resolve("jobs/bundled");
    Path generated = lake.config().home().resolve("bundled");
    Path histograms = bundled.resolve("vn-exam-2017-histograms.csv");
    if (Files.exists(histograms) && !Files.exists(generated.resolve(SyntheticExam.FOLDER))) {
      // Drawn beside its place and moved there whole: half a draw is never loaded.
      Path draft = generated.resolve("draft");
      List<Path> files = SyntheticExam.write(histograms, draft, SEED);
      move(draft.resolve(SyntheticExam.FOLDER), generated.resolve(SyntheticExam.FOLDER));
      out.println("Drew " + files.size() + " synthetic exam files from the real histograms");
    }
    Ingest ingest = lake.ingest(out::println);
    take(ingest, "vn_admin", bundled.resolve("vn-admin-units"), out);
    take(ingest, "vn_gso", bundled.resolve("vn-gso"), out);
    take(ingest, "vn_exam", generated.resolve(SyntheticExam.FOLDER), out);
    takeProvince(lake, bundled.resolve("vn-admin-units"), generated, out);
    Pipeline pipeline = RunCommand.pipeline(lake, out);
    RunCommand.print(pipeline.run("up", RunRequest.outOfDate()), out);
    pipeline.syncViewsAlone("up");
  }

  /** Lets the sample's province live, once, and takes in what its systems sent, once. */
  private static void takeProvince(OpenLake lake, Path places, Path generated, PrintWriter out) {
    Path province = generated.resolve(PROVINCE);
    Path taken = generated.resolve(PROVINCE + ".taken");
    if (!Files.isDirectory(places) || Files.exists(taken)) {
      return;
    }
    if (!Files.exists(province)) {
      Path draft = generated.resolve(PROVINCE + ".draft");
      delete(draft);
      Simulation.Request request =
          new Simulation.Request(
              Profile.load("dong_thap"),
              Scale.parse(LEARNERS),
              FIRST_YEAR,
              YEARS,
              0,
              PROVINCE_SEED,
              draft,
              true,
              Runtime.getRuntime().availableProcessors());
      new Simulation(request, places, out::println).run();
      move(draft, province);
    }
    // A line for each of its thousands of files would hide all others.
    Ingest ingest = lake.ingest(line -> {});
    for (Path source : folders(province)) {
      take(ingest, source.getFileName().toString(), source, out);
    }
    try {
      Files.createFile(taken);
    } catch (IOException e) {
      throw storage("make " + taken, e);
    }
  }

  private static List<Path> folders(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw storage("read " + folder, e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw storage("delete " + folder, e);
    }
  }

  private static ExternalError storage(String what, IOException e) {
    return new ExternalError(ErrorCode.STORAGE_FAILED, "Cannot " + what + ": " + e.getMessage(), e);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw storage("move " + from + " to " + to, e);
    }
  }

  private static void take(Ingest ingest, String source, Path folder, PrintWriter out) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<FileReport> files = ingest.runPending(source, folder).files();
    out.println(
        String.format(
            Locale.ROOT,
            "Source %s: %,d new files of which %,d failed, %,d lines received, %,d accepted,"
                + " %,d rejected, %,d known",
            source,
            files.size(),
            files.stream().filter(file -> file.status() == FileReport.Status.FAILED).count(),
            files.stream().mapToLong(FileReport::received).sum(),
            files.stream().mapToLong(FileReport::accepted).sum(),
            files.stream().mapToLong(FileReport::rejected).sum(),
            files.stream().mapToLong(FileReport::known).sum()));
  }
}
