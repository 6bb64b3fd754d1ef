CREATE TABLE vault.learner_review (
  statement_key STRING NOT NULL COMMENT 'personal: statement of vault.learner_statement',
  other_statement_key STRING NOT NULL COMMENT 'personal: the other statement',
  score DECIMAL(9, 6) COMMENT 'internal: probability that it is one learner, of a scored pair',
  evidence STRING NOT NULL COMMENT 'personal: what speaks for it, in words',
  left_code STRING NOT NULL COMMENT 'internal: together or apart, until somebody decides')
USING iceberg
COMMENT 'One row per pair of statements that may be about one learner'
