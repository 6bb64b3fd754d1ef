-- One row per run, fact and column that refers to a dimension: of the rows that the run built.
CREATE TABLE ops.unknown_member (
  run_id        BIGINT NOT NULL REFERENCES ops.run (run_id),
  table_name    TEXT NOT NULL,
  column_name   TEXT NOT NULL,
  row_count     BIGINT NOT NULL,
  missing_count BIGINT NOT NULL,
  pending_count BIGINT NOT NULL,
  PRIMARY KEY (run_id, table_name, column_name)
);
