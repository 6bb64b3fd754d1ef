package vn.edulake.jobs.whois;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.bench.IdentityBench;
import vn.edulake.jobs.identity.Decision;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.pipeline.RunRequest;
import vn.edulake.jobs.pipeline.TestPipeline;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.UserError;

/** Decisions about learners of a small province, from the desk to core and back. */
class IdentityDeskIT {
  private static final String TABLES =
      "+vault.learner_review,+core.dim_learner,+core.fct_enrolment";

  private static final List<String> RESTORED =
      List.of(
          "vault.learner_link", "vault.learner_review", "core.dim_learner", "core.fct_enrolment");

  @TempDir private Path folder;

  private void simulate(Path out) {
    new Simulation(
            new Simulation.Request(
                Profile.load("dong_thap"), Scale.parse("1000"), 2025, 1, 0, 44, out, true, 2),
            Path.of("bundled/vn-admin-units"),
            line -> {})
        .run();
  }

  /** Somebody else's record under a code that a learner has: one child or two. */
  private static void addDoubtfulRecord(Path moet) {
    try (Stream<Path> files = Files.walk(moet)) {
      Path records =
          files
              .filter(file -> file.toString().endsWith(".jsonl"))
              .sorted()
              .findFirst()
              .orElseThrow();
      String line =
          Files.readAllLines(records)
              .get(0)
              .replaceFirst("\"idbanghi\":\"", "\"idbanghi\":\"7")
              .replaceFirst("\"sodinhdanh\":\"\\d+\"", "\"sodinhdanh\":null")
              .replaceFirst("\"ngaysinh\":\"[^\"]+\"", "\"ngaysinh\":\"2001-09-28\"");
      Files.writeString(records.resolveSibling("hoso_2025-06-30.jsonl"), line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(TestLake lake) {
    TestPipeline.of(lake).run("test", new RunRequest(Optional.of(TABLES), false, Optional.empty()));
  }

  private static Ingest ingest(TestLake lake) {
    return new Ingest(
        lake.catalogs,
        lake.database,
        SourceContracts.load(),
        lake.settings(),
        Clock.systemUTC(),
        Steps.unheard(),
        line -> {});
  }

  private static List<Record> records(TestLake lake, String table) {
    List<Record> result = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(lake.catalogs.load(TableName.parse(table))).build()) {
      rows.forEach(row -> result.add(row.copy()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  /** The rows that readers see, by table, sorted. */
  private static Map<String, List<String>> rows(TestLake lake) {
    Map<String, List<String>> result = new TreeMap<>();
    for (String table : RESTORED) {
      int size = lake.catalogs.load(TableName.parse(table)).schema().columns().size();
      result.put(
          table,
          records(lake, table).stream()
              // Behind its columns a record may hold its place in the file.
              .map(row -> IntStream.range(0, size).mapToObj(row::get).toList().toString())
              .sorted()
              .toList());
    }
    return result;
  }

  private static NavigableSet<String> enrolled(TestLake lake) {
    TreeSet<String> result = new TreeSet<>();
    records(lake, "core.fct_enrolment")
        .forEach(row -> result.add(String.valueOf(row.getField("learner_key"))));
    return result;
  }

  private static NavigableSet<String> keys(List<LearnerStatement> statements) {
    TreeSet<String> result = new TreeSet<>();
    statements.forEach(one -> result.add(one.learnerKey()));
    return result;
  }

  /** What is said now of the learners of whom statements are. */
  private static NavigableSet<String> learnersOf(TestLake lake, List<String> statements) {
    TreeSet<String> result = new TreeSet<>();
    for (Record link : records(lake, "vault.learner_link")) {
      if (statements.contains(String.valueOf(link.getField("statement_key")))) {
        result.add(String.valueOf(link.getField("learner_key")));
      }
    }
    return result;
  }

  @Test
  void whatIsDecidedReachesCoreAndWhatIsUndoneRestoresEveryRow() throws IOException {
    Path out = folder.resolve("simulation");
    simulate(out);
    addDoubtfulRecord(out.resolve("moet"));
    Path home = folder.resolve("lake");
    try (TestLake lake = TestLake.open(home, SourceContracts.load())) {
      IdentityDesk desk = new IdentityDesk(lake.catalogs, home, Clock.systemUTC());
      assertThat(desk.review()).isEmpty();
      assertThat(desk.decisions()).isEmpty();
      assertThatThrownBy(() -> desk.learner("nobody"))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Unknown learner: nobody");
      for (String source : List.of("moet", "sms_a", "sms_b")) {
        lake.run(source, IdentityBench.withoutRollCalls(out).get(source));
      }
      run(lake);
      Map<String, List<String>> before = rows(lake);
      List<String> enrolled =
          enrolled(lake).stream().filter(key -> !key.startsWith("-")).limit(40).toList();
      String one = enrolled.get(0);
      String other = enrolled.get(1);
      String third =
          enrolled.stream()
              .skip(2)
              .filter(key -> desk.learner(key).size() > 2)
              .findFirst()
              .orElseThrow();
      DoubtfulPair pair = desk.review().get(0);
      assertThat(pair.evidence()).contains("learner_code equal", "birth_date different");
      wrongNamesAreErrors(desk, one, third);

      Decision same = desk.same(one, other);
      List<String> ofThird =
          desk.learner(third).stream().map(LearnerStatement::statementKey).sorted().toList();
      Decision split = desk.split(third, ofThird.subList(0, 1));
      Decision different = desk.different(pair.pairId());
      desk.deliver(same, "somebody", "Both are one child, says the school", ingest(lake));
      desk.deliver(split, "somebody", null, ingest(lake));
      desk.deliver(different, "somebody", " ", ingest(lake));
      try (Stream<Path> files = Files.list(home.resolve("landing/identity"))) {
        assertThat(files.toList())
            .hasSize(3)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
      }
      run(lake);
      assertThat(learnersOf(lake, same.statements())).hasSize(1);
      assertThat(learnersOf(lake, ofThird)).hasSize(2);
      assertThat(learnersOf(lake, List.of(pair.one().statementKey(), pair.other().statementKey())))
          .hasSize(2);
      assertThat(enrolled(lake)).isNotEqualTo(new TreeSet<>(enrolled));
      assertThat(rows(lake))
          .allSatisfy((table, rows) -> assertThat(rows).isNotEqualTo(before.get(table)));
      assertThat(keys(desk.learner(learnersOf(lake, same.statements()).first()))).hasSize(1);
      assertThat(desk.review()).noneMatch(left -> left.pairId().equals(pair.pairId()));
      assertThat(desk.decisions())
          .extracting(PastDecision::decision)
          .containsExactly(same, split, different);
      assertThat(desk.decisions().get(0).reason()).isEqualTo("Both are one child, says the school");

      for (Decision decision : List.of(same, split, different)) {
        desk.undo(desk.standing(decision.id()), "somebody else", null, ingest(lake));
      }
      run(lake);
      assertThat(rows(lake)).isEqualTo(before);
      assertThat(desk.decisions()).noneMatch(PastDecision::stands);
      assertThat(desk.decisions().get(0).undoneBy()).isEqualTo("somebody else");
      assertThatThrownBy(() -> desk.standing(same.id()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Cannot undo " + same.id() + ": it was undone at ");
    }
  }

  private static void wrongNamesAreErrors(IdentityDesk desk, String one, String third) {
    assertThatThrownBy(() -> desk.same(one, one))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Both are one learner: " + one);
    assertThatThrownBy(() -> desk.same("00000000-00000000"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Unknown pair: 00000000-00000000");
    assertThatThrownBy(() -> desk.different(one, "x"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Unknown learner: x");
    assertThatThrownBy(() -> desk.split(third, List.of("y")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Unknown statement of learner " + third + ": y");
    List<String> all = desk.learner(third).stream().map(LearnerStatement::statementKey).toList();
    assertThatThrownBy(() -> desk.split(third, all))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("these are all statements about it");
    assertThatThrownBy(() -> desk.standing("20260101T000000000ABCD"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Unknown decision: 20260101T000000000ABCD");
  }
}
