CREATE TABLE core.fct_roll_call_day (
  sender_code STRING NOT NULL COMMENT 'internal: account of the school with its vendor',
  calendar_date DATE NOT NULL COMMENT 'public: the day',
  school_key STRING NOT NULL COMMENT 'public: the school; -1 where the account is not known',
  school_year INT NOT NULL COMMENT 'public: school year by the year in which it ends',
  class_count BIGINT NOT NULL COMMENT 'internal: classes whose roll was called',
  closed_class_count BIGINT NOT NULL COMMENT 'internal: classes that were closed for storm or flood')
USING iceberg
PARTITIONED BY (months(calendar_date))
COMMENT 'One row per account of a school and day of which it submitted roll calls'
