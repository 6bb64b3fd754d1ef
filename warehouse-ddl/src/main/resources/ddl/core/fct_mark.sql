CREATE TABLE core.fct_mark (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING NOT NULL COMMENT 'public: term_1 or term_2',
  learner_key STRING NOT NULL COMMENT 'internal: the learner; -1 where nobody can tell who it is',
  entry_number INT NOT NULL COMMENT 'internal: 1; more where a learner stands in two places in one term, and for each whom nobody can tell',
  subject_key STRING NOT NULL COMMENT 'public: the subject',
  mark_kind_code STRING NOT NULL COMMENT 'public: regular, middle (of the term) or last',
  mark_number INT NOT NULL COMMENT 'internal: of regular marks 1 to 4; 1 of the others',
  term_end_date DATE NOT NULL COMMENT 'public: last day of the term, as of which versions and place stand',
  learner_version_key STRING NOT NULL COMMENT 'internal: the learner as of that day',
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_version_key STRING NOT NULL COMMENT 'public: the school as of that day',
  class_key STRING NOT NULL COMMENT 'internal: the class',
  place_key STRING NOT NULL COMMENT 'public: commune of the school as of that day',
  staff_key STRING NOT NULL COMMENT 'internal: who teaches the subject in the class by the timetable; the one with most periods',
  staff_version_key STRING NOT NULL COMMENT 'internal: that member of staff as of that day',
  mark DECIMAL(3, 1) NOT NULL COMMENT 'personal: from 0 to 10')
USING iceberg
PARTITIONED BY (school_year, term_code)
COMMENT 'One row per learner, school year, term, subject, kind of mark and its number'
