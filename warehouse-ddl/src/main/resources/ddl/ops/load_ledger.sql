CREATE TABLE ops.load_ledger (
  sender_code     STRING    NOT NULL COMMENT 'public: who owes or sent it',
  source_code     STRING    NOT NULL COMMENT 'public: source of the feed',
  entity_code     STRING    NOT NULL COMMENT 'public: entity of the feed',
  delivery_date   DATE      NOT NULL COMMENT 'public: day that the delivery names, or else of its arrival',
  is_due          BOOLEAN   NOT NULL COMMENT 'public: the policy wants a delivery of this day',
  due_at          TIMESTAMP          COMMENT 'public: until when it is in time',
  arrived_at      TIMESTAMP          COMMENT 'public: when its first readable file was taken up',
  load_count      BIGINT    NOT NULL COMMENT 'public: loads, see ops.load',
  failed_count    BIGINT    NOT NULL COMMENT 'public: loads that failed and did not come again',
  said_count      BIGINT             COMMENT 'public: records that the sender says it sent',
  received_count  BIGINT    NOT NULL COMMENT 'public: records in the files; accepted, rejected and known together',
  accepted_count  BIGINT    NOT NULL COMMENT 'public: records that were loaded',
  rejected_count  BIGINT    NOT NULL COMMENT 'public: records that were refused, see ops.reject',
  known_count     BIGINT    NOT NULL COMMENT 'public: records that were there already',
  published_count BIGINT    NOT NULL COMMENT 'public: accepted records that the newest release was made from',
  release_id      BIGINT             COMMENT 'public: the release by which the last of them came out',
  status_code     STRING    NOT NULL COMMENT 'public: expected, missing, failed, short, over, partial, late or complete')
USING iceberg
COMMENT 'One row per sender, feed and day'
