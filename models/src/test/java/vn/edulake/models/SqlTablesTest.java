package vn.edulake.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTablesTest {
  @Test
  void textsCommentsAndColumnsAreNoTables() {
    String sql =
        """
        SELECT place.code, 'core.text', `core.quoted`, "marts.too" -- core.comment
        FROM core.dim_place AS place /* core.block
        core.more */ INNER JOIN staging.stg_x AS x ON x.core.y = place.y
        """;

    assertThat(SqlTables.in(sql))
        .containsExactly(TableName.parse("core.dim_place"), TableName.parse("staging.stg_x"));
    assertThat(SqlTables.bind(sql, TableName::flat))
        .contains("FROM core__dim_place AS place", "JOIN staging__stg_x", "'core.text'");
  }

  @Test
  void aTextMayHoldAQuote() {
    assertThat(SqlTables.in("SELECT 'it''s core.a' FROM core.b WHERE c = '\\'core.d'"))
        .containsExactly(TableName.parse("core.b"));
  }
}
