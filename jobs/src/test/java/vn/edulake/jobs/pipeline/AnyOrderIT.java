package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.DataError;
import vn.edulake.warehouse.catalog.LiveRows;

/**
 * A term's deliveries of a small province with its mistakes, in any order and any batches, some of
 * them again and some corrected, end in the same rows as one build of all of them.
 */
class AnyOrderIT {
  /** Without exams, statistics and marts, which the proofs build too. */
  private static final String LEARNERS_AND_STAFF =
      "+core.fct_attendance_day,+core.fct_progression,+core.fct_learning_rating,"
          + "+core.fct_staff_assignment";

  @TempDir private static Path home;

  /** Files by where they lie below the folder of a delivery. */
  private static final Map<Path, byte[]> FILES = new TreeMap<>();

  private static Map<TableName, List<String>> wanted;
  private static List<String> wantedFindings;

  @BeforeAll
  static void readWhatWasBuiltAtOnce() throws IOException {
    CoreLake built = CoreLake.ofMistakes();
    try (Stream<Path> files = Files.walk(CoreLake.mistakes())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        FILES.put(CoreLake.mistakes().relativize(file), Files.readAllBytes(file));
      }
    }
    wanted = rows(built);
    wantedFindings = findings(built);
    assertThat(wantedFindings).isNotEmpty();
    assertThat(wanted.get(TableName.parse("core.fct_enrolment"))).hasSizeGreaterThan(900);
    assertThat(wanted.get(TableName.parse("core.fct_attendance_day"))).hasSizeGreaterThan(5000);
    assertThat(wanted.get(TableName.parse("core.fct_term_result"))).hasSizeGreaterThan(1000);
    assertThat(wanted.get(TableName.parse("vault.learner"))).hasSizeGreaterThan(900);
  }

  @Test
  void aRandomOrderInTwoBatchesOfWhatIsToldOfLearnersAndStaff() {
    assertSameRows(9201, 2, Optional.of(LEARNERS_AND_STAFF));
  }

  @Tag("proof")
  @ParameterizedTest
  @ValueSource(longs = {9202, 9203, 9204, 9205, 9206})
  void manyOrdersAndBatches(long seed) {
    assertSameRows(seed, 2 + new Random(seed).nextInt(4), Optional.empty());
  }

  private static void assertSameRows(long seed, int batches, Optional<String> selection) {
    Random random = new Random(seed);
    List<Path> order = new ArrayList<>(FILES.keySet());
    Collections.shuffle(order, random);
    try (CoreLake lake = CoreLake.open(home.resolve("lake" + seed))) {
      int from = 0;
      for (int batch = 1; batch <= batches; batch++) {
        int to = batch == batches ? order.size() : from + random.nextInt(order.size() - from + 1);
        List<Path> sent = new ArrayList<>(order.subList(from, to));
        // Some that were there come again.
        for (int i = 0; i < Math.min(5, from); i++) {
          sent.add(order.get(random.nextInt(from)));
        }
        deliver(lake, home.resolve(seed + "-" + batch), sent);
        boolean mayBeRefused = selection.isEmpty() && batch < batches;
        run(lake, new RunRequest(selection, false, Optional.empty()), mayBeRefused);
        from = to;
      }
      Map<TableName, List<String>> found = rows(lake);
      Map<TableName, String> different = new LinkedHashMap<>();
      Set<TableName> compared = new TreeSet<>(wanted.keySet());
      selection.ifPresent(some -> compared.retainAll(ModelGraph.load().select(some)));
      for (TableName table : compared) {
        if (!wanted.get(table).equals(found.get(table))) {
          different.put(table, difference(wanted.get(table), found.get(table)));
        }
      }
      assertThat(compared).contains(TableName.parse("core.fct_attendance_day"));
      assertThat(different).as("seed " + seed).isEmpty();
      assertThat(findings(lake)).isEqualTo(wantedFindings);
      found.keySet().retainAll(compared);
      found.keySet().removeIf(table -> !lake.lake.catalogs.exists(table));
      assertSameRowsInNewFiles(lake, found);
    }
  }

  /** A batch may hold a mistake that a later one corrects: until then readers see no such row. */
  private static void run(CoreLake lake, RunRequest request, boolean mayBeRefused) {
    try {
      lake.run(request);
    } catch (DataError e) {
      assertThat(mayBeRefused).as(e.getMessage()).isTrue();
      assertThat(e).hasMessageStartingWith("Cannot publish");
    }
  }

  /** Maintenance writes files anew of which it is said beside them that rows went. */
  private static void assertSameRowsInNewFiles(CoreLake lake, Map<TableName, List<String>> before) {
    assertThat(before.keySet().stream().mapToInt(table -> filesOfGoneRows(lake, table)).sum())
        .as("files beside the data")
        .isPositive();
    before.forEach(
        (table, rows) -> {
          Table stored = lake.lake.catalogs.load(table);
          assertThat(
                  stored.currentSnapshot() == null
                      ? 0
                      : LiveRows.of(stored, stored.currentSnapshot()))
              .as(table.toString())
              .isEqualTo(rows.size());
        });

    MaintenanceIT.maintain(lake.lake, 30);

    assertThat(lake.rows(before.keySet())).isEqualTo(before);
    before.keySet().forEach(table -> assertThat(filesOfGoneRows(lake, table)).isZero());
  }

  private static int filesOfGoneRows(CoreLake lake, TableName name) {
    Table table = lake.lake.catalogs.load(name);
    int count = 0;
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        count += task.deletes().size();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  /** Which files of roll calls rows are gone of, however they came. */
  private static List<String> findings(CoreLake lake) {
    return lake.lake
        .database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT load.content_hash || ' ' || finding.expected FROM ops.source_finding"
                            + " AS finding JOIN ops.load AS load USING (load_id) WHERE"
                            + " finding.finding_code = 'rows_gone' AND finding.entity_code ="
                            + " 'attendance' ORDER BY 1")
                    .mapTo(String.class)
                    .list());
  }

  static String difference(List<String> rows, List<String> others) {
    List<String> missing = without(rows, others);
    List<String> added = without(others, rows);
    return "%d rows missing, as %s; %d rows added, as %s"
        .formatted(
            missing.size(),
            missing.subList(0, Math.min(2, missing.size())),
            added.size(),
            added.subList(0, Math.min(2, added.size())));
  }

  private static List<String> without(List<String> rows, List<String> others) {
    Set<String> known = new HashSet<>(others);
    return rows.stream().filter(row -> !known.contains(row)).toList();
  }

  private static void deliver(CoreLake lake, Path folder, List<Path> files) {
    for (String source : CoreLake.SOURCES) {
      List<Path> ofSource = files.stream().filter(file -> file.startsWith(source)).toList();
      if (!ofSource.isEmpty()) {
        ofSource.forEach(file -> write(folder.resolve(file), FILES.get(file)));
        lake.take(source, folder.resolve(source));
      }
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<TableName, List<String>> rows(CoreLake lake) {
    return lake.rows(
        ModelGraph.load().specs().stream()
            .map(TableSpec::table)
            .filter(table -> table.layer().schema().matches("vault|core|marts"))
            .collect(Collectors.toSet()));
  }
}
