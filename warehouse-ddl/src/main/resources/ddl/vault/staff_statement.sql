CREATE TABLE vault.staff_statement (
  statement_key STRING NOT NULL COMMENT 'personal: md5 of what is stated',
  staff_code STRING COMMENT 'personal: code of the sector',
  personal_number STRING COMMENT 'personal: personal number of 12 digits',
  full_name STRING COMMENT 'personal: name in composed Unicode',
  birth_date DATE COMMENT 'personal: date of birth',
  sex_code STRING COMMENT 'personal: male or female',
  first_stated_date DATE NOT NULL COMMENT 'internal: day of the first list that states it',
  last_stated_date DATE NOT NULL COMMENT 'internal: day of the last one',
  stated_dates ARRAY<DATE> NOT NULL COMMENT 'internal: all these days, in order')
USING iceberg
COMMENT 'One row per statement about who a member of staff is'
