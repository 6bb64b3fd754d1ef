CREATE TABLE ops.source_finding (
  run_id       BIGINT NOT NULL COMMENT 'public: the run that compared',
  finding_code STRING NOT NULL COMMENT 'public: worse_later, rows_gone, legacy_letters, decomposed_text, totals_disagree, reused_code, split_commune or small_cell',
  load_id      BIGINT NOT NULL COMMENT 'public: load of the file, see ops.load',
  source_code  STRING NOT NULL COMMENT 'public: source of the feed',
  entity_code  STRING NOT NULL COMMENT 'public: entity of the feed',
  source_row   BIGINT NOT NULL COMMENT 'public: row of the file; 0 for the file as a whole',
  stated       STRING COMMENT 'internal: what it states; null where that is about a person',
  expected     STRING COMMENT 'internal: what follows from other rows; null where that is about a person'
)
USING iceberg
COMMENT 'One row per load, row and finding of what deliveries say against each other or their own totals'
