CREATE TABLE ops.quality_reject (
  run_id     BIGINT NOT NULL COMMENT 'public: the run',
  table_name STRING NOT NULL COMMENT 'public: the table',
  check_code STRING NOT NULL COMMENT 'public: the check, as in ops.verdict',
  severity   STRING NOT NULL COMMENT 'public: error (the table was not published) or warning',
  failed_key STRING NOT NULL COMMENT 'internal: key of a row that failed; what is personal in it is not told',
  message    STRING NOT NULL COMMENT 'internal: what the check found'
)
USING iceberg
COMMENT 'One row per run, table, check and key that failed; of many keys, the first ones'
