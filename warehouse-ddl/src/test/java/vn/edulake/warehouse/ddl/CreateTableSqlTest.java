package vn.edulake.warehouse.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.error.UserError;

class CreateTableSqlTest {
  private static final String SQL =
      """
      CREATE TABLE core.fct_exam_score (
        exam_year  INT           NOT NULL COMMENT 'public: year of the exam',
        score      DECIMAL(4, 2)          COMMENT 'personal: 0 to 10',
        labels     MAP<STRING, STRING>    COMMENT 'internal: what else was said'
      )
      USING iceberg
      PARTITIONED BY (exam_year)
      COMMENT 'One row per candidate'
      """;

  @Test
  void aDefinitionHoldsTypesNullabilityPrivacyAndPartitioning() {
    TableDefinition definition = CreateTableSql.parse("core/fct_exam_score.sql", SQL);

    assertThat(definition.required()).containsExactly("exam_year");
    assertThat(definition.columns())
        .extracting(TableDefinition.Column::privacy)
        .containsExactly(PrivacyClass.PUBLIC, PrivacyClass.PERSONAL, PrivacyClass.INTERNAL);
    assertThat(definition.identityPartitions()).containsExactly("exam_year");
    assertThat(definition.schema().findField("score").type().toString()).isEqualTo("decimal(4, 2)");
    assertThat(definition.schema().findField("exam_year").isOptional()).isTrue();
    assertThat(definition.comment()).isEqualTo("One row per candidate");
  }

  @Test
  void aColumnWithoutPrivacyClassIsRefused() {
    assertThatThrownBy(() -> CreateTableSql.parse("f.sql", SQL.replace("public: ", "")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the comment of column exam_year begins with its privacy class");
  }

  @Test
  void columnsByWhichRowsAreLookedUpAreToldAndNothingElseIs() {
    assertThat(CreateTableSql.parse("f.sql", SQL).lookups()).isEmpty();
    assertThat(
            CreateTableSql.parse("f.sql", SQL + "TBLPROPERTIES ('lookups' = 'exam_year, score')")
                .lookups())
        .containsExactly("exam_year", "score");
    assertThatThrownBy(
            () -> CreateTableSql.parse("f.sql", SQL + "TBLPROPERTIES ('lookups' = 'year')"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("year of lookups is no column");
    assertThatThrownBy(
            () -> CreateTableSql.parse("f.sql", SQL + "TBLPROPERTIES ('format-version' = '3')"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it has the property [format-version] (known: lookups)");
  }

  @Test
  void whatIsNoCreateTableIsRefused() {
    assertThatThrownBy(() -> CreateTableSql.parse("f.sql", "SELECT 1"))
        .hasMessageContaining("it is one CREATE TABLE statement");
    assertThatThrownBy(() -> CreateTableSql.parse("f.sql", "CREATE TABEL x"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Cannot use DDL f.sql");
  }
}
