CREATE TABLE vault.learner (
  learner_key STRING NOT NULL COMMENT 'internal: durable key of the learner',
  full_name STRING COMMENT 'personal: name that most statements have',
  name_variants ARRAY<STRING> NOT NULL COMMENT 'personal: other writings of the name',
  learner_code STRING COMMENT 'personal: code of the sector that most statements have; no temporary one',
  personal_number STRING COMMENT 'personal: personal number that most statements have',
  guardian_name STRING COMMENT 'personal: name of a parent',
  phone STRING COMMENT 'personal: telephone number of a parent, the latest',
  home_commune_name STRING COMMENT 'personal: commune of residence, the latest')
USING iceberg
COMMENT 'One row per learner'
TBLPROPERTIES ('lookups' = 'learner_key')
