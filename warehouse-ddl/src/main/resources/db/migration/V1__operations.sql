-- Operations data: what came in, what was refused, what was built, what was published.

CREATE SEQUENCE ops.batch_id_seq;

-- One row per delivered file and source entity it feeds.
CREATE TABLE ops.load (
  load_id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id       BIGINT NOT NULL,
  source_code    TEXT NOT NULL,
  entity_code    TEXT NOT NULL,
  layout_code    TEXT,
  file_name      TEXT NOT NULL,
  byte_count     BIGINT NOT NULL,
  content_hash   TEXT NOT NULL,           -- of the bytes
  record_hash    TEXT,                    -- of the records, whatever their order and container
  status         TEXT NOT NULL CHECK (status IN ('registered', 'loaded', 'known', 'failed')),
  received_count BIGINT,
  accepted_count BIGINT,
  rejected_count BIGINT,
  known_count    BIGINT,
  error_code     TEXT,
  error_message  TEXT,
  snapshot_id    BIGINT,                  -- of the raw table, when rows were appended
  started_at     TIMESTAMPTZ NOT NULL,
  ended_at       TIMESTAMPTZ,
  CONSTRAINT load_sum_holds CHECK (received_count = accepted_count + rejected_count + known_count),
  CONSTRAINT load_ended_is_counted
    CHECK (status NOT IN ('loaded', 'known') OR (received_count IS NOT NULL AND ended_at IS NOT NULL)),
  CONSTRAINT load_failed_says_why CHECK (status <> 'failed' OR error_code IS NOT NULL)
);
CREATE INDEX load_by_content ON ops.load (source_code, entity_code, content_hash);
CREATE INDEX load_by_records ON ops.load (source_code, entity_code, record_hash);

-- One row per line that was refused: where it stands and why, never what it says.
CREATE TABLE ops.reject (
  reject_id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  load_id     BIGINT NOT NULL REFERENCES ops.load (load_id) ON DELETE CASCADE,
  source_row  BIGINT NOT NULL,
  column_name TEXT,
  rule_code   TEXT NOT NULL,
  message     TEXT NOT NULL,
  record_hash TEXT NOT NULL
);
CREATE INDEX reject_by_load ON ops.reject (load_id);

-- One row per run of the models.
CREATE TABLE ops.run (
  run_id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  command    TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('running', 'published', 'unchanged', 'rejected', 'failed')),
  started_at TIMESTAMPTZ NOT NULL,
  ended_at   TIMESTAMPTZ,
  message    TEXT
);

-- One row per run, table and check.
CREATE TABLE ops.verdict (
  run_id       BIGINT NOT NULL REFERENCES ops.run (run_id),
  table_name   TEXT NOT NULL,
  check_code   TEXT NOT NULL,
  severity     TEXT NOT NULL CHECK (severity IN ('error', 'warning')),
  is_passed    BOOLEAN NOT NULL,
  failed_count BIGINT NOT NULL,
  message      TEXT NOT NULL,
  PRIMARY KEY (run_id, table_name, check_code)
);

-- One row per publication; written in the transaction that moves the tables.
CREATE TABLE ops.release (
  release_id   BIGINT PRIMARY KEY,
  run_id       BIGINT REFERENCES ops.run (run_id),
  kind         TEXT NOT NULL CHECK (kind IN ('publish', 'rollback')),
  rolled_back_to BIGINT REFERENCES ops.release (release_id),
  activated_at TIMESTAMPTZ NOT NULL,
  message      TEXT NOT NULL
);

-- One row per release and table that it moved.
CREATE TABLE ops.release_table (
  release_id          BIGINT NOT NULL REFERENCES ops.release (release_id),
  table_name          TEXT NOT NULL,
  snapshot_id         BIGINT NOT NULL,
  parent_snapshot_id  BIGINT,
  row_count           BIGINT,
  PRIMARY KEY (release_id, table_name)
);
