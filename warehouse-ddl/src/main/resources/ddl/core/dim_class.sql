CREATE TABLE core.dim_class (
  class_key STRING NOT NULL COMMENT 'internal: our key of the class of one school year; -1 missing, -2 not applicable, -3 not yet arrived',
  school_key STRING NOT NULL COMMENT 'public: its school',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends; 0 for the members',
  class_code STRING COMMENT 'internal: code of the sector database, where that has it',
  class_name STRING COMMENT 'internal: name in the school, where a list has it; of two classes of one name only the first code has it',
  level_code STRING COMMENT 'public: 01 preschool, 02 primary, 03 lower secondary, 04 upper secondary, 05 continuing, 06 special',
  grade_code STRING COMMENT 'public: NT, 3T, 4T, 5T, 1 to 12, KT; the lowest of a class of several',
  last_grade_code STRING COMMENT 'public: the highest grade',
  site_number INT COMMENT 'public: site, 0 the main one',
  is_two_session BOOLEAN COMMENT 'public: taught in the morning and in the afternoon',
  is_multigrade BOOLEAN COMMENT 'public: several grades are taught together')
USING iceberg
COMMENT 'One row per class of one school year'
