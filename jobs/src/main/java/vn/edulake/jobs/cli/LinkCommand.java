package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.identity.LinkSpec;
import vn.edulake.jobs.identity.Linkage;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.terminal.TextTable;

/** {@code lake link}. */
@Command(
    name = "link",
    mixinStandardHelpOptions = true,
    description = {
      "Find the persons of one CSV file in another one; no labels are needed.",
      "The spec names the id and how each column is compared: name, date, code, text, address or"
          + " exact."
    })
final class LinkCommand implements Callable<Integer> {
  @Option(names = "--left", paramLabel = "A.csv", description = "One file of persons.")
  private @Nullable Path left;

  @Option(names = "--right", paramLabel = "B.csv", description = "The other file of persons.")
  private @Nullable Path right;

  @Option(names = "--spec", paramLabel = "S.yml", description = "What the two have in common.")
  private @Nullable Path specFile;

  @Option(
      names = "--out",
      paramLabel = "PAIRS.csv",
      description = "Where left_id, right_id, score and evidence of each link are written.")
  private @Nullable Path out;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many pairs are compared at the same time. Default: the cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<String> missing = new ArrayList<>();
    if (left == null) {
      missing.add("--left");
    }
    if (right == null) {
      missing.add("--right");
    }
    if (specFile == null) {
      missing.add("--spec");
    }
    if (out == null) {
      missing.add("--out");
    }
    if (left == null || right == null || specFile == null || out == null) {
      throw new UserError(
          ErrorCode.USAGE,
          "Missing options: " + String.join(", ", missing) + ". See `lake link --help`.");
    }
    if (threads < 1) {
      throw new UserError(
          ErrorCode.USAGE, "Invalid --threads: " + threads + " (a whole number from 1 on)");
    }
    PrintWriter err = spec.commandLine().getErr();
    long start = System.nanoTime();
    Linkage.Report report =
        new Linkage(LinkSpec.read(specFile), threads, err::println).run(left, right, out);
    PrintWriter answer = spec.commandLine().getOut();
    new TextTable("what", "count")
        .row("persons in " + left, new TextTable.Count(report.left()))
        .row("persons in " + right, new TextTable.Count(report.right()))
        .row("ways to find pairs", new TextTable.Count(report.passes()))
        .row("pairs compared", new TextTable.Count(report.compared()))
        .row("links", new TextTable.Count(report.links()))
        .print(answer, TextTable.Format.TABLE);
    err.println(
        String.format(Locale.ROOT, "Wrote %s in %.1f s", out, (System.nanoTime() - start) / 1e9));
    err.flush();
    return 0;
  }
}
