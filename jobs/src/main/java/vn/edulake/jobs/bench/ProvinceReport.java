package vn.edulake.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The bench of a province's school year for readers of the documentation. */
public final class ProvinceReport {
  private ProvinceReport() {}

  /**
   * What a step did.
   *
   * @param files written or read; of a run, the tables that were built
   * @param rows written or read
   */
  public record Work(long files, long rows) {}

  /**
   * A step that was measured.
   *
   * @param seconds by the clock
   * @param heapBytes the most that was in use, what could have been freed included
   */
  public record Step(String name, Work work, double seconds, long heapBytes) {
    /** Rows in a second. */
    public long rate() {
      return Math.round(work.rows() / seconds);
    }
  }

  /** The figures with their method, a section of a page. */
  public static String markdown(List<Step> steps, String scale) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Written by `./lake bench province --out docs/performance.md`; made anew, not edited.");
    lines.add("");
    lines.add("| step | files | rows | s | rows/s | most heap, MiB |");
    lines.add("|---|---|---|---|---|---|");
    for (Step step : steps) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,d | %.1f | %,d | %,d |",
              step.name(),
              step.work().files(),
              step.work().rows(),
              step.seconds(),
              step.rate(),
              step.heapBytes() >> 20));
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            """
            **Method.** %d cores, one process with %,d MiB of heap at most. The school year 2024-25 of the profile `dong_thap` at scale `%s`, seed 11, with defects. `simulate` writes what all systems send in
            that year; each `ingest` reads the files of one source with all checks and the account; `run` builds, audits and publishes all tables (files: the tables built, rows: the rows written); `run again`
            finds nothing to do. The heap is the sum of the largest use of each of its parts, with what could have been freed.""",
            Runtime.getRuntime().availableProcessors(),
            Runtime.getRuntime().maxMemory() >> 20,
            scale));
    return String.join("\n", lines);
  }
}
