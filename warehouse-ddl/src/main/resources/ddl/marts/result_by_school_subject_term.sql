CREATE TABLE marts.result_by_school_subject_term (
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING NOT NULL COMMENT 'public: term_1, term_2 or year',
  boundary_mode STRING NOT NULL COMMENT 'public: then, today, or the date of the boundaries',
  school_key STRING NOT NULL COMMENT 'public: the school; -1 where the account is of none that is known',
  grade_code STRING NOT NULL COMMENT 'public: grade; unknown where the class is not known',
  subject_code STRING NOT NULL COMMENT 'public: subject',
  school_code STRING NOT NULL COMMENT 'public: code of the school at the end of the term',
  school_name STRING NOT NULL COMMENT 'public: its name then',
  place_code STRING NOT NULL COMMENT 'public: code of the commune on those boundaries; -1 when it is not known',
  place_name STRING NOT NULL COMMENT 'public: its name',
  province_code STRING NOT NULL COMMENT 'public: code of the province on those boundaries',
  is_allocated BOOLEAN NOT NULL COMMENT 'public: which commune it lies in was not measured on these boundaries',
  learner_count BIGINT NOT NULL COMMENT 'internal: learners with an entry in the subject',
  mark_count BIGINT NOT NULL COMMENT 'internal: learners with an average, as computed; the denominator of the mean and of the shares of the three counts below',
  mark_sum DECIMAL(20, 1) NOT NULL COMMENT 'internal: sum of their averages',
  mean_mark DECIMAL(6, 4) COMMENT 'internal: mark_sum by mark_count; null without an average',
  missing_reason STRING COMMENT 'internal: why there is no mean: comment_only or no_marks',
  low_count BIGINT NOT NULL COMMENT 'internal: averages below 5.0',
  fair_count BIGINT NOT NULL COMMENT 'internal: averages of at least 6.5',
  good_count BIGINT NOT NULL COMMENT 'internal: averages of at least 8.0',
  stated_mark_count BIGINT NOT NULL COMMENT 'internal: learners with an average that the gradebook states',
  stated_mark_sum DECIMAL(20, 1) NOT NULL COMMENT 'internal: sum of these averages',
  comment_count BIGINT NOT NULL COMMENT 'internal: learners who are judged by a comment',
  passed_count BIGINT NOT NULL COMMENT 'internal: of them those who passed')
USING iceberg
PARTITIONED BY (school_year)
COMMENT 'One row per school, boundary mode, school year, term or year, grade and subject'
