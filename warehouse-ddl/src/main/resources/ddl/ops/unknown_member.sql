CREATE TABLE ops.unknown_member (
  run_id        BIGINT NOT NULL COMMENT 'public: the run',
  table_name    STRING NOT NULL COMMENT 'public: the fact',
  column_name   STRING NOT NULL COMMENT 'public: column that refers to a dimension',
  row_count     BIGINT NOT NULL COMMENT 'public: rows that the run built',
  missing_count BIGINT NOT NULL COMMENT 'public: of them with member -1: none is told, or one that nobody knows',
  pending_count BIGINT NOT NULL COMMENT 'public: of them with member -3: told, and not yet arrived'
)
USING iceberg
COMMENT 'One row per run, fact and column that refers to a dimension'
