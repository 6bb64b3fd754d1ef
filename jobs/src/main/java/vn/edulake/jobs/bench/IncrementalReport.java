package vn.edulake.jobs.bench;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.models.TableName;

/** The bench of one more school day for readers of the documentation. */
public final class IncrementalReport {
  /** The most that one more school day may cost, of the task time of the full build. */
  public static final double MOST = 0.05;

  private IncrementalReport() {}

  /**
   * A run that was measured.
   *
   * @param files delivered files behind it
   * @param seconds by the clock: ingest left out, session, build, audit and release counted
   * @param byTable what Spark did in it for each table, and for all of them under an empty name
   */
  public record Measured(
      String name,
      long files,
      double seconds,
      Map<String, TaskTimes.Work> byTable,
      List<TableOutcome> tables,
      Map<TableName, WrittenFiles.Change> changes) {
    public Measured {
      byTable = new TreeMap<>(byTable);
      tables = List.copyOf(tables);
      changes = new TreeMap<>(changes);
    }

    /** What Spark did. */
    public TaskTimes.Work work() {
      return byTable.values().stream().reduce(TaskTimes.Work.NONE, TaskTimes.Work::plus);
    }

    private String cpu(TableName table) {
      TaskTimes.Work work = TaskTimes.ofTable(byTable, table);
      return work.jobs() == 0 ? "" : String.format(Locale.ROOT, "%.2f", work.cpuMillis() / 1000.0);
    }

    private String task(TableName table) {
      TaskTimes.Work work = TaskTimes.ofTable(byTable, table);
      return work.jobs() == 0 ? "" : String.format(Locale.ROOT, "%.2f", work.taskMillis() / 1000.0);
    }

    /** Rows that the models wrote. */
    public long writtenRows() {
      return tables.stream().mapToLong(TableOutcome::writtenCount).sum();
    }

    /** Data files that came. */
    public long added() {
      return changes.values().stream().mapToLong(WrittenFiles.Change::added).sum();
    }

    /** Data files that went. */
    public long removed() {
      return changes.values().stream().mapToLong(WrittenFiles.Change::removed).sum();
    }

    /** Rows that went out of data files that stayed. */
    public long deletedRows() {
      return changes.values().stream().mapToLong(WrittenFiles.Change::deletedRows).sum();
    }

    /** Data files that were replaced although all their rows stayed. */
    public long needless() {
      return changes.values().stream().mapToLong(WrittenFiles.Change::needless).sum();
    }
  }

  /** Task time of a run as a share of another's. */
  public static double share(Measured day, Measured full) {
    return (double) day.work().taskMillis() / full.work().taskMillis();
  }

  /** The figures with their method, a section of a page. */
  public static String markdown(Measured full, Measured day, String scale, LocalDate date) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Written by `./lake bench incremental --out docs/performance.md`; made anew, not edited."
            + " Figures compare only within one run: other programs may have used the machine.");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "**One more school day costs %.2f %% of the full build's task time** (at most %.0f %%),"
                + " %.2f %% of the CPU time of tasks, %.1f %% of the wall time, and replaces %d of %,d data files; %d of these without"
                + " need, as no row of theirs had changed. Beside others it says which %,d rows of them went.",
            100 * share(day, full),
            100 * MOST,
            100.0 * day.work().cpuMillis() / full.work().cpuMillis(),
            100 * day.seconds() / full.seconds(),
            day.removed(),
            day.changes().values().stream().mapToLong(WrittenFiles.Change::before).sum(),
            day.needless(),
            day.deletedRows()));
    lines.add("");
    lines.add(
        "| run | delivered files | wall s | task s | CPU s of tasks | jobs | stages | tasks | shuffle MB |"
            + " tables | rows written | files added | files removed |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (Measured run : List.of(full, day)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %.1f | %.1f | %.1f | %,d | %,d | %,d | %.1f | %d | %,d | %,d | %,d |",
              run.name(),
              run.files(),
              run.seconds(),
              run.work().taskMillis() / 1000.0,
              run.work().cpuMillis() / 1000.0,
              run.work().jobs(),
              run.work().stages(),
              run.work().tasks(),
              run.work().shuffleBytes() / 1e6,
              run.tables().size(),
              run.writtenRows(),
              run.added(),
              run.removed()));
    }
    lines.add("");
    lines.add(
        "What the day built. Tasks of up to four tables run side by side; the time in which one waits for"
            + " a processor counts as its task time, but not as CPU time.");
    lines.add("");
    lines.add(
        "| table | task s, full | CPU s, full | rows | how, day | task s, day | CPU s, day | rows written |"
            + " files before | removed | added | needless | rows of added files | of these new | rows deleted beside |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (TableOutcome outcome : day.tables()) {
      WrittenFiles.Change change = day.changes().get(outcome.table());
      lines.add(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %,d | %s | %s | %s | %,d | %s |",
              outcome.table(),
              full.task(outcome.table()),
              full.cpu(outcome.table()),
              outcome.rowCount(),
              outcome.how(),
              day.task(outcome.table()),
              day.cpu(outcome.table()),
              outcome.writtenCount(),
              change == null
                  ? " |  |  |  |  |  | "
                  : String.format(
                      Locale.ROOT,
                      "%,d | %,d | %,d | %,d | %,d | %,d | %,d",
                      change.before(),
                      change.removed(),
                      change.added(),
                      change.needless(),
                      change.addedRows(),
                      change.newRows(),
                      change.deletedRows())));
    }
    lines.add("");
    lines.add("What only the full build built, in task seconds: " + onlyFull(full, day) + ".");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            """
            **Method.** %d cores, one process with %,d MiB of heap at most. The school year 2024-25 of the profile `dong_thap` at scale `%s`, seed 11, with defects. What all systems sent before %s is taken in
            and built (`full build`), then what they sent on that day (`one day`). Task time is the time that Spark's tasks ran, summed by a listener; the driver's own work and the commits are in the wall time
            alone. Ingest is not counted. A replaced file is `needless` when each of its rows, by a hash of all columns, stands in one of the added files of the table.""",
            Runtime.getRuntime().availableProcessors(),
            Runtime.getRuntime().maxMemory() >> 20,
            scale,
            date));
    return String.join("\n", lines);
  }

  private static String onlyFull(Measured full, Measured day) {
    List<String> result = new ArrayList<>();
    for (TableOutcome outcome : full.tables()) {
      if (day.tables().stream().noneMatch(built -> built.table().equals(outcome.table()))) {
        result.add("`" + outcome.table() + "` " + full.task(outcome.table()));
      }
    }
    return String.join(", ", result);
  }
}
