package vn.edulake.warehouse.ddl;

import vn.edulake.models.TableName;

/** Definitions for tests. */
public final class TableDefinitions {
  private TableDefinitions() {}

  /** A table with one column. */
  public static TableDefinition oneColumn(TableName name) {
    return of(name, "code STRING COMMENT 'public: a code'");
  }

  /** A table with these columns. */
  public static TableDefinition of(TableName name, String columns) {
    return CreateTableSql.parse(
        name.layer().schema() + "/" + name.name() + ".sql",
        "CREATE TABLE " + name + " (" + columns + ") USING iceberg COMMENT 'One row per code'");
  }
}
