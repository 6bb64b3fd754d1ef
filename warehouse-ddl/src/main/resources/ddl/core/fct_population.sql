CREATE TABLE core.fct_population (
  as_of_date DATE NOT NULL COMMENT 'public: the day',
  commune_code STRING NOT NULL COMMENT 'public: code of the commune on that day',
  place_key STRING NOT NULL COMMENT 'public: the commune as of that day; -1 where no list has the code',
  province_place_key STRING NOT NULL COMMENT 'public: its province',
  age INT NOT NULL COMMENT 'public: age in years on that day',
  birth_year INT NOT NULL COMMENT 'public: year of birth that the age on 31 December tells',
  sex_code STRING NOT NULL COMMENT 'public: male or female',
  resident_count BIGINT NOT NULL COMMENT 'internal: residents')
USING iceberg
COMMENT 'One row per day, commune code, age and sex'
