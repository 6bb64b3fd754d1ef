CREATE TABLE core.fct_class_statement (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  class_code STRING NOT NULL COMMENT 'internal: code of the sector database',
  school_key STRING NOT NULL COMMENT 'public: its school; -1 where that is not known',
  is_listed BOOLEAN NOT NULL COMMENT 'internal: a list of classes has it; else only learners do',
  class_name STRING COMMENT 'internal: name that most lists of classes have',
  level_code STRING COMMENT 'public: level by the last list of classes',
  grade_code STRING COMMENT 'public: grade by the last list of classes, else of most learners; the lowest of several',
  last_grade_code STRING COMMENT 'public: the highest grade',
  site_number INT COMMENT 'public: site, 0 the main one',
  is_two_session BOOLEAN COMMENT 'public: taught in the morning and in the afternoon',
  is_multigrade BOOLEAN COMMENT 'public: several grades are taught together')
USING iceberg
COMMENT 'One row per school year and class code of the sector database'
