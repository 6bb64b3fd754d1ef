package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.transform.DayRange;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.quality.Verdict;

/** {@code lake run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Take pending files in, build what is out of date, audit it, publish all of it or nothing.",
      "Pending are the files under <home>/landing/<source>. A table is built when its SQL, its"
          + " definition, a policy value it uses, or an input changed."
    })
final class RunCommand implements Runnable {
  @Mixin private LakeSettings settings = new LakeSettings();

  @Option(
      names = "--select",
      paramLabel = "TABLES",
      description =
          "Only these tables or layers, comma-separated; +name also builds what it is made from,"
              + " name+ what is made from it.")
  private @Nullable String selection;

  @Option(names = "--full", description = "Build anew although nothing changed.")
  private boolean full;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description =
          "With --to: build these days anew in every selected table that is built by day, whether"
              + " or not an input changed, and what is made from them; e.g. 2026-09-01.")
  private @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DAY",
      description = "The last of these days, itself included.")
  private @Nullable LocalDate to;

  @Option(
      names = "--accept-change",
      paramLabel = "TABLES",
      description =
          "These tables, as in --select, may differ from their history: in this run such a finding"
              + " is a warning, and later runs are compared with this one.")
  private @Nullable String acceptedChange;

  @Option(names = "--dry-run", description = "Show the plan; change nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = new PrintWriter(spec.commandLine().getOut(), true);
    RunRequest request =
        new RunRequest(
            Optional.ofNullable(selection), full, days(), Optional.ofNullable(acceptedChange));
    try (OpenLake lake = OpenLake.open(settings.load(), "lake run")) {
      Pipeline pipeline = pipeline(lake, out);
      if (dryRun) {
        print(pipeline.dryRun(request), out);
      } else {
        LakeAccount account = new LakeAccount(lake.operations().jdbi(), lake.config().zone());
        long before = account.lastLoad();
        try {
          print(pipeline.run("run", request), out);
        } catch (DataError e) {
          account.printDeliveries(before, out);
          throw e;
        }
        account.printDeliveries(before, out);
      }
    }
  }

  private Optional<DayRange> days() {
    if (from == null && to == null) {
      return Optional.empty();
    }
    if (from == null || to == null) {
      throw new UserError(
          ErrorCode.USAGE,
          "Missing " + (from == null ? "--from" : "--to") + ": days are given by both");
    }
    return Optional.of(new DayRange(from, to));
  }

  static Pipeline pipeline(OpenLake lake, PrintWriter out) {
    return new Pipeline(
        lake.config(),
        lake.operations(),
        lake.catalogs(),
        SparkSessions.own(lake.config()),
        Clock.systemUTC(),
        Steps.ofProcess(),
        out::println);
  }

  private static void print(Pipeline.DryRun plan, PrintWriter out) {
    out.println("Files pending in landing: " + plan.pending().size());
    plan.pending().forEach(file -> out.println("  " + file));
    out.println("DDL steps: " + plan.ddl().steps().size());
    plan.ddl().steps().forEach(step -> out.println("  " + step.table() + "  " + step.words()));
    out.println("Tables to build: " + plan.plan().tables().size());
    plan.plan()
        .tables()
        .forEach(
            table ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "  %-42s %s: %s",
                        table.spec().table(),
                        table.reason(),
                        plan.extents().get(table.spec().table()))));
    out.println("Tables without input yet: " + plan.plan().waiting().size());
    plan.plan().waiting().forEach(table -> out.println("  " + table));
    out.println("Nothing was changed.");
  }

  /** Prints what a run did and how long each part took. */
  static void print(Pipeline.Result result, PrintWriter out) {
    result
        .tables()
        .forEach(
            table ->
                table.verdicts().stream()
                    .filter(Verdict::isFailed)
                    .filter(verdict -> verdict.severity() == Verdict.Severity.WARNING)
                    .forEach(
                        verdict ->
                            out.println(
                                "Warning  "
                                    + table.table()
                                    + " "
                                    + verdict.check()
                                    + ": "
                                    + verdict.message())));
    StringBuilder times = new StringBuilder();
    for (Map.Entry<String, Duration> part : result.took().entrySet()) {
      times
          .append(times.isEmpty() ? "" : ", ")
          .append(part.getKey())
          .append(" ")
          .append(LakeAccount.seconds(part.getValue()));
    }
    out.println(
        result
            .release()
            .map(
                release ->
                    String.format(
                        Locale.ROOT,
                        "Published release %d from run %d: %d tables, %,d rows written",
                        release.id(),
                        result.runId(),
                        result.tables().size(),
                        result.tables().stream().mapToLong(TableOutcome::writtenCount).sum()))
            .orElse("Nothing is out of date; nothing was written"));
    out.println("Took " + times);
  }
}
