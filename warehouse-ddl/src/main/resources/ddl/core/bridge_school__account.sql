CREATE TABLE core.bridge_school__account (
  sender_code STRING NOT NULL COMMENT 'internal: account of the school with its vendor',
  school_key STRING NOT NULL COMMENT 'public: the school',
  learner_count BIGINT NOT NULL COMMENT 'internal: learners that the account and the sector database both have',
  match_fraction DECIMAL(9, 8) NOT NULL COMMENT 'internal: how many of them the sector database has in this school')
USING iceberg
COMMENT 'One row per account of a school with a vendor'
