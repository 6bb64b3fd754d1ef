package vn.edulake.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.edulake.models.key.KeyKind;

/** What DuckDB answers to a query that was written for Spark. */
class DuckSqlTest {
  @Test
  void rowsGivenAsValuesAndJoinsThatOnlyAskAreKept() {
    assertThat(
            answer(
                "SELECT count(*) FROM VALUES (1), (2), (3) AS a(x)"
                    + " LEFT ANTI JOIN (SELECT * FROM VALUES (2) AS b(x)) AS b ON b.x <=> a.x"))
        .isEqualTo("2");
  }

  @Test
  void aTextThatIsMissingMakesTheWholeMissing() {
    assertThat(answer("SELECT concat('a', CAST(NULL AS STRING)) IS NULL")).isEqualTo("true");
  }

  @Test
  void aColumnOfAStructHasTheNameThatSparkGives() {
    assertThat(
            answer(
                "SELECT max(struct(t.day, t.name)).name FROM VALUES (1, 'a'), (2, 'b') AS t(day, name)"))
        .isEqualTo("b");
  }

  @Test
  void stackedColumnsBecomeRows() {
    assertThat(
            answer(
                "SELECT sum(s.v) FROM VALUES (1, 2) AS t(a, b)"
                    + " LATERAL VIEW stack(2, 'a', t.a, 'b', t.b) s AS k, v"))
        .isEqualTo("3");
  }

  @Test
  void setsLeaveOutNullsAndConditionsOverListsAreAsked() {
    assertThat(answer("SELECT size(collect_set(t.x)) FROM VALUES (1), (1), (NULL) AS t(x)"))
        .isEqualTo("1");
    assertThat(answer("SELECT exists(array(1, 2), x -> x > 1)")).isEqualTo("true");
  }

  @Test
  void rowsThatAreCountedByAConditionAreCountedInTheTypeOfSpark() {
    String rows = "FROM VALUES (1), (5), (CAST(NULL AS INT)) AS t(x)";
    assertThat(answer("SELECT count_if(t.x > 2) " + rows)).isEqualTo("1");
    assertThat(answer("SELECT typeof(count_if(t.x > 2)) " + rows)).isEqualTo("BIGINT");
  }

  @Test
  void aWeekBeginsOnMondayAndMonthsEndWithTheirLastDay() {
    assertThat(answer("SELECT weekday(DATE '2025-04-09')")).isEqualTo("2");
    assertThat(answer("SELECT add_months(DATE '2025-01-31', 1)")).isEqualTo("2025-02-28");
    assertThat(answer("SELECT date_sub(DATE '2025-03-01', 1)")).isEqualTo("2025-02-28");
  }

  @Test
  void aKeyIsTheOneOfTheLake() {
    assertThat(answer("SELECT lake_key('subject', array(' TOAN '))"))
        .isEqualTo(KeyKind.SUBJECT.key(List.of("toan")));
  }

  @Test
  void valuesOfPolicyAreWrittenOut() {
    assertThat(
            DuckSql.of(
                "SELECT :day, :text", Map.of("day", LocalDate.of(2025, 7, 1), "text", "it's")))
        .isEqualTo("SELECT DATE '2025-07-01' , 'it''s'");
    assertThatThrownBy(() -> DuckSql.of("SELECT :other", Map.of()))
        .hasMessage("no value of :other");
  }

  private static String answer(String sparkSql) {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (String macro : DuckSql.MACROS) {
        statement.execute(macro);
      }
      try (ResultSet result = statement.executeQuery(DuckSql.of(sparkSql, Map.of()))) {
        result.next();
        return String.valueOf(result.getObject(1));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
