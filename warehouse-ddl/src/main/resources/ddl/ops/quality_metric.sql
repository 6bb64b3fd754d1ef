CREATE TABLE ops.quality_metric (
  table_name   STRING NOT NULL COMMENT 'public: the table',
  slice_code   STRING NOT NULL COMMENT 'public: run (the whole table as of a run) or day (its rows of one day)',
  dataset_at   TIMESTAMP NOT NULL COMMENT 'public: when the run began, or the day, 00:00 UTC',
  run_id       BIGINT NOT NULL COMMENT 'public: the certified run that measured it',
  day_kind     STRING COMMENT 'public: of a day: school_day, saturday or none',
  metric_code  STRING NOT NULL COMMENT 'public: analyzer of Deequ: Size, Completeness, Mean, StandardDeviation or Compliance',
  instance     STRING NOT NULL COMMENT 'public: column or condition; * of a row count',
  metric_value DOUBLE NOT NULL COMMENT 'internal: the figure; shares within 0 and 1',
  saved_at     TIMESTAMP NOT NULL COMMENT 'public: when it was saved; of one table, slice and time the last one counts'
)
USING iceberg
COMMENT 'One row per table, slice, time, metric and time of saving: what later runs are compared with'
