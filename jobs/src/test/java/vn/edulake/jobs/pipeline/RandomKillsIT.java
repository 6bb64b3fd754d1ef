package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.LakeChild;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.RejectedLines;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.maintain.Maintenance;
import vn.edulake.jobs.simulate.SyntheticExam;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.MaintenancePolicy;
import vn.edulake.warehouse.release.Release;
import vn.edulake.warehouse.release.ReleaseLog;

/**
 * Thirty processes killed at random moments of real work, one after the other in one lake: it ends
 * as a lake in which nobody was disturbed, and shows one whole release at any time in between.
 *
 * <p>The files are those of {@code -Dreal.data=DIR}; without it, those that come with the project.
 * {@code -Dkills.seed=N} repeats the moments as far as a machine is as fast as it was.
 */
@Tag("proof")
class RandomKillsIT {
  private static final int KILLS = Integer.getInteger("kills", 30);
  private static final long SEED =
      Long.getLong("kills.seed", new Random().nextInt(Integer.MAX_VALUE));

  /** What differs between two loads of the same file. */
  private static final Set<String> OF_THE_LOAD =
      Set.of(RawColumn.LOAD_ID, RawColumn.BATCH_ID, RawColumn.INGESTED_AT);

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final SourceContracts contracts = SourceContracts.load();
  private final Map<String, Integer> kills = new TreeMap<>();
  private final Map<String, Integer> killsAtStep = new TreeMap<>();

  /** What each release held when it was new. */
  private final Map<Long, Map<TableName, String>> releases = new TreeMap<>();

  /** A part of a process, from a step on; its length is measured in the undisturbed lake. */
  private enum Phase {
    WHOLE(""),
    INGEST("run.locked"),
    BUILD("run.ingested"),
    PUBLISH("run.audited");

    private final String first;

    Phase(String first) {
      this.first = first;
    }

    static List<Phase> of(List<String> command) {
      return command.get(0).equals("run") ? List.of(INGEST, BUILD, PUBLISH) : List.of(WHOLE);
    }
  }

  /** A folder or file that lies in the landing folder of a source before the work begins. */
  private record Landed(String source, Path from) {}

  /** One process. */
  private record Work(int kills, List<Landed> landed, List<String> command) {
    Work(int kills, String source, Path from) {
      this(kills, List.of(), List.of("ingest", source, from.toString()));
    }

    Work(int kills, Landed... landed) {
      this(kills, List.of(landed), List.of("run"));
    }
  }

  /** Builds some tables anew: there is something to kill however often it was done. */
  private static final Work ONCE_MORE =
      new Work(0, List.of(), List.of("run", "--full", "--select", "core.fct_exam_score"));

  private List<Work> work() throws IOException {
    String data = System.getProperty("real.data", "");
    if (data.isEmpty()) {
      return bundled();
    }
    Path root = Path.of(data);
    Path exam = root.resolve("vn-exam-2017");
    Path sis = root.resolve("sis-attendance-contoso");
    return List.of(
        new Work(2, "vn_admin", root.resolve("vn-admin-units")),
        new Work(4, "vn_exam", exam.resolve("publication-1")),
        new Work(3, new Landed("vn_gso", root.resolve("vn-gso-education-series"))),
        new Work(
            6,
            new Landed("vn_exam", exam.resolve("publication-2")),
            new Landed("xapi", root.resolve("xapi-fun-mooc-part1"))),
        new Work(3, "oneroster", root.resolve("oneroster-1.2-samples")),
        new Work(
            6, new Landed("sis", sis.resolve("batch1")), new Landed("sis", sis.resolve("batch2"))),
        new Work(
            6,
            new Landed("vn_exam", exam.resolve("publication-3")),
            new Landed("sis", sis.resolve("incremental-day1")),
            new Landed("sis", sis.resolve("incremental-day2"))));
  }

  private List<Work> bundled() throws IOException {
    Path bundled = TestLake.project().resolve("jobs/bundled");
    Path drawn = folder.resolve("drawn");
    SyntheticExam.write(bundled.resolve("vn-exam-2017-histograms.csv"), drawn, 2017);
    List<Path> postings = new ArrayList<>();
    try (Stream<Path> files = Files.walk(drawn.resolve(SyntheticExam.FOLDER))) {
      files.filter(Files::isRegularFile).sorted().forEach(postings::add);
    }
    int last = postings.size() - 1;
    return List.of(
        new Work(2, "vn_admin", bundled.resolve("vn-admin-units")),
        new Work(4, "vn_exam", postings.get(0)),
        new Work(4, new Landed("vn_gso", bundled.resolve("vn-gso"))),
        new Work(7, new Landed("vn_exam", postings.get(1))),
        new Work(6, "vn_exam", postings.get(2)),
        new Work(7, new Landed("vn_exam", postings.get(last))));
  }

  @Test
  void theRowsAreThoseOfALakeInWhichNobodyWasDisturbed() throws Exception {
    System.out.println("Seed of the kills: " + SEED + " (-Dkills.seed=" + SEED + ")");
    List<Work> all = work();
    try (TestLake reference = lake("undisturbed");
        TestLake lake = lake("killed")) {
      List<Map<Phase, Long>> lengths = new ArrayList<>();
      for (Work work : all) {
        lengths.add(undisturbed(reference, work));
      }
      Map<Phase, Long> ofOnceMore = undisturbed(reference, ONCE_MORE);

      int owed = 0;
      for (int i = 0; i < all.size(); i++) {
        owed += all.get(i).kills();
        owed -= kill(lake, all.get(i), lengths.get(i), owed);
      }
      for (int tries = 0; count(kills) < KILLS && tries < 2 * KILLS; tries++) {
        kill(lake, ONCE_MORE, ofOnceMore, KILLS - count(kills));
      }
      // Whatever the last process left.
      assertThat(start(lake, new Work(0)).end()).as(said(lake)).isZero();
      assertOneWholeRelease(lake);

      System.out.println(
          "Kills: " + count(kills) + " " + kills + ", after the steps " + killsAtStep);
      assertThat(count(kills)).isGreaterThanOrEqualTo(KILLS);
      assertThat(kills.keySet()).contains("ingest", "run", "publish");
      assertSame(lake, reference);
      assertReleasesReadAsTheyDid(lake);
      assertNothingIsLeftOver(lake);
      assertSame(lake, reference);
    }
  }

  private TestLake lake(String name) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("secrets"));
    // One secret for both lakes, so that their pseudonyms can be compared.
    Files.writeString(home.resolve("secrets/pseudonym.key"), "00".repeat(32));
    return TestLake.open(home, contracts);
  }

  private static int count(Map<String, Integer> kills) {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  // ---- what is done

  /** How long each phase took, in nanoseconds. */
  private Map<Phase, Long> undisturbed(TestLake lake, Work work) throws Exception {
    land(lake, work);
    Running running = start(lake, work);
    int exit = running.end();
    assertThat(exit).as(said(lake)).isZero();
    Map<Phase, Long> result = new EnumMap<>(Phase.class);
    long ended = System.nanoTime();
    List<Phase> phases = Phase.of(work.command());
    for (int i = phases.size() - 1; i >= 0; i--) {
      long began = running.reachedAt(phases.get(i).first);
      result.put(phases.get(i), ended - began);
      ended = began;
    }
    return result;
  }

  /**
   * Kills a process so often that it is done, and lets it end then.
   *
   * @return how many kills hit it
   */
  private int kill(TestLake lake, Work work, Map<Phase, Long> lengths, int times) throws Exception {
    land(lake, work);
    List<Phase> phases = Phase.of(work.command());
    for (int hits = 0; hits < times; hits++) {
      Phase phase = phases.get(hits % phases.size());
      Running running = start(lake, work);
      long wait = (long) (random.nextDouble() * lengths.get(phase));
      boolean isKilled = running.await(phase.first) && running.killAfter(wait);
      assertOneWholeRelease(lake);
      if (!isKilled) {
        return hits;
      }
      String step = running.lastStep();
      kills.merge(part(work, step), 1, Integer::sum);
      killsAtStep.merge(step.isEmpty() ? "(none yet)" : step, 1, Integer::sum);
    }
    assertThat(start(lake, work).end()).as(said(lake)).isZero();
    assertOneWholeRelease(lake);
    return times;
  }

  /** Which part of the work a process was at after a step. */
  private static String part(Work work, String lastStep) {
    if (work.command().get(0).equals("ingest")
        || lastStep.equals("run.locked")
        || lastStep.startsWith("ingest.")) {
      return "ingest";
    }
    return lastStep.equals("run.audited") || lastStep.startsWith("publish.") ? "publish" : "run";
  }

  private static void land(TestLake lake, Work work) throws IOException {
    for (Landed landed : work.landed()) {
      Path target =
          lake.config
              .home()
              .resolve("landing")
              .resolve(landed.source())
              .resolve(landed.from().getFileName().toString());
      try (Stream<Path> files = Files.walk(landed.from())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy =
              Files.isDirectory(landed.from())
                  ? target.resolve(landed.from().relativize(file).toString())
                  : target;
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static Running start(TestLake lake, Work work) throws IOException {
    Path log = lake.config.home().resolve("steps.log");
    Files.deleteIfExists(log);
    Process process =
        LakeChild.of(lake)
            .java("-Xmx1g")
            .java("-D" + Steps.LOG + "=" + log)
            .set("spark.master", "local[2]")
            .process(work.command())
            .redirectOutput(
                ProcessBuilder.Redirect.to(lake.config.home().resolve("process.log").toFile()))
            .start();
    return new Running(process, log);
  }

  /** What the last process said. */
  private static String said(TestLake lake) throws IOException {
    return Files.readString(lake.config.home().resolve("process.log"));
  }

  /** A process whose steps are looked at while it runs. */
  private static final class Running {
    private final Process process;
    private final Path log;
    private final Map<String, Long> reached = new HashMap<>();
    private String lastStep = "";

    Running(Process process, Path log) {
      this.process = process;
      this.log = log;
      reached.put("", System.nanoTime());
    }

    private void look() throws IOException {
      if (!Files.exists(log)) {
        return;
      }
      for (String step : Files.readAllLines(log)) {
        reached.putIfAbsent(step, System.nanoTime());
        lastStep = step;
      }
    }

    /** Whether the process reaches the step. */
    boolean await(String step) throws Exception {
      while (!reached.containsKey(step) && !process.waitFor(5, TimeUnit.MILLISECONDS)) {
        look();
      }
      look();
      boolean result = reached.containsKey(step);
      if (!process.isAlive()) {
        assertThat(process.exitValue()).isZero();
      }
      return result;
    }

    /** Kills the process some nanoseconds from now; false when it has ended by then. */
    boolean killAfter(long wait) throws Exception {
      if (!process.waitFor(wait, TimeUnit.NANOSECONDS)) {
        // On Linux this is SIGKILL.
        process.destroyForcibly();
      }
      int exit = process.waitFor();
      look();
      assertThat(exit).isIn(0, LakeChild.KILLED);
      return exit == LakeChild.KILLED;
    }

    int end() throws Exception {
      while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
        look();
      }
      look();
      return process.exitValue();
    }

    long reachedAt(String step) {
      assertThat(reached).containsKey(step);
      return reached.get(step);
    }

    String lastStep() {
      return lastStep;
    }
  }

  // ---- what is seen

  private static List<TableName> modelled() {
    return ModelGraph.load().specs().stream()
        .map(TableSpec::table)
        .filter(table -> table.layer() != Layer.OPS)
        .toList();
  }

  private static Optional<Long> current(TestLake lake, TableName name) {
    return lake.catalogs.exists(name)
        ? Optional.ofNullable(lake.catalogs.load(name).currentSnapshot())
            .map(snapshot -> snapshot.snapshotId())
        : Optional.empty();
  }

  /** Every table is that of the newest release, and what no release has is empty. */
  private void assertOneWholeRelease(TestLake lake) {
    ReleaseLog log = new ReleaseLog(lake.database.jdbi());
    Optional<Release> last = log.findLast();
    Map<TableName, Long> wanted =
        last.map(release -> log.snapshotsAsOf(release.id())).orElse(Map.of());
    for (TableName name : modelled()) {
      assertThat(current(lake, name))
          .as(name + " after release " + last.map(Release::id))
          .isEqualTo(Optional.ofNullable(wanted.get(name)));
    }
    last.ifPresent(release -> releases.computeIfAbsent(release.id(), id -> rows(lake, release)));
  }

  private void assertReleasesReadAsTheyDid(TestLake lake) {
    for (Release release : new ReleaseLog(lake.database.jdbi()).list()) {
      for (Release.Moved moved : release.tables()) {
        Table table = lake.catalogs.load(moved.table());
        assertThat(table.refs().get(release.tag()).snapshotId()).isEqualTo(moved.snapshotId());
      }
      if (releases.containsKey(release.id())) {
        assertThat(rows(lake, release)).isEqualTo(releases.get(release.id()));
      }
    }
    assertThat(releases).hasSizeGreaterThan(2);
  }

  /** What a release moved, by the snapshots it names. */
  private static Map<TableName, String> rows(TestLake lake, Release release) {
    Map<TableName, String> result = new TreeMap<>();
    for (Release.Moved moved : release.tables()) {
      RowSum sum = new RowSum();
      each(lake, moved.table(), moved.snapshotId(), sum::add);
      result.put(moved.table(), sum.toString());
    }
    return result;
  }

  private interface Row {
    void is(String text);
  }

  private static void each(TestLake lake, TableName name, long snapshot, Row row) {
    Table table = lake.catalogs.load(name);
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).useSnapshot(snapshot).build()) {
      for (Record record : records) {
        row.is(text(record));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Record record) {
    StringBuilder result = new StringBuilder();
    for (Types.NestedField field : record.struct().fields()) {
      if (!OF_THE_LOAD.contains(field.name())) {
        Object cell = record.getField(field.name());
        result
            .append(TestLake.shown(cell instanceof Map<?, ?> map ? new TreeMap<>(map) : cell))
            .append('|');
      }
    }
    return result.toString();
  }

  private void assertSame(TestLake lake, TestLake reference) {
    List<TableName> names = new ArrayList<>(modelled());
    contracts.all().forEach(contract -> names.add(contract.rawTable()));
    int filled = 0;
    for (TableName name : names) {
      Optional<Long> wanted = current(reference, name);
      Optional<Long> found = current(lake, name);
      assertThat(found.isPresent()).as(name + " has rows").isEqualTo(wanted.isPresent());
      if (wanted.isPresent()) {
        RowSum expected = new RowSum();
        each(reference, name, wanted.get(), expected::add);
        RowSum sum = new RowSum();
        each(lake, name, found.orElseThrow(), sum::add);
        if (!sum.equals(expected)) {
          assertThat(texts(lake, name, found.get()))
              .as(name.toString())
              .isEqualTo(texts(reference, name, wanted.get()));
        }
        filled++;
      }
    }
    assertThat(filled).as("tables with rows").isGreaterThan(30);
    for (String query : List.of(LOADS, REJECTS)) {
      assertThat(lake.ops(query)).isEqualTo(reference.ops(query));
    }
    assertThat(rejectedLines(lake)).isEqualTo(rejectedLines(reference));
  }

  private static List<String> texts(TestLake lake, TableName name, long snapshot) {
    List<String> result = new ArrayList<>();
    each(lake, name, snapshot, result::add);
    result.sort(null);
    return result;
  }

  /** A file that is named again after it was taken adds a line that says so, and nothing else. */
  private static final String LOADS =
      """
      SELECT concat_ws(' ', source_code, entity_code, file_name, layout_code, byte_count,
        content_hash, record_hash, received_count, accepted_count, rejected_count, known_count)
      FROM ops.load WHERE status = 'loaded' ORDER BY 1
      """;

  private static final String REJECTS =
      """
      SELECT concat_ws(' ', load.source_code, load.entity_code, load.file_name, reject.source_row,
        reject.column_name, reject.rule_code, reject.record_hash)
      FROM ops.reject AS reject INNER JOIN ops.load AS load ON load.load_id = reject.load_id
      ORDER BY 1
      """;

  /** The refused lines that belong to a load; those of a dead one belong to nothing. */
  private static List<String> rejectedLines(TestLake lake) {
    List<String> result = new ArrayList<>();
    Optional<Long> snapshot = current(lake, RejectedLines.TABLE);
    if (snapshot.isEmpty()) {
      return result;
    }
    Set<String> loads =
        Set.copyOf(lake.ops("SELECT load_id::text FROM ops.load WHERE status = 'loaded'"));
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(lake.catalogs.load(RejectedLines.TABLE)).build()) {
      for (Record record : records) {
        if (loads.contains(String.valueOf(record.getField(RejectedLines.LOAD_ID)))) {
          result.add(
              record.getField(RejectedLines.SOURCE_ROW)
                  + " "
                  + record.getField(RejectedLines.LINE_JSON));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    result.sort(null);
    return result;
  }

  private void assertNothingIsLeftOver(TestLake lake) {
    assertThat(
            lake.ops(
                """
                SELECT concat_ws(' ',
                  (SELECT count(*) FROM ops.run WHERE status = 'running'),
                  (SELECT count(*) FROM ops.load WHERE status IN ('registered', 'failed')),
                  (SELECT count(*) FROM ops.load
                   WHERE received_count <> accepted_count + rejected_count + known_count))
                """))
        .containsExactly("0 0 0");
    // Branches of dead runs are kept a day, to be looked at.
    new Maintenance(
            lake.config,
            lake.database,
            lake.catalogs,
            contracts,
            MaintenancePolicy.load(),
            Clock.offset(Clock.systemUTC(), Duration.ofDays(2)),
            Steps.unheard(),
            line -> {})
        .run(Optional.empty(), plan -> {});
    for (TableName name : modelled()) {
      if (lake.catalogs.exists(name)) {
        assertThat(lake.catalogs.load(name).refs().keySet())
            .as(name.toString())
            .noneMatch(ref -> ref.startsWith("run_"));
      }
    }
    assertReleasesReadAsTheyDid(lake);
  }
}
