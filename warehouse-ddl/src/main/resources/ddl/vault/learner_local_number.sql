CREATE TABLE vault.learner_local_number (
  source_code STRING NOT NULL COMMENT 'internal: sms_a or sms_b',
  sender_code STRING NOT NULL COMMENT 'internal: account of the school',
  local_number STRING NOT NULL COMMENT 'personal: number that the school gives',
  learner_key STRING NOT NULL COMMENT 'internal: durable key of the learner')
USING iceberg
COMMENT 'One row per source, account and number that a school gives'
TBLPROPERTIES ('lookups' = 'learner_key')
