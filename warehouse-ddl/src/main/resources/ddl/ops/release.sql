CREATE TABLE ops.release (
  release_id     BIGINT    NOT NULL COMMENT 'public: rising number of the release',
  run_id         BIGINT             COMMENT 'public: the run that made it',
  kind           STRING    NOT NULL COMMENT 'public: publish or rollback',
  rolled_back_to BIGINT             COMMENT 'public: release whose state was taken up again',
  activated_at   TIMESTAMP NOT NULL COMMENT 'public: from when readers see it',
  message        STRING    NOT NULL COMMENT 'public: why it was made',
  table_count    BIGINT    NOT NULL COMMENT 'public: tables that it moved'
)
USING iceberg
COMMENT 'One row per publication'
