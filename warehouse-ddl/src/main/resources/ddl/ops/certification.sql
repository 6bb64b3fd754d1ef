CREATE TABLE ops.certification (
  table_name          STRING NOT NULL COMMENT 'public: the table',
  certified_run_id    BIGINT COMMENT 'public: the last run that passed with the table; none yet when null',
  not_certified_since TIMESTAMP COMMENT 'public: when newer rows were refused first; null when readers see the newest',
  rejected_run_id     BIGINT COMMENT 'public: the last run that refused them',
  cause_table         STRING COMMENT 'public: the table whose check failed: itself, or what it depends on',
  message             STRING COMMENT 'internal: what the check found'
)
USING iceberg
COMMENT 'One row per table that was judged: whether readers see its newest rows'
