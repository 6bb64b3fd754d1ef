-- What comparing deliveries with each other and with their own totals tells: one row per load, row and finding.
CREATE TABLE ops.source_finding (
  source_finding_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id BIGINT NOT NULL,
  finding_code TEXT NOT NULL,
  load_id BIGINT NOT NULL,
  source_code TEXT NOT NULL,
  entity_code TEXT NOT NULL,
  -- 0: the file as a whole.
  source_row BIGINT NOT NULL,
  stated TEXT,
  expected TEXT
);

CREATE INDEX source_finding_feed ON ops.source_finding (finding_code, source_code, entity_code);

-- Up to which load a feed was compared.
CREATE TABLE ops.source_compared (
  finding_code TEXT NOT NULL,
  source_code TEXT NOT NULL,
  entity_code TEXT NOT NULL,
  through_load_id BIGINT NOT NULL,
  PRIMARY KEY (finding_code, source_code, entity_code)
);
