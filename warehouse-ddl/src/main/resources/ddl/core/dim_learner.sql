CREATE TABLE core.dim_learner (
  learner_key STRING NOT NULL COMMENT 'internal: durable key of the learner; -1 missing, -2 not applicable, -3 not yet arrived',
  learner_version_key STRING NOT NULL COMMENT 'internal: the learner in the period',
  valid_from DATE NOT NULL COMMENT 'internal: first day; 1900-01-01 for the first known state',
  valid_to DATE NOT NULL COMMENT 'internal: day after the last; 9999-12-31 while in force',
  birth_year INT COMMENT 'personal: year of birth that most statements have',
  sex_code STRING COMMENT 'personal: male or female, that most statements have',
  home_place_key STRING NOT NULL COMMENT 'personal: commune of residence',
  is_minority BOOLEAN COMMENT 'sensitive: of an ethnic minority',
  policy_code STRING COMMENT 'sensitive: poor, near_poor or other_support',
  is_disabled BOOLEAN COMMENT 'sensitive: has a disability')
USING iceberg
COMMENT 'One row per learner and period of the state'
TBLPROPERTIES ('lookups' = 'learner_key, learner_version_key')
