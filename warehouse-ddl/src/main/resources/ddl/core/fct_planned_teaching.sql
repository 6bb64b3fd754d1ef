CREATE TABLE core.fct_planned_teaching (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING NOT NULL COMMENT 'public: term_1 or term_2',
  school_key STRING NOT NULL COMMENT 'public: the school',
  class_key STRING NOT NULL COMMENT 'internal: the class; classes of a school that are not known are one',
  subject_key STRING NOT NULL COMMENT 'public: the subject',
  term_end_date DATE NOT NULL COMMENT 'public: last day of the term, as of which versions and place stand',
  school_version_key STRING NOT NULL COMMENT 'public: the school as of that day',
  place_key STRING NOT NULL COMMENT 'public: commune of the school as of that day',
  staff_key STRING NOT NULL COMMENT 'internal: who has most of the periods',
  staff_version_key STRING NOT NULL COMMENT 'internal: that member of staff as of that day',
  weekly_period_count BIGINT NOT NULL COMMENT 'internal: periods a week',
  year_period_count BIGINT NOT NULL COMMENT 'internal: periods in the year, by the timetables of its terms',
  staff_count BIGINT NOT NULL COMMENT 'internal: who share them; 0 where nobody is named')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per class, term and subject of a timetable'
