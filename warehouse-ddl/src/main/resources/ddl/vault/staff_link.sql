CREATE TABLE vault.staff_link (
  statement_key STRING NOT NULL COMMENT 'personal: statement of vault.staff_statement',
  staff_key STRING NOT NULL COMMENT 'internal: durable key of the member of staff',
  method_code STRING NOT NULL COMMENT 'internal: alone, staff_code, personal_number or scored',
  evidence STRING NOT NULL COMMENT 'personal: why, in words',
  stated_dates ARRAY<DATE> NOT NULL COMMENT 'internal: days on which it is stated')
USING iceberg
COMMENT 'One row per statement about who a member of staff is'
