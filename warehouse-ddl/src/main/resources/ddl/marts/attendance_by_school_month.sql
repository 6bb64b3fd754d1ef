CREATE TABLE marts.attendance_by_school_month (
  month_date DATE NOT NULL COMMENT 'public: first day of the month',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  boundary_mode STRING NOT NULL COMMENT 'public: then, today, or the date of the boundaries',
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_code STRING NOT NULL COMMENT 'public: its code at that time',
  school_name STRING NOT NULL COMMENT 'public: its name at that time',
  province_code STRING NOT NULL COMMENT 'public: code of the province in which it lies on those boundaries',
  place_code STRING NOT NULL COMMENT 'public: code of the commune in which it lies on those boundaries',
  place_name STRING NOT NULL COMMENT 'public: name of that commune',
  present_day_count BIGINT NOT NULL COMMENT 'public: days of learners on which they were there; numerator of attendance',
  known_day_count BIGINT NOT NULL COMMENT 'public: days of learners on which it is told whether they were there; its denominator',
  absent_excused_day_count BIGINT NOT NULL COMMENT 'public: known days of absence with excuse',
  absent_unexcused_day_count BIGINT NOT NULL COMMENT 'public: known days of absence without excuse',
  closed_day_count BIGINT NOT NULL COMMENT 'public: days of learners on which there was no school for storm or flood',
  unknown_day_count BIGINT NOT NULL COMMENT 'public: days of learners of which nothing is told',
  unknown_learner_day_count BIGINT NOT NULL COMMENT 'internal: absences that a roll names of nobody who is known to learn there; in no other column',
  school_day_count BIGINT NOT NULL COMMENT 'public: days of the month of which something is known',
  missing_reason_code STRING COMMENT 'public: nothing_told where no day is known, so that there is no rate',
  is_allocated BOOLEAN NOT NULL COMMENT 'public: the school is not known on those boundaries: its commune was taken over by this one for the largest part')
USING iceberg
PARTITIONED BY (month_date)
COMMENT 'One row per month, school, boundary mode and commune'
