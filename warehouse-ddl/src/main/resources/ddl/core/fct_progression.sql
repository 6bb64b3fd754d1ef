CREATE TABLE core.fct_progression (
  learner_key STRING NOT NULL COMMENT 'internal: the learner',
  learner_version_key STRING NOT NULL COMMENT 'internal: the learner as of the first day in the year',
  learner_year_key STRING NOT NULL COMMENT 'internal: learner and school year, joined by @',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  school_key STRING NOT NULL COMMENT 'public: the first school of the year',
  school_version_key STRING NOT NULL COMMENT 'public: that school as of the first day',
  class_key STRING NOT NULL COMMENT 'internal: the first class of the year',
  place_key STRING NOT NULL COMMENT 'public: commune of that school as of the first day',
  level_code STRING NOT NULL COMMENT 'public: level of that class',
  grade_code STRING NOT NULL COMMENT 'public: grade of the learner',
  is_at_start BOOLEAN NOT NULL COMMENT 'internal: enrolled on the opening day',
  result_code STRING NOT NULL COMMENT 'personal: promoted, promoted_after_retest, repeated; not_stated where no transcript and no record tells it',
  is_transferred BOOLEAN NOT NULL COMMENT 'internal: went to another school of the province in the year',
  is_transferred_out BOOLEAN NOT NULL COMMENT 'internal: left for another province, in the year or in the summer behind it',
  is_dropped_out BOOLEAN NOT NULL COMMENT 'internal: dropped out, in the year or in the summer behind it',
  is_repeated BOOLEAN NOT NULL COMMENT 'internal: has to repeat the grade',
  is_promoted BOOLEAN NOT NULL COMMENT 'internal: passed the grade, also after tests in summer',
  is_completed BOOLEAN NOT NULL COMMENT 'internal: passed the last grade of the level',
  gso_outcome_code STRING NOT NULL COMMENT 'internal: in the sense of the statistical office, by events of the year: dropped_out, transferred_out, repeated, completed, promoted or not_stated, the first that holds',
  unesco_outcome_code STRING NOT NULL COMMENT 'internal: in the sense of UNESCO, by where the learner is at the start of the next year: promoted, repeated, completed (passed the last grade of the level and is no longer there), transferred (left the province, out of what is counted), dropped_out; not_yet_known while the next year is not told')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per learner and school year'
TBLPROPERTIES ('lookups' = 'learner_key')
