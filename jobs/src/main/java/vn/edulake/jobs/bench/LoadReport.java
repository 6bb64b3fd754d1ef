package vn.edulake.jobs.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The load bench for readers of the documentation. */
public final class LoadReport {
  private LoadReport() {}

  /** The figures with their method, a section of a page. */
  public static String markdown(List<LoadBench.Result> results) {
    int rounds = results.get(0).lake().size();
    int cores = Runtime.getRuntime().availableProcessors();
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    StringBuilder text = new StringBuilder();
    text.append(
        "Written by `./lake bench load --out docs/performance.md`; made anew, not edited. ");
    text.append("Figures compare only within one run on one machine: read the ratio.\n\n");
    text.append(
        "| form | rows | MB | s cold | s warm | CPU s warm | rows/s warm | DuckDB s cold | s warm | CPU s warm");
    text.append(" | times DuckDB |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (LoadBench.Result result : results) {
      LoadBench.Cost warm = LoadBench.Cost.warm(result.lake());
      Optional<List<LoadBench.Cost>> duck = result.duck();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %s | %.2f | %.2f | %.2f | %,d | %s | %s | %s | %s |%n",
              result.form(),
              result.rowCount(),
              result.byteCount() == 0 ? "" : Long.toString(result.byteCount() / 1_000_000),
              result.lake().get(0).seconds(),
              warm.seconds(),
              warm.cpuSeconds(),
              Math.round(result.rowCount() / warm.seconds()),
              duck.map(costs -> two(costs.get(0).seconds())).orElse("no reader"),
              duck.map(costs -> two(LoadBench.Cost.warm(costs).seconds())).orElse(""),
              duck.map(costs -> two(LoadBench.Cost.warm(costs).cpuSeconds())).orElse(""),
              result.ratio().map(LoadReport::two).orElse("")));
    }
    text.append("\n**Method.** ");
    text.append(cores).append(" cores, ").append(heap).append(" MiB of heap, ").append(rounds);
    text.append(
        """
         rounds in one process: our load and DuckDB's take turns on the same file. `cold` is the
        first round, `warm` the median of the others. The rows are invented attendance: learner, class, day, session, status, minutes, moment, note; the key is learner, day and
        session. Our load is all of `lake ingest`: the file's SHA-256, the header, every check of the contract (a pattern of ten digits, required columns, types, codes), a hash of each
        record and of its key against doubles and contradictions, the account in PostgreSQL, a Parquet file (zstd) with nine columns more than the file has, and one commit to Iceberg. Each
        round loads into a table of its own. DuckDB reads the file with declared types into a Parquet file (zstd); it checks types alone. Forms without a ratio have no reader in DuckDB's own
        jar.
        """);
    return text.toString();
  }

  private static String two(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
