CREATE TABLE ops.load (
  load_id        BIGINT    NOT NULL COMMENT 'public: rising number of the load',
  batch_id       BIGINT    NOT NULL COMMENT 'public: loads of one command share it',
  source_code    STRING    NOT NULL COMMENT 'public: source of the contract',
  entity_code    STRING    NOT NULL COMMENT 'public: entity of the contract',
  layout_code    STRING             COMMENT 'public: layout by which the file was read',
  file_name      STRING    NOT NULL COMMENT 'internal: path of the file as delivered',
  byte_count     BIGINT    NOT NULL COMMENT 'public: size of the file',
  content_hash   STRING    NOT NULL COMMENT 'internal: SHA-256 of the bytes, and of what path, manifest or layout say that decides',
  status         STRING    NOT NULL COMMENT 'public: loaded, known or failed',
  received_count BIGINT             COMMENT 'public: lines in the file',
  accepted_count BIGINT             COMMENT 'public: lines that were loaded',
  rejected_count BIGINT             COMMENT 'public: lines that were refused, see ops.reject',
  known_count    BIGINT             COMMENT 'public: lines that were there already',
  error_code     STRING             COMMENT 'public: why the file failed',
  error_message  STRING             COMMENT 'internal: why the file failed, in words',
  started_at     TIMESTAMP NOT NULL COMMENT 'public: when reading began',
  ended_at       TIMESTAMP NOT NULL COMMENT 'public: when it ended',
  sender_code    STRING             COMMENT 'public: who sent it; null when that could not be read',
  delivered_on   DATE               COMMENT 'public: day that the delivery names',
  said_count     BIGINT             COMMENT 'public: records that the sender says it sent',
  drift_code     STRING             COMMENT 'public: how its form differs from the last one: none, harmless, additive, values or breaking',
  drift_message  STRING             COMMENT 'internal: what is different'
)
USING iceberg
COMMENT 'One row per delivered file and source entity it feeds'
