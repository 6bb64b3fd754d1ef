package vn.edulake.jobs.bench;

import java.util.List;
import java.util.Locale;

/** The bench of expectations and of the audit for readers of the documentation. */
public final class QualityReport {
  /** The heading of the audit's section. */
  public static final String AUDIT = "Audit beside build";

  /** The most that fifteen expectations may cost, as a multiple of the same aggregates in SQL. */
  public static final double MOST_RATIO = 2;

  /** The most that the audit may cost, of the task time of building the tables. */
  public static final double MOST_SHARE = 0.25;

  private QualityReport() {}

  /** The expectations beside SQL, a section of a page. */
  public static String expectations(QualityBench.Result result) {
    LoadBench.Cost suite = LoadBench.Cost.warm(result.suite());
    LoadBench.Cost sql = LoadBench.Cost.warm(result.sql());
    String rounds =
        String.format(
            Locale.ROOT,
            """
            | what | s first | s | CPU s |
            |---|---|---|---|
            | 15 expectations | %.2f | %.2f | %.2f |
            | one statement of SQL | %.2f | %.2f | %.2f |
            | ratio | | %.2f | %.2f |
            """,
            result.suite().get(0).seconds(),
            suite.seconds(),
            suite.cpuSeconds(),
            result.sql().get(0).seconds(),
            sql.seconds(),
            sql.cpuSeconds(),
            result.ratio(),
            result.cpuRatio());
    String same =
        result.differing().isEmpty()
            ? "All fifteen figures are the same in both."
            : "Not the same in both: " + String.join("; ", result.differing()) + ".";
    return written("quality")
        + String.format(
            Locale.ROOT,
            "**15 expectations over %,d rows cost %.2f times the same aggregates in one statement of SQL** (at most %.0f). %s%n%n",
            result.rows(),
            result.ratio(),
            MOST_RATIO,
            same)
        + rounds
        + method()
        + String.format(
            Locale.ROOT,
            " %d rounds in one session, expectations and statement in turns; the first round is told apart, the others by their median. The table is one of invented marks in Parquet with 8 columns.",
            result.suite().size())
        + " The expectations, all of them met: "
        + String.join(
            "; ", QualityBench.expectations().stream().map(line -> "`" + line + "`").toList())
        + ".\n";
  }

  /**
   * The audit beside the build, a section of a page.
   *
   * @param bench the command that measured
   */
  public static String audit(QualityBench.Build build, String bench, String scale) {
    StringBuilder text = new StringBuilder(written(bench));
    text.append(
        String.format(
            Locale.ROOT,
            "**The audit costs %.1f %% of building the tables** (at most %.0f %%), in task time; %.1f %% in CPU time of tasks.%n%n",
            100 * build.share(),
            100 * MOST_SHARE,
            100 * build.cpuShare()));
    text.append("| part | task s | CPU s of tasks | jobs | tasks |\n|---|---|---|---|---|\n");
    for (String part : List.of("build", "audit")) {
      TaskTimes.Work work = part.equals("build") ? build.build() : build.audit();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.1f | %.1f | %,d | %,d |%n",
              part,
              work.taskMillis() / 1000.0,
              work.cpuMillis() / 1000.0,
              work.jobs(),
              work.tasks()));
    }
    return text
        + method()
        + String.format(
            Locale.ROOT,
            " The school year 2024-25 of the profile `dong_thap` at scale `%s`, seed 11, with defects, built whole in one run: %d tables in %.1f s by the clock. `build` is what Spark did to compute and write"
                + " the tables, `audit` what it did for their checks: keys, columns, suites, references, keys that went. Ingest, commits and the driver's own work are in neither.%n",
            scale,
            build.tables(),
            build.seconds());
  }

  private static String written(String bench) {
    return "Written by `./lake bench "
        + bench
        + " --out docs/performance.md`; made anew, not edited."
        + " Figures compare only within one run: other programs may have used the machine.\n\n";
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "%n**Method.** %d cores, one process with %,d MiB of heap at most.",
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20);
  }
}
