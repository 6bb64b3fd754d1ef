CREATE TABLE marts.enrolment_by_school_grade (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  as_of_date DATE NOT NULL COMMENT 'public: opening day of the year, or a reporting date of the sector database',
  boundary_mode STRING NOT NULL COMMENT 'public: then, today, or the date of the boundaries',
  school_key STRING NOT NULL COMMENT 'public: the school',
  school_code STRING NOT NULL COMMENT 'public: its code at that time',
  school_name STRING NOT NULL COMMENT 'public: its name at that time',
  province_code STRING NOT NULL COMMENT 'public: code of the province in which it lies on those boundaries',
  place_code STRING NOT NULL COMMENT 'public: code of the commune in which it lies on those boundaries',
  place_name STRING NOT NULL COMMENT 'public: name of that commune',
  level_code STRING NOT NULL COMMENT 'public: level of the classes',
  grade_code STRING NOT NULL COMMENT 'public: grade of the learners',
  learner_count BIGINT NOT NULL COMMENT 'public: learners on that day; denominator of girls',
  girl_count BIGINT NOT NULL COMMENT 'public: girls among them',
  unknown_sex_count BIGINT NOT NULL COMMENT 'public: learners whose sex nobody tells',
  class_count BIGINT NOT NULL COMMENT 'public: classes in which they are; denominator of learners for each class',
  is_allocated BOOLEAN NOT NULL COMMENT 'public: the school is not known on those boundaries: its commune was taken over by this one for the largest part')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per date, boundary mode, school, level and grade'
