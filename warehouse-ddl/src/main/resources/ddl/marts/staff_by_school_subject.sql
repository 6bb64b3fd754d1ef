CREATE TABLE marts.staff_by_school_subject (
  as_of_date DATE NOT NULL COMMENT 'public: day of a list of staff',
  boundary_mode STRING NOT NULL COMMENT 'public: then, today, or the date of the boundaries; each has every school once',
  school_key STRING NOT NULL COMMENT 'public: the school',
  level_code STRING NOT NULL COMMENT 'public: 01 preschool, 02 primary, 03 lower secondary, 04 upper secondary, 05 continuing, 06 special',
  subject_code STRING NOT NULL COMMENT 'public: subject; -2 for class teachers and who does not teach',
  is_latest_snapshot BOOLEAN NOT NULL COMMENT 'public: of the last list',
  school_code STRING NOT NULL COMMENT 'public: code of the school on the day',
  school_name STRING NOT NULL COMMENT 'public: name of the school on the day',
  province_code STRING NOT NULL COMMENT 'public: province on those boundaries',
  commune_code STRING NOT NULL COMMENT 'public: commune on those boundaries',
  commune_name STRING NOT NULL COMMENT 'public: its name',
  is_allocated BOOLEAN NOT NULL COMMENT 'public: where the school lay on that date is not known: its commune went there for the largest part',
  subject_name STRING NOT NULL COMMENT 'public: Vietnamese name of the subject',
  staff_count BIGINT NOT NULL COMMENT 'public: members of staff who work on the day',
  teacher_count BIGINT NOT NULL COMMENT 'public: teachers among them',
  standard_teacher_count BIGINT NOT NULL COMMENT 'public: numerator: teachers with the standard qualification of their level',
  qualified_teacher_count BIGINT NOT NULL COMMENT 'public: denominator: teachers whose qualification is stated',
  no_rate_reason STRING COMMENT 'public: no_teacher or no_qualification_stated, where the denominator is 0')
USING iceberg
COMMENT 'One row per day of a staff list, boundary mode, school, level and subject'
