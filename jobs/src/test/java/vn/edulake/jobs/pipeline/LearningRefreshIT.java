package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.FileScanTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.catalog.LiveRows;

/** What a late or corrected record of a learning platform rebuilds of the facts. */
class LearningRefreshIT {
  private static final TableName EVENT = TableName.parse("core.fct_learning_event");
  private static final TableName RESULT = TableName.parse("core.fct_assessment_result");
  private static final String FACTS = "+" + EVENT + ",+" + RESULT;

  @TempDir private Path home;
  private TestLake lake;
  private int files;

  @BeforeEach
  void open() {
    lake = TestLake.open(home, SourceContracts.load());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void aLateStatementAndACorrectedOneRebuildTheirDaysAndNoFileOfAnother() {
    deliver(
        statement("a", "2026-03-01T08:00:00Z", "played", 1),
        statement("b", "2026-03-02T08:00:00Z", "played", 1),
        statement("c", "2026-03-03T08:00:00Z", "played", 1),
        statement("d", "2026-03-04T08:00:00Z", "played", 1));
    attempts("2026-03-03T09:00:00.000Z", "2026-03-04T09:00:00.000Z", 5);
    run(false);
    Map<String, String> before = filesByPart(EVENT);
    assertThat(before.keySet())
        .containsExactly("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04");

    // One of day 2 comes late; one of day 3 is stored again, as of day 5.
    deliver(
        statement("late", "2026-03-02T23:59:59Z", "paused", 1),
        statement("c", "2026-03-05T08:00:00Z", "played", 2));
    TableOutcome built = run(false).get(EVENT);

    assertThat(built.how()).isEqualTo("3 days");
    assertThat(changed(before, filesByPart(EVENT)))
        .containsExactly("2026-03-02", "2026-03-03", "2026-03-05");
    assertThat(rows(EVENT, "c")).singleElement().asString().contains("|2026-03-05|");
    assertIsWholeBuild(EVENT);

    // An attempt that Moodle corrects lies on the days of its start and of its end; that it was
    // started is as it was.
    before = filesByPart(EVENT);
    attempts("2026-03-03T09:00:00.000Z", "2026-03-06T09:00:00.000Z", 6);
    built = run(false).get(EVENT);

    assertThat(built.how()).isEqualTo("3 days");
    assertThat(changed(before, filesByPart(EVENT))).containsExactly("2026-03-04", "2026-03-06");
    assertIsWholeBuild(EVENT);
  }

  @Test
  void aCorrectedResultRebuildsItsSourceOnly() {
    attempts("2026-03-03T09:00:00.000Z", "2026-03-04T09:00:00.000Z", 5);
    oulad();
    run(false);
    Map<String, String> before = filesByPart(RESULT);
    assertThat(before.keySet()).containsExactly("moodle", "oulad");

    attempts("2026-03-03T09:00:00.000Z", "2026-03-04T09:00:00.000Z", 6);
    TableOutcome built = run(false).get(RESULT);

    assertThat(built.how()).isEqualTo("1 key");
    assertThat(changed(before, filesByPart(RESULT))).containsExactly("moodle");
    assertThat(rows(RESULT, "quiz/q1")).singleElement().asString().contains("|6.00000|");
    assertIsWholeBuild(RESULT);
  }

  // ---- what is delivered

  private static String statement(String id, String at, String verb, int stored) {
    return ("{\"id\":\"%s\",\"timestamp\":\"%s\",\"stored\":\"2026-04-0%dT00:00:00Z\","
            + "\"actor\":{\"account\":{\"name\":\"ann\",\"homePage\":\"http://mooc.example\"}},"
            + "\"verb\":{\"id\":\"https://v.example/%s\"},\"object\":{\"id\":\"uuid://film\"}}\n")
        .formatted(id, at, stored, verb);
  }

  private void deliver(String... statements) {
    take("xapi", "statements-" + ++files + ".json", String.join("", statements));
  }

  private void attempts(String started, String finished, int grade) {
    take(
        "moodle",
        "2026010" + ++files + "/quiz_attempts.csv",
        "id,quiz,userid,attempt,timestart,timefinish,sumgrades,uniqueid,preview,state,"
            + "timemodified,timemodifiedoffline\n"
            + "1,q1,u1,1,%s,%s,%d,1,0,finished,0,0\n".formatted(started, finished, grade));
  }

  private void oulad() {
    take(
        "oulad",
        ++files + "/studentAssessment.csv",
        "id_assessment,id_student,date_submitted,is_banked,score\n1752,11391,18,0,80\n");
  }

  private void take(String source, String name, String text) {
    Path file = home.resolve("files").resolve(source).resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var report = lake.run(source, file);
    assertThat(report.failed()).isEmpty();
    assertThat(report.files()).allSatisfy(taken -> assertThat(taken.rejected()).isZero());
  }

  // ---- what is built

  private Map<TableName, TableOutcome> run(boolean full) {
    Map<TableName, TableOutcome> result = new TreeMap<>();
    TestPipeline.of(lake)
        .run(
            "test",
            new RunRequest(
                Optional.of(full ? EVENT + "," + RESULT : FACTS), full, Optional.empty()))
        .tables()
        .forEach(outcome -> result.put(outcome.table(), outcome));
    return result;
  }

  private void assertIsWholeBuild(TableName table) {
    List<String> rows = TinyLake.rows(lake.catalogs, table);
    assertThat(run(true).get(table).how()).isEqualTo("all rows");
    assertThat(TinyLake.rows(lake.catalogs, table)).isEqualTo(rows);
  }

  private List<String> rows(TableName table, String id) {
    return TinyLake.rows(lake.catalogs, table).stream()
        .filter(row -> row.contains("|" + id + "|"))
        .toList();
  }

  /** The data files of each part of a table, with what is said beside them. */
  private Map<String, String> filesByPart(TableName name) {
    Map<String, Set<String>> found = new TreeMap<>();
    var table = lake.catalogs.load(name);
    try (var tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        found
            .computeIfAbsent(
                table.spec().partitionToPath(task.file().partition()).replaceAll(".*=", ""),
                part -> new TreeSet<>())
            .add(LiveRows.name(task));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> result = new TreeMap<>();
    found.forEach((part, locations) -> result.put(part, locations.toString()));
    return result;
  }

  /** The parts whose files came, went or are others. */
  private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
    Set<String> result = new TreeSet<>(before.keySet());
    result.addAll(after.keySet());
    result.removeIf(part -> before.getOrDefault(part, "").equals(after.getOrDefault(part, "")));
    return result;
  }
}
