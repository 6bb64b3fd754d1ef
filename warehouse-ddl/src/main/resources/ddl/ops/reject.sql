CREATE TABLE ops.reject (
  reject_id   BIGINT NOT NULL COMMENT 'public: rising number of the refusal',
  load_id     BIGINT NOT NULL COMMENT 'public: the load, see ops.load',
  source_row  BIGINT NOT NULL COMMENT 'public: row in the file as it was sent',
  column_name STRING          COMMENT 'public: column that broke the rule',
  rule_code   STRING NOT NULL COMMENT 'public: rule that was broken',
  message     STRING NOT NULL COMMENT 'public: the rule in words, without the value',
  record_hash STRING NOT NULL COMMENT 'internal: hash of the line'
)
USING iceberg
COMMENT 'One row per line that was refused'
