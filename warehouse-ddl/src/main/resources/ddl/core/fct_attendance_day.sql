CREATE TABLE core.fct_attendance_day (
  calendar_date DATE NOT NULL COMMENT 'public: the school day',
  learner_key STRING NOT NULL COMMENT 'internal: the learner; -3 where nobody knows the number that was called absent',
  learner_version_key STRING NOT NULL COMMENT 'internal: the learner as of the day',
  class_key STRING NOT NULL COMMENT 'internal: the class',
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_version_key STRING NOT NULL COMMENT 'public: the school as of the day',
  place_key STRING NOT NULL COMMENT 'public: commune of the school as of the day',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  month_date DATE NOT NULL COMMENT 'public: first day of the month',
  entry_number INT NOT NULL COMMENT 'internal: 0; from 1 on the learners of a school, class and day whom nobody knows',
  status_code STRING NOT NULL COMMENT 'personal: present, absent_excused, absent_unexcused, closed (storm or flood) or unknown (the roll was not called, or names fewer absent learners than it counts)',
  is_enrolled BOOLEAN NOT NULL COMMENT 'internal: the learner was in the school on the day; who was not is here because the roll names the absence',
  is_final BOOLEAN NOT NULL COMMENT 'internal: told by the roll call')
USING iceberg
PARTITIONED BY (days(calendar_date))
COMMENT 'One row per learner, school, class and school day'
