package vn.edulake.warehouse.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.TableName;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;

class DdlPlanIT {
  private static final TableName NAME = TableName.parse("core.dim_x");
  private static final String CODE = "code STRING COMMENT 'public: a code'";

  @TempDir private Path home;

  @Test
  void whatIsPlannedIsAppliedAndNothingIsLost() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        LakeCatalogs catalogs =
            new LakeCatalogs(
                LakeConfig.load(home, Optional.empty(), Map.of(), Map.of("home", home.toString())),
                new DatabaseAddress(postgres.getJdbcUrl("postgres", "postgres"), "postgres", ""))) {
      assertPlan(catalogs, CODE + ", n INT COMMENT 'public: a number'", "create table (2 columns)");
      assertPlan(
          catalogs,
          "n BIGINT COMMENT 'public: a number', "
              + "code STRING COMMENT 'public: the code', m DATE COMMENT 'public: a day'",
          "widen n from int to long",
          "add columns [m]",
          "comment [code]",
          "order columns [n, code, m]");
      assertThat(catalogs.load(NAME).schema().columns())
          .extracting(field -> field.name() + " " + field.type())
          .containsExactly("n long", "code string", "m date");

      assertLookups(catalogs, List.of("code", "n"), "look up new rows by [code, n]");
      assertLookups(catalogs, List.of("code"), "look up new rows by [code]");
      assertLookups(catalogs, List.of(), "look up new rows by []");

      assertThatThrownBy(
              () ->
                  DdlPlan.of(
                      List.of(TableDefinitions.of(NAME, "code INT COMMENT 'public: x'")), catalogs))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("core.dim_x.code cannot go from string to int")
          .hasMessageContaining("core.dim_x.n is stored and no longer wanted")
          .hasMessageContaining("No table was changed");
    }
  }

  private static void assertLookups(LakeCatalogs catalogs, List<String> lookups, String words) {
    TableDefinition plain =
        TableDefinitions.of(
            NAME,
            "n BIGINT COMMENT 'public: a number', "
                + "code STRING COMMENT 'public: the code', m DATE COMMENT 'public: a day'");
    assertPlan(
        catalogs,
        new TableDefinition(NAME, plain.columns(), plain.partitioning(), plain.comment(), lookups),
        words);
    assertThat(catalogs.load(NAME).properties().keySet())
        .filteredOn(name -> name.startsWith("write.parquet.bloom-filter-enabled.column."))
        .containsExactlyInAnyOrderElementsOf(
            lookups.stream()
                .map(column -> "write.parquet.bloom-filter-enabled.column." + column)
                .toList());
    assertThat(catalogs.load(NAME).properties().containsKey("write.parquet.row-group-size-bytes"))
        .isEqualTo(!lookups.isEmpty());
  }

  private static void assertPlan(LakeCatalogs catalogs, String columns, String... words) {
    assertPlan(catalogs, TableDefinitions.of(NAME, columns), words);
  }

  private static void assertPlan(
      LakeCatalogs catalogs, TableDefinition definition, String... words) {
    List<TableDefinition> wanted = List.of(definition);
    DdlPlan plan = DdlPlan.of(wanted, catalogs);
    assertThat(plan.steps()).extracting(DdlStep::words).containsExactly(words);
    plan.apply(catalogs);
    assertThat(DdlPlan.of(wanted, catalogs).words())
        .isEqualTo("No change: every table is as its DDL says.");
  }
}
