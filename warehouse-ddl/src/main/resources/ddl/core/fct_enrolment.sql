CREATE TABLE core.fct_enrolment (
  learner_key STRING NOT NULL COMMENT 'internal: the learner',
  learner_version_key STRING NOT NULL COMMENT 'internal: the learner as of the entry',
  learner_year_key STRING NOT NULL COMMENT 'internal: learner and school year, joined by @',
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_version_key STRING NOT NULL COMMENT 'public: the school as of the entry',
  class_key STRING NOT NULL COMMENT 'internal: the class',
  place_key STRING NOT NULL COMMENT 'public: commune of the school as of the entry',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  level_code STRING NOT NULL COMMENT 'public: level of the class',
  grade_code STRING NOT NULL COMMENT 'public: grade of the learner',
  entry_date DATE NOT NULL COMMENT 'internal: first day in the class',
  exit_date DATE NOT NULL COMMENT 'internal: day after the last; 1 August when nobody says that it ended before',
  school_entry_date DATE NOT NULL COMMENT 'internal: first day at the school without a school year in between',
  entry_reason_code STRING NOT NULL COMMENT 'internal: year_start, changed_class, transferred (from a school of the province), came, returned',
  exit_reason_code STRING NOT NULL COMMENT 'internal: year_end, changed_class, transferred (to a school of the province), transferred_out, dropped_out or completed; of the summer too, with 1 August',
  source_codes STRING NOT NULL COMMENT 'internal: who states it, by comma',
  evidence_code STRING NOT NULL COMMENT 'internal: what the stint rests on: presence (statements have the learner in the class) or leaving (nobody has, but some have the learner leaving it)',
  statement_count BIGINT NOT NULL COMMENT 'internal: how many statements of this evidence there are')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per learner, class and entry into it'
TBLPROPERTIES ('lookups' = 'learner_key, learner_version_key')
