package vn.edulake.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.TableName;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;

class TrinoServerIT {
  private static final Schema PLACE =
      new Schema(Types.NestedField.required(1, "place_code", Types.StringType.get()));

  @TempDir private static Path home;
  private static LakeConfig config;
  private static DatabaseServer database;
  private static TrinoServer trino;

  @BeforeAll
  static void start() throws SQLException {
    config = config(Map.of());
    database = DatabaseServer.ensure(config);
    try (LakeCatalogs catalogs = new LakeCatalogs(config, database.address())) {
      for (String name : List.of("core.dim_place", "staging.stg_office__place", "vault.person")) {
        TableName table = TableName.parse(name);
        catalogs.ensureSchema(table);
        catalogs.catalog(table.layer().zone()).createTable(LakeCatalogs.identifier(table), PLACE);
      }
    }
    trino = TrinoServer.ensure(config, database.address());
    execute(TrinoServer.PUBLISHER, "CREATE SCHEMA edu.core");
    execute(
        TrinoServer.PUBLISHER,
        "CREATE VIEW edu.core.dim_place SECURITY INVOKER AS"
            + " SELECT place_code FROM lake.core.dim_place");
  }

  @AfterAll
  static void stop() {
    TrinoServer.stop(config);
    DatabaseServer.stop(config);
  }

  private static LakeConfig config(Map<String, String> more) {
    Map<String, String> flags = new HashMap<>(Map.of("home", home.toString(), "trino.port", "0"));
    flags.put("trino.heap", "1G");
    flags.putAll(more);
    return LakeConfig.load(
        Path.of(System.getProperty("lake.project")), Optional.empty(), Map.of(), flags);
  }

  @Test
  void anybodyReadsThePublishedViewsAndTheServedTables() throws SQLException {
    assertThat(rows("ada", "SELECT count(*) FROM core.dim_place")).containsExactly("0");
    assertThat(rows("ada", "SELECT count(*) FROM lake.core.dim_place")).containsExactly("0");
    assertThat(rows("ada", "SELECT count(*) FROM lake.core.\"dim_place$snapshots\""))
        .containsExactly("0");
    assertThat(rows("ada", "SHOW TABLES FROM edu.core")).containsExactly("dim_place");
    assertThat(
            rows(
                "ada",
                "SELECT table_name FROM lake.information_schema.tables WHERE table_schema='core'"))
        .containsExactly("dim_place");
  }

  @Test
  void thePersonalZoneIsNotThere() throws SQLException {
    assertThat(rows("ada", "SHOW CATALOGS")).containsExactly("edu", "lake", "system");
    assertThat(rows(TrinoServer.PUBLISHER, "SHOW SCHEMAS FROM lake"))
        .contains("core")
        .doesNotContain("staging", "vault");
    assertThatThrownBy(() -> rows("ada", "SELECT * FROM personal.staging.stg_office__place"))
        .hasMessageContaining("personal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO lake.core.dim_place VALUES ('01')",
        "DELETE FROM lake.core.dim_place",
        "UPDATE lake.core.dim_place SET place_code = '02'",
        "DROP TABLE lake.core.dim_place",
        "CREATE TABLE lake.core.other (a INTEGER)",
        "CREATE TABLE edu.core.other (a INTEGER)",
        "CREATE SCHEMA lake.other",
        "CREATE SCHEMA edu.other",
        "CREATE VIEW edu.core.other AS SELECT 1 AS a",
        "CREATE OR REPLACE VIEW edu.core.dim_place AS SELECT 'x' AS place_code",
        "DROP VIEW edu.core.dim_place",
        "ALTER TABLE lake.core.dim_place EXECUTE optimize",
        "ALTER TABLE lake.core.dim_place EXECUTE expire_snapshots(retention_threshold => '8d')",
        "ANALYZE lake.core.dim_place",
        "TRUNCATE TABLE lake.core.dim_place",
        "COMMENT ON TABLE lake.core.dim_place IS 'x'",
        "CREATE FUNCTION edu.core.f() RETURNS INTEGER RETURN 1",
        "ALTER TABLE lake.core.dim_place SET PROPERTIES format_version = 2",
        "CALL lake.system.unregister_table('core', 'dim_place')",
        "SELECT * FROM TABLE(lake.system.table_changes('core', 'dim_place', 0, 1))"
      })
  void aReaderChangesNothing(String statement) {
    assertThatThrownBy(() -> execute("ada", statement)).hasMessageContaining("Access Denied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO lake.core.dim_place VALUES ('01')",
        "DROP TABLE lake.core.dim_place",
        "CREATE SCHEMA lake.other",
        "ALTER TABLE lake.core.dim_place EXECUTE optimize",
        "CALL lake.system.unregister_table('core', 'dim_place')"
      })
  void thePublisherWritesViewsOnly(String statement) {
    assertThatThrownBy(() -> execute(TrinoServer.PUBLISHER, statement))
        .hasMessageContaining("Access Denied");
  }

  @Test
  void aSecondStartUsesTheServerThatRuns() {
    RunningServer running = TrinoServer.find(config).orElseThrow();
    assertThat(TrinoServer.ensure(config, database.address()).url()).isEqualTo(trino.url());
    assertThat(TrinoServer.find(config)).contains(running);
  }

  @Test
  void theDatabaseStaysWhileTrinoNeedsIt() {
    database.close();
    assertThat(DatabaseServer.find(config)).isPresent();
    database = DatabaseServer.ensure(config);
  }

  @Test
  void noFileOfTheInstanceHoldsThePassword() throws IOException {
    try (var files = Files.walk(home.resolve("trino/etc"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file).content().doesNotContain(database.address().password());
      }
    }
  }

  @Test
  void aTakenPortIsNamedWithItsSetting(@TempDir Path other) throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());
      LakeConfig fixed = config(Map.of("home", other.toString(), "trino.port", port));
      assertThatThrownBy(() -> TrinoServer.ensure(fixed, database.address()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("port " + port + " is taken by another program. Set trino.port");
    }
  }

  @Test
  void aJdkThatIsTooOldIsNamed(@TempDir Path other) {
    LakeConfig old =
        config(
            Map.of("home", other.toString(), "trino.java-home", System.getProperty("java.home")));
    assertThatThrownBy(() -> TrinoServer.ensure(old, database.address()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("LAKE_TRINO_JAVA_HOME");
    assertThat(TrinoServer.find(old)).isEmpty();
  }

  private static void execute(String user, String sql) throws SQLException {
    try (Connection connection = trino.connect(user);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String user, String sql) throws SQLException {
    try (Connection connection = trino.connect(user);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        result.add(rows.getString(1));
      }
      return result;
    }
  }
}
