-- One row per run, table, check and key that failed; of many keys, the first ones.
CREATE TABLE ops.quality_reject (
  quality_reject_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id            BIGINT NOT NULL REFERENCES ops.run (run_id),
  table_name        TEXT NOT NULL,
  check_code        TEXT NOT NULL,
  severity          TEXT NOT NULL CHECK (severity IN ('error', 'warning')),
  failed_key        TEXT NOT NULL,
  message           TEXT NOT NULL
);
CREATE INDEX quality_reject_by_run ON ops.quality_reject (run_id, table_name, check_code);

-- One row per table that was judged: whether what readers see of it is the newest there is.
CREATE TABLE ops.certification (
  table_name          TEXT PRIMARY KEY,
  certified_run_id    BIGINT REFERENCES ops.run (run_id), -- the last one that passed with the table
  not_certified_since TIMESTAMPTZ,
  rejected_run_id     BIGINT REFERENCES ops.run (run_id),
  cause_table         TEXT,                               -- itself, or what it depends on
  message             TEXT,
  CONSTRAINT certification_says_why
    CHECK (not_certified_since IS NULL
      OR (rejected_run_id IS NOT NULL AND cause_table IS NOT NULL AND message IS NOT NULL))
);
