package vn.edulake.jobs.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import vn.edulake.jobs.bench.BuildBench.Left;
import vn.edulake.jobs.bench.BuildBench.Result;

/** The bench of the models beside DuckDB for readers of the documentation. */
public final class BuildReport {
  private BuildReport() {}

  /** The figures with their method, a section of a page. */
  public static String markdown(BuildBench.Results results, String scale, int rounds) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Written by `./lake bench build --out docs/performance.md`; made anew, not edited."
            + " Figures compare only within one run: other programs may have used the machine.");
    lines.add("");
    double first = 0;
    double ours = 0;
    double duckFirst = 0;
    double duck = 0;
    for (Result result : results.both()) {
      first += result.lake().get(0);
      ours += last(result.lake());
      duckFirst += result.duck().get(0);
      duck += last(result.duck());
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "**In all: %.1f s beside %.1f s of DuckDB, %.1f times** (round 1, cold: %.1f s beside"
                + " %.1f s, %.1f times), over the %d models that both build.",
            ours,
            duck,
            ours / duck,
            first,
            duckFirst,
            first / duckFirst,
            results.both().size()));
    lines.add("");
    lines.add(
        "| model | rows | s, round 1 | s, last | DuckDB s, round 1 | last | times DuckDB | the same |");
    lines.add("|---|---|---|---|---|---|---|---|");
    results.both().stream()
        .sorted(Comparator.comparingDouble((Result result) -> -last(result.lake())))
        .forEach(
            result ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "| `%s` | %,d | %.2f | %.2f | %.2f | %.2f | %.1f | %s |",
                        result.table(),
                        result.rows(),
                        result.lake().get(0),
                        last(result.lake()),
                        result.duck().get(0),
                        last(result.duck()),
                        result.ratio(),
                        same(result))));
    lines.add("");
    lines.add("Not built by DuckDB:");
    lines.add("");
    lines.add("| model | s, round 1 | s, last | why |");
    lines.add("|---|---|---|---|");
    for (Left left : results.left()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| `%s` | %.2f | %.2f | %s |",
              left.table(),
              left.lake().get(0),
              last(left.lake()),
              left.reason()));
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            """
            **Method.** %d cores, one process with %,d MiB of heap at most, %d rounds; DuckDB has its own memory. A lake holds the school year 2024-25 of the profile `dong_thap` at scale `%s`, seed 11, with
            defects. Each model of vault, core and marts is built whole by us, one after the other: rows computed, checked by the audit, committed to Iceberg (zstd). In turn with it DuckDB reads the same
            Parquet files of its inputs, does the same SQL, translated by rules, and writes one Parquet file (zstd), without audit and commit. `the same` compares the number of rows and, for each
            column, how many values there are and a sum of them (of texts, of their hashes). Staging is left out: it is made by the contract, not by SQL of ours.""",
            Runtime.getRuntime().availableProcessors(),
            Runtime.getRuntime().maxMemory() >> 20,
            rounds,
            scale));
    return String.join("\n", lines);
  }

  private static String same(Result result) {
    if (!result.hasSameCount()) {
      return "**no: other number of rows**";
    }
    return result.differing().isEmpty()
        ? "rows and all columns"
        : "rows; not the columns " + String.join(", ", result.differing());
  }

  private static double last(List<Double> seconds) {
    return seconds.get(seconds.size() - 1);
  }
}
