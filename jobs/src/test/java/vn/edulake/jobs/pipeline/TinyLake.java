package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.cli.Lake;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.TableDefinition;

/** A lake with the tiny files in it, and what a reader sees of it. */
final class TinyLake implements AutoCloseable {
  /** The exam's tables, and all that they are made of. */
  private static final String EXAM =
      "+marts.exam_candidate_by_place,+marts.exam_result_by_place_subject";

  final TestLake lake;
  final Path home;
  final List<String> said = new ArrayList<>();

  private TinyLake(Path home, TestLake lake) {
    this.home = home;
    this.lake = lake;
  }

  /** A lake that knows the tiny places; nothing is built yet. */
  static TinyLake open(Path home) {
    TinyLake result = new TinyLake(home, TestLake.open(home, SourceContracts.load()));
    result.lake.run("vn_admin", TinyFiles.places(home.resolve("files/vn-admin-units")));
    return result;
  }

  /**
   * A lake whose first release shows all that can be built without a candidate. It is built once;
   * each lake begins as a copy of its catalog. Its tables' files are not below its home.
   */
  static TinyLake built(Path home) {
    return new TinyLake(home, TestLake.startingFrom(Built.LAKE, home));
  }

  private static final class Built {
    private static final TestLake LAKE = build();

    private static TestLake build() {
      Path home = TestFolder.ofProcess("tiny-lake");
      try (TinyLake lake = open(home)) {
        lake.run();
        return lake.lake;
      }
    }
  }

  /** A path in the delivery folder of the exam. */
  Path exam(String name) {
    return home.resolve("files/vn-exam-2017").resolve(name);
  }

  void ingestExam(Path... files) {
    for (Path file : files) {
      lake.run("vn_exam", file);
    }
  }

  /** Of few rows: compiling what is done with them takes a quarter of the time. */
  Pipeline pipeline() {
    return pipeline(TestSession.ofInterpretedRuns());
  }

  Pipeline pipeline(SparkSessions sessions) {
    return new Pipeline(
        lake.config,
        lake.database,
        lake.catalogs,
        sessions,
        Clock.systemUTC(),
        Steps.unheard(),
        said::add);
  }

  Pipeline.Result run() {
    return pipeline().run("test", RunRequest.outOfDate());
  }

  /** Builds what is out of date of the exam's tables; no calendar, no statistics. */
  Pipeline.Result runExam() {
    return pipeline().run("test", new RunRequest(Optional.of(EXAM), false, Optional.empty()));
  }

  /** What a command answers that looks at this lake. */
  String told(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(
        List.of("--set", "home=" + home, "--set", "database.url=" + lake.database.address().url()));
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(Lake.execute(arguments.toArray(String[]::new))).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Every table that a lake may have. */
  Collection<TableDefinition> definitions() {
    return Pipeline.definitions(SourceContracts.load()).values();
  }

  /** Where the metadata of every modelled and raw table stands: equal when nothing was written. */
  Map<TableName, String> states() {
    Map<TableName, String> result = new TreeMap<>();
    for (TableName name : Pipeline.definitions(SourceContracts.load()).keySet()) {
      if (lake.catalogs.exists(name)) {
        Table table = lake.catalogs.load(name);
        result.put(
            name,
            ((org.apache.iceberg.HasTableOperations) table)
                .operations()
                .current()
                .metadataFileLocation());
      }
    }
    return result;
  }

  /** The snapshots of every table that is there. */
  Map<TableName, Set<Long>> snapshots() {
    Map<TableName, Set<Long>> result = new TreeMap<>();
    for (TableName name : lake.catalogs.tables()) {
      Set<Long> ids = new TreeSet<>();
      lake.catalogs.load(name).snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
      result.put(name, ids);
    }
    return result;
  }

  /** The rows that readers see of every modelled table, as sorted texts. */
  Map<TableName, List<String>> published() {
    Map<TableName, List<String>> result = new TreeMap<>();
    for (TableSpec spec : ModelGraph.load().specs()) {
      result.put(spec.table(), rows(spec.table()));
    }
    return result;
  }

  /** The rows that readers see of one table. */
  List<String> rows(TableName name) {
    return rows(lake.catalogs, name);
  }

  static List<String> rows(LakeCatalogs catalogs, TableName name) {
    List<String> result = new ArrayList<>();
    if (!catalogs.exists(name) || catalogs.load(name).currentSnapshot() == null) {
      return result;
    }
    Table table = catalogs.load(name);
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        List<String> cells = new ArrayList<>();
        // Behind its columns a record may hold its place in the file.
        for (int i = 0; i < table.schema().columns().size(); i++) {
          Object cell = record.get(i);
          cells.add(TestLake.shown(cell instanceof Map<?, ?> map ? new TreeMap<>(map) : cell));
        }
        result.add(String.join("|", cells));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    result.sort(null);
    return result;
  }

  @Override
  public void close() {
    lake.close();
  }
}
