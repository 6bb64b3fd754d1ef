package vn.edulake.jobs.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.edulake.jobs.bench.ReportPage;

/** The page into which a bench writes what it found, if somebody wants one. */
final class BenchPage {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also write the result with its method into a page of Markdown.")
  private @Nullable Path out;

  /** Makes a section of the page anew. */
  void write(String title, String heading, String text) {
    if (out != null) {
      ReportPage.write(out, title, heading, text);
    }
  }
}
