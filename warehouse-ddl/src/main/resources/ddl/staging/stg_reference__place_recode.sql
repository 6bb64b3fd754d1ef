CREATE TABLE staging.stg_reference__place_recode (
  level STRING NOT NULL COMMENT 'public: level of the code',
  code_from STRING NOT NULL COMMENT 'public: code as the mapping writes it',
  code_to STRING NOT NULL COMMENT 'public: code of the list in force',
  changed_on DATE NOT NULL COMMENT 'public: first day of the right code',
  source STRING COMMENT 'public: where it is known from')
USING iceberg
COMMENT 'One row per level and code that the mapping writes wrongly'
