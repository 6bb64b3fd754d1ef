CREATE TABLE vault.learner_statement (
  statement_key STRING NOT NULL COMMENT 'personal: md5 of what is stated; see docs/how-to/follow-a-learner.md',
  source_code STRING NOT NULL COMMENT 'internal: moet, sms_a, sms_b or transcript',
  sender_code STRING NOT NULL COMMENT 'internal: account of the sender; a text without letters where the source is one',
  local_number STRING COMMENT 'personal: number that the sender gives',
  learner_code STRING NOT NULL COMMENT 'personal: code of the sector, or a temporary one',
  personal_number STRING COMMENT 'personal: personal number of 12 digits',
  full_name STRING COMMENT 'personal: name in composed Unicode',
  birth_date DATE COMMENT 'personal: date of birth',
  sex_code STRING COMMENT 'personal: male or female',
  guardian_name STRING COMMENT 'personal: name of a parent',
  phone STRING COMMENT 'personal: telephone number of a parent',
  home_commune_name STRING COMMENT 'personal: commune of residence, as it was last stated',
  institution_code STRING COMMENT 'internal: institution of the sector, as it was last stated; null where the sender tells the school',
  class_name STRING COMMENT 'internal: code of the last class; where classes have no code, its name behind the school year',
  first_stated_date DATE NOT NULL COMMENT 'internal: day of the first list or record that states it',
  last_stated_date DATE NOT NULL COMMENT 'internal: day of the last one',
  stated_dates ARRAY<DATE> NOT NULL COMMENT 'internal: all these days, in order')
USING iceberg
COMMENT 'One row per statement about who a learner is'
TBLPROPERTIES ('lookups' = 'statement_key, learner_code')
