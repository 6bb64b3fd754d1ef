CREATE TABLE vault.learner_difference (
  statement_key STRING NOT NULL COMMENT 'personal: statement of vault.learner_statement',
  attribute_code STRING NOT NULL COMMENT 'internal: full_name, birth_date, sex_code, learner_code or personal_number',
  learner_key STRING NOT NULL COMMENT 'internal: durable key of the learner',
  stated STRING NOT NULL COMMENT 'personal: what it says',
  believed STRING NOT NULL COMMENT 'personal: what most statements about the learner say',
  difference_code STRING NOT NULL COMMENT 'internal: of names order, tone (of the same letters) or value; of the others value')
USING iceberg
COMMENT 'One row per statement and attribute in which it differs from what most statements about the learner say'
