CREATE TABLE vault.staff (
  staff_key STRING NOT NULL COMMENT 'internal: durable key of the member of staff',
  full_name STRING COMMENT 'personal: name that most statements have',
  name_variants ARRAY<STRING> NOT NULL COMMENT 'personal: other writings of the name',
  staff_code STRING COMMENT 'personal: code of the sector that most statements have',
  personal_number STRING COMMENT 'personal: personal number that most statements have')
USING iceberg
COMMENT 'One row per member of staff'
