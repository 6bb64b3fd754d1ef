CREATE TABLE core.dim_school_day (
  school_key STRING NOT NULL COMMENT 'public: the school',
  calendar_date DATE NOT NULL COMMENT 'public: a day on which the school may teach, by calendar',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  term_code STRING COMMENT 'public: term_1 or term_2',
  state_code STRING NOT NULL COMMENT 'internal: called (at least one roll was called), closed (storm or flood), not_submitted',
  class_count BIGINT NOT NULL COMMENT 'internal: classes whose roll was called',
  closed_class_count BIGINT NOT NULL COMMENT 'internal: classes that say that they were closed',
  is_submitted_later BOOLEAN NOT NULL COMMENT 'internal: the school submitted this day or a later one of the school year')
USING iceberg
PARTITIONED BY (months(calendar_date))
COMMENT 'One row per school and day on which it may teach'
