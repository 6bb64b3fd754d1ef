package vn.edulake.jobs.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.IngestSettings;
import vn.edulake.jobs.simulate.Score;
import vn.edulake.jobs.simulate.ScoreFacts;
import vn.edulake.jobs.simulate.SimulationLog;
import vn.edulake.jobs.simulate.defect.DefectClass;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Feeds;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ops.DueDays;
import vn.edulake.warehouse.ops.OpsDatabase;

/** What contracts, ledger, identity and gate find of planted defects, over several simulations. */
public final class DefectBench {
  private final LakeCatalogs catalogs;
  private final OpsDatabase database;
  private final IngestSettings settings;
  private final ZoneId zone;

  /**
   * A bench in one lake, which has taken nothing in of the simulation's sources.
   *
   * @param zone in which days begin
   */
  public DefectBench(
      LakeCatalogs catalogs, OpsDatabase database, IngestSettings settings, ZoneId zone) {
    this.catalogs = catalogs;
    this.database = database;
    this.settings = settings;
    this.zone = zone;
  }

  /** Takes in the files of a simulation. */
  public void takeIn(Path simulation) {
    Clock clock = Clock.systemUTC();
    SimulationLog log = SimulationLog.read(simulation);
    SourceContracts contracts = SourceContracts.load();
    Ingest ingest =
        new Ingest(catalogs, database, contracts, settings, clock, Steps.unheard(), line -> {});
    for (String source : log.sources()) {
      ingest.run(source, List.of(simulation.resolve(source)));
    }
  }

  /**
   * Compares what was told with the answer key.
   *
   * @param told by the lake that was built of the files
   */
  public Score score(Path simulation, Map<DefectClass, Score.Told> told) {
    SimulationLog log = SimulationLog.read(simulation);
    new DueDays(database.jdbi(), Feeds.load(), zone).refresh(Clock.systemUTC().instant());
    ScoreFacts facts = new ScoreFacts(database.jdbi(), log.feeds());
    return Score.of(
        SimulationLog.answers(simulation), facts.files(), facts.due(log.lastDay(), zone), told);
  }

  /** Counts of a class over all seeds. */
  private static final class Sum {
    long planted;
    long found;
    double lowest = 1;
  }

  /**
   * The figures with their method.
   *
   * @param scores by seed
   * @param scale of each simulation
   */
  public static String markdown(Map<Long, Score> scores, String scale) {
    Map<DefectClass, Sum> sums = new EnumMap<>(DefectClass.class);
    Map<String, long[]> alarms = new TreeMap<>();
    for (Score score : scores.values()) {
      for (Score.Line line : score.lines()) {
        Sum sum = sums.computeIfAbsent(line.defect(), unused -> new Sum());
        sum.planted += line.planted();
        sum.found += line.found();
        sum.lowest = Math.min(sum.lowest, (double) line.found() / line.planted());
      }
      for (Score.Alarms one : score.alarms()) {
        long[] count = alarms.computeIfAbsent(one.what(), unused -> new long[2]);
        count[0] += one.count();
        count[1] += one.among();
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "Written by `./lake bench defects --out docs/quality.md`; made anew, not edited. Each of the"
            + " seeds "
            + String.join(", ", scores.keySet().stream().map(String::valueOf).toList())
            + " is a province of about "
            + scale
            + " learners and the school years 2024-25 and 2025-26 in a lake of its own: simulated with defects, taken in by"
            + " `lake ingest`, built by `lake run`, and compared with its answer key as `lake simulate score` does. Who"
            + " finds a class: contract and ledger as files come in, identity by its links and by where statements about"
            + " one learner differ, the gate by comparing deliveries with each other and with their own totals.");
    lines.add("");
    lines.add("| class | found by | planted | found | share | lowest of a seed |");
    lines.add("|---|---|---|---|---|---|");
    sums.forEach((defect, sum) -> lines.add(line(defect, sum)));
    lines.add("");
    lines.add("| told though nothing was planted | times | among | share |");
    lines.add("|---|---|---|---|");
    alarms.forEach(
        (what, count) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %.5f |",
                    what,
                    count[0],
                    count[1],
                    count[1] == 0 ? 0.0 : (double) count[0] / count[1])));
    return String.join("\n", lines);
  }

  private static String line(DefectClass defect, Sum sum) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,d | %,d | %.4f | %.4f |",
        defect.code(),
        switch (defect.finder()) {
          case CONTRACT -> "contract, ledger";
          case IDENTITY -> "identity";
          case GATE -> "gate";
        },
        sum.planted,
        sum.found,
        (double) sum.found / sum.planted,
        sum.lowest);
  }
}
