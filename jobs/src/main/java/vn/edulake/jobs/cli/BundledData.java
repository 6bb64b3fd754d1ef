package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.IngestSettings;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.simulate.SyntheticExam;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** Loads the data that come with the project, then runs. */
final class BundledData implements UpCommand.Work {
  /** Drawn once; another seed would be another, equally invented, set of candidates. */
  private static final long SEED = 2017;

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
    SourceContracts contracts = SourceContracts.load();
    Ingest ingest =
        new Ingest(
            lake.catalogs(),
            lake.operations(),
            contracts,
            IngestSettings.of(lake.config(), contracts),
            Clock.systemUTC(),
            Steps.ofProcess(),
            out::println);
    take(ingest, "vn_admin", bundled.resolve("vn-admin-units"), out);
    take(ingest, "vn_gso", bundled.resolve("vn-gso"), out);
    take(ingest, "vn_exam", generated.resolve(SyntheticExam.FOLDER), out);
    Pipeline pipeline = RunCommand.pipeline(lake, out);
    RunCommand.print(pipeline.run("up", RunRequest.outOfDate()), out);
    pipeline.syncViewsAlone("up");
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot move " + from + " to " + to + ": " + e.getMessage(), e);
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
            "Source %s: %d new files, %,d lines received, %,d accepted, %,d rejected, %,d known",
            source,
            files.size(),
            files.stream().mapToLong(FileReport::received).sum(),
            files.stream().mapToLong(FileReport::accepted).sum(),
            files.stream().mapToLong(FileReport::rejected).sum(),
            files.stream().mapToLong(FileReport::known).sum()));
  }
}
