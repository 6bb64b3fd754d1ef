CREATE TABLE core.fct_assessed_learner (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING NOT NULL COMMENT 'public: term_1 or term_2 of a gradebook, year of a transcript',
  learner_key STRING NOT NULL COMMENT 'internal: the learner; -1 where nobody can tell who it is',
  entry_number INT NOT NULL COMMENT 'internal: 1; more where a learner stands in two places in one term, and for each whom nobody can tell',
  term_end_date DATE NOT NULL COMMENT 'public: last day of the term, as of which versions and place stand',
  learner_version_key STRING NOT NULL COMMENT 'internal: the learner as of that day',
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_version_key STRING NOT NULL COMMENT 'public: the school as of that day',
  class_key STRING NOT NULL COMMENT 'internal: the class',
  place_key STRING NOT NULL COMMENT 'public: commune of the school as of that day',
  grade_code STRING COMMENT 'public: grade, stated or that of the class',
  scheme_code STRING NOT NULL COMMENT 'public: circular by which the grade was assessed; none where the policy has none')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per learner, school year and term with an entry in a gradebook or transcript'
