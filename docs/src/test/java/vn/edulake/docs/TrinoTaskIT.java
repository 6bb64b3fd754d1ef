package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;

/** SQL tasks on the Trino of the lake, by the script {@code lake} with the packaged build. */
@Tag("proof")
class TrinoTaskIT {
  private static final String SQL =
      "airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator";

  @TempDir private Path folder;
  private PackagedLake lake;
  private LakeConfig config;
  private DatabaseServer database;
  private TrinoServer trino;

  @BeforeEach
  void start() throws IOException, SQLException {
    Path dags = Files.createDirectory(folder.resolve("dags"));
    lake =
        new PackagedLake(
            folder, Map.of("LAKE_SCHEDULER_DAGS", dags.toString(), "LAKE_TRINO_PORT", "0"));
    config =
        LakeConfig.load(
            Project.root(),
            Optional.empty(),
            Map.of(),
            Map.of("home", lake.home().toString(), "trino.port", "0", "trino.heap", "1G"));
    database = DatabaseServer.ensure(config);
    TableName place = TableName.parse("core.dim_place");
    try (LakeCatalogs catalogs = new LakeCatalogs(config, database.address())) {
      catalogs.ensureSchema(place);
      catalogs
          .catalog(place.layer().zone())
          .createTable(
              LakeCatalogs.identifier(place),
              new Schema(Types.NestedField.required(1, "place_code", Types.StringType.get())));
    }
    trino = TrinoServer.ensure(config, database.address());
    try (Connection connection = trino.connect(TrinoServer.PUBLISHER);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA edu.core");
      statement.execute(
          "CREATE VIEW edu.core.dim_place SECURITY INVOKER AS"
              + " SELECT place_code FROM lake.core.dim_place");
    }
  }

  @AfterEach
  void stop() throws IOException {
    TrinoServer.stop(config);
    database.close();
    DatabaseServer.stop(config);
    // The temporary folder is removed without its links being followed.
    Files.deleteIfExists(lake.home().resolve("trino/plugin/iceberg"));
  }

  private void dag(String id, String... tasks) throws IOException {
    Files.writeString(
        folder.resolve("dags/" + id + ".yml"),
        id
            + ":\n  schedule: null\n  default_args: {start_date: 2026-01-01}\n  tasks:\n"
            + String.join("", tasks));
  }

  private static String task(String id, String sql, String more) {
    return "    %s: {operator: %s, sql: \"%s\"%s}\n".formatted(id, SQL, sql, more);
  }

  @Test
  void sqlTasksAskTheTrinoOfTheLakeAndFailWithItsWords() throws IOException, InterruptedException {
    int port = TrinoServer.find(config).orElseThrow().port();
    lake.done("dag", "list");
    dag(
        "asks",
        // No connection is named: the lake's own Trino, its published views.
        task(
            "counts",
            "SHOW TABLES FROM core; SELECT count(*) AS n, DATE '{{ ds }}' AS day, 1.50 AS d,"
                + " ARRAY[1, 2] AS two FROM core.dim_place",
            ""),
        task(
            "binds",
            "SELECT %(code)s || '!', current_user",
            ", parameters: {code: \"đêm\"}, dependencies: [counts]"),
        "    holds: {operator: airflow.providers.common.sql.operators.sql.SQLCheckOperator,"
            + " sql: 'SELECT count(*) = 0 FROM dim_place', conn_id: named,"
            + " dependencies: [binds]}\n");
    dag(
        "fails",
        task("wrong", "SELECT nothing FROM core.nowhere", ""),
        task("denied", "DROP TABLE lake.core.dim_place", ""),
        task("after", "SELECT 1", ", dependencies: [wrong]"));

    PackagedLake named =
        lake.with(
            "AIRFLOW_CONN_NAMED",
            "{\"conn_type\": \"trino\", \"host\": \"127.0.0.1\", \"port\": %d, \"login\": \"ada\", \"schema\": \"core\", \"extra\": {\"catalog\": \"edu\"}}"
                .formatted(port));
    PackagedLake.Outcome asked =
        named.run("dag", "test", "asks", "--logical-date", "2026-09-14T00:00:00Z");

    assertThat(asked.code()).as(asked.text()).isZero();
    assertThat(lake.done("dag", "logs", "asks", "counts"))
        .contains("Running statement: SHOW TABLES FROM core", "1 rows");
    assertThat(value("counts")).isEqualTo("[[0, \"2026-09-14\", 1.50, [1, 2]]]");
    assertThat(value("binds")).isEqualTo("[[\"đêm!\", \"lake\"]]");
    assertThat(lake.done("dag", "tasks", "asks", "--format", "csv"))
        .contains("counts,success", "binds,success", "holds,success");

    PackagedLake.Outcome failed = lake.run("dag", "test", "fails");

    assertThat(failed.code()).as(failed.text()).isEqualTo(3);
    assertThat(lake.done("dag", "tasks", "fails", "--format", "csv"))
        .contains("wrong,failed,1 of 1", "denied,failed,1 of 1", "after,upstream_failed");
    assertThat(lake.done("dag", "logs", "fails", "wrong"))
        .containsPattern("error Query failed \\(#\\w+\\): line 1:21: Table 'edu.core.nowhere'");
    assertThat(lake.done("dag", "logs", "fails", "denied"))
        .containsPattern("error Query failed \\(#\\w+\\): Access Denied: Cannot drop table");
    assertThat(List.of(asked.text(), failed.text()))
        .allSatisfy(text -> assertThat(text).doesNotContain("Exception"));
  }

  /** What a task of the run handed on, as the database of the scheduler keeps it. */
  private String value(String task) {
    try (Connection connection =
            java.sql.DriverManager.getConnection(
                database.address().url(),
                database.address().user(),
                database.address().password());
        var query =
            connection.prepareStatement(
                "SELECT value::text FROM scheduler.xcom WHERE task_id = ? AND key = 'return_value'")) {
      query.setString(1, task);
      try (var rows = query.executeQuery()) {
        assertThat(rows.next()).as(task + " handed on a value").isTrue();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
