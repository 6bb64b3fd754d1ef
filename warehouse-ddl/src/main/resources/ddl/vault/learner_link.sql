CREATE TABLE vault.learner_link (
  statement_key STRING NOT NULL COMMENT 'personal: statement of vault.learner_statement',
  learner_key STRING NOT NULL COMMENT 'internal: durable key of the learner',
  method_code STRING NOT NULL COMMENT 'internal: alone, learner_code, personal_number, local_number, scored or decided',
  score DECIMAL(9, 6) COMMENT 'internal: probability of a scored link',
  evidence STRING NOT NULL COMMENT 'personal: why, in words',
  stated_dates ARRAY<DATE> NOT NULL COMMENT 'internal: days on which it is stated',
  doubts ARRAY<STRUCT<other_statement_key: STRING, score: DECIMAL(9, 6), evidence: STRING, is_together: BOOLEAN>> COMMENT 'personal: statements that may be about the same learner or not')
USING iceberg
COMMENT 'One row per statement about who a learner is'
TBLPROPERTIES ('lookups' = 'statement_key, learner_key')
