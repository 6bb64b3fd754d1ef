package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.identity.Decision;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.whois.IdentityDesk;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;

/**
 * The models that are built by key and by day, when history changes under them: a stint grows, the
 * codes of all schools change at the reform, two learners turn out to be one, and are two again.
 */
@Tag("proof")
class ChangedHistoryIT {
  private static final String TABLES =
      "+core.fct_attendance_day,+core.fct_progression,+core.fct_learning_rating";

  private static final Set<TableName> COMPARED =
      ModelGraph.load().select(TABLES).stream()
          .filter(table -> table.layer().schema().matches("vault|core"))
          .collect(Collectors.toSet());

  @TempDir private static Path home;

  @Test
  void whatIsBuiltInPartsIsWhatIsBuiltAtOnce() {
    CoreLake atOnce = CoreLake.ofTwoYears();
    try (CoreLake lake = CoreLake.open(home.resolve("lake"))) {
      LocalDate first = LocalDate.of(2000, 1, 1);
      LocalDate growing = LocalDate.of(2025, 4, 1);
      LocalDate reform = LocalDate.of(2025, 7, 1);
      lake.takeDays(CoreLake.twoYears(), first, growing);
      run(lake, false);
      long stints = lake.rows(COMPARED).get(TableName.parse("core.fct_enrolment")).size();
      assertThat(stints).isGreaterThan(900);

      lake.takeDays(CoreLake.twoYears(), growing, reform);
      assertInParts(run(lake, false));
      lake.takeDays(CoreLake.twoYears(), reform, LocalDate.of(2100, 1, 1));
      run(lake, false);
      Map<TableName, List<String>> before = lake.rows(COMPARED);
      assertSame(before, atOnce.rows(COMPARED), "built in three parts");

      IdentityDesk desk = new IdentityDesk(lake.lake.catalogs, home, Clock.systemUTC());
      List<String> learners =
          lake.ask(
              """
              SELECT learner_key
              FROM lake.core.fct_enrolment
              WHERE learner_key NOT LIKE '-%'
              GROUP BY learner_key
              ORDER BY learner_key
              LIMIT 2
              """);
      Decision same = desk.same(learners.get(0), learners.get(1));
      desk.deliver(same, "somebody", "Both are one child, says the school", ingest(lake));
      assertInParts(run(lake, false));
      Map<TableName, List<String>> merged = lake.rows(COMPARED);
      assertThat(merged.get(TableName.parse("core.fct_enrolment")))
          .isNotEqualTo(before.get(TableName.parse("core.fct_enrolment")));
      run(lake, true);
      assertSame(merged, lake.rows(COMPARED), "two learners are one");

      desk.undo(desk.standing(same.id()), "somebody else", null, ingest(lake));
      assertInParts(run(lake, false));
      assertSame(lake.rows(COMPARED), before, "two learners are two again");
    }
  }

  /** The facts that are built by what changed were built so. */
  private static void assertInParts(Pipeline.Result result) {
    Map<String, String> how = new TreeMap<>();
    result.tables().forEach(table -> how.put(table.table().toString(), table.how()));
    assertThat(how).containsKeys("core.fct_enrolment", "core.fct_attendance_day");
    assertThat(how.get("core.fct_enrolment")).isNotEqualTo("all rows");
    assertThat(how.get("core.fct_attendance_day")).isNotEqualTo("all rows");
  }

  private static void assertSame(
      Map<TableName, List<String>> found, Map<TableName, List<String>> wanted, String when) {
    Map<TableName, String> different = new TreeMap<>();
    wanted.forEach(
        (table, rows) -> {
          if (!rows.equals(found.get(table))) {
            different.put(table, AnyOrderIT.difference(rows, found.get(table)));
          }
        });
    assertThat(different).as(when).isEmpty();
  }

  private static Pipeline.Result run(CoreLake lake, boolean full) {
    return lake.run(new RunRequest(Optional.of(TABLES), full, Optional.empty()));
  }

  private static Ingest ingest(CoreLake lake) {
    return lake.lake.ingest(Steps.unheard(), line -> {});
  }
}
