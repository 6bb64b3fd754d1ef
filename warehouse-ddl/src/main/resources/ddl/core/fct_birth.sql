CREATE TABLE core.fct_birth (
  birth_year INT NOT NULL COMMENT 'public: calendar year',
  commune_code STRING NOT NULL COMMENT 'public: code of the commune at the end of the year',
  place_key STRING NOT NULL COMMENT 'public: the commune as of 31 December; -1 where no list has the code',
  province_place_key STRING NOT NULL COMMENT 'public: its province',
  sex_code STRING NOT NULL COMMENT 'public: male or female',
  birth_count BIGINT NOT NULL COMMENT 'internal: children born')
USING iceberg
COMMENT 'One row per year of birth, commune code and sex'
